"""The explicit form: a program's flat scalar expressions in the Wolfram Language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.program import Program
from wlbridge.scalar import explicit
from wlbridge.wolfram.element_list import SymbolStyle
from wlbridge.wolfram.make import keyed, user
from wlbridge.wolfram.to_wl import Translation
from wlbridge.wolfram.tree import Tree


def explicit_form(
    program: Program, values: Mapping[str, NDArray[Any]], symbols: SymbolStyle, keys: Sequence[str] = ()
) -> Tree:
    """One flat expression, or a nested list of them; with ``keys`` an association of the results."""
    own = {given.symbol: user(given.head) for given in program.placeholders.values() if given.symbol is not None}
    translation = Translation(symbols, own)
    return keyed([_nested(translation, result) for result in explicit(program, values)], keys)


def _nested(translation: Translation, result: NDArray[Any]) -> Tree:
    trees = np.empty(result.shape, dtype=object)
    for index in np.ndindex(*result.shape):
        trees[index] = translation.translate(result[index])
    return _as_list(trees) if result.shape else trees.item()


def _as_list(trees: NDArray[Any]) -> Tree:
    """Nested lists; ``tolist`` alone would take trees that are lists for more levels."""
    return [_as_list(row) for row in trees] if trees.ndim > 1 else list(trees)
