"""The explicit and the shared form: a program's scalar reading as Wolfram Language expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.program import Program
from wlbridge.scalar import explicit, shared
from wlbridge.wolfram.make import call, keyed
from wlbridge.wolfram.to_wl import SymbolStyle, Translation
from wlbridge.wolfram.tree import Tree


def explicit_form(
    program: Program, values: Mapping[str, NDArray[Any]], symbols: SymbolStyle, keys: Sequence[str] = ()
) -> Tree:
    """One flat expression, or a nested list of them; with ``keys`` an association of the results."""
    translation = Translation(symbols)
    return keyed([_nested(translation, result) for result in explicit(program, values)], keys)


def shared_form(
    program: Program, values: Mapping[str, NDArray[Any]], symbols: SymbolStyle, keys: Sequence[str] = ()
) -> Tree:
    """``Module[{temporaries}, assignments; result]``, as long as the program has elements."""
    formulas = shared(program, values)
    translation = Translation(symbols)
    names = [translation.translate(symbol) for symbol, _ in formulas.assignments]
    made = [translation.translate(expression) for _, expression in formulas.assignments]
    result = keyed([_nested(translation, result) for result in formulas.results], keys)
    if not names:
        return result
    steps = [call("Set", name, tree) for name, tree in zip(names, made, strict=True)]
    return call("Module", names, call("CompoundExpression", *steps, result))


def _nested(translation: Translation, result: NDArray[Any]) -> Tree:
    trees = np.empty(result.shape, dtype=object)
    for index in np.ndindex(*result.shape):
        trees[index] = translation.translate(result[index])
    return _as_list(trees) if result.shape else trees.item()


def _as_list(trees: NDArray[Any]) -> Tree:
    """Nested lists; ``tolist`` alone would take trees that are lists for more levels."""
    return [_as_list(row) for row in trees] if trees.ndim > 1 else list(trees)
