"""Losses of an output that is given: the net passes on its input, so that "x" is the output."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from wolframclient.language.expression import WLFunction

from wlbridge import DropoutLayer, Loss, NetChain, net_loss
from wlbridge.engines import WoxiEngine
from wlbridge.losses import LossLayer

WITH_WOXI = 1e-13
"""Relative tolerance: a few roundings."""


def loss_of_output(loss: LossLayer, x: Any) -> Loss:
    """The loss of outputs like those of a batch ``x``."""
    shape = np.shape(x)[1:]
    return net_loss(NetChain([DropoutLayer()], input=list(shape) if shape else "Real"), loss)


def in_woxi(woxi: WoxiEngine, loss: Loss, given: Mapping[str, Any]) -> tuple[float, Any]:
    """The value and the gradient by the output, from the formulas in arrays."""

    def applied(formula: Any) -> Any:
        return woxi.evaluate(
            WLFunction(
                formula.to_wl("array"), *(np.asarray(given[name]).tolist() for name in formula.program.placeholders)
            )
        )

    return applied(loss), np.asarray(applied(loss.gradient("x"))["x"], dtype=float)
