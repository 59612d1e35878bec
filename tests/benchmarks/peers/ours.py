"""wlbridge."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from benchmarks.nets import Array, Data, Net
from wlbridge import CrossEntropyLossLayer, LinearLayer, LogisticSigmoid, Loss, NetChain, SoftmaxLayer, Tanh, net_loss
from wlbridge.differentiation.products import all_directions, hessian_times_direction

PACKAGE = "wlbridge"


def array_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and the program of its gradient."""
    return lambda: build(net).gradient()


def scalar_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example and its gradient as a straight line of sympy expressions."""
    return lambda: build(net).gradient().shared()


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """The program of all rows."""

    def run() -> Any:
        program = build(net).program
        names = [parameter.name for parameter in program.with_role("parameter")]
        return all_directions(hessian_times_direction(program, names, names), names)

    return run


def sympy_objects(net: Net, data: Data, of: str) -> Callable[[], Any]:
    """The loss, or from the loss its gradient, as a straight line of sympy expressions."""
    if of == "loss":
        return lambda: build(net).shared()
    loss = _loss(net)
    return lambda: loss.gradient().shared()


def wolfram(net: Net, data: Data, of: str, form: str, target: str) -> Callable[[], str | bytes]:
    """From the array program of the loss or of the gradient to text (``wl``) or WXF (``wxf``)."""
    formula: Any = _loss(net) if of == "loss" else _loss(net).gradient()
    return lambda: formula.to_wxf(form) if target == "wxf" else formula.to_wl_text(form)


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """Arrays of NumPy in and out."""
    function, values = build(net).gradient().function(), _values(data)

    def run() -> tuple[float, list[Array]]:
        value, slopes = function(values)
        return value, list(slopes.values())

    return run


def on_torch(net: Net, data: Data) -> Callable[[], tuple[Any, list[Any]]]:
    """Tensors in and out."""
    import torch  # noqa: PLC0415 - not there where only the tests run

    torch.set_num_threads(1)
    function = build(net).gradient().function()
    values = {name: torch.from_numpy(array) for name, array in _values(data).items()}

    def run() -> tuple[Any, list[Any]]:
        value, slopes = function(values)
        return value, list(slopes.values())

    return run


def on_jax(net: Net, data: Data) -> Callable[[], tuple[Any, list[Any]]]:
    """Arrays of JAX in and out, inside its jit."""
    import jax  # noqa: PLC0415 - not there where only the tests run

    jax.config.update("jax_enable_x64", True)
    function = jax.jit(build(net).gradient().function())
    values = {name: jax.numpy.asarray(array) for name, array in _values(data).items()}

    def run() -> tuple[Any, list[Any]]:
        value, slopes = jax.block_until_ready(function(values))
        return value, [slopes[name] for name in values if name in slopes]

    return run


def build(net: Net) -> Loss:
    """The loss as a formula, from nothing."""
    layers: list[Any] = []
    for outputs in net.sizes[1:]:
        layers += [LinearLayer(outputs), Tanh]
    layers[-1] = LogisticSigmoid if net.binary else SoftmaxLayer()
    loss = CrossEntropyLossLayer("Binary" if net.binary else "Probabilities")
    return net_loss(NetChain(layers, input=net.sizes[0]), loss)


@lru_cache(maxsize=1)
def _loss(net: Net) -> Loss:
    return build(net)


def _values(data: Data) -> dict[str, Any]:
    """The arrays by name: layers are counted with the activations between them; one example needs no batch."""
    values: dict[str, Any] = {}
    for layer, (matrix, bias) in enumerate(data.weights):
        values[f"w{2 * layer + 1}"] = matrix
        values[f"b{2 * layer + 1}"] = bias
    examples = (data.inputs, data.targets) if len(data.inputs) > 1 else (data.inputs[0], data.targets[0])
    return {**values, "x": examples[0], "t": examples[1]}
