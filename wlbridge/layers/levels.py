"""Levels of arrays, counted from 1, from the end when negative: ``2``, ``span(2, All)``, ``[1, 3]``, ``All``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_letters
from typing import Any, Final, Literal

from wlbridge.errors import NetError, ShapeError
from wlbridge.layers.settings import MOST_LEVELS, as_list, is_integer


class AllType:
    """The type of ``All``."""

    def __repr__(self) -> str:
        return "All"

    def __reduce__(self) -> str:
        return "All"  # copies are the same object


All: Final = AllType()
"""Every level, or every element along one; in a span, the last."""


@dataclass(frozen=True)
class Span:
    """``start ;; stop ;; step`` of the Wolfram Language, both ends included.

    >>> Span(2, All)
    2 ;; All
    """

    start: int = 1
    stop: int | AllType = All
    step: int = 1

    def __repr__(self) -> str:
        step = f" ;; {self.step}" if self.step != 1 else ""
        return f"{self.start} ;; {self.stop}{step}"

    def positions(self, size: int) -> range:
        """The positions, counted from 0, that the span names among ``size``; never none.

        >>> Span(2, -1).positions(4)
        range(1, 4)
        >>> Span(-1, 1, -1).positions(3)
        range(2, -1, -1)
        """
        if not is_integer(self.step) or self.step == 0:
            raise NetError(f"the step of the span {self!r} is no integer other than 0")
        start = position(self.start, size)
        stop = size - 1 if isinstance(self.stop, AllType) else position(self.stop, size)
        chosen = range(start, stop + (1 if self.step > 0 else -1), self.step)
        if not chosen:
            raise ShapeError(f"the span {self!r} is empty along an axis of size {size}; nets have no empty arrays")
        return chosen


AFTER_FIRST: Final = Span(2, All)
"""The levels 2 ;; All, the default of AggregationLayer and NormalizationLayer."""

Levels = int | Span | Sequence[int] | AllType | Literal["Complement", "Same"]


def position(number: int, size: int) -> int:
    """Count from 0 what the Wolfram Language counts from 1, or from the end when negative.

    >>> position(1, 3), position(-1, 3)
    (0, 2)
    """
    if not is_integer(number) or number == 0 or abs(number) > size:
        raise ShapeError(f"there is no position {number!r} among {size}")
    return number - 1 if number > 0 else size + number


def levels(setting: Levels, rank: int) -> list[int]:
    """The axes, counted from 0, that a setting names in an array of ``rank`` levels.

    >>> levels(Span(2, All), 3), levels(-1, 3), levels([], 3), levels(All, 2)
    ([1, 2], [2], [], [0, 1])
    """
    if isinstance(setting, AllType):
        return list(range(rank))
    if isinstance(setting, Span):
        if is_integer(setting.start) and rank < setting.start:
            raise ShapeError(f"the levels {setting!r} do not exist in an array of rank {rank}")
        return list(setting.positions(rank))
    numbers: list[Any] | None = [setting] if is_integer(setting) else as_list(setting)
    if numbers is None:
        raise NetError(f"{setting!r} are not levels", hint="Give a level, a list of levels, a Span or All.")
    axes = [position(number, rank) for number in numbers]
    if len(set(axes)) < len(axes):
        raise NetError(f"the levels {setting!r} name one level twice")
    return axes


def letters_of(rank: int) -> str:
    """The first index letters, one for each level."""
    if rank > MOST_LEVELS:
        raise ShapeError(f"an array of rank {rank} has more levels than the {MOST_LEVELS} that are supported")
    return ascii_letters[:rank]
