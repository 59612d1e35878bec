"""Levels, positions and spans count as in the Wolfram Language: from 1, or from the end when negative."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wlbridge import All, Span
from wlbridge.errors import WLBridgeError
from wlbridge.layers.levels import AFTER_FIRST, letters_of, levels, position


@given(st.integers(1, 9), st.data())
def test_a_position_counts_from_either_end(size: int, data: st.DataObject) -> None:
    places = list(range(size))
    number = data.draw(st.integers(1, size))
    assert places[position(number, size)] == number - 1
    assert places[position(-number, size)] == size - number


@given(st.integers(1, 7), st.integers(-8, 8), st.one_of(st.just(All), st.integers(-8, 8)), st.integers(-3, 3))
def test_a_span_names_what_a_walk_from_end_to_end_meets(size: int, start: int, stop: Any, step: int) -> None:
    """Both ends are included; a span that names nothing is refused."""
    first = start - 1 if start > 0 else size + start
    last = size - 1 if stop is All else stop - 1 if stop > 0 else size + stop
    walk = []
    if step != 0 and start != 0 and (stop is All or stop != 0) and 0 <= first < size and 0 <= last < size:
        place = first
        while (place <= last) if step > 0 else (place >= last):
            walk.append(place)
            place += step
    try:
        positions = list(Span(start, stop, step).positions(size))
    except WLBridgeError:
        positions = []
    assert positions == walk


@pytest.mark.parametrize(
    ("setting", "rank", "expected"),
    [
        (1, 3, [0]),
        (-1, 3, [2]),
        ([1, 3], 3, [0, 2]),
        ([3, 1], 3, [2, 0]),
        ([-1], 3, [2]),
        ((2,), 3, [1]),
        ([], 3, []),
        (All, 3, [0, 1, 2]),
        (All, 0, []),
        (AFTER_FIRST, 3, [1, 2]),
        (Span(1, 2), 3, [0, 1]),
        (Span(1, -2), 3, [0, 1]),
        (Span(2), 3, [1, 2]),
    ],
)
def test_levels_are_axes(setting: Any, rank: int, expected: list[int]) -> None:
    assert levels(setting, rank) == expected


@pytest.mark.parametrize(
    ("span", "text"),
    [(Span(2, All), "2 ;; All"), (Span(1, -2), "1 ;; -2"), (Span(1, All, 2), "1 ;; All ;; 2"), (All, "All")],
)
def test_a_span_reads_as_in_the_wolfram_language(span: Any, text: str) -> None:
    assert repr(span) == text


def test_each_level_has_a_letter_of_its_own() -> None:
    for rank in range(33):
        assert len(set(letters_of(rank))) == len(letters_of(rank)) == rank
