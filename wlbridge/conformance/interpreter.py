"""An engine that evaluates the formulas which wlbridge writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from wlbridge.conformance.cases import Case
from wlbridge.conformance.exact_numbers import as_fractions
from wlbridge.conformance.heads import ALLOWED_ALONE, check_heads
from wlbridge.conformance.questions import functions_in, text_of
from wlbridge.conformance.smoke import smoke_fault
from wlbridge.conformance.subject import Answer, Status, Subject
from wlbridge.engines.base import Engine
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineNotFoundError,
    EngineTimeoutError,
    EngineUnsupportedError,
    UnsupportedFunctionError,
    WLBridgeError,
)
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree


class Interpreter(Subject):
    """An engine that evaluates the formulas which wlbridge writes."""

    def __init__(self, name: str, start: Callable[[], Engine]) -> None:
        self.name = name
        self.engine = start()
        self._fault: str | None = None
        try:
            self.version = self.engine.version
        except EngineNotFoundError:
            raise
        except EngineError as error:
            self.version, self._fault = "unknown", str(error)
        self.started = self._fault is None

    def fault(self) -> str:
        """What the smoke test, which is made once, says of the engine."""
        if self._fault is None:
            self._fault = smoke_fault(self.engine)
        return self._fault

    def reason_unasked(self, case: Case) -> str:
        """Why a case is not asked; empty for those that are."""
        if "kernel" in case.ask:
            return "only a kernel has what is asked for"
        return "what is refused is sent to no engine" if "refuse" in case.ask else ""

    def text(self, case: Case) -> str:
        """What is sent: the formula in the engine's own dialect."""
        return text_of(case, self.engine.dialect)

    def answer(self, case: Case, deadline: float) -> Answer:
        """Evaluate the text, and read the value back exactly."""
        if reason := self.reason_unasked(case):
            return Answer(status="unasked", message=reason)
        known = self.engine.features
        if missing := [] if known is None else [name for name in case.needs if name not in known]:
            return Answer(status="unsupported", message=f"it says that it does not know {', '.join(missing)}")
        try:
            asked = self.text(case)
        except UnsupportedFunctionError as error:
            return Answer(status="unsupported", message=str(error))
        except WLBridgeError as error:
            return Answer(status="error", message=f"the question cannot be written: {error}")
        return self._evaluated(case, asked, deadline)

    def _evaluated(self, case: Case, asked: str, deadline: float) -> Answer:
        try:
            value = self.engine.evaluate_text(asked, deadline=deadline)
        except EngineTimeoutError as error:
            return Answer(status="timeout", message=str(error), asked=asked)
        except EngineCrashError as error:
            return Answer(status="crash", message=str(error), asked=asked)
        except EngineUnsupportedError as error:
            return Answer(status="unsupported", message=str(error), asked=asked)
        except EngineError as error:
            return Answer(status="error", message=str(error), asked=asked)
        answer = _read(value, case.needs, "; ".join(self.engine.messages))
        if answer.status == "unsupported" and self.engine.features is not None:
            said = f"it says that it knows {', '.join(case.needs)}; {answer.message}"
            return Answer(status="fail", message=said, asked=asked)
        return replace(answer, asked=asked)

    def gives(self, text: str, deadline: float) -> str:
        """The value of a text, in the engine's own dialect, or its error; only what may be sent is sent."""
        try:
            check_heads(read_wl(text), ALLOWED_ALONE)
            # Mathics3 tells an unknown function as one of Global`, and as one of System` once it was asked there.
            return write_wl(self.engine.evaluate_text(text, deadline=deadline)).replace("Global`", "")
        except WLBridgeError as error:
            return f"{type(error).__name__}: {error}"

    def close(self) -> None:
        """End the engine's process."""
        self.engine.close()


def _read(value: Tree, needs: Sequence[str], messages: str) -> Answer:
    """A value as an answer: no number is unsupported if a function that was asked for is still in it, else wrong."""
    if isinstance(value, str):
        return Answer(value, message=messages)
    try:
        return Answer(as_fractions(value), message=messages)
    except ValueError as error:
        status: Status = "unsupported" if functions_in(value) & {*needs} else "fail"
        return Answer(status=status, message=f"it leaves {error}; {messages}".rstrip("; "))
    except (WLBridgeError, RecursionError) as error:
        return Answer(status="error", message=f"the value cannot be read: {error}")
