"""The arithmetic of the report: quartiles, ratios of what was measured in the same round, growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Spread:
    """The median of some values, and the quartiles around it."""

    low: float
    median: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """The quartiles, between two values where they fall between two.

    >>> spread([1.0, 2.0, 4.0, 8.0])
    Spread(low=1.75, median=3.0, high=5.0)
    """
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return Spread(low, median, high)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """The spread of the ratios round by round, as far as both were measured: below 1 ours is less.

    >>> ratio([1.0, 2.0, 3.0], [2.0, 4.0])
    Spread(low=0.5, median=0.5, high=0.5)
    """
    return spread([a / b for a, b in zip(ours, theirs, strict=False)])


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The power of the size with which values grow: the slope of the line through their logarithms.

    >>> round(exponent([1, 10, 100], [5, 500, 50_000]), 12)
    2.0
    """
    slope, _ = np.polyfit(np.log(sizes), np.log(values), 1)
    return float(slope)
