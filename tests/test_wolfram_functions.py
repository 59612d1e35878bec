"""The functions that sympy lacks: exact values, derivatives, digits and LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import pytest
import sympy
from mpmath import mp, mpf
from sympy import Float, I, Integer, Rational, Symbol, oo, pi

from wlbridge.wolfram_functions import (
    Clip,
    CubeRoot,
    FractionalPart,
    Gudermannian,
    Haversine,
    IntegerPart,
    InverseGudermannian,
    InverseHaversine,
    LogisticSigmoid,
    NormalCDF,
    OnePlusErf,
    Ramp,
    RealFunction,
    Round,
    SoftPlus,
    Step,
    Surd,
    Unitize,
)

X = Symbol("x", real=True)
HALF = Rational(1, 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Ramp(-3), 0),
        (Ramp(0), 0),
        (Ramp(HALF), HALF),
        (Ramp(oo), oo),
        (Step(0), 0),
        (Step(-HALF), 0),
        (Step(HALF), 1),
        (LogisticSigmoid(0), HALF),
        (LogisticSigmoid(oo), 1),
        (LogisticSigmoid(-oo), 0),
        (OnePlusErf(0), 1),
        (NormalCDF(0), HALF),
        (NormalCDF(oo), 1),
        (Clip(5, -1, 1), 1),
        (Clip(-5, -1, 1), -1),
        (Clip(HALF, -1, 1), HALF),
        (Clip(1, -1, 1), 1),
        (CubeRoot(-8), -2),
        (CubeRoot(Rational(27, 8)), Rational(3, 2)),
        (CubeRoot(0), 0),
        (Surd(-32, 5), -2),
        (Surd(16, 4), 2),
        (Haversine(pi), 1),
        (Haversine(0), 0),
        (InverseHaversine(0), 0),
        (Gudermannian(0), 0),
        (InverseGudermannian(0), 0),
        (Unitize(0), 0),
        (Unitize(Rational(-1, 10**30)), 1),
        (IntegerPart(Rational(-7, 2)), -3),
        (IntegerPart(Rational(7, 2)), 3),
        (FractionalPart(Rational(-7, 3)), Rational(-1, 3)),
        (FractionalPart(4), 0),
        *((Round(Rational(n, 2)), even) for n, even in [(-5, -2), (-3, -2), (-1, 0), (1, 0), (3, 2), (5, 2), (7, 4)]),
        (Round(Rational(8, 3)), 3),
        (Round(Rational(-8, 3)), -3),
    ],
)
def test_exact_arguments_with_a_simple_value_give_it(value: Any, expected: Any) -> None:
    assert value == expected


@pytest.mark.parametrize(
    "call", [LogisticSigmoid(1), SoftPlus(0), CubeRoot(2), InverseHaversine(1), Surd(2, 3), Ramp(X), Clip(X, -1, 1)]
)
def test_other_exact_arguments_stay(call: Any) -> None:
    assert isinstance(call, RealFunction)


def _sign(x: Any) -> Any:
    return mp.sign(x)


ORACLES: list[tuple[Callable[[Any], Any], Callable[[Any], Any], list[Any]]] = [
    (LogisticSigmoid, lambda x: 1 / (1 + mp.exp(-x)), [Rational(3, 10), -700, -1000, 50, Rational(1, 10**20)]),
    (SoftPlus, lambda x: mp.log1p(mp.exp(x)), [Rational(3, 10), -700, -1000, 1000]),
    (OnePlusErf, lambda x: mp.erfc(-x), [Rational(3, 10), -30, -6, 6]),
    (NormalCDF, lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, [Rational(3, 10), -30, -6, 6]),
    (Ramp, lambda x: max(x, mpf(0)), [Rational(1, 3), Rational(-1, 3)]),
    (lambda x: Clip(x, -1, 2), lambda x: min(max(x, mpf(-1)), mpf(2)), [Rational(1, 3), -3, 3]),
    (CubeRoot, lambda x: _sign(x) * mp.cbrt(abs(x)), [Rational(3, 10), -2, 5]),
    (lambda x: Surd(x, 5), lambda x: _sign(x) * mp.root(abs(x), 5), [Rational(3, 10), -2, 5]),
    (lambda x: Surd(x, 4), lambda x: mp.root(x, 4), [Rational(3, 10), 5]),
    (Haversine, lambda x: mp.sin(x / 2) ** 2, [Rational(3, 10), -2, Rational(1, 10**20)]),
    (InverseHaversine, lambda x: 2 * mp.asin(mp.sqrt(x)), [Rational(3, 10), 1 - Rational(1, 10**20)]),
    (Gudermannian, lambda x: 2 * mp.atan(mp.tanh(x / 2)), [Rational(3, 10), -2, 700, Rational(1, 10**20)]),
    (InverseGudermannian, lambda x: 2 * mp.atanh(mp.tan(x / 2)), [Rational(3, 10), Rational(-3, 2)]),
    (FractionalPart, lambda x: x - _sign(x) * mp.floor(abs(x)), [Rational(7, 3), Rational(-7, 3)]),
    (Unitize, lambda x: mpf(x != 0), [Rational(7, 3), -2]),
    (IntegerPart, lambda x: _sign(x) * mp.floor(abs(x)), [Rational(7, 3), Rational(-7, 3)]),
    (Round, mp.nint, [Rational(7, 3), Rational(-8, 3)]),
    (Step, lambda x: mpf(x > 0), [Rational(7, 3), -2]),
]
CASES = [(function, definition, point) for function, definition, points in ORACLES for point in points]


def mpf_of(number: Any) -> Any:
    """A number of sympy in mpmath."""
    return mpmath.mpmathify(sympy.sympify(number).evalf(70)._to_mpmath(240))


@pytest.mark.parametrize(("function", "definition", "point"), CASES)
def test_evalf_gives_every_digit_that_is_asked_for(function: Any, definition: Any, point: Any) -> None:
    got = sympy.N(function(point), 40)
    with mp.workdps(80):
        value = definition(mpf_of(point))
        assert abs(mpf_of(got) - value) <= 1e-39 * abs(value)


@pytest.mark.parametrize(("function", "definition", "point"), CASES)
def test_a_float_gives_a_float_rounded_once(function: Any, definition: Any, point: Any) -> None:
    argument = Float(point)
    got = function(argument)
    assert got.is_Number
    with mp.workdps(80):
        value = definition(mpf_of(argument))
        assert abs(mpf_of(got) - value) <= 2.3e-16 * abs(value)


@pytest.mark.parametrize(("function", "definition", "point"), CASES)
def test_the_derivative_is_that_of_the_definition(function: Any, definition: Any, point: Any) -> None:
    """Each point is apart from kinks and jumps; mpmath differentiates numerically."""
    got = sympy.N(function(X).diff(X).subs(X, point), 30)
    with mp.workdps(80):
        step = mpf(10) ** -30  # the derivative near 1 - 1e-20 changes over 1e-20
        at = mpf_of(point)
        value = (definition(at + step) - definition(at - step)) / (2 * step)
        assert abs(mpf_of(got) - value) <= 1e-16 * abs(value) + mpf(10) ** -40


@pytest.mark.parametrize(("function", "definition", "point"), CASES)
def test_the_definition_in_plain_sympy_is_the_same_function(function: Any, definition: Any, point: Any) -> None:
    plain = function(X).doit().doit()
    assert not plain.has(RealFunction)
    assert plain.equals(function(X).expand(func=True).doit())
    with mp.workdps(1000):  # log(1 + exp(-1000)) cancels
        at = mpf_of(point)
        value = definition(at)
        assert abs(sympy.lambdify(X, plain, "mpmath")(at) - value) <= mpf(10) ** -60 * abs(value)


@pytest.mark.parametrize(
    ("derivative", "expected"),
    [
        (Ramp(X).diff(X), Step(X)),
        (Step(X).diff(X), 0),
        (Round(X).diff(X), 0),
        (IntegerPart(X).diff(X), 0),
        (Unitize(X).diff(X), 0),
        (FractionalPart(X).diff(X), 1),
        (SoftPlus(X).diff(X), LogisticSigmoid(X)),
        (Clip(X, -1, 1).diff(X), Step(X + 1) * Step(1 - X)),
        (LogisticSigmoid(2 * X).diff(X), 2 * LogisticSigmoid(2 * X) * LogisticSigmoid(-2 * X)),
        (Gudermannian(X).diff(X), sympy.sech(X)),
    ],
)
def test_derivatives_stand_in_their_stable_form(derivative: Any, expected: Any) -> None:
    assert derivative == expected


@pytest.mark.parametrize("constant", [lambda b: Clip(X, b, 2), lambda b: Surd(X, b)])
def test_bounds_and_orders_are_constants(constant: Any) -> None:
    """So their derivatives stay, as unevaluated ones."""
    bound = Symbol("b")
    assert constant(bound).diff(bound).has(sympy.Derivative)
    assert not constant(bound).diff(X).has(sympy.Derivative)


@pytest.mark.parametrize(
    ("expression", "latex"),
    [
        (LogisticSigmoid(X), r"\sigma\left(x\right)"),
        (LogisticSigmoid(X) ** 2, r"\sigma^{2}\left(x\right)"),
        (CubeRoot(X), r"\sqrt[3]{x}"),
        (CubeRoot(X) ** 2, r"\sqrt[3]{x}^{2}"),
        (Ramp(X), r"\operatorname{Ramp}{\left(x \right)}"),
        (Clip(X, -1, 1), r"\operatorname{Clip}{\left(x,-1,1 \right)}"),
        (Gudermannian(X), r"\operatorname{Gudermannian}{\left(x \right)}"),
    ],
)
def test_latex(expression: Any, latex: str) -> None:
    assert sympy.latex(expression) == latex


def test_symbols_stay_and_what_is_not_real_is_not_evaluated() -> None:
    assert LogisticSigmoid(X).evalf() == LogisticSigmoid(X)
    assert LogisticSigmoid(I).func is LogisticSigmoid
    assert LogisticSigmoid(X).subs(X, Integer(0)) == HALF
    assert (X + LogisticSigmoid(X)).subs(X, Float(0)) == Float("0.5")


@pytest.mark.parametrize("function", [Round, IntegerPart, FractionalPart])
def test_what_takes_parts_apart_has_no_value_off_the_real_axis(function: type[RealFunction]) -> None:
    """Round[1.5 + 2.5 I] is 2 + 2 I there, and the definition for reals would give 2 + 3 I."""
    left = function(Rational(3, 2) + Rational(5, 2) * I)
    assert left.doit() == left == left.expand(func=True)
    assert function(X).doit() == function.definition(X)
