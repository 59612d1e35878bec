"""Jacobians, Hessians and Gauss-Newton matrices against torch.func in float64."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from wlbridge import (
    CrossEntropyLossLayer,
    LogisticSigmoid,
    MeanSquaredLossLayer,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)

pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # torch.func calls it, torch 2.12

Function = Callable[..., Any]
WIDTHS = (3, 5, 4)


def logits(parameters: dict[str, Any], x: Any) -> Any:
    """What ``NetChain([5, Tanh, 4], input=3)`` gives."""
    return torch.tanh(x @ parameters["w1"].T + parameters["b1"]) @ parameters["w3"].T + parameters["b3"]


CASES: dict[str, tuple[list[Any], Any, Function, Function]] = {
    "index": (
        [SoftmaxLayer()],
        CrossEntropyLossLayer("Index"),
        lambda z: torch.softmax(z, -1),
        lambda z, t: torch.nn.functional.cross_entropy(z, t - 1),
    ),
    "probabilities": (
        [SoftmaxLayer()],
        CrossEntropyLossLayer("Probabilities"),
        lambda z: torch.softmax(z, -1),
        lambda z, t: -(t * torch.log_softmax(z, -1)).sum(-1).mean(),
    ),
    "binary": (
        [LogisticSigmoid],
        CrossEntropyLossLayer("Binary"),
        torch.sigmoid,
        torch.nn.functional.binary_cross_entropy_with_logits,
    ),
    "squared": ([], MeanSquaredLossLayer(), lambda z: z, torch.nn.functional.mse_loss),
}


def data(name: str, examples: int) -> tuple[Any, Any, dict[str, Any]]:
    rng = np.random.default_rng(3)
    n, hidden, out = WIDTHS
    shapes = {"w1": (hidden, n), "b1": (hidden,), "w3": (out, hidden), "b3": (out,)}
    t = rng.integers(1, out + 1, examples) if name == "index" else rng.uniform(0.1, 0.9, (examples, out))
    return rng.normal(size=(examples, n)), t, {key: rng.normal(size=shape) for key, shape in shapes.items()}


def tensors(arrays: dict[str, Any]) -> dict[str, Any]:
    return {name: torch.tensor(values) for name, values in arrays.items()}


@pytest.mark.parametrize("name", CASES)
def test_jacobians(name: str) -> None:
    last, _, link, _ = CASES[name]
    x, _, parameters = data(name, 6)
    jacobian = NetChain([5, Tanh, 4, *last], input=3).formula().jacobian()
    theirs, at = tensors(parameters), torch.tensor(x)
    rng = np.random.default_rng(4)
    direction = {key: rng.normal(size=value.shape) for key, value in parameters.items()}
    cotangent = rng.normal(size=(6, 4))

    def net(p: dict[str, Any]) -> Any:
        return link(logits(p, at))

    for key, block in torch.func.jacrev(net)(theirs).items():
        np.testing.assert_allclose(jacobian.evaluate(x, parameters)[key], block, rtol=1e-12, atol=1e-15)
    _, product = torch.func.jvp(net, (theirs,), (tensors(direction),))
    np.testing.assert_allclose(jacobian.times(direction, x, parameters), product, rtol=1e-12, atol=1e-14)
    (slopes,) = torch.func.vjp(net, theirs)[1](torch.tensor(cotangent))
    for key, slope in jacobian.transposed_times(cotangent, x, parameters).items():
        np.testing.assert_allclose(slope, slopes[key], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", CASES)
def test_hessian_and_gauss_newton(name: str) -> None:
    last, layer, _, criterion = CASES[name]
    x, t, parameters = data(name, 6)
    loss = net_loss(NetChain([5, Tanh, 4, *last], input=3), layer)
    theirs, at, target = tensors(parameters), torch.tensor(x), torch.tensor(t)
    blocks = torch.func.hessian(lambda p: criterion(logits(p, at), target))(theirs)
    for (a, b), block in loss.hessian().evaluate(x, t, parameters).items():
        np.testing.assert_allclose(block, blocks[a][b], rtol=1e-12, atol=1e-14)

    z = logits(theirs, at)
    curvature = torch.func.hessian(lambda z: criterion(z, target))(z)
    slopes = torch.func.jacrev(lambda p: logits(p, at))(theirs)
    for (a, b), block in loss.gauss_newton().evaluate(x, t, parameters).items():
        left = torch.tensordot(slopes[a].permute(*range(2, slopes[a].ndim), 0, 1), curvature, 2)
        np.testing.assert_allclose(block, torch.tensordot(left, slopes[b], 2), rtol=1e-12, atol=1e-14)
