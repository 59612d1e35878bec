"""The bytes of the format: one for each kind of part, lengths of seven bits a byte, the elements of arrays.

Source: https://reference.wolfram.com/language/tutorial/WXFFormatDescription.html
"""

from __future__ import annotations

from typing import Final

HEADER: Final = b"8:"
COMPRESSED_HEADER: Final = b"8C:"

FUNCTION: Final = b"f"
SYMBOL: Final = b"s"
STRING: Final = b"S"
BYTE_ARRAY: Final = b"B"
INTEGER_8: Final = b"C"
INTEGER_16: Final = b"j"
INTEGER_32: Final = b"i"
INTEGER_64: Final = b"L"
BIG_INTEGER: Final = b"I"
REAL: Final = b"r"
BIG_REAL: Final = b"R"
ASSOCIATION: Final = b"A"
RULE: Final = b"-"
RULE_DELAYED: Final = b":"
PACKED_ARRAY: Final = b"\xc1"
NUMERIC_ARRAY: Final = b"\xc2"

PACKED_ELEMENTS: Final = {
    b"\x00": "<i1",
    b"\x01": "<i2",
    b"\x02": "<i4",
    b"\x03": "<i8",
    b"\x22": "<f4",
    b"\x23": "<f8",
    b"\x33": "<c8",
    b"\x34": "<c16",
}
"""What a packed array can hold, as numpy names it."""

ELEMENTS: Final = PACKED_ELEMENTS | {b"\x10": "<u1", b"\x11": "<u2", b"\x12": "<u4", b"\x13": "<u8"}
"""What a numeric array can hold."""


def varint(count: int) -> bytes:
    r"""Write a length: seven bits a byte, the lowest first, and the eighth says that more follow.

    >>> varint(5), varint(300)
    (b'\x05', b'\xac\x02')
    """
    if count < 128:
        return _SHORT[count]
    written = bytearray()
    while count > 127:
        written.append(count & 127 | 128)
        count >>= 7
    written.append(count)
    return bytes(written)


_SHORT: Final = [bytes([count]) for count in range(128)]
