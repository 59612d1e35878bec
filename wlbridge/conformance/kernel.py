"""A real kernel, which evaluates the layers themselves, in doubles or in singles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from wlbridge.conformance.cases import Case
from wlbridge.conformance.comparison import compare
from wlbridge.conformance.exact_numbers import as_fractions
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.kernel_questions import Precision, kernel_text_of
from wlbridge.conformance.losses import KEPT, Ask, evaluation_of
from wlbridge.engines.base import Engine
from wlbridge.errors import DataError
from wlbridge.layers import DropoutLayer
from wlbridge.loss_of_net import net_loss
from wlbridge.loss_specification import specified_loss
from wlbridge.net import NetChain
from wlbridge.wolfram.expression_json import from_json

FORMULA: Final = "wolfram-formula"
"""The name of a kernel that evaluates the formulas which wlbridge writes."""


class Working(NamedTuple):
    """A working precision of nets, and how many bits of an answer are compared."""

    precision: Precision
    bits: int


KERNELS: Final[Mapping[str, Working]] = {"wolfram": Working("Real64", 44), "wolfram-real32": Working("Real32", 23)}
"""The layers of nets promise no last digits: in doubles relative errors up to 1e-12 are allowed, which is 4e-15 at
44 bits, in singles 2e-6."""


class Kernel(Interpreter):
    """A kernel that evaluates nets and losses by its own layers; numbers and strings as any engine does."""

    def __init__(self, name: str, start: Callable[[], Engine]) -> None:
        super().__init__(name, start)
        self._working = KERNELS[name]
        self.bits = self._working.bits

    def text(self, case: Case) -> str:
        """What is sent: the net and the loss themselves."""
        return kernel_text_of(case, self._working.precision)

    def reason_unasked(self, case: Case) -> str:
        """Why a case is not asked; empty for those that are."""
        return kernel_reason_unasked(case, self._working)


def kernel_reason_unasked(case: Case, working: Working) -> str:
    """Why a case is not asked of a kernel; empty for those that are."""
    if "refuse" in case.ask:
        return "what is refused is sent to no engine"
    if case.ask.get("order") == 2:
        return "a kernel has no second derivatives of nets"
    if "loss" in case.ask and not _layers_suffice(case, working):
        return f"layer after layer in {working.precision} the clamp of Log, or rounding, decides the value"
    return ""


@lru_cache(maxsize=KEPT)
def _layers_suffice(case: Case, working: Working) -> bool:
    """Whether the loss of the rounded output, with clamped logarithms, is that of the case to within its tolerance.

    A kernel knows of an output no more than its own digits: of a probability next to 1 it cannot find the
    complement, and the loss of one below 2^-52 is that of 2^-52.
    """
    ask: Ask = {key: value for key, value in case.ask.items() if key not in {"by", "order"}}
    loss = evaluation_of(replace(case, ask=ask), "Real64")
    expected = repr(float(loss())) if "order" in case.ask else case.expect
    try:
        value = as_fractions(_layer_after_layer(ask, working.precision))
    except DataError:
        return False
    return compare(value, expected, case.within, working.bits).holds


def _layer_after_layer(ask: Ask, precision: Precision) -> Any:
    net = NetChain.from_wl(from_json(ask["net"])).formula()
    output = net.evaluate(ask["input"], working_precision=precision)
    shape = [*map(int, net.program.shapes[net.program.output])]
    same = NetChain([DropoutLayer()], input=shape or "Real")
    loss = net_loss(same, specified_loss(from_json(ask["loss"])), log="kernel")
    return loss.evaluate(output, ask["target"], working_precision=precision)
