"""Other symbols in an expression tree."""

from __future__ import annotations

from collections.abc import Callable

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.tree import Tree


def renamed(tree: Tree, name: Callable[[str], str]) -> Tree:
    """The same tree with ``name`` of the name of each symbol; lists of elements are written out.

    >>> from wlbridge.wolfram.make import call, user
    >>> renamed([call("Plus", user("x"), 1)], lambda name: name.replace("Global`", "my`"))
    [Plus[my`x, 1]]
    """
    todo: list[tuple[Tree, bool]] = [(tree, False)]
    done: list[Tree] = []
    while todo:
        node, ready = todo.pop()
        if isinstance(node, ElementList):
            todo.append((node.to_wl(), False))
        elif isinstance(node, WLSymbol):
            done.append(WLSymbol(name(node.name)))
        elif not isinstance(node, WLFunction | list | tuple | dict):
            done.append(node)
        elif ready:
            count = len(_parts(node))
            made = done[len(done) - count :]
            del done[len(done) - count :]
            done.append(_with_parts(node, made))
        else:
            todo.append((node, True))
            todo.extend((part, False) for part in reversed(_parts(node)))
    (result,) = done
    return result


def _parts(node: Tree) -> list[Tree]:
    """What is inside, the head of a function first; the keys of a dict are strings and stay."""
    if isinstance(node, WLFunction):
        return [node.head, *node.args]
    return list(node.values() if isinstance(node, dict) else node)


def _with_parts(node: Tree, parts: list[Tree]) -> Tree:
    if isinstance(node, WLFunction):
        return WLFunction(*parts)
    return dict(zip(node, parts, strict=True)) if isinstance(node, dict) else type(node)(parts)
