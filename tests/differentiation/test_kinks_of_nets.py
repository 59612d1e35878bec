"""Kinks in whole losses: ties among many, second derivatives, batches, errors that say what happened."""

import warnings
from typing import Any

import numpy as np
import pytest
import sympy
from adapter import loss_from_case
from hypothesis import given
from hypothesis import strategies as st
from oracle import random_case
from sympy import Max, Min

from wlbridge import (
    AggregationLayer,
    All,
    DropoutLayer,
    ElementwiseLayer,
    LinearLayer,
    MeanAbsoluteLossLayer,
    NetChain,
    ParametricRampLayer,
    Ramp,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.differentiation.kinks import KINKS, Kinks
from wlbridge.errors import DataError, KinkError
from wlbridge.loss import Loss

TIES = [([2, 2, 1], [1 / 2, 1 / 2, 0]), ([1, 3, 3, 3, 0], [0, 1 / 3, 1 / 3, 1 / 3, 0]), ([1, 1, 5], [0, 0, 1])]


def of_largest(size: int, function: str = "Max") -> Loss:
    """The largest or smallest of the inputs, times the target."""
    return net_loss(NetChain([AggregationLayer(function, 1)], input=size), lambda y, t: y * t)


@pytest.mark.parametrize(("x", "shares"), TIES)
@pytest.mark.parametrize("precision", ["Real64", "Real32"])
def test_ties_among_many(x: list[float], shares: list[float], precision: Any) -> None:
    """ "zero": the first has all; "half": equal shares; "error": none; a tie of others does not count."""
    for function, turn in (("Max", 1), ("Min", -1)):
        loss, values = of_largest(len(x), function), np.multiply(x, turn)

        def slopes(kinks: Kinks, loss: Loss = loss, values: Any = values) -> Any:
            return loss.gradient("x", kinks=kinks).evaluate(values, 1.0, working_precision=precision)["x"]

        assert slopes("half") == pytest.approx(shares, rel=1e-15 if precision == "Real64" else 1e-7)
        first = int(np.argmax(x))
        assert slopes("zero").tolist() == [float(place == first) for place in range(len(x))]
        if max(shares) == 1:
            assert slopes("error").tolist() == shares
        else:
            with pytest.raises(KinkError):
                slopes("error")


@pytest.mark.parametrize(("x", "shares"), TIES)
def test_ties_in_formulas(x: list[float], shares: list[float]) -> None:
    gradients = {k: of_largest(len(x)).gradient("x", kinks=k).with_values({"x": x, "t": 1}) for k in KINKS}
    assert [float(s) for s in gradients["half"].expressions["x"]] == pytest.approx(shares)
    got = [float(s) for s in gradients["error"].expressions["x"]]
    np.testing.assert_array_equal(got, [np.nan if 0 < share < 1 else share for share in shares])


@pytest.mark.parametrize("function", [Max, Min])
def test_ties_in_a_formula_of_three(function: Any) -> None:
    loss = net_loss(NetChain([DropoutLayer()], input="Real"), lambda y, t: function(y, t, 2))
    assert loss.gradient(["x", "t"], kinks="half").evaluate(2.0, 2.0) == pytest.approx({"x": 1 / 3, "t": 1 / 3})
    others = (0.0, 0.0) if function is Max else (3.0, 3.0)
    assert loss.gradient(["x", "t"], kinks="error").evaluate(*others) == {"x": 0, "t": 0}
    with pytest.raises(KinkError, match="'x'"):
        loss.gradient(["x", "t"], kinks="error").evaluate(2.0, 2.0)


def test_levels_of_a_matrix_in_a_batch() -> None:
    loss = net_loss(NetChain([AggregationLayer("Max", 1)], input=[2, 3]), lambda y, t: y * t)
    x = np.array([[[1, 5, 2], [1, 4, 3]], [[0, 0, 7], [1, 2, 7]]], float)
    each = loss.gradient("x", kinks="half").evaluate(x, np.full((2, 3), 3.0), reduction="none")["x"]
    assert each.tolist() == [[[0.5, 1, 0], [0.5, 0, 1]], [[0, 0, 0.5], [1, 1, 0.5]]]


def test_the_formula_for_ties_does_not_depend_on_the_width() -> None:
    def text(width: int, kinks: Kinks) -> str:
        return of_largest(width).gradient("x", kinks=kinks).to_wl_text("array")

    for kinks in ("half", "error"):
        assert text(10, kinks) == text(1000, kinks)


def test_a_learned_slope() -> None:
    """Below 0 the slope is a, above 1; with a = 1 there is no kink."""
    loss = net_loss(NetChain([ParametricRampLayer([])], input=1), lambda y, t: y * t)

    def slope(kinks: Kinks, a: float) -> Any:
        return loss.gradient(["x", "p1_Slope"], kinks=kinks).evaluate([0.0], [1.0], {"p1_Slope": a})

    assert slope("zero", 0.25) == {"x": [0.25], "p1_Slope": 0}
    assert slope("half", 0.25) == {"x": [0.625], "p1_Slope": 0}
    assert slope("error", 1.0) == {"x": [1], "p1_Slope": 0}
    with pytest.raises(KinkError, match="'x'"):
        slope("error", 0.25)


@pytest.mark.parametrize("seed", range(0, 200, 5))
def test_off_kinks_all_conventions_agree(seed: int) -> None:
    case = random_case(seed)
    loss = loss_from_case(case)
    names = [*loss.known, "x"]
    expected = loss.gradient(names).evaluate(case.x, case.t)
    for kinks in ("half", "error"):
        got = loss.gradient(names, kinks=kinks).evaluate(case.x, case.t)
        for name in names:
            np.testing.assert_allclose(got[name], expected[name], rtol=1e-12, atol=1e-15, err_msg=name)


@pytest.mark.parametrize("seed", range(0, 200, 25))
def test_off_kinks_all_hessians_agree(seed: int) -> None:
    case = random_case(seed)
    loss = loss_from_case(case)
    names = [*loss.known, "x"]
    expected = loss.hessian(names).matrix(case.x, case.t)
    for kinks in ("half", "error"):
        got = loss.hessian(names, kinks=kinks).matrix(case.x, case.t)
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12 * max(1.0, float(np.abs(expected).max())))


def test_second_derivatives_at_a_kink() -> None:
    """Of Ramp[x]^2 t: the square of the slope taken there, and none where there is none."""
    loss = net_loss(NetChain([Ramp], input=1), lambda y, t: y**2 * t)
    values = {k: loss.hessian("x", kinks=k).matrix([0.0], [1.0]).tolist() for k in ("zero", "half")}
    assert values == {"zero": [[0]], "half": [[0.5]]}
    hessian = loss.hessian("x", kinks="error")
    for call in (hessian.evaluate, hessian.matrix, lambda x, t: hessian.times({"x": [1]}, x, t)):
        with pytest.raises(KinkError):
            call([0.0], [1.0])
    (((x,),), ((slope,),)) = [[loss.symbols["x"]], hessian.expressions["x", "x"].tolist()]
    assert slope.subs({x: 0}) is sympy.nan
    assert slope.subs({x: 3}).doit() == 2 * loss.symbols["t"].item()


def test_the_second_derivative_of_the_largest_at_a_tie() -> None:
    """y is the largest, not squared: its own second derivative is 0 elsewhere, and not there."""
    hessian = of_largest(2).hessian("x", kinks="error")
    assert hessian.matrix([1.0, 2.0], 1.0).tolist() == [[0, 0], [0, 0]]
    with pytest.raises(KinkError):
        hessian.matrix([2.0, 2.0], 1.0)


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_the_absolute_error_has_a_kink_where_it_is_none(x: int, t: int) -> None:
    loss = net_loss(NetChain([DropoutLayer()], input=1), MeanAbsoluteLossLayer())
    gradient = loss.gradient("x", kinks="error")
    if x == t:
        with pytest.raises(KinkError, match=r"derivative by 'x' at position \[1\]"):
            gradient.evaluate([x], [t])
    else:
        assert gradient.evaluate([x], [t])["x"] == np.sign(x - t)


def test_biases_of_zero_and_an_input_of_zero() -> None:
    net = NetChain([LinearLayer(2, weights=[[1.0], [2.0]], biases=[0.0, 0.5]), Ramp, 1])
    loss, parameters = net_loss(net), {"w3": [[1.0, 1.0]], "b3": [0.0]}
    assert loss.gradient("b1", kinks="half").evaluate([0.0], [0.0], parameters)["b1"].tolist() == [0.5, 1.0]
    with pytest.raises(KinkError, match=r"derivative by 'b1' at position \[1\]"):
        loss.gradient("b1", kinks="error").evaluate([0.0], [0.0], parameters)


def test_the_error_does_not_depend_on_warnings() -> None:
    loss = net_loss(NetChain([Ramp], input=1))
    for action in ("ignore", "error"):
        with warnings.catch_warnings():
            warnings.simplefilter(action)  # type: ignore[arg-type]
            with pytest.raises(KinkError):
                loss.gradient("x", kinks="error").evaluate([0.0], [1.0])


def test_no_value_for_another_reason_is_not_called_a_kink() -> None:
    """The length of a vector at the origin, 0/0."""
    loss = net_loss(NetChain([DropoutLayer()], input="Real"), lambda y, t: sympy.sqrt(y**2 + t**2))
    with pytest.raises(DataError, match="not for a kink") as caught:
        loss.gradient("x", kinks="error").evaluate(0.0, 0.0)
    assert not isinstance(caught.value, KinkError)


@pytest.mark.parametrize("kinks", ["One", None, 0, ["zero"], "ZERO"])
def test_other_conventions_are_refused(kinks: Any) -> None:
    loss = net_loss(NetChain([Tanh], input=1))
    for method in (loss.gradient, loss.hessian):
        with pytest.raises(DataError, match=r'convention for kinks.*"zero", "half" or "error"'):
            method("x", kinks=kinks)


def test_smooth_nets_have_the_same_program_for_all() -> None:
    loss = net_loss(NetChain([3, ElementwiseLayer("GELU"), 2, SoftmaxLayer()], input=2))
    assert len({loss.gradient(kinks=kinks).to_wl_text("array") for kinks in KINKS}) == 1


def test_all_levels_at_once() -> None:
    loss = net_loss(NetChain([AggregationLayer("Min", All)], input=[2, 2]), lambda y, t: y * t)
    got = loss.gradient("x", kinks="half").evaluate([[1, 2], [1, 1]], 3.0)["x"]
    assert got.tolist() == [[1, 0], [1, 1]]
