"""What all derivatives have in common: the arrays by which they are taken, and products with directions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.differentiation.kinks import Kinks
from wlbridge.differentiation.products import DIRECTION
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.evaluation import Evaluator, WorkingPrecision, as_digits
from wlbridge.formula import Form, Readings
from wlbridge.kink_checks import evaluated_off_kinks
from wlbridge.layers.base import as_exact_numbers, as_numbers
from wlbridge.program import DATA, Program
from wlbridge.wolfram.to_wl import SymbolStyle
from wlbridge.wolfram.tree import Tree

MOST_ELEMENTS = 100_000_000
"""A matrix of as many elements, such as 10,000 rows and columns, fills a gigabyte."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Derivatives(Readings):
    """Derivatives of the program ``of`` by some of its arrays, the names of which are ``wrt``."""

    of: Program
    wrt: tuple[str, ...]
    kinks: Kinks = "zero"

    def _evaluated(
        self, evaluator: Evaluator, *given: Any, names: Sequence[str] | None = None
    ) -> tuple[tuple[NDArray[Any], ...], bool]:
        """The values on data; at a kink those of the convention, or an error that tells which of ``names`` it is."""
        evaluated = super()._evaluated
        if self.kinks != "error":
            return evaluated(evaluator, *given)
        return evaluated_off_kinks(evaluator, names or self.wrt, lambda each: evaluated(each, *given))

    def _shape(self, name: str) -> tuple[int, ...]:
        return tuple(int(size) for size in self.of.placeholders[name].shape)

    def _size(self, name: str) -> int:
        return math.prod(self._shape(name))


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LinearOperator(Derivatives):
    """A matrix of derivatives, known by its product with a direction, an array ``direction_w1`` for each of ``wrt``.

    Its ``program``, and what it writes in the Wolfram Language, is that product.
    """

    def to_wl(self, form: Form = "array", symbols: SymbolStyle = "indexed") -> Tree:
        """The product with a direction as a Function of arrays, those of the direction last.

        Raises DataError for another form: the formulas of the blocks are ``expressions``.
        """
        if form != "array":
            raise DataError(
                f"a {type(self).__name__} is not written in the form {form!r}",
                hint='Write its product with a direction, form="array", or take the formulas from .expressions.',
            )
        return super().to_wl(form, symbols)

    def to_wl_text(self, form: Form = "array", dialect: str = "wolfram") -> str:
        """The product with a direction as text, see ``to_wl``."""
        return super().to_wl_text(form, dialect)

    def to_wxf(self, form: Form = "array", symbols: SymbolStyle = "indexed") -> bytes:
        """The product with a direction as WXF, see ``to_wl``."""
        return super().to_wxf(form, symbols)

    def _direction(
        self, direction: Mapping[str, Any], data: Mapping[str, Any], precision: WorkingPrecision
    ) -> dict[str, NDArray[Any]]:
        """A direction as numbers, 0 for the arrays that it lacks; along data it has a row for each example."""
        if not isinstance(direction, Mapping) or set(direction) - set(self.wrt):
            raise DataError("the direction is no mapping from names to arrays", hint=f"Names: {', '.join(self.wrt)}.")
        given = {}
        for name in self.wrt:
            shape = (*self._examples([name], data), *self._shape(name))
            value = direction.get(name, np.zeros(shape))
            given[DIRECTION + name] = self._numbers(value, f"direction of {name!r}", shape, precision)
        return given

    def _numbers(self, values: Any, where: str, shape: tuple[int, ...], precision: WorkingPrecision) -> NDArray[Any]:
        read = as_numbers if as_digits(precision) is None else as_exact_numbers
        return read(values, where=where, shape=shape)

    def _examples(self, names: Sequence[str], data: Mapping[str, Any]) -> tuple[int, ...]:
        """The number of examples, where the data are a batch of them and one of the arrays is data; else nothing."""
        data_given = any(self.of.placeholders[name].role in DATA for name in names)
        return self._batch(data) if data_given else ()

    def _batch(self, data: Mapping[str, Any]) -> tuple[int, ...]:
        """The number of examples, where the data are a batch of them; else nothing."""
        given = self.of.with_role("input")[0]
        shape = as_numbers(data[given.name], where=f"input {given.name!r}").shape
        return shape[: max(0, len(shape) - len(given.shape))]

    def _check_elements(self, rows: int, columns: int) -> None:
        if rows * columns > MOST_ELEMENTS:
            raise FormTooLargeError(
                f"the matrix would have {rows:,} rows and {columns:,} columns ({MOST_ELEMENTS:,} elements are made)",
                hint="Use its products with directions, which never form it, or fewer arrays.",
            )

    def _unit_directions(self, names: Sequence[str], kind: type[Any]) -> dict[str, NDArray[Any]]:
        """The unit vectors along some arrays, cut into the parts that belong to each of them."""
        sizes = [self._size(name) for name in names]
        parts = np.split(np.eye(sum(sizes), dtype=kind), np.cumsum(sizes)[:-1], axis=1)
        return {
            DIRECTION + name: part.reshape(-1, *self._shape(name)) for name, part in zip(names, parts, strict=True)
        }
