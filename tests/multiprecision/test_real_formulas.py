"""Formulas of numbers of any precision, against exact fractions and digits of sympy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf
from reals import DIGITS, assert_close, computed
from sympy import And, Eq, Max, Min, Ne, Not, Or, Piecewise

from wlbridge.statements import slot

A0, A1 = slot(0), slot(1)
THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        (sympy.Float(0.1) * A0, (1,), Fraction(0.1)),
        (sympy.Rational(1, 10) * A0, (1,), Fraction(1, 10)),
        (A0 + A1, (0.1, 0.2), Fraction(0.1) + Fraction(0.2)),
        (A0, (np.float32(0.1),), Fraction(float(np.float32(0.1)))),
        (A0, (2**400 + 1,), 2**400 + 1),
        (A0**3 - 1 / A0, (THIRD,), THIRD**3 - 3),
        (sympy.Integer(7), (1,), 7),
        (Piecewise((A0, A0 > 1), (2 * A0, Eq(A0, 1)), (3 * A0, True)), (2,), 2),
        (Piecewise((A0, A0 > 1), (2 * A0, Eq(A0, 1)), (3 * A0, True)), (1,), 2),
        (Piecewise((A0, A0 > 1), (2 * A0, Eq(A0, 1)), (3 * A0, True)), (-1,), -3),
        (Piecewise((1, And(A0 > 0, A1 >= 0)), (0, True)), (1, 0), 1),
        (Piecewise((1, Or(A0 < 0, A1 <= 0)), (0, True)), (1, 0), 1),
        (Piecewise((1, Not(And(A0 < 0, Ne(A1, 0)))), (0, True)), (-1, 1), 0),
        (Max(A0, A1, 3), (1, 2), 3),
        (Min(A0, A1, 3), (1, 2), 1),
    ],
)
def test_formulas_of_exact_numbers_are_exact(formula: sympy.Expr, values: Any, expected: Any) -> None:
    assert_close(computed(formula, *values, digits=130), expected, "1e-129")


@pytest.mark.parametrize(
    "constant", [sympy.pi, sympy.E, sympy.EulerGamma, sympy.Catalan, sympy.sqrt(2), sympy.erf(1)]
)
def test_constants_have_all_their_digits(constant: sympy.Expr) -> None:
    assert_close(computed(constant * A0, 1), mp.make_mpf(sympy.N(constant, 4 * DIGITS)._mpf_))


@settings(max_examples=25, deadline=None)
@given(st.fractions(-5, 5, max_denominator=1000), st.fractions(-5, 5, max_denominator=1000))
def test_polynomials_are_those_of_fractions(x: Fraction, y: Fraction) -> None:
    assert_close(computed((A0 - A1) ** 3 * (A0 + 2 * A1) - A1 / 7, x, y), (x - y) ** 3 * (x + 2 * y) - y / 7)


@pytest.mark.parametrize(
    ("formula", "x", "expected"),
    [
        (sympy.cos(A0) - 1, Fraction(1, 10**40), lambda x: -2 * mp.sin(x / 2) ** 2),
        (sympy.sqrt(A0**2 + 1) - A0, Fraction(10**60), lambda x: 1 / (mp.sqrt(x * x + 1) + x)),
        (sympy.sin(A0), Fraction(10**70), mp.sin),
        (1 + sympy.erf(A0), Fraction(-20), lambda x: mp.erfc(-x)),
        (sympy.log(A0 + 1), Fraction(1, 10**90), mp.log1p),
        (A0 * (1 - sympy.tanh(A0)), Fraction(130), lambda x: 2 * x / (mp.exp(2 * x) + 1)),
        (sympy.atan(A0) - sympy.pi / 2, Fraction(10**80), lambda x: -mp.atan(1 / x)),
    ],
)
def test_digits_that_cancel_are_made_up_for(formula: sympy.Expr, x: Fraction, expected: Any) -> None:
    with mp.workdps(500):
        exact = expected(mpf(x.numerator) / x.denominator)
    assert_close(computed(formula, x), exact)
