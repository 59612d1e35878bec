"""Leaves of an expression as text: numbers, strings, symbols, each with the precedence that its text has."""

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from wolframclient.language.expression import WLSymbol

from wlbridge.errors import DataError, SymbolNameError
from wlbridge.names import plain_symbol
from wlbridge.wolfram.element_list import ElementList, nested
from wlbridge.wolfram.make import user
from wlbridge.wolfram.symbols import looks_like_system, written_name
from wlbridge.wolfram.text.dialects import Dialect
from wlbridge.wolfram.text.operators import INFIX
from wlbridge.wolfram.text.reals import write_decimal, write_integer, write_real
from wlbridge.wolfram.text.strings import write_string

ATOM: Final = 1000
"""The precedence of what never needs parentheses."""

NEGATIVE: Final = 390
"""That of a number with a minus: below a product, so that it stands bare in a sum and x*(-3) has its parentheses."""

PRODUCT: Final = INFIX["*"].precedence
"""That of 2/3 and -Infinity."""

Text = tuple[str, int]


def _number(text: str) -> Text:
    return text, NEGATIVE if text.startswith("-") else ATOM


def _integer(value: int, _: Dialect) -> Text:
    return _number(write_integer(value))


def _real(value: float, dialect: Dialect) -> Text:
    if math.isnan(value):
        return "Indeterminate", ATOM
    if math.isinf(value):
        minus = "-Infinity" if dialect.operators else "Times[-1, Infinity]"
        return (minus, PRODUCT) if value < 0 else ("Infinity", ATOM)
    return _number(write_real(value, dialect.real_mark, dialect.exponent))


def _decimal(value: Decimal, dialect: Dialect) -> Text:
    if not value.is_finite():
        return _real(float(str(value).replace("s", "")), dialect)
    if not dialect.decimals:
        raise DataError(
            f"{value:.10g} is a real of arbitrary precision, which the dialect {dialect.name!r} cannot write",
            hint="Give a float, or a Fraction.",
        )
    return _number(write_decimal(value))


def _fraction(value: Fraction, dialect: Dialect) -> Text:
    above, below = write_integer(value.numerator), write_integer(value.denominator)
    if value.denominator == 1:
        return _number(above)
    return (f"{above}/{below}", PRODUCT) if dialect.operators else (f"Rational[{above}, {below}]", ATOM)


def _complex(value: complex, dialect: Dialect) -> Text:
    return f"Complex[{_real(value.real, dialect)[0]}, {_real(value.imag, dialect)[0]}]", ATOM


def _symbol(value: WLSymbol, dialect: Dialect) -> Text:
    name = written_name(value.name)
    if not dialect.contexts and "`" in name:
        raise SymbolNameError(
            f"{name} has a context, which the dialect {dialect.name!r} cannot write",
            hint="Begin the names of your own symbols with a small letter, and give no context.",
        )
    if not dialect.two_namespaces and re.match(r"(System|Global)`", name):
        raise SymbolNameError(
            f"{name} is not apart from {name.partition('`')[2]} in the dialect {dialect.name!r}",
            hint="Begin the names of your own symbols with a small letter.",
        )
    if not dialect.letters and "\\" in name:
        raise SymbolNameError(
            f"{name} has letters that the dialect {dialect.name!r} cannot write", hint="Use letters from a to z."
        )
    if not dialect.whole_system and looks_like_system(name):
        return f"System`{name}", ATOM
    return name, ATOM


def _string(value: str, dialect: Dialect) -> Text:
    return write_string(value, escapes=dialect.escapes, astral=dialect.astral), ATOM


def _element_list(value: ElementList, dialect: Dialect) -> Text:
    """``{{w[1, 1, 1], w[1, 1, 2], ...}, ...}``, row by row."""
    plain = value.symbols == "plain"
    head = _symbol(user(plain_symbol(value.array.name) if plain else value.head), dialect)[0]
    before = [_key(entry, dialect) for entry in value.key]
    between, after = ("$", "") if plain else (", ", "]")

    def row(beginning: str, last: Sequence[str]) -> str:
        return beginning + f"{after}, {beginning}".join(last) + after

    text = nested(
        value.shape,
        "",
        start=f"{head}$" if plain else f"{head}[" + "".join(f"{entry}, " for entry in before),
        number=str,
        between=between,
        row=row,
        opening=lambda _: "{",
        comma=", ",
        closing="}",
    )
    return text, ATOM


def _key(entry: Any, dialect: Dialect) -> str:
    if isinstance(entry, list):
        return "{" + ", ".join(_key(part, dialect) for part in entry) + "}"
    return ATOMS[type(entry)](entry, dialect)[0]


ATOMS: Final[dict[type, Callable[[Any, Dialect], Text]]] = {
    bool: lambda value, _: (str(value), ATOM),
    type(None): lambda _value, _dialect: ("Null", ATOM),
    int: _integer,
    float: _real,
    Decimal: _decimal,
    Fraction: _fraction,
    complex: _complex,
    str: _string,
    WLSymbol: _symbol,
    ElementList: _element_list,
}
"""Type of a leaf to what writes it."""

NUMBERS: Final = (int, float, Decimal, Fraction)


def is_number(value: object) -> bool:
    """Tell whether a node is a real number, whose text is digits and perhaps a sign.

    >>> is_number(2), is_number(-0.5), is_number(True), is_number(1j)
    (True, True, False, False)
    """
    return isinstance(value, NUMBERS) and not isinstance(value, bool)


def minus_part(value: Any) -> Any:
    """Give the number without its minus, or None for anything that is not a finite number with a minus.

    >>> minus_part(-3), minus_part(-0.0), minus_part(3), minus_part(float("-inf"))
    (3, 0.0, None, None)
    """
    if not is_number(value) or (not isinstance(value, int | Fraction) and not math.isfinite(value)):
        return None
    if isinstance(value, Decimal):
        return value.copy_abs() if value < 0 else None
    return abs(value) if value < 0 or (value == 0 and math.copysign(1, value) < 0) else None
