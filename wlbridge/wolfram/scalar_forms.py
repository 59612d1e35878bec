"""The explicit and the shared form: a program's scalar reading as Wolfram Language expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.program import Program
from wlbridge.scalar import explicit, shared
from wlbridge.wolfram.make import call
from wlbridge.wolfram.to_wl import SymbolStyle, Translation
from wlbridge.wolfram.tree import Tree


def explicit_form(program: Program, values: Mapping[str, NDArray[Any]], symbols: SymbolStyle) -> Tree:
    """One flat expression, or a nested list of them."""
    return _nested(Translation(symbols), explicit(program, values))


def shared_form(program: Program, values: Mapping[str, NDArray[Any]], symbols: SymbolStyle) -> Tree:
    """``Module[{temporaries}, assignments; result]``, as long as the program has elements."""
    formulas = shared(program, values)
    translation = Translation(symbols)
    names = [translation.translate(symbol) for symbol, _ in formulas.assignments]
    made = [translation.translate(expression) for _, expression in formulas.assignments]
    result = _nested(translation, formulas.result)
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
