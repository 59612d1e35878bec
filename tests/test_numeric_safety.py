"""Extreme numbers and unusual arrays: right values or a clear error, never a silent NaN.

Values are those of the textbook formulas in mpmath at 60 digits. Warnings are errors in these tests, so that a NaN,
which would come with an IndeterminateWarning, fails them.
"""

from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

from wlbridge import (
    CrossEntropyLossLayer,
    DropoutLayer,
    IndeterminateWarning,
    LinearLayer,
    LogisticSigmoid,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.errors import DataError
from wlbridge.loss import Loss

PRECISIONS: dict[str, float] = {"Real64": 1e-15, "Real32": 3e-7}
LOGITS = [
    [1e4, -1e4, 0.0],
    [-1e4, 1e4, 1e4],
    [-1e4, -1e4, -1e4],
    [1e4, 1e4, 1e4],
    [1e4, 1e4 - 1, 1e4 - 2],
    [0.0, -50.0, -1e4],
    [3e38, -1e37, 0.0],
    [0.0, 0.0, 0.0],
]
ONE_HOT = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
CLAMP = 2.0**-52


def softmax_loss(form: str, **options: Any) -> Loss:
    return net_loss(NetChain([SoftmaxLayer()], input=3), CrossEntropyLossLayer(form), **options)  # type: ignore[arg-type]


def sigmoid_loss(**options: Any) -> Loss:
    return net_loss(NetChain([LogisticSigmoid], input="Real"), CrossEntropyLossLayer("Binary"), **options)


def elementwise(loss: Any, *shape: int) -> Loss:
    return net_loss(NetChain([DropoutLayer()], input=list(shape)), loss)


def of_softmax(z: list[float], t: list[float]) -> tuple[float, list[float], list[list[float]]]:
    """Cross entropy of the softmax, its gradient and its Hessian, for any targets."""
    with mp.workdps(60):
        largest = max(z)
        powers = [mp.exp(mpf(value) - largest) for value in z]
        total, weight = sum(powers), sum(map(mpf, t))
        p = [power / total for power in powers]
        loss = sum(mpf(weight) * (mp.log(total) + largest - mpf(value)) for value, weight in zip(z, t, strict=True))
        gradient = [weight * share - mpf(target) for share, target in zip(p, t, strict=True)]
        hessian = [[weight * (a * (i == j) - a * b) for j, b in enumerate(p)] for i, a in enumerate(p)]
        return float(loss), [float(g) for g in gradient], [[float(h) for h in row] for row in hessian]


def of_sigmoid(z: float, t: float) -> tuple[float, float, float]:
    """Binary cross entropy of the logistic sigmoid, its first and its second derivative."""
    with mp.workdps(6000):  # exp(-10000) has 4343 zeros
        p = 1 / (1 + mp.exp(-mpf(z)))
        return float(-(t * mp.log(p) + (1 - t) * mp.log(1 - p))), float(p - t), float(p * (1 - p))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("z", LOGITS, ids=str)
class TestLogitsOfAnySize:
    @pytest.mark.parametrize("target", ONE_HOT, ids=str)
    def test_index_and_one_hot_rows(self, z: list[float], target: list[int], precision: Any) -> None:
        loss, gradient, hessian = of_softmax(z, target)
        close: dict[str, Any] = {"rel": PRECISIONS[precision], "abs": PRECISIONS[precision] * 1e-2}
        for form, t in (("Index", target.index(1) + 1), ("Probabilities", target)):
            made = softmax_loss(form)
            assert made.evaluate(z, t, working_precision=precision) == pytest.approx(loss, **close)
            first = made.gradient("x")
            second = made.hessian("x")
            assert first.evaluate(z, t, working_precision=precision)["x"] == pytest.approx(gradient, **close)
            assert second.evaluate(z, t, working_precision=precision)["x", "x"] == pytest.approx(
                np.array(hessian), **close
            )
            batch, targets = [z, z], [t, t]
            assert first.evaluate(batch, targets, reduction="none", working_precision=precision)["x"][
                1
            ] == pytest.approx(gradient, **close)
            assert first.evaluate(batch, targets, working_precision=precision)["x"][1] * 2 == pytest.approx(
                gradient, **close
            )

    def test_targets_that_are_no_probabilities(self, z: list[float], precision: Any) -> None:
        """Nothing is normalised."""
        t = [0.25, 0.0, 2.0]
        loss, gradient, _ = of_softmax(z, t)
        made = softmax_loss("Probabilities")
        close: dict[str, Any] = {"rel": 4 * PRECISIONS[precision], "abs": PRECISIONS[precision]}
        if loss < 3e38 or precision == "Real64":
            assert made.evaluate(z, t, working_precision=precision) == pytest.approx(loss, **close)
        assert made.gradient("x").evaluate(z, t, working_precision=precision)["x"] == pytest.approx(gradient, **close)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("t", [0.0, 1.0, 0.5, 0.25])
@pytest.mark.parametrize("z", [1e4, -1e4, 800.0, -800.0, 40.0, -40.0, 0.0])
def test_binary_logits_of_any_size(z: float, t: float, precision: Any) -> None:
    loss, first, second = of_sigmoid(z, t)
    made = sigmoid_loss()
    close: dict[str, Any] = {"rel": 2 * PRECISIONS[precision], "abs": 1e-45 if precision == "Real32" else 5e-324}
    assert made.evaluate(z, t, working_precision=precision) == pytest.approx(loss, **close)
    rounding: dict[str, Any] = {
        **close,
        "abs": PRECISIONS[precision] / 5,
    }  # p - t cannot be closer than p, which is 1
    assert made.gradient("x").evaluate(z, t, working_precision=precision)["x"] == pytest.approx(first, **rounding)
    assert made.hessian("x").evaluate(z, t, working_precision=precision)["x", "x"] == pytest.approx(second, **close)
    assert made.gradient("t").evaluate(z, t, working_precision=precision)["t"] == pytest.approx(-z, **close)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("form", ["Index", "Probabilities", "Binary"])
@pytest.mark.parametrize(("p", "loss", "slope"), [(0.0, 52 * np.log(2), 0.0), (1.0, 0.0, -1.0), (0.5, np.log(2), -2)])
def test_probabilities_of_0_and_1_with_the_clamp_of_the_kernel(
    form: str, p: float, loss: float, slope: float, precision: Any
) -> None:
    """-Log[Max[p, 2^-52]] for the class that is right: the gradient is 0 below the clamp."""
    if form == "Binary":
        made = net_loss(NetChain([DropoutLayer()], input="Real"), CrossEntropyLossLayer("Binary"), log="kernel")
        got = made.evaluate(p, 1.0, working_precision=precision)
        gradient = made.gradient("x").evaluate(p, 1.0, working_precision=precision)["x"]
    else:
        net = NetChain([DropoutLayer()], input=2)
        made = net_loss(net, CrossEntropyLossLayer(form), log="kernel")  # type: ignore[arg-type]
        t: Any = 1 if form == "Index" else [1, 0]
        got = made.evaluate([p, 1 - p], t, working_precision=precision)
        gradient, other = made.gradient("x").evaluate([p, 1 - p], t, working_precision=precision)["x"]
        assert other == 0
    assert got == pytest.approx(loss, rel=PRECISIONS[precision])
    assert gradient == pytest.approx(slope, rel=PRECISIONS[precision])


@pytest.mark.parametrize(
    ("p", "t", "expected"),
    [([1.0, 0.0], 1, 0), ([0.0, 1.0], 1, np.inf), ([5e-324, 1.0], 1, 744.4400719213812)],
)
def test_probabilities_of_0_and_1_in_the_exact_reading(p: list[float], t: int, expected: float) -> None:
    """-Log[0] is Infinity."""
    loss = elementwise(CrossEntropyLossLayer("Index"), 2)
    assert loss.evaluate(p, t) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("form", "p", "t"), [("Binary", [0.0, 1.0], [0.0, 1.0]), ("Probabilities", [1.0, 0.0], [1.0, 0.0])]
)
def test_0_log_0_in_the_exact_reading_is_said_to_have_no_value(form: Any, p: list[float], t: list[float]) -> None:
    """A NaN of the formula itself, for loss, gradient and Hessian: documented, and never without the warning."""
    loss = elementwise(CrossEntropyLossLayer(form), 2)
    for call in (loss.evaluate, loss.gradient("x").evaluate, loss.hessian("x").matrix):
        with pytest.warns(IndeterminateWarning, match=r"0 Log\[0\]"):
            call(p, t)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("d", [1e4, -1e4, 1e18, -1e18, 1e-20, 0.0])
@pytest.mark.parametrize("name", ["squared", "absolute"])
def test_differences_of_any_size(name: str, d: float, precision: Any) -> None:
    """d^2/2 and Abs[d]/2, the second element being 0."""
    squared = name == "squared"
    made = elementwise(MeanSquaredLossLayer() if squared else MeanAbsoluteLossLayer(), 2)
    close = {"rel": PRECISIONS[precision]}
    x, t = [d, 1.0], [0.0, 1.0]
    loss, slope = (d**2 / 2, d) if squared else (abs(d) / 2, np.sign(d) / 2)
    assert made.evaluate(x, t, working_precision=precision) == pytest.approx(loss, **close)
    gradient = made.gradient(["x", "t"]).evaluate(x, t, working_precision=precision)
    assert gradient["x"] == pytest.approx([slope, 0], **close)
    assert gradient["t"] == pytest.approx([-slope, 0], **close)
    hessian = made.hessian("x").evaluate(x, t, working_precision=precision)["x", "x"]
    assert hessian.tolist() == [[squared, 0], [0, squared]]


def test_numbers_too_large_for_real32_are_refused_by_name() -> None:
    """1e39 is no float32: it would be Infinity, and Infinity - Infinity no number."""
    loss = net_loss(NetChain([LinearLayer(2), SoftmaxLayer()], input=1))
    parameters = {"w1": [[1.0], [-1.0]], "b1": [0.0, 0.0]}
    large = {**parameters, "w1": [[1e39], [1e39]]}
    for call in (loss.evaluate, loss.gradient().evaluate, loss.hessian().evaluate):
        with pytest.raises(DataError, match=r"parameter 'w1': the value 1e\+39 is too large for Real32"):
            call([1.0], 1, large, working_precision="Real32")
        with pytest.raises(DataError, match=r"input 'x': the value 1e\+39 is too large for Real32"):
            call([1e39], 1, parameters, working_precision="Real32")
        call([1.0], 1, large)
    assert loss.evaluate([3.4028234e38], 1, parameters, working_precision="Real32") == 0


@pytest.mark.parametrize("size", [1e100, 1e200, 1e300, 1.7e308])
def test_huge_weights(size: float) -> None:
    """The logits are size and -size: of the class that is right the loss is 0, of the other twice the size."""
    loss = net_loss(NetChain([LinearLayer(2, biases=None), SoftmaxLayer()], input=1))
    weights = {"w1": [[size], [-size]]}
    assert loss.evaluate([1.0], 1, weights) == 0
    assert loss.evaluate([0.5], 2, weights) == size
    assert loss.gradient().evaluate([1.0], 2, weights)["w1"].tolist() == [[1], [-1]]
    assert np.all(loss.hessian().matrix([1.0], 2, weights) == 0)


def test_saturated_units_have_the_slope_0() -> None:
    loss = net_loss(NetChain([LinearLayer(1, biases=None), Tanh], input=1))
    for size in (1e3, 1e150, 1e300):
        assert loss.gradient().evaluate([size], [0.5], {"w1": [[size / 1e3]]})["w1"].tolist() == [[0]]


def test_an_overflow_on_the_way_is_never_silent() -> None:
    """Infinity - Infinity, where the exact value is 0: the warning names the reason."""
    loss = net_loss(NetChain([LinearLayer(1, biases=None)], input=2), lambda y, t: y)
    with pytest.warns(IndeterminateWarning, match="too large for the precision"):
        assert np.isnan(loss.evaluate([1e10, 1e10], [0.0], {"w1": [[1e300, -1e300]]}))


@pytest.mark.parametrize("log", ["exact", "kernel"])
@pytest.mark.parametrize("p", [1e-15, 1e-10, 1e-3])
def test_the_logarithm_of_1_less_a_small_probability(p: float, log: Any) -> None:
    """Not that of ``1 - p`` rounded, which is wrong from the seventh digit on for 1e-10."""
    loss = net_loss(NetChain([DropoutLayer()], input="Real"), CrossEntropyLossLayer("Binary"), log=log)
    with mp.workdps(60):
        expected = -mp.log(1 - mpf(p))
    assert loss.evaluate(p, 0.0) == pytest.approx(float(expected), rel=1e-15)
