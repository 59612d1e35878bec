"""Losses as the Wolfram Language writes them: a layer, a function, a weighted sum, an association of losses."""

from __future__ import annotations

from functools import reduce
from typing import Any

from sympy import Expr
from wolframclient.language.expression import WLFunction

from wlbridge.errors import NetError
from wlbridge.layers.base import inside_place
from wlbridge.losses import LOSSES, FormulaLoss, LossLayer, Scaled
from wlbridge.losses.base import added, as_coefficient
from wlbridge.losses.sums import weighted_sum
from wlbridge.translation import from_wl
from wlbridge.wolfram.from_wl import formula_of
from wlbridge.wolfram.make import call
from wlbridge.wolfram.nets import loss_from_tree
from wlbridge.wolfram.tree import Tree, arguments, head_name


def specified_loss(tree: Tree) -> LossLayer:
    """The loss that an expression describes.

    >>> from wlbridge.wolfram.text.reader import read_wl
    >>> specified_loss(read_wl('CrossEntropyLossLayer["Index"] + alpha MeanSquaredLossLayer[]/2'))
    WeightedSum[{'CrossEntropyLossLayer': 1*CrossEntropyLossLayer['Index'], \
'MeanSquaredLossLayer': alpha/2*MeanSquaredLossLayer[]}]
    >>> specified_loss(read_wl('<|"a" -> MeanSquaredLossLayer[], "b" -> (MeanAbsoluteLossLayer[] -> Scaled[0.1])|>'))
    WeightedSum[{'a': 1*MeanSquaredLossLayer[], 'b': 0.1*MeanAbsoluteLossLayer[]}]

    Coefficients are any expressions without losses. Raises NetError for what is no loss, and what reading a
    coefficient raises.
    """
    if isinstance(tree, dict):
        return weighted_sum({str(name): _named(str(name), value) for name, value in tree.items()})
    head = head_name(tree)
    if head == "Function":
        return FormulaLoss(formula_of(tree))
    if head == "Plus":
        return reduce(added, map(specified_loss, arguments(tree)))
    if head == "Times":
        return _product(tree)
    return loss_from_tree(tree)


def _named(name: str, tree: Tree) -> Any:
    """A loss of an association, which may be ``loss -> Scaled[r]``."""
    with inside_place(f"term {name!r}"):
        if head_name(tree) != "Rule":
            return specified_loss(tree)
        loss, scaled = arguments(tree)
        if head_name(scaled) != "Scaled" or len(arguments(scaled)) != 1:
            raise NetError(f"a loss cannot be followed by -> {scaled}", hint="Write loss -> Scaled[r].")
        return specified_loss(loss), Scaled(_coefficient(*arguments(scaled)))


def _product(tree: Tree) -> LossLayer:
    """One loss times a coefficient."""
    factors = arguments(tree)
    losses = [factor for factor in factors if _is_loss(factor)]
    if len(losses) != 1:
        raise NetError(f"a product of {len(losses)} losses is no loss", hint="Multiply losses by numbers or symbols.")
    rest = [factor for factor in factors if factor is not losses[0]]
    product: LossLayer = _coefficient(call("Times", *rest)) * specified_loss(losses[0])
    return product


def _is_loss(tree: Tree) -> bool:
    """Whether there is a loss in a factor: a sum of losses is one."""
    if not isinstance(tree, WLFunction):
        return False
    head = head_name(tree)
    return head in LOSSES or head == "Function" or (head in {"Plus", "Times"} and any(map(_is_loss, arguments(tree))))


def _coefficient(tree: Tree) -> Expr:
    return as_coefficient(from_wl(tree))
