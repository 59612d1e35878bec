"""What losses are made of: a target, a value for each element, weights, and how these become one number."""

from __future__ import annotations

import math
from typing import Literal, get_args

from sympy import Expr, Integer

from wlbridge.choices import check_choice
from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import Shape, show
from wlbridge.layers.base import Scope
from wlbridge.layers.levels import letters_of
from wlbridge.program import Classes, Placeholder
from wlbridge.statements import Broadcast, Einsum, Map, OverBatch, slot
from wlbridge.wolfram_functions import Unitize

Reduction = Literal["mean", "sum", "weighted mean", "mean over nonzero weights", "none"]
"""How the values of a loss become one number.

"mean" divides the sum of the weighted values by their number, "weighted mean" by the sum of the weights, and "mean
over nonzero weights" by the number of weights that are not 0, each over all examples of a batch; "none" keeps a value
for each element, or for each example where it has one.
"""


def check_reduction(reduction: Reduction) -> None:
    """Raise NetError for what is no reduction."""
    check_choice(reduction, get_args(Reduction), "reduction", error=NetError)


OfNothing = Literal["zero", "indeterminate"]
"""What a mean is where all weights are 0."""


def target_array(scope: Scope, shape: Shape, classes: Classes | None = None, *, one_hot: bool = False) -> str:
    """The target, an array given for each example, or the input of the net where it has that name."""
    head = scope.heads["Target"]
    given = scope.builder.placeholders.get(head)
    if given is not None and given.role == "input" and given.shape == shape and classes is None and not one_hot:
        return given.name
    return scope.data(Placeholder(head, shape, "target", head, classes=classes, one_hot=one_hot))


def weights_of_elements(scope: Scope, shape: Shape, kind: str = "SampleWeights") -> str:
    """A weight for each element, given with the targets of each example."""
    return scope.data(Placeholder(scope.heads[kind], shape, "target", scope.heads[kind]))


WeightsOf = Literal["example", "element"] | None
"""Whether there is a weight for each example of a batch, or for each value of the loss, such as a time step."""


def optional_weights(scope: Scope, of: WeightsOf, shape: Shape) -> str | None:
    """The weights of values of the dimensions ``shape``, where there are any."""
    return None if of is None else weights_of_elements(scope, shape if of == "element" else ())


def check_weights(of: WeightsOf, option: str) -> None:
    """Raise NetError for a setting of an option that tells which weights there are."""
    if of is not None:
        check_choice(of, ("example", "element"), option, error=NetError)


def elementwise(scope: Scope, output: str, formula: Expr) -> str:
    """A formula of each element of the output and of the target."""
    return scope.map(formula, [output, target_array(scope, scope.shape(output))], "loss")


def total(scope: Scope, array: str) -> str:
    """The sum of all elements."""
    rank = len(scope.shape(array))
    return scope.append(Einsum((array,), f"{letters_of(rank)}->"), "loss") if rank else array


def sum_of_last(scope: Scope, array: str) -> str:
    """The sums along the last level, which counts the classes."""
    letters, others = along_classes(scope.shape(array), "the loss")
    return scope.append(Einsum((array,), f"{letters}->{others}"), "loss")


def mean_of_last(scope: Scope, array: str) -> str:
    """The means along the last level."""
    return _divided(scope, sum_of_last(scope, array), int(scope.shape(array)[-1]))


def mean(scope: Scope, array: str) -> str:
    """The mean over all elements."""
    count = _count(scope.shape(array))
    return array if count == 1 and not scope.shape(array) else _divided(scope, total(scope, array), count)


def weighted(scope: Scope, values: str, weights: str | None) -> str:
    """Each value times its weight; a weight may stand for all elements along the last levels."""
    if weights is None:
        return values
    letters, few = letters_of(len(scope.shape(values))), letters_of(len(scope.shape(weights)))
    return scope.append(Map((values, weights), slot(0) * slot(1), f"{letters},{few}->{letters}"), "loss")


def repeated(scope: Scope, array: str, shape: Shape) -> str:
    """An array repeated along the last levels of others."""
    own = scope.shape(array)
    if own == shape:
        return array
    if own != shape[: len(own)]:
        raise ShapeError(f"weights of dimensions {show(own)} do not belong to values of dimensions {show(shape)}")
    few, letters = letters_of(len(own)), letters_of(len(shape))
    return scope.append(Broadcast((array,), f"{few}->{letters}", shape), "loss")


def reduced(
    scope: Scope, values: str, reduction: Reduction, weights: str | None = None, *, of_nothing: OfNothing = "zero"
) -> str:
    """The values, times their weights where there are some, reduced to one number."""
    terms = weighted(scope, values, weights)
    if reduction == "none":
        return terms if scope.shape(terms) else scope.append(OverBatch((terms,), "none"), "loss")
    if reduction == "mean":
        return mean(scope, terms)
    if reduction == "sum":
        return scope.append(OverBatch((total(scope, terms),), "sum"), "loss")
    if weights is None:
        return mean(scope, terms)
    counted = repeated(scope, weights, scope.shape(values))
    if reduction == "mean over nonzero weights":
        counted = scope.map(Unitize(slot(0)), [counted], "count")
    return ratio_over_batch(scope, total(scope, terms), total(scope, counted), of_nothing)


def ratio_over_batch(scope: Scope, numerator: str, denominator: str, of_nothing: OfNothing) -> str:
    """The sum of a number over the examples divided by that of another; divided by 0 it is 0 or has no value."""
    sums = [scope.append(OverBatch((each,), "sum"), "loss") for each in (numerator, denominator)]
    if of_nothing == "indeterminate":
        return scope.map(slot(0) / slot(1), sums, "loss")
    some = Unitize(slot(1))  # weights of both signs may add up to 0 where the numerator does not
    return scope.map(some * slot(0) / (slot(1) + 1 - some), sums, "loss")


def _divided(scope: Scope, array: str, count: int) -> str:
    return scope.map(slot(0) / Integer(count), [array], "loss")


def _count(shape: Shape) -> int:
    return math.prod(int(size) for size in shape)


def along_classes(shape: Shape, what: str) -> tuple[str, str]:
    """The indices of an array, and those without the last one, which counts the classes."""
    if not shape:
        raise ShapeError(f"{what} needs an output with a level of classes, not a single real")
    letters = letters_of(len(shape))
    return letters, letters[:-1]
