"""Expressions of the Wolfram Language as JSON: its own format "ExpressionJSON".

``f[x, "text", 1, 2.5]`` is ``["f", "x", "'text'", 1, 2.5]``: a list is a function, a string in apostrophes a string,
any other string a symbol, or a number too long for JSON's readers. True, False and Null are JSON's own.
https://reference.wolfram.com/language/ref/format/ExpressionJSON.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import ExpressionJSONError, WLBridgeError
from wlbridge.wolfram.symbols import written_name
from wlbridge.wolfram.text.build import call, symbol
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, arguments, head_name
from wlbridge.wolfram.walk import PartsFirst


def from_json(value: Any) -> Tree:
    """The expression that JSON stands for.

    >>> from_json(["NetChain", ["List", 2, "Tanh"], ["Rule", "'Input'", 1]])
    NetChain[(2, Tanh), Rule['Input', 1]]
    >>> from_json([["Derivative", 1], "f"]), from_json("123456789012345678901")
    (Derivative[1][f], 123456789012345678901)

    Raises ExpressionJSONError for an object, and for a list that does not begin with a head.
    """
    made: list[Tree] = []
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        part, has_parts = stack.pop()
        if has_parts:
            head, *parts = made[-len(part) :]
            del made[-len(part) :]
            made.append(_function(head, parts))
        elif isinstance(part, list) and part:
            stack.append((part, True))
            stack.extend((inner, False) for inner in reversed(part))
        else:
            made.append(_atom(part))
    return made.pop()


def _function(head: Tree, parts: list[Tree]) -> Tree:
    if not isinstance(head, WLSymbol | WLFunction):
        hint = "A list begins with the name of a function."
        raise ExpressionJSONError(f"the head is of kind {head_name(head)}", hint=hint)
    return call(head, parts)


def _atom(value: Any) -> Tree:
    match value:
        case bool() | None | int() | float():
            return value
        case str() if len(value) > 1 and value[0] == value[-1] == "'":
            return value[1:-1]
        case str() if value and value[0] in "-.0123456789":
            return _number(value)
        case str():
            try:
                written_name(value)
            except WLBridgeError as error:
                raise ExpressionJSONError(error.what, hint="Strings are in apostrophes: \"'text'\".") from error
            return symbol(value)
    raise ExpressionJSONError(f"{'an empty list' if value == [] else 'an object'} is no expression")


def _number(text: str) -> Tree:
    """A long integer, or a real in InputForm."""
    try:
        number = read_wl(text)
    except WLBridgeError as error:
        raise ExpressionJSONError(f"{text!r:.80} is no number") from error
    if not isinstance(number, int | float | Decimal):
        raise ExpressionJSONError(f"{text!r:.80} is no number")
    return number


def to_json(tree: Tree) -> Any:
    """The JSON that stands for an expression.

    >>> to_json(from_json(["Plus", "x", 2.5, "'text'"]))
    ['Plus', 'x', 2.5, "'text'"]

    Raises ExpressionJSONError for what has no place in a case, such as a head that is itself compound.
    """
    made: dict[int, Any] = {}
    for part, parts in PartsFirst(tree, arguments):
        made[id(part)] = _json(part, [made[id(one)] for one in parts])
    return made[id(tree)]


def _json(tree: Tree, parts: list[Any]) -> Any:
    head = head_name(tree)
    if head == "String":
        return f"'{tree}'"
    if head == "Symbol":
        return tree.name if isinstance(tree, WLSymbol) else "Null" if tree is None else str(tree)
    if isinstance(tree, int | float):
        return tree
    if isinstance(tree, WLFunction | tuple | list) and head:
        return [head, *parts]
    raise ExpressionJSONError(f"what is of kind {head or 'f[x][y]'} has no form in JSON here")
