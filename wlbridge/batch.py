"""A program for one example made into one for a batch: one more index, in front, on whatever depends on the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from string import ascii_letters
from typing import Any

from wlbridge.program import Program, ProgramBuilder, rebuild
from wlbridge.statements import (
    BATCH,
    Broadcast,
    Concatenate,
    Einsum,
    LogSumExp,
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
    parse_spec,
)


def batched(program: Program) -> Program:
    """The same program with a batch of inputs and targets; its result has one value for each example.

    >>> from wlbridge.program import Placeholder
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> print(batched(program).definitions["y"].spec)
    ai,ai->a
    """
    placeholders = {
        name: replace(placeholder, shape=(BATCH, *placeholder.shape))
        for name, placeholder in program.placeholders.items()
        if placeholder.role != "parameter"
    }
    return rebuild(program, _batched, placeholders)


def _batched(builder: ProgramBuilder, name: str, statement: Statement) -> str:
    flags = [BATCH in builder.shapes[array] for array in statement.arrays]
    if any(flags):
        if isinstance(statement, Concatenate) and not all(flags):
            statement = _repeated(builder, statement, flags)
        statement = _RULES[type(statement)](statement, flags)
    return builder.append(statement, name)


def _repeated(builder: ProgramBuilder, statement: Concatenate, flags: list[bool]) -> Concatenate:
    """Joined arrays need the batch axis, each of them."""
    arrays = []
    for array, flag in zip(statement.arrays, flags, strict=True):
        shape = builder.shapes[array]
        letters = ascii_letters[: len(shape)]
        repeated = Broadcast((array,), f"{letters}->{ascii_letters[len(shape)]}{letters}", (BATCH, *shape))
        arrays.append(array if flag else builder.append(repeated, array))
    return replace(statement, arrays=tuple(arrays))


def _with_index(statement: Any, flags: list[bool]) -> Any:
    """Put an unused letter before the indices of the batched arrays and of the result."""
    inputs, output = parse_spec(statement.spec)
    letter = next(c for c in ascii_letters if c not in statement.spec)
    marked = ",".join(letter + letters if flag else letters for letters, flag in zip(inputs, flags, strict=True))
    return replace(statement, spec=f"{marked}->{letter}{output}")


def _with_size(statement: Broadcast, flags: list[bool]) -> Broadcast:
    indexed: Broadcast = _with_index(statement, flags)
    return replace(indexed, sizes=(BATCH, *statement.sizes))


def _next_axis(statement: Any, flags: list[bool]) -> Any:
    return replace(statement, axis=statement.axis + 1)


_RULES: dict[type[Statement], Callable[[Any, list[bool]], Statement]] = {
    Map: _with_index,
    Einsum: _with_index,
    Reduce: _with_index,
    LogSumExp: _with_index,
    Take: _with_index,
    OneHot: _with_index,
    Broadcast: _with_size,
    Softmax: _next_axis,
    Part: _next_axis,
    Place: _next_axis,
    Concatenate: _next_axis,
    Reshape: lambda statement, flags: replace(statement, dimensions=(BATCH, *statement.dimensions)),
    Pad: lambda statement, flags: replace(statement, widths=((0, 0), *statement.widths)),
}
