"""The losses of scikit-learn against scikit-learn; and that the two forms of the logistic loss are the same."""

from __future__ import annotations

import warnings
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output
from numpy.typing import NDArray

from wlbridge import IndeterminateWarning, LinearLayer, NetChain, SoftmaxLayer, net_loss
from wlbridge.engines import WoxiEngine
from wlbridge.errors import NetError, ShapeError
from wlbridge.losses.sklearn import SameLoss, log_loss, logistic_loss, penalized_logistic_loss, same_logistic_loss

metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")

from sklearn._loss import HalfBinomialLoss  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.linear_model._linear_loss import LinearModelLoss  # noqa: E402

Array = NDArray[Any]
EPSILON = 2.0**-52


def probabilities(*shape: int) -> Array:
    """Rows that add up to 1, or single probabilities."""
    raw = np.random.default_rng(4).uniform(0.05, 0.95, shape)
    return raw / raw.sum(-1, keepdims=True) if shape[-1] > 1 and len(shape) > 1 else raw


def weights(count: int) -> Array:
    return np.arange(count) * 0.5  # the first is 0


@pytest.mark.parametrize("labels", [None, [1, 2, 3], [-1, 0, 1]])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("normalize", [True, False])
def test_log_loss_of_three_classes(normalize: bool, weighted: bool, labels: list[int] | None) -> None:
    p = probabilities(7, 3)
    t = np.array([0, 1, 2, 2, 1, 0, 0]) + (labels[0] if labels else 0)
    sw = weights(7) if weighted else None
    expected = metrics.log_loss(t, p, normalize=normalize, sample_weight=sw, labels=labels or [0, 1, 2])
    loss = loss_of_output(log_loss(normalize=normalize, sample_weight=weighted, labels=labels), p)
    given = {"t": t, "sw": sw} if weighted else t
    assert loss.evaluate(p, given) == pytest.approx(expected, rel=1e-14)
    w = sw if sw is not None else np.ones(7)
    slopes = -np.eye(3)[t - t.min()] * (w / (w.sum() if normalize else 1))[:, None] / p
    np.testing.assert_allclose(loss.gradient("x").evaluate(p, given)["x"], slopes, rtol=1e-12)


@pytest.mark.parametrize("shape", [(5,), (5, 1)])
@pytest.mark.parametrize("weighted", [False, True])
def test_log_loss_of_one_probability(shape: tuple[int, ...], weighted: bool) -> None:
    """It is that of the second class."""
    p, t = probabilities(*shape), np.array([0, 1, 1, 0, 1])
    sw = weights(5) if weighted else None
    loss = loss_of_output(log_loss(sample_weight=weighted), p)
    expected = metrics.log_loss(t, p, sample_weight=sw)
    assert loss.evaluate(p, {"t": t, "sw": sw} if weighted else t) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("p", [[[0.0, 1.0]], [[1.0, 0.0]], [0.0], [1.0], [1e-16], [[0.25, 0.75]]])
@pytest.mark.parametrize("t", [0, 1])
def test_log_loss_at_0_and_1(p: Any, t: int) -> None:
    """Clipped to 2^-52 from 0 and 1, at both ends; the slope is 0 there."""
    loss = loss_of_output(log_loss(), p)
    assert loss.evaluate(p, [t]) == pytest.approx(metrics.log_loss([t], p, labels=[0, 1]), rel=1e-15)
    of_the_class = p[0][t] if np.ndim(p) == 2 else (p[0] if t else 1 - p[0])
    if not EPSILON < of_the_class < 1 - EPSILON:
        assert not np.any(loss.gradient("x").evaluate(p, [t])["x"])


def test_rows_that_do_not_add_up_to_1_are_not_normalised() -> None:
    """scikit-learn warns."""
    p, t = [[0.5, 0.25], [0.75, 0.75]], [0, 1]
    with pytest.warns(UserWarning, match="do not sum to one"):
        expected = metrics.log_loss(t, p)
    assert loss_of_output(log_loss(), p).evaluate(p, t) == pytest.approx(expected, rel=1e-15)


def test_values_that_are_no_probabilities_are_clipped() -> None:
    """scikit-learn refuses them."""
    with pytest.raises(ValueError, match="greater than 1"):
        metrics.log_loss([0, 1], [[1.5, 0.0], [0.0, 1.0]])
    assert loss_of_output(log_loss(), [[1.5, 0.0]]).evaluate([1.5, 0.0], 0) == pytest.approx(EPSILON, rel=1e-15)


def test_weights_that_are_all_0() -> None:
    """scikit-learn refuses them; the sum of nothing is 0, and its mean has no value."""
    p, t, sw = probabilities(3, 2), [0, 1, 1], np.zeros(3)
    with pytest.raises(ValueError, match="at least one non-zero"):
        metrics.log_loss(t, p, sample_weight=sw)
    with pytest.warns(IndeterminateWarning):
        assert np.isnan(loss_of_output(log_loss(sample_weight=True), p).evaluate(p, {"t": t, "sw": sw}))
    of_sum = loss_of_output(log_loss(sample_weight=True, normalize=False), p)
    assert of_sum.evaluate(p, {"t": t, "sw": sw}) == 0


def test_log_loss_of_a_net() -> None:
    """A classifier, from its parameters to the loss of its predictions."""
    rng = np.random.default_rng(8)
    arrays, x, t = {"w1": rng.normal(size=(3, 2)), "b1": np.ones(3)}, rng.normal(size=(6, 2)), [0, 1, 2, 0, 1, 2]
    net = NetChain([3, SoftmaxLayer()], input=2)
    expected = metrics.log_loss(t, net.formula().evaluate(x, arrays))
    assert net_loss(net, log_loss()).evaluate(x, t, arrays) == pytest.approx(expected, rel=1e-14)


def linear(features: int, biases: bool) -> NetChain:
    return NetChain([LinearLayer(1, **({} if biases else {"biases": None}))], input=features)


@pytest.mark.parametrize("alpha", [0.0, 0.5])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("labels", [(-1, 1), (0, 1)])
def test_the_loss_of_linear_models(labels: Any, biases: bool, weighted: bool, alpha: float) -> None:
    """LinearModelLoss has labels 0 and 1, and the bias after the weights, without a penalty."""
    rng = np.random.default_rng(6)
    x, t = rng.normal(size=(8, 3)) * 3, rng.integers(2, size=8).astype(float)
    w, b = rng.normal(size=3), np.array([0.75])
    sw = weights(8) if weighted else None
    oracle = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=biases)
    coefficients = np.append(w, b) if biases else w
    expected, slopes = oracle.loss_gradient(coefficients, x, t, sample_weight=sw, l2_reg_strength=alpha)
    y = 2 * t - 1 if labels == (-1, 1) else t
    loss = net_loss(linear(3, biases), penalized_logistic_loss(alpha, labels=labels, sample_weight=weighted))
    given = {"t": y, "sw": sw} if weighted else y
    arrays = {"w1": w[None], **({"b1": b} if biases else {})}
    assert loss.evaluate(x, given, arrays) == pytest.approx(expected, rel=1e-13)
    got = loss.gradient().evaluate(x, given, arrays)
    np.testing.assert_allclose(np.concatenate([got[name].ravel() for name in arrays]), slopes, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("labels", [(-1, 1), (0, 1)])
@pytest.mark.parametrize("margin", [1000.0, -1000.0, 40.0, -40.0, 0.0])
@pytest.mark.parametrize("positive", [False, True])
def test_margins_of_any_size(margin: float, positive: bool, labels: Any) -> None:
    with mpmath.workdps(1000):
        sign = 1 if positive else -1
        value = float(mpmath.log(1 + mpmath.exp(-sign * margin)))
        slope = float(-sign / (1 + mpmath.exp(sign * margin)))
    loss = loss_of_output(logistic_loss(labels=labels), [margin])
    target = labels[positive]
    assert loss.evaluate(margin, target) == pytest.approx(value, rel=1e-15)
    np.testing.assert_allclose(
        loss.gradient("x").evaluate(margin, target)["x"], slope, rtol=1e-15, atol=0 if labels[0] else 1e-16
    )


@pytest.mark.parametrize("normalize", [True, False])
def test_the_penalty_for_the_c_of_logistic_regression(normalize: bool) -> None:
    """At the fitted parameters the gradient is 0: alpha = 1/(C s), or 1/C for the sum."""
    rng = np.random.default_rng(9)
    x, y, sw, c = rng.normal(size=(30, 2)), rng.choice([-1, 1], 30), rng.uniform(0.5, 2, 30), 0.7
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        model = LogisticRegression(C=c, tol=1e-12, solver="newton-cholesky").fit(x, y, sample_weight=sw)
    alpha = sympy.Symbol("alpha", positive=True)
    loss = net_loss(linear(2, True), penalized_logistic_loss(alpha, normalize=normalize, sample_weight=True))
    arrays = {"w1": model.coef_, "b1": model.intercept_, "alpha": 1 / c / (sw.sum() if normalize else 1)}
    slopes = loss.gradient().evaluate(x, {"t": y, "sw": sw}, arrays)
    assert max(np.abs(each).max() for each in slopes.values()) < 1e-12 * (1 if normalize else sw.sum())


def test_the_two_forms_are_the_same_by_y_is_2_t_less_1() -> None:
    """sympy simplifies the difference to 0 for both labels; and the formulas are those of the losses."""
    proof = same_logistic_loss()
    assert proof.verify()
    assert [sympy.simplify(each) for each in proof.differences()] == [0, 0]
    for labels, formula in [((-1, 1), proof.first), ((0, 1), proof.second)]:
        ours = loss_of_output(logistic_loss(labels=labels), np.zeros(1))
        x, t = ours.symbols["x"].item(), ours.symbols["t"].item()
        symbols = {symbol: x if symbol.name == "x" else t for symbol in formula.free_symbols}
        theirs = formula.xreplace(symbols)
        for a, b in [(a, b) for a in (-3, 0, 2) for b in labels]:
            assert (
                sympy.simplify((ours.expression - theirs).xreplace({x: sympy.Integer(a), t: sympy.Integer(b)})) == 0
            )


def test_forms_that_are_not_the_same_are_not_verified() -> None:
    """Between the labels they differ, and so they do for another substitution."""
    proof = same_logistic_loss()
    ((t, _),) = proof.targets.items()
    assert not SameLoss(proof.first, proof.second, {**proof.substitution}, {t: (0, 1, 2)}).verify()
    swapped = dict.fromkeys(proof.substitution, 1 - 2 * t)
    assert not SameLoss(proof.first, proof.second, swapped, proof.targets).verify()


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda: log_loss(labels=["a", "b"]), "labels cannot be"),
        (lambda: log_loss(labels=[1, 3]), "Give integers in a row"),
        (lambda: log_loss(labels=[]), "Give integers in a row"),
        (lambda: log_loss(normalize=1), "normalize cannot be 1"),
        (lambda: log_loss(sample_weight=[1, 2]), "sample_weight cannot be"),
        (lambda: log_loss(eps=1e-15), "The arguments are normalize"),
        (lambda: logistic_loss(labels=(1, 2)), r"Give \(-1, 1\) or \(0, 1\)"),
        (lambda: penalized_logistic_loss("big"), "no coefficient"),
    ],
)
def test_wrong_options(loss: Any, words: str) -> None:
    with pytest.raises(NetError, match=words):
        loss()


@pytest.mark.parametrize(
    ("loss", "shape", "words"),
    [
        (log_loss(), (2, 3), "not an array of dimensions {2, 3}"),
        (logistic_loss(), (2,), "the margin is one number"),
    ],
)
def test_outputs_of_too_many_numbers(loss: Any, shape: tuple[int, ...], words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        loss_of_output(loss, np.zeros((1, *shape)))


def test_labels_of_another_number_than_the_classes() -> None:
    with pytest.raises(NetError, match="there are 2 labels, and 3 classes"):
        loss_of_output(log_loss(labels=[1, 2]), np.zeros((1, 3)))


def test_options_are_shown() -> None:
    assert repr(log_loss(labels=[1, 2])) == "log_loss(labels=[1, 2])"
    assert repr(logistic_loss(labels=(-1, 1), normalize=False)) == "logistic_loss(normalize=False)"


@pytest.mark.parametrize(
    ("loss", "x", "t"),
    [
        (log_loss(sample_weight=True), [0.25, 0.5, 0.25], 2),
        (log_loss(sample_weight=True, normalize=False), 0.25, 0),
        (log_loss(sample_weight=True, normalize=False), [0.25], 1),
        (logistic_loss(sample_weight=True, normalize=False), -1.5, 1),
        (logistic_loss(sample_weight=True, labels=(0, 1)), [2.5], 0),
    ],
)
def test_in_woxi(woxi: WoxiEngine, loss: Any, x: Any, t: int) -> None:
    """The translated formula of one example, its gradient too."""
    ours, given = loss_of_output(loss, [x]), {"t": t, "sw": 1.5}
    value, slopes = in_woxi(woxi, ours, {"x": x, **given})
    np.testing.assert_allclose(value, ours.evaluate(x, given), rtol=WITH_WOXI)
    np.testing.assert_allclose(slopes, ours.gradient("x").evaluate(x, given)["x"], rtol=WITH_WOXI, atol=1e-16)
