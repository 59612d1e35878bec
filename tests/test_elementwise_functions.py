"""Every function of ElementwiseLayer against mpmath at 50 digits, in both precisions, and the losses at extremes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import oracle
import pytest
from adapter import elementwise_function
from mpmath import mp, mpf

from wlbridge import CrossEntropyLossLayer, ElementwiseLayer, LinearLayer, NetChain, SoftmaxLayer, net_loss
from wlbridge.wolfram.from_wl import formula_of
from wlbridge.wolfram.make import system
from wlbridge.wolfram.text.reader import read_wl

KINKS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, math.pi / 2, math.pi)
MAGNITUDES = (
    "5e-324 1e-310 1e-300 1e-150 1e-20 1e-12 1e-9 1e-5 1e-3 0.1 0.25 0.75 0.9 0.999 0.999999999 0.999999999999"
    " 1.000000000001 1.000000001 1.001 1.25 1.4616321449683622 1.57 1.999 1.999999999 3.1 4 6 10 17.3 30 88 100 170"
    " 171.5 300 700 709.5 1e5 1e10 1e15 1e100 1e300"
)
POSITIVE = sorted(
    {float(x) for x in MAGNITUDES.split()}
    | {abs(float(side)) for kink in KINKS for side in (np.nextafter(kink, -1), kink, np.nextafter(kink, 9))}
)
GRID = [*(-x for x in reversed(POSITIVE)), *POSITIVE]

EPSILONS = {"Real64": 4, "Real32": 8}
"""How many units of the last digit a value may be off."""


def exact(name: str, x: float) -> Any:
    """The value at a double, or None where there is no real one."""
    try:
        return oracle.FUNCTIONS[name](x)
    except (ValueError, ZeroDivisionError, OverflowError):  # mpmath overflows at erfc(1e300), which is 0
        return None


def points_and_values(name: str, kind: type[np.floating[Any]]) -> tuple[list[float], list[Any]]:
    """The points of the grid in a precision, and the values there, as far as they are finite in it."""
    most = float(np.finfo(kind).max)
    points = sorted({float(kind(x)) for x in GRID if abs(x) <= most})
    pairs = [(x, exact(name, x)) for x in points]
    kept = [(x, value) for x, value in pairs if value is not None and abs(value) < most]
    return [x for x, _ in kept], [value for _, value in kept]


@pytest.mark.parametrize(("precision", "kind"), [("Real64", np.float64), ("Real32", np.float32)])
@pytest.mark.parametrize("name", oracle.FUNCTIONS)
def test_a_function_has_its_value_to_the_last_digits(name: str, precision: str, kind: type[np.floating[Any]]) -> None:
    """Only what is below the smallest normal number may be lost."""
    points, values = points_and_values(name, kind)
    assert len(points) >= 10
    net = NetChain([ElementwiseLayer(elementwise_function(name))], input="Real")
    got = net.formula().evaluate(points, working_precision=precision)
    assert got.dtype == kind
    tiny, epsilon = float(np.finfo(kind).tiny), float(np.finfo(kind).eps)
    for x, y, value in zip(points, map(float, got), values, strict=True):
        allowed = EPSILONS[precision] * epsilon * abs(value) if abs(value) >= tiny else tiny
        assert abs(mpf(y) - value) <= allowed, (x, y, float(value))


@pytest.mark.parametrize("name", oracle.PLAIN)
def test_a_symbol_and_a_pure_function_are_the_same(name: str) -> None:
    by_symbol = ElementwiseLayer(formula_of(system(name))).formula()
    assert NetChain.from_wl(f"ElementwiseLayer[{name}[#] &]").last.formula() == by_symbol
    assert NetChain.from_wl(f"ElementwiseLayer[{name}]").last.formula() == by_symbol


def test_the_inverse_of_erfc_where_its_argument_is_small() -> None:
    """``1 - x`` is 1 there, so the value is checked by way of erfc, whose condition at y is about 2 y^2."""
    points = [1e-300, 1e-100, 1e-20, 1e-12, 1e-3]
    net = NetChain([ElementwiseLayer(formula_of(system("InverseErfc")))], input="Real")
    for x, y in zip(points, net.formula().evaluate(points), strict=True):
        with mp.workdps(50):
            assert abs(mp.erfc(mpf(float(y))) / mpf(x) - 1) <= 4 * 2.3e-16 * (1 + 2 * float(y) ** 2)


@pytest.mark.parametrize(
    ("wolfram", "definition"),
    [
        ("0.5 (#1 (1 + Tanh[0.797885 (#1 + 0.044715 #1^3)])) &", lambda x: x * (1 + mp.tanh(_gelu_argument(x))) / 2),
        ("Clip[#, {-2, 3}] &", lambda x: min(max(x, mpf(-2)), mpf(3))),
        ("Clip[#, {-2, 3}, {-5, 7}] &", lambda x: mpf(-5) if x < -2 else mpf(7) if x > 3 else x),
        ("Mod[#, 3] &", lambda x: x - 3 * mp.floor(x / 3)),
        ("Threshold[#, 0.5] &", lambda x: x if abs(x) > 0.5 else mpf(0)),
        ("Chop[#] &", lambda x: x if abs(x) >= mpf(10) ** -10 else mpf(0)),
        ("Surd[#, 3] &", lambda x: mp.sign(x) * mp.cbrt(abs(x))),
        ("Surd[#, 5] &", lambda x: mp.sign(x) * mp.root(abs(x), 5)),
        ("Round[#, 0.25] &", lambda x: mp.nint(x / mpf(0.25)) / 4),
        ("KroneckerDelta[#, 2] &", lambda x: mpf(x == 2)),
        ("If[# > 1 && # < 3 || # <= -2, #^2, -#] &", lambda x: x**2 if 1 < x < 3 or x <= -2 else -x),
        (
            "Which[# >= 2, 1, Positive[#], 2, NonNegative[#], 3, True, 4] &",
            lambda x: mpf(1 if x >= 2 else 2 if x > 0 else 3 if x == 0 else 4),
        ),
        (
            "Piecewise[{{#^3, # < 0}, {Sqrt[#], # != 2}}, 9] &",
            lambda x: x**3 if x < 0 else mp.sqrt(x) if x != 2 else 9,
        ),
        ("Min[#, 1] - Max[#, -1, 0] / 7 &", lambda x: min(x, mpf(1)) - max(x, mpf(0)) / 7),
        ("Divide[Subtract[#, 1], 3] &", lambda x: (x - 1) / 3),
    ],
)
def test_a_formula_of_documented_parts_has_its_value(wolfram: str, definition: Any) -> None:
    points = [-30.0, -3.0, -2.0, -1.5, -0.5, -1e-12, 0.0, 1e-12, 0.3, 0.5, 1.0, 1.25, 2.0, 2.5, 3.0, 30.0]
    net = NetChain([ElementwiseLayer(formula_of(read_wl(wolfram)))], input="Real")
    for x, y in zip(points, net.formula().evaluate(points), strict=True):
        with mp.workdps(50):
            value = definition(mpf(x))
            assert abs(mpf(float(y)) - value) <= 1e-14 * max(abs(value), abs(mpf(x)) * 1e-14), (x, y, value)


def _gelu_argument(x: Any) -> Any:
    return mpf(0.797885) * (x + mpf(0.044715) * x**3)


LOGITS = [[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4, 1e4], [0.0, 1e-300, -1e4], [700.0, 30.0, -700.0]]


@pytest.mark.parametrize("logits", LOGITS)
def test_log_softmax_is_accurate_for_logits_of_any_size(logits: list[float]) -> None:
    """To the last digits of the largest of the logits, which are the results of a layer themselves."""
    net = NetChain([SoftmaxLayer()], input=3)
    probabilities = net.formula().evaluate(logits)
    for p, q in zip(probabilities, oracle.output([{"layer": "SoftmaxLayer"}], logits), strict=True):
        assert abs(mpf(float(p)) - q) <= 4 * 2.3e-16 * q + 1e-300
    for form, targets in (("Index", [1, 2, 3]), ("Probabilities", [[1, 0, 0], [0, 1, 0], [0.25, 0.25, 0.5]])):
        loss = net_loss(net, CrossEntropyLossLayer(form))
        for target in targets:
            with mp.workdps(9000):  # exp(-20000) beside 1 in the sum, and its logarithm
                top = max(logits)
                total = mp.log(mp.fsum(mp.exp(mpf(z) - top) for z in logits)) + top
                logs = [mpf(z) - total for z in logits]
                weights = target if isinstance(target, list) else [k == target for k in (1, 2, 3)]
                value = -mp.fsum(w * entry for w, entry in zip(weights, logs, strict=True))
            got = loss.evaluate(logits, target)
            assert abs(mpf(float(got)) - value) <= 4 * 2.3e-16 * max(map(abs, [*logits, 1.0]))


@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("logit", [-1e4, -700.0, -30.0, -1e-12, 0.0, 1.0, 30.0, 700.0, 1e4])
@pytest.mark.parametrize("sigmoid", ["Sigmoid", "LogisticSigmoid"])
def test_binary_cross_entropy_after_a_sigmoid_is_exact_for_any_logit(
    sigmoid: str, logit: float, target: float
) -> None:
    """Per unit of the terms: ``t log(1 + exp(-z)) + (1 - t) log(1 + exp(z))``."""
    net = NetChain([ElementwiseLayer(elementwise_function(sigmoid))], input="Real")
    got = net_loss(net, CrossEntropyLossLayer("Binary")).evaluate(logit, target)
    with mp.workdps(5000):
        z, t = mpf(logit), mpf(target)
        value = t * mp.log1p(mp.exp(-z)) + (1 - t) * mp.log1p(mp.exp(z))
    assert abs(mpf(float(got)) - value) <= 4 * 2.3e-16 * abs(value) + 1e-300


def test_cross_entropy_after_a_linear_layer_of_large_weights_is_finite() -> None:
    weights = [[1e4, 0.0], [0.0, -1e4], [5e3, -5e3]]
    net = NetChain([LinearLayer(3, weights=weights, biases=None), SoftmaxLayer()])
    assert float(net_loss(net).evaluate([1.0, 1.0], 2)) == 20000.0
