"""Every function of the table at 50 digits, against other formulas and exact fractions; domains and poles."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from mpmath import mp, mpf
from reals import DIGITS, assert_close, computed, exactly
from sympy import Max, Piecewise

from wlbridge.functions import TABLE
from wlbridge.statements import slot

A0, A1 = slot(0), slot(1)
HALF, THIRD, TINY = Fraction(1, 2), Fraction(1, 3), Fraction(1, 10**30)


def _erf(x: Any) -> Any:
    return 2 * x / mp.sqrt(mp.pi) * mp.hyp1f1(mpf(1) / 2, mpf(3) / 2, -x * x)


def _gamma(x: Any) -> Any:
    """The duplication formula, https://dlmf.nist.gov/5.5.E5"""
    return 2 ** (x - 1) / mp.sqrt(mp.pi) * mp.gamma(x / 2) * mp.gamma((x + 1) / 2)


def _log_gamma(x: Any) -> Any:
    return (x - 1) * mp.log(2) - mp.log(mp.pi) / 2 + mp.loggamma(x / 2) + mp.loggamma((x + 1) / 2)


def _polygamma(n: Any, x: Any) -> Any:
    """https://dlmf.nist.gov/25.11.E12, below 0 by https://dlmf.nist.gov/5.15.E5, and by a derivative for n = 0."""
    if n == 0:
        return mp.diff(mp.loggamma, x)
    shift = math.ceil(-x) + 1 if x < 0 else 0
    steps = mp.fsum((x + k) ** (-n - 1) for k in range(shift))
    return (-1) ** (n + 1) * mp.factorial(n) * (mp.zeta(n + 1, x + shift) + steps)


REAL = [THIRD, Fraction(-7, 4), Fraction(23, 2), TINY]
INSIDE = [THIRD, Fraction(-4, 5), TINY, 1 - TINY]
OUTSIDE = [Fraction(4, 3), Fraction(-7, 2), 1 + TINY, 1 / TINY]
POSITIVE = [THIRD, Fraction(7, 2), TINY, 1 / TINY]
NUMBERS = [Fraction(-7, 2), Fraction(5, 2), Fraction(-1, 3), Fraction(8, 3), Fraction(0), Fraction(4)]

EXACT: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "Abs": (abs, NUMBERS),
    "sign": (lambda x: (x > 0) - (x < 0), NUMBERS),
    "floor": (math.floor, NUMBERS),
    "ceiling": (math.ceil, NUMBERS),
    "KroneckerDelta": (lambda x, y: int(x == y), [(THIRD, THIRD), (THIRD, HALF)]),
    "Max": (max, [(THIRD, HALF), (HALF, THIRD)]),
    "Min": (min, [(THIRD, HALF), (HALF, THIRD)]),
    "Mod": (lambda x, n: x % n, [(x, n) for x in NUMBERS for n in (Fraction(3, 4), Fraction(-3, 2))]),
    "Step": (lambda x: int(x > 0), NUMBERS),
    "StrictStep": (lambda x: int(x > 0), [x for x in NUMBERS if x]),
    "Kink": (lambda u, size: 0, [(HALF, Fraction(1)), (Fraction(0), Fraction(0))]),
    "Winner": (lambda gap, count: int(gap == 0), [(Fraction(0), Fraction(1)), (HALF, Fraction(2))]),
    "Ramp": (lambda x: max(x, Fraction(0)), NUMBERS),
    "Clip": (lambda x, low, high: min(max(x, low), high), [(x, Fraction(-1), Fraction(3)) for x in NUMBERS]),
    "Unitize": (lambda x: int(x != 0), NUMBERS),
    "IntegerPart": (int, NUMBERS),
    "Round": (round, NUMBERS),
    "FractionalPart": (lambda x: x - int(x), NUMBERS),
}

OTHER_FORMULAS: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "exp": (lambda x: mp.cosh(x) + mp.sinh(x), REAL),
    "log": (lambda x: 2 * mp.atanh((x - 1) / (x + 1)), POSITIVE),
    "sin": (lambda x: mp.im(mp.expj(x)), REAL),
    "cos": (lambda x: mp.re(mp.expj(x)), REAL),
    "tan": (lambda x: mp.sin(2 * x) / (1 + mp.cos(2 * x)), REAL),
    "cot": (lambda x: (1 + mp.cos(2 * x)) / mp.sin(2 * x), REAL),
    "sec": (lambda x: 2 * mp.cos(x) / (1 + mp.cos(2 * x)), REAL),
    "csc": (lambda x: 2 * mp.cos(x) / mp.sin(2 * x), REAL),
    "asin": (lambda x: mp.atan2(x, mp.sqrt(1 - x * x)), INSIDE),
    "acos": (lambda x: mp.atan2(mp.sqrt(1 - x * x), x), INSIDE),
    "atan": (lambda x: mp.im(mp.log(1 + mp.j * x)), REAL),
    "acot": (lambda x: mp.sign(x) * mp.pi / 2 - mp.atan(x), REAL),
    "asec": (lambda x: mp.atan2(mp.sqrt(x * x - 1), mp.sign(x)), OUTSIDE),
    "acsc": (lambda x: mp.atan2(mp.sign(x), mp.sqrt(x * x - 1)), OUTSIDE),
    "sinh": (lambda x: (mp.exp(x) - mp.exp(-x)) / 2, REAL),
    "cosh": (lambda x: (mp.exp(x) + mp.exp(-x)) / 2, REAL),
    "tanh": (lambda x: 1 - 2 / (mp.exp(2 * x) + 1), REAL),
    "coth": (lambda x: 1 + 2 / (mp.exp(2 * x) - 1), REAL),
    "sech": (lambda x: 2 / (mp.exp(x) + mp.exp(-x)), REAL),
    "csch": (lambda x: 2 / (mp.exp(x) - mp.exp(-x)), REAL),
    "asinh": (lambda x: mp.log(x + mp.sqrt(x * x + 1)), REAL),
    "acosh": (lambda x: mp.log(x + mp.sqrt(x * x - 1)), [Fraction(4, 3), 1 + TINY, 1 / TINY]),
    "atanh": (lambda x: mp.log((1 + x) / (1 - x)) / 2, INSIDE),
    "acoth": (lambda x: mp.log((x + 1) / (x - 1)) / 2, OUTSIDE),
    "asech": (lambda x: mp.log((1 + mp.sqrt(1 - x * x)) / x), [THIRD, TINY, 1 - TINY]),
    "acsch": (lambda x: mp.sign(x) * mp.log((1 + mp.sqrt(1 + x * x)) / abs(x)), REAL),
    "gamma": (_gamma, [*POSITIVE[:3], Fraction(-5, 3)]),
    "loggamma": (_log_gamma, [*POSITIVE, 1 + TINY]),
    "erf": (_erf, REAL),
    "erfc": (lambda x: 1 - _erf(x), REAL),
    "erfinv": (mp.erfinv, [THIRD, Fraction(-4, 5), TINY, 1 - TINY, TINY - 1]),
    "erfcinv": (lambda x: mp.erfinv(1 - x), [THIRD, Fraction(9, 5), TINY, 1 + TINY, 2 - TINY, HALF, Fraction(3, 2)]),
    "polygamma": (_polygamma, [(n, x) for n in range(4) for x in (THIRD, Fraction(-7, 4), Fraction(90))]),
    "expm1": (lambda x: mp.exp(x) - 1, REAL),
    "log1p": (lambda x: mp.log(1 + x), [*POSITIVE, TINY - 1]),
    "SoftPlus": (lambda x: mp.log(1 + mp.exp(x)), [*REAL, Fraction(-60), Fraction(300)]),
    "OnePlusErf": (lambda x: 1 + _erf(x), [*REAL, Fraction(-9)]),
    "NormalCDF": (mp.ncdf, [*REAL, Fraction(-13)]),
    "LogisticSigmoid": (lambda x: (1 + mp.tanh(x / 2)) / 2, REAL),
    "CubeRoot": (lambda x: mp.sign(x) * mp.exp(mp.log(abs(x)) / 3), REAL),
    "Surd": (lambda x, n: mp.sign(x) * mp.root(abs(x), n), [(x, 5) for x in REAL] + [(THIRD, 4)]),
    "Haversine": (lambda x: (1 - mp.cos(x)) / 2, REAL),
    "InverseHaversine": (lambda x: mp.acos(1 - 2 * x), [THIRD, TINY, 1 - TINY]),
    "Gudermannian": (lambda x: mp.atan(mp.sinh(x)), REAL),
    "InverseGudermannian": (lambda x: mp.log(mp.tan(x) + mp.sec(x)), [THIRD, Fraction(-3, 2), TINY]),
}
FUNCTIONS = {row.function.__name__: row.function for row in TABLE}


def test_every_function_of_the_table_has_another_formula_here() -> None:
    assert {*EXACT, *OTHER_FORMULAS} == {*FUNCTIONS}


@pytest.mark.parametrize("name", OTHER_FORMULAS)
def test_a_function_has_the_value_of_another_formula(name: str) -> None:
    formula, points = OTHER_FORMULAS[name]
    for point in points:
        args = point if isinstance(point, tuple) else (point,)
        constants = [sympy.Integer(arg) if isinstance(arg, int) else None for arg in args]
        given = [arg for arg, constant in zip(args, constants, strict=True) if constant is None]
        slots = iter([A0, A1])
        made = FUNCTIONS[name](*(next(slots) if constant is None else constant for constant in constants))
        with mp.workdps(4 * DIGITS):
            expected = formula(*(arg if isinstance(arg, int) else exactly(arg) for arg in args))
        assert_close(computed(made, *given), expected)


@pytest.mark.parametrize("name", EXACT)
def test_a_function_of_fractions_is_exact(name: str) -> None:
    formula, points = EXACT[name]
    for point in points:
        args = point if isinstance(point, tuple) else (point,)
        made = FUNCTIONS[name](*[slot(position) for position in range(len(args))])
        assert_close(computed(made, *args), formula(*args))


@pytest.mark.parametrize(
    ("function", "point"),
    [
        (sympy.log, -1),
        (sympy.sqrt, -2),
        (lambda x: x ** sympy.Rational(1, 3), -8),
        (lambda x: x ** sympy.Float(0.5), -8),
        (sympy.asin, 2),
        (sympy.acos, -2),
        (sympy.acosh, HALF),
        (sympy.atanh, 2),
        (sympy.acoth, HALF),
        (sympy.acoth, 0),
        (sympy.asec, HALF),
        (sympy.asec, 0),
        (sympy.acsc, HALF),
        (sympy.asech, 2),
        (sympy.asech, -2),
        (sympy.loggamma, -HALF),
        (sympy.loggamma, 0),
        (sympy.gamma, -3),
        (sympy.erfinv, 2),
        (sympy.erfcinv, -1),
        (lambda x: sympy.polygamma(1, x), -2),
        (FUNCTIONS["InverseHaversine"], -1),
        (FUNCTIONS["InverseHaversine"], 2),
        (FUNCTIONS["InverseGudermannian"], 2),
        (FUNCTIONS["StrictStep"], 0),
        (lambda x: x * sympy.log(x), 0),
        (lambda x: sympy.sin(x) / x, 0),
        (lambda x: sympy.Mod(2, x), 0),
        (lambda x: Max(sympy.log(x), 3), -1),
        (lambda x: Piecewise((x, x > 0)), -1),
    ],
)
def test_outside_the_real_domain_is_no_number(function: Any, point: Any) -> None:
    assert mpmath.isnan(computed(function(A0), point))


@pytest.mark.parametrize(
    ("function", "point", "infinity"),
    [
        (sympy.log, 0, "-inf"),
        (lambda x: 1 / x, 0, "+inf"),
        (lambda x: x**-2, 0, "+inf"),
        (lambda x: x ** sympy.Rational(-1, 3), 0, "+inf"),
        (sympy.atanh, 1, "+inf"),
        (sympy.atanh, -1, "-inf"),
        (sympy.asech, 0, "+inf"),
        (sympy.erfinv, -1, "-inf"),
        (sympy.erfcinv, 0, "+inf"),
        (sympy.erfcinv, 2, "-inf"),
        (lambda x: sympy.exp(sympy.exp(sympy.exp(x))), 40, "+inf"),
        (lambda x: sympy.gamma(sympy.exp(x)), 100, "+inf"),
        (lambda x: (-x) ** sympy.exp(sympy.exp(x)), 25, "+inf"),
    ],
)
def test_poles_at_the_end_of_a_domain_are_infinite(function: Any, point: Any, infinity: str) -> None:
    assert str(computed(function(A0), point)) == infinity


BIG = sympy.exp(sympy.exp(A0))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (sympy.exp(-BIG), 0),
        (sympy.tanh(BIG), 1),
        (sympy.erfc(-BIG), 2),
        (FUNCTIONS["LogisticSigmoid"](-BIG), 0),
        (sympy.atan(1 / BIG) * BIG, 1),
        (sympy.Mod(-1 / BIG, 3) + sympy.Mod(1 / BIG, 3), 3),
        ((1 / A0) ** sympy.exp(BIG), 0),
        (sympy.polygamma(2, BIG), 0),
        (sympy.polygamma(0, BIG) / sympy.log(BIG), 1),
        (BIG ** sympy.Rational(1, 3) / sympy.exp(sympy.exp(A0) / 3), 1),
    ],
)
def test_numbers_too_large_for_floats(formula: sympy.Expr, expected: int) -> None:
    """Of exp(exp(25)), some 10^(3 10^10)."""
    assert_close(computed(formula, 25), expected)
