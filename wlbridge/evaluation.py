"""Numbers in, numbers out: data of one example or of a batch checked and given to the numeric reading."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wlbridge.choices import check_choice
from wlbridge.errors import DataError
from wlbridge.indices import show
from wlbridge.layers.base import as_numbers
from wlbridge.numeric import numeric_outputs
from wlbridge.program import Placeholder, Program

WorkingPrecision = Literal["Real32", "Real64"]
"""As the option of the Wolfram Language, where nets compute in "Real32" by default."""

DTYPES: Mapping[str, type[np.floating[Any]]] = {"Real32": np.float32, "Real64": np.float64}


class IndeterminateWarning(RuntimeWarning):
    """A value is not a number because its formula has none there, such as ``0 Log[0]``."""


MEAN_WEIGHTS = "mean weights"
"""The placeholder, of a program for batches, of the weight of each example in the mean: 1 by their number."""


class Evaluator:
    """A program prepared for numbers, and one for batches of examples, each when first asked for.

    Of the batch program ``batch`` makes only what it needs to: a program that has the placeholder MEAN_WEIGHTS gets
    1/n for each of n examples.
    """

    def __init__(self, program: Program, batch: Callable[[], Program]) -> None:
        self.program = program
        self._batch = batch
        self._prepared: dict[tuple[bool, str], Callable[[Mapping[str, Any]], tuple[NDArray[Any], ...]]] = {}

    def __call__(
        self, data: Mapping[str, Any], arrays: Mapping[str, Any], precision: WorkingPrecision
    ) -> tuple[tuple[NDArray[Any], ...], bool]:
        """The results for data by the names of their placeholders, and whether the data are a batch.

        Raises DataError for data that do not fit, arrays without values, and numbers that are not finite. Where the
        formula itself has no value the result is NaN, with an IndeterminateWarning.
        """
        check_choice(precision, DTYPES, "working precision")
        if missing := [p.name for p in self.program.with_role("parameter") if p.name not in arrays]:
            raise DataError(f"the array {missing[0]!r} has no values", hint="Give it in parameters.")
        placeholders = self.program.placeholders
        checked = {name: check_data(placeholders[name], values) for name, values in data.items()}
        examples = _examples([(placeholders[name], values) for name, values in checked.items()])
        weights = {} if examples is None else {MEAN_WEIGHTS: np.full(examples, 1 / examples)}
        results = self._run(examples is not None, precision)({**arrays, **checked, **weights})
        for result in results:
            _warn_of_nan(result)
        return results, examples is not None

    def _run(self, batch: bool, precision: WorkingPrecision) -> Callable[..., tuple[NDArray[Any], ...]]:
        if (batch, precision) not in self._prepared:
            program = self._batched if batch else self.program
            self._prepared[batch, precision] = numeric_outputs(program, DTYPES[precision])
        return self._prepared[batch, precision]

    @cached_property
    def _batched(self) -> Program:
        return self._batch()


def check_data(placeholder: Placeholder, values: Any) -> NDArray[Any]:
    """The numbers of one example, or of a batch of them along a leading axis; classes as integers in their range."""
    where = f"{placeholder.role} {placeholder.name!r}"
    numbers = as_numbers(values, where=where)
    rank = len(placeholder.shape)
    if numbers.ndim - rank not in {0, 1} or numbers.shape[numbers.ndim - rank :] != placeholder.shape:
        shape = f"the dimensions {show(placeholder.shape)}" if rank else "no dimensions: it is one number"
        raise DataError(
            f"the data have dimensions {show(numbers.shape)}; one example has {shape}",
            where=where,
            hint="Give one example, or a batch of examples along a leading axis.",
        )
    return numbers if placeholder.classes is None else check_classes(values, numbers, placeholder)


def check_values(placeholder: Placeholder, values: Any) -> NDArray[Any]:
    """The values of one array as finite numbers of its dimensions; class indices as integers in their range."""
    numbers = as_numbers(values, where=f"{placeholder.role} {placeholder.name!r}", shape=placeholder.shape)
    return numbers.copy() if placeholder.classes is None else check_classes(values, numbers, placeholder)


def check_classes(values: Any, numbers: NDArray[Any], placeholder: Placeholder) -> NDArray[Any]:
    """Class indices as integers, each from 1 to the number of classes.

    Raises DataError that names the first that is not, and where it stands.
    """
    if np.asarray(values).dtype.kind == "b":
        raise DataError(
            "True and False are no classes",
            where=f"{placeholder.role} {placeholder.name!r}",
            hint="Classes are integers counted from 1.",
        )
    wrong = (numbers != np.round(numbers)) | (numbers < 1) | (numbers > placeholder.classes)
    if np.any(wrong):
        place = [int(position) + 1 for position in np.argwhere(wrong)[0]]
        at = f" at position {place}" if place else ""
        raise DataError(
            f"the class {numbers[wrong].flat[0]:g}{at} is not one of 1, ..., {placeholder.classes}",
            where=f"{placeholder.role} {placeholder.name!r}",
            hint="Classes are integers counted from 1.",
        )
    return numbers.astype(np.int64)


def _examples(data: list[tuple[Placeholder, NDArray[Any]]]) -> int | None:
    """The number of examples in the batches that the data are, or None for single examples."""
    sizes = {len(values) if values.ndim > len(p.shape) else None for p, values in data}
    if len(sizes) > 1:
        counts = ", ".join(f"{p.name}: {show(values.shape)}" for p, values in data)
        raise DataError(f"inputs and targets are not of the same number of examples ({counts})")
    if 0 in sizes:
        raise DataError("the batch is empty, and an empty batch has no mean", hint="Give one example or more.")
    return sizes.pop()


def _warn_of_nan(result: NDArray[Any]) -> None:
    if np.any(np.isnan(result)):
        place = [int(position) + 1 for position in np.argwhere(np.isnan(result))[0]]
        at = f" at position {place}" if place else ""
        warnings.warn(
            f"the value{at} is Indeterminate: the formula has no real value there (0 Log[0], or a function outside "
            'its domain); log="kernel" clamps the logarithm',
            IndeterminateWarning,
            stacklevel=5,
        )
