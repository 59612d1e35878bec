"""The losses of TensorFlow 1 against TensorFlow, whose values are stored: `store_tensorflow_values.py` made them."""

import json
from typing import Any

import mpmath
import numpy as np
import pytest
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output
from store_tensorflow_values import VALUES, by_tensorflow

from wlbridge.engines import WoxiEngine
from wlbridge.errors import NetError, ShapeError
from wlbridge.losses import tensorflow

STORED: dict[str, Any] = json.loads(VALUES.read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = STORED["cases"]


def name_of(case: dict[str, Any]) -> str:
    options = ", ".join(f"{name}={value}" for name, value in case["options"].items())
    return f"{case['loss']}({options}) of {np.shape(case['x'])}"


@pytest.mark.parametrize("weights", ["none", "example", "element", "zero"])
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_values_and_gradients(case: dict[str, Any], weights: str) -> None:
    x, t = np.array(case["x"]), np.array(case["t"])
    given = {"t": t} if weights == "none" else {"t": t, "sw": case["weights"][weights]}
    of = {"none": None, "example": "example"}.get(weights, "element")
    for result in case["results"]:
        if result["weights"] != weights:
            continue
        make = getattr(tensorflow, case["loss"])
        loss = loss_of_output(make(weights=of, reduction=result["reduction"], **case["options"]), x)
        np.testing.assert_allclose(loss.evaluate(x, given), result["value"], rtol=1e-12, atol=1e-13)
        if result["gradient"] is not None:
            slopes = loss.gradient("x").evaluate(x, given)["x"]
            np.testing.assert_allclose(slopes, result["gradient"], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("case", CASES[::3], ids=name_of)
def test_the_stored_values_are_those_of_tensorflow(case: dict[str, Any]) -> None:
    """Where it is installed; it computes in float32."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed, its values are stored")
    for result in case["results"]:
        weights = case["weights"][result["weights"]]
        value, _ = by_tensorflow(case, weights, result["reduction"])
        np.testing.assert_allclose(value, result["value"], rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize(("p", "t"), [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.25, 0.5)])
def test_log_loss_to_the_last_digit(p: float, t: float) -> None:
    """Against mpmath, also where 1 - p is 0: 1 + epsilon is not rounded."""
    with mpmath.workdps(40):
        e = mpmath.mpf(1e-7)
        expected = -t * mpmath.log(p + e) - (1 - t) * mpmath.log(1 - mpmath.mpf(p) + e)
        slope = -t / (p + e) + (1 - t) / (1 - mpmath.mpf(p) + e)
    loss = loss_of_output(tensorflow.log_loss(), [[p]])
    assert loss.evaluate([p], [t]) == pytest.approx(float(expected), rel=1e-15)
    assert loss.gradient("x").evaluate([p], [t])["x"][0] == pytest.approx(float(slope), rel=1e-15)


@pytest.mark.parametrize("loss", dict.fromkeys(case["loss"] for case in CASES))
def test_woxi_computes_the_same(woxi: WoxiEngine, loss: str) -> None:
    case = next(case for case in CASES if case["loss"] == loss)
    made = loss_of_output(getattr(tensorflow, loss)(weights="element"), case["x"])
    given = {"x": case["x"][1], "t": case["t"][1], "sw": case["weights"]["element"][1]}
    value, slopes = in_woxi(woxi, made, given)
    targets = {"t": given["t"], "sw": given["sw"]}
    assert value == pytest.approx(made.evaluate(given["x"], targets), rel=WITH_WOXI)
    expected = made.gradient("x").evaluate(given["x"], targets)["x"]
    np.testing.assert_allclose(slopes, expected, rtol=WITH_WOXI, atol=1e-15)


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        (tensorflow.softmax_cross_entropy, "softmax_cross_entropy()"),
        (lambda: tensorflow.log_loss("example", 0.5), "log_loss(weights='example', epsilon=0.5)"),
        (lambda: tensorflow.huber_loss(reduction="SUM"), "huber_loss(reduction='SUM')"),
    ],
)
def test_shown_as_called(loss: Any, shown: str) -> None:
    assert repr(loss()) == shown


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tensorflow.hinge_loss(margin=2), "hinge_loss got an unexpected keyword argument 'margin'"),
        (lambda: tensorflow.hinge_loss(weights=2.0), "hinge_loss: there is no weights 2.0"),
        (lambda: tensorflow.huber_loss(delta=-1), "huber_loss: delta cannot be -1"),
        (lambda: tensorflow.log_loss(reduction="mean"), "log_loss: there is no reduction 'mean'"),
        (lambda: tensorflow.log_loss(epsilon="small"), "epsilon cannot be 'small'"),
        (lambda: tensorflow.softmax_cross_entropy(label_smoothing=2), "label_smoothing cannot be 2"),
    ],
)
def test_wrong_options(call: Any, words: str) -> None:
    with pytest.raises(NetError, match=words.replace("(", r"\(")):
        call()


@pytest.mark.parametrize("loss", [tensorflow.softmax_cross_entropy, tensorflow.sparse_softmax_cross_entropy])
def test_a_real_has_no_classes(loss: Any) -> None:
    with pytest.raises(ShapeError, match="needs an output with a level of classes"):
        loss_of_output(loss(), [1.0])
