"""The elements of whole arrays as WXF, written at once, for us and for wolframclient's exporter."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from wolframclient.serializers import wolfram_encoder
from wolframclient.serializers.wxf import WXFSerializer

from wlbridge.names import plain_symbol
from wlbridge.wolfram.element_list import ElementList, nested
from wlbridge.wolfram.wxf import tokens
from wlbridge.wolfram.wxf.atoms import Symbols, integer, opening, string
from wlbridge.wolfram.wxf.tokens import varint


def element_list(elements: ElementList) -> bytes:
    r"""Write the nested list of the elements.

    >>> from wlbridge.program import Placeholder
    >>> element_list(ElementList(Placeholder("x", (1,), "input", "x"), "indexed"))
    b'f\x01s\x04Listf\x01s\x08Global`xC\x01'
    """
    if elements.symbols == "plain":
        return _lists(elements, plain_symbol(elements.array.name).encode() + b"$", _plain_number, b"$", _plain_row)
    arguments = len(elements.key) + len(elements.shape)
    head = Symbols()[f"Global`{elements.head}"]
    start = tokens.FUNCTION + varint(arguments) + head + b"".join(map(_key, elements.key))
    return _lists(elements, start, integer, b"", _row)


def _encode(serializer: Any, elements: ElementList) -> Iterable[bytes]:
    """How wolframclient exports the elements of an array, in any of its formats."""
    if isinstance(serializer, WXFSerializer):
        return (element_list(elements),)
    encoded: Iterable[bytes] = serializer.encode(elements.to_wl())
    return encoded


wolfram_encoder.register(_encode, ElementList)


def _key(entry: Any) -> bytes:
    if isinstance(entry, list):
        return opening("List", len(entry)) + b"".join(map(_key, entry))
    return string(entry) if isinstance(entry, str) else integer(entry)


def _lists(elements: ElementList, start: bytes, number: Any, between: bytes, row: Any) -> bytes:
    return nested(
        elements.shape,
        b"",
        start=start,
        number=number,
        between=between,
        row=row,
        opening=lambda size: opening("List", size),
        comma=b"",
        closing=b"",
    )


def _plain_number(value: int) -> bytes:
    return b"%d" % value


def _row(beginning: bytes, last: Sequence[bytes]) -> bytes:
    return beginning + beginning.join(last)


def _plain_row(beginning: bytes, last: Sequence[bytes]) -> bytes:
    """Symbols; those of as many digits have the same length before their names."""
    parts = []
    for digits, indices in itertools.groupby(last, len):
        name = b"Global`" + beginning
        symbol = tokens.SYMBOL + varint(len(name) + digits) + name
        parts.append(_row(symbol, list(indices)))
    return b"".join(parts)
