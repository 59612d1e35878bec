"""PyTorch: eager autograd for numbers, tracing with make_fx for the symbolic jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional

from benchmarks.nets import Array, Data, Net

PACKAGE = "torch"

torch.set_num_threads(1)


def array_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The gradient traced to a graph."""
    arguments = _tensors(data)
    return lambda: make_fx(torch.func.grad_and_value(_loss(net)))(*arguments)


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The Hessian traced to a graph."""
    arguments = _tensors(data)
    return lambda: make_fx(torch.func.hessian(_loss(net)))(*arguments)


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """Arrays of NumPy in and out, which share their memory with tensors."""
    loss = _loss(net)

    def run() -> tuple[float, list[Array]]:
        value, gradient = _differentiated(loss, *_tensors(data))
        return float(value), [np.asarray(slope) for slope in gradient]

    return run


def on_torch(net: Net, data: Data) -> Callable[[], tuple[Any, list[Any]]]:
    """Tensors in and out."""
    loss, arguments = _loss(net), _tensors(data)
    return lambda: _differentiated(loss, *arguments)


def _differentiated(loss: Callable[..., Any], weights: Any, inputs: Any, targets: Any) -> tuple[Any, list[Any]]:
    for pair in weights:
        for tensor in pair:
            tensor.requires_grad_()
    value = loss(weights, inputs, targets)
    return value.detach(), list(torch.autograd.grad(value, [tensor for pair in weights for tensor in pair]))


def _tensors(data: Data) -> tuple[list[tuple[Any, Any]], Any, Any]:
    weights = [(torch.from_numpy(matrix), torch.from_numpy(bias)) for matrix, bias in data.weights]
    return weights, torch.from_numpy(data.inputs), torch.from_numpy(data.targets)


def _loss(net: Net) -> Callable[..., Any]:
    def loss(weights: Any, inputs: Any, targets: Any) -> Any:
        h = z = inputs
        for matrix, bias in weights:
            z = functional.linear(h, matrix, bias)
            h = torch.tanh(z) if matrix is not weights[-1][0] else z
        if net.binary:
            return functional.binary_cross_entropy_with_logits(z, targets)
        return functional.cross_entropy(z, targets)

    return loss
