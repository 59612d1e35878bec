"""Numbers of derivatives that have no value at kinks: an error that says so, never a NaN."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.differentiation.kinks import with_values_at_kinks
from wlbridge.errors import DataError, KinkError
from wlbridge.evaluation import Evaluator, IndeterminateWarning, is_nan

Results = tuple[tuple[NDArray[Any], ...], bool]


def evaluated_off_kinks(evaluator: Evaluator, names: Sequence[str], run: Callable[[Evaluator], Results]) -> Results:
    """What ``run`` gives for derivatives by the arrays ``names``, made for ``kinks="error"``.

    Raises KinkError where a derivative has no value since the point lies on a kink, and DataError where it has none
    for another reason: the same program with values at kinks tells one from the other.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IndeterminateWarning)
        results, batch = run(evaluator)
        missing = [is_nan(result) for result in results]
        if not any(map(np.any, missing)):
            return results, batch
        program, of_batches = evaluator.program, evaluator.function.batched if batch else evaluator.program
        values, _ = run(Evaluator(with_values_at_kinks(program), lambda: with_values_at_kinks(of_batches)))
    names = names if len(names) == len(results) else evaluator.program.outputs
    for name, where, value in zip(names, missing, values, strict=True):
        if np.any(where & ~is_nan(value)):
            raise KinkError(
                "there is none, for the point lies on a kink or a jump of a function",
                where=_place(name, where & ~is_nan(value)),
                hint='Take kinks="zero" or kinks="half", which choose a slope there, or another point.',
            )
    name, where = next((name, where) for name, where in zip(names, missing, strict=True) if np.any(where))
    raise DataError(
        "it is Indeterminate, and not for a kink: its formula has no real value there (0 Log[0], 0/0, or a function"
        " outside its domain)",
        where=_place(name, where),
        hint='log="kernel" clamps the logarithm.',
    )


def _place(name: str, where: NDArray[Any]) -> str:
    position = [int(index) + 1 for index in np.argwhere(where)[0]]
    return f"derivative by {name!r}" + (f" at position {position}" if position else "")
