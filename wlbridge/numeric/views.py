"""Axes of arrays moved, added and dropped without touching their elements."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from wlbridge.indices import BATCH, Shape
from wlbridge.numeric.line import Line, Operation, Register


def arranged(line: Line, register: Register, letters: str, output: str) -> Register:
    """An array with the indices ``letters`` as one that broadcasts against arrays with the indices ``output``.

    Axes of size 1 stand for the indices it lacks, but for those in front, along which all libraries repeat anyway.
    """
    order = tuple(sorted(range(len(letters)), key=lambda axis: output.index(letters[axis])))
    register = permuted(line, register, order)
    first = min((output.index(letter) for letter in letters), default=len(output))
    index = tuple(slice(None) if letter in letters else None for letter in output[first:])
    if None not in index:
        return register
    sizes = iter(line.shapes[register])
    shape = tuple(1 if place is None else next(sizes) for place in index)
    return line.view(_indexing(tuple(place is None for place in index)), register, shape=shape)


def unrepeated(line: Line, register: Register, letters: str) -> tuple[Register, str]:
    """For an array that only repeats another along some indices, the other, and the indices it has."""
    while register in line.repeats:
        register, axes = line.repeats[register]
        letters = "".join(letters[axis] for axis in axes)
    return register, letters


def broadcast_shape(shapes: Sequence[Shape]) -> Shape:
    """The dimensions of arrays that are combined element by element: an axis of 1 is repeated, and one that lacks.

    >>> broadcast_shape([(3,), ("batch", 1), ()])
    ('batch', 3)
    """
    rank = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(next((size for size in sizes if size != 1), 1) for sizes in zip(*padded, strict=True))


def permuted(line: Line, register: Register, order: Sequence[int]) -> Register:
    """The axes of an array in another order."""
    if tuple(order) == tuple(range(len(order))):
        return register
    shape = tuple(line.shapes[register][axis] for axis in order)
    return line.view(_permutation(line.library.xp, tuple(order)), register, shape=shape)


def reshaped(line: Line, register: Register, shape: Shape) -> Register:
    """The elements of an array with other dimensions."""
    if line.shapes[register] == shape:
        return register
    dimensions = tuple(-1 if size == BATCH else size for size in shape)
    return line.view(_reshaping(line.library.xp, dimensions), register, shape=shape)


@functools.lru_cache
def _indexing(new: tuple[bool, ...]) -> Operation:
    index = tuple(None if axis else slice(None) for axis in new)
    return lambda array: array[index]


@functools.lru_cache
def _permutation(xp: Any, order: tuple[int, ...]) -> Operation:
    if order == (1, 0):
        return lambda array: array.T
    return lambda array: xp.permute_dims(array, order)


@functools.lru_cache
def _reshaping(xp: Any, dimensions: tuple[int, ...]) -> Operation:
    return lambda array: xp.reshape(array, dimensions)
