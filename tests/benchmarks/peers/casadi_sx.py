"""CasADi's SX: a graph of scalars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import casadi as ca
import numpy as np

from benchmarks.nets import Array, Data, Net
from benchmarks.peers.casadi_mx import PACKAGE, build

__all__ = ["PACKAGE", "hessian", "scalar_gradient", "value_and_gradient"]


def scalar_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and its gradient."""

    def run() -> Any:
        loss, weights, *_ = build(net, ca.SX, 1)
        return ca.gradient(loss, weights)

    return run


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The Jacobian of the gradient; CasADi's own ``hessian`` takes ten times as long on a net."""

    def run() -> Any:
        loss, weights, *_ = build(net, ca.SX, 1)
        return ca.jacobian(ca.gradient(loss, weights), weights)

    return run


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """A function of one example, mapped over the batch; CasADi adds the slopes where the weights are not mapped."""
    loss, weights, inputs, targets = build(net, ca.SX, 1)
    function = ca.Function("f", [weights, inputs, targets], [loss, ca.gradient(loss, weights)])
    batch, flat = len(data.inputs), data.flat
    if batch > 1:
        function = function.map("mapped", "serial", batch, [0], [0, 1])

    def run() -> tuple[float, list[Array]]:
        value, gradient = function(flat, data.inputs.T, data.targets.T)
        return float(value) / batch, [np.asarray(gradient) / batch]

    return run
