"""A gradient costs at most 3 times its loss in multiply-adds and 5 times in elementwise work."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from adapter import elementwise_function, loss_from_case
from oracle import FUNCTIONS, random_case
from sympy import exp, log

from wlbridge import (
    AggregationLayer,
    All,
    BatchNormalizationLayer,
    ConstantPlusLayer,
    ConstantTimesLayer,
    ContrastiveLossLayer,
    CrossEntropyLossLayer,
    DropoutLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    LogisticSigmoid,
    Loss,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    NormalizationLayer,
    PaddingLayer,
    ParametricRampLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SequenceLastLayer,
    SequenceMostLayer,
    SequenceRestLayer,
    SequenceReverseLayer,
    SoftmaxLayer,
    Span,
    SummationLayer,
    Tanh,
    TransposeLayer,
    net_loss,
)
from wlbridge.batch import batched, over_batch
from wlbridge.cost import Cost, cost
from wlbridge.differentiation.gradient import gradient
from wlbridge.layers import LAYERS
from wlbridge.losses import LOSSES

# Each layer with the dimensions of its input.
NETS: dict[str, tuple[list[Any], Any]] = {
    "linear": ([LinearLayer(5)], [4]),
    "linear of a matrix": ([LinearLayer([2, 2])], [2, 3]),
    "chain": ([NetChain([Tanh, NetChain([LogisticSigmoid])])], [4]),
    "softmax": ([SoftmaxLayer()], [4]),
    "softmax, first level": ([SoftmaxLayer(1)], [3, 2]),
    "batch normalisation": ([BatchNormalizationLayer()], [2, 3]),
    "normalisation": ([NormalizationLayer()], [2, 3, 2]),
    "root mean square": ([NormalizationLayer(2, "Same", method="RMS")], [2, 3]),
    "dropout": ([DropoutLayer()], [4]),
    "slopes": ([ParametricRampLayer(2)], [2, 3]),
    "scaling": ([ConstantTimesLayer()], [2, 2]),
    "shift": ([ConstantPlusLayer()], [2, 2]),
    "flatten": ([FlattenLayer(-1)], [2, 3, 2]),
    "reshape": ([ReshapeLayer([3, 2, 2])], [2, 6]),
    "transpose": ([TransposeLayer([2, 3, 1])], [2, 3, 4]),
    "part": ([PartLayer([Span(2, -1), Span(1, All, 2)])], [3, 4]),
    "one part": ([PartLayer([All, 1])], [3, 2]),
    "reverse": ([SequenceReverseLayer()], [3, 2]),
    "last": ([SequenceLastLayer()], [3, 2]),
    "rest": ([SequenceRestLayer()], [3, 2]),
    "most": ([SequenceMostLayer()], [3, 2]),
    "padding": ([PaddingLayer([(1, 2), (0, 1)], padding=1.5)], [2, 3]),
    "padding, reflected": ([PaddingLayer([(2, 1)], padding="Reflected")], [3]),
    "replicate": ([ReplicateLayer([2], 2)], [3]),
    "sum": ([SummationLayer()], [3, 2]),
    "mean": ([AggregationLayer("Mean")], [2, 3, 2]),
    "largest of few": ([AggregationLayer("Max", 1)], [3, 2]),
    "largest of many": ([AggregationLayer("Max", 1)], [100]),
    "smallest": ([AggregationLayer("Min", 2)], [8, 8]),
    "product": ([AggregationLayer("Times", 1)], [37]),
    "forty functions": ([ElementwiseLayer("SoftSign")] * 40, [2]),
}
for _name in FUNCTIONS:
    NETS[f"function {_name}"] = ([ElementwiseLayer(elementwise_function(_name))], [6])

# What stands before a layer, so that the gradient passes through it; the first as bare as can be.
BEFORE: dict[str, Any] = {
    "weights": lambda shape: LinearLayer(shape, biases=None, input=5),
    "weights and biases": lambda shape: LinearLayer(shape, input=5),
    "scaling": lambda shape: ConstantTimesLayer(input=shape),
}

LOSS_LAYERS: dict[str, tuple[list[Any], Any, Any]] = {
    "Index": ([SoftmaxLayer()], [10], CrossEntropyLossLayer("Index")),
    "Index of many": ([SoftmaxLayer()], [4, 10], CrossEntropyLossLayer("Index")),
    "Probabilities": ([SoftmaxLayer()], [10], CrossEntropyLossLayer("Probabilities")),
    "Binary": ([LogisticSigmoid], [10], CrossEntropyLossLayer("Binary")),
    "squares": ([], [10], MeanSquaredLossLayer()),
    "absolute values": ([], [10], MeanAbsoluteLossLayer()),
    "contrastive": ([SummationLayer()], [10], ContrastiveLossLayer()),
    "of the user": ([Tanh], [10], lambda y, t: (y - t) ** 4 + log(1 + exp(y * t))),
}


def wide(last: list[Any], form: Any, log: Any = "exact") -> Loss:
    return net_loss(NetChain([128, Tanh, *last], input=784), form, log=log)


def losses() -> Iterator[tuple[str, Any]]:
    """Every layer and function after each of BEFORE; every loss; 200 random nets."""
    for name, (layers, shape) in NETS.items():
        for before, make in BEFORE.items():
            for loss in (MeanSquaredLossLayer(), MeanAbsoluteLossLayer()):
                net = [make(shape), *layers]
                yield f"{before}, {name}, {loss}", lambda net=net, loss=loss: net_loss(NetChain(net), loss)
    for name, (last, shape, loss) in LOSS_LAYERS.items():
        for reading in ("exact", "kernel"):
            chain = [LinearLayer(shape), *last]
            yield f"loss {name}, {reading}", lambda last=chain, loss=loss, reading=reading: wide(last, loss, reading)
    for seed in range(200):
        yield f"random {seed}", lambda seed=seed: loss_from_case(random_case(seed))


EVERY = dict(losses())
EXAMPLES = 7


def ratios(loss: Loss) -> Iterator[tuple[float, float]]:
    """Of the gradient of one example, those of each example of a batch, and that of the mean over it."""
    names = [array.name for array in loss.program.with_role("parameter")]
    slopes, batch = loss.gradient(names).program, batched(loss.program)
    yield ratio(cost(slopes), cost(loss.program))
    yield ratio(cost(batched(slopes), EXAMPLES), cost(batch, EXAMPLES))
    yield ratio(cost(gradient(over_batch(loss.program), names), EXAMPLES), cost(batch, EXAMPLES))


def ratio(slopes: Cost, loss: Cost) -> tuple[float, float]:
    pairs = (slopes.multiply_adds, loss.multiply_adds), (slopes.elementwise, loss.elementwise)
    first, second = (a / b if b else math.inf if a else 0.0 for a, b in pairs)
    return first, second


@pytest.mark.parametrize("name", EVERY)
def test_a_gradient_costs_at_most_3_times_and_5_times_its_loss(name: str) -> None:
    for multiply_adds, elementwise in ratios(EVERY[name]()):
        assert multiply_adds <= 3
        assert elementwise <= 5


def test_the_largest_ratios() -> None:
    """The largest of 100 elements is as dear as it gets: 5 operations an element for 1, but for the loss."""
    seen = [
        (pair, name)
        for name, make in EVERY.items()
        if "largest" in name or "linear" in name
        for pair in ratios(make())
    ]
    assert max(pair[0] for pair, _ in seen) == 3.0
    (_, elementwise), name = max(seen, key=lambda each: each[0][1])
    assert (round(elementwise, 2), name) == (4.89, "weights, largest of many, MeanSquaredLossLayer[]")


def test_every_layer_and_loss_is_among_them() -> None:
    layers = {type(layer).__name__ for net, _ in NETS.values() for layer in net}
    assert layers - {"NetChain"} == set(LAYERS)
    assert {type(loss).__name__ for _, _, loss in LOSS_LAYERS.values()} >= set(LOSSES)


def test_the_cost_of_wide_nets_is_that_of_their_products() -> None:
    """784-128-10: the loss W1 x and W3 h, the gradient both again, two outer products, and W3^T d."""
    loss = wide([10, SoftmaxLayer()], CrossEntropyLossLayer("Index"))
    first, second = 784 * 128, 128 * 10
    assert cost(loss.program).multiply_adds == first + second
    assert cost(loss.gradient().program).multiply_adds == 2 * first + 3 * second
