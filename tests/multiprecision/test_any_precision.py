"""Nets at any precision against the oracle; what may be given, what comes back, and what is left alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from adapter import loss_from_case
from mpmath import mp, mpf
from oracle import random_case, value
from reals import DIGITS, assert_close, built, computed

from wlbridge.errors import DataError
from wlbridge.multiprecision.reading import multiprecision
from wlbridge.statements import Map, slot

A0, A1 = slot(0), slot(1)
THIRD = Fraction(1, 3)


@pytest.mark.parametrize("seed", range(100))
def test_random_nets_agree_with_the_oracle(seed: int) -> None:
    """The oracle computes with 50 digits, plain."""
    case = random_case(seed)
    loss = loss_from_case(case)
    (got,) = multiprecision(loss.program, DIGITS)({**loss.known, "x": case.x, "t": case.t})
    assert_close(got, value(case), "1e-45")


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_50_digits_are_the_first_of_100(seed: int) -> None:
    case = random_case(seed)
    loss = loss_from_case(case)
    values = {**loss.known, "x": case.x, "t": case.t}
    for program in (loss.program, loss.gradient().program):
        few, many = (multiprecision(program, digits)(values) for digits in (50, 100))
        for one, other in zip(few, many, strict=True):
            assert_close(one, other, "1e-49")


SQUARE = built(Map(("x",), A0 * A0, "i->i"), {"x": [1.0, 2.0]})


@pytest.mark.parametrize("digits", [1, 15, 300, 10_000])
def test_results_are_numbers_of_mpmath_of_as_many_digits(digits: int) -> None:
    (got,) = multiprecision(SQUARE, digits)({"x": [THIRD, mpf("1e-400")]})
    assert got.dtype == object
    assert got.shape == (2,)
    assert all(isinstance(number, mpmath.mpf) for number in got)
    with mp.workdps(digits + 5):
        assert abs(got[0] * 9 - 1) < mpf(10) ** -digits


def test_the_global_precision_is_neither_read_nor_changed() -> None:
    results = []
    for digits in (5, 15, 500):
        with mp.workdps(digits):
            results.append(multiprecision(SQUARE, DIGITS)({"x": [THIRD, 2]})[0][0]._mpf_)
            assert mp.dps == digits
    assert results[0] == results[1] == results[2]


def test_numbers_of_mpmath_keep_more_digits_than_asked_for() -> None:
    """1 + 10^-80 less 1, at 20 digits."""
    with mp.workdps(200):
        x = 1 + mpf(10) ** -80
    assert mpmath.almosteq(computed(A0 - A1, x, 1, digits=20), mpf(10) ** -80, rel_eps=mpf(10) ** -14)


def test_many_threads_share_a_prepared_program() -> None:
    program = built(Map(("x",), sympy.gamma(A0) * sympy.sin(sympy.pi * A0), "->"), {"x": 0.5})
    readings = [multiprecision(program, digits) for digits in (30, 60, 90)] * 8
    expected = [run({"x": THIRD})[0].item() for run in readings]
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda run: run({"x": THIRD})[0].item(), readings))
    assert got == expected


@pytest.mark.parametrize("digits", [0, -1, 10_001, 1.5, "50", True, None])
def test_what_is_no_number_of_digits_is_refused(digits: Any) -> None:
    with pytest.raises(DataError, match="10,000"):
        multiprecision(SQUARE, digits)


@pytest.mark.parametrize("values", [["0.1", "0.2"], [1j, 1], [None, 1], [mpmath.mpc(1, 1), 1]])
def test_what_is_no_real_number_is_refused(values: Any) -> None:
    with pytest.raises(DataError, match=r"input 'x': .* is not a real number"):
        multiprecision(SQUARE, DIGITS)({"x": values})
