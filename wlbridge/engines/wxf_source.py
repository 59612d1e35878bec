"""The bytes of WXF: what can be taken from them, and never more than there is."""

from __future__ import annotations

from wlbridge.errors import EngineProtocolError


class Source:
    """Bytes and the place where reading stands."""

    def __init__(self, data: bytes, most_parts: float) -> None:
        self._data = data
        self._at = 0
        self._parts, self._most_parts = 0, most_parts

    def take(self, count: int) -> bytes:
        """Take so many bytes."""
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise self.refused("the data end too early")
        self._at += count
        return taken

    def next_part(self) -> bytes:
        """Take the token of the next part of the expression."""
        self.allow(1)
        return self.take(1)

    def allow(self, parts: int) -> None:
        """Count parts; refuse the expression when it has too many."""
        self._parts += parts
        if self._parts > self._most_parts:
            raise self.refused(f"more than {self._most_parts:,} parts")

    def count(self) -> int:
        """Take a number of things: seven bits a byte, the lowest first."""
        value = shift = 0
        while True:
            (byte,) = self.take(1)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            if shift > 56:
                raise self.refused("a length of more than nine bytes")

    def text(self) -> str:
        """Take a string with its length before it."""
        try:
            return self.take(self.count()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.refused("text that is not UTF-8") from error

    def expect_end(self) -> None:
        """Refuse what stands behind the expression."""
        if self._at < len(self._data):
            raise self.refused(f"{len(self._data) - self._at} bytes after the expression")

    def refused(self, what: str) -> EngineProtocolError:
        """Make the error, which names the byte."""
        return EngineProtocolError(f"{what} in WXF data", where=f"byte {self._at}")
