"""The symbols of a notebook, which may stand in any context, and the plain heads that formulas here are made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.names import DEFAULT_HEADS
from wlbridge.program import Placeholder
from wlbridge.wolfram.renamed import renamed
from wlbridge.wolfram.tree import Tree, same_tree

_GLOBAL = "Global`"


class ChosenSymbols:
    """Full names for kinds of symbols; every other symbol is one of the context.

    >>> chosen = ChosenSymbols({"Weights": "my`v"}, "Global`")
    >>> chosen.heads
    {'Weights': 'v'}
    >>> chosen.in_notebook([WLSymbol("Global`v"), WLSymbol("Global`x"), WLSymbol("Plus")])
    [my`v, Global`x, Plus]
    """

    def __init__(self, symbols: Mapping[str, str], context: str) -> None:
        self._context = context
        self.heads = {kind: name.rpartition("`")[2] for kind, name in symbols.items()}
        self._full = {
            self.heads.get(kind, head): self._qualified(symbols.get(kind, head))
            for kind, head in DEFAULT_HEADS.items()
        }

    def _qualified(self, name: str) -> str:
        return name if "`" in name else self._context + name

    def in_notebook(self, tree: Tree) -> Tree:
        """The tree with the symbols of the notebook in place of those in Global`."""
        if all(self._name(_GLOBAL + head) == _GLOBAL + head for head in [*self._full, "h2"]):
            return tree  # as it nearly always is: then large lists of elements stay whole
        return renamed(tree, self._name)

    def _name(self, name: str) -> str:
        if not name.startswith(_GLOBAL):
            return name
        rest = name.removeprefix(_GLOBAL)
        return self._full.get(rest, self._context + rest)

    def position(self, variable: Tree, array: Placeholder) -> int | None:
        """Where in an array the element ``w[1, 2, 3]`` of the notebook stands, counted from 0; None if elsewhere."""
        head, args = (variable.head, variable.args) if isinstance(variable, WLFunction) else (variable, ())
        if not isinstance(head, WLSymbol) or self._qualified(head.name) != self._full.get(array.head):
            return None
        given: list[Any] = [tuple(part.tolist()) if isinstance(part, np.ndarray) else part for part in args]
        key, index = given[: len(array.key)], given[len(array.key) :]
        sizes = [int(size) for size in array.shape]
        if not same_tree(key, list(array.key)) or len(index) != len(sizes) or not all(map(_in_range, index, sizes)):
            return None
        return int(np.ravel_multi_index([part - 1 for part in index], sizes)) if sizes else 0


def _in_range(index: Any, size: int) -> bool:
    return type(index) is int and 1 <= index <= size
