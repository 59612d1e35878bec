"""Losses that are formulas of an output y and a target t: one for every function of the table, off its kinks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Expr, Piecewise

from wlbridge import DropoutLayer, NetChain, net_loss
from wlbridge.functions import TABLE
from wlbridge.loss import Loss

Y, T = 0.6, 0.7
BEYOND_1 = {"acosh", "acoth", "asec", "acsc"}
"""Functions that are real beyond 1 alone; the others are near 0.42."""

OF_SEVERAL: dict[str, Callable[..., Expr]] = {
    "KroneckerDelta": lambda f, y, t: f(y, t),
    "polygamma": lambda f, y, t: f(1, y * t),
    "Max": lambda f, y, t: f(y * t, t - y, 0.2) + f(y, t**2, y * t),
    "Min": lambda f, y, t: f(y * t, t + y, 2.5) + f(y, t**2, y + t),
    "Mod": lambda f, y, t: f(5 * y, t),
    "Clip": lambda f, y, t: f(y * t, -1, 1) + f(y, t, 2) + f(y, -1, t**2),
    "Surd": lambda f, y, t: f(y * t, 3),
    "Kink": lambda f, y, t: f(y, t),
    "Winner": lambda f, y, t: f(y, t),
}

FUNCTIONS = {row.function.__name__: row.function for row in TABLE}


def function_case(name: str) -> tuple[Loss, dict[str, float]]:
    """A loss of one function, and where to take its derivatives."""
    function = FUNCTIONS[name]

    def formula(y: Expr, t: Expr) -> Any:
        return OF_SEVERAL[name](function, y, t) if name in OF_SEVERAL else function(y * t)

    return loss_of(formula), {"x": 2.5 if name in BEYOND_1 else Y, "t": T}


STRUCTURES: dict[str, Callable[[Expr, Expr], Expr]] = {
    "product": lambda y, t: y * t * (y + t),
    "power": lambda y, t: (y + t) ** 3 / y,
    "power of powers": lambda y, t: (y + 1) ** (t + y),
    "cases": lambda y, t: Piecewise((y**3 * t, y > 2 * t), (t * y**2, True)),
    "function of functions": lambda y, t: sympy.exp(-((y - t) ** 2)) * sympy.sin(sympy.log(y + t)),
    "binary cross entropy of a logit": lambda y, t: (
        t * sympy.log(1 + sympy.exp(-y)) + (1 - t) * sympy.log(1 + sympy.exp(y))
    ),
}


def structure_case(name: str) -> tuple[Loss, dict[str, float]]:
    """A loss that is a product, a power, ..., and where to take its derivatives."""
    return loss_of(STRUCTURES[name]), {"x": Y, "t": T}


def loss_of(formula: Callable[[Expr, Expr], Any]) -> Loss:
    """A formula of one input and one target."""
    return net_loss(NetChain([DropoutLayer()], input="Real"), formula)
