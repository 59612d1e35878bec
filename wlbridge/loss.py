"""``net_loss``: the loss of a net as a formula, and its values on data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wlbridge.choices import check_choice
from wlbridge.derivatives import REDUCTIONS, Gradient, Hessian
from wlbridge.differentiation.gradient import gradient
from wlbridge.differentiation.hessian import hessian_times_direction
from wlbridge.errors import DataError, NetError
from wlbridge.evaluation import WorkingPrecision
from wlbridge.formula import Formula
from wlbridge.layers.base import Layer
from wlbridge.losses import Log, LossLayer, as_loss
from wlbridge.net import construct
from wlbridge.rewrite import rewrite


@dataclass(frozen=True, eq=False, repr=False)
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

        >>> from wlbridge import NetChain, SoftmaxLayer
        >>> loss = net_loss(NetChain([SoftmaxLayer()], input=2))
        >>> loss.evaluate([[0.0, 0.0], [1.0, 0.0]], [1, 2], reduction="none").round(6).tolist()
        [0.693147, 1.313262]

        Raises DataError for wrong dimensions, classes out of range, missing values, or NaN. Where the formula
        itself has no value, as ``0 Log[0]``, the result is NaN, with an IndeterminateWarning.
        """
        check_choice(reduction, REDUCTIONS, "reduction")
        data = self._data(inputs, targets)
        (result,), batch = self._evaluated(self._evaluator, data, parameters, working_precision)
        return result.mean()[()] if batch and reduction == "mean" else result[()]

    def gradient(self, wrt: str | Sequence[str] | None = None) -> Gradient:
        """The gradient of the loss by reverse mode, with respect to arrays by name: those of the net by default.

        >>> from wlbridge.net import NetChain
        >>> gradient = net_loss(NetChain([1], input=2)).gradient()
        >>> gradient.expressions["b1"]
        [2*b1_1 - 2*t_1 + 2*w1_1_1*x_1 + 2*w1_1_2*x_2]

        Raises DataError for a name that is no array of reals.
        """
        names = self._reals(wrt)
        program = gradient(self.program, names)
        return Gradient(program=program, known=self.known, inserted=self.inserted, loss=self.program, wrt=names)

    def hessian(self, wrt: str | Sequence[str] | None = None) -> Hessian:
        """The second derivatives of the loss, with respect to arrays by name: those of the net by default.

        >>> from wlbridge.net import NetChain
        >>> hessian = net_loss(NetChain([1], input=1)).hessian()
        >>> hessian.expressions["w1", "b1"]
        [[[2*x_1]]]

        Raises DataError for a name that is no array of reals.
        """
        names = self._reals(wrt)
        program = hessian_times_direction(gradient(self.program, names), names)
        return Hessian(program=program, known=self.known, inserted=self.inserted, loss=self.program, wrt=names)

    def _reals(self, wrt: str | Sequence[str] | None) -> tuple[str, ...]:
        """The names of arrays with respect to which to differentiate."""
        learned = [p.name for p in self.program.with_role("parameter")]
        names = (wrt,) if isinstance(wrt, str) else tuple(learned if wrt is None else wrt)
        if not names:
            raise DataError("the net has no arrays to differentiate by", hint="Name others, such as the input.")
        for name in names:
            placeholder = self.program.placeholders.get(name)
            if placeholder is None or placeholder.classes is not None:
                reals = ", ".join(p.name for p in self.program.placeholders.values() if p.classes is None)
                raise DataError(f"there is no array of reals {name!r}", hint=f"The arrays of reals are {reals}.")
        return names


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
    check_choice(log, ("exact", "kernel"), "reading of the logarithm", error=NetError)
    scope, output = construct(net, symbols)
    layer = as_loss(loss, net)
    scope.description = type(layer).__name__
    try:
        result = layer.build(scope, output, log)
    except NetError as error:
        error.where = error.where or scope.description
        raise
    return Loss(rewrite(scope.builder.program(result)), scope.values)
