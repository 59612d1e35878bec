"""A child process that is asked in lines and answers in lines, held to a deadline from outside.

One thread does it all: it waits for the three pipes at once, so neither a child that does not read nor one that
floods its output or its errors can block it; at the deadline the child is killed with its whole process group.
"""

from __future__ import annotations

import os
import selectors
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NoReturn

from wlbridge.engines.child import Child
from wlbridge.engines.lines import ANSWER_BYTES, MarkedLines, Messages, OneLine
from wlbridge.errors import EngineCrashError, EngineError, EngineProtocolError, EngineTimeoutError

_CHUNK: Final = 1 << 16
_LONGEST: Final = 30 * 86400.0  # beyond this the system's own timers overflow


@dataclass(frozen=True)
class Reply:
    """What a child wrote in answer to one request: its marked lines, its other lines, and its messages."""

    lines: tuple[str, ...]
    output: str
    messages: str


class LineProcess:
    """A program started when it is first asked, and anew after it had to be killed.

    >>> with_cat = LineProcess(["cat"], name="cat")
    >>> with_cat.ask(["not this", "but m1 this", "m1:end"], mark="m1", deadline=10).lines
    ('but m1 this',)
    >>> with_cat.close()

    One request at a time: other threads wait for their turn.
    """

    def __init__(self, command: Sequence[str], *, name: str, answer_bytes: int = ANSWER_BYTES) -> None:
        self.name = name
        self._command = tuple(command)
        self._answer_bytes = answer_bytes
        self._lock = threading.RLock()
        self._child: Child | None = None
        self._end: weakref.finalize[[], LineProcess] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return None if self._child is None else self._child.process.pid

    def ask(self, lines: Sequence[str], *, mark: str, deadline: float) -> Reply:
        """Send lines; give back the lines that hold ``mark``, up to the one that holds ``mark:end``.

        The mark is to be new each time and impossible to guess: then no answer can be taken for another's. Raises
        ``EngineTimeoutError``, ``EngineCrashError`` or ``EngineProtocolError``; the child is dead then.
        """
        return self._ask(lines, MarkedLines(mark, limit=self._answer_bytes), deadline)

    def ask_line(self, line: str, *, deadline: float) -> Reply:
        """Send a line; give back the one line that is the answer. More than that is an ``EngineProtocolError``."""
        return self._ask([line], OneLine(limit=self._answer_bytes), deadline)

    def _ask(self, lines: Sequence[str], reader: MarkedLines | OneLine, deadline: float) -> Reply:
        data = self._request(lines)
        if not 0 < deadline <= _LONGEST:
            raise EngineError(f"a deadline of {deadline} seconds", where=self.name, hint="Give seconds above 0.")
        with self._lock:
            until = time.monotonic() + deadline
            child = self._start()
            messages = Messages()
            try:
                _read_now(child, Messages())  # what came late belongs to nobody
                if not _exchange(child, data, reader, messages, until):
                    self._raise_crash(child, messages)
                _read_now(child, messages)  # said before its last line, but after we had looked
                answer = tuple(line.decode("utf-8") for line in reader.lines)
                return Reply(answer, reader.others.text(), messages.text())
            except TimeoutError:
                self.close()
                hint = "It was killed. Give a longer deadline or a smaller expression."
                raise EngineTimeoutError(f"no answer within {deadline:g} s", where=self.name, hint=hint) from None
            except (EngineProtocolError, UnicodeDecodeError) as error:
                self.close()
                raise EngineProtocolError(str(error), where=self.name, hint="It was killed.") from error
            except BaseException:
                self.close()
                raise

    def restart(self) -> None:
        """End the process and start a new one."""
        with self._lock:
            self.close()
            self._start()

    def close(self, *, last: str = "") -> None:
        """End the process, if there is one: by a last line, when it obeys that within a second, else by force."""
        with self._lock:
            if self._child is not None and last:
                self._child.ask_to_end(self._request([last]))
            if self._end is not None:
                self._end()
            self._child = self._end = None

    def _start(self) -> Child:
        if self._child is None:
            self._child = child = Child(self._command)
            self._end = weakref.finalize(self, child.end)
        return self._child

    def _request(self, lines: Sequence[str]) -> bytes:
        if any("\n" in line or "\r" in line for line in lines):
            raise EngineError("the text has a line break", where=self.name, hint="Write it on one line.")
        try:
            return "".join(f"{line}\n" for line in lines).encode("utf-8")
        except UnicodeEncodeError as error:
            raise EngineError(f"half of a surrogate pair at {error.start}", where=self.name) from error

    def _raise_crash(self, child: Child, messages: Messages) -> NoReturn:
        child.wait(1.0)
        _read_now(child, messages)
        self.close()
        status = child.process.returncode
        how = f"killed by signal {-status}" if status < 0 else f"with exit status {status}"
        said = messages.text().strip()[-500:]
        hint = f"Its last words: {said}" if said else ""
        raise EngineCrashError(f"the process ended in the middle of an evaluation, {how}", where=self.name, hint=hint)


def _exchange(child: Child, data: bytes, reader: MarkedLines | OneLine, messages: Messages, until: float) -> bool:
    """Send and receive until the reader is done; say no when the child has closed its output before that."""
    sent = 0
    takers = {child.output: reader.feed, child.errors: messages.feed}
    with selectors.DefaultSelector() as selector:
        selector.register(child.input, selectors.EVENT_WRITE)
        for pipe in takers:
            selector.register(pipe, selectors.EVENT_READ)
        while not reader.done:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for key, _ in selector.select(left):
                if key.fd == child.input:
                    sent = _write(child.input, data, sent)
                    if sent == len(data):
                        selector.unregister(child.input)
                elif chunk := os.read(key.fd, _CHUNK):
                    takers[key.fd](chunk)
                elif key.fd == child.output:
                    return False
                else:
                    selector.unregister(key.fd)
    return True


def _write(pipe: int, data: bytes, sent: int) -> int:
    """Write what the pipe takes; a child that does not read any more shows by the end of its output."""
    try:
        return sent + os.write(pipe, data[sent : sent + _CHUNK])
    except BrokenPipeError:
        return len(data)


def _read_now(child: Child, messages: Messages) -> None:
    """Take the messages that are in the pipe, without waiting; even from a child that floods, only so many."""
    with suppress(BlockingIOError):
        for _ in range(16):
            messages.feed(os.read(child.errors, _CHUNK))
