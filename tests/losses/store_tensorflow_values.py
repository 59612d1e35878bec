"""Ask TensorFlow for the values and gradients in tensorflow_values.json: ``python store_tensorflow_values.py``.

It needs TensorFlow, which is too large to be asked for by every run of the tests. Its losses compute in float32
whatever they are given; here its own code runs in double, its name for float32 being replaced, and what it gives
unchanged is compared with that.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

VALUES = Path(__file__).with_name("tensorflow_values.json")
REDUCTIONS = ("SUM_BY_NONZERO_WEIGHTS", "MEAN", "SUM", "SUM_OVER_BATCH_SIZE", "NONE")
RANDOM = np.random.default_rng(7)

NUMBERS = RANDOM.normal(scale=2, size=(4, 2, 3))
OTHERS = RANDOM.normal(scale=2, size=(4, 2, 3))
LABELS = RANDOM.integers(0, 2, size=(4, 2, 3))
PROBABILITIES = RANDOM.uniform(0.05, 0.95, size=(4, 2, 3))
SHARES = RANDOM.dirichlet([1.0, 1.0, 1.0], size=(4, 2))
CLASSES = RANDOM.integers(0, 3, size=(4, 2))
HUGE = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 999.0]])

# The loss, its options, the output of a net for each example of a batch, and the targets.
CASES: list[tuple[str, dict[str, float], Any, Any]] = [
    ("softmax_cross_entropy", {}, NUMBERS, SHARES),
    ("softmax_cross_entropy", {"label_smoothing": 0.1}, NUMBERS, SHARES),
    ("softmax_cross_entropy", {}, HUGE, [[0, 1, 0], [0, 1, 0]]),
    ("sparse_softmax_cross_entropy", {}, NUMBERS, CLASSES),
    ("sparse_softmax_cross_entropy", {}, HUGE, [1, 0]),
    ("sigmoid_cross_entropy", {}, NUMBERS, PROBABILITIES),
    ("sigmoid_cross_entropy", {"label_smoothing": 0.1}, NUMBERS, LABELS),
    ("sigmoid_cross_entropy", {}, HUGE, [[0, 0, 1], [1, 1, 0]]),
    ("log_loss", {}, PROBABILITIES, LABELS),
    ("log_loss", {"epsilon": 0.01}, PROBABILITIES, LABELS),
    ("log_loss", {}, [[0.0, 0.0, 1.0], [1.0, 0.5, 0.5]], [[0, 1, 0], [1, 0, 1]]),
    ("mean_squared_error", {}, NUMBERS, OTHERS),
    ("absolute_difference", {}, NUMBERS, OTHERS),
    ("hinge_loss", {}, NUMBERS, LABELS),
    ("huber_loss", {}, NUMBERS, OTHERS),
    ("huber_loss", {"delta": 0.5}, NUMBERS, OTHERS),
]


def weights_of(values: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Weights for values of some dimensions, among them zeros; and all of them zero."""
    examples = values[0]
    element = np.random.default_rng(11).uniform(0.5, 2, size=values)
    element.flat[::4] = 0
    return {
        "none": np.ones(()),
        "example": np.resize([0.5, 0.0, 2.0, 1.25], examples),
        "element": element,
        "zero": np.zeros(values),
    }


def by_tensorflow(case: Mapping[str, Any], weights: Any, reduction: str) -> Any:
    """The value of the loss of a case and, where it is one number, its gradient by the output."""
    import tensorflow as tf  # noqa: PLC0415  # by the tests only where it is installed

    losses, name = tf.compat.v1.losses, case["loss"]
    output = tf.constant(np.asarray(case["x"], dtype=float))
    target = tf.constant(case["t"] if name.startswith("sparse") else np.asarray(case["t"], dtype=float))
    with tf.GradientTape() as tape:
        tape.watch(output)
        shown = tf.constant(_spread(weights, len(_values(case))))
        value = getattr(losses, name)(
            target, output, shown, reduction=getattr(losses.Reduction, reduction), **case["options"]
        )
    return value.numpy(), None if reduction == "NONE" else tape.gradient(value, output).numpy()


def _values(case: Mapping[str, Any]) -> tuple[int, ...]:
    """The dimensions of the values of a loss: a cross entropy of a softmax has one for all classes."""
    return np.shape(case["x"])[:-1] if "softmax" in case["loss"] else np.shape(case["x"])


def _spread(weights: Any, rank: int) -> Any:
    """Weights of examples with more levels of one element, as TensorFlow asks for them."""
    array = np.asarray(weights)
    return array.reshape(array.shape + (1,) * (rank - array.ndim)) if array.ndim else array


@contextmanager
def in_double() -> Iterator[None]:
    """TensorFlow's code with double where it says float32."""
    from tensorflow.python.framework import dtypes  # noqa: PLC0415
    from tensorflow.python.ops.losses import losses_impl  # noqa: PLC0415

    losses_impl.dtypes = SimpleNamespace(float32=dtypes.float64)
    try:
        yield
    finally:
        losses_impl.dtypes = dtypes


def asked(loss: str, options: dict[str, float], x: Any, t: Any) -> dict[str, Any]:
    """A case with all its results."""
    case = {"loss": loss, "options": options, "x": np.asarray(x).tolist(), "t": np.asarray(t).tolist()}
    weights = {name: numbers.tolist() for name, numbers in weights_of(_values(case)).items()}
    results = [_result(case, kind, weights[kind], reduction) for kind in weights for reduction in REDUCTIONS]
    return {**case, "weights": weights, "results": results}


def _result(case: Mapping[str, Any], kind: str, weights: Any, reduction: str) -> dict[str, Any]:
    single, _ = by_tensorflow(case, weights, reduction)
    with in_double():
        value, gradient = by_tensorflow(case, weights, reduction)
    np.testing.assert_allclose(single, value, rtol=2e-6, atol=1e-6)
    slopes = None if gradient is None else gradient.tolist()
    return {"weights": kind, "reduction": reduction, "value": value.tolist(), "gradient": slopes}


def main() -> None:
    """Write the file."""
    import tensorflow as tf  # noqa: PLC0415

    stored = {
        "tensorflow": tf.__version__,
        "made by": Path(__file__).name,
        "cases": [asked(*case) for case in CASES],
    }
    VALUES.write_text(json.dumps(stored, allow_nan=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
