"""Values that real kernels and other programs printed: every one that a layer or loss of ours can compute.

The values, with their sources, are in `published_values.json`. A printed value holds to half a unit
of its last digit.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from wlbridge import (
    CrossEntropyLossLayer,
    DropoutLayer,
    LinearLayer,
    LogisticSigmoid,
    MeanAbsoluteLossLayer,
    NetChain,
    ReshapeLayer,
    SoftmaxLayer,
    TransposeLayer,
    net_loss,
)
from wlbridge.losses import LossLayer
from wlbridge.losses.logits import softmax_cross_entropy
from wlbridge.losses.torch import CrossEntropyLoss
from wlbridge.wolfram.from_wl import formula_of
from wlbridge.wolfram.text.reader import read_wl

PUBLISHED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("published_values.json").read_text(encoding="utf-8"), parse_float=Decimal
)


def published(words: str) -> dict[str, Any]:
    """The one entry whose layer is described by these words."""
    (entry,) = [entry for entry in PUBLISHED if words in entry["layer"]]
    return entry


def half_unit(printed: Decimal) -> Decimal:
    return Decimal(5) * Decimal(10) ** (int(printed.as_tuple().exponent) - 1)


def agrees(value: float, printed: Decimal) -> bool:
    return abs(Decimal(float(value)) - printed) <= half_unit(printed)


def floats(nested: Any) -> Any:
    return [floats(part) for part in nested] if isinstance(nested, list) else float(nested)


def cross_entropies() -> list[dict[str, Any]]:
    return [
        e for e in PUBLISHED if e["layer"].startswith("CrossEntropyLossLayer") and isinstance(e["output"], Decimal)
    ]


@pytest.mark.parametrize("entry", cross_entropies(), ids=lambda entry: str(entry["output"]))
def test_cross_entropy_of_numbers(entry: dict[str, Any]) -> None:
    """1.60944, 0.973147, and 28.6963, which only the kernel's clamp of the logarithm gives."""
    form = entry["layer"].split('"')[1]
    x, t = np.array(floats(entry["input"])), np.array(floats(entry["target"]))
    net = NetChain([DropoutLayer()], input="Real" if x.ndim == 0 else list(x.shape))
    loss = net_loss(net, CrossEntropyLossLayer(form), log="kernel")
    assert agrees(loss.evaluate(x, t), entry["output"])
    if x.min() > 0:
        assert agrees(net_loss(net, CrossEntropyLossLayer(form)).evaluate(x, t), entry["output"])


def test_there_are_three_published_cross_entropies() -> None:
    assert [str(entry["output"]) for entry in cross_entropies()] == ["1.60944", "0.973147", "28.6963"]


def test_mean_absolute_loss_in_float32_bit_for_bit() -> None:
    """The input is the identity: the page says so in words. All 17 digits are those of one float32."""
    entry = published("MeanAbsoluteLossLayer")
    loss = net_loss(NetChain([DropoutLayer()], input=[4, 4]), MeanAbsoluteLossLayer())
    value = loss.evaluate(floats(entry["input"]), floats(entry["target"]), working_precision="Real32")
    assert value.dtype == np.float32
    assert float(value) == float(entry["output"])
    assert float(loss.evaluate(floats(entry["input"]), floats(entry["target"]))) == pytest.approx(
        0.10992193, abs=1e-7
    )


@pytest.mark.parametrize(
    ("words", "layer"),
    [("FunctionLayer transposing", TransposeLayer([2, 1])), ("FunctionLayer reshaping", ReshapeLayer([3, 2]))],
)
def test_moving_elements(words: str, layer: Any) -> None:
    net = NetChain([layer], input=[2, 3])
    assert net.formula().evaluate([[1, 2, 3], [4, 5, 6]]).tolist() == published(words)["output"]


def test_index_loss_of_raw_logits_is_negative_without_bound() -> None:
    """Said in prose: no clamp above and no normalisation, so the loss of a large 'probability' is below zero."""
    assert "diving below zero" in published("fed raw logits")["output"]
    for log in ("exact", "kernel"):
        loss = net_loss(NetChain([DropoutLayer()], input=2), CrossEntropyLossLayer("Index"), log=log)
        assert loss.evaluate([0.0, 1e6], 2) == pytest.approx(-np.log(1e6), rel=1e-15)


def of_the_article() -> tuple[Any, list[int], list[Decimal], list[list[Decimal]]]:
    """Logits, classes counted from 0, the losses, and the gradient of each by the logits, which a note holds."""
    entry = published("softmax followed by cross entropy")
    printed = json.loads(entry["note"].removeprefix("gradient by the logits, printed: "), parse_float=Decimal)
    return floats(entry["input"]), entry["target"], entry["output"], printed


ARTICLE: dict[str, tuple[Any, LossLayer, int]] = {
    "SoftmaxLayer": (SoftmaxLayer(), CrossEntropyLossLayer("Index"), 1),
    "0-based": (DropoutLayer(), softmax_cross_entropy("indices", first=0), 0),
    "1-based": (DropoutLayer(), softmax_cross_entropy("indices", first=1), 1),
    "PyTorch": (DropoutLayer(), CrossEntropyLoss(), 0),
}
"""The last layer, the loss, and from where it counts the classes."""


@pytest.mark.parametrize("name", ARTICLE)
def test_softmax_and_cross_entropy_of_the_article(name: str) -> None:
    """Both losses and all eight entries of the gradient, to the last digit that is printed."""
    inputs, classes, losses, gradient = of_the_article()
    layer, loss_layer, first = ARTICLE[name]
    loss = net_loss(NetChain([layer], input=4), loss_layer)
    assert sum(len(row) for row in gradient) == 8
    for x, t, value, slopes in zip(inputs, classes, losses, gradient, strict=True):
        assert agrees(loss.evaluate(x, t + first), value)
        got = loss.gradient("x").evaluate(x, t + first)["x"]
        assert all(agrees(ours, printed) for ours, printed in zip(got, slopes, strict=True))


def test_the_article_in_one_batch_with_one_hot_targets() -> None:
    inputs, classes, losses, gradient = of_the_article()
    loss = net_loss(NetChain([DropoutLayer()], input=4), softmax_cross_entropy("one-hot", reduction="sum"))
    targets = np.eye(4)[classes]
    assert loss.evaluate(inputs, targets) == pytest.approx(float(sum(losses)), abs=1e-8)
    got = loss.gradient("x").evaluate(inputs, targets)["x"]
    assert all(agrees(ours, printed) for ours, printed in zip(got.ravel(), np.ravel(gradient), strict=True))


def test_formula_of_question_280389() -> None:
    """The net rebuilt from the printed coefficients gives the printed formula, term for term."""
    printed = formula_of(read_wl(published("symbolic rebuild of trained")["output"]))
    first = LinearLayer(
        2,
        weights=[[1.29072 * -1, 0.38487, -1.21005], [0.903133, 2.16383, -0.280905]],
        biases=[0.0879924, -0.14805],
    )
    second = LinearLayer(2, weights=[[1.79141, 0.183235], [0.477314, -0.915794]], biases=[0.945874, 0.735348])
    third = LinearLayer(2, weights=[[-1.28238, -0.672629], [-0.897976, -1.08833]], biases=[-1.07891, -0.309332])
    net = NetChain([first, LogisticSigmoid, second, LogisticSigmoid, third])
    formula = net.formula().with_values()
    expected = printed(*formula.symbols["x"])
    for ours, theirs in zip(formula.expression, expected, strict=True):
        assert sympy.expand_func(ours) == theirs
    values = net.formula().evaluate([1.0, 2.0, 3.0])
    assert values.tolist() == pytest.approx([float(part) for part in printed(1, 2, 3)], rel=1e-14)
