"""How the losses of Keras become one number: the option ``reduction``, weights, and masks of padded steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sympy import Expr

from wlbridge.choices import check_choice
from wlbridge.errors import NetError, ShapeError
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import flag, is_integer
from wlbridge.losses.library import Statements
from wlbridge.losses.reductions import (
    WeightsOf,
    check_weights,
    elementwise,
    mean,
    mean_of_last,
    optional_weights,
    ratio_over_batch,
    reduced,
    total,
    weighted,
    weights_of_elements,
)
from wlbridge.statements import slot
from wlbridge.wolfram_functions import Unitize

Reduction = Literal["sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none"] | None

_REDUCTIONS = ("sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none")


@dataclass(frozen=True)
class Reducing:
    """The options that all losses of Keras share; ``wlbridge.losses.keras`` explains them."""

    reduction: Reduction
    sample_weight: WeightsOf
    mask: bool

    def __post_init__(self) -> None:
        if self.reduction is not None:
            check_choice(self.reduction, _REDUCTIONS, "reduction", error=NetError)
        check_weights(self.sample_weight, "sample_weight")
        flag(self.mask, "mask")

    def of(self, scope: Scope, values: str, counts: str | None = None) -> str:
        """One number, or none for None, of the values of a loss; ``counts`` is 0 for those that a loss leaves out."""
        shape = scope.shape(values)
        weights = optional_weights(scope, self.sample_weight, shape)
        if self.mask:
            kept = scope.map(Unitize(slot(0)), [weights_of_elements(scope, shape, "Mask")], "kept")
            counts = kept if counts is None else weighted(scope, counts, kept)
        if counts is not None:
            weights = counts if weights is None else weighted(scope, counts, weights)
        terms = weighted(scope, values, weights)
        if self.reduction in (None, "none", "sum"):
            return reduced(scope, terms, "sum" if self.reduction == "sum" else "none")
        divisor = weights if self.reduction == "mean_with_sample_weight" else counts
        if divisor is None:
            return mean(scope, terms)
        return ratio_over_batch(scope, total(scope, terms), total(scope, divisor), "zero")


def mean_of(formula: Expr, reducing: Reducing) -> Statements:
    """The mean along the last level of a formula of output and target, reduced."""

    def statements(scope: Scope, output: str) -> str:
        check_has_levels(scope, output)
        return reducing.of(scope, mean_of_last(scope, elementwise(scope, output, formula)))

    return statements


def check_has_levels(scope: Scope, output: str) -> None:
    """Refuse an output that is one real, for which Keras takes the mean along the batch before it reduces."""
    if not scope.shape(output):
        raise ShapeError(
            "Keras takes the mean along the last level of the output, which here is a single real",
            hint="Let the net end in a LinearLayer(1).",
        )


def check_axis(axis: object) -> None:
    """Refuse classes that are not on the last level."""
    if not is_integer(axis) or axis != -1:
        raise NetError(f"axis cannot be {axis!r}", hint="The classes are on the last level, -1.")
