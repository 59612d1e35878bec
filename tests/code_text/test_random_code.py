"""Random expressions, simplified by sympy or as they were put together, have the values of mpmath everywhere."""

import math
import random

import mpmath
import pytest
import sympy
from running import missing, values
from sympy import Abs, Add, And, Float, Integer, Max, Min, Mul, Not, Or, Piecewise, Pow, Rational, sign

from wlbridge.code_text import LANGUAGES, numeric_code
from wlbridge.errors import UnsupportedFunctionError

x, y = sympy.symbols("x y")
POINTS = [(0.3, 0.7), (-0.6, 1.25), (1.5, -2.5)]
TOLERANCE = 1e-12
NUDGE = mpmath.mpf(2) ** -52

OF_ONE = [sympy.sin, sympy.cos, sympy.exp, sympy.atan, sympy.tanh, sympy.cot, sympy.sec, sympy.asinh, Abs, sign]
EXPONENTS = [2, 3, -1, -2, Rational(1, 2), Rational(-1, 2), Rational(1, 3)]
LEAVES = [
    lambda chance: chance.choice([x, y]),
    lambda chance: Integer(chance.randint(-4, 4)),
    lambda chance: Rational(chance.randint(-7, 7), chance.randint(1, 5)),
    lambda chance: Float(chance.uniform(-2, 2)),
]


def random_expression(chance, depth):
    if depth == 0:
        return chance.choice(LEAVES)(chance)
    a, b, c = (random_expression(chance, depth - 1) for _ in range(3))
    options = chance.choice([{}, {"evaluate": False}])
    kinds = [
        *[lambda: Add(a, b, **options)] * 3,
        *[lambda: Mul(a, b, **options)] * 3,
        *[lambda: Pow(a, chance.choice(EXPONENTS), **options)] * 2,
        lambda: Pow(chance.choice([2, -2, Rational(1, 2), Rational(-2, 3)]), a, **options),
        lambda: -a,
        lambda: Max(a, b, c) - Min(a, 1),
        lambda: Piecewise((a, chance.choice([b > c, And(x > y, Not(y > c)), Or(x < 1, y > b)])), (b, True)),
        *[lambda: chance.choice(OF_ONE)(a, **options)] * 3,
    ]
    return chance.choice(kinds)()


def right_value(expression, point):
    """The value, or None where it is not real, or where the last bit of the point says more than the tolerance."""
    function = sympy.lambdify((x, y), expression, "mpmath")
    try:
        with mpmath.workdps(40):
            a, b = map(mpmath.mpf, point)
            value, moved = function(a, b), function(a * (1 + 4 * NUDGE), b * (1 - 4 * NUDGE))
            if mpmath.im(value) == 0 and abs(value) < 1e300 and abs(value - moved) <= TOLERANCE / 10 * abs(value):
                return float(mpmath.re(value))
    except (ArithmeticError, TypeError):  # division by zero; the order of complex numbers
        pass
    return None


@pytest.fixture(scope="module")
def expressions(pytestconfig):
    found = []
    for seed in range(1_000 if pytestconfig.getoption("--long") else 120):
        chance = random.Random(seed)  # noqa: S311
        try:
            expression = random_expression(chance, chance.randint(2, 3))
            numeric_code(expression, "c")
        except (ValueError, TypeError, UnsupportedFunctionError):  # a Max or an order of complex numbers; infinities
            continue
        found.append((expression, [right_value(expression, point) for point in POINTS]))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_random_expressions_have_the_values_of_mpmath(language, expressions, tmp_path):
    if program := missing(language):
        pytest.skip(f"there is no {program} here")
    codes = [numeric_code(expression, language) for expression, _ in expressions]
    compared, wrong = 0, []
    for code, (expression, right), got in zip(
        codes, expressions, values(language, codes, POINTS, tmp_path), strict=True
    ):
        for point, expected, value in zip(POINTS, right, got, strict=True):
            # NaN is the honest answer of doubles to a part that is complex; C leaves it out of a maximum.
            if expected is None or math.isnan(value) or (language in {"c", "fortran"} and expression.has(Max, Min)):
                continue
            compared += 1
            if not math.isclose(value, expected, rel_tol=TOLERANCE, abs_tol=0):
                wrong.append((code, point, value, expected))
    assert wrong == []
    assert compared > len(expressions)
