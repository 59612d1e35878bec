"""Engines in our own process: one that knows all answers, and such as are wrong in one way each.

They pass the smoke test but for ``LeaksState``; what they spoil is what they answer to cases.
"""

import math
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, ClassVar

from wlbridge.conformance.cases import Case
from wlbridge.conformance.questions import text_of
from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree


def everywhere(change: Callable[[float], Tree]) -> Callable[[Tree], Tree]:
    """A change of every real number in lists."""

    def spoil(value: Tree) -> Tree:
        if isinstance(value, tuple):
            return tuple(map(spoil, value))
        return change(value) if isinstance(value, float) else value

    return spoil


class Right(Engine):
    """Knows what cases expect, and takes its answers from there: nearest doubles."""

    name: ClassVar[str] = "right"
    version = "1"
    dialect = "wolfram"

    def __init__(self, cases: Iterable[Case]) -> None:
        self.messages = []
        self.cases = [case for case in cases if not {"refuse", "kernel"} & case.ask.keys()]
        self.values = {text_of(case, self.dialect): _value(case.expect, case.within) for case in self.cases}
        self.variables: dict[str, int] = {}
        self.asked: list[str] = []

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        return self.evaluate_text(write_wl(tree, dialect=self.dialect), deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        self.asked.append(text)
        if definition := re.fullmatch(r"(\w+) = (\d+)", text):
            self.variables[definition[1]] = int(definition[2])
            return int(definition[2])
        if text.isidentifier():
            return self.variables.get(text, user(text))
        return 2 if text == "1 + 1" else self.spoilt(self.values.get(text))

    def spoilt(self, value: Tree) -> Tree:
        """What is answered in place of the right value."""
        return value

    def restart(self) -> None:
        self.variables.clear()

    def close(self) -> None: ...


class Spoilt(Right):
    """Does something to each value."""

    def __init__(self, cases: Iterable[Case], spoil: Callable[[Tree], Tree]) -> None:
        super().__init__(cases)
        self.spoilt = spoil  # type: ignore[method-assign]


class AlwaysWrong(Right):
    """Is off by 1e-9 of each value."""

    spoilt = staticmethod(everywhere(lambda value: value * (1 + 1e-9)))  # type: ignore[assignment]


class OneUlpOff(Right):
    """Gives the neighbour of each double."""

    spoilt = staticmethod(everywhere(lambda value: math.nextafter(value, math.inf)))  # type: ignore[assignment]


class Nan(Right):
    """Gives Indeterminate for each number."""

    spoilt = staticmethod(everywhere(lambda value: system("Indeterminate")))  # type: ignore[assignment]


class LiesAboutFeatures(Right):
    """Says that it knows all functions, and leaves everything as it stands."""

    @property
    def features(self) -> frozenset[str]:
        return frozenset(name for case in self.cases for name in case.needs)

    def spoilt(self, value: Tree) -> Tree:
        return call("Plus", 0.5, call("Times", 2, user("y")))


class SwapsAnswers(Right):
    """Answers each question with the answer to the one before."""

    last: Tree = 0.0

    def spoilt(self, value: Tree) -> Tree:
        self.last, answer = value, self.last
        return answer


class LeaksState(Right):
    """Does not forget at a reset."""

    def restart(self) -> None: ...


class Raising(Right):
    """Never has a value for a case."""

    def __init__(self, cases: Iterable[Case], error: Exception) -> None:
        super().__init__(cases)
        self.error = error

    def spoilt(self, value: Tree) -> Tree:
        raise self.error


def _value(expected: Any, within: Any) -> Tree:
    """What a case expects, as an engine would give it."""
    match expected:
        case list():
            return tuple(_value(part, within) for part in expected)
        case {"text": codes}:
            return "".join(map(chr, codes))
        case {"special": "-Infinity"}:
            return call("Times", -1, system("Infinity"))
        case {"special": name}:
            return system(name)
    number = Fraction(expected)
    return int(number) if within == "exact" and Fraction(float(number)) != number else float(number)
