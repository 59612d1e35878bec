"""Indices of arrays, written as in ``numpy.einsum``: ``"oi,i->o"`` names the axes of each array and of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from string import ascii_letters
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wlbridge.errors import ShapeError

BATCH: Literal["batch"] = "batch"
"""The size of the axis that runs over the examples of a batch, whatever their number."""

Size = int | Literal["batch"]
Shape = tuple[Size, ...]


@lru_cache(maxsize=4096)
def parse_spec(spec: str) -> tuple[tuple[str, ...], str]:
    """Split an index specification into the indices of each array and those of the result.

    >>> parse_spec("oi,i->o")
    (('oi', 'i'), 'o')
    >>> parse_spec("->")
    (('',), '')
    """
    inputs, arrow, output = spec.partition("->")
    if not arrow or any(letter not in ascii_letters for letter in inputs.replace(",", "") + output):
        raise ShapeError(f"{spec!r} is not an index specification", hint="Write one as in 'oi,i->o'.")
    return tuple(inputs.split(",")), output


def aligned(letters: str, output: str) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """A view of an array with the indices ``letters`` that broadcasts against arrays with the indices ``output``.

    >>> aligned("ji", "ikj")(np.zeros((2, 3))).shape
    (3, 1, 2)
    """
    order = sorted(range(len(letters)), key=lambda axis: output.index(letters[axis]))
    new_axes = tuple(axis for axis, letter in enumerate(output) if letter not in letters)
    return lambda array: np.expand_dims(np.transpose(array, order), new_axes)


def index_sizes(spec: str, shapes: Sequence[Shape]) -> dict[str, Size]:
    """The size of each index of ``spec``, refusing arrays that disagree."""
    inputs, _ = parse_spec(spec)
    if not shapes:
        inputs = ()
    if len(inputs) != len(shapes):
        raise ShapeError(f"{spec!r} names {len(inputs)} arrays and {len(shapes)} are given")
    sizes: dict[str, Size] = {}
    for letters, shape in zip(inputs, shapes, strict=True):
        if len(letters) != len(shape):
            raise ShapeError(f"an array of dimensions {show(shape)} has not the indices {letters!r} of {spec!r}")
        for letter, size in zip(letters, shape, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise ShapeError(f"index {letter!r} of {spec!r} is both {sizes[letter]} and {size}")
    return sizes


def show(shape: Shape) -> str:
    """Dimensions as the Wolfram Language writes them.

    >>> show((2, 3))
    '{2, 3}'
    """
    return "{" + ", ".join(map(str, shape)) + "}"
