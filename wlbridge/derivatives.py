"""What ``Loss.gradient`` and ``Loss.hessian`` give: formulas and numbers of first and second derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wlbridge.batch import batched
from wlbridge.choices import check_choice
from wlbridge.differentiation.gradient import gradient
from wlbridge.differentiation.hessian import DIRECTION, hessian, hessian_times_direction
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.evaluation import MEAN_WEIGHTS, Evaluator, WorkingPrecision
from wlbridge.formula import Form, Readings, as_sympy
from wlbridge.indices import BATCH
from wlbridge.layers.base import as_numbers
from wlbridge.program import Placeholder, Program
from wlbridge.scalar import explicit
from wlbridge.wolfram.to_wl import SymbolStyle
from wlbridge.wolfram.tree import Tree

REDUCTIONS = ("mean", "none")

MOST_ROWS = 10_000
"""A Hessian of as many rows fills a gigabyte."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Derivatives(Readings):
    """Derivatives of a loss with respect to some of its arrays, the names of which are ``wrt``."""

    loss: Program
    wrt: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the arrays: derivatives in the Wolfram Language are an association."""
        return self.wrt

    @cached_property
    def _gradient(self) -> Program:
        return gradient(self.loss, self.wrt)

    @cached_property
    def _gradient_of_mean(self) -> Program:
        """The batch is added before differentiating: else the gradients of all examples would be formed."""
        weights = Placeholder(MEAN_WEIGHTS, (BATCH,), "weights", MEAN_WEIGHTS)
        return gradient(batched(self.loss), self.wrt, weights)

    def _shape(self, name: str) -> tuple[int, ...]:
        return tuple(int(size) for size in self.loss.placeholders[name].shape)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Gradient(Derivatives):
    """The gradient of a loss with respect to some of its arrays, the names of which are ``wrt``."""

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
        evaluator = self._of_mean if reduction == "mean" else self._of_each
        results, _ = self._evaluated(evaluator, self._data(inputs, targets), parameters, working_precision)
        return dict(zip(self.wrt, results, strict=True))

    @cached_property
    def _of_each(self) -> Evaluator:
        return Evaluator(self.program, lambda: batched(self.program))

    @cached_property
    def _of_mean(self) -> Evaluator:
        return Evaluator(self.program, lambda: self._gradient_of_mean)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Hessian(Derivatives):
    """The second derivatives of a loss with respect to some of its arrays, as blocks: a pair of names each.

    The block of ``("w1", "b1")`` has the dimensions of ``w1`` followed by those of ``b1``. Its ``program`` is that of
    the product with a direction, an array ``direction_w1`` for each name.
    """

    def to_wl(self, form: Form = "array", symbols: SymbolStyle = "indexed") -> Tree:
        """The product with a direction as a Function of arrays, those of the direction last.

        Raises DataError for another form: the formulas of the blocks are ``expressions``.
        """
        if form != "array":
            raise DataError(
                f"a Hessian is not written in the form {form!r}",
                hint='Write its product with a direction, form="array", or take the formulas from .expressions.',
            )
        return super().to_wl(form, symbols)

    @cached_property
    def expressions(self) -> Mapping[tuple[str, str], Any]:
        """For each pair of arrays the explicit sympy expressions of the second derivatives.

        Raises FormTooLargeError for nets of more than some dozens of weights.
        """
        rows = explicit(hessian(self._gradient, self.wrt), {**self.inserted, **self._directions(np.int64)})
        return {pair: as_sympy(block) for pair, block in self._blocks(rows).items()}

    def evaluate(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> dict[tuple[str, str], NDArray[Any]]:
        """The blocks in numbers, for one example or for the mean over a batch.

        >>> from wlbridge import NetChain, net_loss
        >>> hessian = net_loss(NetChain([1], input=1)).hessian()
        >>> hessian.evaluate([3.0], [0.0], {"w1": [[1.0]], "b1": [0.0]})["w1", "b1"].tolist()
        [[[6.0]]]

        Raises FormTooLargeError above some 10,000 elements, and DataError as ``Loss.evaluate`` does.
        """
        arrays = {**(parameters or {})}
        results, _ = self._evaluated(
            self._of_all, self._data(inputs, targets), arrays, working_precision, self._directions(np.float64)
        )
        return self._blocks(results)

    def matrix(self, inputs: Any, targets: Any, parameters: Mapping[str, Any] | None = None) -> NDArray[Any]:
        """The Hessian as a square matrix, the elements of the arrays one after another in their order.

        >>> from wlbridge import NetChain, net_loss
        >>> net_loss(NetChain([1], input=1)).hessian().matrix([3.0], [0.0], {"w1": [[1.0]], "b1": [0.0]}).tolist()
        [[18.0, 6.0], [6.0, 2.0]]
        """
        blocks = self.evaluate(inputs, targets, parameters)
        sizes = self._sizes
        return np.block([[blocks[a, b].reshape(sizes[a], sizes[b]) for b in self.wrt] for a in self.wrt])

    def times(
        self, direction: Mapping[str, Any], inputs: Any, targets: Any, parameters: Mapping[str, Any] | None = None
    ) -> dict[str, NDArray[Any]]:
        """The Hessian times a direction, given as an array for each name, 0 where there is none; it is never formed.

        >>> from wlbridge import NetChain, net_loss
        >>> hessian = net_loss(NetChain([1], input=1)).hessian()
        >>> product = hessian.times({"b1": [1.0]}, [3.0], [0.0], {"w1": [[1.0]], "b1": [0.0]})
        >>> {name: part.tolist() for name, part in product.items()}
        {'w1': [[6.0]], 'b1': [2.0]}

        Raises DataError for a name that is none of ``wrt``, and for other dimensions.
        """
        if not isinstance(direction, Mapping) or set(direction) - set(self.wrt):
            raise DataError("the direction is no mapping from names to arrays", hint=f"Names: {', '.join(self.wrt)}.")
        given = {}
        for name in self.wrt:
            value = direction.get(name, np.zeros(self._shape(name)))
            given[DIRECTION + name] = as_numbers(value, where=f"direction of {name!r}", shape=self._shape(name))
        data = self._data(inputs, targets)
        results, _ = self._evaluated(self._of_one, data, parameters, "Real64", given)
        return dict(zip(self.wrt, results, strict=True))

    @cached_property
    def _of_all(self) -> Evaluator:
        return self._evaluator_of(hessian)

    @cached_property
    def _of_one(self) -> Evaluator:
        return self._evaluator_of(hessian_times_direction)

    def _evaluator_of(self, second: Callable[[Program, tuple[str, ...]], Program]) -> Evaluator:
        return Evaluator(second(self._gradient, self.wrt), lambda: second(self._gradient_of_mean, self.wrt))

    @property
    def _sizes(self) -> Mapping[str, int]:
        """The number of elements of each array."""
        return {name: math.prod(self._shape(name)) for name in self.wrt}

    def _directions(self, kind: type[Any]) -> dict[str, NDArray[Any]]:
        """The unit vectors, cut into the parts that belong to each array."""
        sizes = [*self._sizes.values()]
        if sum(sizes) > MOST_ROWS:
            raise FormTooLargeError(
                f"the Hessian would have {sum(sizes):,} rows (at most {MOST_ROWS:,} are made)",
                hint="Use .times, its product with a direction, or fewer arrays.",
            )
        identity = np.eye(sum(sizes), dtype=kind)
        parts = np.split(identity, np.cumsum(sizes)[:-1], axis=1)
        shaped = (part.reshape(-1, *self._shape(name)) for name, part in zip(self.wrt, parts, strict=True))
        return {DIRECTION + name: part for name, part in zip(self.wrt, shaped, strict=True)}

    def _blocks(self, rows: tuple[NDArray[Any], ...]) -> dict[tuple[str, str], NDArray[Any]]:
        """The results, of which each has all directions along its first axis, as blocks."""
        sizes = [*self._sizes.values()]
        blocks = {}
        for b, result in zip(self.wrt, rows, strict=True):
            for a, part in zip(self.wrt, np.split(result, np.cumsum(sizes)[:-1]), strict=True):
                blocks[a, b] = part.reshape((*self._shape(a), *self._shape(b)))
        return blocks
