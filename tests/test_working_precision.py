"""The public form of numbers of any precision: ``working_precision`` as a number of decimal digits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import layer_cases
import mpmath
import numpy as np
import pytest
from adapter import loss_from_case, net_from_spec
from mpmath import mp, mpf
from oracle import Case, gradient, output, random_case, value

from wlbridge import CrossEntropyLossLayer, IndeterminateWarning, NetChain, Ramp, Tanh, net_loss
from wlbridge.errors import DataError, KinkError

CASE = layer_cases.loss_case("probabilities", "exact")
LOSS = loss_from_case(CASE)
X = np.array([[0.7, -1.3], [0.1, 0.4], [-1.0, 2.0]])
T = np.array([[0.2, 0.3, 0.7], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])


def assert_close(got: Any, expected: Any, relative: str = "1e-48") -> None:
    with mp.workdps(60):
        for one, other in zip(np.ravel(got), np.ravel(np.array(expected, object)), strict=True):
            assert isinstance(one, mpmath.mpf)
            assert abs(one - other) <= mpf(relative) * abs(other)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5])
def test_one_loss_is_one_number(seed: int) -> None:
    case = random_case(seed)
    got = loss_from_case(case).evaluate(case.x, case.t, working_precision=50)
    assert isinstance(got, mpmath.mpf)
    assert_close(got, value(case), "1e-45")


def test_a_batch_has_the_mean_of_its_losses_or_one_for_each() -> None:
    expected = [value(Case(**{**vars(CASE), "x": x.tolist(), "t": t.tolist()})) for x, t in zip(X, T, strict=True)]
    each = LOSS.evaluate(X, T, reduction="none", working_precision=50)
    assert each.shape == (3,)
    assert_close(each, expected)
    with mp.workdps(60):
        assert_close(LOSS.evaluate(X, T, working_precision=50), sum(expected) / 3)


def test_the_output_of_a_net() -> None:
    got = net_from_spec(CASE.net, (2,)).formula().evaluate(CASE.x, working_precision=50)
    assert_close(got, output(CASE.net, CASE.x))


def test_gradients_by_the_oracles_differences() -> None:
    slopes = LOSS.gradient(["w1", "x"]).evaluate(CASE.x, CASE.t, working_precision=50)
    exact = gradient(CASE)
    assert_close(slopes["x"], [exact["x", 0, (i,)] for i in range(2)], "1e-24")
    assert_close(slopes["w1"], [exact[0, "weights", (o, i)] for o in range(3) for i in range(2)], "1e-24")


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_digits_of_a_gradient_begin_as_doubles(reduction: Any) -> None:
    gradient = LOSS.gradient(["w1", "b1", "x"])
    many = gradient.evaluate(X, T, reduction=reduction, working_precision=40)
    for name, few in gradient.evaluate(X, T, reduction=reduction).items():
        assert many[name].shape == few.shape
        np.testing.assert_allclose(many[name].astype(float), few, rtol=1e-12, atol=1e-15)


def test_a_hessian_in_every_form() -> None:
    hessian = LOSS.hessian(["w1", "b1"])
    blocks = hessian.evaluate(X, T, working_precision=50)
    matrix = hessian.matrix(X, T, working_precision=50)
    assert_close(hessian.block("b1", "w1", X, T, working_precision=50), blocks["b1", "w1"])
    direction = {"w1": np.full((3, 2), Fraction(1, 3)), "b1": [1, 2, 3]}
    product = hessian.times(direction, X, T, working_precision=50)
    with mp.workdps(60):
        flat = np.array([mpf(1) / 3] * 6 + [mpf(1), mpf(2), mpf(3)], object)
        assert_close(np.concatenate([product["w1"].ravel(), product["b1"]]), matrix @ flat, "1e-45")
    np.testing.assert_allclose(matrix.astype(float), hessian.matrix(X, T), rtol=1e-12, atol=1e-15)


def test_a_jacobian_and_its_products() -> None:
    jacobian = net_from_spec(CASE.net, (2,)).formula().jacobian(["b1"])
    whole = jacobian.evaluate(CASE.x, working_precision=50)["b1"]
    with mp.workdps(60):
        assert_close(
            jacobian.times({"b1": [Fraction(1, 3), 0, 0]}, CASE.x, working_precision=50) * 3, whole[:, 0], "1e-45"
        )
        product = jacobian.transposed_times([0, Fraction(1, 3), 0], CASE.x, working_precision=50)
        assert_close(product["b1"] * 3, whole[1], "1e-45")


def test_numbers_count_as_what_they_are() -> None:
    """A third is no double; 0.1 is the double that it is."""
    loss = net_loss(NetChain([1], input=1))
    with mp.workdps(60):
        third, tenth = mpf(1) / 3, mpf(0.1)
        for x in (Fraction(1, 3), third):
            got = loss.evaluate([x], [0], {"w1": [[0.1]], "b1": [Fraction(2, 3)]}, working_precision=50)
            assert_close(got, (tenth * third + 2 * third) ** 2, "1e-49")


def test_outside_a_domain_there_is_a_warning() -> None:
    loss = net_loss(NetChain([Tanh], input=2), CrossEntropyLossLayer("Probabilities"))
    with pytest.warns(IndeterminateWarning, match="Indeterminate"):
        assert mpmath.isnan(loss.evaluate([-1.0, 0.5], [0.5, 0.5], working_precision=30))


def test_at_a_kink_there_is_an_error_where_one_is_asked_for() -> None:
    gradient = net_loss(NetChain([Ramp], input=1)).gradient("x", kinks="error")
    with pytest.raises(KinkError):
        gradient.evaluate([0], [1], working_precision=30)
    assert gradient.evaluate([2], [1], working_precision=30)["x"].item() == 2


@pytest.mark.parametrize("precision", ["Real16", 0, -5, 10_001, 1.5, True, None, "50", mpf(50)])
def test_what_is_no_precision_is_refused(precision: Any) -> None:
    with pytest.raises(DataError, match="digits"):
        LOSS.evaluate(CASE.x, CASE.t, working_precision=precision)


@pytest.mark.parametrize("x", [[mpf("nan"), 1], [mpf("inf"), 1], [float("inf"), 1], ["1", 2], [1j, 2], [1, 2, 3]])
def test_what_are_no_data_is_refused(x: Any) -> None:
    with pytest.raises(DataError, match="input 'x'"):
        LOSS.evaluate(x, CASE.t, working_precision=30)
