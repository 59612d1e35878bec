"""The Wolfram Cloud, by wolframclient's cloud session.

It has no state: each evaluation is apart, and a definition is gone with the evaluation that made it. The question is
that to a kernel. Nobody has asked the real cloud with this: it is tested with a server that speaks in its way.
"""

from __future__ import annotations

import os
import secrets
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, ClassVar, Final

from wolframclient.exception import WolframLanguageException

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.lines import ANSWER_BYTES
from wlbridge.engines.wolfram_question import located, question, read_reply, read_value
from wlbridge.errors import (
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineStartError,
    EngineTimeoutError,
)
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

if TYPE_CHECKING:
    from wolframclient.evaluation.cloud.server import WolframServer

_NAMES: Final = ("WLBRIDGE_CLOUD_KEY", "WLBRIDGE_CLOUD_SECRET")


def credentials() -> tuple[str, str] | None:
    """The key and the secret of a ``SecuredAuthenticationKey``, from the environment."""
    key, secret = map(os.environ.get, _NAMES)
    return (key, secret) if key and secret else None


class WolframCloudEngine(Engine):
    """Evaluates in the Wolfram Cloud, each expression apart: definitions do **not** stay.

    >>> WolframCloudEngine.name
    'wolfram-cloud'

    Needs WLBRIDGE_CLOUD_KEY and WLBRIDGE_CLOUD_SECRET in the environment, as GenerateSecuredAuthenticationKey gives
    them; raises ``EngineNotFoundError`` without them. ``server`` is another cloud than the public one.
    """

    name: ClassVar[str] = "wolfram-cloud"

    def __init__(self, server: WolframServer | None = None) -> None:
        self.messages = []
        found = credentials()
        if found is None:
            names = " and ".join(_NAMES)
            raise EngineNotFoundError("no credentials for the Wolfram Cloud", where=self.name, hint=f"Set {names}.")
        self._credentials = found
        self._server = server
        self._session: Any = None

    @property
    def version(self) -> str:
        """What the cloud says as ``$Version``."""
        return str(self.evaluate_text("$Version"))

    @property
    def dialect(self) -> str:
        """That of a kernel."""
        return "wolfram"

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Write the expression as text and evaluate it."""
        return self.evaluate_text(write_wl(tree, dialect=self.dialect), deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression written on one line, as text that you trust: the cloud runs whatever it says."""
        self.messages = []
        nonce = secrets.token_hex(16)
        try:
            asked = write_wl(question(text, nonce, deadline), dialect=self.dialect)
            reply = read_reply(self._posted(asked, deadline), nonce)
            self.messages = reply.messages
            return read_value(reply, nonce)
        except EngineError as error:
            raise located(error, self.name) from error

    def restart(self) -> None:
        """Begin a new session."""
        self.close()

    def close(self) -> None:
        """End the session; the next evaluation would begin a new one."""
        if self._session is not None:
            _, session = self._session
            session.terminate()
        self._session = None

    def _posted(self, text: str, deadline: float) -> bytes:
        """Ask in a thread; at the deadline it is left to itself, and its session is not used again."""
        http, session = self._begun()
        http.seconds = deadline
        answer: Future[bytes] = Future()
        threading.Thread(target=_answer, args=(answer, session, text), daemon=True).start()
        try:
            return answer.result(deadline)
        except TimeoutError:
            self.close()
            raise EngineTimeoutError(f"no answer within {deadline:g} s") from None
        except EngineError:
            raise
        except WolframLanguageException as error:
            raise EngineStartError(f"the credentials were not taken: {error}") from error
        except OSError as error:
            raise EngineError(f"the cloud cannot be reached: {error}") from error
        except Exception as error:  # wolframclient reads tokens without looking
            raise EngineProtocolError(f"an answer that wolframclient cannot read: {error!r}") from error

    def _begun(self) -> Any:
        if self._session is None:
            # Half a second that nobody without credentials is to wait for.
            from wolframclient.evaluation import SecuredAuthenticationKey, WolframCloudSession  # noqa: PLC0415

            from wlbridge.engines.bounded_http import BoundedSession  # noqa: PLC0415

            http = BoundedSession(most_bytes=ANSWER_BYTES)
            key = SecuredAuthenticationKey(*self._credentials)
            session = WolframCloudSession(key, server=self._server, http_sessionclass=lambda: http)
            self._session = http, session
        return self._session


def _answer(answer: Future[bytes], session: Any, text: str) -> None:
    try:
        response = session.evaluate_wrap(text).http_response
        if response.status() != 200:
            raise EngineError(f"the cloud answers with status {response.status()}: {response.content()[:200]!r}")
        answer.set_result(response.content())
    except BaseException as error:  # whoever waits for the answer is to have it
        answer.set_exception(error)
