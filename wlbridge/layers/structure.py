"""Layers that only move elements: flatten, reshape, transpose, part, and parts of sequences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import Shape
from wlbridge.layers.base import AutomaticType, Layer, Scope, require_rank
from wlbridge.layers.levels import All, AllType, Span, letters_of, position
from wlbridge.layers.settings import as_list, as_sizes, is_integer
from wlbridge.statements import Einsum, Part, Reshape

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
        if not is_integer(self.level):
            raise NetError(f"cannot flatten to level {self.level!r}", hint="Give an integer or infinity.")
        if abs(self.level) >= rank:
            raise ShapeError(
                f"FlattenLayer[{self.level}] needs an input of a rank above {abs(self.level)}, not {rank}"
            )
        return int(abs(self.level)) + 1

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
        sizes = as_list(self.dimensions)
        known = None if sizes is None else as_sizes([size for size in sizes if not isinstance(size, AutomaticType)])
        if sizes is None or known is None:
            raise ShapeError(f"{self.dimensions!r} are not dimensions", hint="Give positive sizes, or one Automatic.")
        if len(sizes) - len(known) > 1:
            raise ShapeError("only one dimension can be Automatic")
        missing = math.prod(int(size) for size in scope.shape(x)) // math.prod(int(size) for size in known)
        return reshape(scope, x, tuple(missing if isinstance(size, AutomaticType) else int(size) for size in sizes))

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
        entries = as_list(self.specification) or []
        if not isinstance(self.specification, tuple) and entries and all(map(is_integer, entries)):
            places = [position(number, len(letters)) for number in entries]
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
        pairs: Any = [self.specification] if isinstance(self.specification, tuple) else self.specification
        if not isinstance(pairs, list) or not all(
            isinstance(pair, tuple) and len(pair) == 2 for pair in pairs or [0]
        ):
            raise NetError(
                f"{self.specification!r} does not say which levels to exchange",
                hint="Give a pair of levels, a list of pairs, or a list of levels.",
            )
        return [(pair[0], pair[1]) for pair in pairs]

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
        parts = as_list(self.specification)
        parts = [self.specification] if parts is None else parts
        if not parts:
            raise NetError("no part is given")
        if len(parts) > len(shape):
            raise ShapeError(f"{len(parts)} levels of parts for an input of rank {len(shape)}")
        for axis, part in enumerate(parts):
            if not is_integer(part) and not isinstance(part, Span | AllType):
                raise NetError(f"{part!r} is not a part", hint="Give an integer, a Span or All.")
            size = int(shape[axis])
            if isinstance(part, Span):
                x = scope.append(Part((x,), axis, part.positions(size)))
            elif not isinstance(part, AllType):
                first = position(part, size)
                x = scope.append(Part((x,), axis, range(first, first + 1)))
        single = [axis for axis, part in enumerate(parts) if is_integer(part)]
        return reshape(scope, x, tuple(size for axis, size in enumerate(scope.shape(x)) if axis not in single))

    def arguments(self) -> tuple[Any, ...]:
        """The parts."""
        return (self.specification,)


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
