"""Cross entropies of logits: against PyTorch, against mpmath where logits are large, and their printed form.

The gradients by the logits are softmax - target and sigmoid - target, in exactly that form.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output
from numpy.typing import NDArray

from wlbridge import LinearLayer, NetChain, Ramp, net_loss
from wlbridge.engines import WoxiEngine
from wlbridge.errors import DataError, NetError, ShapeError
from wlbridge.losses import LossLayer
from wlbridge.losses.logits import sigmoid_cross_entropy, softmax_cross_entropy

Array = NDArray[Any]
SHAPES = [(5, 3), (2, 4, 3), (2, 2, 3, 4)]
"""A batch of vectors, of sequences, and of sequences of sequences."""

SOFTMAX: dict[str, Any] = {
    "0-based": lambda **options: softmax_cross_entropy("indices", first=0, **options),
    "1-based": lambda **options: softmax_cross_entropy("indices", first=1, **options),
    "one-hot": lambda **options: softmax_cross_entropy("one-hot", **options),
    "probabilities": lambda **options: softmax_cross_entropy("probabilities", **options),
}
KINDS = [*SOFTMAX, "sigmoid"]
REDUCTIONS = ["mean", "weighted mean", "mean over nonzero weights", "sum", "none"]


def loss_of(kind: str, **options: Any) -> LossLayer:
    loss: LossLayer = (SOFTMAX.get(kind) or sigmoid_cross_entropy)(**options)
    return loss


def targets_of(kind: str, shape: tuple[int, ...]) -> Array:
    rng = np.random.default_rng(len(shape))
    classes = rng.integers(shape[-1], size=shape[:-1])
    if kind in {"0-based", "1-based"}:
        return classes + (kind == "1-based")
    return np.eye(shape[-1])[classes] if kind == "one-hot" else rng.uniform(size=shape)


def values_by_torch(kind: str, x: torch.Tensor, t: Array) -> torch.Tensor:
    """A value for each step, or each element for the sigmoid."""
    if kind == "sigmoid":
        return torch.nn.functional.binary_cross_entropy_with_logits(x, torch.tensor(t), reduction="none")
    target = np.eye(x.shape[-1])[t - (kind == "1-based")] if t.ndim < x.ndim else t
    return -(torch.tensor(target) * torch.log_softmax(x, -1)).sum(-1)


def reduced_by_torch(values: torch.Tensor, weights: Array | None, mask: Array | None, reduction: str) -> torch.Tensor:
    """The definitions of the reductions, and of a mask as the choice of the values that are there."""
    kept = torch.ones(values.shape, dtype=torch.bool) if mask is None else torch.tensor(mask.astype(bool))
    w = torch.ones(()) if weights is None else torch.tensor(weights)
    w = w.reshape(*w.shape, *(1 for _ in range(values.ndim - w.ndim))).expand(values.shape)
    terms = (values * w)[kept]
    counts = {
        "mean": kept.sum(),
        "weighted mean": w[kept].sum(),
        "mean over nonzero weights": (w[kept] != 0).sum(),
        "sum": torch.ones(()),
    }
    return values * w * kept if reduction == "none" else terms.sum() / counts[reduction]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("masked", [False, True], ids=["all", "masked"])
@pytest.mark.parametrize("weighted", [None, "example", "element"])
@pytest.mark.parametrize("kind", KINDS)
def test_values_and_gradients(kind: str, weighted: Any, masked: bool, reduction: str) -> None:
    for shape in SHAPES if reduction == "mean" else SHAPES[1:2]:
        rng = np.random.default_rng(5)
        x, t = rng.normal(size=shape) * 4, targets_of(kind, shape)
        of_values = shape if kind == "sigmoid" else shape[:-1]
        weights = mask = None
        given = {"t": t}
        if weighted:
            weights = rng.uniform(0.5, 2, of_values if weighted == "element" else shape[:1])
            weights.flat[0] = 0
            given["sw"] = weights
        if masked:
            mask = (rng.uniform(size=of_values) < 0.6).astype(float)
            mask.flat[-1] = 1
            given["mask"] = mask
        logits = torch.tensor(x, requires_grad=True)
        expected = reduced_by_torch(values_by_torch(kind, logits, t), weights, mask, reduction)
        loss = loss_of_output(loss_of(kind, sample_weight=weighted, mask=masked, reduction=reduction), x)
        value = loss.evaluate(x, given)
        assert np.shape(value) == expected.shape
        np.testing.assert_allclose(value, expected.detach(), rtol=1e-12, atol=1e-15)
        if reduction != "none":
            (slopes,) = torch.autograd.grad(expected, logits)
            got = loss.gradient("x").evaluate(x, given)["x"]
            np.testing.assert_allclose(got, slopes, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("0-based", "-UnitVector[3, 1 + t] + Exp[x]/Total[Exp[x]]"),
        ("1-based", "-UnitVector[3, t] + Exp[x]/Total[Exp[x]]"),
        ("one-hot", "-t + Exp[x]/Total[Exp[x]]"),
        ("probabilities", "-t + (Exp[x]/Total[Exp[x]])*Total[t]"),
        ("sigmoid", "-t + LogisticSigmoid[x]"),
    ],
)
def test_the_gradient_is_printed_as_softmax_less_target(kind: str, expected: str) -> None:
    loss = loss_of_output(loss_of(kind, reduction="sum"), np.zeros((1, 3)))
    assert loss.gradient("x").to_wl_text("array") == f'Function[{{x, t}}, <|"x" -> {expected}|>]'


X = sympy.Array(loss_of_output(sigmoid_cross_entropy(), np.zeros((1, 3))).symbols["x"].tolist())


@pytest.mark.parametrize("kind", ["0-based", "1-based", "one-hot", "probabilities"])
def test_the_gradient_is_softmax_less_target_as_expressions(kind: str) -> None:
    loss = loss_of_output(loss_of(kind), np.zeros((1, 3)))
    t = loss.symbols["t"]
    p = [sympy.exp(each) / sum(sympy.exp(other) for other in X) for each in X]
    target = list(t) if t.shape else [sympy.KroneckerDelta(j + (kind == "1-based"), t.item()) for j in range(3)]
    total = sum(target) if kind == "probabilities" else 1
    assert list(loss.gradient("x").expressions["x"]) == [a * total - b for a, b in zip(p, target, strict=True)]


@pytest.mark.parametrize("kind", ["0-based", "1-based", "one-hot"])
def test_several_steps_have_the_same_form(kind: str) -> None:
    """The mean over 2 steps: (softmax - target)/2, with no sum of the target."""
    loss = loss_of_output(loss_of(kind), np.zeros((1, 2, 3)))
    z = loss.symbols["x"][1]
    slope = loss.gradient("x").expressions["x"][1, 2]
    p = sympy.exp(z[2]) / sum(sympy.exp(each) for each in z)
    e = (
        loss.symbols["t"][1, 2]
        if kind == "one-hot"
        else sympy.KroneckerDelta(2 + (kind == "1-based"), loss.symbols["t"][1])
    )
    assert slope.expand() == (p / 2 - e / 2).expand()


@pytest.mark.parametrize(
    ("x", "t"),
    [([1000.0, 0.0, -1000.0], 0), ([1000.0, 0.0, -1000.0], 2), ([-800.0, -790.0, -1e5], 1), ([0.0] * 3, 1)],
)
def test_softmax_of_large_logits(x: list[float], t: int) -> None:
    with mpmath.workdps(2000):
        total = sum(mpmath.exp(each) for each in x)
        value = float(mpmath.log(total) - x[t])
        slopes = [float(mpmath.exp(each) / total - (place == t)) for place, each in enumerate(x)]
    loss = loss_of_output(softmax_cross_entropy("indices", first=0), [x])
    np.testing.assert_allclose(loss.evaluate(x, t), value, rtol=1e-15)
    np.testing.assert_allclose(loss.gradient("x").evaluate(x, t)["x"], slopes, rtol=1e-15, atol=1e-16)


@pytest.mark.parametrize("t", [0.0, 1.0, 0.25])
@pytest.mark.parametrize("x", [1000.0, -1000.0, 40.0, -40.0, 0.0, 1e-9])
def test_sigmoid_of_large_logits(x: float, t: float) -> None:
    """The value is right to the last digits also where it is tiny."""
    with mpmath.workdps(2000):
        p = 1 / (1 + mpmath.exp(-x))
        value, slope = float(-t * mpmath.log(p) - (1 - t) * mpmath.log(1 - p)), float(p - t)
    loss = loss_of_output(sigmoid_cross_entropy(), [x])
    np.testing.assert_allclose(loss.evaluate(x, t), value, rtol=1e-15)
    np.testing.assert_allclose(loss.gradient("x").evaluate(x, t)["x"], slope, rtol=1e-15, atol=1e-16)


@pytest.mark.parametrize("option", [{"mask": True}, {"sample_weight": "element"}, {"sample_weight": "example"}])
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_counts(kind: str, reduction: Any, option: dict[str, Any]) -> None:
    """Where all is masked, or has no weight, value and gradient are 0."""
    x = np.full((2, 4, 3), 1000.0)
    steps: tuple[int, ...] = x.shape if kind == "sigmoid" else x.shape[:-1]
    name = "mask" if "mask" in option else "sw"
    given = {"t": targets_of(kind, x.shape), name: np.zeros(2 if "example" in option.values() else steps)}
    loss = loss_of_output(loss_of(kind, reduction=reduction, **option), x)
    assert not np.any(loss.evaluate(x, given))
    if reduction != "none":
        assert not np.any(loss.gradient("x").evaluate(x, given)["x"])


def test_padding_changes_nothing() -> None:
    """Sequences of 2 and 3 steps, padded to 4, give the mean over their 5 steps, whatever the padding holds."""
    rng = np.random.default_rng(1)
    x, t = rng.normal(size=(2, 4, 3)), rng.integers(3, size=(2, 4))
    mask = np.array([[1, 1, 0, 0], [1, 1, 1, 0]])
    loss = loss_of_output(softmax_cross_entropy("indices", first=0, mask=True), x)
    each = loss_of_output(softmax_cross_entropy("indices", first=0, reduction="none"), x).evaluate(x, t)
    for padding in (0.0, 1000.0):
        padded = np.where(mask[..., None] == 1, x, padding)
        value = loss.evaluate(padded, {"t": np.where(mask == 1, t, 0), "mask": mask})
        np.testing.assert_allclose(value, each[mask == 1].mean(), rtol=1e-14)


def test_a_real_net() -> None:
    """The parameters of a net whose output is a sequence, against PyTorch."""
    rng = np.random.default_rng(3)
    net = NetChain([LinearLayer(5), Ramp, LinearLayer([4, 3])], input=2)
    loss = net_loss(net, softmax_cross_entropy("indices", first=1, mask=True))
    learned = loss.program.with_role("parameter")
    arrays = {array.name: rng.normal(size=[int(size) for size in array.shape]) for array in learned}
    x, t, mask = rng.normal(size=(3, 2)), rng.integers(1, 4, size=(3, 4)), np.array([[1, 1, 1, 0]] * 3)
    leaves = {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}
    hidden = torch.relu(torch.tensor(x) @ leaves["w1"].T + leaves["b1"])
    logits = (hidden @ leaves["w3"].reshape(12, 5).T + leaves["b3"].flatten()).reshape(3, 4, 3)
    each = torch.nn.functional.cross_entropy(logits.movedim(-1, 1), torch.tensor(t - 1), reduction="none")
    each[torch.tensor(mask) == 1].mean().backward()
    for name, slopes in loss.gradient().evaluate(x, {"t": t, "mask": mask}, arrays).items():
        np.testing.assert_allclose(slopes, leaves[name].grad, rtol=1e-12, atol=1e-15, err_msg=name)


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda: softmax_cross_entropy("indices"), "first cannot be None. State whether"),
        (lambda: softmax_cross_entropy("indices", first=2), "first cannot be 2"),
        (lambda: softmax_cross_entropy("indices", first=True), "first cannot be True"),
        (lambda: softmax_cross_entropy("one-hot", first=1), 'the targets are "one-hot"'),
        (lambda: softmax_cross_entropy("index", first=1), "no kind of targets 'index'"),
        (softmax_cross_entropy, "missing a required argument: 'targets'"),
        (lambda: softmax_cross_entropy("one-hot", mask="yes"), "mask cannot be 'yes'"),
        (lambda: sigmoid_cross_entropy(reduction="batchmean"), "no reduction 'batchmean'"),
        (lambda: sigmoid_cross_entropy(sample_weight="step"), "no sample_weight 'step'"),
    ],
)
def test_wrong_options(loss: Any, words: str) -> None:
    with pytest.raises(NetError, match=words):
        loss()


@pytest.mark.parametrize("row", [[0.5, 0.5, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [2.0, -1.0, 0.0]])
def test_what_is_not_one_hot_is_refused(row: list[float]) -> None:
    loss = loss_of_output(softmax_cross_entropy("one-hot"), np.zeros((1, 2, 3)))
    with pytest.raises(DataError, match=r"the vector at position \[2\] is not one-hot"):
        loss.evaluate(np.zeros((2, 3)), [[0, 0, 1], row])


@pytest.mark.parametrize(("first", "wrong"), [(0, 3), (0, -1), (1, 0), (1, 4)])
def test_classes_out_of_range(first: Any, wrong: int) -> None:
    with pytest.raises(DataError, match=f"the class {wrong} is not one of {first}, ..., {first + 2}"):
        loss_of_output(softmax_cross_entropy("indices", first=first), np.zeros((1, 3))).evaluate(np.zeros(3), wrong)


def test_a_single_real_has_no_classes() -> None:
    with pytest.raises(ShapeError, match="level of classes"):
        loss_of_output(softmax_cross_entropy("one-hot"), np.zeros(1))


def test_options_are_shown() -> None:
    assert repr(softmax_cross_entropy("indices", first=0)) == "softmax_cross_entropy(targets='indices', first=0)"
    assert repr(sigmoid_cross_entropy(mask=True, reduction="mean")) == "sigmoid_cross_entropy(mask=True)"


@pytest.mark.parametrize("kind", KINDS)
def test_in_woxi(woxi: WoxiEngine, kind: str) -> None:
    """The translated formula of a sequence, with a mask and weights, and its gradient."""
    x, t = np.random.default_rng(2).normal(size=(4, 3)), targets_of(kind, (1, 4, 3))[0]
    mask = np.array([1, 1, 0, 1])
    mask = np.repeat(mask[:, None], 3, 1) if kind == "sigmoid" else mask
    given = {"t": t, "mask": mask, "sw": mask * 0.5 + 0.25}
    loss = loss_of_output(loss_of(kind, mask=True, sample_weight="element"), x[None])
    value, slopes = in_woxi(woxi, loss, {"x": x, **given})
    np.testing.assert_allclose(value, loss.evaluate(x, given), rtol=WITH_WOXI)
    np.testing.assert_allclose(slopes, loss.gradient("x").evaluate(x, given)["x"], rtol=WITH_WOXI, atol=1e-16)
