"""An engine that evaluates the formulas which wlbridge writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wlbridge.conformance.cases import Case
from wlbridge.conformance.exact_numbers import as_fractions
from wlbridge.conformance.questions import text_of
from wlbridge.conformance.smoke import smoke_fault
from wlbridge.conformance.subject import Answer, Subject
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
        return self._evaluated(asked, deadline, claims=() if known is None else case.needs)

    def _evaluated(self, asked: str, deadline: float, claims: Sequence[str]) -> Answer:
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
        return _read(value, asked, "; ".join(self.engine.messages), claims)

    def gives(self, text: str, deadline: float) -> str:
        """The value of a text, in the engine's own dialect, or its error."""
        try:
            return write_wl(self.engine.evaluate_text(text, deadline=deadline))
        except WLBridgeError as error:
            return f"{type(error).__name__}: {error}"

    def close(self) -> None:
        """End the engine's process."""
        self.engine.close()


def _read(value: Tree, asked: str, messages: str, claims: Sequence[str]) -> Answer:
    """A value as an answer; to leave functions as they stand is a failure of an engine that claims to know them."""
    if isinstance(value, str):
        return Answer([ord(c) for c in value], asked=asked)
    try:
        return Answer(as_fractions(value), message=messages, asked=asked)
    except ValueError as error:
        said = f"it leaves {error}; {messages}".rstrip("; ")
        if claims:
            return Answer(status="fail", message=f"it says that it knows {', '.join(claims)}; {said}", asked=asked)
        return Answer(status="unsupported", message=said, asked=asked)
    except (WLBridgeError, RecursionError) as error:
        return Answer(status="error", message=f"the value cannot be read: {error}", asked=asked)
