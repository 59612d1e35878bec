"""The reading at any precision: a program with mpmath's numbers, in NumPy arrays of objects."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from wlbridge.errors import DataError
from wlbridge.indices import BATCH
from wlbridge.multiprecision.functions import Context, real_context
from wlbridge.multiprecision.rules import Rule, array_of, rule_for
from wlbridge.program import Placeholder, Program
from wlbridge.statements import Broadcast, Statement

MOST_DIGITS = 10_000

GUARD_DIGITS = 15

_ONE_AT_A_TIME = threading.Lock()
"""mpmath's caches of constants are shared by all contexts, and not safe for threads; to wait costs nothing here."""


def multiprecision(program: Program, digits: int) -> Callable[[Mapping[str, Any]], tuple[NDArray[Any], ...]]:
    """Prepare a program: it takes the placeholders' values by name, and gives results right to that many digits.

    Values are numbers or arrays of them: integers, floats, fractions and numbers of mpmath count as exactly what they
    are. Results are arrays of ``mpmath.mpf``; mpmath's global precision is neither read nor changed. The program is
    computed with more and more digits until two results agree, so digits that cancel are made up for: up to some
    three times ``digits``. What is 0 only since more than these cancel may come out as a rest as small as that.
    Outside the real domain of a function the value is NaN.

    >>> from wlbridge.program import ProgramBuilder
    >>> from wlbridge.statements import Map, slot
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (), "input", "x"))
    >>> program = builder.program(builder.append(Map((x,), 1 / slot(0), "->"), "y"))
    >>> (result,) = multiprecision(program, 30)({"x": 3})
    >>> print(mpmath.nstr(result.item(), 30))
    0.333333333333333333333333333333

    Raises DataError for a number of digits below 1 or above 10,000, and for what is not a real number.
    """
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MOST_DIGITS:
        raise DataError(f"{digits!r} is not a number of digits", hint=f"Give an integer from 1 to {MOST_DIGITS:,}.")
    batches = [name for name, placeholder in program.placeholders.items() if placeholder.shape[:1] == (BATCH,)]
    steps = [(name, _read(statement, batches), rule_for(statement)) for name, statement in program.statements]
    context = real_context()

    def run(values: Mapping[str, Any]) -> tuple[NDArray[Any], ...]:
        with _ONE_AT_A_TIME:
            before = _computed(program, steps, values, context, digits + GUARD_DIGITS)
            for factor in _MORE_DIGITS:
                results = _computed(program, steps, values, context, int(factor * (digits + GUARD_DIGITS)))
                if not context.cancelled and _agree(context, before, results, digits):
                    break
                before = results
            return tuple(_rounded(result, digits) for result in results)

    return run


_MORE_DIGITS = (1.5, 2.5, 4)
"""By what the working precision is multiplied until two results agree; the last one is taken as it is."""


def _read(statement: Statement, batches: Sequence[str]) -> tuple[str, ...]:
    """The arrays that a statement reads; what is repeated along the batch also reads one that has it."""
    if isinstance(statement, Broadcast) and BATCH in statement.sizes:
        return (*statement.arrays, batches[0])
    return statement.arrays


def _computed(
    program: Program,
    steps: Sequence[tuple[str, tuple[str, ...], Rule]],
    values: Mapping[str, Any],
    context: Context,
    digits: int,
) -> tuple[NDArray[Any], ...]:
    """The results with a number of working digits."""
    context.dps, context.cancelled = digits, False
    memory = {
        name: _given(context, placeholder, values[name])
        for name, placeholder in program.placeholders.items()
        if name in values
    }
    for name, arrays, rule in steps:
        memory[name] = rule(context, [memory[array] for array in arrays])
    return tuple(memory[output] for output in program.outputs)


def _given(context: Context, placeholder: Placeholder, values: Any) -> NDArray[Any]:
    """Numbers as they are; classes as integers."""
    if placeholder.classes is not None:
        return np.asarray(values, dtype=np.int64)
    numbers = np.asarray(values, dtype=object)
    for number in numbers.flat:
        if not isinstance(number, Real):
            raise DataError(f"{number!r} is not a real number", where=f"{placeholder.role} {placeholder.name!r}")
    return array_of([context.convert(number) for number in numbers.flat], numbers.shape)


def _agree(context: Context, first: Sequence[NDArray[Any]], second: Sequence[NDArray[Any]], digits: int) -> bool:
    """Whether all numbers are the same to one digit more than is asked for."""
    small = context.mpf(10) ** -(digits + 1)
    return all(
        a == b or abs(a - b) <= small * abs(b) or (context.isnan(a) and context.isnan(b))
        for one, other in zip(first, second, strict=True)
        for a, b in zip(one.flat, other.flat, strict=True)
    )


def _rounded(result: NDArray[Any], digits: int) -> NDArray[Any]:
    """The numbers as ``mpmath.mpf`` of that many digits."""
    bits = mpmath.libmp.dps_to_prec(digits)
    numbers = [mpmath.mp.make_mpf(mpmath.libmp.mpf_pos(x._mpf_, bits, "n")) for x in result.flat]
    return array_of(numbers, result.shape)
