"""Passes that fold what is known without any numbers: statements that change nothing, and constants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Expr

from wlbridge.indices import Shape, parse_spec
from wlbridge.program import ProgramBuilder
from wlbridge.rewrite.arguments import map_of
from wlbridge.rewrite.passes import rewrites
from wlbridge.statements import Broadcast, Einsum, Map, Pad, Part, Reshape, Statement, slot


@rewrites(Map, Einsum, Reshape, Part, Pad)
def without_identities(builder: ProgramBuilder, name: str, statement: Statement) -> Statement | str:
    """Leave out what changes nothing, and join dimensions given twice.

    Such are a product with 1, a sum of one term, levels in the order they have, the dimensions an array has, all of
    its parts, and no padding. ``Reshape(Reshape(x, a), b) = Reshape(x, b)``.
    """
    if isinstance(statement, Reshape):
        source = builder.statements.get(statement.arrays[0])
        if isinstance(source, Reshape):
            statement = Reshape(source.arrays, statement.dimensions)
    shapes = [builder.shapes[array] for array in statement.arrays]
    return statement.arrays[0] if _IS_IDENTITY[type(statement)](statement, shapes) else statement


def _is_first(statement: Map | Einsum, shapes: list[Shape]) -> bool:
    inputs, output = parse_spec(statement.spec)
    return inputs == (output,) and len(statement.arrays) == 1


_IS_IDENTITY: dict[type[Statement], Callable[[Any, list[Shape]], bool]] = {
    Map: lambda statement, shapes: statement.formula == slot(0) and _is_first(statement, shapes),
    Einsum: _is_first,
    Reshape: lambda statement, shapes: statement.dimensions == shapes[0],
    Part: lambda statement, shapes: (*statement.positions,) == (*range(int(shapes[0][statement.axis])),),
    Pad: lambda statement, shapes: all(widths == (0, 0) for widths in statement.widths),
}


@rewrites(Map)
def constant_arguments(builder: ProgramBuilder, name: str, statement: Map) -> Statement:
    """Read an array that is one number everywhere as the number: ``1 x = x`` and ``x + 0 = x``."""
    numbers = {slot(position): _constant(builder, array) for position, array in enumerate(statement.arrays)}
    constants = {argument: number for argument, number in numbers.items() if number is not None}
    if not constants:
        return statement
    inputs, output = parse_spec(statement.spec)
    return map_of(statement.formula.xreplace(constants), [*zip(statement.arrays, inputs, strict=True)], output)


def _constant(builder: ProgramBuilder, array: str) -> Expr | None:
    """The number that every element of an array is, where its statements say so."""
    source = builder.statements.get(array)
    if isinstance(source, Broadcast):
        source = builder.statements.get(source.arrays[0])
    return source.formula if isinstance(source, Map) and not source.arrays else None
