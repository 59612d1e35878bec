"""Expression trees: wolframclient's symbols and functions, with Python values at the leaves.

wolframclient's own ``==``, ``hash`` and ``repr`` recurse and fail at about 2,000 levels; nothing here does.
"""

import struct
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.walk import PartsFirst

Tree = Any
"""A node: a WLSymbol or WLFunction, or a number, str, bool, None, list, tuple, dict, numpy array or ElementList."""

_HEADS: Final[dict[type, str]] = {
    bool: "Symbol",
    type(None): "Symbol",
    WLSymbol: "Symbol",
    int: "Integer",
    float: "Real",
    Decimal: "Real",
    str: "String",
    Fraction: "Rational",
    complex: "Complex",
    list: "List",
    tuple: "List",
    np.ndarray: "List",
    ElementList: "List",
    dict: "Association",
}


def head_name(tree: Tree) -> str:
    """Give the name of the head of an expression, or "" when the head is itself compound, as in ``f[x][y]``.

    >>> from wolframclient.language import wl
    >>> head_name(wl.Plus(1, 2)), head_name(1.5), head_name([1]), head_name(wl.x), head_name(wl.f(1)(2))
    ('Plus', 'Real', 'List', 'Symbol', '')
    """
    if isinstance(tree, WLFunction):
        return _symbol_name(tree.head)
    for base in type(tree).__mro__:
        if base in _HEADS:
            return _HEADS[base]
    return type(tree).__name__


def _symbol_name(tree: Tree) -> str:
    """Give the name of a symbol, "" for anything else; True, False and None are symbols too."""
    if isinstance(tree, WLSymbol):
        return canonical_name(tree.name)
    return ("Null" if tree is None else str(tree)) if tree is None or isinstance(tree, bool) else ""


def arguments(tree: Tree) -> tuple[Tree, ...]:
    """Give what stands inside an expression; the entries of a dict come as rules, and an atom has nothing.

    >>> from wolframclient.language import wl
    >>> arguments(wl.Plus(1, wl.x)), arguments({"a": 1}), arguments(7)
    ((1, x), (Rule['a', 1],), ())
    """
    if isinstance(tree, WLFunction):
        return tuple(tree.args)
    if isinstance(tree, dict):
        return tuple(WLFunction(WLSymbol("Rule"), key, value) for key, value in tree.items())
    if isinstance(tree, np.ndarray):
        return arguments(tree.tolist())
    if isinstance(tree, ElementList):
        return arguments(tree.to_wl())
    return tuple(tree) if isinstance(tree, list | tuple) else ()


def postorder(tree: Tree) -> Iterator[Tree]:
    """Walk over the nodes, each object once, parts before the whole; a compound head is a part too.

    >>> from wolframclient.language import wl
    >>> list(postorder(wl.Plus(1, wl.Times(2, wl.x))))
    [1, 2, x, Times[2, x], Plus[1, Times[2, x]]]

    Raises ``DataError`` for what contains itself.
    """
    return (node for node, _ in PartsFirst(tree, _arguments_and_head))


def _arguments_and_head(node: Tree) -> tuple[Tree, ...]:
    if isinstance(node, WLFunction) and not isinstance(node.head, WLSymbol):
        return (node.head, *node.args)
    return arguments(node)


def own_parts(node: Tree) -> tuple[Tree, ...]:
    """Give the objects that a node is made of: head and arguments, elements, or keys and values.

    >>> own_parts(WLSymbol("f")(1)), own_parts({"a": 1}), own_parts("a")
    ((f, 1), ('a', 1), ())
    """
    if isinstance(node, WLFunction):
        return (node.head, *node.args)
    if isinstance(node, dict):
        return tuple(part for entry in node.items() for part in entry)
    return tuple(node) if isinstance(node, list | tuple) else ()


def distinct_objects(tree: Tree) -> Iterator[Tree]:
    """Walk over the objects of a tree, each once however often it occurs, parts before the whole.

    >>> inner = [1]
    >>> list(distinct_objects([inner, inner]))
    [1, [1], [[1], [1]]]

    Raises ``DataError`` for what contains itself.
    """
    return (node for node, _ in PartsFirst(tree, own_parts))


def same_tree(left: Tree, right: Tree) -> bool:
    """Say whether two expressions are the same one.

    >>> from wolframclient.language import wl
    >>> same_tree(wl.f([1, 2.0]), wl.f((1, 2.0))), same_tree(1, 1.0), same_tree(0.0, -0.0)
    (True, False, False)

    Lists, tuples and arrays are alike, a dict is the Association of its rules, symbols are compared by
    ``canonical_name``, machine reals by their bits, and the digits of a Decimal count. No evaluation, no recursion.
    """
    stack = [(left, right)]
    while stack:
        one, other = stack.pop()
        if one is other:
            continue
        if own_value(one) != own_value(other):
            return False
        ones, others = arguments(one), arguments(other)
        if len(ones) != len(others):
            return False
        stack.extend(zip(ones, others, strict=True))
        if isinstance(one, WLFunction) and isinstance(other, WLFunction) and not head_name(one):
            stack.append((one.head, other.head))
    return True


def own_value(node: Tree) -> tuple[str, object]:
    """Give what a node is without its parts: the name of its head and the value of an atom."""
    name = head_name(node)
    if name == "Symbol":
        return name, _symbol_name(node)
    if isinstance(node, float):
        return name, struct.pack("<d", node)
    if isinstance(node, complex):
        return name, struct.pack("<2d", node.real, node.imag)
    if isinstance(node, Decimal):
        return name, (node.as_tuple(), getattr(node, "precision", None))
    if isinstance(node, WLFunction | list | tuple | dict | np.ndarray | ElementList):
        return name, None
    return name, node
