"""What parts of an expression of the Wolfram Language are while it is read, beside what sympy itself has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Basic, Expr, MatrixBase, MatrixExpr, Piecewise, Tuple
from sympy.logic.boolalg import ITE, Boolean
from sympy.tensor.array import ImmutableDenseNDimArray


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a function that stands as an argument, as in ``Map[Tanh, a, {2}]``."""

    name: str
    function: Any


@dataclass(frozen=True, slots=True)
class Arrow:
    """``left -> right``."""

    left: Any
    right: Any


class Entries:
    """A list: only where it is used it shows whether it is a tuple, a matrix, the limits of a sum, ...

    ``shape`` is that of an array of numbers, None where the entries are none.
    """

    __slots__ = ("items", "shape")

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = tuple(items)
        self.shape = _shape(self.items)

    def value(self) -> Basic:
        """A matrix or an array of more levels, as MatrixQ and ArrayQ tell; of rules a Dict; else a Tuple."""
        if self.items and all(isinstance(item, Arrow) for item in self.items):
            return _replacements(self.items)
        if self.shape is None or len(self.shape) == 1:
            return Tuple(*map(as_basic, self.items))
        flat: list[Any] = list(self.items)
        for _ in self.shape[1:]:
            flat = [item for row in flat for item in row.items]
        if len(self.shape) == 2:
            return sympy.ImmutableDenseMatrix(*self.shape, flat)
        return ImmutableDenseNDimArray(flat, self.shape)


def _replacements(rules: tuple[Arrow, ...]) -> sympy.Dict:
    """What Solve and FindRoot give, as sympy's ``subs`` takes it."""
    table = {as_basic(rule.left): as_basic(rule.right) for rule in rules}
    if len(table) < len(rules):
        raise TypeError("a list of several rules for one thing is no expression")
    return sympy.Dict(table)


def _shape(items: tuple[Any, ...]) -> tuple[int, ...] | None:
    if all(is_number(item) for item in items):
        return (len(items),)
    shapes = {item.shape if isinstance(item, Entries) else None for item in items}
    inner = shapes.pop()
    return None if shapes or inner is None or (math.prod(inner) == 0 and len(inner) > 1) else (len(items), *inner)


def is_number(value: object) -> bool:
    """Whether a value is an expression for a number: no matrix, no truth value, no list."""
    return isinstance(value, Expr) and not isinstance(value, MatrixExpr)


def is_matrix(value: object) -> bool:
    """Whether a value is a matrix, explicit or not."""
    return isinstance(value, MatrixExpr | MatrixBase)


def is_closed(interval: sympy.Interval) -> bool:
    """Whether both ends belong to an interval, or are infinite."""
    left_open, right_open = interval.left_open, interval.right_open
    return not ((left_open and interval.start != -sympy.oo) or (right_open and interval.end != sympy.oo))


def as_basic(value: Any) -> Basic:
    """A value as an object of sympy; a TypeError says what is none."""
    if isinstance(value, Entries):
        return value.value()
    if isinstance(value, Basic):
        return value
    raise TypeError(f"{described(value)} is no expression")


def as_number(value: Any) -> Expr:
    """A value as an expression for a number.

    If of symbols may have been read as one of truth values, the bounds of an uncertain number as a set.
    """
    if isinstance(value, sympy.Interval) and is_closed(value):
        return sympy.AccumBounds(value.start, value.end)
    if isinstance(value, ITE) and all(isinstance(branch, sympy.Symbol) for branch in value.args[1:]):
        return Piecewise((value.args[1], value.args[0]), (value.args[2], True))
    if not is_number(value):
        raise TypeError(f"{described(value)} is no number")
    return value


def as_matrix(value: Any) -> Any:
    """A value as a matrix."""
    if isinstance(value, Entries):
        value = value.value()
    if not is_matrix(value):
        raise TypeError(f"{described(value)} is no matrix; say by the argument symbols which symbols are matrices")
    return value


def as_condition(value: Any) -> Basic:
    """A value as something that is true or false."""
    if not isinstance(value, Boolean):
        raise TypeError(f"{described(value)} is neither true nor false")
    return value


def as_items(value: Any) -> tuple[Any, ...]:
    """What stands in a list."""
    if not isinstance(value, Entries):
        raise TypeError(f"{described(value)} is no list")
    return value.items


def as_integer(value: Any) -> int:
    """A value as an int."""
    if not getattr(value, "is_Integer", False):
        raise TypeError(f"{described(value)} is no integer")
    return int(value)


def described(value: Any) -> str:
    """A value in a message: by its kind, since to print an expression takes time without bound."""
    if isinstance(value, Head):
        return f"the function {value.name}"
    if isinstance(value, sympy.Symbol | sympy.Number):
        return f"{value!s:.60}"
    kinds = {Entries: "a list", Arrow: "a rule", str: "a string"}
    return kinds.get(type(value), f"something of the type {type(value).__name__}")
