"""The loss layers of the Wolfram Language, as statements that compare the output of a net with a target.

``log="exact"`` reads the logarithm of a probability as ``Log[p]``; ``log="kernel"`` as ``Log[Max[p, 2^-52]]``, which
is what the layer of the Wolfram Language computes (known for "Binary" from a published value; for "Index" and
"Probabilities" it is inferred and unverified).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sympy import Abs, Expr

from wlbridge.choices import check_choice
from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import show
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import number
from wlbridge.losses.base import LossLayer
from wlbridge.losses.logarithms import Log, ShiftedLog, logarithm
from wlbridge.losses.reductions import along_classes, elementwise, mean, target_array
from wlbridge.program import Classes
from wlbridge.statements import Einsum, Take, slot
from wlbridge.wolfram_functions import Ramp


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
            return mean(scope, _binary(scope, output, log_reading))
        letters, others = along_classes(shape, f'the form "{self.form}"')
        logarithms = scope.map(logarithm(slot(0), log_reading), [output], "l")
        if self.form == "Index":
            target = target_array(scope, shape[:-1], Classes(int(shape[-1])))
            entropy = scope.append(Take((logarithms, target), f"{letters},{others}->{others}"), "l")
        else:
            target = target_array(scope, shape)
            entropy = scope.append(Einsum((target, logarithms), f"{letters},{letters}->{others}"), "l")
        return mean(scope, scope.map(-slot(0), [entropy], "loss"))

    def arguments(self) -> tuple[Any, ...]:
        """The form."""
        return (self.form,)


def _binary(scope: Scope, output: str, reading: Log) -> str:
    p, t, q = slot(0), slot(1), 1 - slot(0)
    arrays = [output, target_array(scope, scope.shape(output))]
    if isinstance(reading, ShiftedLog):  # sympy would make one rounded number of 1 + epsilon, which counts at p = 1
        arrays.append(scope.map(q, [output], "q"))
        q = slot(2)
    return scope.map(-(t * logarithm(p, reading) + (1 - t) * logarithm(q, reading)), arrays, "loss")


def mean_of_elements(scope: Scope, output: str, formula: Expr) -> str:
    """The mean of a formula of output and target over all elements."""
    return mean(scope, elementwise(scope, output, formula))


@dataclass(frozen=True, eq=False, repr=False)
class MeanSquaredLossLayer(LossLayer):
    """The mean over all elements of ``(x - t)^2``.

    https://reference.wolfram.com/language/ref/MeanSquaredLossLayer.html

    >>> MeanSquaredLossLayer()
    MeanSquaredLossLayer[]
    """

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """A Map and the mean."""
        return mean_of_elements(scope, output, (slot(0) - slot(1)) ** 2)


@dataclass(frozen=True, eq=False, repr=False)
class MeanAbsoluteLossLayer(LossLayer):
    """The mean over all elements of ``Abs[x - t]``.

    https://reference.wolfram.com/language/ref/MeanAbsoluteLossLayer.html

    >>> MeanAbsoluteLossLayer()
    MeanAbsoluteLossLayer[]
    """

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """A Map and the mean."""
        return mean_of_elements(scope, output, Abs(slot(0) - slot(1)))


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
        return mean_of_elements(scope, output, t * Ramp(number(self.margin, "the margin") - d) + (1 - t) * d)

    def arguments(self) -> tuple[Any, ...]:
        """The margin, where it is not the default."""
        return () if self.margin == self.default_margin else (self.margin,)


LOSSES: dict[str, type[LossLayer]] = {
    loss.__name__: loss
    for loss in (CrossEntropyLossLayer, MeanSquaredLossLayer, MeanAbsoluteLossLayer, ContrastiveLossLayer)
}
"""Every loss layer by its name in the Wolfram Language."""
