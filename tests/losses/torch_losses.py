"""Losses of PyTorch with options and data for them: computed by PyTorch and by us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from losses_of_outputs import loss_of_output
from numpy.typing import NDArray

from wlbridge.losses import torch as ours

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
    np.testing.assert_allclose(our_value, value, rtol=1e-12, atol=1e-30)
    if our_slopes is not None:
        np.testing.assert_allclose(our_slopes, slopes, rtol=1e-12, atol=1e-14)
