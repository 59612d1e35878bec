"""What is tested, and what it answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal, Self

from wlbridge.conformance.cases import Case
from wlbridge.conformance.comparison import DOUBLE

Status = Literal["pass", "fail", "unsupported", "error", "timeout", "crash", "blocked", "unasked"]


@dataclass(frozen=True)
class Answer:
    """What came back: a value, nested lists of fractions, or why there is none; and the text that was sent."""

    value: Any = None
    status: Status = "pass"
    message: str = ""
    asked: str = ""
    within: Any = None
    """How near it can be, where that is less than the case asks for: of printed digits."""


class Subject(ABC):
    """Something that answers cases."""

    name: str
    version: str
    bits: int = DOUBLE
    """The precision in which it computes."""

    @property
    def note(self) -> str:
        """What is to be known of it when it is run, "" for nothing."""
        return ""

    def fault(self) -> str:
        """What is wrong with it before any case is asked, "" for nothing; then all cases are blocked."""
        return ""

    @abstractmethod
    def answer(self, case: Case, deadline: float) -> Answer:
        """Answer one case; never raises for what the subject does wrong."""

    def gives(self, text: str, deadline: float) -> str | None:
        """What an expression in the Wolfram Language evaluates to, as text; None for what evaluates cases only."""
        del text, deadline
        return None

    def close(self) -> None:  # noqa: B027 - most have started nothing
        """End what has been started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
