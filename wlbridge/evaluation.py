"""Numbers in, numbers out: data of one example or of a batch checked and given to the numeric reading."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal

import mpmath
import numpy as np
from numpy.typing import NDArray

from wlbridge.batch import MEAN_WEIGHT, WEIGHT_IN_WHOLE, check_not_empty
from wlbridge.errors import DataError
from wlbridge.indices import show
from wlbridge.layers.base import as_exact_numbers, as_numbers
from wlbridge.multiprecision.reading import multiprecision
from wlbridge.numeric.array_function import ArrayFunction
from wlbridge.program import Placeholder, Program

WorkingPrecision = Literal["Real32", "Real64"] | int
"""As the option of the Wolfram Language, where nets compute in "Real32" by default; or a number of decimal digits."""

DTYPES: Mapping[str, type[np.floating[Any]]] = {"Real32": np.float32, "Real64": np.float64}


class IndeterminateWarning(RuntimeWarning):
    """A value is not a number because its formula has none there, such as ``0 Log[0]``."""


class Evaluator:
    """A program, and one for batches of examples, on checked numbers of a chosen precision."""

    def __init__(self, program: Program, batch: Callable[[], Program]) -> None:
        self.program = program
        self.function = ArrayFunction(program.placeholders, lambda: program, batch)
        self._with_digits: dict[tuple[int, bool], Callable[[Mapping[str, Any]], tuple[NDArray[Any], ...]]] = {}

    def __call__(
        self, data: Mapping[str, Any], arrays: Mapping[str, Any], precision: WorkingPrecision
    ) -> tuple[tuple[NDArray[Any], ...], bool]:
        """The results for data by the names of their placeholders, and whether the data are a batch.

        Raises DataError for data that do not fit, arrays without values, and numbers that are not finite. Where the
        formula itself has no value the result is NaN, with an IndeterminateWarning.
        """
        digits = as_digits(precision)
        given_by_name = [*self.program.with_role("parameter"), *self.program.with_role("coefficient")]
        if missing := [p.name for p in given_by_name if p.name not in arrays]:
            raise DataError(f"the array {missing[0]!r} has no values", hint="Give it in parameters.")
        placeholders = self.program.placeholders
        exact = digits is not None
        checked = {name: check_data(placeholders[name], values, exact=exact) for name, values in data.items()}
        examples = _examples([(placeholders[name], values) for name, values in checked.items()])
        given = {**arrays, **checked}
        if digits is None:
            results = self._floats(given, DTYPES[str(precision)])
        else:
            results = self._of_digits(given, digits, examples)
        for result in results:
            _warn_of_nan(result)
        return results, examples is not None

    def _floats(self, arrays: Mapping[str, Any], dtype: type[np.floating[Any]]) -> tuple[NDArray[Any], ...]:
        placeholders = self.program.placeholders
        given = {
            name: np.asarray(values, dtype if placeholders[name].classes is None else None)
            for name, values in arrays.items()
        }
        with np.errstate(all="ignore"):  # the caller reports a NaN in the result
            return tuple(np.asarray(result) + dtype(0) for result in self.function(given))  # -0. becomes 0

    def _of_digits(self, arrays: Mapping[str, Any], digits: int, examples: int | None) -> tuple[NDArray[Any], ...]:
        key = digits, examples is not None
        if key not in self._with_digits:
            program = self.program if examples is None else self.function.batched
            self._with_digits[key] = multiprecision(program, digits)
        weight = Fraction(1, examples or 1)
        return self._with_digits[key]({**arrays, MEAN_WEIGHT: weight, WEIGHT_IN_WHOLE: weight})


def as_digits(precision: WorkingPrecision) -> int | None:
    """The number of decimal digits that a working precision is, or None for that of floats.

    >>> as_digits(50), as_digits("Real64")
    (50, None)

    Raises DataError for anything else; the number itself is checked where it is used.
    """
    if isinstance(precision, int) and not isinstance(precision, bool):
        return precision
    if not isinstance(precision, str) or precision not in DTYPES:
        raise DataError(
            f"there is no working precision {precision!r}", hint='Use "Real32", "Real64" or a number of digits.'
        )
    return None


def is_nan(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Where an array of floats or of numbers of mpmath holds NaN.

    >>> is_nan(np.array([1.0, np.nan])).tolist()
    [False, True]
    """
    if numbers.dtype != np.object_:
        return np.asarray(np.isnan(numbers))
    return np.array([mpmath.isnan(number) for number in numbers.flat], dtype=np.bool_).reshape(numbers.shape)


def check_data(placeholder: Placeholder, values: Any, *, exact: bool = False) -> NDArray[Any]:
    """The numbers of one example, or of a batch of them along a leading axis; classes as integers in their range.

    They are doubles, or what was given where that is to count ``exact``.
    """
    where = f"{placeholder.role} {placeholder.name!r}"
    numbers = (as_exact_numbers if exact and placeholder.classes is None else as_numbers)(values, where=where)
    rank = len(placeholder.shape)
    if numbers.ndim - rank not in {0, 1} or numbers.shape[numbers.ndim - rank :] != placeholder.shape:
        shape = f"the dimensions {show(placeholder.shape)}" if rank else "no dimensions: it is one number"
        raise DataError(
            f"the data have dimensions {show(numbers.shape)}; one example has {shape}",
            where=where,
            hint="Give one example, or a batch of examples along a leading axis.",
        )
    return check_classes(values, numbers, placeholder)


def check_values(placeholder: Placeholder, values: Any, *, exact: bool = False) -> NDArray[Any]:
    """The values of one array as finite numbers of its dimensions; class indices as integers in their range."""
    read = as_exact_numbers if exact and placeholder.classes is None else as_numbers
    numbers = read(values, where=f"{placeholder.role} {placeholder.name!r}", shape=placeholder.shape)
    return check_classes(values, numbers.copy(), placeholder)


def check_real32(placeholder: Placeholder, values: Any) -> None:
    """Refuse numbers that "Real32" cannot hold: 1e39 would become Infinity, and soon NaN."""
    if placeholder.classes is not None:
        return
    where = f"{placeholder.role} {placeholder.name!r}"
    largest = np.max(np.abs(as_numbers(values, where=where)), initial=0)
    with np.errstate(over="ignore"):
        fits = np.isfinite(np.float32(largest))
    if not fits:
        raise DataError(
            f"the value {largest:.6g} is too large for Real32, which ends at 3.4e38",
            where=where,
            hint='Evaluate with working_precision="Real64".',
        )


def check_classes(values: Any, numbers: NDArray[Any], placeholder: Placeholder) -> NDArray[Any]:
    """Class indices as integers, each one of those that the placeholder admits; reals as they are.

    Raises DataError that names the first that is not, and where it stands.
    """
    classes = placeholder.classes
    if placeholder.one_hot:
        _check_one_hot(numbers, placeholder)
    if classes is None:
        return numbers
    given = np.asarray(values)
    if given.dtype.kind == "b" or (given.dtype.kind == "O" and any(isinstance(value, bool) for value in given.flat)):
        raise DataError(
            "True and False are no classes",
            where=f"{placeholder.role} {placeholder.name!r}",
            hint="Classes are integers.",
        )
    wrong = (numbers != np.round(numbers)) | (numbers < classes.first) | (numbers >= classes.first + classes.count)
    if classes.ignored is not None:
        wrong &= numbers != classes.ignored
    if np.any(wrong):
        place = [int(position) + 1 for position in np.argwhere(wrong)[0]]
        at = f" at position {place}" if place else ""
        raise DataError(
            f"the class {numbers[wrong].flat[0]:g}{at} is not one of {classes}",
            where=f"{placeholder.role} {placeholder.name!r}",
            hint=f"Classes are integers counted from {classes.first}.",
        )
    return numbers.astype(np.int64)


def _check_one_hot(numbers: NDArray[Any], placeholder: Placeholder) -> None:
    wrong = np.any((numbers != 0) & (numbers != 1), axis=-1) | (np.sum(numbers, axis=-1) != 1)
    if np.any(wrong):
        place = [int(position) + 1 for position in np.argwhere(wrong)[0]]
        at = f" at position {place}" if place else ""
        raise DataError(
            f"the vector{at} is not one-hot: one 1, and 0 for the other classes",
            where=f"{placeholder.role} {placeholder.name!r}",
            hint='State targets="probabilities" for others. Where a step is masked any class will do.',
        )


def _examples(data: list[tuple[Placeholder, NDArray[Any]]]) -> int | None:
    """The number of examples in the batches that the data are, or None for single examples."""
    sizes = {len(values) if values.ndim > len(p.shape) else None for p, values in data}
    if len(sizes) > 1:
        counts = ", ".join(f"{p.name}: {show(values.shape)}" for p, values in data)
        raise DataError(f"inputs and targets are not of the same number of examples ({counts})")
    examples = sizes.pop()
    check_not_empty(examples)
    return examples


def _warn_of_nan(result: NDArray[Any]) -> None:
    if np.any(is_nan(result)):
        place = [int(position) + 1 for position in np.argwhere(is_nan(result))[0]]
        at = f" at position {place}" if place else ""
        warnings.warn(
            f"the value{at} is Indeterminate: the formula has no real value there (0 Log[0], or a function outside "
            'its domain; log="kernel" clamps the logarithm), or numbers on the way are too large for the precision',
            IndeterminateWarning,
            stacklevel=5,
        )
