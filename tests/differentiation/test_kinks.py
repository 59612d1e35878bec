"""The conventions for kinks and jumps: every function, every option, every reading.

The table states the slopes below and above each point; they are checked against one-sided differences of the function
itself in mpmath, and what is expected of "half" and "error" follows from them.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import sympy
from mpmath import mp, mpf
from sympy import Abs, Max, Min, Mod, Piecewise, Rational, exp, sign
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge import (
    Clip,
    ElementwiseLayer,
    NetChain,
    Ramp,
    net_loss,
)
from wlbridge import plain_functions as plain
from wlbridge.differentiation.formulas import derivative
from wlbridge.differentiation.kinks import KINKS, Kinks
from wlbridge.engines import WoxiEngine
from wlbridge.errors import KinkError
from wlbridge.loss import Loss

X = sympy.Symbol("x", real=True)

SELU_ABOVE, SELU_BELOW = 1.0507009873554805, 1.758099340847161

# name: function, the same for mpmath, point, slopes below and above, slope for "zero"
CONTINUOUS: dict[str, tuple[Any, Callable[[Any], Any], float, float, float, float]] = {
    "Ramp": (Ramp, lambda x: max(x, 0), 0, 0, 1, 0),
    "Ramp, inside": (lambda x: Ramp(3 * x - 6), lambda x: max(3 * x - 6, 0), 2, 0, 3, 0),
    "Abs": (Abs, abs, 0, -1, 1, 0),
    "Max with a number": (lambda x: Max(x, 2), lambda x: max(x, 2), 2, 0, 1, 0),
    "Max, the number last": (lambda x: Max(-x, 2), lambda x: max(-x, 2), -2, -1, 0, 0),
    "Max of three": (lambda x: Max(x, 2 * x, 1), lambda x: max(2 * x, x, 1), 0.5, 0, 2, 0),
    "Min with a number": (lambda x: Min(x, 6), lambda x: min(x, 6), 6, 1, 0, 0),
    "Min of three": (lambda x: Min(x, 3, x + 5), lambda x: min(x, 3), 3, 1, 0, 0),
    "Clip, lower end": (lambda x: Clip(x, -1, 1), lambda x: min(max(x, -1), 1), -1, 0, 1, 0),
    "Clip, upper end": (lambda x: Clip(x, -1, 1), lambda x: min(max(x, -1), 1), 1, 1, 0, 0),
    "HardTanh": ("HardTanh", lambda x: min(max(x, -1), 1), 1, 1, 0, 0),
    "HardSigmoid": ("HardSigmoid", lambda x: min(max((x + 1) / 2, 0), 1), -1, 0, 0.5, 0),
    "HardSwish, lower end": ("HardSwish", lambda x: x * min(max(x + 3, 0), 6) / 6, -3, 0, -0.5, 0),
    "HardSwish, upper end": ("HardSwish", lambda x: x * min(max(x + 3, 0), 6) / 6, 3, 1.5, 1, 1),
    "SELU": ("SELU", lambda x: SELU_ABOVE * x if x >= 0 else SELU_BELOW * mp.expm1(x), 0, SELU_BELOW, SELU_ABOVE,
             SELU_ABOVE),
    "cases, > takes the case below": (lambda x: Piecewise((x, x > 0), (3 * x, True)),
                                      lambda x: x if x > 0 else 3 * x, 0, 3, 1, 3),
    "cases, >= takes the case above": (lambda x: Piecewise((x, x >= 0), (3 * x, True)),
                                       lambda x: x if x >= 0 else 3 * x, 0, 3, 1, 1),
    "three cases": (lambda x: Piecewise((-1, x < -1), (x, x < 1), (1, True)), lambda x: min(max(x, -1), 1), 1, 1, 0,
                    0),
}  # fmt: skip

# name: function, the same for mpmath, a point where it jumps, the slope on both sides, a point where it does not
JUMPING: dict[str, tuple[Any, Callable[[Any], Any], float, float, float]] = {
    "Sign": (sign, mp.sign, 0, 0, 2),
    "Unitize": (plain.Unitize, lambda x: int(x != 0), 0, 0, 2),
    "Floor": (plain.Floor, mp.floor, 2, 0, 2.5),
    "Ceiling": (plain.Ceiling, mp.ceil, -2, 0, 2.5),
    "Round": (plain.Round, mp.nint, 1.5, 0, 2),
    "IntegerPart": (plain.IntegerPart, lambda x: mp.sign(x) * mp.floor(abs(x)), -1, 0, 0),
    "FractionalPart": (plain.FractionalPart, lambda x: x - mp.sign(x) * mp.floor(abs(x)), 3, 1, 0),
    "Mod": (lambda x: Mod(x, 3), lambda x: x % 3, 6, 1, 1),
    "ArcCot": (plain.ArcCot, lambda x: mp.acot(x) if x else mp.pi / 2, 0, -1, None),
    "KroneckerDelta": (lambda x: sympy.KroneckerDelta(x, 2), lambda x: int(x == 2), 2, 0, 0),
    "Threshold": (lambda x: Piecewise((x, Abs(x) > 2), (0, True)), lambda x: x if abs(x) > 2 else 0, 2, None, 0),
}

# Piecewise that have a derivative at the boundary: "error" does not refuse it
SMOOTH: dict[str, tuple[Any, float, float]] = {
    "ELU": ("ELU", 0, 1),
    "Piecewise of squares": (lambda x: Piecewise((x**2, x > 0), (-(x**2), True)), 0, 0),
    "both cases stated": (lambda x: Piecewise((x**2, x > 0), (-(x**2), x <= 0)), 0, 0),
    "smoothstep, lower end": (lambda x: Piecewise((0, x < 0), (3 * x**2 - 2 * x**3, x < 1), (1, True)), 0, 0),
    "smoothstep, upper end": (lambda x: Piecewise((0, x < 0), (3 * x**2 - 2 * x**3, x < 1), (1, True)), 1, 0),
    "Huber": (lambda x: Piecewise((x**2 / 2, Abs(x) <= 1), (Abs(x) - Rational(1, 2), True)), -1, -1),
}


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


def loss_of(function: Any) -> Loss:
    """The function of one input times the target."""
    return net_loss(NetChain([ElementwiseLayer(function)], input=1), lambda y, t: y * t)


def one_sided(function: Callable[[Any], Any], point: float) -> list[float]:
    """Slopes below and above, to some 20 digits."""
    with mp.workdps(60):
        h = mpf("1e-25")
        ends = [(point - 2 * h, point - h), (point + h, point + 2 * h)]
        return [float((function(mpf(b)) - function(mpf(a))) / (b - a)) for a, b in ends]


@pytest.mark.parametrize("name", CONTINUOUS)
def test_the_table_of_slopes(name: str) -> None:
    _, function, point, below, above, _ = CONTINUOUS[name]
    assert one_sided(function, point) == pytest.approx([below, above], rel=1e-15)


@pytest.mark.parametrize("name", JUMPING)
def test_the_table_of_jumps(name: str) -> None:
    _, function, point, slope, _ = JUMPING[name]
    if slope is not None:
        assert one_sided(function, point) == pytest.approx([slope, slope], rel=1e-15)
    with mp.workdps(60):
        values = [function(mpf(point) + step * mpf("1e-25")) for step in (-1, 0, 1)]
        assert max(values) - min(values) > 0.9


def expected_of(name: str, kinks: Kinks) -> float:
    """What the tables say; NaN for none."""
    if name in CONTINUOUS:
        _, _, _, below, above, zero = CONTINUOUS[name]
        return {"zero": zero, "half": (below + above) / 2, "error": np.nan}[kinks]
    slope = {"Threshold": {"zero": 0, "half": 0.5}.get(kinks)}.get(name, JUMPING[name][3])
    return np.nan if kinks == "error" else slope


BOTH: dict[str, Any] = {**CONTINUOUS, **JUMPING}


@pytest.mark.parametrize("kinks", KINKS)
@pytest.mark.parametrize("name", BOTH)
class TestAtKinks:
    def test_formulas(self, name: str, kinks: Kinks) -> None:
        function, point = BOTH[name][0], BOTH[name][2]
        loss = loss_of(function)
        (slope,) = loss.gradient("x", kinks=kinks).expressions["x"]
        (x,), (t,) = loss.symbols["x"], loss.symbols["t"]
        value = slope.subs({x: sympy.nsimplify(point), t: 1}).doit()
        if np.isnan(expected_of(name, kinks)):
            assert value is sympy.nan
        else:
            assert float(value) == pytest.approx(expected_of(name, kinks), rel=1e-15)

    def test_formulas_with_numbers_put_in(self, name: str, kinks: Kinks) -> None:
        function, point = BOTH[name][0], BOTH[name][2]
        gradient = loss_of(function).gradient("x", kinks=kinks).with_values({"x": [point], "t": [1]})
        (value,) = gradient.expressions["x"]
        if np.isnan(expected_of(name, kinks)):
            assert value is sympy.nan
        else:
            assert float(value.doit()) == pytest.approx(expected_of(name, kinks), rel=1e-15)

    @pytest.mark.parametrize("precision", ["Real64", "Real32"])
    def test_numbers(self, name: str, kinks: Kinks, precision: Any) -> None:
        """For one example, for each of a batch, and for their mean; the others are off the kink."""
        function, point = BOTH[name][0], BOTH[name][2]
        gradient = loss_of(function).gradient("x", kinks=kinks)
        calls = [
            lambda: gradient.evaluate([point], [1.0], working_precision=precision)["x"][0],
            lambda: gradient.evaluate([[point], [7.3]], [[1.0]] * 2, working_precision=precision)["x"][0, 0] * 2,
            lambda: gradient.evaluate([[7.3], [point]], [[1.0]] * 2, reduction="none", working_precision=precision)[
                "x"
            ][1, 0],
        ]
        for call in calls:
            if kinks == "error":
                with pytest.raises(KinkError, match=r"derivative by 'x' at position .*kink.*kinks=\"zero\""):
                    call()
            else:
                tolerance = 1e-15 if precision == "Real64" else 1e-7
                assert call() == pytest.approx(expected_of(name, kinks), rel=tolerance)

    @pytest.mark.parametrize("form", ["explicit", "shared", "array"])
    def test_the_wolfram_language(self, name: str, kinks: Kinks, form: Any, woxi: WoxiEngine) -> None:
        function, point = BOTH[name][0], BOTH[name][2]
        gradient = loss_of(function).gradient("x", kinks=kinks)
        if form == "array":
            given = {"x": [float(point)], "t": [1.0]}
            (value,) = woxi.evaluate(WLFunction(gradient.to_wl("array"), *(given[n] for n in gradient.symbols)))["x"]
        else:
            text = gradient.to_wl_text(form, dialect="woxi")
            (value,) = woxi.evaluate_text(f"ReplaceAll[{text}, {{x$1 -> {float(point)}, t$1 -> 1.}}]")["x"]
        if np.isnan(expected_of(name, kinks)):
            assert value == WLSymbol("Indeterminate")
        else:
            assert value == pytest.approx(expected_of(name, kinks), rel=1e-14)


@pytest.mark.parametrize("kinks", KINKS)
@pytest.mark.parametrize("name", SMOOTH)
def test_boundaries_of_cases_without_a_kink(name: str, kinks: Kinks) -> None:
    function, point, slope = SMOOTH[name]
    gradient = loss_of(function).gradient("x", kinks=kinks)
    assert gradient.evaluate([point], [1.0])["x"].tolist() == [slope]
    (formula,) = gradient.with_values({"x": [point], "t": [1]}).expressions["x"]
    assert float(formula.doit()) == slope


@pytest.mark.parametrize("name", [name for name in JUMPING if JUMPING[name][4] is not None])
def test_where_a_function_of_jumps_does_not_jump(name: str) -> None:
    function, _, _, slope, point = JUMPING[name]
    slope = 0 if slope is None else slope
    assert loss_of(function).gradient("x", kinks="error").evaluate([point], [1.0])["x"].tolist() == [slope]


@pytest.mark.parametrize("x", [2.0**53, 1e300, -1e18])
def test_large_numbers_are_no_halves(x: float) -> None:
    """x - 1/2 rounds to x there."""
    assert loss_of(plain.Round).gradient("x", kinks="error").evaluate([x], [1.0])["x"].tolist() == [0]


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        (Max(X, 0), "StrictStep(x)"),
        (Abs(X), "2*StrictStep(x) - 1"),
        (sympy.floor(X), "Kink(x - floor(x), 1)"),
        (Piecewise((X, X > 0), (3 * X, True)), "Piecewise((1, x > 0), (3, True)) + Kink(x, 1)"),
        (Piecewise((X, X >= 0), (exp(X) - 1, True)), "Piecewise((1, x >= 0), (exp(x), True))"),
    ],
)
def test_what_stands_for_no_value(formula: Any, slope: str) -> None:
    assert str(derivative(formula, X, "error")) == slope


@pytest.mark.parametrize(
    ("function", "slope"),
    [(plain.Sqrt, np.inf), (plain.CubeRoot, np.inf), (lambda x: plain.Surd(x, 5), np.inf), (plain.ArcSin, 1.0)],
    ids=["Sqrt", "CubeRoot", "Surd", "ArcSin"],
)
@pytest.mark.parametrize("kinks", KINKS)
def test_an_infinite_slope_is_no_kink(function: Any, slope: float, kinks: Kinks) -> None:
    assert loss_of(function).gradient("x", kinks=kinks).evaluate([0.0], [1.0])["x"].tolist() == [slope]


@pytest.mark.parametrize(
    "function", [lambda x: x * Abs(x), lambda x: Ramp(x) ** 2, "SoftSign"], ids=["x Abs", "Ramp^2", "SoftSign"]
)
def test_function_by_function(function: Any) -> None:
    """They have a slope at 0, though a part has none: "error" refuses what it cannot tell."""
    assert np.isfinite(loss_of(function).gradient("x", kinks="half").evaluate([0.0], [1.0])["x"]).all()
    with pytest.raises(KinkError):
        loss_of(function).gradient("x", kinks="error").evaluate([0.0], [1.0])


def test_an_infinite_side_has_no_mean() -> None:
    """x Log[x] has the slope -Infinity above 0, and the case that holds at 0 the slope 0."""
    function = lambda x: Piecewise((x * sympy.log(x), x > 0), (0, True))  # noqa: E731
    assert loss_of(function).gradient("x", kinks="half").evaluate([0.0], [1.0])["x"].tolist() == [0]
