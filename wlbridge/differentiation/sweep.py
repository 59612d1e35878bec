"""The state of a reverse sweep: the program as it grows, and the adjoints of its arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import ascii_letters

from sympy import Add, Expr

from wlbridge.differentiation.kinks import ONE, ZERO, Kinks
from wlbridge.errors import ShapeError
from wlbridge.indices import BATCH, Shape, Size
from wlbridge.program import ProgramBuilder
from wlbridge.statements import Broadcast, Einsum, Map, Statement, slot


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
    kinks: Kinks = "zero"
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
        factors: dict[str | None, Expr] = {}
        for part in self.adjoints.get(array, []):
            factors[part.array] = factors.get(part.array, ZERO) + part.factor
        constant = factors.pop(None, ZERO)
        arrays = {name: factor for name, factor in factors.items() if name is not None and factor != 0}
        if not arrays:
            return None if constant == 0 else Adjoint(constant)
        if len(arrays) == 1 and constant == 0:
            return next(Adjoint(factor, name) for name, factor in arrays.items())
        terms = [factor * slot(position) for position, factor in enumerate(arrays.values())]
        letters = ascii_letters[: len(self.shape(array))]
        spec = ",".join([letters] * len(arrays)) + f"->{letters}"
        return Adjoint(ONE, self.append(Map(tuple(arrays), Add(constant, *terms), spec), array))

    def array(self, adjoint: Adjoint | None, of: str) -> str:
        """An adjoint of the array ``of`` as an array; zeros where there is none."""
        if adjoint is None or adjoint.array is None:
            shape = self.shape(of)
            number = self.append(Map((), ZERO if adjoint is None else adjoint.factor, "->"), of)
            letters = ascii_letters[: len(shape)]
            return self.append(Broadcast((number,), f"->{letters}", shape), of) if shape else number
        if adjoint.factor == 1:
            return adjoint.array
        letters = ascii_letters[: len(self.shape(adjoint.array))]
        return self.append(Map((adjoint.array,), adjoint.factor * slot(0), f"{letters}->{letters}"), of)

    def spread(self, array: str, adjoint: Adjoint, present: str, letters: str, sizes: Mapping[str, Size]) -> None:
        """Add an adjoint that has the indices ``present`` to that of an array with the indices ``letters``.

        Sums over indices that the array lacks, counts those that neither has, and repeats along those it lacks.
        """
        counted = math.prod(number(size) for letter, size in sizes.items() if letter not in present + letters)
        if adjoint.array is None:
            counted *= math.prod(number(sizes[letter]) for letter in present if letter not in letters)
            self.add(array, adjoint.factor * counted, None)
            return
        kept = "".join(letter for letter in letters if letter in present)
        factor, made = adjoint.factor * counted, adjoint.array
        if present != kept:
            made = self.append(Einsum((made,), f"{present}->{kept}"), array)
        if kept != letters:
            shape = tuple(sizes[letter] for letter in letters)
            few = self.array(Adjoint(factor, made), array)
            factor, made = ONE, self.append(Broadcast((few,), f"{kept}->{letters}", shape), array)
        self.add(array, factor, made)


def number(size: Size) -> int:
    """A size that is known; that of a batch is not."""
    if size == BATCH:
        raise ShapeError("the gradient of a batch needs a weight for each example")
    return size
