"""The state of a reverse sweep: the program as it grows, and the adjoints of its arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import ascii_letters

from sympy import Add, Expr, Integer

from wlbridge.errors import ShapeError
from wlbridge.indices import BATCH, Shape, Size, parse_spec
from wlbridge.program import ProgramBuilder
from wlbridge.statements import Broadcast, Einsum, Map, OneHot, Statement, slot

ONE = Integer(1)


@dataclass(frozen=True)
class Adjoint:
    """A number times an array; without an array, the number everywhere."""

    factor: Expr
    array: str | None = None


@dataclass
class Sweep:
    """The program as it grows, and what has been added to the adjoint of each array."""

    builder: ProgramBuilder
    active: set[str]
    adjoints: dict[str, list[Adjoint]] = field(default_factory=dict)

    def add(self, array: str, factor: Expr, adjoint: str | None) -> None:
        """Add ``factor`` times an array to the adjoint of ``array``."""
        if array in self.active and factor != 0:
            self.adjoints.setdefault(array, []).append(Adjoint(factor, adjoint))

    def append(self, statement: Statement, of: str) -> str:
        """Add a statement for the adjoint of the array ``of``."""
        return self.builder.append(statement, f"d_{of}")

    def shape(self, array: str) -> Shape:
        """The dimensions of an array."""
        return self.builder.shapes[array]

    def total(self, array: str) -> Adjoint | None:
        """The sum of what was added, as one adjoint; None where nothing was."""
        parts = self.adjoints.get(array, [])
        constant = Add(*(part.factor for part in parts if part.array is None))
        arrays = [part for part in parts if part.array is not None]
        if not parts or (constant == 0 and not arrays):
            return None
        if not arrays:
            return Adjoint(constant)
        if len(arrays) == 1 and constant == 0:
            return arrays[0]
        terms = [part.factor * slot(position) for position, part in enumerate(arrays)]
        names = tuple(part.array for part in arrays if part.array is not None)
        letters = ascii_letters[: len(self.shape(array))]
        spec = ",".join([letters] * len(names)) + f"->{letters}"
        return Adjoint(ONE, self.append(Map(names, Add(constant, *terms), spec), array))

    def array(self, adjoint: Adjoint | None, of: str) -> str:
        """An adjoint as an array of the dimensions of ``of``; zeros where there is none."""
        shape = self.shape(of)
        letters = ascii_letters[: len(shape)]
        if adjoint is not None and adjoint.array is not None:
            if adjoint.factor == 1:
                return adjoint.array
            return self.append(Map((adjoint.array,), adjoint.factor * slot(0), f"{letters}->{letters}"), of)
        number = self.append(Map((), Integer(0) if adjoint is None else adjoint.factor, "->"), of)
        return self.append(Broadcast((number,), f"->{letters}", shape), of) if shape else number

    def summed(self, array: str, letters: str, output: str, of: str) -> Adjoint:
        """The sum of an array over the indices that ``output`` lacks; the sum of a one-hot vector is known."""
        if letters == output:
            return Adjoint(ONE, array)
        one_hot = self.builder.statements.get(array)
        if isinstance(one_hot, OneHot):
            new = letters[parse_spec(one_hot.spec)[1].index(one_hot.new_letter)]
            if output == letters.replace(new, ""):
                return Adjoint(ONE)
        return Adjoint(ONE, self.append(Einsum((array,), f"{letters}->{output}"), of))

    def spread(self, array: str, adjoint: Adjoint, present: str, letters: str, sizes: Mapping[str, Size]) -> None:
        """Add an adjoint that has the indices ``present`` to that of an array with the indices ``letters``.

        Sums over indices that the array lacks, counts those that neither has, and repeats along those it lacks.
        """
        counted = math.prod(number(size) for letter, size in sizes.items() if letter not in present + letters)
        kept = "".join(letter for letter in letters if letter in present)
        part = adjoint
        if adjoint.array is not None:
            total = self.summed(adjoint.array, present, kept, array)
            part = Adjoint(adjoint.factor * total.factor, total.array)
        else:
            counted *= math.prod(number(sizes[letter]) for letter in present if letter not in letters)
        if part.array is not None and kept != letters:
            shape = tuple(sizes[letter] for letter in letters)
            part = Adjoint(part.factor, self.append(Broadcast((part.array,), f"{kept}->{letters}", shape), array))
        self.add(array, part.factor * counted, part.array)


def number(size: Size) -> int:
    """A size that is known; that of a batch is not."""
    if size == BATCH:
        raise ShapeError("the gradient of a batch needs a weight for each example")
    return size
