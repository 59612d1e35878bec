"""How often something stands in a tree, however many objects the tree is made of."""

from collections.abc import Callable

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.tree import Tree, arguments
from wlbridge.wolfram.walk import PartsFirst


def occurrences(tree: Tree, wanted: Callable[[Tree], bool] = lambda node: True) -> int:
    """Count the nodes; of heads only those that are compound."""
    counts: dict[int, int] = {}
    for node, parts in PartsFirst(tree, _parts):
        counts[id(node)] = wanted(node) + sum(counts[id(part)] for part in parts)
    return counts[id(tree)]


def _parts(node: Tree) -> tuple[Tree, ...]:
    if isinstance(node, WLFunction) and not isinstance(node.head, WLSymbol):
        return (node.head, *node.args)
    return arguments(node)
