"""Other symbols in an expression tree, and what a ``Module`` of named parts stands for."""

from __future__ import annotations

from collections.abc import Callable

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, arguments, head_name
from wlbridge.wolfram.walk import PartsFirst


def renamed(tree: Tree, name: Callable[[str], str]) -> Tree:
    """The same tree with ``name`` of the name of each symbol; lists of elements are written out.

    >>> from wlbridge.wolfram.make import call, user
    >>> renamed([call("Plus", user("x"), 1)], lambda name: name.replace("Global`", "my`"))
    [Plus[my`x, 1]]
    """
    return _replaced(tree, lambda symbol: WLSymbol(name(symbol.name)))


def without_module(tree: Tree) -> Tree:
    """What ``Module[{t1, t2}, t1 = ...; t2 = ...; ...]`` stands for: a name's part is one object.

    >>> from wlbridge.wolfram.text.reader import read_wl
    >>> without_module(read_wl("Module[{t1}, t1 = Sin[x]^2; t1 + Exp[t1]]"))
    Plus[Power[Sin[x], 2], Exp[Power[Sin[x], 2]]]

    Anything else stays as it is. Raises UnsupportedFunctionError for a Module in which not each name is set once,
    before it is used.
    """
    if head_name(tree) != "Module":
        return tree
    names, steps, result = _taken_apart(tree)
    values: dict[str, Tree] = {}

    def value(symbol: WLSymbol) -> Tree:
        name = canonical_name(symbol.name)
        if name in names and name not in values:
            raise UnsupportedFunctionError(f"{name} is used in a Module before it is set")
        return values.get(name, symbol)

    for step in steps:
        name = _name(step.args[0])
        if name in values or name not in names:
            raise UnsupportedFunctionError("a Module that sets a name twice, or one that is not its own")
        values[name] = _replaced(step.args[1], value)
    return _replaced(result, value)


def _taken_apart(module: WLFunction) -> tuple[set[str], list[WLFunction], Tree]:
    """The names, the steps that set them, and the result."""
    names, body = module.args if len(module.args) == 2 else ("", None)
    parts = arguments(body) if head_name(body) == "CompoundExpression" else (body,)
    steps = parts[:-1]
    symbols = isinstance(names, list | tuple) and all(isinstance(name, WLSymbol) for name in names)
    if not symbols or any(head_name(step) != "Set" or len(step.args) != 2 for step in steps):
        raise UnsupportedFunctionError("a Module of anything but steps that set its names and a result")
    return {_name(name) for name in names}, list(steps), parts[-1]


def _name(symbol: Tree) -> str:
    return canonical_name(symbol.name) if isinstance(symbol, WLSymbol) else ""


def _replaced(tree: Tree, symbol: Callable[[WLSymbol], Tree]) -> Tree:
    """The tree with others for its symbols; what is one object stays one."""
    done: dict[int, Tree] = {}
    for node, parts in PartsFirst(tree, _parts):
        if isinstance(node, WLSymbol):
            done[id(node)] = symbol(node)
        elif isinstance(node, ElementList):
            done[id(node)] = done[id(parts[0])]
        else:
            done[id(node)] = _with_parts(node, [done[id(part)] for part in parts]) if parts else node
    return done[id(tree)]


def _parts(node: Tree) -> list[Tree]:
    """What is inside, the head of a function first; the keys of a dict are strings and stay."""
    if isinstance(node, WLFunction):
        return [node.head, *node.args]
    if isinstance(node, ElementList):
        return [node.to_wl()]
    if isinstance(node, dict):
        return list(node.values())
    return list(node) if isinstance(node, list | tuple) else []


def _with_parts(node: Tree, parts: list[Tree]) -> Tree:
    if isinstance(node, WLFunction):
        return WLFunction(*parts)
    return dict(zip(node, parts, strict=True)) if isinstance(node, dict) else type(node)(parts)
