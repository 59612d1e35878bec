"""docs/epsilon-conventions.md: its tables are what the losses give, and these what mpmath gives."""

from __future__ import annotations

import doctest

import mpmath
import pytest
from epsilon_conventions import CONVENTIONS, MARKS, PAGE, POINTS, block, slopes, values

DEFINITIONS = {
    "exact": mpmath.log,
    "clamp of p": lambda p: mpmath.log(max(p, mpmath.mpf(2) ** -52)),
    "clip of p": lambda p: mpmath.log(min(max(p, mpmath.mpf(1e-7)), 1 - mpmath.mpf(1e-7))),
    "shift of p": lambda p: mpmath.log(p + mpmath.mpf(1e-7)),
    "clamp of the logarithm": lambda p: max(mpmath.log(p), -100),
}


def test_the_page_shows_what_the_losses_give() -> None:
    assert MARKS.findall(PAGE.read_text(encoding="utf-8")) == [block()]


def test_its_examples_run() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False, raise_on_error=True).attempted > 0


@pytest.mark.parametrize("name", CONVENTIONS)
def test_values_and_slopes_are_those_of_the_definition(name: str) -> None:
    """Away from the corners, where there is no slope, and from 0 and 1 in the exact reading."""
    define, log = DEFINITIONS[name], CONVENTIONS[name][1]
    for place, point in enumerate(POINTS):
        if name == "exact" and point in {0.0, 1.0}:
            continue
        value = -define(mpmath.mpf(point))
        assert float(values(log)[place]) == pytest.approx(float(value), rel=1e-5, abs=1e-15)
        if 0 < point < 1:
            slope = -mpmath.diff(define, mpmath.mpf(point), h=mpmath.mpf(point) * mpmath.mpf(10) ** -5)
            assert float(slopes(log)[place]) == pytest.approx(float(slope), rel=1e-4)


def test_at_the_ends_of_the_exact_reading() -> None:
    assert values("exact")[0] == "inf"
    assert values("exact")[-1] == "Indeterminate"
