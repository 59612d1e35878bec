"""Whether the text that a package writes means what the expression means: an engine evaluates both.

The text is right where an engine finds it the same as one of the texts that are right, or the same in numbers. Else
it is no Wolfram Language where it cannot be read, has an undefined head where it names a function that the Wolfram
Language has not, and is silently wrong otherwise.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from wolframclient.language.expression import WLFunction, WLSymbol

from benchmarks.translators.cases import Case
from wlbridge.engines import WoxiEngine
from wlbridge.errors import WLBridgeError
from wlbridge.wolfram.make import call
from wlbridge.wolfram.symbols import canonical_name, looks_like_system
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, head_name, postorder

POINTS = 3
MOST_NAMES = 4
_ARGUMENTS = (WLSymbol("first"), WLSymbol("second"))
DIGITS = 33
MACHINE_DIGITS = 17
SHAPES = {"A": (2, 3), "B": (3, 2), "Q": (2, 2), "R": (2, 3), "v": (3, 1)}
HELD = {"Hold", "HoldForm", "Defer", "Inactive"}


class Judge:
    """An engine, and the names that the Wolfram Language has."""

    def __init__(self) -> None:
        self.engine = WoxiEngine()
        self.known = {name.removeprefix("System`") for name in self.engine.evaluate_text('Names["System`*"]')}

    def verdict(self, case: Case, text: str) -> str:
        """``right``, ``wrong``, ``undefined head`` or ``no Wolfram Language``."""
        try:
            tree = _plain(read_wl(text))
        except WLBridgeError:
            return "no Wolfram Language"
        accepted = [_plain(read_wl(one)) for one in case.texts]
        if any(self._means(tree, one, case.any_names) for one in accepted):
            return "right"
        names = {name for one in accepted for name in _names(one)}
        return "undefined head" if any(self._undefined(name) for name in _heads(tree) - names) else "wrong"

    def _means(self, tree: Tree, accepted: Tree, any_names: bool) -> bool:
        if any(self._same(one, accepted) for one in (_renamings(tree, accepted) if any_names else [tree])):
            return True
        exact = not any("Real" in _names(one) for one in (tree, accepted))
        return exact and not any_names and self._equal_in_numbers(tree, accepted)

    def _same(self, tree: Tree, accepted: Tree) -> bool:
        if head_name(accepted) == "Function":
            tree, accepted = (WLFunction(one, *_ARGUMENTS) for one in (tree, accepted))
        return self._answer(call("SameQ", tree, accepted)) is True

    def _equal_in_numbers(self, tree: Tree, accepted: Tree) -> bool:
        numbers = random.Random(1)  # noqa: S311 - the same points every time
        for _ in range(POINTS):
            point = {name: _value(name, numbers) for name in sorted(_names(accepted)) if not looks_like_system(name)}
            found = [_numbers(self._answer(call("N", _renamed(one, point)))) for one in (tree, accepted)]
            if any(one is None for one in found) or not _close(*found):
                return False
        return True

    def _answer(self, question: Tree) -> Any:
        try:
            return self.engine.evaluate(question)
        except WLBridgeError:
            return None

    def _undefined(self, name: str) -> bool:
        return "`" in name or name not in self.known


def _plain(tree: Tree) -> Tree:
    """Without what holds an expression unevaluated, and with exact numbers, which are compared to the last bit."""
    made: dict[int, Tree] = {}
    for part in postorder(tree):
        new = part
        if isinstance(part, WLFunction):
            new = _applied(_of(made, part.head), [_of(made, arg) for arg in part.args])
        elif isinstance(part, list):
            new = [made[id(one)] for one in part]
        elif isinstance(part, dict):
            new = {made[id(key)]: made[id(one)] for key, one in part.items()}
        elif isinstance(part, WLSymbol) and not part.name.isascii():
            new = WLSymbol("u" + part.name.encode().hex())  # woxi 0.3.0 reads no other letters
        elif isinstance(part, float):
            new = call("Real", Fraction(part))
        elif isinstance(part, Decimal):
            precise = len(part.normalize().as_tuple().digits) > MACHINE_DIGITS
            new = call("Real", f"{part:.{DIGITS}e}" if precise else Fraction(float(part)))
        made[id(part)] = new
    return made[id(tree)]


def _of(made: Mapping[int, Tree], part: Tree) -> Tree:
    return made.get(id(part), part)


def _applied(head: Tree, args: list[Tree]) -> Tree:
    if isinstance(head, WLSymbol) and canonical_name(head.name) in HELD and len(args) == 1:
        return args[0]
    if isinstance(head, WLSymbol) and canonical_name(head.name) in {"Plus", "Times"}:
        args = sorted(args, key=write_wl)  # an engine does not where a sum, a function, ... holds its parts
    return WLFunction(head, *args)


def _names(tree: Tree) -> set[str]:
    return {canonical_name(part.name) for part in _parts(tree) if isinstance(part, WLSymbol)}


def _parts(tree: Tree) -> Iterator[Tree]:
    for part in postorder(tree):
        yield part
        if isinstance(part, WLFunction):
            yield part.head


def _heads(tree: Tree) -> set[str]:
    heads = (part.head for part in postorder(tree) if isinstance(part, WLFunction))
    return {canonical_name(head.name) for head in heads if isinstance(head, WLSymbol)}


def _users(tree: Tree) -> list[str]:
    return sorted(name for name in _names(tree) if not looks_like_system(name))


def _renamings(tree: Tree, accepted: Tree) -> Iterator[Tree]:
    """Every tree whose own names are those of the accepted one, in some order."""
    names, others = _users(tree), _users(accepted)
    if len(names) == len(others) <= MOST_NAMES:
        for order in itertools.permutations(others):
            yield _renamed(tree, {name: WLSymbol(other) for name, other in zip(names, order, strict=True)})


def _renamed(tree: Tree, table: Mapping[str, Tree]) -> Tree:
    made: dict[int, Tree] = {}

    def of(part: Tree) -> Tree:
        if isinstance(part, WLSymbol):
            return table.get(canonical_name(part.name), part)
        return made.get(id(part), part)

    for part in postorder(tree):
        if isinstance(part, WLFunction):
            made[id(part)] = WLFunction(of(part.head), *map(of, part.args))
        elif isinstance(part, list):
            made[id(part)] = list(map(of, part))
        else:
            made[id(part)] = of(part)
    return made[id(tree)]


def _value(name: str, numbers: random.Random) -> Tree:
    """Names of indices stand for integers, those of matrices for matrices."""
    if name in SHAPES:
        rows, columns = SHAPES[name]
        return [[Fraction(numbers.randint(1, 99), 10) for _ in range(columns)] for _ in range(rows)]
    return numbers.randint(1, 4) if name in "ijkn" else Fraction(numbers.randint(20, 90), 100)


def _numbers(value: Any) -> Any:
    """An array of numbers; None for anything else, such as a function that was left as it is."""
    if any(isinstance(part, WLFunction | WLSymbol | str) or part is None for part in postorder(value)):
        return None
    try:
        return np.array(value, dtype=complex)
    except (TypeError, ValueError):
        return None


def _close(found: Any, expected: Any) -> bool:
    return found.shape == expected.shape and bool(np.allclose(found, expected, rtol=1e-10, atol=1e-12))
