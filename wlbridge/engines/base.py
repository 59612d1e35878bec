"""What every engine can do: take an expression, give back its value, and never hang."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import ClassVar, Self

from wlbridge.wolfram.tree import Tree

DEADLINE = 10.0
"""Seconds that an evaluation may take when nothing else is said; starting counts, but for Mathics3 (4 s)."""


class Engine(ABC):
    """Something that evaluates expressions of the Wolfram Language.

    Definitions stay from one evaluation to the next, until ``reset``. After an ``EngineTimeoutError``, an
    ``EngineCrashError`` or an ``EngineProtocolError`` they may be lost: the next evaluation may meet a fresh engine.

    >>> from wlbridge.engines import WoxiEngine
    >>> with WoxiEngine() as engine:
    ...     engine.evaluate_text("x = 0.1 + 0.2"), engine.evaluate_text("x^2"), engine.evaluate_text("{1/0, Log[0]}")
    ...     engine.reset()
    ...     engine.evaluate_text("x")
    (0.30000000000000004, 0.09000000000000002, (ComplexInfinity, Times[-1, Infinity]))
    Global`x
    """

    name: ClassVar[str]
    """What the engine is called in reports and messages."""

    messages: list[str]
    """What the engine complained about during the last evaluation, such as ``Power::infy: ...``."""

    @property
    @abstractmethod
    def version(self) -> str:
        """The version of the engine, as it says itself."""

    @property
    def dialect(self) -> str:
        """The dialect of the text that the engine reads, one of ``wlbridge.wolfram.text.dialects``."""
        return self.name

    @property
    def features(self) -> frozenset[str] | None:
        """The functions that the engine says it knows, None when it does not say."""
        return None

    @abstractmethod
    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate an expression within ``deadline`` seconds; raise an ``EngineError`` when there is no value."""

    @abstractmethod
    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression written in the Wolfram Language: text that you trust, since the engine runs it."""

    @abstractmethod
    def restart(self) -> None:
        """End the engine's process and start a new one."""

    @abstractmethod
    def close(self) -> None:
        """End the engine's process; may be called again; the next evaluation would start a new one."""

    def reset(self) -> None:
        """Forget all definitions; only a new process is sure to know nothing."""
        self.restart()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
