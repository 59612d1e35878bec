"""Nets and losses with every kind of statement, and numbers for their arrays."""

from typing import Any

import numpy as np

from wlbridge import (
    AggregationLayer,
    All,
    BatchNormalizationLayer,
    ConstantPlusLayer,
    ConstantTimesLayer,
    CrossEntropyLossLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    MeanSquaredLossLayer,
    NormalizationLayer,
    PaddingLayer,
    ParametricRampLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SequenceReverseLayer,
    SoftmaxLayer,
    Span,
    SummationLayer,
    Tanh,
    TransposeLayer,
)
from wlbridge.program import Program

NETS: dict[str, tuple[list[Any], Any]] = {
    "one function": ([Tanh], [2, 3]),
    "a function that does not thread": ([ElementwiseLayer("HardTanh")], [2, 3, 2]),
    "a pure function mapped": ([ElementwiseLayer("SELU")], [3]),
    "a formula that reads its argument twice": ([Tanh, ElementwiseLayer("Swish")], [3]),
    "a scalar": ([ElementwiseLayer("ELU")], "Real"),
    "linear of a matrix": ([LinearLayer([2, 2])], [2, 3]),
    "linear of a scalar, to a scalar": ([LinearLayer(3), LinearLayer([])], "Real"),
    "softmax, first level of a matrix": ([SoftmaxLayer(1)], [3, 2]),
    "softmax, last level of a matrix": ([SoftmaxLayer()], [3, 2]),
    "softmax, middle level": ([SoftmaxLayer(2)], [2, 3, 2]),
    "softmax and its logarithm": ([SoftmaxLayer(1), ElementwiseLayer(lambda x: 3 * x)], [3, 2]),
    "batch normalisation of channels": ([BatchNormalizationLayer()], [2, 3]),
    "batch normalisation, interleaved": ([BatchNormalizationLayer(interleaving=True)], [2, 3]),
    "normalisation": ([NormalizationLayer()], [2, 3, 2]),
    "normalisation of a vector": ([NormalizationLayer(1, "Same", unbiased=True)], [3]),
    "root mean square": ([NormalizationLayer(2, "Same", method="RMS")], [2, 3]),
    "slopes along the second level": ([ParametricRampLayer(2)], [2, 3]),
    "one slope": ([ParametricRampLayer([])], [2, 3]),
    "scaling and shift": ([ConstantTimesLayer(), ConstantPlusLayer()], [2, 2]),
    "flatten": ([FlattenLayer()], [2, 3]),
    "flatten the last levels": ([FlattenLayer(-1)], [2, 3, 2]),
    "reshape": ([ReshapeLayer([3, 2, 2])], [2, 6]),
    "reshape to a scalar": ([ReshapeLayer([])], [1]),
    "transpose": ([TransposeLayer()], [2, 3]),
    "transpose three levels": ([TransposeLayer([2, 3, 1])], [2, 3, 4]),
    "swaps": ([TransposeLayer([(1, 3), (1, 2)])], [2, 3, 4]),
    "part": ([PartLayer(2)], [3, 2]),
    "column": ([PartLayer([All, 1])], [3, 2]),
    "span": ([PartLayer([Span(2, -1), Span(1, All, 2)])], [3, 4]),
    "reverse": ([SequenceReverseLayer()], [3, 2]),
    "padding": ([PaddingLayer([(1, 2), (0, 1)], padding=1.5)], [2, 3]),
    "padding, reflected": ([PaddingLayer([(2, 1)], padding="Reflected")], [3]),
    "replicate": ([ReplicateLayer(3)], [2]),
    "replicate inside": ([ReplicateLayer([2], 2)], [3]),
    "replicate a scalar": ([ReplicateLayer(2)], "Real"),
    "mean": ([AggregationLayer("Mean")], [2, 3, 2]),
    "largest of columns": ([AggregationLayer("Max", 1)], [3, 2]),
    "smallest of all": ([AggregationLayer("Min", All)], [3, 2]),
    "products of rows": ([AggregationLayer("Times", 2)], [3, 2]),
    "product of a vector": ([AggregationLayer("Times", 1)], [3]),
    "total of the middle level": ([AggregationLayer("Total", 2)], [2, 3, 2]),
    "totals of the outer levels": ([AggregationLayer("Total", [1, 3])], [2, 3, 2]),
    "sum of all": ([SummationLayer()], [2, 3, 2]),
    "forty layers": ([ElementwiseLayer("SoftSign")] * 40, [2]),
}

LOSSES: dict[str, tuple[list[Any], Any, Any]] = {
    "index, ranks": ([SoftmaxLayer()], [2, 2, 3], CrossEntropyLossLayer("Index")),
    "index of a vector": ([SoftmaxLayer()], [3], CrossEntropyLossLayer("Index")),
    "probabilities, rank 2": ([SoftmaxLayer()], [2, 3], CrossEntropyLossLayer("Probabilities")),
    "binary, rank 2": ([ElementwiseLayer("Sigmoid")], [2, 3], CrossEntropyLossLayer("Binary")),
    "squares, rank 3": ([Tanh], [2, 2, 2], MeanSquaredLossLayer()),
    "a formula without the output": ([Tanh], [2, 2], lambda y, t: t**2),
    "a constant formula": ([Tanh], [2, 2], lambda y, t: 3),
    "an own formula": ([Tanh], [2, 2], lambda y, t: (y - t) ** 4),
}


def values(program: Program) -> dict[str, Any]:
    """Random numbers for every array: positive, as variances must be, and below 1."""
    rng = np.random.default_rng(1)
    made = {}
    for name, array in program.placeholders.items():
        shape = [int(size) for size in array.shape]
        classes = array.classes
        made[name] = rng.uniform(0.1, 0.9, shape) if classes is None else rng.integers(1, classes.count + 1, shape)
    return made
