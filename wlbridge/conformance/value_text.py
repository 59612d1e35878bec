"""Values as text for reports: exact numbers in as few digits as show them, cut where they are many."""

from __future__ import annotations

import json
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Any, Final

from wlbridge.conformance.comparison import Special

LONGEST: Final = 400
"""Characters of a value that are kept."""
_DIGITS: Final = Context(prec=25, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""For what is no double: more digits than any engine computes with."""


def value_text(value: Any) -> str:
    """A value as engines answer it, or as a case expects it; nothing for no value.

    >>> value_text([Fraction(0.1), Fraction(1, 3), Special("Infinity")])
    '[0.1, 0.3333333333333333333333333, Infinity]'
    >>> value_text(["0.1", {"special": "Infinity"}]), value_text({"text": [955]}), value_text(None)
    ('[0.1, Infinity]', '[955]', '')
    """
    text = _text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... ({len(text)} characters)"


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return f"[{', '.join(map(_text, value))}]"
        case Fraction():
            return _number(value)
        case Special(name=name) | {"special": name}:
            return str(name)
        case {"text": code_points}:
            return _text(code_points)
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _number(value: Fraction) -> str:
    """The shortest text of a double; of any other number 25 digits."""
    try:
        if Fraction(float(value)) == value:
            return repr(float(value))
    except OverflowError:
        pass
    return str(_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))
