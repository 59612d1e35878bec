"""A kernel for tests: it gives to every text that a kernel is sent what the reference computes for its case."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from wlbridge.conformance.cases import Case, all_cases
from wlbridge.conformance.comparison import Special
from wlbridge.conformance.kernel import KERNELS, kernel_reason_unasked
from wlbridge.conformance.open_questions import GROUP
from wlbridge.conformance.reference import Reference
from wlbridge.conformance.stored import FORMULA, text_for
from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.errors import EngineCrashError, EngineUnsupportedError
from wlbridge.wolfram.make import system
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

SETTINGS = {"$NetEvaluator": system("Automatic"), "$SystemID": "Linux-x86-64", "1 + 1": 2}
ASKED = [case for case in all_cases() if not kernel_reason_unasked(case, KERNELS["wolfram"])]


@cache
def cases_by_text() -> dict[str, Case]:
    """The cases by what a kernel is sent for them, under each of its names."""
    return {
        text_for(name, case): case
        for name in (*KERNELS, FORMULA)
        for case in all_cases()
        if "refuse" not in case.ask and not (name == FORMULA and "kernel" in case.ask)
        and not (name != FORMULA and case.ask.get("order") == 2)
    }  # fmt: skip


def value_of(case: Case, alternative: int) -> Any:
    """Nested lists of fractions, or a string; of an open question one of the answers that it may have."""
    if case.group == GROUP:
        return from_expected(case.alternatives[min(alternative, len(case.alternatives) - 1)]["gives"])
    answer = Reference().answer(case, 1)
    return from_expected(case.expect) if answer.status == "unasked" else answer.value


def from_expected(value: Any) -> Any:
    if isinstance(value, list):
        return [*map(from_expected, value)]
    if isinstance(value, dict):
        return "".join(map(chr, value["text"])) if "text" in value else read_wl(value["special"])
    return float(value)


def tree_of(value: Any) -> Tree:
    if isinstance(value, list):
        return tuple(map(tree_of, value))
    if isinstance(value, Special):
        return system(value.name)
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float | Fraction):
        return value
    return float(value) if float(value) == value else int(value)


class KernelFromReference(Engine):
    """A kernel that is as the reference, but for what ``spoil`` makes of the value of a case."""

    name = "wolfram"
    version = "14.3.0 for Linux x86 (64-bit)"

    def __init__(self, spoil: Callable[[Case, Any], Any] = lambda _, value: value, alternative: int = 0) -> None:
        self.messages: list[str] = []
        self.sent: list[str] = []
        self._spoil, self._alternative = spoil, alternative

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        text = write_wl(tree)
        if text not in SETTINGS:
            raise EngineUnsupportedError(f"{text} is not evaluated")
        return SETTINGS[text]

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        self.sent.append(text)
        case = cases_by_text()[text]
        value = self._spoil(case, value_of(case, self._alternative))
        if value is None:
            raise EngineCrashError("the kernel has died")
        return tree_of(value)

    def restart(self) -> None: ...

    def close(self) -> None: ...
