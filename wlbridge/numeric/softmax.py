"""The softmax along an axis and its logarithm, which share their exponentials."""

from __future__ import annotations

import functools
import math
import operator
from typing import Any

import numpy as np

from wlbridge.numeric.line import Line, Operation, Register

Array = Any


CLOSE = 1.5
"""Where a sum of exponentials, the largest of which is 1, is less, its logarithm is taken from the others alone."""


def softmax(line: Line, z: Register, axis: int) -> Register:
    """Append the exponentials divided by their sum."""
    _, powers, total = _exponentials(line, z, axis)
    return line.apply(operator.truediv, powers, total, shape=line.shapes[powers])


def log_softmax(line: Line, z: Register, axis: int) -> Register:
    """Append the array less its largest element and the logarithm of the sum of the exponentials of that."""
    shifted, powers, total = _exponentials(line, z, axis)
    function = _log_of_vector if _is_vector(line, z) else _log_of_sum(line.library.xp, axis)
    logarithm = line.apply(function, shifted, powers, total, shape=line.shapes[total])
    return line.apply(operator.sub, shifted, logarithm, shape=line.shapes[shifted])


def _exponentials(line: Line, z: Register, axis: int) -> tuple[Register, Register, Register]:
    """The array less its largest element, the exponentials, and their sum along the axis."""
    shape = line.shapes[z]
    if _is_vector(line, z):
        shifted = line.apply(_less_largest, z, shape=shape)
        powers = line.apply(np.exp, shifted, shape=shape)
        return shifted, powers, line.apply(_sum_of_vector, powers, shape=())
    xp = line.library.xp
    along = (*shape[:axis], 1, *shape[axis + 1 :])
    largest = line.apply(_along(xp, "max", axis), z, shape=along)
    shifted = line.apply(operator.sub, z, largest, shape=shape)
    powers = line.apply(line.library.function("exp"), shifted, shape=shape)
    return shifted, powers, line.apply(_along(xp, "sum", axis), powers, shape=along)


def _is_vector(line: Line, z: Register) -> bool:
    return line.library.is_numpy and len(line.shapes[z]) == 1


def _less_largest(z: Array) -> Array:
    """To take the largest by its position is twice as fast as ``max``."""
    return z - z[z.argmax()]


def _sum_of_vector(powers: Array) -> float:
    """A number of Python, with which NumPy computes faster than with arrays."""
    return float(np.add.reduce(powers))


def _log_of_vector(shifted: Array, powers: Array, total: float) -> float:
    return math.log1p(float(np.add.reduce(powers[shifted < 0]))) if total < CLOSE else math.log(total)


@functools.lru_cache
def _along(xp: Any, name: str, axis: int) -> Operation:
    if xp is np:
        return functools.partial({"max": np.maximum, "sum": np.add}[name].reduce, axis=axis, keepdims=True)
    return functools.partial(getattr(xp, name), axis=axis, keepdims=True)


@functools.lru_cache
def _log_of_sum(xp: Any, axis: int) -> Operation:
    """The logarithm of 1 and the others: ``log1p`` of these keeps a loss as small as 1e-18."""

    def careful(shifted: Array, powers: Array, total: Array) -> Array:
        others = xp.sum(xp.where(shifted < 0, powers, 0.0), axis=axis, keepdims=True)
        return xp.where(total < CLOSE, xp.log1p(others), xp.log(total))

    def quick(shifted: Array, powers: Array, total: Array) -> Array:
        return careful(shifted, powers, total) if np.minimum.reduce(total, axis=None) < CLOSE else np.log(total)

    return quick if xp is np else careful
