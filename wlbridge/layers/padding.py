"""Layers that add elements: padding and copies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from sympy import Expr, Float, Integer

from wlbridge.errors import NetError, ShapeError
from wlbridge.layers.base import Layer, Scope, require_rank
from wlbridge.layers.levels import letters_of
from wlbridge.layers.settings import as_list, as_sizes, is_integer
from wlbridge.statements import Broadcast, Pad, Part


@dataclass(frozen=True, eq=False, repr=False)
class PaddingLayer(Layer):
    """The input with elements put before and after it at each level.

    ``padding`` is a number, "Fixed" (the boundary repeated) or "Reflected" (the input mirrored in its boundary).
    https://reference.wolfram.com/language/ref/PaddingLayer.html

    >>> PaddingLayer([(1, 2)], padding="Fixed")
    PaddingLayer[[(1, 2)], Padding -> 'Fixed']
    """

    widths: Sequence[tuple[int, int]]
    _: KW_ONLY
    padding: float | str = 0.0

    def build(self, scope: Scope, x: str) -> str:
        """One Pad, or one Part a level."""
        shape = require_rank(scope, x, 1)
        pairs = [as_list(pair) for pair in as_list(self.widths) or []]
        widths = tuple((pair[0], pair[1]) for pair in pairs if pair is not None and _is_pair(pair))
        if len(widths) != len(pairs) or len(widths) != len(shape):
            raise ShapeError(
                f"{self.widths!r} does not pad an input of rank {len(shape)}",
                hint="Give a pair of numbers from 0 up for each level.",
            )
        value = self._value()
        if value is not None:
            return scope.append(Pad((x,), widths, value))
        for axis, (before, after) in enumerate(widths):
            x = scope.append(Part((x,), axis, self._positions(int(shape[axis]), before, after)))
        return x

    def _value(self) -> Expr | None:
        """The number to pad with, None for a way of padding."""
        if is_integer(self.padding):
            return Integer(int(self.padding))
        if not isinstance(self.padding, float | np.floating) or not math.isfinite(self.padding):
            return None
        return Integer(int(self.padding)) if self.padding.is_integer() else Float(float(self.padding))

    def _positions(self, size: int, before: int, after: int) -> tuple[int, ...]:
        if self.padding == "Fixed":
            return tuple(min(max(place, 0), size - 1) for place in range(-before, size + after))
        if self.padding != "Reflected":
            raise NetError(f"cannot pad with {self.padding!r}", hint='Give a number, "Fixed" or "Reflected".')
        if max(before, after) >= size:
            raise ShapeError(f"cannot reflect {max(before, after)} elements of an axis of size {size}")
        return tuple(size - 1 - abs(size - 1 - abs(place)) for place in range(-before, size + after))

    def arguments(self) -> tuple[Any, ...]:
        """The widths."""
        return (list(self.widths),)

    def options(self) -> dict[str, Any]:
        """Padding, where it is not 0."""
        return {**({} if self.padding == 0 else {"Padding": self.padding}), **super().options()}


def _is_pair(pair: list[Any]) -> bool:
    return len(pair) == 2 and all(is_integer(width) and width >= 0 for width in pair)


@dataclass(frozen=True, eq=False, repr=False)
class ReplicateLayer(Layer):
    """The input repeated ``n`` times, or along several new levels, which stand at ``position`` of the output.

    https://reference.wolfram.com/language/ref/ReplicateLayer.html

    >>> ReplicateLayer([2, 3], 2)
    ReplicateLayer[[2, 3], 2]
    """

    copies: int | Sequence[int]
    position: int = 1

    def build(self, scope: Scope, x: str) -> str:
        """One Broadcast."""
        shape = scope.shape(x)
        copies = as_sizes(self.copies)
        if not copies:
            raise ShapeError(
                f"cannot repeat {self.copies!r} times", hint="Give a positive number, or a list of them."
            )
        if not is_integer(self.position) or not 1 <= self.position <= len(shape) + 1:
            raise ShapeError(
                f"there is no position {self.position!r} for new levels in an input of rank {len(shape)}"
            )
        place = self.position - 1
        letters = letters_of(len(shape) + len(copies))
        kept = letters[:place] + letters[place + len(copies) :]
        return scope.append(Broadcast((x,), f"{kept}->{letters}", (*shape[:place], *copies, *shape[place:])))

    def arguments(self) -> tuple[Any, ...]:
        """The copies, and the position where it is not 1."""
        return (self.copies,) if self.position == 1 else (self.copies, self.position)
