"""A session of wolframclient that somebody else has started, as an engine."""

from __future__ import annotations

from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from wolframclient.exception import WolframLanguageException, WolframParserException
from wolframclient.serializers import wolfram_encoder

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.wolfram_question import MOST_PARTS
from wlbridge.engines.wxf import read_answer
from wlbridge.errors import EngineCrashError, EngineError, EngineProtocolError, EngineTimeoutError
from wlbridge.wolfram.make import call
from wlbridge.wolfram.tree import Tree
from wlbridge.wolframclient_export import encode_own


@dataclass(frozen=True)
class _Question:
    """A tree that is exported as our WXF: wolframclient's own gives every Decimal 28 digits of precision."""

    tree: Tree

    def to_wl(self) -> Tree:
        return self.tree


_UNREADABLE: Final = (WolframParserException, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What wolframclient raises for broken WXF."""

wolfram_encoder.register(encode_own, _Question)


class SessionEngine(Engine):
    """Evaluates with a ``WolframLanguageSession``, which its owner ends.

    A session cannot be interrupted: at the deadline it is terminated, and starts anew, without definitions, for the
    next evaluation. What else it lacks, ``WolframEngine`` has: bounds for what a kernel prints and sends.
    """

    name: ClassVar[str] = "session"

    def __init__(self, session: Any) -> None:
        self.messages = []
        self._session = session

    @property
    def version(self) -> str:
        """What the kernel says as ``$Version``."""
        return str(self.evaluate_text("$Version"))

    @property
    def dialect(self) -> str:
        """That of a Wolfram kernel."""
        return "wolfram"

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Send the expression as WXF; the time of starting a kernel does not count."""
        self.messages = []
        try:
            result = self._session.evaluate_wrap_future(_Question(tree)).result(deadline)
            self.messages = list(result.messages or ())
            value, complete = result.wxf, result.success or result.is_message_failure
        except FutureTimeoutError:
            self._session.terminate()
            hint = "The session was terminated. Give a longer deadline or a smaller expression."
            raise EngineTimeoutError(f"no answer within {deadline:g} s", where=self.name, hint=hint) from None
        except _UNREADABLE as error:
            what = f"an answer that wolframclient cannot read: {error!s:.300}"
            raise EngineProtocolError(what, where=self.name) from error
        except (WolframLanguageException, CancelledError) as error:
            raise EngineCrashError(f"the session failed: {error!s:.300}", where=self.name) from error
        if not complete:
            raise EngineError("the evaluation gave no value, as by Abort", where=self.name)
        if not isinstance(value, bytes):
            raise EngineProtocolError("an answer of another form", where=self.name)
        return read_answer(value, most_parts=MOST_PARTS)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate text that you trust, by ``ToExpression``."""
        return self.evaluate(call("ToExpression", text), deadline=deadline)

    def restart(self) -> None:
        """End the kernel of the session and start a new one."""
        self._session.restart()

    def close(self) -> None:
        """Leave the session to its owner."""
