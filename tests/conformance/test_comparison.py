"""Comparison: units in the last place, relative errors, special values, dimensions."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wlbridge.conformance.comparison import Special, compare

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE, st.integers(0, 8))
def test_an_error_is_counted_in_units_of_the_expected_double(value: float, steps: int) -> None:
    other = value
    for _ in range(steps):
        other = math.nextafter(other, math.inf)
    if math.isfinite(other):
        expected = abs(Fraction(other) - Fraction(value)) / Fraction(math.ulp(value))
        agreement = compare(Fraction(other), str(Decimal(value)), {"ulp": 1000})
        assert agreement.ulp == pytest.approx(float(expected), abs=1e-3)


@pytest.mark.parametrize(
    ("got", "expected", "within", "holds"),
    [
        (Fraction(1, 10), "0.1", "exact", True),
        (Fraction(0.1), "0.1", "exact", False),
        (Fraction(0.1), "0.1", {"ulp": 0.5}, True),
        (Fraction(0.1) + Fraction(2) ** -54, "0.1", {"ulp": 0.5}, False),
        (Fraction(1) + Fraction(1, 10**13), "1", {"relative": "2e-13"}, True),
        (Fraction(1) + Fraction(1, 10**12), "1", {"relative": "2e-13"}, False),
        ([Fraction(1), Fraction(1, 10**14)], ["1", "0"], {"relative": "2e-14"}, True),
        ([Fraction(1), Fraction(1, 10**13)], ["1", "0"], {"relative": "2e-14"}, False),
        (Fraction(16094379, 10**7), "1.60944", {"figures": 6}, True),
        (Fraction(160946, 10**5), "1.60944", {"figures": 6}, False),
        (Special("Indeterminate"), {"special": "Indeterminate"}, "exact", True),
        (Special("Infinity"), {"special": "-Infinity"}, "exact", False),
        (Special("Infinity"), "1", {"relative": "1"}, False),
        (Fraction(1), {"special": "Infinity"}, "exact", False),
        (Fraction(0), "1e-400", {"relative": "1e-15"}, True),
        (Fraction(0), "1e-300", {"relative": "1e-15"}, False),
        ([Fraction(1)], ["1", "2"], "exact", False),
        (Fraction(1), ["1"], "exact", False),
        ([[Fraction(1)]], [["1"]], "exact", True),
        ([], [], "exact", True),
    ],
)
def test_agreement(got: object, expected: object, within: object, holds: bool) -> None:
    agreement = compare(got, expected, within)
    assert agreement.holds is holds
    assert bool(agreement.difference) is not holds


@pytest.mark.parametrize("bits", [23, 44, 52, 80])
@pytest.mark.parametrize("within", [{"ulp": 8}, {"relative": "1e-3"}, "exact"])
def test_nothing_but_0_is_near_0(bits: int, within: Any) -> None:
    assert compare(Fraction(0), "0", within, bits).holds
    for wrong in (Fraction(7), Fraction(1, 10**30), Fraction(-1, 2**10)):
        assert not compare(wrong, "0", within, bits).holds


def test_an_array_of_a_gradient_is_compared_by_its_own_largest_element() -> None:
    expected = [["1000", "1"], ["0.001", "0.002"], ["0", "0"]]
    right = [[Fraction(part) for part in row] for row in expected]
    assert compare(right, expected, {"relative": "1e-6"}).holds
    assert not compare(
        [right[0], [Fraction(1, 500), Fraction(1, 500)], right[2]], expected, {"relative": "1e-6"}
    ).holds
    assert compare([right[0], right[1], [Fraction(1, 10**4), Fraction(0)]], expected, {"relative": "1e-6"}).holds


def test_singles_are_compared_in_their_own_units() -> None:
    got = Fraction(1) + Fraction(2) ** -23
    assert compare(got, "1", {"ulp": 1}, bits=23).holds
    assert not compare(got, "1", {"ulp": 1}).holds
    assert compare(got, "1", {"relative": "1e-15"}, bits=23).holds


@pytest.mark.parametrize(
    ("got", "difference"),
    [
        ([[1, 2], [3]], "it has dimensions {2}, not {2, 2}"),
        ([[1, 2], [3, 4, 5]], "it has dimensions {2}, not {2, 2}"),
        ([[1, 2], 3], "it has dimensions {2}, not {2, 2}"),
        ([[[1], [2]], [[3], [4]]], "it has dimensions {2, 2, 1}, not {2, 2}"),
        ([[1, 2], [3, [4]]], "its lists are nested otherwise"),
        ([], "it has dimensions {0}, not {2, 2}"),
    ],
)
def test_lists_of_another_form_are_no_matrix(got: Any, difference: str) -> None:
    def exact(part: Any) -> Any:
        return [*map(exact, part)] if isinstance(part, list) else Fraction(part)

    agreement = compare(exact(got), [["1", "2"], ["3", "4"]], "exact")
    assert (agreement.holds, agreement.difference) == (False, difference)
