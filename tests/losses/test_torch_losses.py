"""The losses of PyTorch against PyTorch, over every option; where it is wrong, against mpmath."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import torch
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output
from torch_losses import (
    CASES,
    OF_ELEMENTS,
    REDUCTIONS,
    Array,
    Case,
    by_torch,
    by_us,
    check,
    data_of,
    name_of,
    weights_of,
)

from wlbridge import IndeterminateWarning, LinearLayer, NetChain, Tanh, net_loss
from wlbridge.engines import WoxiEngine
from wlbridge.losses import torch as ours

pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning")  # KLDivLoss says so


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_values_and_gradients(case: Case, reduction: str) -> None:
    check(case, *data_of(case), weights_of(case), reduction)


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.parametrize("shape", [(5,), (4, 3), (2, 3, 2)])
def test_batchmean(shape: tuple[int, ...], log_target: bool) -> None:
    case = Case("KLDivLoss", {"log_target": log_target}, "logits, reals" if log_target else "logits, shares", shape)
    check(case, *data_of(case), None, "batchmean")


SATURATED = np.array([[1000.0, 0.0, -1000.0], [-1000.0, 800.0, 790.0], [0.0, 0.0, 0.0]])
EDGES = [
    (Case("CrossEntropyLoss", {}, "", (3, 3)), SATURATED, np.array([0, 0, 2])),
    (Case("CrossEntropyLoss", {"label_smoothing": 0.1}, "", (3, 3)), SATURATED, np.array([2, 1, 0])),
    (Case("CrossEntropyLoss", {"targets": "probabilities"}, "", (3, 3)), SATURATED, np.eye(3)),
    (Case("CrossEntropyLoss", {"targets": "probabilities"}, "", (3, 3)), SATURATED, np.zeros((3, 3))),
    (Case("BCEWithLogitsLoss", {}, "", (3, 3)), SATURATED, np.eye(3)),
    (Case("BCEWithLogitsLoss", {"pos_weight": 3.0}, "", (3, 3)), SATURATED, np.eye(3)),
    (Case("HuberLoss", {"delta": 0.5}, "", (3, 3)), np.eye(3) / 2, np.zeros((3, 3))),
    (Case("SmoothL1Loss", {"beta": 0.5}, "", (3, 3)), np.eye(3) / 2, np.zeros((3, 3))),
    (Case("L1Loss", {}, "", (3, 3)), SATURATED, SATURATED),
    (Case("KLDivLoss", {}, "", (3, 3)), SATURATED, np.eye(3)),
    (Case("HingeEmbeddingLoss", {}, "", (3, 3)), SATURATED, np.eye(3)),  # 0 is neither label
]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize(("case", "x", "t"), EDGES, ids=lambda part: name_of(part) if isinstance(part, Case) else "")
def test_edges(case: Case, x: Array, t: Array, reduction: str) -> None:
    """Saturated logits, probabilities 0 and 1, and where two pieces meet."""
    check(case, x, t, None, reduction)


@pytest.mark.parametrize("p", [0.0, 1.0])
@pytest.mark.parametrize("t", [0.0, 1.0, 0.5])
def test_bce_at_0_and_1(p: float, t: float) -> None:
    """The logarithm is held at -100."""
    case = Case("BCELoss", {}, "", (1,))
    (value, _), (expected, _) = (by(case, np.array([p]), np.array([t]), None, "mean") for by in (by_us, by_torch))
    np.testing.assert_allclose(value, expected, rtol=1e-15)


@pytest.mark.parametrize("p", [1e-10, 1e-5, 1 - 1e-10, 1 - 1e-5])
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_bce_next_to_0_and_1(p: float, t: float) -> None:
    """Right to the last digits also where ``1 - p`` would be rounded to 1, as by PyTorch's log1p."""
    check(Case("BCELoss", {}, "", (1,)), np.array([p]), np.array([t]), None, "mean")
    with mpmath.workdps(40):
        expected = float(-mpmath.log(p if t else 1 - mpmath.mpf(p)))
    value, _ = by_us(Case("BCELoss", {}, "", (1,)), np.array([p]), np.array([t]), None, "mean")
    np.testing.assert_allclose(value, expected, rtol=1e-15)


@pytest.mark.parametrize("weight", ["example", "element"])
@pytest.mark.parametrize("loss", ["BCELoss", "BCEWithLogitsLoss"])
def test_all_weights_are_0(loss: str, weight: str) -> None:
    case = Case(loss, {"weight": weight}, "probabilities, shares", (4, 3))
    x, t = data_of(case)
    check(case, x, t, np.zeros((4, 3) if weight == "element" else 4), "mean")


ALL_IGNORED = [
    Case(loss, options, "logits, classes", (4, 3))
    for loss in ("CrossEntropyLoss", "NLLLoss")
    for options in [{}, {"weight": [1.0, 2.0, 3.0]}, {"ignore_index": 2}]
]


@pytest.mark.parametrize("case", ALL_IGNORED, ids=name_of)
def test_all_are_ignored(case: Case) -> None:
    """The sum of nothing is 0, and its mean has no value; PyTorch gives 0 for the gradient of its NaN."""
    x, t = data_of(case)
    t = np.full_like(t, case.options.get("ignore_index", -100))
    check(case, x, t, None, "sum")
    check(case, x, t, None, "none")
    value, slopes = by_torch(case, x, t, None, "mean")
    assert np.isnan(value)
    assert not np.any(slopes)
    with pytest.warns(IndeterminateWarning):
        value, slopes = by_us(case, x, t, None, "mean")
    assert np.isnan(value)
    assert np.all(np.isnan(slopes[:, :2]))  # the third class may be one that is ignored


def test_a_real_net() -> None:
    """The parameters of a net of two layers; one of the classes is ignored, and all have weights."""
    rng = np.random.default_rng(3)
    arrays = {
        "w1": rng.normal(size=(5, 4)),
        "b1": rng.normal(size=5),
        "w3": rng.normal(size=(3, 5)),
        "b3": np.ones(3),
    }
    x, t, weight = rng.normal(size=(7, 4)), np.array([0, 1, 2, -100, 1, 0, 2]), [1.0, 2.0, 0.5]
    loss = net_loss(NetChain([LinearLayer(5), Tanh, LinearLayer(3)], input=4), ours.CrossEntropyLoss(weight=weight))
    leaves = {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}
    hidden = torch.tanh(torch.tensor(x) @ leaves["w1"].T + leaves["b1"])
    value = torch.nn.CrossEntropyLoss(weight=torch.tensor(weight, dtype=torch.double))(
        hidden @ leaves["w3"].T + leaves["b3"], torch.tensor(t)
    )
    value.backward()
    np.testing.assert_allclose(loss.evaluate(x, t, arrays), value.item(), rtol=1e-13)
    for name, slopes in loss.gradient().evaluate(x, t, arrays).items():
        np.testing.assert_allclose(slopes, leaves[name].grad, rtol=1e-12, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("p", [0.0, 1e-50, 1e-40, 1e-14, 1e-11, 0.25])
def test_the_gradient_of_bce_is_the_derivative_of_the_clamped_loss(p: float) -> None:
    """mpmath differentiates ``-Max[Log[p], -100]``; PyTorch divides by Max[p (1 - p), 1e-12f] instead."""
    x, t = np.array([p]), np.array([1.0])
    with mpmath.workdps(50):
        clamped = mpmath.log(p) < -100 if p else True
        expected = mpmath.mpf(0) if clamped else -1 / mpmath.mpf(p)
    case = Case("BCELoss", {}, "", (1,))
    (_, slopes), (_, by_their_formula) = (by(case, x, t, None, "mean") for by in (by_us, by_torch))
    np.testing.assert_allclose(slopes[0], float(expected), rtol=1e-15)
    assert by_their_formula[0] == pytest.approx((p - 1) / max(p * (1 - p), float(np.float32(1e-12))), rel=1e-15)
    assert (by_their_formula[0] == pytest.approx(slopes[0], rel=1e-12)) == (p >= 1e-11)


def test_soft_margin_of_large_margins() -> None:
    """PyTorch computes Exp[-t x], which overflows."""
    case = Case("SoftMarginLoss", {}, "", (2,))
    x, t = np.array([-1000.0, 1000.0]), np.ones(2)
    value, slopes = by_us(case, x, t, None, "sum")
    assert (value, slopes.tolist()) == (1000.0, [-1.0, 0.0])
    value, slopes = by_torch(case, x, t, None, "sum")
    assert np.isinf(value)
    assert np.isnan(slopes[0])


ONE_OF_EACH = [
    Case("CrossEntropyLoss", {"weight": [1.0, 2.0, 0.5], "label_smoothing": 0.25}, "logits, classes", (2, 3, 2)),
    Case("CrossEntropyLoss", {"targets": "probabilities"}, "logits, shares", (2, 3)),
    Case("NLLLoss", {"ignore_index": 1}, "logits, classes", (2, 3)),
    Case("BCEWithLogitsLoss", {"pos_weight": [2.5, 1.0, 0.5]}, "logits, shares", (2, 3)),
    Case("BCELoss", {}, "probabilities, shares", (2, 3)),
    *(case for case in OF_ELEMENTS if case.shape == (4, 3)),
]


@pytest.mark.parametrize("case", ONE_OF_EACH, ids=name_of)
def test_in_woxi(woxi: WoxiEngine, case: Case) -> None:
    """The translated formula of one example, its gradient too."""
    x, t = data_of(case)
    loss = loss_of_output(getattr(ours, case.loss)(**case.options), x)
    value, slopes = in_woxi(woxi, loss, {**loss.known, "x": x[-1], "t": t[-1]})
    np.testing.assert_allclose(value, loss.evaluate(x[-1], t[-1]), rtol=WITH_WOXI)
    np.testing.assert_allclose(slopes, loss.gradient("x").evaluate(x[-1], t[-1])["x"], rtol=WITH_WOXI, atol=1e-16)
