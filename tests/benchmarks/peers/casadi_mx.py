"""CasADi's MX: a graph of matrices. Examples are columns; the weights are one vector, as its solvers want them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import casadi as ca
import numpy as np

from benchmarks.nets import Array, Data, Net

PACKAGE = "casadi"


def build(net: Net, kind: Any, batch: int) -> tuple[Any, Any, Any, Any]:
    """The loss and its arguments: weights, inputs, targets."""
    weights = kind.sym("w", net.weights)
    inputs, targets = kind.sym("x", net.sizes[0], batch), kind.sym("t", net.sizes[-1], batch)
    start, h, z = 0, inputs, inputs
    for i, o in net.layers:
        matrix = ca.reshape(weights[start : start + i * o], i, o).T
        bias = weights[start + i * o : start + i * o + o]
        start += i * o + o
        z = matrix @ h + (bias if batch == 1 else ca.repmat(bias, 1, batch))
        h = ca.tanh(z)
    if net.binary:
        loss = ca.sum2(ca.log(1 + ca.exp(z)) - targets * z)
    else:
        loss = ca.dot(ca.sum1(targets), ca.log(ca.sum1(ca.exp(z)))) - ca.dot(targets, z)
    return loss / batch, weights, inputs, targets


def array_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and its gradient."""

    def run() -> Any:
        loss, weights, *_ = build(net, ca.MX, 1)
        return ca.gradient(loss, weights)

    return run


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The Hessian in one matrix."""

    def run() -> Any:
        loss, weights, *_ = build(net, ca.MX, 1)
        return ca.hessian(loss, weights)

    return run


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """A function of the whole batch."""
    loss, weights, inputs, targets = build(net, ca.MX, len(data.inputs))
    function = ca.Function("f", [weights, inputs, targets], [loss, ca.gradient(loss, weights)])
    flat = data.flat

    def run() -> tuple[float, list[Array]]:
        value, gradient = function(flat, data.inputs.T, data.targets.T)
        return float(value), [np.asarray(gradient)]

    return run
