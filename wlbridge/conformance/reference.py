"""wlbridge itself, as an engine."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from typing import Any, Final

from wlbridge.conformance.cases import Case
from wlbridge.conformance.comparison import DOUBLE
from wlbridge.conformance.exact_numbers import as_fractions
from wlbridge.conformance.losses import evaluation_of
from wlbridge.conformance.questions import text_of
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.errors import WLBridgeError
from wlbridge.evaluation import WorkingPrecision
from wlbridge.loss_of_net import net_loss
from wlbridge.loss_specification import specified_loss
from wlbridge.net import NetChain
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

PRECISIONS: Final[Mapping[str, tuple[WorkingPrecision, int]]] = {
    "reference": ("Real64", DOUBLE),
    "reference-real32": ("Real32", 23),
    "reference-mpmath": (50, 80),
}
"""Of the reference: its working precision, and how many bits of an answer are compared."""


class Reference(Subject):
    """wlbridge itself, with NumPy in doubles or singles, or with mpmath at 50 digits."""

    def __init__(self, name: str = "reference") -> None:
        self.name = name
        self.version = importlib.metadata.version("wlbridge")
        self._precision, self.bits = PRECISIONS[name]

    def answer(self, case: Case, deadline: float) -> Answer:
        """Build and evaluate the net; text and plain numbers are written and read again."""
        ask = case.ask
        if "refuse" in ask:
            return _refusal(ask)
        if "kernel" in ask:
            return Answer(status="unasked", message="only a kernel has what is asked for")
        if "net" not in ask:
            value = read_wl(text_of(case, "wolfram"))
            if isinstance(value, str):
                return Answer(value)
            if isinstance(value, int | float):
                return Answer(as_fractions(value))
            return Answer(status="unasked", message="the reference evaluates nets, not expressions")
        try:
            return Answer(as_fractions(evaluation_of(case, self._precision)()))
        except WLBridgeError as error:
            return Answer(status="error", message=str(error))


def _refusal(ask: Mapping[str, Any]) -> Answer:
    """The error with which wlbridge refuses a net, or that it does not."""
    try:
        net = NetChain.from_wl(ask["refuse"])
        formula = net_loss(net, specified_loss(read_wl(ask["loss"])) if "loss" in ask else None)
        write_wl(formula.to_wl())
    except WLBridgeError as error:
        return Answer({"error": type(error).__name__, "says": str(error)})
    return Answer({"error": "none", "says": "it was taken"})
