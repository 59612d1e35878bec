"""Reading the leaves of WXF: a reader takes the data and a place, and gives the value and the place behind it.

It raises ``ValueError`` with the reason for what is no WXF, ``IndexError`` or ``struct.error`` where the data end.
"""

from __future__ import annotations

import cmath
import math
import re
import struct
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.utils.packedarray import PackedArray

from wlbridge.wolfram.text.reals import MAX_DIGITS, read_number
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import tokens

Read = Callable[[bytes, int], tuple[Any, int]]
_MAX_RANK: Final = 64  # of numpy; the product of as many sizes as there are bytes would take hours
_NEGATIVE_INFINITY: Final = WLFunction(WLSymbol("Times"), -1, WLSymbol("Infinity"))
_NAMED: Final = {"True": True, "False": False, "Null": None}


def plain_symbol(name: str) -> Tree:
    """Give the tree of a symbol: Python's own True, False and None, and no context System`.

    >>> plain_symbol("Null") is None, plain_symbol("System`Pi"), plain_symbol("Global`x")
    (True, Pi, Global`x)
    """
    return _NAMED[name] if name in _NAMED else WLSymbol(name.removeprefix("System`"))


def count(data: bytes, at: int) -> tuple[int, int]:
    r"""Read a length.

    >>> count(b"\xac\x02", 0)
    (300, 2)
    """
    value = data[at]
    at += 1
    if value < 128:
        return value, at
    value &= 127
    for shift in range(7, 63, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("a length of more than nine bytes")


def counted(data: bytes, at: int) -> tuple[bytes, int]:
    r"""Read bytes with their number before them.

    >>> counted(b"\x02abc", 0)
    (b'ab', 3)
    """
    size, at = count(data, at)
    return piece(data, at, size), at + size


def piece(data: bytes, at: int, size: int) -> bytes:
    """Take so many bytes, if there are as many."""
    if at + size > len(data):
        raise IndexError
    return data[at : at + size]


def text(data: bytes, at: int) -> tuple[str, int]:
    r"""Read a string.

    >>> text(b"\x03a\xcf\x80", 0)
    ('aπ', 4)
    """
    written, at = counted(data, at)
    try:
        return written.decode(), at
    except UnicodeDecodeError as error:
        raise ValueError("text that is not UTF-8") from error


def finite(value: float) -> Tree:
    """Give a double, or the symbol for what is not finite.

    >>> finite(1.5), finite(math.inf), finite(math.nan)
    (1.5, Infinity, Indeterminate)
    """
    if value - value == 0.0:
        return value
    if math.isnan(value):
        return WLSymbol("Indeterminate")
    return WLSymbol("Infinity") if value > 0 else _NEGATIVE_INFINITY


_unpack_real: Final = struct.Struct("<d").unpack_from


def _real(data: bytes, at: int) -> tuple[Tree, int]:
    (value,) = _unpack_real(data, at)
    return (value if value - value == 0.0 else finite(value)), at + 8


def _integer_8(data: bytes, at: int) -> tuple[int, int]:
    value = data[at]
    return (value if value < 128 else value - 256), at + 1


def _integer(kind: str) -> Read:
    packer = struct.Struct(kind)
    unpack, size = packer.unpack_from, packer.size
    return lambda data, at: (unpack(data, at)[0], at + size)


def _big_integer(data: bytes, at: int) -> tuple[int, int]:
    digits, at = counted(data, at)
    if len(digits) > MAX_DIGITS or not re.fullmatch(rb"-?[0-9]+", digits):
        raise ValueError(f"an integer of {len(digits)} characters, {digits[:20]!r}...,")
    return int(Decimal(digits.decode("ascii"))), at  # int(text) stops at 4300 digits


def _big_real(data: bytes, at: int) -> tuple[Decimal, int]:
    """Read a real of arbitrary precision, written as in the Wolfram Language: ``-3.1415926535897932385`20.``."""
    written, at = text(data, at)
    try:
        value = read_number(written.removeprefix("-"))
    except ValueError as error:
        raise ValueError(f"{written:.20} in place of a real of arbitrary precision ({error})") from error
    if not isinstance(value, Decimal) or "^^" in written:
        raise ValueError(f"{written:.20} in place of a real of arbitrary precision")
    return (value.copy_negate() if written.startswith("-") else value), at


def _array(data: bytes, at: int, elements: Mapping[bytes, str]) -> tuple[NDArray[Any], int]:
    token = piece(data, at, 1)
    if token not in elements:
        raise ValueError(f"an array of the elements {token!r}")
    kind = np.dtype(elements[token])
    rank, at = count(data, at + 1)
    if not 0 < rank <= _MAX_RANK:
        raise ValueError(f"an array of rank {rank}")
    dimensions = []
    for _ in range(rank):
        size, at = count(data, at)
        dimensions.append(size)
    size = math.prod(dimensions) * kind.itemsize
    values = np.frombuffer(piece(data, at, size), kind)
    try:
        return values.reshape(dimensions), at + size
    except ValueError as error:
        raise ValueError(f"an array of the dimensions {dimensions}") from error


def packed_array(data: bytes, at: int) -> tuple[NDArray[Any], int]:
    r"""Read a packed array as wolframclient's kind of a numpy array.

    >>> packed_array(b"\x00\x01\x02\x05\x06", 0)
    (PackedArray([5, 6], dtype=int8), 5)
    """
    array, at = _array(data, at, tokens.PACKED_ELEMENTS)
    return array.view(PackedArray), at


def numeric_array(data: bytes, at: int) -> tuple[NDArray[Any], int]:
    r"""Read a numeric array.

    >>> numeric_array(b"\x10\x01\x02\x05\x06", 0)
    (array([5, 6], dtype=uint8), 5)
    """
    return _array(data, at, tokens.ELEMENTS)


def _finite_complex(value: complex) -> Tree:
    if cmath.isfinite(value):
        return value
    return WLFunction(WLSymbol("Complex"), finite(value.real), finite(value.imag))


def as_tuples(array: NDArray[Any]) -> Tree:
    """Give an array as the list that it stands for; rank by rank, from the innermost one.

    >>> as_tuples(np.array([[1, 2], [3, 4]]))
    ((1, 2), (3, 4))
    """
    if not array.size and array.ndim > 1:
        raise ValueError(f"an empty array of rank {array.ndim}")
    items: list[Tree] = array.ravel().tolist()
    if array.dtype.kind in "fc" and not np.isfinite(array).all():
        items = [finite(item) if isinstance(item, float) else _finite_complex(item) for item in items]
    for size in reversed(array.shape):
        items = [tuple(items[start : start + size]) for start in range(0, max(len(items), 1), max(size, 1))]
    return items[0]


LEAVES: Final[Mapping[int, Read]] = {
    ord(token): read
    for token, read in (
        (tokens.STRING, text),
        (tokens.BYTE_ARRAY, counted),
        (tokens.INTEGER_8, _integer_8),
        (tokens.INTEGER_16, _integer("<h")),
        (tokens.INTEGER_32, _integer("<i")),
        (tokens.INTEGER_64, _integer("<q")),
        (tokens.BIG_INTEGER, _big_integer),
        (tokens.REAL, _real),
        (tokens.BIG_REAL, _big_real),
        (tokens.PACKED_ARRAY, packed_array),
        (tokens.NUMERIC_ARRAY, numeric_array),
    )
}
"""Token to what reads behind it; a symbol and what has parts are not here."""
