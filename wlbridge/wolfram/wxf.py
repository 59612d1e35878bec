"""Writing WXF: wolframclient's exporter, with the elements of whole arrays written at once.

The format is that of https://reference.wolfram.com/language/tutorial/WXFFormatDescription.html.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from wolframclient.serializers import export, wolfram_encoder
from wolframclient.serializers.wxf import WXFSerializer
from wolframclient.serializers.wxfencoder.constants import WXF_CONSTANTS
from wolframclient.serializers.wxfencoder.utils import integer_size, integer_to_bytes, varint_bytes

from wlbridge.names import plain_symbol
from wlbridge.wolfram.element_list import ElementList, nested
from wlbridge.wolfram.make import user
from wlbridge.wolfram.tree import Tree

_FUNCTION, _SYMBOL = bytes(WXF_CONSTANTS.Function), bytes(WXF_CONSTANTS.Symbol)


def write_wxf(tree: Tree) -> bytes:
    """The expression as WXF, uncompressed.

    >>> write_wxf([1, user("x")])
    b'8:f\\x02s\\x04ListC\\x01s\\x08Global`x'
    """
    data: bytes = export(tree, target_format="wxf")
    return data


def _encode(serializer: Any, elements: ElementList) -> Iterable[bytes]:
    """How wolframclient exports the elements of an array, in any of its formats."""
    if not isinstance(serializer, WXFSerializer):
        encoded: Iterable[bytes] = serializer.encode(elements.to_wl())
        return encoded
    if elements.symbols == "plain":
        return (_lists(elements, plain_symbol(elements.array.name).encode() + b"$", _plain_number, b"$", _plain_row),)
    head = user(elements.head)
    before = [piece for part in (head, *elements.key) for piece in serializer.encode(part)]
    start = _function(len(elements.key) + len(elements.shape)) + b"".join(before)
    return (_lists(elements, start, _integer, b"", _row),)


wolfram_encoder.register(_encode, ElementList)


def _lists(elements: ElementList, start: bytes, number: Any, between: bytes, row: Any) -> bytes:
    return nested(
        elements.shape,
        b"",
        start=start,
        number=number,
        between=between,
        row=row,
        opening=lambda size: _function(size) + b"s\x04List",
        comma=b"",
        closing=b"",
    )


def _function(arguments: int) -> bytes:
    return _FUNCTION + bytes(varint_bytes(arguments))


def _integer(value: int) -> bytes:
    kind, size = integer_size(value)
    return bytes(kind) + bytes(integer_to_bytes(value, size))


def _plain_number(value: int) -> bytes:
    return b"%d" % value


def _row(beginning: bytes, last: Sequence[bytes]) -> bytes:
    return beginning + beginning.join(last)


def _plain_row(beginning: bytes, last: Sequence[bytes]) -> bytes:
    """Symbols; those of as many digits have the same length before their names."""
    parts = []
    for digits, indices in itertools.groupby(last, len):
        name = b"Global`" + beginning
        symbol = _SYMBOL + bytes(varint_bytes(len(name) + digits)) + name
        parts.append(_row(symbol, list(indices)))
    return b"".join(parts)
