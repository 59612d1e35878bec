"""Every kind of statement of exact fractions, against NumPy on these."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from adapter import loss_from_case
from mpmath import mp
from oracle import random_case
from reals import DIGITS, assert_close, built, exactly

from wlbridge.batch import batched
from wlbridge.multiprecision.reading import multiprecision
from wlbridge.program import Placeholder, ProgramBuilder
from wlbridge.statements import (
    Broadcast,
    Concatenate,
    Einsum,
    LogSoftmax,
    Map,
    OneHot,
    Pad,
    Part,
    Place,
    Reduce,
    Reshape,
    Softmax,
    Take,
    slot,
)

A0, A1 = slot(0), slot(1)
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
MATRIX = np.array(
    [[Fraction(k - 7, k + 2) for k in range(3)], [Fraction(2 * k + 1, k + 3) for k in range(3)]], object
)
CUBE = np.array([Fraction((7 * k) % 24 - 11, k + 5) for k in range(24)], object).reshape(2, 3, 4)
VECTOR = np.array([HALF, Fraction(-4, 3), Fraction(2, 7)], object)
CLASSES = np.array([3, 1])


@pytest.mark.parametrize(
    ("statement", "arrays", "expected"),
    [
        (Map(("m",), 2 * A0 + 1, "ij->ji"), {"m": MATRIX}, 2 * MATRIX.T + 1),
        (Map(("v", "m"), A0 - A1, "j,ij->ij"), {"m": MATRIX, "v": VECTOR}, VECTOR - MATRIX),
        (Map(("v", "v"), A0 * A1, "i,j->ij"), {"v": VECTOR}, np.outer(VECTOR, VECTOR)),
        (Map(("v", "m"), A0, "j,ij->ij"), {"m": MATRIX, "v": VECTOR}, np.array([VECTOR, VECTOR])),
        (Map((), sympy.Integer(3), "->"), {}, np.array(3, object)),
        (Einsum(("m", "v"), "ij,j->i"), {"m": MATRIX, "v": VECTOR}, MATRIX @ VECTOR),
        (Einsum(("m", "m"), "ij,kj->ki"), {"m": MATRIX}, MATRIX @ MATRIX.T),
        (Einsum(("m",), "ij->ji"), {"m": MATRIX}, MATRIX.T),
        (Einsum(("m",), "ij->"), {"m": MATRIX}, MATRIX.sum()),
        (Einsum(("s",), "ii->"), {"s": np.outer(VECTOR, VECTOR)}, VECTOR @ VECTOR),
        (Einsum(("s",), "ii->i"), {"s": np.outer(VECTOR, VECTOR)}, VECTOR**2),
        (Einsum(("v", "v"), "i,j->j"), {"v": VECTOR}, VECTOR.sum() * VECTOR),
        (Einsum(("v", "v", "v"), "i,i,i->"), {"v": VECTOR}, (VECTOR**3).sum()),
        (Broadcast(("v",), "j->ij", (2, 3)), {"v": VECTOR}, np.array([VECTOR, VECTOR])),
        (Reduce(("c",), "max", "ijk->j"), {"c": CUBE}, CUBE.max((0, 2))),
        (Reduce(("c",), "min", "ijk->ki"), {"c": CUBE}, CUBE.min(1).T),
        (Reduce(("m",), "prod", "ij->"), {"m": MATRIX}, MATRIX.prod()),
        (Take(("m", "t"), "bc,b->b"), {"m": MATRIX, "t": CLASSES}, MATRIX[[0, 1], CLASSES - 1]),
        (Take(("v", "t"), "c,b->b"), {"v": VECTOR, "t": CLASSES}, VECTOR[CLASSES - 1]),
        (Take(("v", "t"), "c,->"), {"v": VECTOR, "t": np.array(2)}, VECTOR[1]),
        (Take(("c", "t"), "bcd,b->db"), {"c": CUBE, "t": CLASSES}, np.array([CUBE[0, 2], CUBE[1, 0]]).T),
        (OneHot(("t",), "b->cb", 3), {"t": CLASSES}, np.eye(3, dtype=int)[CLASSES - 1].T),
        (Part(("m",), 1, (2, 0, 2)), {"m": MATRIX}, MATRIX[:, [2, 0, 2]]),
        (Part(("m",), 1, range(2, -1, -1)), {"m": MATRIX}, MATRIX[:, ::-1]),
        (
            Place(("m",), 1, (1, 0, 1), 4),
            {"m": MATRIX},
            MATRIX @ np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]]),
        ),
        (Reshape(("m",), (3, 2)), {"m": MATRIX}, MATRIX.reshape(3, 2)),
        (Concatenate(("m", "s"), 1), {"m": MATRIX, "s": MATRIX[:, :2]}, np.hstack([MATRIX, MATRIX[:, :2]])),
        (
            Pad(("m",), ((1, 0), (0, 2)), sympy.Float(0.1)),
            {"m": MATRIX},
            np.pad(MATRIX, ((1, 0), (0, 2)), constant_values=Fraction(0.1)),
        ),
    ],
)
def test_a_statement_of_fractions_has_the_value_that_numpy_gives(statement: Any, arrays: Any, expected: Any) -> None:
    (got,) = multiprecision(built(statement, arrays, classes=3), DIGITS)(arrays)
    assert got.shape == np.shape(expected)
    assert_close(got, expected)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("scale", [1, 1000])
def test_softmax_and_its_logarithm(axis: int, scale: int) -> None:
    with mp.workdps(3000):
        powers = np.vectorize(lambda x: mp.exp(exactly(x)), otypes=[object])(CUBE * scale)
        probabilities = powers / powers.sum(axis=axis, keepdims=True)
        logarithms = np.vectorize(mp.log, otypes=[object])(probabilities)
    for statement, expected in ((Softmax(("c",), axis), probabilities), (LogSoftmax(("c",), axis), logarithms)):
        (got,) = multiprecision(built(statement, {"c": CUBE}), DIGITS)({"c": CUBE * scale})
        assert_close(got, expected)


def test_a_batch_gives_the_results_of_its_examples() -> None:
    loss = loss_from_case(random_case(2))
    arrays = {**loss.known, "t": random_case(2).t}
    x = np.random.default_rng(1).normal(size=(3, *np.shape(random_case(2).x)))
    run = multiprecision(loss.program, DIGITS)
    (together,) = multiprecision(batched(loss.program, ["x"]), DIGITS)({**arrays, "x": x})
    assert_close(together, [run({**arrays, "x": row})[0].item() for row in x], "1e-50")


def test_what_does_not_depend_on_the_batch_is_repeated_along_it() -> None:
    builder = ProgramBuilder()
    builder.placeholder(Placeholder("x", (), "input", "x"))
    w = builder.placeholder(Placeholder("w", (2,), "parameter", "w"))
    program = batched(builder.program(builder.append(Map((w,), A0**2, "i->i"), "y")))
    (got,) = multiprecision(program, DIGITS)({"x": [1.0, 2.0, 3.0], "w": [THIRD, HALF]})
    assert_close(got, [[THIRD**2, HALF**2]] * 3)
