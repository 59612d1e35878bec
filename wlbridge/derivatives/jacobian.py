"""``NetOutput.jacobian``: the derivatives of the output of a net, and their products from both sides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.batch import batched
from wlbridge.derivatives.base import LinearOperator
from wlbridge.differentiation.products import (
    COTANGENT,
    all_cotangents,
    cotangent_times_jacobian,
    jacobian_times_direction,
)
from wlbridge.evaluation import Evaluator, WorkingPrecision
from wlbridge.formula import as_sympy
from wlbridge.program import Program
from wlbridge.scalar import explicit


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Jacobian(LinearOperator):
    """The derivatives of the output of a net with respect to some of its arrays.

    The block of ``"w1"`` has the dimensions of the output followed by those of ``w1``.
    """

    @cached_property
    def expressions(self) -> Mapping[str, Any]:
        """For each array the explicit sympy expressions of the derivatives of the output.

        >>> from wlbridge import NetChain
        >>> NetChain([1], input=2).formula().jacobian().expressions["w1"]
        [[[x_1, x_2]]]

        Raises FormTooLargeError for nets of more than some dozens of weights.
        """
        program = all_cotangents(self._transposed)
        results = explicit(program, {**self.inserted, COTANGENT: self._unit_cotangents(np.int64)})
        return {name: as_sympy(block) for name, block in self._blocks(results, ()).items()}

    def evaluate(
        self,
        inputs: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> dict[str, NDArray[Any]]:
        """The derivatives in numbers by the names of the arrays; those of a batch with the examples in front.

        As many sweeps are made at once as the output has elements.

        >>> from wlbridge import NetChain
        >>> jacobian = NetChain([1], input=2).formula().jacobian()
        >>> parameters = {"w1": [[1.0, 1.0]], "b1": [0.5]}
        >>> jacobian.evaluate([1.0, 2.0], parameters)["w1"].tolist()
        [[[1.0, 2.0]]]
        >>> jacobian.evaluate([[1.0, 2.0], [3.0, 4.0]], parameters)["b1"].tolist()
        [[[1.0]], [[1.0]]]

        Raises DataError as ``NetOutput.evaluate`` does.
        """
        self._check_elements(self._rows, sum(map(self._size, self.wrt)))
        ones = {COTANGENT: self._unit_cotangents(np.float64)}
        results, batch = self._evaluated(self._of_all, self._data(inputs), parameters, working_precision, ones)
        return self._blocks(results, (len(inputs),) if batch else ())

    def times(
        self,
        direction: Mapping[str, Any],
        inputs: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> Any:
        """The Jacobian-vector product: how the output changes along a direction, 0 for the arrays that it lacks.

        Of a batch the product has a row for each example; so has the direction along the input.

        >>> from wlbridge import NetChain
        >>> jacobian = NetChain([1], input=2).formula().jacobian()
        >>> jacobian.times({"w1": [[10.0, 1.0]]}, [1.0, 2.0], {"w1": [[1.0, 1.0]], "b1": [0.5]}).tolist()
        [12.0]

        Raises DataError for a name that is none of ``wrt``, and for other dimensions.
        """
        data = self._data(inputs)
        along = self._direction(direction, data, working_precision)
        given = (data, parameters, working_precision, along)
        (result,), _ = self._evaluated(self._along_direction, *given, names=["direction"])
        return result[()]

    def transposed_times(
        self,
        cotangent: Any,
        inputs: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> dict[str, NDArray[Any]]:
        """The vector-Jacobian product: the gradient of the sum of the output's elements times the ``cotangent``.

        Of a batch the cotangent has a row for each example, and the products of all are added, but with respect to
        the input there is one for each.

        >>> from wlbridge import NetChain
        >>> jacobian = NetChain([2], input=1).formula().jacobian(["w1", "x"])
        >>> product = jacobian.transposed_times([1.0, 10.0], [3.0], {"w1": [[1.0], [2.0]], "b1": [0.0, 0.0]})
        >>> {name: part.tolist() for name, part in product.items()}
        {'w1': [[3.0], [30.0]], 'x': [21.0]}

        Raises DataError for a cotangent that has not the dimensions of the output.
        """
        data = self._data(inputs)
        shape = (*self._batch(data), *self._output_shape)
        weights = {COTANGENT: self._numbers(cotangent, "cotangent", shape, working_precision)}
        results, _ = self._evaluated(self._along_cotangent, data, parameters, working_precision, weights)
        return dict(zip(self.wrt, results, strict=True))

    @cached_property
    def _transposed(self) -> Program:
        return cotangent_times_jacobian(self.of, self.wrt, self.kinks)

    @cached_property
    def _of_all(self) -> Evaluator:
        return Evaluator(all_cotangents(self._transposed), lambda: all_cotangents(batched(self._transposed)))

    @cached_property
    def _along_direction(self) -> Evaluator:
        return Evaluator(self.program, lambda: jacobian_times_direction(batched(self.of), self.wrt, self.kinks))

    @cached_property
    def _along_cotangent(self) -> Evaluator:
        return Evaluator(self._transposed, lambda: cotangent_times_jacobian(batched(self.of), self.wrt, self.kinks))

    @property
    def _output_shape(self) -> tuple[int, ...]:
        return tuple(int(size) for size in self.of.shapes[self.of.output])

    @property
    def _rows(self) -> int:
        return math.prod(self._output_shape)

    def _unit_cotangents(self, kind: type[Any]) -> NDArray[Any]:
        return np.eye(self._rows, dtype=kind).reshape(-1, *self._output_shape)

    def _blocks(self, results: tuple[NDArray[Any], ...], batch: tuple[int, ...]) -> dict[str, NDArray[Any]]:
        """Results whose first axis counts the elements of the output, and the next the examples if there are."""
        blocks = {}
        for name, result in zip(self.wrt, results, strict=True):
            in_front = np.moveaxis(result, 0, len(batch))
            blocks[name] = in_front.reshape((*batch, *self._output_shape, *self._shape(name)))
        return blocks
