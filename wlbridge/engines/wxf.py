"""Answers of engines in WXF: what cannot be read is a fault of the engine."""

from __future__ import annotations

from wlbridge.errors import EngineProtocolError, WXFError
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import plain_symbol, read_wxf
from wlbridge.wolfram.wxf.reader import MOST_PARTS, MakeFunction, MakeSymbol


def read_answer(
    data: bytes, *, symbol: MakeSymbol = plain_symbol, function: MakeFunction = call, most_parts: int = MOST_PARTS
) -> Tree:
    r"""Read one expression, as ``read_wxf`` does; raise ``EngineProtocolError`` where that raises ``WXFError``.

    >>> read_answer(b"8:C\x01")
    1
    """
    try:
        return read_wxf(data, symbol=symbol, function=function, most_parts=most_parts)
    except WXFError as error:
        raise EngineProtocolError(error.what, where=error.where) from error
