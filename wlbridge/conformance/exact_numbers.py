"""Numbers of every kind as exact fractions, which are compared without rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np

from wlbridge.conformance.comparison import Special
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import head_name

_SPECIAL: Final = frozenset({"Indeterminate", "ComplexInfinity", "Infinity"})


def as_fractions(value: Any) -> Any:
    """Numbers as exact fractions, in nested lists; infinities and Indeterminate by name.

    >>> as_fractions([0.5, 2])
    [Fraction(1, 2), Fraction(2, 1)]

    Raises ValueError, which shows it, for anything that is no number.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [as_fractions(part) for part in value]
    if isinstance(value, mpmath.mpf):
        return _of_mpmath(value)
    if isinstance(value, float | np.floating) and not np.isfinite(value):
        return Special("Indeterminate" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity")
    if isinstance(value, int | float | Fraction | np.generic) and not isinstance(value, bool | np.bool_):
        return Fraction(value.item() if isinstance(value, np.generic) else value)
    if head_name(value) == "Symbol" and getattr(value, "name", "") in _SPECIAL:
        return Special(value.name)
    if write_wl(value) in {"-Infinity", "Times[-1, Infinity]"}:
        return Special("-Infinity")
    raise ValueError(f"{write_wl(value):.120}")


def _of_mpmath(number: Any) -> Any:
    if mpmath.isnan(number):
        return Special("Indeterminate")
    if mpmath.isinf(number):
        return Special("Infinity" if number > 0 else "-Infinity")
    return Fraction(*map(int, mpmath.libmp.to_rational(number._mpf_)))
