"""Losses of other libraries, and sums, by the formulas of their documentation, in the precision that mpmath has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mpmath import mp, mpf

KERAS = "https://keras.io/api/losses/"
TENSORFLOW = "https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/"
TORCH = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
SKLEARN = "https://scikit-learn.org/stable/modules/"
TF_NN = "https://www.tensorflow.org/api_docs/python/tf/nn/"
KINGMA = "https://arxiv.org/abs/1312.6114, appendix B"
NETTRAIN = "https://reference.wolfram.com/language/ref/NetTrain.html"

Z = [0.5, -1.25, 2.0]
P = [0.25, 0.625, 0.125]
ONE_HOT = [0.0, 1.0, 0.0]
FIRST = [1.0, 0.0, 0.0]
ANY = [0.5, 0.25, 0.125]
Values = Sequence[Any]
EPSILON = mpf(1e-7)


@dataclass(frozen=True)
class Elsewhere:
    """A loss, its data, where it is documented, and its value as a function of the output."""

    loss: dict[str, Any]
    x: list[float]
    targets: dict[str, Any]
    source: str
    value: Callable[[Values], Any]
    smooth: bool = field(default=True)

    def ask(self) -> dict[str, Any]:
        net = ["NetChain", ["List", ["DropoutLayer"]], ["Rule", "'Input'", len(self.x)]]
        alone = [*self.targets] == ["t"]
        given = {"target": self.targets["t"]} if alone else {"targets": self.targets} if self.targets else {}
        return {"net": net, **self.loss, "input": self.x, **given, "form": "array"}

    def slopes(self) -> list[Any]:
        """Central differences, right to some 60 digits where mpmath has 100."""
        step = mpf(10) ** -30
        made = []
        for place in range(len(self.x)):
            ends = []
            for sign in (1, -1):
                moved = [mpf(one) for one in self.x]
                moved[place] += sign * step
                ends.append(self.value(moved))
            made.append((ends[0] - ends[1]) / (2 * step))
        return made


def library(name: str, function: str, **options: Any) -> dict[str, Any]:
    return {"library": name, "function": function, **({"options": options} if options else {})}


def mean(values: Sequence[Any]) -> Any:
    return mp.fsum(values) / len(values)


def clipped(p: Any, epsilon: Any) -> Any:
    return min(max(p, epsilon), 1 - epsilon)


def log_softmax(z: Values) -> list[Any]:
    total = mp.log(mp.fsum(mp.exp(one) for one in z))
    return [mpf(one) - total for one in z]


def softplus(z: Any) -> Any:
    return mp.log1p(mp.exp(z))


def cross_entropy(t: Values, logarithms: Values) -> Any:
    return -mp.fsum(one * log for one, log in zip(t, logarithms, strict=True))


def binary(p: Any, t: Any, log: Callable[[Any], Any] = mp.log) -> Any:
    return -(t * log(p) + (1 - t) * log(1 - p))


def binary_of_logit(z: Any, t: Any) -> Any:
    return softplus(z) - t * z


def pairs(x: Values, t: Values, value: Callable[[Any, Any], Any]) -> list[Any]:
    return [value(mpf(one), mpf(other)) for one, other in zip(x, t, strict=True)]


def mean_of(value: Callable[[Any, Any], Any]) -> Callable[[Values], Any]:
    return lambda x: mean(pairs(x, ANY, value))


def huber(d: Any, delta: Any) -> Any:
    return d**2 / 2 if abs(d) <= delta else delta * (abs(d) - delta / 2)


def normalized(x: Values) -> list[Any]:
    return [mpf(one) / mp.fsum(map(mpf, x)) for one in x]


def smoothed(t: Values, s: Any, count: int) -> list[Any]:
    return [(1 - mpf(s)) * one + mpf(s) / count for one in t]


def clipped_log(p: Any) -> Any:
    return mp.log(clipped(p, EPSILON))


def of_keras() -> Iterator[tuple[str, Elsewhere]]:
    probabilistic, regression = f"{KERAS}probabilistic_losses/", f"{KERAS}regression_losses/"

    def categorical(t: Values) -> Callable[[Values], Any]:
        return lambda x: cross_entropy(t, [clipped_log(p) for p in normalized(x)])

    def divergence(x: Values) -> Any:
        return mp.fsum(pairs(x, ANY, lambda p, t: t * mp.log(t / clipped(p, EPSILON))))

    def of_logits(x: Values) -> Any:
        return cross_entropy(ANY, log_softmax(x))

    unnormalized = [0.5, 1.25, 0.25]
    name = "categorical_crossentropy"
    yield name, Elsewhere(library("keras", name), unnormalized, {"t": ANY}, probabilistic, categorical(ANY))
    yield (
        f"{name}/smoothed",
        Elsewhere(
            library("keras", name, label_smoothing=0.25),
            unnormalized,
            {"t": ONE_HOT},
            probabilistic,
            categorical(smoothed(ONE_HOT, 0.25, 3)),
        ),
    )
    yield (
        f"{name}/at 0",
        Elsewhere(
            library("keras", name),
            [0.0, 1.0, 1.0],
            {"t": FIRST},
            probabilistic,
            categorical(FIRST),
            False,
        ),
    )
    yield (
        f"{name}/logits",
        Elsewhere(
            library("keras", name, from_logits=True),
            Z,
            {"t": ANY},
            probabilistic,
            of_logits,
        ),
    )
    yield (
        "sparse_categorical_crossentropy",
        Elsewhere(
            library("keras", "sparse_categorical_crossentropy"), P, {"t": 2}, probabilistic, categorical([0, 0, 1])
        ),
    )

    def of_binary(x: Values) -> Any:
        return mean(pairs(x, ANY, lambda p, t: binary(clipped(p, EPSILON), t)))

    yield (
        "binary_crossentropy",
        Elsewhere(library("keras", "binary_crossentropy"), P, {"t": ANY}, probabilistic, of_binary),
    )
    yield (
        "kl_divergence",
        Elsewhere(
            library("keras", "kl_divergence"),
            P,
            {"t": ANY},
            probabilistic,
            divergence,
        ),
    )
    differences: dict[str, Callable[[Any, Any], Any]] = {
        "mean_squared_error": lambda x, t: (x - t) ** 2,
        "mean_absolute_error": lambda x, t: abs(x - t),
        "huber": lambda x, t: huber(x - t, 1),
        "log_cosh": lambda x, t: mp.log(mp.cosh(x - t)),
    }
    for name, value in differences.items():
        yield (
            name,
            Elsewhere(library("keras", name), Z, {"t": ANY}, regression, mean_of(value)),
        )
    signs = [1.0, -1.0, 1.0]
    yield (
        "hinge",
        Elsewhere(
            library("keras", "hinge", labels=[-1, 1]),
            Z,
            {"t": signs},
            f"{KERAS}hinge_losses/",
            lambda x: mean(pairs(x, signs, lambda one, t: max(1 - one * t, mpf(0)))),
        ),
    )


def of_tensorflow() -> Iterator[tuple[str, Elsewhere]]:
    weights = [2.0, 0.0, 0.5]

    def nonzero(values: Sequence[Any]) -> Any:
        return mp.fsum(w * value for w, value in zip(weights, values, strict=True)) / 2

    yield (
        "mean_squared_error",
        Elsewhere(
            library("tensorflow", "mean_squared_error", weights="element"),
            Z,
            {"t": ANY, "sw": weights},
            f"{TENSORFLOW}mean_squared_error",
            lambda x: nonzero(pairs(x, ANY, lambda one, t: (one - t) ** 2)),
        ),
    )
    shifted = lambda p: mp.log(p + EPSILON)  # noqa: E731
    yield (
        "log_loss",
        Elsewhere(
            library("tensorflow", "log_loss"),
            P,
            {"t": ANY},
            f"{TENSORFLOW}log_loss",
            lambda x: mean(pairs(x, ANY, lambda p, t: -(t * shifted(p) + (1 - t) * shifted(1 - p)))),
        ),
    )
    yield (
        "softmax_cross_entropy",
        Elsewhere(
            library("tensorflow", "softmax_cross_entropy"),
            Z,
            {"t": ONE_HOT},
            f"{TENSORFLOW}softmax_cross_entropy",
            lambda x: -log_softmax(x)[1],
        ),
    )


def of_torch() -> Iterator[tuple[str, Elsewhere]]:
    weight, entropy = [0.5, 2.0, 0.25], f"{TORCH}CrossEntropyLoss.html"
    yield (
        "CrossEntropyLoss",
        Elsewhere(
            library("torch", "CrossEntropyLoss"),
            Z,
            {"t": 0},
            entropy,
            lambda x: -log_softmax(x)[0],
        ),
    )
    yield (
        "CrossEntropyLoss/weighted and smoothed",
        Elsewhere(
            library("torch", "CrossEntropyLoss", weight=weight, label_smoothing=0.25),
            Z,
            {"t": 1},
            entropy,
            lambda x: (
                cross_entropy(
                    [w * t for w, t in zip(weight, smoothed(ONE_HOT, 0.25, 3), strict=True)], log_softmax(x)
                )
                / 2
            ),
        ),
    )
    yield (
        "NLLLoss",
        Elsewhere(
            library("torch", "NLLLoss", reduction="sum"),
            [-1.0, -0.5, -2.0],
            {"t": 2},
            f"{TORCH}NLLLoss.html",
            lambda x: -x[2],
        ),
    )
    yield (
        "BCELoss",
        Elsewhere(library("torch", "BCELoss"), P, {"t": ANY}, f"{TORCH}BCELoss.html", mean_of(binary)),
    )
    bounded = lambda p: max(mp.log(p), mpf(-100)) if p > 0 else mpf(-100)  # noqa: E731
    yield (
        "BCELoss/at 0 and 1",
        Elsewhere(
            library("torch", "BCELoss"),
            [0.0, 1.0, 0.5],
            {"t": [1.0, 0.0, 0.5]},
            f"{TORCH}BCELoss.html",
            lambda x: mean(pairs(x, [1, 0, 0.5], lambda p, t: binary(p, t, bounded))),
            False,
        ),
    )
    yield (
        "BCEWithLogitsLoss",
        Elsewhere(
            library("torch", "BCEWithLogitsLoss", pos_weight=2.0),
            Z,
            {"t": ANY},
            f"{TORCH}BCEWithLogitsLoss.html",
            lambda x: mean(pairs(x, ANY, lambda z, t: 2 * t * softplus(-z) + (1 - t) * softplus(z))),
        ),
    )
    yield (
        "KLDivLoss",
        Elsewhere(
            library("torch", "KLDivLoss", reduction="batchmean"),
            [-1.0, -0.5, -2.0],
            {"t": ANY},
            f"{TORCH}KLDivLoss.html",
            lambda x: mp.fsum(pairs(x, ANY, lambda log, t: t * (mp.log(t) - log))),
        ),
    )
    differences: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
        "MSELoss": ({}, lambda d: d**2),
        "L1Loss": ({}, abs),
        "HuberLoss": ({"delta": 0.5}, lambda d: huber(d, mpf("0.5"))),
        "SmoothL1Loss": ({"beta": 0.5}, lambda d: huber(d, mpf("0.5")) / mpf("0.5")),
    }
    for name, (options, value) in differences.items():
        yield (
            name,
            Elsewhere(
                library("torch", name, **options),
                Z,
                {"t": ANY},
                f"{TORCH}{name}.html",
                lambda x, value=value: mean(pairs(x, ANY, lambda one, t: value(one - t))),
            ),
        )


def of_others() -> Iterator[tuple[str, Elsewhere]]:
    log_loss = f"{SKLEARN}generated/sklearn.metrics.log_loss.html"
    yield (
        "sklearn/log_loss",
        Elsewhere(library("sklearn", "log_loss"), P, {"t": 1}, log_loss, lambda x: -mp.log(x[1])),
    )
    yield (
        "sklearn/log_loss/at 0",
        Elsewhere(
            library("sklearn", "log_loss"),
            [0.0, 0.5, 0.5],
            {"t": 0},
            log_loss,
            lambda x: -mp.log(mpf(2) ** -52),
            False,
        ),
    )
    yield (
        "sklearn/logistic_loss",
        Elsewhere(
            library("sklearn", "logistic_loss"),
            [1.5],
            {"t": -1.0},
            f"{SKLEARN}linear_model.html",
            lambda x: softplus(x[0]),
        ),
    )
    softmax, sigmoid = f"{TF_NN}softmax_cross_entropy_with_logits", f"{TF_NN}sigmoid_cross_entropy_with_logits"
    # of 1000 the value alone: Mathilda gives the gradient as a number of arbitrary precision, which is not read
    saturated = {"": (Z, True), "/large": ([700.0, 0.0, -700.0], True), "/saturated": ([1000.0, 0.0, -1000.0], False)}
    for name, (z, smooth) in saturated.items():
        yield (
            f"logits/softmax{name}",
            Elsewhere(
                library("logits", "softmax_cross_entropy", targets="indices", first=0),
                z,
                {"t": 1},
                softmax,
                lambda x: -log_softmax(x)[1],
                smooth,
            ),
        )
        yield (
            f"logits/sigmoid{name}",
            Elsewhere(
                library("logits", "sigmoid_cross_entropy"),
                z,
                {"t": ANY},
                sigmoid,
                lambda x: mean(pairs(x, ANY, binary_of_logit)),
                smooth,
            ),
        )
    yield (
        "variational/divergence",
        Elsewhere(
            library("variational", "StandardNormalDivergence"),
            [0.5, -1.25, 2.0, -0.25],
            {},
            KINGMA,
            lambda x: mp.fsum(m**2 + mp.exp(v) - v - 1 for m, v in zip(x[:2], x[2:], strict=True)) / 2,
        ),
    )
    squared, absolute = ["MeanSquaredLossLayer"], ["MeanAbsoluteLossLayer"]
    yield (
        "sums/squared and absolute",
        Elsewhere(
            {"loss": ["Plus", squared, ["Times", 0.25, absolute]]},
            Z,
            {"t": ANY},
            NETTRAIN,
            lambda x: mean(pairs(x, ANY, lambda one, t: (one - t) ** 2 + abs(one - t) / 4)),
        ),
    )


def elsewhere() -> Iterator[tuple[str, Elsewhere]]:
    """Every case by its name, that of the library first."""
    for name, cases in {"keras": of_keras(), "tensorflow": of_tensorflow(), "torch": of_torch()}.items():
        for case, made in cases:
            yield f"{name}/{case}", made
    yield from of_others()
