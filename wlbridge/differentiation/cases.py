"""The derivative of a Piecewise: that of its cases, and what is taken at the boundaries between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Abs, Eq, Expr, Integer, Piecewise
from sympy.core.relational import Relational

from wlbridge.differentiation.kinks import Kinks
from wlbridge.wolfram_functions import Kink


@dataclass(frozen=True)
class Case:
    """The value of a case, its slope, and the condition."""

    value: Expr
    slope: Expr
    condition: Any


def slope_of_cases(cases: Sequence[Case], argument: sympy.Symbol, kinks: Kinks) -> Expr:
    """The slope of the case that holds; at boundaries the mean of both sides, or none where they differ."""
    pairs: list[Any] = [(case.slope, case.condition) for case in cases]
    marks = []
    for boundary in _boundaries(cases, argument) if kinks != "zero" else ():
        if kinks == "error":
            marks.append(Kink(boundary.distance, boundary.jump()))
        elif (mean := boundary.mean()) is not None:
            pairs.insert(0, (mean, Eq(boundary.distance, 0)))
    return sympy.Add(Piecewise(*pairs), *marks)


@dataclass(frozen=True)
class Boundary:
    """Where ``distance`` is 0: the cases for which sign it has (-1, 0, 1), and where that is if it can be told."""

    distance: Expr
    sides: dict[int, list[Case]]
    argument: sympy.Symbol

    def mean(self) -> Expr | None:
        """The mean of the slopes on both sides; None where they are equal or not finite."""
        below, above = self._slope(-1), self._slope(1)
        mean = (below + above) / 2
        return mean if below != above and _finite(mean) else None

    def jump(self) -> Expr:
        """By how much values and slopes differ; 1 where that cannot be told."""
        here = self._value(0)
        differences = [self._value(1) - here, self._value(-1) - here, self._slope(1) - self._slope(-1)]
        size = sympy.Add(*map(Abs, differences))
        if not _finite(size):
            return Integer(1)
        return Integer(1) if size.is_number and size.is_zero is False else size

    def _value(self, side: int) -> Expr:
        return self._there([(case.value, case.condition) for case in self.sides[side]])

    def _slope(self, side: int) -> Expr:
        return self._there([(case.slope, case.condition) for case in self.sides[side]])

    def _there(self, pairs: list[tuple[Expr, Any]]) -> Expr:
        """What holds at the boundary, where that is one value of the argument."""
        if not pairs:
            return sympy.nan
        root = self._root()
        formula = Piecewise(*pairs)
        return formula if root is None else formula.subs(self.argument, root)

    def _root(self) -> Expr | None:
        distance = sympy.expand(self.distance)
        factor = distance.coeff(self.argument, 1)
        rest = sympy.expand(distance - factor * self.argument)
        return -rest / factor if factor.is_number and factor != 0 and not rest.has(self.argument) else None


def _boundaries(cases: Sequence[Case], argument: sympy.Symbol) -> Iterator[Boundary]:
    """The boundaries that the argument can cross, each with what holds on both sides and on it."""
    relations = {r for case in cases for r in case.condition.atoms(Relational) if r.has(argument)}
    groups: dict[Expr, list[tuple[Relational, int]]] = {}
    for relation in sorted(relations, key=sympy.default_sort_key):
        distance = relation.lhs - relation.rhs
        if -distance in groups:
            groups[-distance].append((relation, -1))
        else:
            groups.setdefault(distance, []).append((relation, 1))
    for distance, group in groups.items():
        truths = {s: {r: r.func(Integer(s * turn), Integer(0)) for r, turn in group} for s in (-1, 0, 1)}
        yield Boundary(distance, {s: _holding(cases, truth) for s, truth in truths.items()}, argument)


def _holding(cases: Sequence[Case], truth: dict[Any, Any]) -> list[Case]:
    """The cases that are left where the truth of some relations is known."""
    left = []
    for case in cases:
        condition = case.condition.xreplace(truth)
        if condition != sympy.false:
            left.append(Case(case.value, case.slope, condition))
        if condition == sympy.true:
            break
    return left


def _finite(formula: Expr) -> bool:
    return not formula.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)
