"""The arrays of an array form while it is written: where each stands, and which of them have names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.indices import index_sizes
from wlbridge.names import plain_symbol
from wlbridge.program import Program
from wlbridge.wolfram.make import call, keyed, user
from wlbridge.wolfram.tree import Tree

DEEPEST = 30
"""Arrays nested deeper than this get a name, so that the form of a deep net stays flat and readable."""


class ArrayWriter:
    """Writes statement after statement; an array that is read once stands where it is read."""

    def __init__(self, program: Program, values: Mapping[str, NDArray[Any]]) -> None:
        self.program = program
        self._trees: dict[str, Tree] = {name: user(plain_symbol(name)) for name in program.placeholders}
        self._levels = dict.fromkeys(program.placeholders, 0)
        self._assignments = [(self._trees[name], np.asarray(value).tolist()) for name, value in values.items()]

    def put(self, name: str, tree: Tree, arrays: Sequence[str]) -> None:
        """Take the tree of a statement that reads ``arrays``, and decide whether it gets a name."""
        self._trees[name] = tree
        self._levels[name] = 1 + max((self._levels[array] for array in arrays), default=0)
        only_result = name in self.program.outputs and self.program.uses[name] == 1
        if not only_result and (self.program.uses[name] > 1 or self._levels[name] > DEEPEST):
            self.named(name)

    def tree(self, name: str) -> Tree:
        """An array, to be written once."""
        return self._trees[name]

    def named(self, name: str) -> Tree:
        """An array by its name, to be written several times or inside a loop."""
        if self._levels[name] > 0:
            symbol = user(plain_symbol(name))
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
