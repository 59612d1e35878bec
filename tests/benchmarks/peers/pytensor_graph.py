"""PyTensor: a graph of tensors with a batch axis, compiled in its default mode for numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytensor
import pytensor.tensor as pt
from pytensor.gradient import jacobian

from benchmarks.nets import Array, Data, Net

PACKAGE = "pytensor"


def array_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The mean loss of a batch, and its gradient."""

    def run() -> Any:
        loss, weights, *_ = _build(net)
        return pytensor.grad(loss, weights)

    return run


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The Hessian as a block of rows for each array."""

    def run() -> Any:
        loss, weights, *_ = _build(net)
        slopes = pt.concatenate([slope.ravel() for slope in pytensor.grad(loss, weights)])
        return [jacobian(slopes, array) for array in weights]

    return run


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """A compiled function of the arrays."""
    function = _compiled(net)
    arguments = [*(array for pair in data.weights for array in pair), data.inputs, data.targets]

    def run() -> tuple[float, list[Array]]:
        value, *gradient = function(*arguments)
        return float(value), gradient

    return run


@cache
def _compiled(net: Net) -> Callable[..., Any]:
    loss, weights, inputs, targets = _build(net)
    function: Callable[..., Any] = pytensor.function(
        [*weights, inputs, targets], [loss, *pytensor.grad(loss, weights)]
    )
    return function


def _build(net: Net) -> tuple[Any, list[Any], Any, Any]:
    inputs, targets = pt.dmatrix("x"), pt.dmatrix("t")
    weights: list[Any] = []
    h = z = inputs
    for layer in range(len(net.layers)):
        matrix, bias = pt.dmatrix(f"w{layer}"), pt.dvector(f"b{layer}")
        weights += [matrix, bias]
        z = h @ matrix.T + bias
        h = pt.tanh(z)
    if net.binary:
        return pt.mean(pt.softplus(z) - targets * z), weights, inputs, targets
    losses = pt.sum(targets, axis=1) * pt.logsumexp(z, axis=1) - pt.sum(targets * z, axis=1)
    return pt.mean(losses), weights, inputs, targets
