"""The array program: equal statements are one, unneeded ones are left out, names are never taken twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sympy import tanh

from wlbridge import LinearLayer, NetChain, SoftmaxLayer, Tanh, net_loss
from wlbridge.errors import ShapeError
from wlbridge.numeric.reading import numeric
from wlbridge.program import Placeholder, Program, ProgramBuilder, rebuild
from wlbridge.statements import Einsum, Map, Reduce, Softmax, slot


@pytest.fixture
def builder() -> ProgramBuilder:
    made = ProgramBuilder()
    made.placeholder(Placeholder("x", (2, 3), "input", "x"))
    made.placeholder(Placeholder("v", (3,), "parameter", "v"))
    return made


def test_a_statement_made_before_gives_the_name_it_had(builder: ProgramBuilder) -> None:
    first = builder.append(Einsum(("x", "v"), "ij,j->i"), "y")
    assert builder.append(Einsum(("x", "v"), "ij,j->i"), "z") == first == "y"
    assert builder.map(tanh(slot(0)), [first], "h") == builder.map(tanh(slot(0)), ["y"], "h2") == "h"
    assert list(builder.statements) == ["y", "h"]


@pytest.mark.parametrize(
    "other",
    [
        Einsum(("x", "v"), "ij,j->j"),
        Einsum(("v", "x"), "j,ij->i"),
        Map(("x", "v"), slot(0), "ij,j->ij"),
        Map(("x", "v"), slot(1), "ij,j->ij"),
        Softmax(("x",), 0),
        Softmax(("x",), 1),
        Reduce(("x",), "max", "ij->i"),
        Reduce(("x",), "min", "ij->i"),
    ],
)
def test_different_statements_are_kept_apart(builder: ProgramBuilder, other: Any) -> None:
    names = {builder.append(Einsum(("x", "v"), "ij,j->i"), "y"), builder.append(other, "y")}
    assert names == {"y", "y_2"}


def test_a_name_that_is_taken_is_varied(builder: ProgramBuilder) -> None:
    names = [builder.append(Softmax(("x",), 0), "x"), builder.append(Softmax(("x",), 1), "x")]
    names.append(builder.append(Reduce(("x",), "max", "ij->"), "x_2"))
    assert names == ["x_2", "x_3", "x_2_2"]


def test_two_arrays_of_one_name_are_refused(builder: ProgramBuilder) -> None:
    with pytest.raises(ShapeError, match="two arrays have the name 'x'"):
        builder.placeholder(Placeholder("x", (), "target", "x"))
    builder.append(Softmax(("x",), 0), "t")
    with pytest.raises(ShapeError, match="two arrays have the name 't'"):
        builder.placeholder(Placeholder("t", (), "target", "t"))


def test_a_statement_that_does_not_fit_leaves_nothing_behind(builder: ProgramBuilder) -> None:
    with pytest.raises(ShapeError):
        builder.append(Einsum(("x", "v"), "ij,i->j"), "y")
    assert not builder.statements
    assert set(builder.shapes) == {"x", "v"}
    assert builder.append(Softmax(("x",), 0), "y") == "y"


def test_what_the_results_do_not_need_is_left_out(builder: ProgramBuilder) -> None:
    y = builder.append(Einsum(("x", "v"), "ij,j->i"), "y")
    builder.append(Softmax(("x",), 0), "dead")
    z = builder.map(tanh(slot(0)), [y], "z")
    program = builder.program(z)
    assert [name for name, _ in program.statements] == ["y", "z"]
    assert set(program.shapes) == {"x", "v", "y", "z"}
    assert program.output == "z"
    assert builder.program(y, "dead").outputs == ("y", "dead")
    assert builder.program("x").statements == ()
    assert set(builder.program("x").placeholders) == {"x", "v"}  # what may be given does not depend on the result


def test_a_program_tells_what_it_is_made_of(builder: ProgramBuilder) -> None:
    y = builder.append(Einsum(("x", "v"), "ij,j->i"), "y")
    square = builder.map(slot(0) * slot(1), [y, y], "s")
    program = builder.program(square)
    assert program.uses == {"x": 1, "v": 1, "y": 2, "s": 1}
    assert program.definitions["y"] == Einsum(("x", "v"), "ij,j->i")
    assert [placeholder.name for placeholder in program.with_role("parameter")] == ["v"]
    assert str(program).splitlines() == [
        "x: input {2, 3}",
        "v: parameter {3}",
        "y = Einsum(arrays=('x', 'v'), spec='ij,j->i')",
        "s = Map(arrays=('y', 'y'), formula=a0*a1, spec='a,a->a')",
        "result s",
    ]


def test_a_map_of_numbers_and_arrays_names_the_indices_of_the_arrays(builder: ProgramBuilder) -> None:
    total = builder.append(Einsum(("x",), "ij->"), "s")
    assert builder.statements[builder.map(slot(0) / slot(1), ["x", total], "q")].spec == "ab,->ab"
    assert builder.shapes["q"] == (2, 3)


def unchanged(target: ProgramBuilder, name: str, statement: Any) -> str:
    return target.append(statement, name)


def test_rebuilding_by_the_rule_that_changes_nothing_gives_an_equal_program() -> None:
    program = net_loss(NetChain([3, Tanh, [2, SoftmaxLayer()]], input=2)).program
    assert rebuild(program, unchanged) == program


def test_rebuilding_joins_statements_that_become_equal(builder: ProgramBuilder) -> None:
    """Where a rule removes what made two statements different, what reads them becomes equal too."""
    first, second = builder.append(Softmax(("x",), 0), "a"), builder.append(Softmax(("x",), 1), "b")
    one, other = builder.map(tanh(slot(0)), [first], "c"), builder.map(tanh(slot(0)), [second], "d")
    program = builder.program(builder.map(slot(0) + slot(1), [one, other], "e"))

    def without_softmax(target: ProgramBuilder, name: str, statement: Any) -> str:
        return statement.arrays[0] if isinstance(statement, Softmax) else unchanged(target, name, statement)

    rebuilt = rebuild(program, without_softmax)
    assert [statement.arrays for _, statement in rebuilt.statements] == [("x",), ("c", "c")]
    x = np.linspace(-1, 1, 6).reshape(2, 3)
    np.testing.assert_allclose(numeric(rebuilt)({"x": x, "v": x[0]}), 2 * np.tanh(x))


def statements_of(width: int) -> Program:
    net = NetChain([LinearLayer(width), Tanh, LinearLayer(width), SoftmaxLayer()], input=width)
    return net_loss(net).program


def test_the_number_of_statements_does_not_depend_on_the_width() -> None:
    assert len(statements_of(2).statements) == len(statements_of(500).statements) < 15
