"""What can be tested, by the names that users give."""

from __future__ import annotations

from typing import Final

from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.reference import PRECISIONS, Reference
from wlbridge.conformance.subject import Subject
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import EngineError

NAMES: Final = (*PRECISIONS, *ENGINES)


def subject_named(name: str) -> Subject:
    """Start what a user names: ``reference``, ``reference-real32``, ``reference-mpmath``, or an engine.

    Raises EngineNotFoundError for an engine that is not installed, EngineError for an unknown name.
    """
    if name in PRECISIONS:
        return Reference(name)
    if name in ENGINES:
        return Interpreter(name, ENGINES[name])
    raise EngineError(f"there is no engine {name!r}", hint=f"The engines are {', '.join(NAMES)}.")
