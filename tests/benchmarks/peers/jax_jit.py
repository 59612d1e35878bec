"""JAX: tracing for the symbolic jobs, jit for numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.nets import Array, Data, Net

PACKAGE = "jax"

jax.config.update("jax_enable_x64", True)


def array_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The gradient traced to a jaxpr."""
    return lambda: jax.make_jaxpr(jax.value_and_grad(_loss(net)))(*_shapes(net))


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The Hessian traced to a jaxpr."""
    return lambda: jax.make_jaxpr(jax.hessian(_loss(net)))(*_shapes(net))


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """Arrays of NumPy in and out."""
    function = jax.jit(jax.value_and_grad(_loss(net)))

    def run() -> tuple[float, list[Array]]:
        value, gradient = function(data.weights, data.inputs, data.targets)
        return float(value), [np.asarray(array) for pair in gradient for array in pair]

    return run


def on_jax(net: Net, data: Data) -> Callable[[], tuple[Any, list[Any]]]:
    """Arrays of JAX in and out."""
    function = jax.jit(jax.value_and_grad(_loss(net)))
    arguments = jax.tree.map(jnp.asarray, (data.weights, data.inputs, data.targets))

    def run() -> tuple[Any, list[Any]]:
        value, gradient = jax.block_until_ready(function(*arguments))
        return value, [array for pair in gradient for array in pair]

    return run


def _loss(net: Net) -> Callable[..., Any]:
    def loss(weights: Any, inputs: Any, targets: Any) -> Any:
        h = z = inputs
        for matrix, bias in weights:
            z = h @ matrix.T + bias
            h = jnp.tanh(z)
        if net.binary:
            return jnp.mean(jnp.logaddexp(0.0, z) - targets * z)
        logarithm = jax.scipy.special.logsumexp(z, axis=1, keepdims=True)
        return jnp.mean(jnp.sum(targets * (logarithm - z), axis=1))

    return loss


def _shapes(net: Net) -> tuple[Any, Any, Any]:
    def array(*shape: int) -> Any:
        return jax.ShapeDtypeStruct(shape, jnp.float64)

    weights = [(array(o, i), array(o)) for i, o in net.layers]
    return weights, array(1, net.sizes[0]), array(1, net.sizes[-1])
