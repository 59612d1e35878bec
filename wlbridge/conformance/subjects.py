"""What is tested: wlbridge itself, as the reference, and open interpreters."""

from __future__ import annotations

import importlib.metadata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, Self

import mpmath
import numpy as np

from wlbridge.conformance.cases import Case
from wlbridge.conformance.comparison import DOUBLE, Special
from wlbridge.conformance.expression_json import from_json
from wlbridge.conformance.heads import check_heads
from wlbridge.conformance.losses import evaluated, expression_of
from wlbridge.engines.base import Engine
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineTimeoutError,
    UnsupportedFunctionError,
    WLBridgeError,
)
from wlbridge.evaluation import WorkingPrecision
from wlbridge.loss import net_loss
from wlbridge.net import NetChain
from wlbridge.wolfram.nets import loss_from_tree
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, head_name

Status = Literal["pass", "fail", "unsupported", "error", "timeout", "crash", "blocked", "unasked"]


@dataclass(frozen=True)
class Answer:
    """What came back: a value, nested lists of fractions, or why there is none; and the text that was sent."""

    value: Any = None
    status: Status = "pass"
    message: str = ""
    asked: str = ""


class Subject(ABC):
    """Something that answers cases."""

    name: str
    version: str
    bits: int = DOUBLE
    """The precision in which it computes."""

    @abstractmethod
    def answer(self, case: Case, deadline: float) -> Answer:
        """Answer one case; never raises for what the subject does wrong."""

    def close(self) -> None:  # noqa: B027 - most have started nothing
        """End what has been started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
        """Build and evaluate the net; text and plain numbers are given back as they are."""
        ask = case.ask
        if "refuse" in ask:
            return _refusal(ask)
        if "text" in ask:
            return Answer(ask["text"])
        if "expression" in ask:
            number = from_json(ask["expression"])
            if isinstance(number, int | float):
                return Answer(Fraction(number))
            return Answer(status="unasked", message="the reference evaluates nets, not expressions")
        try:
            return Answer(as_fractions(evaluated(ask, self._precision)))
        except WLBridgeError as error:
            return Answer(status="error", message=str(error))


def _refusal(ask: Mapping[str, Any]) -> Answer:
    """The error with which wlbridge refuses a net, or that it does not."""
    try:
        net = NetChain.from_wl(ask["refuse"])
        formula = net_loss(net, loss_from_tree(read_wl(ask["loss"])) if "loss" in ask else None)
        write_wl(formula.to_wl())
    except WLBridgeError as error:
        return Answer({"error": type(error).__name__, "says": str(error)})
    return Answer({"error": "none", "says": "it was taken"})


class Interpreter(Subject):
    """An engine that evaluates the formulas which wlbridge writes."""

    def __init__(self, name: str, start: Callable[[], Engine]) -> None:
        self.name = name
        self._engine = start()
        self.version = self._engine.version

    def answer(self, case: Case, deadline: float) -> Answer:
        """Evaluate the formula in the engine's own dialect, and read the value back exactly."""
        ask = case.ask
        if "refuse" in ask:
            return Answer(status="unasked", message="what is refused is sent to no engine")
        try:
            tree = _question(ask)
            check_heads(tree)
            asked = write_wl(tree, dialect=self.name)
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


def _question(ask: Mapping[str, Any]) -> Tree:
    if "text" in ask:
        return "".join(map(chr, ask["text"]))
    return from_json(ask["expression"]) if "expression" in ask else expression_of(ask)


def _read(value: Tree, asked: str, messages: str) -> Answer:
    if isinstance(value, str):
        return Answer([ord(c) for c in value], asked=asked)
    try:
        return Answer(as_fractions(value), message=messages, asked=asked)
    except ValueError as error:
        return Answer(status="unsupported", message=f"it leaves {error}; {messages}".rstrip("; "), asked=asked)


_SPECIAL: Final = frozenset({"Indeterminate", "ComplexInfinity", "Infinity"})


def as_fractions(value: Any) -> Any:
    """Numbers as exact fractions, in nested lists; infinities and Indeterminate by name.

    >>> as_fractions([0.5, 2])
    [Fraction(1, 2), Fraction(2, 1)]

    Raises ValueError, which shows it, for anything that is no number.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [as_fractions(part) for part in value]
    if isinstance(value, mpmath.mpf):
        return _of_mpmath(value)
    if isinstance(value, float | np.floating) and not np.isfinite(value):
        return Special("Indeterminate" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity")
    if isinstance(value, int | float | Fraction | np.generic) and not isinstance(value, bool | np.bool_):
        return Fraction(value.item() if isinstance(value, np.generic) else value)
    if head_name(value) == "Symbol" and getattr(value, "name", "") in _SPECIAL:
        return Special(value.name)
    if write_wl(value) in {"-Infinity", "Times[-1, Infinity]"}:
        return Special("-Infinity")
    raise ValueError(f"{write_wl(value):.120}")


def _of_mpmath(number: Any) -> Any:
    if mpmath.isnan(number):
        return Special("Indeterminate")
    if mpmath.isinf(number):
        return Special("Infinity" if number > 0 else "-Infinity")
    return Fraction(*map(int, mpmath.libmp.to_rational(number._mpf_)))


def subject_named(name: str) -> Subject:
    """Start what a user names: ``reference``, ``reference-real32``, ``reference-mpmath``, or an engine.

    Raises EngineNotFoundError for an engine that is not installed, EngineError for an unknown name.
    """
    if name in PRECISIONS:
        return Reference(name)
    if name in ENGINES:
        return Interpreter(name, ENGINES[name])
    raise EngineError(f"there is no engine {name!r}", hint=f"The engines are {', '.join([*PRECISIONS, *ENGINES])}.")
