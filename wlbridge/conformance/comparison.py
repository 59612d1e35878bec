"""Whether an answer is the expected one, and how far it is from that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from itertools import takewhile
from typing import Any, Final

DOUBLE: Final = 52
"""Bits after the first in the significand of a double; tolerances of cases are for these."""

SINGLE: Final = 23
"""Those of a single."""


Number = Fraction | float


@dataclass(frozen=True)
class Special:
    """An answer that is no number: Indeterminate, or one of the infinities."""

    name: str


@dataclass(frozen=True)
class Agreement:
    """The verdict, with the largest error of an element in units in the last place, and what differs."""

    holds: bool
    ulp: float = 0.0
    difference: str = ""


def compare(got: Any, expected: Any, within: Any, bits: int = DOUBLE) -> Agreement:
    """Compare an answer, nested lists of exact fractions, with what a case expects.

    ``bits`` is the precision with which it was computed: a case that allows 4 units in the last place allows 4 of
    these, and the same holds for relative errors.

    >>> compare(Fraction(0.1), "0.1", {"ulp": 0.5})
    Agreement(holds=True, ulp=0.4, difference='')
    >>> compare([Fraction(1)], ["1", "2"], "exact").difference
    'it has dimensions {1}, not {2}'
    """
    if _shape(got) != _shape(expected):
        form = f"it has dimensions {_shown(got)}, not {_shown(expected)}"
        alike = dimensions(got) == dimensions(expected)
        return Agreement(False, difference="its lists are nested otherwise" if alike else form)
    worst = 0.0
    for element, want, largest in _with_largest(got, expected):
        error, allowed = _error(element, want, within, largest, bits)
        worst = max(worst, _as_float(error))
        if error > allowed:
            return Agreement(False, worst, f"{_text(element)} instead of {_text(want)}")
    return Agreement(True, round(worst, 3))


def _shape(value: Any) -> Any:
    """The shapes of the parts of nested lists, which need not be alike: a gradient has several arrays."""
    return [*map(_shape, value)] if isinstance(value, list) else None


def dimensions(value: Any) -> tuple[int, ...]:
    """The lengths of nested lists, down to the level where they differ.

    >>> dimensions([["1"], ["2"]]), dimensions([["1"], "2"])
    ((2, 1), (2,))
    """
    if not isinstance(value, list):
        return ()
    inner = {dimensions(part) for part in value}
    alike = takewhile(lambda lengths: len({*lengths}) == 1, zip(*inner, strict=False))
    return (len(value), *(lengths[0] for lengths in alike))


def _shown(value: Any) -> str:
    return f"{{{', '.join(map(str, dimensions(value)))}}}"


def _with_largest(got: Any, expected: Any) -> Iterator[tuple[Any, Any, Fraction]]:
    """The pairs of elements, and the largest expected one of the array of a gradient or row of a matrix they are in.

    Where that is nothing but zeros, the largest of all stands for it.
    """
    of_all = _largest(expected)
    parts = zip(got, expected, strict=True) if isinstance(expected, list) else [(got, expected)]
    for part, wanted in parts:
        largest = (_largest(wanted) if isinstance(wanted, list) else of_all) or of_all
        for element, want in zip(_elements(part), _elements(wanted), strict=True):
            yield element, want, largest


def _largest(expected: Any) -> Fraction:
    return max((abs(Fraction(want)) for want in _elements(expected) if isinstance(want, str)), default=Fraction(0))


def _elements(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for part in value:
            yield from _elements(part)
    else:
        yield value


def _error(got: Any, want: Any, within: Any, largest: Fraction, bits: int) -> tuple[Number, Number]:
    """The error of an element and what is allowed, in units in the last place of what is expected."""
    infinite = float("inf")
    if isinstance(want, dict) or not isinstance(got, Fraction):
        same = isinstance(want, dict) and isinstance(got, Special) and want == {"special": got.name}
        return (0, 0) if same else (infinite, 0)
    expected = Fraction(want)
    unit = _unit(expected or largest, bits)
    error = abs(got - expected) / unit
    if within == "exact":
        return error, 0
    if "ulp" in within:
        return error, Fraction(within["ulp"])
    if "figures" in within:
        same = _rounded(got, within["figures"]) == _rounded(expected, within["figures"])
        return (error, error) if same else (error, -1)
    relative = Fraction(within["relative"]) * Fraction(2) ** (DOUBLE - bits)
    return error, max(relative * largest / unit, Fraction(_underflow(expected, bits)))


def _as_float(error: Number) -> float:
    try:
        return float(error)
    except OverflowError:
        return float("inf")


def _unit(expected: Fraction, bits: int) -> Fraction:
    """The distance of neighbouring numbers with so many bits."""
    least = _least(bits)
    if abs(expected) < Fraction(2) ** least:
        return Fraction(2) ** (least - bits)
    exponent = abs(expected).numerator.bit_length() - expected.denominator.bit_length()
    if abs(expected) < Fraction(2) ** exponent:
        exponent -= 1
    return Fraction(2) ** (exponent - bits)


def _underflow(expected: Fraction, bits: int) -> int:
    """One unit for what is smaller than any normal number: relative errors mean nothing there."""
    return int(abs(expected) < Fraction(2) ** _least(bits))


def _least(bits: int) -> int:
    """The exponent of the smallest normal number; below it numbers are as far apart as there."""
    return -126 if bits == SINGLE else -1022


def _rounded(value: Fraction, figures: int) -> Decimal:
    return Context(prec=figures, Emax=MAX_EMAX, Emin=MIN_EMIN).divide(
        Decimal(value.numerator), Decimal(value.denominator)
    )


def _text(element: Any) -> str:
    if isinstance(element, Fraction):
        return repr(float(element)) if abs(element) < Fraction(2) ** 1024 else "a number beyond the doubles"
    if isinstance(element, Special):
        return element.name
    if isinstance(element, list):
        return "a list"
    return str(element["special"]) if isinstance(element, dict) else str(element)
