"""Every kind of statement: the dimensions of its result, its numbers, its formulas, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.special
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from wlbridge.errors import ShapeError
from wlbridge.indices import BATCH, aligned, parse_spec, show
from wlbridge.numeric.reading import numeric
from wlbridge.program import Classes, Placeholder, ProgramBuilder
from wlbridge.scalar import explicit
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
    Statement,
    Take,
    slot,
)

A0, A1 = slot(0), slot(1)
MATRIX = np.arange(6.0).reshape(2, 3) - 2.5
CUBE = np.sin(np.arange(24.0)).reshape(2, 3, 4)
VECTOR = np.array([0.5, -1.5, 2.0])
CLASSES = np.array([3, 1])


def built(statement: Statement, arrays: dict[str, Any], classes: Classes | None = None) -> Any:
    """The program of one statement; arrays of integers hold classes."""
    builder = ProgramBuilder()
    for name, values in arrays.items():
        kind = classes if np.asarray(values).dtype.kind == "i" else None
        builder.placeholder(Placeholder(name, np.shape(values), "input", name, (), kind))
    return builder.program(builder.append(statement, "result"))


def values_of(program: Any, arrays: dict[str, Any]) -> tuple[Any, Any]:
    """The result in numbers, and by way of formulas."""
    (formulas,) = explicit(program, {name: np.asarray(values) for name, values in arrays.items()})
    return numeric(program)(arrays), np.vectorize(float, otypes=[float])(formulas)


@pytest.mark.parametrize(
    ("statement", "arrays", "expected"),
    [
        (Map(("m",), 2 * A0 + 1, "ij->ij"), {"m": MATRIX}, 2 * MATRIX + 1),
        (Map(("m",), A0**2, "ij->ji"), {"m": MATRIX}, MATRIX.T**2),
        (Map(("m", "v"), A0 * A1, "ij,j->ij"), {"m": MATRIX, "v": VECTOR}, MATRIX * VECTOR),
        (Map(("v", "m"), A0 - A1, "j,ij->ji"), {"m": MATRIX, "v": VECTOR}, (VECTOR - MATRIX).T),
        (Map(("v", "v"), A0 * A1, "i,j->ij"), {"v": VECTOR}, np.outer(VECTOR, VECTOR)),
        (Map((), sympy.Integer(3), "->"), {}, np.array(3.0)),
        (Einsum(("m", "v"), "ij,j->i"), {"m": MATRIX, "v": VECTOR}, MATRIX @ VECTOR),
        (Einsum(("m", "m"), "ij,kj->ik"), {"m": MATRIX}, MATRIX @ MATRIX.T),
        (Einsum(("m",), "ij->ji"), {"m": MATRIX}, MATRIX.T),
        (Einsum(("m",), "ij->"), {"m": MATRIX}, MATRIX.sum()),
        (Einsum(("s",), "ii->"), {"s": np.outer(VECTOR, VECTOR)}, VECTOR @ VECTOR),
        (Einsum(("s",), "ii->i"), {"s": np.outer(VECTOR, VECTOR)}, VECTOR**2),
        (Einsum(("v", "v"), "i,j->"), {"v": VECTOR}, VECTOR.sum() ** 2),
        (Einsum(("v", "v"), "i,j->j"), {"v": VECTOR}, VECTOR.sum() * VECTOR),
        (Einsum(("v", "v", "v"), "i,i,i->"), {"v": VECTOR}, (VECTOR**3).sum()),
        (Broadcast(("v",), "j->ij", (2, 3)), {"v": VECTOR}, np.array([VECTOR, VECTOR])),
        (Reduce(("c",), "max", "ijk->j"), {"c": CUBE}, CUBE.max((0, 2))),
        (Reduce(("c",), "min", "ijk->ki"), {"c": CUBE}, CUBE.min(1).T),
        (Reduce(("m",), "prod", "ij->"), {"m": MATRIX}, MATRIX.prod()),
        (LogSoftmax(("m",), 1), {"m": MATRIX}, scipy.special.log_softmax(MATRIX, axis=1)),
        (LogSoftmax(("c",), 0), {"c": CUBE}, scipy.special.log_softmax(CUBE, axis=0)),
        (Softmax(("m",), 0), {"m": MATRIX}, scipy.special.softmax(MATRIX, axis=0)),
        (Softmax(("c",), 1), {"c": CUBE}, scipy.special.softmax(CUBE, axis=1)),
        (Take(("m", "t"), "bc,b->b"), {"m": MATRIX, "t": CLASSES}, MATRIX[[0, 1], CLASSES - 1]),
        (Take(("v", "t"), "c,b->b"), {"v": VECTOR, "t": CLASSES}, VECTOR[CLASSES - 1]),
        (Take(("c", "t"), "bcd,b->db"), {"c": CUBE, "t": CLASSES}, np.array([CUBE[0, 2], CUBE[1, 0]]).T),
        (OneHot(("t",), "b->bc", 3), {"t": CLASSES}, np.eye(3)[CLASSES - 1]),
        (OneHot(("t",), "b->cb", 3), {"t": CLASSES}, np.eye(3)[CLASSES - 1].T),
        (Part(("m",), 1, (2, 0, 2)), {"m": MATRIX}, MATRIX[:, [2, 0, 2]]),
        (Part(("m",), 1, range(2, -1, -1)), {"m": MATRIX}, MATRIX[:, ::-1]),
        (Part(("m",), 0, range(1, 2)), {"m": MATRIX}, MATRIX[1:2]),
        (Place(("v",), 0, (1, 0, 1), 4), {"v": VECTOR}, np.array([-1.5, 2.5, 0, 0])),
        (Reshape(("m",), (3, 2)), {"m": MATRIX}, MATRIX.reshape(3, 2)),
        (Reshape(("m",), (6,)), {"m": MATRIX}, MATRIX.ravel()),
        (Concatenate(("m", "m"), 0), {"m": MATRIX}, np.vstack([MATRIX, MATRIX])),
        (Concatenate(("m", "s"), 1), {"m": MATRIX, "s": np.eye(2)}, np.hstack([MATRIX, np.eye(2)])),
        (
            Pad(("m",), ((1, 0), (0, 2)), sympy.Float(0.5)),
            {"m": MATRIX},
            np.pad(MATRIX, ((1, 0), (0, 2)), constant_values=0.5),
        ),
    ],
)
def test_a_statement_has_the_value_that_numpy_gives(statement: Statement, arrays: Any, expected: Any) -> None:
    program = built(statement, arrays, classes=Classes(3))
    assert program.shapes["result"] == np.shape(expected)
    for got in values_of(program, arrays):
        assert got.shape == np.shape(expected)
        np.testing.assert_allclose(got, expected, rtol=1e-14, atol=1e-15)


LETTERS = st.text("abcd", max_size=3)


@settings(max_examples=150, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=3), st.data())
def test_any_einsum_is_that_of_numpy(inputs: list[str], data: st.DataObject) -> None:
    """Repeated letters take diagonals, letters that the result lacks are summed over."""
    used = sorted(set("".join(inputs)))
    output = "".join(data.draw(st.permutations(used))[: data.draw(st.integers(0, len(used)))])
    sizes = {"a": 1, "b": 2, "c": 3, "d": 2}
    names = "uvw"[: len(inputs)]
    arrays = {
        name: np.cos(np.arange(float(np.prod([sizes[c] for c in letters], dtype=int)))).reshape(
            [sizes[c] for c in letters]
        )
        for name, letters in zip(names, inputs, strict=True)
    }
    spec = f"{','.join(inputs)}->{output}"
    expected = np.einsum(spec, *arrays.values())
    for got in values_of(built(Einsum(tuple(names), spec), arrays), arrays):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)


def test_a_symbolic_position_is_a_sum_of_kronecker_deltas() -> None:
    program = built(Take(("v", "t"), "c,->"), {"v": VECTOR, "t": np.array(1)}, classes=Classes(3))
    (formula,) = explicit(program, {})
    expression = formula.item()
    assert sum(part.func is sympy.KroneckerDelta for part in sympy.preorder_traversal(expression)) == 3
    (position,) = (symbol for symbol in expression.free_symbols if symbol.name == "t")
    assert str(expression.subs(position, 2)) == "v_2"


@pytest.mark.parametrize(
    ("make", "shapes", "words"),
    [
        (lambda: Einsum(("a", "b"), "ij,jk->ik"), [(2, 3), (4, 5)], "index 'j' of 'ij,jk->ik' is both 3 and 4"),
        (lambda: Einsum(("a",), "ij->i"), [(2,)], "{2} has not the indices 'ij'"),
        (lambda: Einsum(("a",), "i,j->ij"), [(2,)], "names 2 arrays and 1 are given"),
        (lambda: Einsum(("a",), "i->ij"), [(2,)], "index 'j' of the result of 'i->ij' belongs to no array"),
        (lambda: Einsum(("a",), "i->ii"), [(2,)], "names an index twice"),
        (lambda: Einsum(("a",), "i"), [(2,)], "'i' is not an index specification"),
        (lambda: Einsum(("a",), "i-> i"), [(2,)], "is not an index specification"),
        (lambda: Einsum(("a",), "1->1"), [(2,)], "is not an index specification"),
        (lambda: Map(("a",), A0, "ij->i"), [(2, 3)], "drops ['j']"),
        (lambda: Broadcast(("a",), "j->ij", (2, 4)), [(3,)], "cannot be repeated to {2, 4}"),
        (lambda: Broadcast(("a",), "j->ij", (3,)), [(3,)], "cannot be repeated to {3}"),
        (lambda: Softmax(("a",), 1), [(3,)], "has no level 2"),
        (lambda: Softmax(("a",), 0), [(BATCH, 3)], "the batch cannot be taken apart"),
        (lambda: Take(("a", "b"), "ij,i->ij"), [(2, 3), (2,)], "does not pick along exactly one index"),
        (lambda: Take(("a", "b"), "ij,k->k"), [(2, 3), (2,)], "does not pick along exactly one index"),
        (lambda: Take(("a", "b"), "ij,j->i"), [(2, 3), (3,)], "does not pick along exactly one index"),
        (lambda: Part(("a",), 0, ()), [(3,)], "do not exist along an axis of size 3"),
        (lambda: Part(("a",), 0, (3,)), [(3,)], "do not exist along an axis of size 3"),
        (lambda: Part(("a",), 0, (-1,)), [(3,)], "do not exist along an axis of size 3"),
        (lambda: Place(("a",), 0, (0, 1), 4), [(3,)], "2 positions for 3 elements"),
        (lambda: Reshape(("a",), (2, 2)), [(2, 3)], "{2, 3} cannot have the dimensions {2, 2}"),
        (lambda: Reshape(("a",), (6,)), [(BATCH, 6)], "{batch, 6} cannot have the dimensions {6}"),
        (lambda: Concatenate(("a", "b"), 0), [(2, 3), (2, 4)], "cannot be joined at level 1"),
        (lambda: Concatenate(("a",), 2), [(2, 3)], "has no level 3"),
        (lambda: Pad(("a",), ((1, 1),), sympy.Integer(0)), [(2, 3)], "1 widths of padding for an array of rank 2"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(make: Any, shapes: list[Any], words: str) -> None:
    with pytest.raises(ShapeError) as caught:
        make().shape(*shapes)
    assert words in str(caught.value)


def test_specifications_are_read_as_those_of_einsum() -> None:
    assert parse_spec("oi,i->o") == (("oi", "i"), "o")
    assert parse_spec("->") == (("",), "")
    assert parse_spec(",ij->ij") == (("", "ij"), "ij")


@given(st.permutations("abc"), st.integers(0, 3))
def test_an_aligned_view_broadcasts_against_its_indices(order: list[str], count: int) -> None:
    sizes = {"a": 2, "b": 3, "c": 4}
    letters = "".join(order[:count])
    view = aligned(letters, "abc")(np.zeros([sizes[c] for c in letters]))
    assert view.shape == tuple(sizes[c] if c in letters else 1 for c in "abc")


def test_dimensions_are_shown_as_in_the_wolfram_language() -> None:
    assert show((2, 3)) == "{2, 3}"
    assert show(()) == "{}"
    assert show((BATCH, 2)) == "{batch, 2}"


def test_no_symbol_of_a_user_is_a_slot() -> None:
    assert slot(0) == slot(0)
    assert slot(0) != sympy.Symbol("a0", real=True)
    assert slot(0).is_real
