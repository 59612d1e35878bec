"""symengine: scalar expressions, each derivative by its own ``diff``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import symengine as se

from benchmarks.nets import Array, Data, Net

PACKAGE = "symengine"


def scalar_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and its derivatives."""

    def run() -> Any:
        loss, weights, _ = _build(net)
        return [loss.diff(weight) for weight in weights]

    return run


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """Each element of the Hessian."""

    def run() -> Any:
        loss, weights, _ = _build(net)
        slopes = [loss.diff(weight) for weight in weights]
        return [[slope.diff(weight) for weight in weights] for slope in slopes]

    return run


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """``Lambdify`` with common subexpressions, row by row."""
    loss, weights, given = _build(net)
    function = se.Lambdify(weights + given, [loss, *(loss.diff(weight) for weight in weights)], cse=True)
    flat = np.broadcast_to(data.flat, (len(data.inputs), net.weights))

    def run() -> tuple[float, list[Array]]:
        rows = function(np.hstack([flat, data.inputs, data.targets]))
        value, *gradient = np.reshape(rows, (len(flat), -1)).mean(axis=0)
        return float(value), [np.array(gradient)]

    return run


def _build(net: Net) -> tuple[Any, list[Any], list[Any]]:
    inputs = [se.Symbol(f"x{i}") for i in range(net.sizes[0])]
    targets = [se.Symbol(f"t{i}") for i in range(net.sizes[-1])]
    weights: list[Any] = []
    h = z = inputs
    for layer, (i, o) in enumerate(net.layers):
        matrix = [[se.Symbol(f"w{layer}_{row}_{column}") for column in range(i)] for row in range(o)]
        bias = [se.Symbol(f"b{layer}_{row}") for row in range(o)]
        weights += [symbol for row in matrix for symbol in row] + bias
        z = [se.Add(*(w * v for w, v in zip(row, h, strict=True)), c) for row, c in zip(matrix, bias, strict=True)]
        h = [se.tanh(value) for value in z]
    if net.binary:
        return se.log(1 + se.exp(z[0])) - targets[0] * z[0], weights, inputs + targets
    logarithm = se.log(se.Add(*(se.exp(value) for value in z)))
    along = se.Add(*(t * value for t, value in zip(targets, z, strict=True)))
    return se.Add(*targets) * logarithm - along, weights, inputs + targets
