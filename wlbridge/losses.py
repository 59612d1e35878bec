"""The loss layers, as statements that compare the output of a net with a target.

``log="exact"`` reads the logarithm of a probability as ``Log[p]``; ``log="kernel"`` as ``Log[Max[p, 2^-52]]``, which
is what the layer of the Wolfram Language computes (known for "Binary" from a published value; for "Index" and
"Probabilities" it is inferred and unverified).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import sympy
from sympy import Abs, Expr, Integer, Max, Rational, log

from wlbridge.choices import check_choice
from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import Shape, show
from wlbridge.layers.aggregation import SoftmaxLayer
from wlbridge.layers.base import Layer, Scope, named_place
from wlbridge.layers.chain import Chain
from wlbridge.layers.elementwise import ElementwiseLayer, scalar_formula
from wlbridge.layers.levels import letters_of
from wlbridge.layers.settings import CheckedCall, number
from wlbridge.program import Placeholder
from wlbridge.statements import Einsum, Take, slot
from wlbridge.wolfram_functions import LogisticSigmoid, Ramp

Log = Literal["exact", "kernel"]

CLAMP = Rational(1, 2**52)
"""$MachineEpsilon, below which the kernel holds the argument of the logarithm."""


@dataclass(frozen=True, eq=False, repr=False)
class LossLayer(metaclass=CheckedCall):
    """A loss of an output and a target: ``build`` adds its statements and returns the name of the scalar."""

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """Add the statements for the array ``output`` and a target, which this declares."""
        raise NotImplementedError

    def arguments(self) -> tuple[Any, ...]:
        """The positional arguments, as they are written between the layer's brackets."""
        return ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{', '.join(map(repr, self.arguments()))}]"


def _target(scope: Scope, shape: Shape, classes: int | None = None) -> str:
    head = scope.heads["Target"]
    return scope.builder.placeholder(Placeholder(head, shape, "target", head, (), classes))


def _logarithm(argument: Expr, reading: Log) -> Expr:
    return log(argument) if reading == "exact" else log(Max(argument, CLAMP))


def _mean(scope: Scope, array: str) -> str:
    """The mean over all elements."""
    shape = scope.shape(array)
    if not shape:
        return array
    count = math.prod(int(size) for size in shape)
    total = scope.append(Einsum((array,), f"{letters_of(len(shape))}->"), "loss")
    return scope.map(slot(0) / Integer(count), [total], "loss")


@dataclass(frozen=True, eq=False, repr=False)
class CrossEntropyLossLayer(LossLayer):
    """The cross entropy of a target and the probabilities that a net gives; the classes are on the last level.

    ``form`` is "Index" (the target is a class number from 1), "Probabilities" (the target holds a probability for
    each class) or "Binary" (input and target are probabilities of True). The mean is taken over the other levels,
    and nothing is normalised. https://reference.wolfram.com/language/ref/CrossEntropyLossLayer.html

    >>> CrossEntropyLossLayer("Index")
    CrossEntropyLossLayer['Index']
    """

    form: Literal["Index", "Probabilities", "Binary"]

    def __post_init__(self) -> None:
        forms = ("Index", "Probabilities", "Binary")
        check_choice(self.form, forms, "form", where="CrossEntropyLossLayer", error=NetError)

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """The logarithm of the probabilities first, so that a softmax or sigmoid before it can be joined with it."""
        shape = scope.shape(output)
        if self.form == "Binary":
            p, t = slot(0), slot(1)
            entropy = -(t * _logarithm(p, log_reading) + (1 - t) * _logarithm(1 - p, log_reading))
            return _mean(scope, scope.map(entropy, [output, _target(scope, shape)], "loss"))
        if not shape:
            raise ShapeError(f'the form "{self.form}" needs an output with a level of classes, not a single real')
        logarithms = scope.map(_logarithm(slot(0), log_reading), [output], "l")
        letters, others = letters_of(len(shape)), letters_of(len(shape))[:-1]
        if self.form == "Index":
            target = _target(scope, shape[:-1], int(shape[-1]))
            entropy = scope.append(Take((logarithms, target), f"{letters},{others}->{others}"), "l")
        else:
            target = _target(scope, shape)
            entropy = scope.append(Einsum((target, logarithms), f"{letters},{letters}->{others}"), "l")
        return _mean(scope, scope.map(-slot(0), [entropy], "loss"))

    def arguments(self) -> tuple[Any, ...]:
        """The form."""
        return (self.form,)


def _elementwise(scope: Scope, output: str, formula: Expr) -> str:
    """The mean of a formula of output and target over all elements."""
    return _mean(scope, scope.map(formula, [output, _target(scope, scope.shape(output))], "loss"))


@dataclass(frozen=True, eq=False, repr=False)
class MeanSquaredLossLayer(LossLayer):
    """The mean over all elements of ``(x - t)^2``.

    https://reference.wolfram.com/language/ref/MeanSquaredLossLayer.html

    >>> MeanSquaredLossLayer()
    MeanSquaredLossLayer[]
    """

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """A Map and the mean."""
        return _elementwise(scope, output, (slot(0) - slot(1)) ** 2)


@dataclass(frozen=True, eq=False, repr=False)
class MeanAbsoluteLossLayer(LossLayer):
    """The mean over all elements of ``Abs[x - t]``.

    https://reference.wolfram.com/language/ref/MeanAbsoluteLossLayer.html

    >>> MeanAbsoluteLossLayer()
    MeanAbsoluteLossLayer[]
    """

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """A Map and the mean."""
        return _elementwise(scope, output, Abs(slot(0) - slot(1)))


@dataclass(frozen=True, eq=False, repr=False)
class ContrastiveLossLayer(LossLayer):
    """Of a distance d: ``Max[margin - d, 0]`` where the target is True (1), ``d`` where it is False (0).

    The documentation gives this in words; the formula is unverified.
    https://reference.wolfram.com/language/ref/ContrastiveLossLayer.html

    >>> ContrastiveLossLayer()
    ContrastiveLossLayer[]
    """

    margin: float = 0.5
    default_margin: ClassVar[float] = 0.5

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """One Map of the distance and the target, 1 or 0."""
        if scope.shape(output):
            raise ShapeError(
                f"a contrastive loss takes one real, not an array of dimensions {show(scope.shape(output))}"
            )
        d, t = slot(0), slot(1)
        return _elementwise(scope, output, t * Ramp(number(self.margin, "the margin") - d) + (1 - t) * d)

    def arguments(self) -> tuple[Any, ...]:
        """The margin, where it is not the default."""
        return () if self.margin == self.default_margin else (self.margin,)


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
        return _elementwise(scope, output, scalar_formula(self.function, 2))

    def arguments(self) -> tuple[Any, ...]:
        """The formula."""
        return (scalar_formula(self.function, 2),)


LOSSES: dict[str, type[LossLayer]] = {
    loss.__name__: loss
    for loss in (CrossEntropyLossLayer, MeanSquaredLossLayer, MeanAbsoluteLossLayer, ContrastiveLossLayer)
}
"""Every loss layer by its name in the Wolfram Language."""


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


def as_loss(loss: LossLayer | Callable[..., Any] | None, net: Layer) -> LossLayer:
    """The loss that an argument means: a layer, a formula of output and target, or NetTrain's choice for None."""
    if loss is None:
        return automatic_loss(net)
    if isinstance(loss, LossLayer):
        return loss
    if isinstance(loss, type) or not (callable(loss) or isinstance(loss, sympy.Lambda)):
        raise NetError(
            f"{loss!r} is not a loss", hint=f"Give one of {', '.join(LOSSES)}, or a formula of two symbols."
        )
    return FormulaLoss(loss)
