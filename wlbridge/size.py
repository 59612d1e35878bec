"""How large a program's flat expressions would be, told from the program alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sympy

from wlbridge.errors import FormTooLargeError
from wlbridge.indices import Shape, index_sizes, parse_spec
from wlbridge.program import Program
from wlbridge.statements import Einsum, LogSoftmax, Map, Reduce, Slot, Softmax, Statement, Take

MOST_NODES = 200_000
"""Above this number of nodes an explicit form takes many seconds, and nobody can read it."""

MOST_LEVELS = 150
"""sympy fails on evaluated functions nested more than about 329 deep, and on its printers sooner."""


@dataclass(frozen=True)
class Extent:
    """The nodes of the tree of one element, and the levels of its nesting: upper bounds."""

    nodes: int
    levels: int


def check_size(program: Program) -> None:
    """Refuse a program whose explicit form is too large.

    Raises FormTooLargeError, which says how large and what to use instead.
    """
    extents = dict.fromkeys(program.placeholders, Extent(1, 1))
    for name, statement in program.statements:
        shapes = [program.shapes[array] for array in statement.arrays]
        extents[name] = _extent(statement, [extents[array] for array in statement.arrays], shapes)
    results = [(extents[name], math.prod(int(size) for size in program.shapes[name])) for name in program.outputs]
    nodes = sum(extent.nodes * count for extent, count in results)
    levels = max(extent.levels for extent, _ in results)
    if nodes > MOST_NODES or levels > MOST_LEVELS:
        raise FormTooLargeError(
            f"the explicit form would have up to {nodes:.3g} nodes in {levels} levels"
            f" (at most {MOST_NODES} in {MOST_LEVELS} are written)",
            hint='Use the form "shared" or "array", which stay small.',
        )


def _extent(statement: Statement, arrays: list[Extent], shapes: list[Shape]) -> Extent:
    nodes = sum(extent.nodes for extent in arrays)
    levels = max((extent.levels for extent in arrays), default=0)
    if isinstance(statement, Map):
        return _formula_extent(statement.formula, arrays)
    if isinstance(statement, Einsum | Reduce):
        return Extent((nodes + 2) * _summed(statement.spec, shapes) + 1, levels + 3)
    if isinstance(statement, Softmax | LogSoftmax):
        return Extent((nodes + 1) * (int(shapes[0][statement.axis]) + 1) + 3, levels + 4)
    if isinstance(statement, Take):
        return Extent((nodes + 3) * int(shapes[0][statement.taken]) + 1, levels + 2)
    return Extent(max((extent.nodes for extent in arrays), default=1), levels)


def _formula_extent(formula: sympy.Expr, arrays: list[Extent]) -> Extent:
    nodes = 0
    depth = 0
    stack = [(formula, 1)]
    while stack:
        part, level = stack.pop()
        extent = arrays[part.position] if isinstance(part, Slot) else Extent(1, 1)
        nodes += extent.nodes
        depth = max(depth, level + extent.levels - 1)
        stack += [(arg, level + 1) for arg in part.args]
    return Extent(nodes, depth)


def _summed(spec: str, shapes: list[Shape]) -> int:
    """Over how many combinations of indices a statement sums."""
    _, output = parse_spec(spec)
    return math.prod(int(size) for letter, size in index_sizes(spec, shapes).items() if letter not in output)
