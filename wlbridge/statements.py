"""The statements of an array program, each with the dimensions of its result.

Statements refer to arrays by name. Indices are written as in ``numpy.einsum``: ``"oi,i->o"`` names the axes
of each array and of the result, so that nothing broadcasts by accident.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sympy import Expr, Symbol

from wlbridge.errors import ShapeError
from wlbridge.indices import BATCH, Shape, index_sizes, parse_spec, show


class Slot(Symbol):
    """The argument of a formula that stands for an element of one array: ``slot(0)`` for the first array.

    A class of its own, so that no symbol of a user can be taken for one.
    """

    @property
    def position(self) -> int:
        """Which of the arrays it stands for, counted from 0."""
        return int(self.name[1:])


@lru_cache(maxsize=256)
def slot(position: int) -> Slot:
    """The symbol for an element of the array at ``position`` of a Map.

    >>> slot(1)
    a1
    """
    return Slot(f"a{position}", real=True)


@dataclass(frozen=True, slots=True)
class Statement:
    """One step of a program: ``arrays`` are the names it reads."""

    arrays: tuple[str, ...]

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the result, given those of ``arrays``."""
        raise NotImplementedError


@lru_cache(maxsize=4096)
def _output_shape(spec: str, shapes: tuple[Shape, ...]) -> Shape:
    sizes = index_sizes(spec, shapes)
    _, output = parse_spec(spec)
    if missing := [letter for letter in output if letter not in sizes]:
        raise ShapeError(f"index {missing[0]!r} of the result of {spec!r} belongs to no array")
    if len(set(output)) != len(output):
        raise ShapeError(f"the result of {spec!r} names an index twice")
    return tuple(sizes[letter] for letter in output)


@dataclass(frozen=True, slots=True)
class Map(Statement):
    """A scalar formula in ``slot(0)``, ``slot(1)``, ... applied elementwise; every index stays."""

    formula: Expr
    spec: str

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions that the indices of the result have."""
        return _map_shape(self.formula, self.spec, shapes)


@lru_cache(maxsize=4096)
def _map_shape(formula: Expr, spec: str, shapes: tuple[Shape, ...]) -> Shape:
    if unknown := formula.free_symbols - {slot(position) for position in range(len(shapes))}:
        raise ShapeError(f"the formula reads {', '.join(map(str, unknown))}, and has {len(shapes)} arrays")
    if lost := set(index_sizes(spec, shapes)) - set(parse_spec(spec)[1]):
        raise ShapeError(f"a Map sums over nothing, but {spec!r} drops {sorted(lost)}")
    return _output_shape(spec, shapes)


@dataclass(frozen=True, slots=True)
class Einsum(Statement):
    """The sum, over the indices that the result lacks, of the product of the arrays."""

    spec: str

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions that the indices of the result have."""
        return _output_shape(self.spec, shapes)


@dataclass(frozen=True, slots=True)
class Broadcast(Statement):
    """Repeat an array along new axes: ``"j->ij"`` with the dimensions of the result."""

    spec: str
    sizes: Shape

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions stated, checked against those of the array."""
        sizes = index_sizes(self.spec, shapes)
        _, output = parse_spec(self.spec)
        if len(output) != len(self.sizes) or any(
            sizes.get(letter, size) != size for letter, size in zip(output, self.sizes, strict=True)
        ):
            raise ShapeError(f"{show(shapes[0])} cannot be repeated to {show(self.sizes)} by {self.spec!r}")
        return self.sizes


@dataclass(frozen=True, slots=True)
class OverBatch(Statement):
    """The sum or mean of an array over the examples of a batch, or "none": one for each; of one, the array itself.

    It stands only in the program of a loss; ``wlbridge.batch`` makes of it those for one example and for batches.
    """

    operation: Literal["sum", "mean", "none"]

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the array."""
        return shapes[0]


def is_kept_apart(statement: Statement | None) -> bool:
    """Whether a statement says that the loss of a batch is one number for each example."""
    return isinstance(statement, OverBatch) and statement.operation == "none"


@dataclass(frozen=True, slots=True)
class Reduce(Statement):
    """The largest, smallest or product of the elements along the indices that the result lacks."""

    operation: Literal["max", "min", "prod"]
    spec: str

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions that the indices of the result have."""
        return _output_shape(self.spec, shapes)


@dataclass(frozen=True, slots=True)
class Softmax(Statement):
    """Exponentials divided by their sum along one axis (counted from 0)."""

    axis: int

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the array."""
        _check_axis(self.axis, shapes[0])
        return shapes[0]


@dataclass(frozen=True, slots=True)
class LogSoftmax(Statement):
    """The logarithm of the softmax along one axis (counted from 0): the array less its log-sum-exp.

    Printed plain; in numbers shifted by the maximum, so that it is right for arrays of any size.
    """

    axis: int

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the array."""
        _check_axis(self.axis, shapes[0])
        return shapes[0]


@dataclass(frozen=True, slots=True)
class Take(Statement):
    """The element that an array of positions, counted from ``first``, picks along the index that the result lacks.

    ``"bc,b->b"`` picks ``values[b, positions[b]]``.
    """

    spec: str
    first: int = 1

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions that the indices of the result have."""
        (values, positions), output = parse_spec(self.spec)
        if len(set(values) - set(output)) != 1 or not set(positions) <= set(output):
            raise ShapeError(f"{self.spec!r} does not pick along exactly one index")
        return _output_shape(self.spec, shapes)

    @property
    def taken(self) -> int:
        """The axis of the values along which the positions count."""
        (values, _), output = parse_spec(self.spec)
        return next(axis for axis, letter in enumerate(values) if letter not in output)


@dataclass(frozen=True, slots=True)
class OneHot(Statement):
    """1 where the one index that is new counts the position that an array holds, counted from ``first``, else 0.

    ``"b->bc"`` with 3 classes makes of the positions {2, 1} the rows {0, 1, 0} and {1, 0, 0}; where
    it is ``partial`` there may be positions of none of the classes, which make zeros.
    """

    spec: str
    size: int
    first: int = 1
    partial: bool = False

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the positions, with the number of classes at the new index."""
        (letters,), output = parse_spec(self.spec)
        sizes = {**dict(zip(letters, shapes[0], strict=True)), self.new_letter: self.size}
        return tuple(sizes[letter] for letter in output)

    @property
    def new_letter(self) -> str:
        """The index that counts the classes."""
        (letters,), output = parse_spec(self.spec)
        (new,) = set(output) - set(letters)
        return new


@dataclass(frozen=True, slots=True)
class Place(Statement):
    """Zeros with the elements along one axis added at fixed positions, counted from 0: the adjoint of Part."""

    axis: int
    positions: tuple[int, ...]
    size: int

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the array with ``size`` along ``axis``."""
        (shape,) = shapes
        if _check_axis(self.axis, shape) != len(self.positions):
            raise ShapeError(f"{len(self.positions)} positions for {shape[self.axis]} elements")
        return (*shape[: self.axis], self.size, *shape[self.axis + 1 :])


@dataclass(frozen=True, slots=True)
class Part(Statement):
    """The elements at fixed positions, counted from 0, along one axis."""

    axis: int
    positions: range | tuple[int, ...]

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the array with the number of positions along ``axis``."""
        (shape,) = shapes
        size = _check_axis(self.axis, shape)
        if len(self.positions) == 0 or min(self.positions) < 0 or max(self.positions) >= size:
            raise ShapeError(f"positions {self.positions} do not exist along an axis of size {size}")
        return (*shape[: self.axis], len(self.positions), *shape[self.axis + 1 :])


@dataclass(frozen=True, slots=True)
class Reshape(Statement):
    """The same elements, last index fastest, with other dimensions."""

    dimensions: Shape

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions stated; a batch axis stays in front."""
        if _count(shapes[0]) != _count(self.dimensions):
            raise ShapeError(
                f"an array of dimensions {show(shapes[0])} cannot have the dimensions {show(self.dimensions)}"
            )
        return self.dimensions


@dataclass(frozen=True, slots=True)
class Concatenate(Statement):
    """Arrays joined along one axis."""

    axis: int

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the arrays, added along ``axis``."""
        sizes = [_check_axis(self.axis, shape) for shape in shapes]
        first = shapes[0]
        for other in shapes[1:]:
            if other[: self.axis] + other[self.axis + 1 :] != first[: self.axis] + first[self.axis + 1 :]:
                raise ShapeError(
                    f"arrays of dimensions {show(first)} and {show(other)} cannot be joined at level {self.axis + 1}"
                )
        return (*first[: self.axis], sum(sizes), *first[self.axis + 1 :])


@dataclass(frozen=True, slots=True)
class Pad(Statement):
    """An array with a constant put before and after it along each axis."""

    widths: tuple[tuple[int, int], ...]
    value: Expr

    def shape(self, *shapes: Shape) -> Shape:
        """The dimensions of the array and its padding."""
        (shape,) = shapes
        if len(shape) != len(self.widths):
            raise ShapeError(f"{len(self.widths)} widths of padding for an array of rank {len(shape)}")
        return tuple(
            size if size == BATCH else size + before + after
            for size, (before, after) in zip(shape, self.widths, strict=True)
        )


def _check_axis(axis: int, shape: Shape) -> int:
    if not 0 <= axis < len(shape):
        raise ShapeError(f"an array of dimensions {show(shape)} has no level {axis + 1}")
    size = shape[axis]
    if size == BATCH:
        raise ShapeError("the axis of the batch cannot be taken apart")
    return size


def _count(shape: Shape) -> tuple[int, int]:
    """Elements of one example, and whether there is a batch."""
    return math.prod(size for size in shape if size != BATCH), shape.count(BATCH)
