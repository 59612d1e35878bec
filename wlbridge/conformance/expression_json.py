"""Expressions of the Wolfram Language as JSON, in the manner of its format "ExpressionJSON".

``f[x, "text", 1, 2.5]`` is ``["f", "x", "'text'", 1, 2.5]``: a list is a function, a string in apostrophes a string,
any other string a symbol. https://reference.wolfram.com/language/ref/format/ExpressionJSON.html
"""

from __future__ import annotations

from typing import Any

from wolframclient.language.expression import WLFunction

from wlbridge.errors import CaseError
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree, arguments, head_name

_CONSTANTS = {"True": True, "False": False, "None": None}


def from_json(value: Any) -> Tree:
    """The expression that JSON stands for.

    >>> from_json(["NetChain", ["List", 2, "Tanh"], ["Rule", "'Input'", 1]])
    NetChain[(2, Tanh), Rule['Input', 1]]

    Raises CaseError for an object, null, or a list that does not begin with the name of a head.
    """
    match value:
        case bool() | None | dict():
            raise CaseError(f"{value!r} is no expression", hint="Write a list, a string or a number.")
        case int() | float():
            return value
        case str() if len(value) > 1 and value[0] == value[-1] == "'":
            return value[1:-1]
        case str():
            return _CONSTANTS[value] if value in _CONSTANTS else system(value)
        case ["List", *parts]:
            return tuple(map(from_json, parts))
        case [str(head), *parts]:
            return call(head, *map(from_json, parts))
    raise CaseError(f"{value!r:.80} is no expression", hint="A list begins with the name of a head.")


def to_json(tree: Tree) -> Any:
    """The JSON that stands for an expression.

    >>> to_json(from_json(["Plus", "x", 2.5, "'text'"]))
    ['Plus', 'x', 2.5, "'text'"]

    Raises CaseError for what has no place in a case, such as a head that is itself compound.
    """
    head = head_name(tree)
    if head == "String":
        return f"'{tree}'"
    if head == "Symbol":
        return next((name for name, value in _CONSTANTS.items() if tree is value), None) or tree.name
    if isinstance(tree, int | float):
        return tree
    if isinstance(tree, WLFunction | tuple | list) and head:
        return [head, *map(to_json, arguments(tree))]
    raise CaseError(f"{tree!r:.80} cannot stand in a case")
