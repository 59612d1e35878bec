"""The losses of Keras here and in Keras itself, on torch, in double: the same options, outputs and targets."""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from zlib import crc32

os.environ.setdefault("KERAS_BACKEND", "torch")  # before the import

import numpy as np
import pytest
from losses_of_outputs import loss_of_output

from wlbridge.losses import LossLayer
from wlbridge.losses import keras as ours

keras = pytest.importorskip("keras", minversion="3.15")
torch = pytest.importorskip("torch")

CLOSE = {"rtol": 1e-12, "atol": 1e-13}

Shape = tuple[int, ...]
Data = Callable[[np.random.Generator, Shape], Any]


def numbers(random: np.random.Generator, shape: Shape) -> Any:
    return random.normal(scale=2, size=shape)


def positive(random: np.random.Generator, shape: Shape) -> Any:
    """Scores that are not yet divided by their sum."""
    return random.uniform(0.05, 0.95, size=shape)


def shares(random: np.random.Generator, shape: Shape) -> Any:
    return random.dirichlet(np.ones(shape[-1]), size=shape[:-1])


def classes(random: np.random.Generator, shape: Shape) -> Any:
    return np.resize(random.permutation(shape[-1]), shape[:-1])


def classes_or_none(random: np.random.Generator, shape: Shape) -> Any:
    return np.resize(random.permutation([-1, *range(shape[-1])]), shape[:-1])


def one_hot(random: np.random.Generator, shape: Shape) -> Any:
    return np.eye(shape[-1])[classes(random, shape)]


def binary(random: np.random.Generator, shape: Shape) -> Any:
    return np.resize([0.0, 1.0, 1.0], shape)


def signs(random: np.random.Generator, shape: Shape) -> Any:
    return 2 * binary(random, shape) - 1


@contextmanager
def in_double() -> Iterator[None]:
    """Keras rounds constants such as log(2) to its floats, and on torch some operations to float32 at all events.

    A table of its own says so, which on the back end TensorFlow has another entry.
    """
    table: dict[str, str] = importlib.import_module("keras.src.backend.common.dtypes").BIT64_TO_BIT32_DTYPE
    before = keras.config.floatx(), table["float64"]
    keras.config.set_floatx("float64")
    table["float64"] = "float64"
    try:
        yield
    finally:
        keras.config.set_floatx(before[0])
        table["float64"] = before[1]


class Case(NamedTuple):
    """A loss and its options here, the class and its options in Keras, and what outputs and targets are."""

    loss: str
    options: dict[str, Any]
    theirs: str
    x: Data
    t: Data
    own: dict[str, Any] = {}  # noqa: RUF012  # options that Keras does not have

    def ours(self, **reducing: Any) -> LossLayer:
        made: LossLayer = getattr(ours, self.loss)(**self.options, **self.own, **reducing)
        return made

    def data(self, shape: Shape) -> tuple[Any, Any]:
        """Outputs and targets, the same in each run."""
        random = np.random.default_rng(crc32(repr(self.ours()).encode()))
        return self.x(random, shape), self.t(random, shape)

    def by_keras(self, x: Any, t: Any, weights: Any = None, mask: Any = None, **reducing: Any) -> tuple[Any, Any]:
        """The value and the gradient of its sum, by torch."""
        loss = getattr(keras.losses, self.theirs)(**self.options, **reducing, dtype="float64")
        output = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        if mask is not None:
            output._keras_mask = torch.tensor(np.asarray(mask, dtype=bool))
        target = torch.tensor(t) if self.loss.startswith("sparse") else torch.tensor(t, dtype=torch.float64)
        with in_double():
            value = loss(target, output, sample_weight=weights)
            value.sum().backward()
        return value.detach().numpy(), output.grad.numpy()


CASES = [
    Case("categorical_crossentropy", {}, "CategoricalCrossentropy", positive, shares),
    Case("categorical_crossentropy", {"label_smoothing": 0.1}, "CategoricalCrossentropy", positive, one_hot),
    Case("categorical_crossentropy", {"from_logits": True}, "CategoricalCrossentropy", numbers, shares),
    Case(
        "categorical_crossentropy",
        {"from_logits": True, "label_smoothing": 0.25},
        "CategoricalCrossentropy",
        numbers,
        one_hot,
    ),
    Case("sparse_categorical_crossentropy", {}, "SparseCategoricalCrossentropy", positive, classes),
    Case("sparse_categorical_crossentropy", {"from_logits": True}, "SparseCategoricalCrossentropy", numbers, classes),
    Case(
        "sparse_categorical_crossentropy",
        {"ignore_class": -1},
        "SparseCategoricalCrossentropy",
        positive,
        classes_or_none,
    ),
    Case("sparse_categorical_crossentropy", {"ignore_class": 1}, "SparseCategoricalCrossentropy", positive, classes),
    Case(
        "sparse_categorical_crossentropy",
        {"ignore_class": 0, "from_logits": True},
        "SparseCategoricalCrossentropy",
        numbers,
        classes,
    ),
    Case("binary_crossentropy", {}, "BinaryCrossentropy", positive, positive),
    Case("binary_crossentropy", {"label_smoothing": 0.2}, "BinaryCrossentropy", positive, binary),
    Case("binary_crossentropy", {"from_logits": True}, "BinaryCrossentropy", numbers, positive),
    Case("binary_crossentropy", {"from_logits": True, "label_smoothing": 0.2}, "BinaryCrossentropy", numbers, binary),
    Case("kl_divergence", {}, "KLDivergence", positive, shares),
    Case("poisson", {}, "Poisson", positive, positive),
    Case("cosine_similarity", {}, "CosineSimilarity", numbers, numbers),
    Case("mean_squared_error", {}, "MeanSquaredError", numbers, numbers),
    Case("mean_absolute_error", {}, "MeanAbsoluteError", numbers, numbers),
    Case("mean_absolute_percentage_error", {}, "MeanAbsolutePercentageError", numbers, numbers),
    Case("mean_squared_logarithmic_error", {}, "MeanSquaredLogarithmicError", numbers, positive),
    Case("huber", {}, "Huber", numbers, numbers),
    Case("huber", {"delta": 0.5}, "Huber", numbers, numbers),
    Case("log_cosh", {}, "LogCosh", numbers, numbers),
    Case("hinge", {}, "Hinge", numbers, signs, {"labels": (-1, 1)}),
    Case("hinge", {}, "Hinge", numbers, binary, {"labels": (0, 1)}),
    Case("squared_hinge", {}, "SquaredHinge", numbers, signs, {"labels": (-1, 1)}),
    Case("squared_hinge", {}, "SquaredHinge", numbers, binary, {"labels": (0, 1)}),
    Case("categorical_hinge", {}, "CategoricalHinge", numbers, one_hot),
]


def case_of(loss: str, **options: Any) -> Case:
    """The case of a loss with just these options."""
    (found, *_) = (case for case in CASES if case.loss == loss and case.options == options)
    return found


def shown(case: Case) -> str:
    return repr(case.ours())


def agree(case: Case, x: Any, t: Any, reduction: Any = "mean", *, weights: Any = None, mask: Any = None) -> None:
    """Value and gradient are those of Keras."""
    of = None if weights is None else "element" if np.ndim(weights) == np.ndim(x) - 1 else "example"
    given = {name: array for name, array in {"t": t, "sw": weights, "mask": mask}.items() if array is not None}
    theirs = spread(weights, np.shape(x)[:-1], repeat=mask is not None or "ignore_class" in case.options)
    value, slopes = case.by_keras(x, t, theirs, mask, reduction=reduction)
    loss = loss_of_output(case.ours(sample_weight=of, mask=mask is not None, reduction=reduction), x)
    np.testing.assert_allclose(loss.evaluate(x, given), value, **CLOSE)
    if reduction not in ("none", None):
        np.testing.assert_allclose(loss.gradient("x").evaluate(x, given)["x"], slopes, **CLOSE)


def spread(weights: Any, shape: tuple[int, ...], repeat: bool) -> Any:
    """Weights of examples with more levels of one element; with a mask Keras on torch needs one for each value."""
    if weights is None:
        return None
    levels = np.reshape(weights, np.shape(weights) + (1,) * (len(shape) - np.ndim(weights)))
    return np.broadcast_to(levels, shape).copy() if repeat else levels
