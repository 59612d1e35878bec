"""Picking the answer out of what a child writes, in memory that is bounded whatever it writes."""

from __future__ import annotations

from typing import Final

from wlbridge.errors import EngineProtocolError

ANSWER_BYTES: Final = 16 << 20
"""The longest answer: 12 MB of WXF in base 64, more than a million reals."""

MESSAGE_BYTES: Final = 64 << 10
"""How much of the messages of one evaluation is kept."""


class MarkedLines:
    """Keeps the lines that hold a mark, up to the one that holds ``mark:end``, and of all others the beginning.

    >>> reader = MarkedLines("m7", limit=100)
    >>> for chunk in (b"hello\\nOut[1]= {m7", b", 5}\\nnoise\\n", b"m7:end\\nIn[2]:= "):
    ...     reader.feed(chunk)
    >>> reader.done, reader.lines
    (True, [b'Out[1]= {m7, 5}'])
    >>> reader.others.text()
    'hello\\nnoise\\n'

    Raises ``EngineProtocolError`` when the kept lines, or one line without end, exceed ``limit`` bytes.
    """

    def __init__(self, mark: str, *, limit: int = ANSWER_BYTES) -> None:
        self.done = False
        self.lines: list[bytes] = []
        self.others = Messages()
        self._mark = mark.encode()
        self._end = self._mark + b":end"
        self._limit = limit
        self._kept = 0
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take what was read next."""
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            self._finish(head)
        self._pending += tail
        if self._kept + len(self._pending) > self._limit:
            raise EngineProtocolError(f"an answer of more than {self._limit} bytes")

    def _finish(self, block: bytes) -> None:
        """Take whole lines; those without the mark, be they 100 MB, stay unsplit."""
        block = bytes(self._pending) + block
        self._pending.clear()
        if self._mark not in block:
            self.others.feed(block + b"\n")
            return
        for line in block.split(b"\n"):
            if self._end in line:
                self.done = True
                return
            if self._mark in line:
                self.lines.append(line)
                self._kept += len(line)
            else:
                self.others.feed(line + b"\n")


class OneLine:
    """Takes one line, and nothing behind it.

    >>> reader = OneLine(limit=100)
    >>> for chunk in (b'{"an', b'swer": 5}\\n'):
    ...     reader.feed(chunk)
    >>> reader.done, reader.lines
    (True, [b'{"answer": 5}'])

    Raises ``EngineProtocolError`` when the line exceeds ``limit`` bytes, or when there is more than one.
    """

    def __init__(self, *, limit: int = ANSWER_BYTES) -> None:
        self.done = False
        self.lines: list[bytes] = []
        self.others = Messages()
        self._limit = limit
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take what was read next."""
        head, newline, tail = chunk.partition(b"\n")
        self._pending += head
        if len(self._pending) > self._limit:
            raise EngineProtocolError(f"an answer of more than {self._limit} bytes")
        if newline:
            self.done = True
            self.lines.append(bytes(self._pending))
        if tail:
            raise EngineProtocolError(f"more than one line for one question; the first is {self.lines[0][:120]!r}")


class Messages:
    """Keeps the beginning of what a child writes besides its answers and counts the rest.

    >>> messages = Messages(limit=4)
    >>> messages.feed(b"abcdef")
    >>> messages.text()
    'abcd\\n\\n(2 bytes more were dropped)'
    """

    def __init__(self, *, limit: int = MESSAGE_BYTES) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._dropped = 0

    def feed(self, chunk: bytes) -> None:
        """Take what was read next."""
        room = self._limit - len(self._kept)
        self._kept += chunk[:room]
        self._dropped += len(chunk[room:])

    def text(self) -> str:
        """What was kept, and how much was not."""
        text = self._kept.decode("utf-8", errors="replace")
        return f"{text}\n\n({self._dropped} bytes more were dropped)" if self._dropped else text
