"""An engine that evaluates the formulas which wlbridge writes."""

from __future__ import annotations

from collections.abc import Callable

from wlbridge.conformance.cases import Case
from wlbridge.conformance.exact_numbers import as_fractions
from wlbridge.conformance.questions import text_of
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.engines.base import Engine
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineTimeoutError,
    UnsupportedFunctionError,
    WLBridgeError,
)
from wlbridge.wolfram.tree import Tree


class Interpreter(Subject):
    """An engine that evaluates the formulas which wlbridge writes."""

    def __init__(self, name: str, start: Callable[[], Engine]) -> None:
        self.name = name
        self._engine = start()
        self.version = self._engine.version

    def answer(self, case: Case, deadline: float) -> Answer:
        """Evaluate the formula in the engine's own dialect, and read the value back exactly."""
        if "refuse" in case.ask:
            return Answer(status="unasked", message="what is refused is sent to no engine")
        try:
            asked = text_of(case, self.name)
        except UnsupportedFunctionError as error:
            return Answer(status="unsupported", message=str(error))
        except WLBridgeError as error:
            return Answer(status="error", message=f"the question cannot be written: {error}")
        try:
            value = self._engine.evaluate_text(asked, deadline=deadline)
        except EngineTimeoutError as error:
            return Answer(status="timeout", message=str(error), asked=asked)
        except EngineCrashError as error:
            return Answer(status="crash", message=str(error), asked=asked)
        except EngineError as error:
            return Answer(status="error", message=str(error), asked=asked)
        return _read(value, asked, "; ".join(self._engine.messages))

    def close(self) -> None:
        """End the engine's process."""
        self._engine.close()


def _read(value: Tree, asked: str, messages: str) -> Answer:
    if isinstance(value, str):
        return Answer([ord(c) for c in value], asked=asked)
    try:
        return Answer(as_fractions(value), message=messages, asked=asked)
    except ValueError as error:
        return Answer(status="unsupported", message=f"it leaves {error}; {messages}".rstrip("; "), asked=asked)
