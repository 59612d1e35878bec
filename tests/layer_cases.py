"""Cases of the oracle: a net for every layer and its settings, and for every loss, with random arrays."""

from __future__ import annotations

import math
import random
from typing import Any

import oracle
from oracle import Case

Spec = dict[str, Any]


def numbers(seed: str, shape: Any, low: float = -1.5, high: float = 1.5) -> Any:
    """Random numbers as nested lists, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data, no secret
    return oracle.unpack(oracle.tabulate(shape, lambda _: rng.uniform(low, high)))


def linear(inputs: int, outputs: list[int]) -> Spec:
    count = math.prod(outputs)
    arrays = {"weights": numbers(f"w{inputs}", [count, inputs]), "biases": numbers("b", [count])}
    return {"layer": "LinearLayer", **arrays, "output": outputs}


def batch_normalization(channels: int, **options: Any) -> Spec:
    arrays = {key: numbers(key, [channels]) for key in ("moving_mean", "scaling", "biases")}
    variance = numbers("variance", [channels], 0.1, 2)
    return {"layer": "BatchNormalizationLayer", **arrays, "moving_variance": variance, **options}


def normalization(along: list[int], **options: Any) -> Spec:
    return {"layer": "NormalizationLayer", "scaling": numbers("s", along), "biases": numbers("b", along), **options}


TANH: Spec = {"layer": "ElementwiseLayer", "function": "Tanh"}

LAYERS: dict[str, tuple[Spec, list[int]]] = {
    "linear": (linear(2, [3]), [2]),
    "linear, of a matrix": (linear(6, [2, 2]), [2, 3]),
    "linear, to a number": (linear(3, []), [3]),
    "elementwise": ({"layer": "ElementwiseLayer", "function": "Mish"}, [2, 2]),
    "softmax": ({"layer": "SoftmaxLayer"}, [3]),
    "softmax, first level": ({"layer": "SoftmaxLayer", "level": 1}, [3, 2]),
    "dropout": ({"layer": "DropoutLayer", "probability": 0.3}, [3]),
    "batch normalisation": (batch_normalization(2), [2, 3]),
    "batch normalisation, last level": (batch_normalization(3, interleaving=True, epsilon=0.5), [2, 3]),
    "normalisation": (normalization([2]), [2, 3]),
    "normalisation, unbiased": (normalization([], aggregation="All", unbiased=True), [2, 3]),
    "normalisation, root mean square": (normalization([3], aggregation=1, method="RMS"), [2, 3]),
    "normalisation, same levels": (normalization([2], aggregation=1, scaling_levels="Same"), [2, 3]),
    "slopes": ({"layer": "ParametricRampLayer", "levels": 2, "slope": numbers("p", [3])}, [2, 3]),
    "one slope": ({"layer": "ParametricRampLayer", "levels": [], "slope": 0.3}, [2, 3]),
    "scaling": ({"layer": "ConstantTimesLayer", "scaling": numbers("c", [2, 2])}, [2, 2]),
    "shift": ({"layer": "ConstantPlusLayer", "biases": numbers("c", [2, 2])}, [2, 2]),
    "flatten": ({"layer": "FlattenLayer", "level": None}, [2, 3]),
    "flatten, last levels": ({"layer": "FlattenLayer", "level": -1}, [2, 3, 2]),
    "reshape": ({"layer": "ReshapeLayer", "dims": ["Automatic", 2]}, [2, 3]),
    "transpose": ({"layer": "TransposeLayer", "swaps": [[1, 2]]}, [2, 3]),
    "transpose, permutation": ({"layer": "TransposeLayer", "permutation": [2, 3, 1]}, [2, 3, 2]),
    "part, span": ({"layer": "PartLayer", "spec": [("span", 2, -1), ("span", 1, None, 2)]}, [3, 4]),
    "part, column": ({"layer": "PartLayer", "spec": ["All", 1]}, [3, 2]),
    "summation": ({"layer": "SummationLayer"}, [2, 2]),
    "mean": ({"layer": "AggregationLayer", "function": "Mean"}, [2, 3]),
    "total": ({"layer": "AggregationLayer", "function": "Total", "levels": "All"}, [2, 3]),
    "largest": ({"layer": "AggregationLayer", "function": "Max", "levels": 1}, [3, 2]),
    "smallest": ({"layer": "AggregationLayer", "function": "Min"}, [2, 5]),
    "product": ({"layer": "AggregationLayer", "function": "Times"}, [2, 3]),
    "padding": ({"layer": "PaddingLayer", "sizes": [[1, 2], [0, 1]], "padding": 1.5}, [2, 3]),
    "padding, fixed": ({"layer": "PaddingLayer", "sizes": [[1, 2]], "padding": "Fixed"}, [2]),
    "padding, reflected": ({"layer": "PaddingLayer", "sizes": [[2, 1]], "padding": "Reflected"}, [3]),
    "replicate": ({"layer": "ReplicateLayer", "dims": [2, 2], "position": 2}, [3]),
    "last": ({"layer": "SequenceLastLayer"}, [3, 2]),
    "rest": ({"layer": "SequenceRestLayer"}, [3, 2]),
    "most": ({"layer": "SequenceMostLayer"}, [3, 2]),
    "reverse": ({"layer": "SequenceReverseLayer"}, [3, 2]),
    "chain": ({"layer": "NetChain", "layers": [linear(2, [2]), TANH]}, [2]),
}


def layer_case(name: str) -> Case:
    """A layer, a Tanh after it, so that all second derivatives matter, and the mean squared loss."""
    spec, shape = LAYERS[name]
    net, x = [spec, TANH], numbers(name, shape)
    t = numbers(f"t{name}", oracle.pack(oracle.output(net, x)).shape)
    return Case(net, "MeanSquaredLossLayer", x, t, input_shape=tuple(shape))


SOFTMAX, SIGMOID = {"layer": "SoftmaxLayer"}, {"layer": "ElementwiseLayer", "function": "LogisticSigmoid"}

LOSSES: dict[str, tuple[list[Spec], str, Spec, Any]] = {
    "index": ([linear(2, [3]), SOFTMAX], "CrossEntropyLossLayer", {"form": "Index"}, 2),
    "index, of a matrix": ([linear(2, [2, 3]), SOFTMAX], "CrossEntropyLossLayer", {"form": "Index"}, [3, 1]),
    "index, of no softmax": ([linear(2, [3]), SIGMOID], "CrossEntropyLossLayer", {"form": "Index"}, 2),
    "probabilities": (
        [linear(2, [3]), SOFTMAX],
        "CrossEntropyLossLayer",
        {"form": "Probabilities"},
        [0.2, 0.3, 0.7],
    ),
    "binary": ([linear(2, [3]), SIGMOID], "CrossEntropyLossLayer", {"form": "Binary"}, [0.2, 1.0, 0.6]),
    "squared": ([linear(2, [3]), TANH], "MeanSquaredLossLayer", {}, [0.2, -0.4, 0.6]),
    "absolute": ([linear(2, [3]), TANH], "MeanAbsoluteLossLayer", {}, [0.2, -0.4, 0.6]),
    "contrastive": ([linear(2, []), SIGMOID], "ContrastiveLossLayer", {"margin": 0.95}, True),
    "contrastive, false": ([linear(2, []), SIGMOID], "ContrastiveLossLayer", {}, False),
}


def loss_case(name: str, log: str) -> Case:
    """A small net with a loss, in one reading of the logarithm."""
    net, kind, options, t = LOSSES[name]
    return Case(net, kind, [0.7, -1.3], t, options, log, (2,))


CLAMPED = Case(
    [linear(2, [3]), {"layer": "ConstantTimesLayer", "scaling": [40.0, 1.0, 1.0]}, SOFTMAX],
    "CrossEntropyLossLayer",
    [0.7, -1.3],
    [0.3, 0.3, 0.4],
    {"form": "Probabilities"},
    "kernel",
    (2,),
)
"""Probabilities below 2^-52, which the kernel's logarithm clamps."""
