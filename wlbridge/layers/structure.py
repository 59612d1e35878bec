"""Layers that only move elements: flatten, reshape, transpose, part, padding, replicate, and parts of sequences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Float, Integer

from wlbridge.errors import NetError, ShapeError
from wlbridge.layers.base import AutomaticType, Layer, Scope, require_rank
from wlbridge.layers.levels import All, AllType, Span, letters_of, position
from wlbridge.statements import Broadcast, Einsum, Pad, Part, Reshape, Shape

INFINITY = math.inf


def reshape(scope: Scope, x: str, shape: Shape) -> str:
    """A Reshape, unless the dimensions are those already."""
    return x if scope.shape(x) == shape else scope.append(Reshape((x,), shape))


@dataclass(frozen=True, eq=False, repr=False)
class FlattenLayer(Layer):
    """The input with levels joined: all of them, or the first ``n + 1``, or the last ``n + 1`` for ``-n``.

    https://reference.wolfram.com/language/ref/FlattenLayer.html

    >>> FlattenLayer(), FlattenLayer(-1)
    (FlattenLayer[], FlattenLayer[-1])
    """

    level: float = INFINITY

    def build(self, scope: Scope, x: str) -> str:
        """One Reshape."""
        shape = require_rank(scope, x, 1)
        count = len(shape) if self.level == INFINITY else self._joined(len(shape))
        parts = (shape[:count], shape[count:]) if self.level > 0 else (shape[-count:], shape[:-count])
        joined = (math.prod(int(size) for size in parts[0]),)
        return reshape(scope, x, (*joined, *parts[1]) if self.level > 0 else (*parts[1], *joined))

    def _joined(self, rank: int) -> int:
        if not isinstance(self.level, int) or isinstance(self.level, bool):
            raise NetError(f"cannot flatten to level {self.level!r}", hint="Give an integer or infinity.")
        if abs(self.level) >= rank:
            raise ShapeError(
                f"FlattenLayer[{self.level}] needs an input of a rank above {abs(self.level)}, not {rank}"
            )
        return abs(self.level) + 1

    def arguments(self) -> tuple[Any, ...]:
        """The level, where it is not Infinity."""
        return () if self.level == INFINITY else (self.level,)


@dataclass(frozen=True, eq=False, repr=False)
class ReshapeLayer(Layer):
    """The same elements, last index fastest, with other dimensions; one of them may be Automatic.

    https://reference.wolfram.com/language/ref/ReshapeLayer.html

    >>> from wlbridge.layers.base import Automatic
    >>> ReshapeLayer([2, Automatic])
    ReshapeLayer[[2, Automatic]]
    """

    dimensions: Sequence[int | AutomaticType]

    def build(self, scope: Scope, x: str) -> str:
        """One Reshape."""
        known = [size for size in self.dimensions if not isinstance(size, AutomaticType)]
        if any(not isinstance(size, int) or isinstance(size, bool) or size < 1 for size in known):
            raise ShapeError(
                f"{list(self.dimensions)} are not dimensions", hint="Give positive sizes, or one Automatic."
            )
        count = math.prod(int(size) for size in scope.shape(x))
        if len(self.dimensions) - len(known) > 1:
            raise ShapeError("only one dimension can be Automatic")
        missing = count // math.prod(known)
        return reshape(
            scope, x, tuple(missing if isinstance(size, AutomaticType) else size for size in self.dimensions)
        )

    def arguments(self) -> tuple[Any, ...]:
        """The dimensions."""
        return (list(self.dimensions),)


@dataclass(frozen=True, eq=False, repr=False)
class TransposeLayer(Layer):
    """The input with levels exchanged: a pair, a list of pairs one after the other, or a permutation.

    A permutation ``[n1, n2, ...]`` makes level k of the input level nk of the output. By default levels 1 and 2.
    https://reference.wolfram.com/language/ref/TransposeLayer.html

    >>> TransposeLayer((1, 3))
    TransposeLayer[(1, 3)]
    """

    specification: tuple[int, int] | Sequence[tuple[int, int]] | Sequence[int] = (1, 2)

    def build(self, scope: Scope, x: str) -> str:
        """One Einsum that only orders indices."""
        letters = letters_of(len(require_rank(scope, x, 1)))
        output = list(letters)
        if not isinstance(self.specification, tuple) and all(isinstance(n, int) for n in self.specification):
            places = [position(n, len(letters)) for n in self.specification if isinstance(n, int)]
            if sorted(places) != list(range(len(letters))):
                raise ShapeError(f"{self.specification!r} is not a permutation of the {len(letters)} levels")
            for letter, place in zip(letters, places, strict=True):
                output[place] = letter
        else:
            for first, second in self._pairs():
                i, j = position(first, len(letters)), position(second, len(letters))
                output[i], output[j] = output[j], output[i]
        return scope.append(Einsum((x,), f"{letters}->{''.join(output)}"))

    def _pairs(self) -> list[tuple[int, int]]:
        pairs = [self.specification] if isinstance(self.specification, tuple) else list(self.specification)
        if any(not isinstance(pair, tuple) or len(pair) != 2 for pair in pairs):
            raise NetError(f"{self.specification!r} does not say which levels to exchange")
        return [(pair[0], pair[1]) for pair in pairs if isinstance(pair, tuple)]

    def arguments(self) -> tuple[Any, ...]:
        """The levels, where they are not the default."""
        return () if self.specification == (1, 2) else (self.specification,)


@dataclass(frozen=True, eq=False, repr=False)
class PartLayer(Layer):
    """The part of the input that ``[[...]]`` takes: positions, spans, or a list of one for each level.

    https://reference.wolfram.com/language/ref/PartLayer.html

    >>> PartLayer([All, 1])
    PartLayer[[All, 1]]
    """

    specification: int | Span | AllType | Sequence[int | Span | AllType]

    def build(self, scope: Scope, x: str) -> str:
        """One Part a level, then a Reshape that drops the levels of single positions."""
        shape = require_rank(scope, x, 1)
        parts = list(self.specification) if isinstance(self.specification, Sequence) else [self.specification]
        if len(parts) > len(shape):
            raise ShapeError(f"{len(parts)} levels of parts for an input of rank {len(shape)}")
        for axis, part in enumerate(parts):
            if not isinstance(part, int | Span | AllType):
                raise NetError(f"{part!r} is not a part", hint="Give an integer, a Span or All.")
            size = int(shape[axis])
            if isinstance(part, Span):
                x = scope.append(Part((x,), axis, part.positions(size)))
            elif not isinstance(part, AllType):
                first = position(part, size)
                x = scope.append(Part((x,), axis, range(first, first + 1)))
        single = [axis for axis, part in enumerate(parts) if isinstance(part, int)]
        return reshape(scope, x, tuple(size for axis, size in enumerate(scope.shape(x)) if axis not in single))

    def arguments(self) -> tuple[Any, ...]:
        """The parts."""
        return (self.specification,)


@dataclass(frozen=True, eq=False, repr=False)
class PaddingLayer(Layer):
    """The input with elements put before and after it at each level.

    ``padding`` is a number, "Fixed" (the boundary repeated) or "Reflected" (the input mirrored in its boundary).
    https://reference.wolfram.com/language/ref/PaddingLayer.html

    >>> PaddingLayer([(1, 2)], padding="Fixed")
    PaddingLayer[[(1, 2)], Padding -> 'Fixed']
    """

    widths: Sequence[tuple[int, int]]
    padding: float | str = 0.0

    def build(self, scope: Scope, x: str) -> str:
        """One Pad, or one Part a level."""
        shape = require_rank(scope, x, 1)
        widths = tuple((int(before), int(after)) for before, after in self.widths)
        if len(widths) != len(shape) or any(width < 0 for pair in widths for width in pair):
            raise ShapeError(
                f"{list(widths)} does not pad an input of rank {len(shape)}", hint="Give a pair a level."
            )
        if isinstance(self.padding, int | float) and math.isfinite(self.padding):
            value = Integer(self.padding) if float(self.padding).is_integer() else Float(self.padding)
            return scope.append(Pad((x,), widths, value))
        for axis, (before, after) in enumerate(widths):
            x = scope.append(Part((x,), axis, self._positions(int(shape[axis]), before, after)))
        return x

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
        copies = (self.copies,) if isinstance(self.copies, int) else tuple(self.copies)
        if any(not isinstance(size, int) or isinstance(size, bool) or size < 1 for size in copies):
            raise ShapeError(f"cannot repeat {self.copies!r} times")
        if not 1 <= self.position <= len(shape) + 1:
            raise ShapeError(f"there is no position {self.position} for new levels in an input of rank {len(shape)}")
        place = self.position - 1
        letters = letters_of(len(shape) + len(copies))
        kept = letters[:place] + letters[place + len(copies) :]
        return scope.append(Broadcast((x,), f"{kept}->{letters}", (*shape[:place], *copies, *shape[place:])))

    def arguments(self) -> tuple[Any, ...]:
        """The copies, and the position where it is not 1."""
        return (self.copies,) if self.position == 1 else (self.copies, self.position)


@dataclass(frozen=True, eq=False, repr=False)
class _SequenceLayer(Layer):
    part: ClassVar[int | Span]

    def build(self, scope: Scope, x: str) -> str:
        """As PartLayer."""
        return PartLayer(self.part).build(scope, x)


@dataclass(frozen=True, eq=False, repr=False)
class SequenceLastLayer(_SequenceLayer):
    """The last element along the first level, https://reference.wolfram.com/language/ref/SequenceLastLayer.html"""

    part: ClassVar[int | Span] = -1


@dataclass(frozen=True, eq=False, repr=False)
class SequenceRestLayer(_SequenceLayer):
    """All but the first element, https://reference.wolfram.com/language/ref/SequenceRestLayer.html"""

    part: ClassVar[int | Span] = Span(2, All)


@dataclass(frozen=True, eq=False, repr=False)
class SequenceMostLayer(_SequenceLayer):
    """All but the last element, https://reference.wolfram.com/language/ref/SequenceMostLayer.html"""

    part: ClassVar[int | Span] = Span(1, -2)


@dataclass(frozen=True, eq=False, repr=False)
class SequenceReverseLayer(_SequenceLayer):
    """The elements in reverse order, https://reference.wolfram.com/language/ref/SequenceReverseLayer.html"""

    part: ClassVar[int | Span] = Span(-1, 1, -1)
    keeps_shape: ClassVar[bool] = True
