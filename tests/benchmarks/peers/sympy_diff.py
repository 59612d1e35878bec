"""sympy as it is commonly used: operators, and ``diff`` for each weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from benchmarks.nets import Array, Data, Net

PACKAGE = "sympy"


def scalar_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and its derivatives."""

    def run() -> Any:
        loss, weights, _ = _build(net)
        return [loss.diff(weight) for weight in weights]

    return run


def value_and_gradient(net: Net, data: Data) -> Callable[[], tuple[float, list[Array]]]:
    """``lambdify`` with common subexpressions, on the whole batch at once."""
    loss, weights, given = _build(net)
    slopes = [loss.diff(weight) for weight in weights]
    function = sympy.lambdify([weights, given], [loss, *slopes], modules="numpy", cse=True)
    flat = data.flat

    def run() -> tuple[float, list[Array]]:
        values = function(flat, np.hstack([data.inputs, data.targets]).T)
        value, *gradient = [float(np.mean(each)) for each in values]
        return value, [np.array(gradient)]

    return run


def _build(net: Net) -> tuple[Any, list[Any], list[Any]]:
    inputs, targets = sympy.symbols(f"x:{net.sizes[0]}"), sympy.symbols(f"t:{net.sizes[-1]}")
    weights: list[Any] = []
    h = z = sympy.Matrix(inputs)
    for layer, (i, o) in enumerate(net.layers):
        matrix, bias = sympy.symbols(f"w{layer}_:{o}:{i}"), sympy.symbols(f"b{layer}_:{o}")
        weights += [*matrix, *bias]
        z = sympy.Matrix(o, i, matrix) * h + sympy.Matrix(bias)
        h = z.applyfunc(sympy.tanh)
    given = [*inputs, *targets]
    if net.binary:
        return sympy.log(1 + sympy.exp(z[0])) - targets[0] * z[0], weights, given
    logarithm = sympy.log(sum(sympy.exp(value) for value in z))
    return sum(targets) * logarithm - sympy.Matrix(targets).dot(z), weights, given
