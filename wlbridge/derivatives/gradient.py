"""``Loss.gradient``: the gradient of a loss as formulas, numbers, and a function for other array libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from numpy.typing import NDArray

from wlbridge.batch import batched, check_is_mean, of_one_example, over_batch
from wlbridge.choices import check_choice
from wlbridge.derivatives.base import Derivatives
from wlbridge.differentiation.gradient import gradient
from wlbridge.evaluation import Evaluator, WorkingPrecision
from wlbridge.formula import as_sympy
from wlbridge.numeric.array_function import ArrayFunction
from wlbridge.program import Program, ProgramBuilder
from wlbridge.scalar import explicit

REDUCTIONS = ("mean", "none")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Gradient(Derivatives):
    """The gradient of a loss with respect to some of its arrays, the names of which are ``wrt``."""

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
        ``reduction="none"`` the gradient for each example, along a leading axis. With respect to an input or target
        of a batch it has one row for each example.

        >>> from wlbridge import NetChain, net_loss
        >>> gradient = net_loss(NetChain([1], input=2)).gradient()
        >>> gradient.evaluate([1.0, 2.0], [3.0], {"w1": [[1.0, 1.0]], "b1": [0.5]})["w1"].tolist()
        [[1.0, 2.0]]

        Raises DataError as ``Loss.evaluate`` does.
        """
        check_choice(reduction, REDUCTIONS, "reduction")
        if reduction == "none":
            check_is_mean(self.of, "gradients of each")
        evaluator = self._of_batch if reduction == "mean" else self._of_each
        results, _ = self._evaluated(evaluator, self._data(inputs, targets), parameters, working_precision)
        return dict(zip(self.wrt, results, strict=True))

    def function(self) -> Callable[[Mapping[str, Any]], tuple[Any, dict[str, Any]]]:
        """The loss and its gradient as a function of arrays by name: of NumPy, torch, JAX, CuPy, Dask.

        For optimisers, on a device, inside ``jax.jit``: it is prepared once, and then checks neither sizes nor
        classes. The arrays, all of one library and precision, are those of the net (known ones may be left out), the
        input and the target, of one example or of a batch of them, for which it gives the mean. Where the formula has
        no value there is NaN.

        >>> import numpy as np
        >>> from wlbridge import NetChain, net_loss
        >>> function = net_loss(NetChain([1], input=2)).gradient().function()
        >>> arrays = {"w1": [[1.0, 1.0]], "b1": [0.5], "x": [[1.0, 2.0]], "t": [[3.0]]}
        >>> loss, gradient = function({name: np.array(values) for name, values in arrays.items()})
        >>> float(loss), gradient["w1"].tolist()
        (0.25, [[1.0, 2.0]])

        Raises DataError where the input or the target stands in the formula as numbers. When called it raises
        DataError for missing arrays, for what are no arrays of reals, and for an empty batch, and
        UnsupportedFunctionError for a function that the library lacks.
        """
        run = ArrayFunction(
            self.of.placeholders,
            lambda: _with_value(of_one_example(self.of), self.program),
            lambda: _with_value(over_batch(self.of), self._gradient_of_batch),
            self._known_arrays(),
        )
        names = self.wrt

        def loss_and_gradient(arrays: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
            loss, *slopes = run(arrays)
            return loss, dict(zip(names, slopes, strict=True))

        return loss_and_gradient

    @cached_property
    def _of_each(self) -> Evaluator:
        return Evaluator(self.program, lambda: batched(self.program))

    @cached_property
    def _of_batch(self) -> Evaluator:
        return Evaluator(self.program, lambda: self._gradient_of_batch)

    @cached_property
    def _gradient_of_batch(self) -> Program:
        """The batch is added before differentiating: else the gradients of all examples would be formed."""
        return gradient(over_batch(self.of), self.wrt, self.kinks)


def _with_value(loss: Program, slopes: Program) -> Program:
    """The loss and its gradient in one program, with what they share computed once."""
    builder = ProgramBuilder.of(slopes)
    return builder.program(*builder.include(loss), *slopes.outputs)
