"""Which loss an argument means: a layer, a formula, a sum of losses, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr

from wlbridge.errors import NetError
from wlbridge.layers.aggregation import SoftmaxLayer
from wlbridge.layers.base import Layer, Scope, named_place
from wlbridge.layers.chain import Chain
from wlbridge.layers.elementwise import ElementwiseLayer, scalar_formula
from wlbridge.losses.base import LossLayer
from wlbridge.losses.logarithms import Log
from wlbridge.losses.sums import weighted_sum
from wlbridge.losses.wolfram import LOSSES, CrossEntropyLossLayer, MeanSquaredLossLayer, mean_of_elements
from wlbridge.statements import slot
from wlbridge.wolfram_functions import LogisticSigmoid


@dataclass(frozen=True, eq=False, repr=False)
class FormulaLoss(LossLayer):
    """The mean over all elements of a user's formula of output and target.

    >>> FormulaLoss(lambda y, t: (y - t) ** 4)
    FormulaLoss[(a0 - a1)**4]
    """

    function: Callable[[Expr, Expr], Expr]

    def __post_init__(self) -> None:
        with named_place("the loss"):
            scalar_formula(self.function, 2)

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """A Map and the mean."""
        return mean_of_elements(scope, output, scalar_formula(self.function, 2))

    def arguments(self) -> tuple[Any, ...]:
        """The formula."""
        return (scalar_formula(self.function, 2),)


LossSpecification = LossLayer | Mapping[str, Any] | Callable[..., Any] | None
"""A loss layer, losses by name, a formula of output and target, or None for what NetTrain takes."""


def automatic_loss(net: Layer) -> LossLayer:
    """The loss that NetTrain takes when none is given: by the last layer of the net.

    https://reference.wolfram.com/language/ref/LossFunction.html

    >>> automatic_loss(Chain([3, SoftmaxLayer()])), automatic_loss(Chain([1, LogisticSigmoid]))
    (CrossEntropyLossLayer['Index'], CrossEntropyLossLayer['Binary'])
    """
    last = net.last if isinstance(net, Chain) else net
    if isinstance(last, SoftmaxLayer):
        return CrossEntropyLossLayer("Index")
    if isinstance(last, ElementwiseLayer) and last.formula() == LogisticSigmoid(slot(0)):
        return CrossEntropyLossLayer("Binary")
    return MeanSquaredLossLayer()


def as_loss(loss: LossSpecification, net: Layer) -> LossLayer:
    """The loss that an argument means: a layer, losses by name, a formula, or NetTrain's choice for None."""
    if loss is None:
        return automatic_loss(net)
    if isinstance(loss, LossLayer):
        return loss
    if isinstance(loss, Mapping):
        return weighted_sum({name: _as_term(each) for name, each in loss.items()})
    if isinstance(loss, type) or not (callable(loss) or isinstance(loss, sympy.Lambda)):
        raise NetError(
            f"{loss!r} is not a loss", hint=f"Give one of {', '.join(LOSSES)}, or a formula of two symbols."
        )
    return FormulaLoss(loss)


def _as_term(loss: Any) -> Any:
    """A formula in a sum as a loss; anything else as it is."""
    return FormulaLoss(loss) if callable(loss) and not isinstance(loss, type | LossLayer) else loss
