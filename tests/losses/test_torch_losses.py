"""The losses of PyTorch against PyTorch, over every option; where it is wrong, against mpmath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import mpmath
import numpy as np
import pytest
import torch
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output
from numpy.typing import NDArray

from wlbridge import IndeterminateWarning, LinearLayer, NetChain, Tanh, net_loss
from wlbridge.engines import WoxiEngine
from wlbridge.errors import DataError, NetError, ShapeError, WLBridgeError
from wlbridge.losses import torch as ours

pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning")  # KLDivLoss says so

Array = NDArray[Any]
REDUCTIONS = ("mean", "sum", "none")


class Case(NamedTuple):
    """A loss with options, the dimensions of a batch of outputs, and what output and target are."""

    loss: str
    options: Mapping[str, Any]
    data: str
    shape: tuple[int, ...]


CLASSES = [
    *(
        Case("CrossEntropyLoss", {**weight, **smoothing, **ignored}, "logits, classes", shape)
        for shape in [(6, 3), (2, 4, 5), (3, 3, 2, 2)]
        for weight in [{}, {"weight": np.linspace(0.25, 2.0, shape[1])}]
        for smoothing in [{}, {"label_smoothing": 0.125}]
        for ignored in [{}, {"ignore_index": 1}, {"ignore_index": 255}]
    ),
    *(
        Case("CrossEntropyLoss", {**weight, **smoothing, "targets": "probabilities"}, "logits, shares", shape)
        for shape in [(6, 3), (2, 4, 5)]
        for weight in [{}, {"weight": np.linspace(0.25, 2.0, shape[1])}]
        for smoothing in [{}, {"label_smoothing": 0.125}, {"label_smoothing": 1.0}]
    ),
    *(
        Case("NLLLoss", {**weight, **ignored}, "logits, classes", shape)
        for shape in [(6, 3), (2, 4, 5)]
        for weight in [{}, {"weight": np.linspace(0.0, 2.0, shape[1])}]
        for ignored in [{}, {"ignore_index": 0}]
    ),
    Case("CrossEntropyLoss", {"weight": [0.0, 1.0, 2.0]}, "logits, classes", (6, 3)),
    Case("CrossEntropyLoss", {}, "logits, classes", (4, 1)),
]
WEIGHTED = [
    *(
        Case(loss, weight, data, shape)
        for loss, data in [("BCELoss", "probabilities, shares"), ("BCEWithLogitsLoss", "logits, shares")]
        for shape in [(5,), (4, 3), (2, 3, 2)]
        for weight in [{}, {"weight": "example"}, {"weight": "element"}]
    ),
    Case("BCEWithLogitsLoss", {"pos_weight": 2.5}, "logits, shares", (4,)),
    Case("BCEWithLogitsLoss", {"pos_weight": [2.5, 1.0, 0.0]}, "logits, shares", (2, 2, 3)),
    Case(
        "BCEWithLogitsLoss",
        {"pos_weight": [[1.0, 2.0], [3.0, 4.0]], "weight": "element"},
        "logits, shares",
        (3, 2, 2),
    ),
]
OF_ELEMENTS = [
    Case(loss, options, data, shape)
    for shape in [(5,), (4, 3), (2, 3, 2)]
    for loss, options, data in [
        ("MSELoss", {}, "logits, reals"),
        ("L1Loss", {}, "logits, reals"),
        ("HuberLoss", {}, "logits, reals"),
        ("HuberLoss", {"delta": 0.25}, "logits, reals"),
        ("SmoothL1Loss", {}, "logits, reals"),
        ("SmoothL1Loss", {"beta": 3.0}, "logits, reals"),
        ("SmoothL1Loss", {"beta": 0.0}, "logits, reals"),
        ("KLDivLoss", {}, "logits, shares"),
        ("KLDivLoss", {"log_target": True}, "logits, reals"),
        ("PoissonNLLLoss", {}, "logits, counts"),
        ("PoissonNLLLoss", {"full": True}, "logits, counts"),
        ("PoissonNLLLoss", {"log_input": False, "full": True}, "probabilities, counts"),
        ("PoissonNLLLoss", {"log_input": False, "eps": 0.5}, "probabilities, counts"),
        ("SoftMarginLoss", {}, "logits, signs"),
        ("HingeEmbeddingLoss", {}, "logits, signs"),
        ("HingeEmbeddingLoss", {"margin": 0.25}, "logits, signs"),
    ]
]
CASES = [*CLASSES, *WEIGHTED, *OF_ELEMENTS]


def name_of(case: Case) -> str:
    options = ", ".join(f"{name}={np.asarray(value).tolist()}" for name, value in case.options.items())
    return f"{case.loss}({options}) of {case.shape}"


def data_of(case: Case) -> tuple[Array, Array]:
    """Outputs and targets; shares are numbers from 0 to 1, both ends among them."""
    rng = np.random.default_rng(sum(case.shape))
    kind, target = case.data.split(", ")
    x = rng.normal(size=case.shape) * 3 if kind == "logits" else rng.uniform(0.01, 0.99, case.shape)
    steps = (case.shape[0], *case.shape[2:])
    shares = rng.uniform(size=case.shape)
    shares.flat[0], shares.flat[-1] = 0, 1
    classes = rng.integers(case.shape[1] if len(case.shape) > 1 else 1, size=steps)
    classes.flat[0] = case.options.get("ignore_index", -100)
    classes.flat[-1] = 0 if case.options.get("ignore_index") == classes.flat[-1] else classes.flat[-1]
    return x, {
        "classes": classes,
        "shares": shares,
        "reals": rng.normal(size=case.shape),
        "counts": rng.integers(6, size=case.shape).astype(float),
        "signs": rng.choice([-1.0, 1.0], size=case.shape),
    }[target]


def weights_of(case: Case) -> Array | None:
    """Weights of examples or elements, some of them 0."""
    kind = case.options.get("weight")
    if not isinstance(kind, str):
        return None
    rng = np.random.default_rng(7)
    weights = rng.uniform(0.5, 2, case.shape[:1] if kind == "example" else case.shape)
    weights.flat[1] = 0
    return weights


def by_torch(case: Case, x: Array, t: Array, weights: Array | None, reduction: str) -> tuple[Any, Any]:
    """The value, and the gradient by the output of its sum."""
    options = {name: value for name, value in case.options.items() if name != "targets"}
    if weights is not None:
        options["weight"] = weights.reshape(*weights.shape, *(1 for _ in range(x.ndim - weights.ndim)))
    for name in {"weight", "pos_weight"} & set(options):
        options[name] = torch.tensor(np.asarray(options[name]), dtype=torch.double)
    output = torch.tensor(x, requires_grad=True)
    value = getattr(torch.nn, case.loss)(**options, reduction=reduction)(output, torch.tensor(t))
    value.sum().backward()
    assert output.grad is not None
    return value.detach().numpy(), output.grad.numpy()


def by_us(case: Case, x: Array, t: Array, weights: Array | None, reduction: str) -> tuple[Any, Any]:
    """The same; there is a gradient only of a loss that is reduced."""
    loss = loss_of_output(getattr(ours, case.loss)(**case.options, reduction=reduction), x)
    given = t if weights is None else {"t": t, "sw": weights}
    value = loss.evaluate(x, given)
    return value, None if reduction == "none" else loss.gradient("x").evaluate(x, given)["x"]


def check(case: Case, x: Array, t: Array, weights: Array | None, reduction: str) -> None:
    value, slopes = by_torch(case, x, t, weights, reduction)
    our_value, our_slopes = by_us(case, x, t, weights, reduction)
    assert np.shape(our_value) == np.shape(value)
    np.testing.assert_allclose(our_value, value, rtol=1e-12, atol=1e-14)
    if our_slopes is not None:
        np.testing.assert_allclose(our_slopes, slopes, rtol=1e-12, atol=1e-14)


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


def test_options_are_shown_where_they_are_not_the_defaults() -> None:
    assert repr(ours.CrossEntropyLoss()) == "CrossEntropyLoss()"
    assert repr(ours.CrossEntropyLoss([1, 2], label_smoothing=0.1)) == (
        "CrossEntropyLoss(weight=[1, 2], label_smoothing=0.1)"
    )
    assert repr(ours.KLDivLoss(reduction="batchmean", log_target=False)) == "KLDivLoss(reduction='batchmean')"


def test_the_numbers_of_options_have_symbols() -> None:
    """Two losses of a sum have each their own, or share the same."""
    first, second = (
        ours.CrossEntropyLoss(weight=[1, 2], reduction="sum"),
        ours.NLLLoss(weight=[3, 4], reduction="sum"),
    )
    loss = loss_of_output(first + second + ours.NLLLoss(weight=[1, 2], reduction="sum"), np.zeros((1, 2)))
    assert [p.name for p in loss.program.placeholders.values() if p.role == "coefficient"] == [
        "p_weight",
        "p_weight2",
    ]
    assert loss.evaluate([0.0, 0.0], 1) == pytest.approx(2 * np.log(2))
    assert loss.evaluate([0.0, 0.0], 1, {"p_weight": [0, 0]}) == 0


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda: ours.CrossEntropyLoss(reduction="batchmean"), "no reduction 'batchmean'"),
        (lambda: ours.CrossEntropyLoss(label_smoothing=1.5), "label_smoothing cannot be 1.5"),
        (lambda: ours.CrossEntropyLoss(ignore_index=0.5), "ignore_index cannot be 0.5"),
        (lambda: ours.CrossEntropyLoss(targets="index"), "no kind of targets 'index'"),
        (lambda: ours.CrossEntropyLoss(targets="probabilities", ignore_index=0), "ignore_index is for indices"),
        (lambda: ours.CrossEntropyLoss(weight=["a", "b"]), "not an array of real numbers"),
        (lambda: ours.CrossEntropyLoss(size_average=True), "The arguments are weight"),
        (lambda: ours.BCELoss(weight=[1, 2]), "no weight"),
        (lambda: ours.BCEWithLogitsLoss(pos_weight="heavy"), "not an array of real numbers"),
        (lambda: ours.HuberLoss(delta=0), "delta cannot be 0"),
        (lambda: ours.SmoothL1Loss(beta=-1), "beta cannot be -1"),
        (lambda: ours.KLDivLoss(log_target="yes"), "log_target cannot be 'yes'"),
        (lambda: ours.PoissonNLLLoss(eps=-1), "eps cannot be -1"),
        (lambda: ours.HingeEmbeddingLoss(margin="wide"), "margin cannot be 'wide'"),
    ],
)
def test_wrong_options(loss: Any, words: str) -> None:
    with pytest.raises(NetError, match=words):
        loss()


@pytest.mark.parametrize(
    ("loss", "shape", "error", "words"),
    [
        (ours.CrossEntropyLoss, (), ShapeError, "level of classes"),
        (ours.NLLLoss, (), ShapeError, "level of classes"),
        (lambda: ours.CrossEntropyLoss(weight=[1, 2]), (3,), NetError, r"has dimensions \[2\] and needs \[3\]"),
        (lambda: ours.CrossEntropyLoss(ignore_index=0), (1,), NetError, "the only class, 0, is ignored"),
        (lambda: ours.BCEWithLogitsLoss(pos_weight=[1, 2]), (3,), NetError, "are not those of the last levels"),
        (lambda: ours.BCEWithLogitsLoss(pos_weight=[1, 2]), (), NetError, "are not those of the last levels"),
    ],
)
def test_losses_that_do_not_fit(loss: Any, shape: tuple[int, ...], error: type[WLBridgeError], words: str) -> None:
    with pytest.raises(error, match=words):
        loss_of_output(loss(), np.zeros((1, *shape)))


def test_classes_out_of_range() -> None:
    loss = loss_of_output(ours.CrossEntropyLoss(), np.zeros((1, 3)))
    with pytest.raises(DataError, match=r"the class 3 is not one of 0, ..., 2 or -100"):
        loss.evaluate(np.zeros(3), 3)


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


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
