"""What one writes by hand for such a net in NumPy: the unit of all numbers, and their reference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.nets import Array, Data, Net

PACKAGE = "numpy"


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """Back-propagation as in a textbook."""
    matrices = [matrix for matrix, _ in data.weights]
    output = _binary if net.binary else _softmax

    def run() -> tuple[float, list[Array]]:
        hidden, z = _forward(data)
        value, slope = output(z, data.targets)
        gradient = []
        for layer in range(len(matrices) - 1, -1, -1):
            gradient += [slope.sum(axis=0), slope.T @ hidden[layer]]
            if layer:
                slope = (slope @ matrices[layer]) * (1 - hidden[layer] ** 2)
        return value, gradient[::-1]

    return run


def _forward(data: Data) -> tuple[list[Array], Array]:
    """The inputs of each linear layer, and the output of the last."""
    hidden = [data.inputs]
    for matrix, bias in data.weights[:-1]:
        hidden.append(np.tanh(hidden[-1] @ matrix.T + bias))
    matrix, bias = data.weights[-1]
    return hidden, hidden[-1] @ matrix.T + bias


def _softmax(z: Array, targets: Array) -> tuple[float, Array]:
    z = z - z.max(axis=1, keepdims=True)
    powers = np.exp(z)
    total = powers.sum(axis=1, keepdims=True)
    value = float((targets * (np.log(total) - z)).sum() / len(z))
    return value, (powers / total * targets.sum(axis=1, keepdims=True) - targets) / len(z)


def _binary(z: Array, targets: Array) -> tuple[float, Array]:
    value = float(np.mean(np.logaddexp(0, z) - targets * z))
    return value, (1 / (1 + np.exp(-z)) - targets) / len(z)
