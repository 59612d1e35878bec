"""The line to a Wolfram kernel: the protocol of wolframclient, without its session.

wolframclient starts a kernel with its own ``initkernel.m``. That connects two ZeroMQ sockets, says OK on one, and
answers each expression that comes on the other, as WXF, by its ``EvaluationData``, as WXF. The file, the command line
and the sockets are the same here. The ``WolframLanguageSession`` of wolframclient 1.4.0 is not used: it reads neither
stdout nor stderr, so that 2 MB there stop kernel and session for good; a send to a kernel that has died never
returns, in a thread that keeps Python from ending; what came is parsed without bounds before anyone sees the bytes,
and a RecursionError there leaves the caller waiting; a kill spares what the kernel has started.

One thread does it all: it waits for the sockets, the pipes and the deadline at once.
"""

from __future__ import annotations

import os
import time
import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import wolframclient
import zmq

from wlbridge.engines.child import Child, Surroundings
from wlbridge.engines.lines import ANSWER_BYTES, Messages
from wlbridge.errors import EngineCrashError, EngineProtocolError, EngineStartError

START: Final = 20.0
"""Seconds that a kernel may take to say OK, as many as wolframclient gives it."""

_FAREWELL: Final = 0.5  # seconds for a process whose pipes are closed to end
_CHUNK: Final = 1 << 16
_POLL: Final = 1000.0  # seconds; ZeroMQ counts milliseconds in 32 bits on some systems
_TOO_OLD: Final = 10  # the exit status that initkernel.m gives a kernel before 11.3
_INIT: Final = Path(wolframclient.__file__).parent / "evaluation" / "kernel" / "initkernel.m"

# A kernel needs more than other engines: its licence is found by HOME and by the name of the user, and its caches are
# files there, paclets of some hundred megabytes among them. Its address space is several times what it uses: the back
# ends of nets map libraries of gigabytes. MemoryConstrained holds an evaluation to less, and this ends what escapes
# it. Both limits are choices: no kernel was there to measure.
_VARIABLES: Final = ("HOME", "USER", "LOGNAME")
_PREFIXES: Final = ("WOLFRAM", "MATHEMATICA")
_FILE_BYTES: Final = 4 << 30
_MEMORY_BYTES: Final = 64 << 30

_LICENCE: Final = (
    "If it needs a licence: start it once by hand. If it has one, all its kernels may be in use: a kernel that finds "
    "none free ends without a word or asks for another licence."
)


class KernelLink:
    """A running kernel that has said OK.

    Raises ``EngineStartError``, with what the kernel has printed, when it does not within ``start`` seconds.
    """

    def __init__(self, kernel: Path, *, start: float = START) -> None:
        with ExitStack() as undo:
            context = zmq.Context()
            undo.callback(context.destroy, linger=0)
            self._questions, self._answers = context.socket(zmq.PUSH), context.socket(zmq.PULL)
            self._answers.setsockopt(zmq.MAXMSGSIZE, ANSWER_BYTES)
            ports = [socket.bind_to_random_port("tcp://127.0.0.1") for socket in (self._questions, self._answers)]
            self._broken = self._answers.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            self._child = Child(_command(kernel, *ports), _surroundings())
            undo.callback(self._child.end)
            self._poller = zmq.Poller()
            for readable in (self._answers, self._broken, self._child.output, self._child.errors):
                self._poller.register(readable, zmq.POLLIN)
            self._await_ok(start)
            self._end = weakref.finalize(self, undo.pop_all().close)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._child.process.pid

    def ask(self, question: bytes, *, until: float) -> bytes:
        """Send an expression; give back the next answer, whose question nobody has checked yet.

        Raises TimeoutError at the moment ``until`` of the monotonic clock, and ``EngineCrashError`` or
        ``EngineProtocolError``.
        """
        messages = Messages()
        answer = self._exchange(question, messages, until)
        if answer is None:
            self._child.wait(_FAREWELL)
            if self._child.process.returncode is None:
                raise EngineProtocolError(
                    f"no connection any more, as by an answer of more than {ANSWER_BYTES} bytes"
                )
            raise EngineCrashError(f"the kernel ended in the middle of an evaluation, {self._how(messages)}")
        return answer

    def end(self) -> None:
        """Kill the kernel with all that it has started, and clear up."""
        self._end()

    def _await_ok(self, start: float) -> None:
        printed = Messages()
        try:
            said = self._exchange(b"", printed, time.monotonic() + start)
        except TimeoutError:
            raise EngineStartError(
                f"no OK from the kernel within {start:g} s{_quoted(printed)}", hint=_LICENCE
            ) from None
        if said is None:
            self._child.wait(_FAREWELL)
            too_old = self._child.process.returncode == _TOO_OLD
            hint = "wolframclient needs Wolfram Language 11.3 or later." if too_old else _LICENCE
            raise EngineStartError(f"the kernel ended at its start, {self._how(printed)}", hint=hint)
        if said != b"OK":
            raise EngineStartError(f"the kernel said {said[:40]!r} in place of OK")

    def _exchange(self, question: bytes, messages: Messages, until: float) -> bytes | None:
        """Send a question, if there is one, and wait for a message; None when the connection ends before that."""
        takers = {self._child.output: messages, self._child.errors: messages}
        if question:
            self._poller.register(self._questions, zmq.POLLOUT)
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            ready = dict(self._poller.poll(int(min(left, _POLL) * 1000) + 1))
            if self._answers in ready:
                return self._answers.recv()
            if self._questions in ready:
                self._questions.send(question)
                self._poller.unregister(self._questions)
            for pipe in takers.keys() & ready.keys():
                if chunk := os.read(pipe, _CHUNK):
                    messages.feed(chunk)
                else:
                    self._poller.unregister(pipe)
            if self._broken in ready or self._child.output not in self._poller:
                return self._answers.recv() if self._answers.poll(0) else None

    def _how(self, messages: Messages) -> str:
        status = self._child.process.returncode
        how = f"killed by signal {-status}" if status is not None and status < 0 else f"with exit status {status}"
        return how + _quoted(messages)


def _quoted(messages: Messages) -> str:
    said = messages.text().strip()[:500]
    return f"; it printed: {said}" if said else "; it printed nothing"


def _command(kernel: Path, questions: int, answers: int) -> list[str]:
    """The command with which wolframclient starts a kernel."""
    sockets = f'"tcp://127.0.0.1:{questions}", "tcp://127.0.0.1:{answers}"'
    run = f"ClientLibrary`Private`KernelPrivateStart[{sockets}];"
    return [str(kernel), "-noprompt", "-initfile", str(_INIT), "-run", run]


def _surroundings() -> Surroundings:
    named = {name: value for name, value in os.environ.items() if name in _VARIABLES or name.startswith(_PREFIXES)}
    return Surroundings(named, file_bytes=_FILE_BYTES, memory_bytes=_MEMORY_BYTES)
