"""Sums of products over indices, lowered to the matrix products that libraries do fastest."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from wlbridge.indices import BATCH, Size
from wlbridge.numeric.line import Line, Register
from wlbridge.numeric.views import arranged, broadcast_shape, permuted, reshaped, unrepeated

Indexed = tuple[Register, str]
"""An array with its indices."""


def contraction(line: Line, factors: Sequence[Indexed], output: str) -> Register:
    """Append the sum, over the indices that ``output`` lacks, of the product of arrays, pair after pair."""
    factors = [_diagonal(line, factor) for factor in factors]
    total = factors[0]
    for position, factor in enumerate(factors[1:], 1):
        others = "".join(letters for _, letters in factors[position + 1 :])
        total = _product(line, total, factor, output + others)
    register, letters = summed(line, total, output)
    return permuted(line, register, [letters.index(letter) for letter in output])


def _diagonal(line: Line, factor: Indexed) -> Indexed:
    """Where an array has an index twice, the elements at which both are the same."""
    register, letters = factor
    once = "".join(dict.fromkeys(letters))
    if once == letters:
        return factor
    shape = tuple(line.shapes[register][letters.index(letter)] for letter in once)
    einsum = functools.partial(line.library.function("einsum"), f"{letters}->{once}")
    return line.view(einsum, register, shape=shape), once


def summed(line: Line, factor: Indexed, kept: str) -> Indexed:
    """An array summed over its indices that are not in ``kept``."""
    register, letters = factor
    axes = tuple(axis for axis, letter in enumerate(letters) if letter not in kept)
    if not axes:
        return factor
    shape = line.shapes[register]
    rest = tuple(size for axis, size in enumerate(shape) if axis not in axes)
    left = "".join(letter for letter in letters if letter in kept)
    if line.library.is_numpy and axes == (len(shape) - 1,) and len(shape) <= 2:
        return line.apply(np.dot, register, _ones(line, shape[-1]), shape=rest), left
    return line.apply(_sum(line.library.xp, axes), register, shape=rest), left


def _ones(line: Line, size: Size) -> Register:
    """A vector of ones: the product with it is up to three times faster than NumPy's sum along the last axis."""
    if size == BATCH:
        return line.step(_ones_of_batch, (line.batch,), (BATCH,))
    return line.array(np.ones(size, line.dtype))


def _ones_of_batch(array: Any) -> Any:
    return np.ones(array.shape[-1], array.dtype)


@functools.lru_cache
def _sum(xp: Any, axes: tuple[int, ...]) -> Any:
    if xp is np:
        return functools.partial(np.add.reduce, axis=axes)
    return functools.partial(xp.sum, axis=axes)


def _product(line: Line, left: Indexed, right: Indexed, kept: str) -> Indexed:
    """The product of two arrays, summed over the indices that are not in ``kept``."""
    left = summed(line, left, kept + right[1])
    right = summed(line, right, kept + left[1])
    order = "".join(letter for letter in dict.fromkeys(kept) if letter in left[1] + right[1])
    if order and order[0] not in left[1]:
        left, right = right, left
    both = [letter for letter in left[1] if letter in right[1]]
    contracted = "".join(letter for letter in both if letter not in kept)
    if not contracted:
        return _elementwise(line, left, right, order), order
    batch = "".join(letter for letter in both if letter in kept)
    return _matrix_product(line, left, right, batch, contracted)


def _elementwise(line: Line, left: Indexed, right: Indexed, order: str) -> Register:
    """The product of two arrays none of whose indices is summed."""
    sizes = _sizes(line, left, right)
    shape = tuple(sizes[letter] for letter in order)
    for factors in ([unrepeated(line, *left), unrepeated(line, *right)], [left, right]):
        a, b = (arranged(line, *factor, order) for factor in factors)
        if broadcast_shape([line.shapes[a], line.shapes[b]]) == shape:
            break
    return line.apply(operator.mul, a, b, shape=shape)


def _sizes(line: Line, *factors: Indexed) -> dict[str, Size]:
    return {c: size for register, letters in factors for c, size in zip(letters, line.shapes[register], strict=True)}


def _matrix_product(line: Line, left: Indexed, right: Indexed, batch: str, contracted: str) -> Indexed:
    """The product as one of matrices, or of a matrix for each element of the indices ``batch``."""
    free = ["".join(c for c in letters if c not in batch + contracted) for _, letters in (left, right)]
    sizes = _sizes(line, left, right)
    output = batch + free[0] + free[1]
    shape = tuple(sizes[letter] for letter in output)
    groups = [[batch, free[0], contracted], [batch, contracted, free[1]]]
    if not batch and not any(len(group) > 1 for group in (*free, contracted)):
        if not free[1] and left[1][:1] == contracted:  # a vector before the matrix needs no transposition then
            left, right, groups = right, left, [[contracted], [contracted, free[0]]]
        a, b = (_ordered(line, factor, "".join(group)) for factor, group in zip((left, right), groups, strict=True))
        return line.apply(np.dot if line.library.is_numpy else operator.matmul, a, b, shape=shape), output
    if batch and not any(free):
        letters = left[1]
        a, b = left[0], _ordered(line, right, letters)
        return summed(line, (line.apply(operator.mul, a, b, shape=line.shapes[a]), letters), batch)
    a, b = (_merged(line, factor, group, sizes) for factor, group in zip((left, right), groups, strict=True))
    product = line.step(operator.matmul, (a, b), tuple(_size(g, sizes) for g in (batch, *free)))
    return reshaped(line, product, shape), output


def _ordered(line: Line, factor: Indexed, order: str) -> Register:
    register, letters = factor
    return permuted(line, register, [letters.index(letter) for letter in order])


def _merged(line: Line, factor: Indexed, groups: Sequence[str], sizes: dict[str, Size]) -> Register:
    """An array as a stack of matrices: each group of indices as one axis."""
    register = _ordered(line, factor, "".join(groups))
    return reshaped(line, register, tuple(_size(group, sizes) for group in groups))


def _size(group: str, sizes: dict[str, Size]) -> Size:
    """The number of elements that a group of indices counts; where it has the batch, only NumPy knows it."""
    known = [sizes[letter] for letter in group]
    return BATCH if BATCH in known else math.prod(int(size) for size in known)
