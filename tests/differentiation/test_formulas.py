"""Derivatives of scalar formulas, against central differences of the oracle's functions at 50 digits."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from mpmath import mp, mpf
from oracle import FUNCTIONS
from sympy import Abs, Max, Min, Mod, Piecewise, exp, log, sign, tanh

from wlbridge import Clip, LogisticSigmoid, Ramp, Round, plain_functions
from wlbridge.differentiation.formulas import derivative
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.wolfram_functions import SoftPlus, Step

X = sympy.Symbol("x", real=True)
T = sympy.Symbol("t", real=True)


def function(name: str) -> Callable[[Any], Any]:
    if name == "KroneckerDelta":
        return lambda x: sympy.KroneckerDelta(x, 0)
    return NAMED_FUNCTIONS.get(name) or getattr(plain_functions, name)


def points(name: str) -> list[float]:
    """Inside the domain, away from kinks."""
    low, high = (max(min(end, 4.0), -4.0) for end in FUNCTIONS[name].domain)
    inside = [low + share * (high - low) for share in (0.07, 0.23, 0.41, 0.58, 0.77, 0.94)]
    return [point for point in inside if FUNCTIONS[name].distance(point) > 1e-2]


def agrees(name: str, slope: sympy.Expr) -> bool:
    """Whether a formula is the derivative of the oracle's function, to nine digits."""
    with mp.workdps(50):
        step = mpf("1e-12")  # the error is some 1e-24; the oracle has 50 digits
        exact = [
            (FUNCTIONS[name](mpf(point) + step) - FUNCTIONS[name](mpf(point) - step)) / (2 * step)
            for point in points(name)
        ]
        known = slope.replace(sympy.erfcinv, lambda z: sympy.erfinv(1 - z))  # sympy does not evaluate erfcinv
        values = [mpf(str(sympy.N(known.subs(X, sympy.Rational(p)).doit(), 40))) for p in points(name)]
        return all(abs(v - e) <= mpf("1e-9") * max(abs(e), mpf("1e-9")) for v, e in zip(values, exact, strict=True))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_documented_function(name: str) -> None:
    assert points(name)
    assert agrees(name, derivative(function(name)(X), X))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_derivative_that_is_wrong_by_a_millionth_is_noticed(name: str) -> None:
    slope = derivative(function(name)(X), X)
    wrong = slope * (1 + sympy.Rational(1, 10**6)) if slope != 0 else sympy.Rational(1, 10**6)
    assert not agrees(name, wrong)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (X**3 + 2 * X, 3 * X**2 + 2),
        (X**T, T * X ** (T - 1)),
        (T**X, T**X * log(T)),
        (X**X, X * X ** (X - 1) + X**X * log(X)),
        (X * tanh(X), X * (1 - tanh(X) ** 2) + tanh(X)),
        (exp(-(X**2)), -2 * X * exp(-(X**2))),
        (log(1 + exp(X)), LogisticSigmoid(X)),
        (log(1 + exp(-X)), -LogisticSigmoid(-X)),
        (T * log(1 + exp(-X)) + (1 - T) * log(1 + exp(X)), LogisticSigmoid(X) - T),
        (Ramp(X), Step(X)),
        (Abs(X), sign(X)),
        (Max(X, 0), Step(X)),
        (Min(X, 6), Step(6 - X)),
        (Clip(X, -1, 1), Step(X + 1) * Step(1 - X)),
        (Mod(X, 3), sympy.Integer(1)),
        (Round(X) + sign(X) + sympy.floor(X), sympy.Integer(0)),
        (sympy.KroneckerDelta(X, 0), sympy.Integer(0)),
        (Piecewise((X**2, X > 0), (T * X, True)), Piecewise((2 * X, X > 0), (T, True))),
        (T + 1, sympy.Integer(0)),
    ],
)
def test_formulas(formula: sympy.Expr, expected: sympy.Expr) -> None:
    assert sympy.simplify(derivative(formula, X) - expected) == 0


@pytest.mark.parametrize(
    ("formula", "kink", "value"),
    [
        (Ramp(X), 0, 0),
        (Abs(X), 0, 0),
        (Max(X, 0), 0, 0),
        (Min(X, 6), 6, 0),
        (Max(X, T), 2, None),
        (Clip(X, -1, 1), 1, 0),
        (Clip(X, -1, 1), -1, 0),
        (Piecewise((X, X >= 0), (3 * X, True)), 0, 1),
        (Piecewise((X, X > 0), (3 * X, True)), 0, 3),
        (sign(X), 0, 0),
    ],
)
def test_the_convention_at_kinks(formula: sympy.Expr, kink: int, value: int | None) -> None:
    slope = derivative(formula, X).subs(T, 2)
    if value is None:  # of equal arguments one gets all of it
        assert {slope.subs(X, kink), derivative(formula, T).subs(T, 2).subs(X, kink)} == {0, 1}
    else:
        assert slope.subs(X, kink) == value


@pytest.mark.parametrize("at", [-800, -30, 0, 30, 800])
def test_slopes_are_finite_where_sympys_are_not(at: int) -> None:
    """diff(log(1 + exp(x))) is nan at 800."""
    slope = derivative(log(1 + exp(X)), X)
    with mp.workdps(50):
        exact = 1 / (1 + mp.exp(-at))
        assert abs(mpf(str(sympy.N(slope.subs(X, at), 40))) - exact) <= mpf("1e-38") * exact


def test_second_derivatives() -> None:
    assert derivative(derivative(SoftPlus(X), X), X) == LogisticSigmoid(X) * LogisticSigmoid(-X)
    assert derivative(derivative(Ramp(X), X), X) == 0
    assert derivative(derivative(X**3, X), X) == 6 * X


def test_what_has_no_derivative_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedFunctionError, match="zeta"):
        derivative(sympy.zeta(X), X)
