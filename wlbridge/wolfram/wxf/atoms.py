"""Leaves of an expression as WXF: numbers, strings, symbols, arrays."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import numpy as np
from wolframclient.language.expression import WLSymbol
from wolframclient.utils.packedarray import PackedArray

from wlbridge.errors import WXFError
from wlbridge.wolfram.symbols import checked_name
from wlbridge.wolfram.text.reals import write_decimal, write_integer
from wlbridge.wolfram.wxf import tokens
from wlbridge.wolfram.wxf.tokens import varint

_WIDTHS: Final = (
    (tokens.INTEGER_8, struct.Struct("<cb")),
    (tokens.INTEGER_16, struct.Struct("<ch")),
    (tokens.INTEGER_32, struct.Struct("<ci")),
    (tokens.INTEGER_64, struct.Struct("<cq")),
)
# By the bits that a number needs without its sign.
_BY_BITS: Final = [
    (token, packer.pack)
    for bits in range(64)
    for token, packer in [next(width for width in _WIDTHS if bits < 8 * (width[1].size - 1))]
]
pack_real: Final = struct.Struct("<cd").pack


class Openings(dict[int, bytes]):
    """The token of a function with its number of arguments."""

    def __missing__(self, arguments: int) -> bytes:
        written = self[arguments] = tokens.FUNCTION + varint(arguments)
        return written


class Symbols(dict[str, bytes]):
    """Names of symbols and how they are written, each checked and encoded once.

    Raises ``SymbolNameError`` for what is no name.
    """

    def __missing__(self, name: str) -> bytes:
        written = self[name] = _symbol(name)
        return written


@lru_cache(maxsize=4096)
def _symbol(name: str) -> bytes:
    data = checked_name(name).encode()
    return tokens.SYMBOL + varint(len(data)) + data


def opening(head: str, arguments: int) -> bytes:
    r"""Write the beginning of a function, up to its first argument.

    >>> opening("List", 2)
    b'f\x02s\x04List'
    """
    return tokens.FUNCTION + varint(arguments) + tokens.SYMBOL + varint(len(head)) + head.encode()


_STRINGS: Final = [tokens.STRING + varint(length) for length in range(128)]
_RATIONAL: Final = opening("Rational", 2)
_COMPLEX: Final = opening("Complex", 2)
_INFINITY: Final = opening("DirectedInfinity", 1)
_INDETERMINATE: Final = Symbols()["Indeterminate"]


def integer(value: int) -> bytes:
    r"""Write an integer in the least bytes that hold it.

    >>> integer(-128), integer(128), integer(2**63)
    (b'C\x80', b'j\x80\x00', b'I\x139223372036854775808')
    """
    bits = (value if value >= 0 else ~value).bit_length()
    if bits < 64:
        token, pack = _BY_BITS[bits]
        return pack(token, value)
    digits = write_integer(value).encode()
    return tokens.BIG_INTEGER + varint(len(digits)) + digits


class _Integers(dict[int, bytes]):
    """Integers and how they are written: a look-up takes half the time of a call, and few numbers are large."""

    def __missing__(self, number: int) -> bytes:
        return integer(number)


def real(value: float) -> bytes:
    r"""Write a double bit for bit; one that is not finite as what the Wolfram Language has for it.

    >>> real(math.nan)
    b's\rIndeterminate'
    """
    if value - value == 0.0:
        return pack_real(b"r", value)
    if math.isnan(value):
        return _INDETERMINATE
    return _INFINITY + integer(1 if value > 0 else -1)


def big_real(value: Decimal) -> bytes:
    r"""Write a real of arbitrary precision: its digits are its precision.

    >>> big_real(Decimal("1.50"))
    b'R\x051.5`3'
    """
    if not value.is_finite():
        return real(float(str(value).replace("s", "")))
    text = write_decimal(value).encode()
    return tokens.BIG_REAL + varint(len(text)) + text


def rational(value: Fraction) -> bytes:
    r"""Write an exact fraction.

    >>> rational(Fraction(1, 2))
    b'f\x02s\x08RationalC\x01C\x02'
    """
    return _RATIONAL + integer(value.numerator) + integer(value.denominator)


def complex_number(value: complex) -> bytes:
    """Write a complex number of two doubles.

    >>> len(complex_number(1j))
    29
    """
    return _COMPLEX + real(float(value.real)) + real(float(value.imag))


def string(value: str) -> bytes:
    r"""Write a string.

    >>> string("a\u03c0")
    b'S\x03a\xcf\x80'
    """
    try:
        data = value.encode()
    except UnicodeEncodeError as error:
        raise WXFError(f"half of a surrogate pair at {error.start} of a string", hint="Join the two.") from error
    length = len(data)
    return (_STRINGS[length] if length < 128 else tokens.STRING + varint(length)) + data


def byte_array(value: Any) -> bytes:
    r"""Write bytes, a bytearray or a memoryview as a ByteArray.

    >>> byte_array(b"ab")
    b'B\x02ab'
    """
    data = bytes(value)
    return tokens.BYTE_ARRAY + varint(len(data)) + data


_ELEMENTS: Final = {np.dtype(kind): token for token, kind in tokens.ELEMENTS.items()}
# A packed array has no unsigned integers: they are written in the next larger type, which holds them.
_WIDENED: Final = {np.dtype("u1"): "<i2", np.dtype("u2"): "<i4", np.dtype("u4"): "<i8"}


def array(value: np.ndarray[Any, Any]) -> bytes:
    r"""Write a numpy array as a numeric array, or as a packed one if it is wolframclient's ``PackedArray``.

    >>> array(np.array([[1, 2]], dtype="i1"))
    b'\xc2\x00\x02\x01\x02\x01\x02'

    One without dimensions is the number. Raises ``WXFError`` for elements that the format does not have, for masked
    arrays and for those without elements.
    """
    if not value.ndim:
        return numpy_scalar(value.reshape(1)[0])
    packed = isinstance(value, PackedArray)
    kind = value.dtype.newbyteorder("<")
    kind = np.dtype(_WIDENED.get(kind, kind)) if packed else kind
    token = _ELEMENTS.get(kind)
    if isinstance(value, np.ma.MaskedArray) or token is None or (packed and token not in tokens.PACKED_ELEMENTS):
        what = f"a{' packed' if packed else 'n'} array ({type(value).__name__} of {value.dtype})"
        raise WXFError(
            f"{what}, which WXF does not have",
            hint="Give real, complex or integer numbers of at most 64 bits a part.",
        )
    if not value.size:
        raise WXFError(f"an array of the dimensions {value.shape}, without elements", hint="Give a list.")
    dimensions = b"".join(map(varint, (value.ndim, *value.shape)))
    start = tokens.PACKED_ARRAY if packed else tokens.NUMERIC_ARRAY
    return start + token + dimensions + value.astype(kind, copy=False).tobytes()


def numpy_scalar(value: np.generic) -> bytes:
    r"""Write a number of numpy as Python's number of the same value.

    >>> numpy_scalar(np.int16(3)), numpy_scalar(np.bool_(True))
    (b'C\x03', b's\x04True')

    Raises ``WXFError`` for long doubles, whose digits no double holds, and for what is no number.
    """
    plain = value.item()
    if type(plain) not in _NUMBERS:
        raise WXFError(
            f"a value of numpy's type {value.dtype}, for which WXF has nothing", hint="Give a float or an int."
        )
    return ENCODERS[type(plain)](plain)


_INTEGERS: Final = _Integers((number, integer(number)) for number in range(-1000, 1001))
_NUMBERS: Final = {bool, int, float, complex}
_BOOLEANS: Final = {value: Symbols()[str(value)] for value in (True, False)}
_NULL: Final = Symbols()["Null"]
ENCODERS: Final[dict[type, Callable[[Any], bytes]]] = {
    bool: _BOOLEANS.__getitem__,
    type(None): lambda _: _NULL,
    int: _INTEGERS.__getitem__,
    float: real,
    Decimal: big_real,
    Fraction: rational,
    complex: complex_number,
    str: string,
    **dict.fromkeys((bytes, bytearray, memoryview), byte_array),
    np.generic: numpy_scalar,
    np.ndarray: array,
    WLSymbol: lambda symbol: Symbols()[symbol.name],
}
"""Type of a leaf to what writes it."""
