"""Expressions of wolframclient with sympy inside, as trees of the Wolfram Language alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
from sympy import Basic, MatrixBase, NDimArray
from wolframclient.language.expression import WLFunction, WLInputExpression, WLSymbol

from wlbridge.errors import UnsupportedFunctionError, WLBridgeError
from wlbridge.translation.session_values import NUMBER_KINDS, raw_text
from wlbridge.translation.to_wl import Writing, as_sympy
from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.make import call
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.walk import PartsFirst

SYMPY: Final = (Basic, MatrixBase, NDimArray)
"""What objects of sympy are: its mutable matrices and arrays are not Basic."""

_LEAVES: Final = (WLSymbol, bool, int, float, complex, Decimal, Fraction, str, type(None), ElementList)
_NUMBERS: Final = (mpmath.mpf, mpmath.mpc)


def mixed_tree(value: Any, *, functions: Mapping[str, Any] | None = None) -> tuple[Tree, dict[str, Basic]]:
    """Translate what is sympy in an expression; give the tree, and the symbols by the names that they have in it.

    >>> import sympy
    >>> from wolframclient.language import wl
    >>> x = sympy.Symbol("x", real=True)
    >>> tree, symbols = mixed_tree(wl.Factor(x**2 - 1, {"a": [x, 2]}))
    >>> tree
    Factor[Plus[-1, Power[Global`x, 2]], Association[Rule['a', [Global`x, 2]]]]
    >>> symbols["x"] is x
    True

    ``functions`` is that of ``to_wl``. Raises ``UnsupportedFunctionError`` for what cannot be carried, with its place
    as Part takes it, then as Python does, and ``SymbolNameError`` for symbols that would have the same name.
    """
    mixing = _Mixing(functions or {})
    tree = mixing.translated(value)
    return tree, {name: one for name, one in mixing.writing.names.taken().items() if isinstance(one, Basic)}


class _Mixing:
    """One translation; what has no parts is a leaf, which sympy may be."""

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self.writing = Writing(functions)

    def translated(self, value: Any) -> Tree:
        """The tree of a value."""
        done: dict[int, Tree] = {}
        walk = PartsFirst(value, lambda node: _parts(node)[0], UnsupportedFunctionError)
        for node, parts in walk:
            done[id(node)] = self._tree(walk, node, [done[id(part)] for part in parts])
        return done[id(value)]

    def _tree(self, walk: PartsFirst, node: Any, parts: list[Tree]) -> Tree:
        if isinstance(node, WLFunction):
            return type(node)(*parts)
        if isinstance(node, list | tuple):
            return parts
        if isinstance(node, dict):
            rules = zip(parts[::2], parts[1::2], strict=True)
            return call("Association", *(call("Rule", key, value) for key, value in rules))
        return parts[0] if parts else self._leaf(walk, node)

    def _leaf(self, walk: PartsFirst, node: Any) -> Tree:
        try:
            if isinstance(node, WLInputExpression):
                return read_wl(raw_text(node))
            if isinstance(node, (*SYMPY, *_NUMBERS)):
                return self.writing.written(as_sympy(node))
        except WLBridgeError as error:
            inside = error.where.removeprefix("expression")
            error.where = _place(walk, node) + (inside if inside != error.where else f", {inside}")
            raise
        number = isinstance(node, np.ndarray | np.generic) and node.dtype.kind in NUMBER_KINDS
        if number or isinstance(node, _LEAVES):
            return node
        what = f"a value of the type {type(node).__name__} has no form in the Wolfram Language"
        raise UnsupportedFunctionError(what, where=_place(walk, node))


def _parts(node: Any) -> tuple[Sequence[Any], Sequence[str]]:
    """The parts of a node, and the step to each in its place."""
    if isinstance(node, WLFunction):
        return [node.head, *node.args], [str(number) for number in range(len(node.args) + 1)]
    if isinstance(node, list | tuple):
        return node, [str(number) for number in range(1, len(node) + 1)]
    if isinstance(node, dict):
        steps = [f"{number}, {side}" for number in range(1, len(node) + 1) for side in (1, 2)]
        return [part for entry in node.items() for part in entry], steps
    if isinstance(node, np.ndarray) and node.dtype.kind in "OU":
        return [node.tolist()], [""]
    if _of_its_own(node):
        return [node.to_wl()], [""]
    return (), ()


def _place(walk: PartsFirst, node: Any) -> str:
    """The way from the whole to a part, as Part takes it."""
    steps = [step for outer, position in walk.way_to(node) if (step := _parts(outer)[1][position])]
    if len(steps) > _LONGEST_PLACE:
        steps[_LONGEST_PLACE // 2 : -_LONGEST_PLACE // 2] = ["..."]
    return f"expression[[{', '.join(steps)}]]" if steps else "expression"


_LONGEST_PLACE: Final = 20


def _of_its_own(node: Any) -> bool:
    """Whether an object says itself what it is there, as nets, losses and wolframclient's serializables do."""
    return not isinstance(node, (*SYMPY, *_LEAVES, type)) and callable(getattr(node, "to_wl", None))
