"""The distributions whose negative log likelihoods the losses are, and the Fisher matrices of what they are given by.

A loss is the mean, over examples and over all levels but that of the classes, of a negative log likelihood up to a
constant; a Fisher matrix is the same mean of those of the single observations:

| loss | distribution of a target | Fisher matrix of one |
|---|---|---|
| "Index", "Probabilities" | categorical, p = Softmax[z] | DiagonalMatrix[p] - Outer[Times, p, p], by z |
| "Binary" | Bernoulli, p = LogisticSigmoid[z], or any p | p (1 - p), by z, or 1/(p (1 - p)), by p |
| MeanSquaredLossLayer | normal, of variance 1/2 | 2 |
| MeanAbsoluteLossLayer | Laplace, of scale 1 | 1 |

They are textbook results, as in Lehmann and Casella, Theory of Point Estimation, section 2.5. Where the clamp of
``log="kernel"`` is at work the loss is no negative log likelihood; the matrix is that of the distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sympy import Expr, Integer, sqrt

from wlbridge.decomposition import Decomposition
from wlbridge.errors import NetError
from wlbridge.layers.levels import letters_of
from wlbridge.losses import CrossEntropyLossLayer, MeanAbsoluteLossLayer, MeanSquaredLossLayer
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.statements import Einsum, Map, Softmax, slot
from wlbridge.wolfram_functions import LogisticSigmoid


def fisher_at_cut(parts: Decomposition, direction: str) -> Program:
    """The Fisher matrix of the array at the cut of a loss times a direction, a placeholder named ``direction``.

    Raises NetError for a loss that is no negative log likelihood of a target.
    """
    if not parts.program.with_role("target"):
        raise NetError("a loss whose target is the input has no Fisher matrix", hint="Use .hessian().")
    builder = ProgramBuilder()
    shape = parts.net.shapes[parts.net.output]
    array = builder.placeholder(Placeholder(parts.cut, shape, "input", parts.cut))
    tangent = builder.placeholder(Placeholder(direction, shape, "weights", direction))
    observations = shape[:-1] if parts.link == "Softmax" else shape
    share = 1 / Integer(math.prod(int(size) for size in observations))
    return builder.program(_rule(parts)(builder, array, tangent, share))


Rule = Callable[[ProgramBuilder, str, str, Expr], str]
"""Adds the product of the Fisher matrix of each observation and a direction, times the share of one in the mean."""


def _rule(parts: Decomposition) -> Rule:
    layer = parts.layer
    if isinstance(layer, MeanSquaredLossLayer):
        return _normal
    if isinstance(layer, MeanAbsoluteLossLayer):
        return _laplace
    if not isinstance(layer, CrossEntropyLossLayer):
        raise NetError(
            f"{layer!r} is no negative log likelihood, so that there is no Fisher matrix", hint="Use .gauss_newton()."
        )
    if layer.form == "Binary":
        return _bernoulli_of_p if parts.link == "none" else _bernoulli
    if parts.link == "none":
        raise NetError(
            f"the Fisher matrix of {layer!r} needs an output that is a distribution over the classes",
            hint="Let the net end with a SoftmaxLayer along the last level, or use .gauss_newton().",
        )
    return _categorical


def _normal(builder: ProgramBuilder, array: str, direction: str, share: Expr) -> str:
    return builder.map(2 * share * slot(0), [direction], "fisher")


def _laplace(builder: ProgramBuilder, array: str, direction: str, share: Expr) -> str:
    return builder.map(share * slot(0), [direction], "fisher")


def _bernoulli(builder: ProgramBuilder, z: str, direction: str, share: Expr) -> str:
    p = LogisticSigmoid(slot(0))
    return builder.map(share * p * (1 - p) * slot(1), [z, direction], "fisher")


def _bernoulli_of_p(builder: ProgramBuilder, p: str, direction: str, share: Expr) -> str:
    """By the square root, twice: a p that is no probability gives no number, and never a negative variance."""
    over_deviation = slot(1) / sqrt(slot(0) * (1 - slot(0)))
    half = builder.map(over_deviation, [p, direction], "fisher")
    return builder.map(share * over_deviation, [p, half], "fisher")


def _categorical(builder: ProgramBuilder, z: str, direction: str, share: Expr) -> str:
    """``p (v - Total[p v])``."""
    letters = letters_of(len(builder.shapes[z]))
    others = letters[:-1]
    p = builder.append(Softmax((z,), len(others)), "p")
    mean = builder.append(Einsum((p, direction), f"{letters},{letters}->{others}"), "fisher")
    formula = share * slot(0) * (slot(1) - slot(2))
    return builder.append(Map((p, direction, mean), formula, f"{letters},{letters},{others}->{letters}"), "fisher")
