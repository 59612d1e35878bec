"""``net_loss``: the loss of a net as a formula, and its values on data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from numpy.typing import NDArray

from wlbridge.batch import batched
from wlbridge.errors import DataError, NetError
from wlbridge.evaluation import MEAN_WEIGHTS, Evaluator, WorkingPrecision
from wlbridge.formula import Formula, Readings, as_sympy
from wlbridge.gradient import gradient
from wlbridge.layers.base import Layer
from wlbridge.losses import Log, LossLayer, as_loss
from wlbridge.net import construct
from wlbridge.program import Placeholder, Program
from wlbridge.rewrite import rewrite
from wlbridge.scalar import explicit
from wlbridge.statements import BATCH


@dataclass(frozen=True, eq=False, kw_only=True)
class Gradient(Readings):
    """The gradient of a loss with respect to some of its arrays, the names of which are ``wrt``."""

    loss: Program
    wrt: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the arrays: a gradient in the Wolfram Language is an association."""
        return self.wrt

    @cached_property
    def expressions(self) -> Mapping[str, Any]:
        """For each array the explicit sympy expressions of its gradient, in its dimensions."""
        return dict(zip(self.wrt, map(as_sympy, explicit(self.program, self.inserted)), strict=True))

    def evaluate(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        reduction: Literal["mean", "none"] = "mean",
        working_precision: WorkingPrecision = "Real64",
    ) -> dict[str, NDArray[Any]]:
        """The gradient in numbers by the names of the arrays, as ``Loss.evaluate``.

        For a batch it is that of the mean loss, formed without the gradients of single examples; or with
        ``reduction="none"`` the gradient for each example, along a leading axis.
        """
        evaluator = {"mean": self._of_mean, "none": self._of_each}.get(reduction)
        if evaluator is None:
            raise DataError(f"there is no reduction {reduction!r}", hint='Use "mean" or "none".')
        (given,) = self.program.with_role("input")
        (target,) = self.program.with_role("target")
        data = {given.name: inputs, target.name: targets}
        results, _ = self._evaluated(evaluator, data, parameters, working_precision)
        return dict(zip(self.wrt, results, strict=True))

    @cached_property
    def _of_each(self) -> Evaluator:
        return Evaluator(self.program, lambda: batched(self.program))

    @cached_property
    def _of_mean(self) -> Evaluator:
        return Evaluator(self.program, self._mean_over_batch)

    def _mean_over_batch(self) -> Program:
        """The batch is added before differentiating: else the gradients of all examples would be formed."""
        weights = Placeholder(MEAN_WEIGHTS, (BATCH,), "weights", MEAN_WEIGHTS)
        return gradient(batched(self.loss), self.wrt, weights)


@dataclass(frozen=True, eq=False)
class Loss(Formula):
    """The loss of a net: a formula of its arrays, its input and a target."""

    def evaluate(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        reduction: Literal["mean", "none"] = "mean",
        working_precision: WorkingPrecision = "Real64",
    ) -> Any:
        """The loss in numbers, of one example or of a batch of them along a leading axis.

        Arrays of the net have their known values unless ``parameters`` gives others by name. ``reduction="none"``
        gives one value for each example of a batch. Nets compute in "Real32" in the Wolfram Language by default.

        Raises DataError for wrong dimensions, classes out of range, missing values, or NaN. Where the formula
        itself has no value, as ``0 Log[0]``, the result is NaN, with an IndeterminateWarning.
        """
        if reduction not in {"mean", "none"}:
            raise DataError(f"there is no reduction {reduction!r}", hint='Use "mean" or "none".')
        (given,) = self.program.with_role("input")
        (target,) = self.program.with_role("target")
        data = {given.name: inputs, target.name: targets}
        (result,), batch = self._evaluated(self._evaluator, data, parameters, working_precision)
        return result.mean()[()] if batch and reduction == "mean" else result[()]

    def gradient(self, wrt: Sequence[str] | None = None) -> Gradient:
        """The gradient of the loss by reverse mode, with respect to arrays by name: those of the net by default.

        >>> from wlbridge.net import NetChain
        >>> gradient = net_loss(NetChain([1], input=2)).gradient()
        >>> gradient.expressions["b1"]
        [2*b1_1 - 2*t_1 + 2*w1_1_1*x_1 + 2*w1_1_2*x_2]

        Raises DataError for a name that is no array of reals.
        """
        names = tuple(wrt) if wrt is not None else tuple(p.name for p in self.program.with_role("parameter"))
        for name in names:
            placeholder = self.program.placeholders.get(name)
            if placeholder is None or placeholder.classes is not None:
                reals = ", ".join(p.name for p in self.program.placeholders.values() if p.classes is None)
                raise DataError(f"there is no array of reals {name!r}", hint=f"The arrays of reals are {reals}.")
        program = gradient(self.program, names)
        return Gradient(program=program, known=self.known, inserted=self.inserted, loss=self.program, wrt=names)


def net_loss(
    net: Layer,
    loss: LossLayer | Callable[..., Any] | None = None,
    *,
    log: Log = "exact",
    symbols: Mapping[str, str] | None = None,
) -> Loss:
    """The loss of a net as a formula.

    ``loss`` is a loss layer, or a formula as a callable of output and target, whose mean over all elements is
    taken; without one it is what NetTrain takes. ``log="kernel"`` clamps the logarithm as the layers of the Wolfram
    Language do. ``symbols`` chooses other heads, as ``{"Weights": "v"}``.

    >>> from wlbridge.net import NetChain
    >>> loss = net_loss(NetChain([1], input=2))
    >>> loss.expression
    (b1_1 - t_1 + w1_1_1*x_1 + w1_1_2*x_2)**2
    >>> float(loss.evaluate([1.0, 2.0], [3.0], {"w1": [[1.0, 1.0]], "b1": [0.5]}))
    0.25

    Raises NetError or ShapeError for what cannot be built, and names the layer.
    """
    if log not in {"exact", "kernel"}:
        raise NetError(f"there is no reading {log!r} of the logarithm", hint='Use "exact" or "kernel".')
    scope, output = construct(net, symbols)
    layer = as_loss(loss, net)
    scope.description = type(layer).__name__
    try:
        result = layer.build(scope, output, log)
    except NetError as error:
        error.where = error.where or scope.description
        raise
    return Loss(rewrite(scope.builder.program(result)), scope.values)
