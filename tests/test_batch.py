"""A batch is one more index in front: the results are those of the examples one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import oracle
import pytest
import sympy
from adapter import loss_from_case
from hypothesis import given, settings
from hypothesis import strategies as st

from wlbridge import CrossEntropyLossLayer, LinearLayer, NetChain, SoftmaxLayer, Tanh, net_loss
from wlbridge.batch import batched
from wlbridge.indices import BATCH
from wlbridge.numeric.reading import numeric
from wlbridge.program import Classes, Placeholder, Program, ProgramBuilder
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

Step = Callable[[list[str]], Statement]
# Each step reads matrices of 2 x 3 and makes one, so that any sequence of steps fits.
STEPS: list[Step] = [
    lambda m: Map((m[0], m[1]), sympy.tanh(slot(0)) + slot(1) ** 2, "ij,ij->ij"),
    lambda m: Map((m[0], "v"), slot(0) * slot(1), "ij,j->ij"),
    lambda m: Map((m[0],), 2 * slot(0) - 1, "ab->ab"),
    lambda m: Einsum((m[0], "w"), "ij,jk->ik"),
    lambda m: Einsum((m[0], m[1], m[0]), "ij,kj,kl->il"),
    lambda m: Einsum(("v", m[0]), "k,ij->ik"),
    lambda m: Softmax((m[0],), 0),
    lambda m: Softmax((m[0],), 1),
]
# These make something else, and the next step makes a matrix of it again.
PAIRS: list[tuple[Step, Callable[[str], Statement]]] = [
    (lambda m: Reduce((m[0],), "max", "ij->j"), lambda a: Broadcast((a,), "j->ij", (2, 3))),
    (lambda m: Reduce((m[0],), "prod", "ij->"), lambda a: Broadcast((a,), "->ij", (2, 3))),
    (lambda m: LogSoftmax((m[0],), 1), lambda a: Map((a,), slot(0) * 2, "ij->ij")),
    (lambda m: Take((m[0], "t"), "ij,i->i"), lambda a: Broadcast((a,), "i->ij", (2, 3))),
    (lambda m: Part((m[0],), 1, (2, 0)), lambda a: Place((a,), 1, (0, 2), 3)),
    (lambda m: Part((m[0],), 1, range(2, -1, -1)), lambda a: Part((a,), 1, (1, 1, 0))),
    (lambda m: Reshape((m[0],), (3, 2)), lambda a: Einsum((a,), "ij->ji")),
    (lambda m: Concatenate((m[0], "c"), 0), lambda a: Part((a,), 0, (3, 0))),
    (lambda m: Concatenate(("c", m[0], m[1]), 1), lambda a: Part((a,), 1, (0, 4, 8))),
    (lambda m: Pad((m[0],), ((1, 1), (0, 2)), sympy.Float(0.5)), lambda a: Part((a,), 0, (0, 2))),
    (lambda m: OneHot(("t",), "i->ij", 3), lambda a: Map((a,), slot(0) / 2, "ij->ij")),
]
SHAPES = {"x": (2, 3), "v": (3,), "w": (3, 3), "c": (2, 3)}


def program_of(choices: list[tuple[int, int, int]]) -> Program:
    """A program of steps, each reading two of the matrices made before."""
    builder = ProgramBuilder()
    for name, shape in SHAPES.items():
        builder.placeholder(Placeholder(name, shape, "input" if name == "x" else "parameter", name))
    builder.placeholder(Placeholder("t", (2,), "target", "t", (), Classes(3)))
    matrices = ["x"]
    for step, first, second in choices:
        read = [matrices[first % len(matrices)], matrices[second % len(matrices)]]
        if step < len(STEPS):
            made = builder.append(STEPS[step](read), "m")
        else:
            make, back = PAIRS[step - len(STEPS)]
            made = builder.append(make(read), "a")
            made = builder.append(back(made), "m")
            if builder.shapes[made] != (2, 3):
                made = builder.append(Part((made,), 1, (0, 1, 2)), "m")
        matrices.append(made)
    total = builder.append(Einsum((matrices[-1], "x"), "ij,kl->"), "s")
    return builder.program(total)


CHOICE = st.tuples(st.integers(0, len(STEPS) + len(PAIRS) - 1), st.integers(0, 5), st.integers(0, 5))


@settings(max_examples=200, deadline=None)
@given(st.lists(CHOICE, min_size=1, max_size=6), st.integers(1, 4))
def test_a_batch_gives_the_results_of_its_examples(choices: list[tuple[int, int, int]], size: int) -> None:
    program = program_of(choices)
    rng = np.random.default_rng(0)
    given_ = {name: rng.uniform(-1, 1, shape) for name, shape in SHAPES.items()}
    xs, ts = rng.uniform(-1, 1, (size, 2, 3)), rng.integers(1, 4, (size, 2))
    many = batched(program)
    assert many.shapes[many.output] == (BATCH,)
    got = numeric(many)({**given_, "x": xs, "t": ts})
    run = numeric(program)
    expected = [run({**given_, "x": x, "t": t}) for x, t in zip(xs, ts, strict=True)]
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("step", range(len(STEPS) + len(PAIRS)))
def test_every_kind_of_statement_is_among_the_steps(step: int) -> None:
    program = program_of([(step, 0, 0)])
    many = batched(program)
    assert [type(s) for _, s in many.statements if not isinstance(s, Broadcast)] == [
        type(s) for _, s in program.statements if not isinstance(s, Broadcast)
    ]


def test_what_does_not_depend_on_the_data_is_computed_once() -> None:
    builder = ProgramBuilder()
    x = builder.placeholder(Placeholder("x", (3,), "input", "x"))
    v = builder.placeholder(Placeholder("v", (3,), "parameter", "v"))
    norm = builder.append(Einsum((v, v), "i,i->"), "n")
    many = batched(builder.program(builder.map(slot(0) * slot(1), [x, norm], "y")))
    assert many.shapes["n"] == ()
    assert many.shapes["y"] == (BATCH, 3)
    assert many.placeholders["v"].shape == (3,)


@pytest.mark.parametrize("seed", range(0, 120, 5))
def test_the_loss_of_a_batch_is_the_mean_of_the_losses(seed: int) -> None:
    case = oracle.random_case(seed)
    loss = loss_from_case(case)
    rng = random.Random(seed)  # noqa: S311 - reproducible test data, no secret
    factors = [rng.uniform(0.9, 1) for _ in range(3)]
    inputs, targets = np.array([np.multiply(case.x, f) for f in factors]), np.array([case.t] * 3)
    singles = [loss.evaluate(x, t) for x, t in zip(inputs, targets, strict=True)]
    each = loss.evaluate(inputs, targets, reduction="none")
    assert each.shape == (3,)
    np.testing.assert_allclose(each, singles, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(loss.evaluate(inputs, targets), np.mean(singles), rtol=1e-12)


@pytest.mark.parametrize("precision", ["Real64", "Real32"])
def test_a_batch_of_one_is_its_example(precision: Any) -> None:
    weights = np.linspace(-1, 1, 6).reshape(3, 2)
    net = NetChain([LinearLayer(3, weights=weights, biases=[0.1, 0.2, 0.3]), Tanh, SoftmaxLayer()])
    loss = net_loss(net, CrossEntropyLossLayer("Index"))
    one = loss.evaluate([1.0, 2.0], 2, working_precision=precision)
    many = loss.evaluate([[1.0, 2.0]], [2], working_precision=precision)
    assert many.dtype == one.dtype == (np.float64 if precision == "Real64" else np.float32)
    np.testing.assert_allclose(many, one, rtol=4 * np.finfo(one.dtype).eps)
