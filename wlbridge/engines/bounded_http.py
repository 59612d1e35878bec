"""HTTP whose answers are bounded: in size, and each wait for a part of one in time."""

from __future__ import annotations

import io
from typing import Any

import requests

from wlbridge.errors import EngineProtocolError


class BoundedSession(requests.Session):
    """A session whose responses have at most so many bytes, those of a compressed body counted as they come out.

    ``seconds`` bounds each wait for the server, not their sum.
    """

    def __init__(self, *, most_bytes: int) -> None:
        super().__init__()
        self.seconds = 60.0
        self._most_bytes = most_bytes

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Send a request and read the whole response; raise ``EngineProtocolError`` for one that is too long."""
        response = super().request(*args, **{**options, "timeout": self.seconds, "stream": True})
        with response.raw as raw:
            body = raw.read(self._most_bytes + 1, decode_content=True)
        if len(body) > self._most_bytes:
            raise EngineProtocolError(f"an answer of more than {self._most_bytes} bytes")
        response.raw = io.BytesIO(body)
        return response
