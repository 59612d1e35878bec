"""The project's Wolfram package inside woxi: it makes the formulas there and evaluates them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from wlbridge.conformance.cases import Case
from wlbridge.conformance.heads import ALLOWED_WITH_PACKAGE, check_heads
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.losses import KEPT, Ask
from wlbridge.conformance.questions import question_of
from wlbridge.conformance.subject import Answer
from wlbridge.engines.woxi import WoxiEngine
from wlbridge.errors import EngineNotFoundError
from wlbridge.wolfram.expression_json import from_json
from wlbridge.wolfram.make import call
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

PACKAGE: Final = "woxi-package"
"""woxi with the package. Mathilda, which takes the LogisticSigmoid that it does not know for a symbol of the package,
and Mathics3, which runs without files, have it in tests/wl."""

VARIABLE: Final = "WLBRIDGE_PACLET"
LOADING: Final = 60.0
"""Seconds that the package may take to load; woxi takes one."""


def find_package() -> Path:
    """The file of the package: in the folder named by WLBRIDGE_PACLET, else in ``wl`` beside this Python package.

    Raises EngineNotFoundError when it is in neither.
    """
    folder = os.environ.get(VARIABLE)
    paclet = Path(folder) if folder else Path(__file__).parents[2] / "wl"
    file = paclet / "Kernel" / "WLBridge.wl"
    if not file.is_file():
        hint = f"It is in the sources of wlbridge: set {VARIABLE} to their folder wl."
        raise EngineNotFoundError(f"the Wolfram package is not in {paclet}", hint=hint)
    return file.resolve()


class Package(Interpreter):
    """The functions of the package, such as NetLossExpression, in an interpreter that has loaded it."""

    def __init__(self) -> None:
        self._file = find_package()
        super().__init__(PACKAGE, WoxiEngine)
        self._restarted = True

    def reason_unasked(self, case: Case) -> str:
        """Why a case is not asked; empty for those that are."""
        if "x" in case.ask.get("by", ()):
            return "the package differentiates by an input of symbols, not of numbers"
        if "library" in case.ask:
            return "the package has the losses of the Wolfram Language"
        return super().reason_unasked(case)

    def text(self, case: Case) -> str:
        """What is sent: a call of a function of the package."""
        return package_text_of(case, self.engine.dialect)

    def answer(self, case: Case, deadline: float) -> Answer:
        """Load the package if the engine has been started since, and evaluate the call."""
        if self._restarted:
            self.engine.reset()
            self.engine.evaluate_text(write_wl(call("Get", str(self._file))), deadline=LOADING)
            self._restarted = False
        answer = super().answer(case, deadline)
        self._restarted = answer.status in {"timeout", "crash", "error"}
        if answer.status == "pass" and case.ask.get("order") == 1:
            return Answer(in_shape_of(case.expect, answer.value), message=answer.message, asked=answer.asked)
        return answer


@lru_cache(maxsize=KEPT)
def package_text_of(case: Case, dialect: str) -> str:
    """The call of a function of the package, as text in the dialect of an engine; other questions are as ever.

    >>> from wlbridge.conformance.cases import all_cases, selected
    >>> package_text_of(selected(all_cases(), ["elementwise/Tanh/0.8125"])[0], "wolfram")
    'N[NetExpression[NetChain[{ElementwiseLayer[Tanh]}, "Input" -> "Real"], 0.8125, "Parameters" -> "Values"]]'
    """
    tree = _question(case.ask)
    check_heads(tree, ALLOWED_WITH_PACKAGE)
    return write_wl(tree, dialect=dialect)


_FUNCTIONS: Final = ("NetLossExpression", "NetLossGradient", "NetLossHessian")
"""By the order of the derivative."""


def _question(ask: Ask) -> Tree:
    if "net" not in ask:
        return question_of(ask)
    net, values = from_json(ask["net"]), call("Rule", "Parameters", "Values")
    if "loss" not in ask:
        return call("N", call("NetExpression", net, ask["input"], values))
    order = ask.get("order", 0)
    data = (ask["input"], ask["target"]) if ask.get("batch") else ([ask["input"]], [ask["target"]])
    variables = ["Parameters"] if order else []
    log = call("Rule", "Log", ask.get("log", "exact").capitalize())
    formula = call(_FUNCTIONS[order], net, from_json(ask["loss"]), *variables, call("Rule", *data), values, log)
    return call("N", formula)


def in_shape_of(expected: Any, flat: Any) -> Any:
    """The elements of a list, as many as there are, in nested lists like those of another one.

    >>> in_shape_of([["a", "b"], "c"], [1, 2, 3])
    [[1, 2], 3]
    """
    if not isinstance(flat, list) or len(flat) != sum(1 for _ in _leaves(expected)):
        return flat
    rest = iter(flat)
    return _filled(expected, rest)


def _filled(expected: Any, rest: Iterator[Any]) -> Any:
    return [_filled(part, rest) for part in expected] if isinstance(expected, list) else next(rest)


def _leaves(nested: Any) -> Iterator[Any]:
    if isinstance(nested, list):
        for part in nested:
            yield from _leaves(part)
    else:
        yield nested
