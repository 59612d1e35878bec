"""Engines from sympy: an expression with sympy inside goes there, and its value comes back as sympy."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self

from sympy import Basic
from wolframclient.evaluation import WolframLanguageSession
from wolframclient.language.expression import WLFunction, WLInputExpression, WLSymbol

from wlbridge.choices import check_choice
from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.programs import find_wolfram_kernel
from wlbridge.engines.registry import ENGINES
from wlbridge.engines.session import SessionEngine
from wlbridge.errors import EngineAnswerError, EngineError, WLBridgeError
from wlbridge.translation.application import has_reader
from wlbridge.translation.from_wl import Reading
from wlbridge.translation.mixed import mixed_tree
from wlbridge.wolfram.symbols import canonical_name, looks_like_system
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, distinct_objects, head_name


class Kernel:
    """An engine that takes sympy and gives sympy: ``"woxi"``, ``"mathilda"``, ``"mathics"``, ``"wolfram"``, ...

    >>> import sympy
    >>> from wolframclient.language import wl
    >>> x = sympy.Symbol("x", real=True)
    >>> with Kernel("woxi") as kernel:
    ...     kernel.evaluate(wl.Factor(x**2 - 1))
    ...     kernel.evaluate(wl.Reduce(x**2 > 1, x))
    ...     kernel.evaluate(sympy.Integral(x * sympy.exp(x), x))
    ...     kernel.evaluate(wl.Solve(sympy.Eq(x**2, 4), x))
    (x - 1)*(x + 1)
    (x > 1) | (x < -1)
    (x - 1)*exp(x)
    ({x: -2}, {x: 2})

    Without a name it is a Wolfram kernel, where one is installed, else woxi. An ``Engine`` or wolframclient's
    ``WolframLanguageSession`` may be given in place of a name; it stays open then, since it was not started here.
    Raises DataError for a name of no engine, and ``EngineNotFoundError`` for one that is not installed.
    """

    def __init__(self, engine: str | Engine | WolframLanguageSession | None = None) -> None:
        self._started_here = engine is None or isinstance(engine, str)
        self.engine = _engine(engine)

    def evaluate(
        self, expression: Any, *, functions: Mapping[str, Any] | None = None, timeout: float = DEADLINE
    ) -> Basic:
        """Evaluate an expression of wolframclient with sympy inside, one of sympy, or text, which has to be trusted.

        Symbols come back as they were given, with their assumptions, of which the engine is not told: that is for
        ``Assuming[...]``. ``functions`` gives functions of the user's own the names that they have there, as in
        ``to_wl``; ``timeout`` is in seconds.

        Raises what ``to_wl`` raises for what cannot go there; ``EngineError`` where the engine does not answer, such
        as ``EngineTimeoutError``; ``EngineAnswerError`` for an answer that is no value: ``$Failed``, one with
        messages, one that has something left as it was, or that sympy has nothing for.
        """
        given = WLInputExpression(expression) if isinstance(expression, str) else expression
        tree, symbols = mixed_tree(given, functions=functions)
        answer = self.engine.evaluate(tree, deadline=timeout)
        refusal = _refusal(tree, answer, self.engine, functions or {})
        if refusal is not None:
            raise refusal
        try:
            return Reading(symbols, functions or {}).read(answer)
        except WLBridgeError as error:
            place = f"{self.engine.name}, {error.where}" if error.where else self.engine.name
            what = f"the answer has no translation: {error.what}"
            raise EngineAnswerError(what, answer=answer, where=place, hint=error.hint) from error

    def close(self) -> None:
        """End the engine, if it was started here."""
        if self._started_here:
            self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _engine(engine: Any) -> Engine:
    if isinstance(engine, Engine):
        return engine
    if isinstance(engine, WolframLanguageSession):
        return SessionEngine(engine)
    if engine is None:
        engine = "woxi" if find_wolfram_kernel() is None else "wolfram"
    if not isinstance(engine, str):
        what = f"a {type(engine).__name__} is no engine"
        raise EngineError(what, hint="Give the name of an engine, an Engine, or a WolframLanguageSession.")
    check_choice(engine, ENGINES, "engine")
    return ENGINES[engine]()


def _refusal(asked: Tree, answer: Tree, engine: Engine, functions: Mapping[str, Any]) -> EngineAnswerError | None:
    """Why an answer is no value, None for one that may be."""
    said = "; ".join(" ".join(message.split()) for message in engine.messages)
    left = sorted(_left(asked, answer) - {canonical_name(name) for name in functions})
    hint = ""
    if _is_failure(answer):
        what = f"the evaluation gave {_shown(answer)}" + (f", and said: {said:.500}" if said else "")
    elif answer is None:
        what = "the evaluation gave Null, which is no value"
    elif left:
        what = f"{', '.join(left)} was left as it is" + (f", and it said: {said:.500}" if said else "")
    elif said:
        what = f"the evaluation said: {said:.500}"
        hint = "Where that does not matter, evaluate Quiet[...] of it; the answer is in the attribute answer."
    else:
        return None
    return EngineAnswerError(what, answer=answer, where=engine.name, hint=hint)


def _is_failure(answer: Tree) -> bool:
    if isinstance(answer, WLSymbol):
        return canonical_name(answer.name) in _FAILURES
    return head_name(answer) in {"Failure", "Missing"}


def _shown(failure: Tree) -> str:
    try:
        return write_wl(failure)[:200]
    except WLBridgeError:  # bytes in it, or the like
        return head_name(failure)


def _left(asked: Tree, answer: Tree) -> set[str]:
    """The functions that were to be evaluated and are still there."""
    both = _heads(asked) & _heads(answer)
    return {name for name in both if name in _EVALUATED or (looks_like_system(name) and not has_reader(name))}


def _heads(tree: Tree) -> set[str]:
    return {head_name(node) for node in distinct_objects(tree) if isinstance(node, WLFunction)}


_FAILURES: Final = frozenset({"$Failed", "$Aborted", "$Canceled", "$TimedOut"})

_EVALUATED: Final = frozenset({"D", "Integrate", "Sum", "Product", "Limit"})
"""What sympy has too, as an Integral and the like, but nobody asks an engine for."""
