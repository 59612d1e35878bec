"""What programs cost: operations counted by hand."""

import itertools
from typing import Any

import pytest
import sympy
from sympy import exp, log, tanh

from wlbridge import (
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.batch import batched
from wlbridge.cost import Cost, cost, operations
from wlbridge.program import Placeholder, ProgramBuilder
from wlbridge.statements import Broadcast, Einsum, LogSoftmax, Map, OneHot, Part, Reduce, Softmax, Statement, slot

A, B = slot(0), slot(1)


@pytest.mark.parametrize(
    ("formula", "count"),
    [
        (A, 0),
        (-A, 0),
        (A - B, 1),
        (A + B + 1 + sympy.sqrt(2), 2),
        (2 * A / 3, 1),
        (A / B, 1),
        (1 / A, 1),
        (1 / (A * B), 2),
        (A / sympy.sqrt(B), 2),
        (tanh(A), 1),
        (1 - tanh(A) ** 2, 3),
        (tanh(A) * B + tanh(A), 3),
        (log(1 + exp(A)), 1),
        (sympy.Max(A, B, 3), 2),
        (sympy.Piecewise((A, A > 0), (B * A, True)), 3),
        (sympy.Integer(7), 0),
    ],
    ids=str,
)
def test_operations_of_a_formula(formula: sympy.Expr, count: int) -> None:
    """By hand: signs are free, equal parts are computed once, softplus is one function."""
    assert operations(formula) == count


def of_one(statement: Statement, *shapes: Any) -> Cost:
    builder = ProgramBuilder()
    for name, shape in zip(statement.arrays, shapes, strict=True):
        builder.placeholder(Placeholder(name, shape, "parameter", name, (), 4 if name == "t" else None))
    return cost(builder.program(builder.append(statement, "y")))


@pytest.mark.parametrize(
    ("statement", "shapes", "expected"),
    [
        (Einsum(("w", "x"), "oi,i->o"), [(3, 4), (4,)], Cost(12, 0)),
        (Einsum(("w", "x"), "oi,ai->ao"), [(3, 4), (5, 4)], Cost(60, 0)),
        (Einsum(("d", "x"), "o,i->oi"), [(3,), (4,)], Cost(12, 0)),
        (Einsum(("x",), "ab->ba"), [(3, 4)], Cost(0, 0)),
        (Einsum(("x",), "ab->a"), [(3, 4)], Cost(0, 12)),
        (Einsum(("t", "l"), "a,a->"), [(4,), (4,)], Cost(0, 8)),
        (Einsum(("v", "x"), "a,ab->ab"), [(3,), (3, 4)], Cost(0, 12)),
        (Map(("x", "v"), A * B + 1, "ab,a->ab"), [(3, 4), (3,)], Cost(0, 24)),
        (Softmax(("x",), 1), [(3, 4)], Cost(0, 60)),
        (LogSoftmax(("x",), 1), [(3, 4)], Cost(0, 60)),
        (Reduce(("x",), "max", "ab->a"), [(3, 4)], Cost(0, 12)),
        (OneHot(("t",), "a->ab", 4), [(3,)], Cost(0, 12)),
        (Part(("x",), 0, range(2)), [(3, 4)], Cost(0, 0)),
        (Broadcast(("v",), "a->ab", (3, 4)), [(3,)], Cost(0, 0)),
    ],
    ids=str,
)
def test_cost_of_a_statement(statement: Statement, shapes: list[Any], expected: Cost) -> None:
    assert of_one(statement, *shapes) == expected


def test_products_of_many_arrays_are_taken_in_the_best_order() -> None:
    """The chain of six matrices in Introduction to Algorithms, by Cormen, Leiserson, Rivest and Stein: 15,125."""
    sizes = [30, 35, 15, 5, 10, 20, 25]
    shapes = list(itertools.pairwise(sizes))
    assert of_one(Einsum(tuple("uvwxyz"), "ab,bc,cd,de,ef,fg->ag"), *shapes) == Cost(multiply_adds=15_125)


def test_a_batch_costs_as_often_as_it_has_examples() -> None:
    program = net_loss(NetChain([3, Tanh, 2, SoftmaxLayer()], input=4)).program
    one = cost(program)
    assert cost(batched(program), 100) == Cost(100 * one.multiply_adds, 100 * one.elementwise)
