r"""Numbers as Wolfram Language text, exact in both directions: ``1.5*^-20``, ``1.5`20``, ``16^^ff``.

A machine real is written with the fewest digits that give the same double back (Python's ``repr``). Python's limit on
the digits of an int is left alone: long ints go by way of ``decimal``, which has none.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, DecimalException
from fractions import Fraction
from typing import Final

MAX_DIGITS: Final = 200_000
"""The longest number that is read: the time to convert one grows with the square of its digits."""

# A number without mark is a machine real up to this many significant digits; with more the kernel makes it an
# arbitrary-precision one. Seventeen are what InputForm itself writes for a machine real.
_MACHINE_DIGITS: Final = 17
_LARGEST_BASE: Final = 36
_DIRECT_DIGITS: Final = 4000

_NUMBER: Final = re.compile(
    r"(?:(?P<base>\d+)\^\^)?(?P<whole>[0-9A-Za-z]*)(?P<point>\.)?(?P<part>[0-9A-Za-z]*)"
    r"(?P<mark>``?)?(?P<size>[-+0-9.]+)?(?:\*\^(?P<exponent>[-+]?\d+))?"
)

Number = int | float | Decimal | Fraction


class PreciseReal(Decimal):
    """A real of arbitrary precision with more digits than its precision: those that say which binary number it is.

    >>> PreciseReal(Decimal("3.14159265"), 5).precision
    5
    """

    precision: int

    def __new__(cls, value: Decimal, precision: int) -> PreciseReal:
        """Make the real of this value and of so many decimal digits of precision."""
        made = super().__new__(cls, value)
        made.precision = precision
        return made

    def copy_abs(self) -> PreciseReal:
        """Without its sign."""
        return PreciseReal(super().copy_abs(), self.precision)

    def copy_negate(self) -> PreciseReal:
        """With the other sign."""
        return PreciseReal(super().copy_negate(), self.precision)


def read_number(text: str) -> Number:
    """Read one unsigned number.

    >>> read_number("1.5*^-20"), read_number("16^^ff"), read_number("1.5`3"), read_number("25*^-1")
    (1.5e-20, 255, Decimal('1.50'), Fraction(5, 2))

    A plain or marked (``1.5```) real gives the nearest double; one with a precision or an accuracy, with more than 17
    digits, or outside the range of doubles a ``Decimal`` that has as many digits as the precision says, or a
    ``PreciseReal`` with more of them.
    Raises ``ValueError`` with the reason when the number cannot be read.
    """
    if len(text) <= _MACHINE_DIGITS + 1 and text.isascii():  # most numbers are short, and need no look at their parts
        if text.isdigit():
            return int(text)
        if text.replace(".", "", 1).isdigit():
            return float(text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("not a number")
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} characters")
    exponent = int(Decimal(match["exponent"] or 0))
    exact = match["point"] is None and match["mark"] is None
    if (exact or match["base"]) and abs(exponent) > MAX_DIGITS:
        raise ValueError(f"an exponent beyond {MAX_DIGITS}")
    if match["base"]:
        return _read_in_base(match, exponent, exact)
    if exact:
        return _scale(_integer(match["whole"]), 10, exponent)
    return _real(match, f"{match['whole'] or 0}.{match['part']}e{exponent}")


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= _DIRECT_DIGITS else int(Decimal(digits))


def _scale(value: int, base: int, exponent: int) -> int | Fraction:
    scaled = value * base**exponent if exponent >= 0 else Fraction(value, base**-exponent)
    return scaled.numerator if isinstance(scaled, Fraction) and scaled.denominator == 1 else scaled


def _read_in_base(match: re.Match[str], exponent: int, exact: bool) -> Number:
    base, digits = int(Decimal(match["base"])), match["whole"] + match["part"]
    if not 2 <= base <= _LARGEST_BASE:
        raise ValueError(f"the base {match['base']} is not from 2 to {_LARGEST_BASE}")
    if len(digits) > _DIRECT_DIGITS:
        raise ValueError(f"a number of more than {_DIRECT_DIGITS} digits in base {base}")
    for digit in digits:
        if int(digit, 36) >= base:
            raise ValueError(f"the digit {digit} does not exist in base {base}")
    value = _scale(int(digits, base), base, exponent - len(match["part"]))
    if exact:
        return value
    if match["size"] is None:
        try:
            return float(value)
        except OverflowError:
            raise ValueError("a machine real beyond the range of doubles") from None
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return _with_precision(decimal, match["mark"], float(match["size"]))


def _real(match: re.Match[str], text: str) -> float | Decimal:
    significant = (match["whole"] + match["part"]).lstrip("0")
    try:
        if match["size"] is not None:
            return _with_precision(Decimal(text), match["mark"], float(match["size"]))
        if match["mark"] is None and len(significant) > _MACHINE_DIGITS:
            return Decimal(text)
        real = float(text)
        # A kernel goes over to arbitrary precision where machine reals end.
        outside = math.isinf(real) or (real == 0 and significant.strip("0") != "")
        return Decimal(text) if outside else real
    except DecimalException:
        raise ValueError("an exponent that is too large") from None


def _with_precision(value: Decimal, mark: str, size: float) -> Decimal:
    if abs(size) > MAX_DIGITS:
        raise ValueError(f"a precision beyond {MAX_DIGITS} digits")
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("an exponent that is too large")
    if not value:
        return Decimal((sign, (0,), -round(size)))
    if mark == "``":
        size += value.adjusted() + math.log10(float(f"{digits[0]}.{''.join(map(str, digits[1:17]))}"))
    missing = max(0, round(size) - len(digits))
    if 1 <= round(size) < len(digits):
        return PreciseReal(value, round(size))
    return Decimal((sign, digits + (0,) * missing, exponent - missing))


def write_integer(value: int) -> str:
    """Write an int of any size.

    >>> write_integer(-(10**20))
    '-100000000000000000000'
    """
    return str(int(value)) if value.bit_length() < 3 * _DIRECT_DIGITS else format(Decimal(int(value)), "f")


def write_real(value: float, mark: str = "", exponent: str = "*^") -> str:
    """Write a finite double so that reading it gives the same bits; ``mark`` goes where a precision mark stands.

    That is behind the digits, or behind an ``exponent`` that is written with ``e``.

    >>> write_real(1.5e-20), write_real(-0.0), write_real(0.1), write_real(1e300, mark="`")
    ('1.5*^-20', '-0.', '0.1', '1.`*^300')
    """
    mantissa, _, power = float.__repr__(float(value)).partition("e")
    mantissa = mantissa.removesuffix("0") if mantissa.endswith(".0") else mantissa
    point = "" if "." in mantissa else "."
    scale = f"{exponent}{int(power)}" if power else ""
    return f"{mantissa}{point}{scale}{mark}" if exponent == "e" else f"{mantissa}{point}{mark}{scale}"


def write_decimal(value: Decimal) -> str:
    """Write a finite ``Decimal`` as an arbitrary-precision real: its digits are its precision.

    >>> write_decimal(Decimal("-1.50")), write_decimal(Decimal("1E-20")), write_decimal(Decimal("0.00"))
    ('-1.5`3', '1.`1*^-20', '0``2')

    The kernel has no negative zero of arbitrary precision: the sign of one is dropped.
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("not a finite number")
    if not value:
        return f"0``{-exponent}"
    text = "".join(map(str, digits))
    scale = exponent + len(text) - 1
    power = f"*^{scale}" if scale else ""
    precision = value.precision if isinstance(value, PreciseReal) else len(text)
    return f"{'-' if sign else ''}{text[0]}.{text[1:].rstrip('0')}`{precision}{power}"
