"""``net_loss``: the loss of a net as a formula, and its values on data."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wlbridge.batch import batched
from wlbridge.errors import DataError, NetError
from wlbridge.formula import Formula, check_classes
from wlbridge.layers.base import Layer, as_numbers
from wlbridge.losses import Log, LossLayer, as_loss
from wlbridge.net import construct
from wlbridge.numeric import numeric
from wlbridge.program import Placeholder
from wlbridge.rewrite import rewrite
from wlbridge.statements import show

WorkingPrecision = Literal["Real32", "Real64"]
DTYPES: Mapping[str, type[np.floating[Any]]] = {"Real32": np.float32, "Real64": np.float64}


class IndeterminateWarning(RuntimeWarning):
    """A value is not a number because its formula has none there, such as ``0 Log[0]``."""


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
        values = {**self.known, **self.inserted, **self._checked(parameters or {})}
        if missing := [p.name for p in self.program.with_role("parameter") if p.name not in values]:
            raise DataError(f"the array {missing[0]!r} has no values", hint="Give it in parameters.")
        (given,) = self.program.with_role("input")
        (target,) = self.program.with_role("target")
        example, batch = _data(given, inputs), _data(target, targets)
        size = _batch_size((given, example), (target, batch))
        run = self._single if size is None else self._batched
        if working_precision not in DTYPES:
            raise DataError(f"there is no working precision {working_precision!r}", hint='Use "Real64" or "Real32".')
        result = run[working_precision]({**values, given.name: example, target.name: batch})
        _warn(result)
        return result.mean()[()] if reduction == "mean" and size is not None else result[()]

    @cached_property
    def _single(self) -> Mapping[str, Callable[[Mapping[str, Any]], NDArray[Any]]]:
        return {precision: numeric(self.program, dtype) for precision, dtype in DTYPES.items()}

    @cached_property
    def _batched(self) -> Mapping[str, Callable[[Mapping[str, Any]], NDArray[Any]]]:
        program = batched(self.program)
        return {precision: numeric(program, dtype) for precision, dtype in DTYPES.items()}


def _data(placeholder: Placeholder, values: Any) -> NDArray[Any]:
    """Data of one example or of a batch, finite; classes checked."""
    where = f"{placeholder.role} {placeholder.name!r}"
    numbers = as_numbers(values, where=where)
    rank = len(placeholder.shape)
    if numbers.shape[numbers.ndim - rank :] != placeholder.shape or numbers.ndim - rank not in {0, 1}:
        shape = show(placeholder.shape) if rank else "no dimensions, being one number"
        raise DataError(
            f"the data have dimensions {show(numbers.shape)}; one example has {shape}",
            where=where,
            hint="Give one example, or a batch of examples along a leading axis.",
        )
    return numbers if placeholder.classes is None else check_classes(numbers, placeholder)


def _batch_size(*data: tuple[Placeholder, NDArray[Any]]) -> int | None:
    sizes = {len(values) if values.ndim > len(p.shape) else None for p, values in data}
    if len(sizes) > 1:
        counts = ", ".join(f"{p.name}: {show(values.shape)}" for p, values in data)
        raise DataError(f"inputs and targets are not of the same number of examples ({counts})")
    if 0 in sizes:
        raise DataError("the batch is empty, and an empty batch has no mean", hint="Give one example or more.")
    return sizes.pop()


def _warn(result: NDArray[Any]) -> None:
    if np.any(np.isnan(result)):
        places = np.argwhere(np.isnan(np.atleast_1d(result)))[:, 0] + 1
        warnings.warn(
            f"the loss of example {places[0]} is Indeterminate: its formula has no real value there (0 Log[0], or a "
            'function outside its domain); log="kernel" clamps the logarithm',
            IndeterminateWarning,
            stacklevel=3,
        )


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
    scope.description = repr(layer)
    try:
        result = layer.build(scope, output, log)
    except NetError as error:
        error.where = error.where or repr(layer)
        raise
    return Loss(rewrite(scope.builder.program(result)), scope.values)
