"""``wlbridge serve``: one request of a notebook is read and answered."""

from __future__ import annotations

import sys
from typing import BinaryIO, Final

from wlbridge.errors import (
    DataError,
    FormTooLargeError,
    NetError,
    RequestError,
    ShapeError,
    SymbolNameError,
    UnsupportedFunctionError,
    VersionError,
    WLBridgeError,
)
from wlbridge.files import read_stream
from wlbridge.protocol import expression_answer, failure_answer, read_request
from wlbridge.requested import requested_expression
from wlbridge.terminal import UNEXPECTED, one_line

ANSWERED: Final = 0
NOT_UNDERSTOOD: Final = 1

TAGS: Final[dict[type[WLBridgeError], str]] = {
    VersionError: "Version",
    RequestError: "Request",
    ShapeError: "Dimensions",
    NetError: "Net",
    DataError: "Data",
    SymbolNameError: "Symbols",
    UnsupportedFunctionError: "UnknownFunction",
    FormTooLargeError: "TooLarge",
}
"""The tag of the Failure for each kind of error; of two that fit the first."""


def answer(stream: BinaryIO) -> tuple[bytes, int]:
    r"""The answer, as WXF, to the one request that a stream holds, and the exit code.

    The code is 0 for a request that is understood, be the answer an expression or a refusal, and 1 for one that is
    not; after an error that is a fault of wlbridge it is 70, and standard error says more.

    >>> import io
    >>> data, code = answer(io.BytesIO(b"hello"))
    >>> code, data[:11]
    (1, b'8:A\x02-S\x07Vers')
    """
    try:
        return _understood(stream)
    except RequestError as error:
        return _failure(error), NOT_UNDERSTOOD
    except Exception as error:
        print(f"unexpected {type(error).__name__}: {one_line(str(error))}", file=sys.stderr)
        message = "This is a fault of wlbridge: standard error of the process says more."
        return failure_answer("Internal", f"unexpected {type(error).__name__}. {message}", ""), UNEXPECTED


def _understood(stream: BinaryIO) -> tuple[bytes, int]:
    try:
        data = read_stream(stream, where="the request")
    except DataError as error:
        raise RequestError(error.what, where=error.where) from error
    request = read_request(data)
    try:
        return expression_answer(requested_expression(request)), ANSWERED
    except WLBridgeError as error:
        return _failure(error), ANSWERED


def _failure(error: WLBridgeError) -> bytes:
    tag = next((tag for kind, tag in TAGS.items() if isinstance(error, kind)), "Failed")
    return failure_answer(tag, str(error), error.where)
