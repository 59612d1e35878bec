"""The arrays of a program while it is written in functions of arrays: where each stands, and which have names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wlbridge.indices import index_sizes
from wlbridge.program import Program
from wlbridge.wolfram.make import call, keyed
from wlbridge.wolfram.tree import Tree


class ArrayWriter:
    """Writes statement after statement; an array that is read once stands where it is read.

    ``symbols`` are the names that arrays get, which are also what arrays given from outside are written as unless
    ``give`` says otherwise. An array nested more than ``deepest`` levels gets its name in any case.
    """

    def __init__(self, program: Program, symbols: Mapping[str, Tree], deepest: int) -> None:
        self.program = program
        self.symbolic: set[str] = set()
        """The arrays whose elements are known to be symbols, or made of symbols."""
        self._symbols = symbols
        self._deepest = deepest
        self._trees: dict[str, Tree] = {name: symbols[name] for name in program.placeholders}
        self._levels = dict.fromkeys(program.placeholders, 0)
        self._assignments: list[tuple[Tree, Tree]] = []

    def give(self, name: str, tree: Tree, *, by_name: bool, symbolic: bool = False) -> None:
        """State what an array from outside is: elements, in a list that has a name or stands where it is read."""
        self._trees[name], self._levels[name] = tree, 1
        if symbolic:
            self.symbolic.add(name)
        if by_name:
            self.named(name)

    def put(self, name: str, tree: Tree, arrays: Sequence[str]) -> None:
        """Take the tree of a statement that reads ``arrays``, and decide whether it gets a name."""
        self._trees[name] = tree
        self._levels[name] = 1 + max((self._levels[array] for array in arrays), default=0)
        if not self.symbolic.isdisjoint(arrays):
            self.symbolic.add(name)
        only_result = name in self.program.outputs and self.program.uses[name] == 1
        if not only_result and (self.program.uses[name] > 1 or self._levels[name] > self._deepest):
            self.named(name)

    def tree(self, name: str) -> Tree:
        """An array, to be written once."""
        return self._trees[name]

    def named(self, name: str) -> Tree:
        """An array by its name, to be written several times or inside a loop."""
        if self._levels[name] > 0:
            symbol = self._symbols[name]
            self._assignments.append((symbol, self._trees[name]))
            self._trees[name], self._levels[name] = symbol, 0
        return self._trees[name]

    def sizes(self, name: str) -> list[int]:
        """The dimensions of an array."""
        return [int(size) for size in self.program.shapes[name]]

    def index_sizes(self, statement: Any) -> dict[str, int]:
        """The size of each index of a statement."""
        shapes = [self.program.shapes[array] for array in statement.arrays]
        return {letter: int(size) for letter, size in index_sizes(statement.spec, shapes).items()}

    def body(self, keys: Sequence[str]) -> Tree:
        """The result, inside a Module of the arrays that have names."""
        result = keyed([self._trees[output] for output in self.program.outputs], keys)
        if not self._assignments:
            return result
        names = [symbol for symbol, _ in self._assignments]
        steps = [call("Set", symbol, tree) for symbol, tree in self._assignments]
        return call("Module", names, call("CompoundExpression", *steps, result))
