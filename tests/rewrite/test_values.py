"""Derivatives that are read from the values of their functions, each with its proof."""

import numpy as np
import pytest
import sympy
from mpmath import mp, mpf
from programs import A, B, P, builder, digits
from sympy import Expr, cos, cosh, exp, sin, sinh, sqrt, tan, tanh

from wlbridge import (
    LogisticSigmoid,
)
from wlbridge.differentiation.formulas import derivative
from wlbridge.numeric.reading import numeric
from wlbridge.rewrite import (
    values_at_hand,
)
from wlbridge.rewrite.values import IDENTITIES, Y, Z
from wlbridge.statements import (
    Map,
    slot,
)
from wlbridge.wolfram_functions import CubeRoot

BY_VALUE: dict[str, tuple[Expr, Expr, list[str], list[str]]] = {
    "Tanh": (tanh(A), 1 - A**2, ["y"], ["-2", "1/3", "1.5"]),
    "Exp": (exp(A), A, ["y"], ["-2", "1/3"]),
    "LogisticSigmoid": (LogisticSigmoid(A), A * (1 - A), ["y"], ["-2", "1/3", "5"]),
    "Tan": (tan(A), A**2 + 1, ["y"], ["-1", "1/3"]),
    "Sqrt": (sqrt(A), 1 / (2 * A), ["y"], ["1/7", "3"]),
    "CubeRoot": (CubeRoot(A), 1 / (3 * A**2), ["y"], ["-2", "1/7"]),
    "Gamma": (sympy.gamma(A), B * sympy.polygamma(0, A), ["z", "y"], ["1/7", "3"]),
    "Sec": (sympy.sec(A), B * tan(A), ["z", "y"], ["-1", "1/3"]),
    "InverseErf": (sympy.erfinv(A), sqrt(sympy.pi) * exp(A**2) / 2, ["y"], ["-1/2", "1/3"]),
    "ArcCosh": (sympy.acosh(A), 1 / sinh(A), ["y"], ["1.001", "3", "1e9"]),
    "ArcSec": (sympy.asec(A), 1 / (A**2 * sin(B)), ["z", "y"], ["-1.001", "-3", "1.001", "7"]),
    "ArcCsc": (sympy.acsc(A), -1 / (A**2 * cos(B)), ["z", "y"], ["-1.001", "-3", "1.001", "7"]),
    "ArcCsch": (sympy.acsch(A), -1 / (A**2 * cosh(B)), ["z", "y"], ["-3", "-0.01", "0.01", "7"]),
    "ArcSech": (sympy.asech(A), -1 / (A * tanh(B)), ["z", "y"], ["0.01", "0.9"]),
}
"""A function, its derivative with its value y, the arrays that are read for it, and points of the domain."""


@pytest.mark.parametrize("name", BY_VALUE)
def test_a_derivative_is_read_from_the_value_of_the_function(name: str) -> None:
    function, expected, arrays, points = BY_VALUE[name]
    made = builder()
    made.append(Map(("z",), function, "a->a"), "y")
    made.append(Map(("z",), 7 * derivative(function, A), "a->a"), "slope")
    slope = values_at_hand(made.program("slope", "y")).definitions["slope"]
    assert slope == Map(tuple(arrays), 7 * expected, ",".join("a" for _ in arrays) + "->a")
    for point in map(sympy.Rational, points):
        y = function.xreplace({A: point})
        read = {slot(position): {"y": y, "z": point}[array] for position, array in enumerate(arrays)}
        exact = digits(derivative(function, A).xreplace({A: point}).doit())
        assert abs(digits(expected.xreplace(read).doit()) - exact) <= mpf("1e-45") * abs(exact)


@pytest.mark.parametrize(("function", "part", "by_value"), IDENTITIES, ids=str)
def test_proof_of_what_is_written_by_a_value(function: Expr, part: Expr, by_value: Expr) -> None:
    """Of the squares, for the roots, which are positive: 1/cosh(y) always, the others for y of their functions."""
    z = sympy.Symbol("z", positive=True)
    inserted = by_value.xreplace({Y: function}).replace(sympy.asech, lambda u: sympy.acosh(1 / u))
    inserted = inserted.replace(sympy.acsch, lambda u: sympy.asinh(1 / u))
    assert sympy.simplify(sympy.expand_func((inserted**2 - part**2).xreplace({Z: z}))) == 0


@pytest.mark.parametrize("z", [-700.0, -40.0, -1.0, 0.0, 17.0, 36.0, 40.0, 700.0])
def test_the_slope_of_a_sigmoid_by_its_value_has_the_error_of_1(z: float) -> None:
    """``y (1 - y)`` keeps its digits below 0; above, its error is that of the last digit of 1, and it is 0 at 40."""
    made = builder()
    y = made.append(Map(("z",), P, "a->a"), "y")
    slope = made.append(Map(("z", y), derivative(P, A) + 0 * B, "a,a->a"), "slope")
    program = values_at_hand(made.program(slope))
    assert program.definitions["slope"] == Map(("y",), A * (1 - A), "a->a")
    given = {p.name: np.full(p.shape, z if p.name == "z" else 1) for p in program.placeholders.values()}
    with mp.workdps(50):
        exact = 1 / (2 + mp.exp(mpf(z)) + mp.exp(-mpf(z)))
    assert abs(numeric(program)(given)[0] - exact) <= 2**-51 * exact + (2**-52 if z > 0 else 0)
