"""heyoka: scalar expressions, reverse mode by ``diff_tensors``, numbers compiled by LLVM."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import heyoka as hy
import numpy as np

from benchmarks.nets import Array, Data, Net

PACKAGE = "heyoka"

MOST_WEIGHTS_UNROLLED = 300
"""More are compiled in its compact mode."""


def scalar_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and its gradient."""
    return lambda: _derivatives(_build(net)[0], 1)


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The tensor of second derivatives, each pair once."""
    return lambda: _derivatives(_build(net)[0], 2)


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """A compiled function of one example or of a batch, one example a column."""
    loss, given = _build(net)
    slopes = list(_derivatives(loss, 1).gradient)
    function = hy.cfunc([loss, *slopes], vars=given, compact_mode=net.weights > MOST_WEIGHTS_UNROLLED)
    order = _order(net)
    back, weights, batch = np.argsort(order), data.flat[order], len(data.inputs)
    columns = np.ascontiguousarray(np.hstack([data.inputs, data.targets]).T)
    repeated = np.ascontiguousarray(np.broadcast_to(weights[:, None], (len(weights), batch)))

    def run() -> tuple[float, list[Array]]:
        if batch == 1:
            values = function(columns[:, 0], pars=weights)
        else:
            values = function(columns, pars=repeated).mean(axis=1)
        return float(values[0]), [values[1:][back]]

    return run


def _build(net: Net) -> tuple[Any, list[Any]]:
    """The loss of one example; weights are runtime parameters."""
    inputs = _variables("x", net.sizes[0])
    targets = _variables("t", net.sizes[-1])
    hidden = list(net.sizes[1:-1])
    activations = [hy.tanh] * len(hidden) + [lambda value: value]
    z = hy.model.ffnn(inputs=inputs, nn_hidden=hidden, n_out=net.sizes[-1], activations=activations)
    if net.binary:
        return hy.log(1.0 + hy.exp(z[0])) - targets[0] * z[0], inputs + targets
    along = hy.sum([t * value for t, value in zip(targets, z, strict=True)])
    return hy.sum(targets) * hy.log(hy.sum([hy.exp(value) for value in z])) - along, inputs + targets


def _variables(name: str, count: int) -> list[Any]:
    made = hy.make_vars(*(f"{name}{i}" for i in range(count)))
    return made if isinstance(made, list) else [made]


def _derivatives(loss: Any, order: int) -> Any:
    return hy.diff_tensors([loss], diff_args=hy.diff_args.params, diff_order=order)


def _order(net: Net) -> Array:
    """Where heyoka's parameters, the matrices of all layers before all biases, stand in our order."""
    matrices: list[int] = []
    biases: list[int] = []
    start = 0
    for i, o in net.layers:
        matrices += range(start, start + i * o)
        biases += range(start + i * o, start + i * o + o)
        start += i * o + o
    return np.array(matrices + biases)
