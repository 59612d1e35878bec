"""Square matrices of second order by blocks, whole, and by their products with directions; the Hessian is one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.batch import of_one_example, over_batch
from wlbridge.derivatives.base import LinearOperator
from wlbridge.differentiation.products import all_directions, hessian_times_direction
from wlbridge.errors import DataError
from wlbridge.evaluation import Evaluator, WorkingPrecision
from wlbridge.formula import as_sympy
from wlbridge.program import Program
from wlbridge.scalar import explicit

Names = Sequence[str]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Curvature(LinearOperator):
    """A symmetric matrix of a loss with respect to some of its arrays, as blocks: a pair of names each.

    The block of ``("w1", "b1")`` has the dimensions of ``w1`` followed by those of ``b1``. Of a batch the matrix is
    the mean of those of its examples. It is symmetric up to rounding: every column is computed by itself.
    """

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the arrays: a product in the Wolfram Language is an association."""
        return self.wrt

    @abstractmethod
    def _product(self, columns: Names, rows: Names) -> Program:
        """The product with a direction along ``columns``, one result for each of ``rows``."""

    @abstractmethod
    def _product_of_mean(self, columns: Names, rows: Names) -> Program:
        """The same for a batch, of the mean."""

    @cached_property
    def expressions(self) -> Mapping[tuple[str, str], Any]:
        """For each pair of arrays the explicit sympy expressions of their block.

        Raises FormTooLargeError for nets of more than some dozens of weights.
        """
        rows = sum(map(self._size, self.wrt))
        self._check_elements(rows, rows)
        directions = self._unit_directions(self.wrt, np.int64)
        program = all_directions(self._product(self.wrt, self.wrt), self.wrt)
        results = explicit(program, {**self.inserted, **directions})
        return {pair: as_sympy(block) for pair, block in self._blocks(results).items()}

    def evaluate(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> dict[tuple[str, str], NDArray[Any]]:
        """All blocks in numbers, for one example or for the mean over a batch.

        >>> from wlbridge import NetChain, net_loss
        >>> hessian = net_loss(NetChain([1], input=1)).hessian()
        >>> hessian.evaluate([3.0], [0.0], {"w1": [[1.0]], "b1": [0.0]})["w1", "b1"].tolist()
        [[[6.0]]]

        Raises FormTooLargeError above some 10,000 elements of the arrays, and DataError as ``Loss.evaluate`` does, or
        for blocks of the input or target of a batch.
        """
        data = self._data(inputs, targets)
        return self._blocks(self._columns(self.wrt, self.wrt, data, parameters, working_precision))

    def block(
        self,
        rows: str,
        columns: str,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> NDArray[Any]:
        """One block in numbers, of the dimensions of both arrays; nothing of the others is computed.

        As many products are formed as the smaller of the two arrays has elements.

        >>> from wlbridge import NetChain, net_loss
        >>> hessian = net_loss(NetChain([1], input=2)).hessian()
        >>> hessian.block("b1", "w1", [3.0, 1.0], [0.0], {"w1": [[1.0, 2.0]], "b1": [0.0]}).tolist()
        [[[6.0, 2.0]]]

        Raises DataError and FormTooLargeError as ``evaluate`` does, and DataError for a name that is none of ``wrt``.
        """
        if unknown := [name for name in (rows, columns) if name not in self.wrt]:
            raise DataError(f"there is no block of {unknown[0]!r}", hint=f"Names: {', '.join(self.wrt)}.")
        few, many = sorted((columns, rows), key=self._size)
        (result,) = self._columns((few,), (many,), self._data(inputs, targets), parameters, working_precision)
        block = result.reshape(self._size(few), self._size(many))
        return (block.T if few == columns else block).reshape((*self._shape(rows), *self._shape(columns)))

    def matrix(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> NDArray[Any]:
        """All blocks as one square matrix, the elements of the arrays one after another in their order.

        >>> from wlbridge import NetChain, net_loss
        >>> net_loss(NetChain([1], input=1)).hessian().matrix([3.0], [0.0], {"w1": [[1.0]], "b1": [0.0]}).tolist()
        [[18.0, 6.0], [6.0, 2.0]]

        Raises DataError and FormTooLargeError as ``evaluate`` does.
        """
        data = self._data(inputs, targets)
        results = self._columns(self.wrt, self.wrt, data, parameters, working_precision)
        return np.concatenate([result.reshape(len(result), -1) for result in results], axis=1).T

    def times(
        self,
        direction: Mapping[str, Any],
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> dict[str, NDArray[Any]]:
        """The matrix times a direction, given as an array for each name, 0 where there is none; it is never formed.

        With respect to the input or target of a batch the direction and the product have a row for each example.

        >>> from wlbridge import NetChain, net_loss
        >>> hessian = net_loss(NetChain([1], input=1)).hessian()
        >>> product = hessian.times({"b1": [1.0]}, [3.0], [0.0], {"w1": [[1.0]], "b1": [0.0]})
        >>> {name: part.tolist() for name, part in product.items()}
        {'w1': [[6.0]], 'b1': [2.0]}

        Raises DataError for a name that is none of ``wrt``, and for other dimensions.
        """
        data = self._data(inputs, targets)
        given = self._direction(direction, data, working_precision)
        results, _ = self._evaluated(self._of_one, data, parameters, working_precision, given)
        return dict(zip(self.wrt, results, strict=True))

    @cached_property
    def _of_one(self) -> Evaluator:
        return Evaluator(self.program, lambda: self._product_of_mean(self.wrt, self.wrt))

    @cached_property
    def _prepared(self) -> dict[tuple[Names, Names], Evaluator]:
        """What has been prepared of the columns of some arrays in the rows of others."""
        return {}

    def _columns(
        self,
        columns: tuple[str, ...],
        rows: tuple[str, ...],
        data: Mapping[str, Any],
        parameters: Mapping[str, Any] | None,
        precision: WorkingPrecision,
    ) -> tuple[NDArray[Any], ...]:
        """The products with all unit directions along ``columns``, one result for each of ``rows``."""
        self._check_elements(sum(map(self._size, rows)), sum(map(self._size, columns)))
        if self._examples([*columns, *rows], data):
            raise DataError(
                "the blocks of an input or target are those of one example, and the data are a batch",
                hint="Give one example, or use .times.",
            )
        if (columns, rows) not in self._prepared:
            self._prepared[columns, rows] = Evaluator(
                all_directions(self._product(columns, rows), columns),
                lambda: all_directions(self._product_of_mean(columns, rows), columns),
            )
        directions = self._unit_directions(columns, np.float64)
        evaluator = self._prepared[columns, rows]
        results, _ = self._evaluated(evaluator, data, parameters, precision, directions, names=rows)
        return results

    def _blocks(self, results: tuple[NDArray[Any], ...]) -> dict[tuple[str, str], NDArray[Any]]:
        """The products with all directions, each result having these along its first axis, as blocks."""
        cuts = np.cumsum([self._size(name) for name in self.wrt])[:-1]
        blocks = {}
        for a, result in zip(self.wrt, results, strict=True):
            for b, part in zip(self.wrt, np.split(result.reshape(len(result), -1), cuts), strict=True):
                blocks[a, b] = part.T.reshape((*self._shape(a), *self._shape(b)))
        return blocks


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Hessian(Curvature):
    """The second derivatives of a loss.

    >>> from wlbridge import NetChain, net_loss
    >>> net_loss(NetChain([1], input=1)).hessian().expressions["w1", "b1"]
    [[[2*x_1]]]
    """

    def _product(self, columns: Names, rows: Names) -> Program:
        return hessian_times_direction(of_one_example(self.of), columns, rows, self.kinks)

    def _product_of_mean(self, columns: Names, rows: Names) -> Program:
        return hessian_times_direction(over_batch(self.of), columns, rows, self.kinks)
