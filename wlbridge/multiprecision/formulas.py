"""A scalar formula as a function of arrays of reals of any precision: prebuilt steps over registers."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import sympy
from numpy.typing import NDArray
from sympy import Basic, Expr
from sympy.functions.elementary.piecewise import ExprCondPair

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_FUNCTION, distinct_parts
from wlbridge.multiprecision.functions import Context, power, real_function, total
from wlbridge.stable import defined, stable
from wlbridge.statements import Slot

Reals = NDArray[Any]
"""An array of objects: ``mpf`` of one context."""

Operation = Callable[..., Any]
Step = tuple[int, Operation, tuple[int, ...]]


def formula_of_reals(formula: Expr) -> Callable[[Context, Sequence[Reals]], list[Any]]:
    """Prepare a formula in slots: it takes arrays of equal dimensions, and gives the values for their elements.

    >>> import numpy as np
    >>> from wlbridge.multiprecision.functions import real_context
    >>> from wlbridge.statements import slot
    >>> square = formula_of_reals(slot(0) ** 2 + 1)
    >>> context = real_context()
    >>> square(context, [np.array([context.mpf(1), context.mpf(3)])])
    [mpf('2.0'), mpf('10.0')]
    """
    slots, constants, steps, result = _scheduled(defined(stable(formula), _lacks_real_function))

    def apply(context: Context, arrays: Sequence[Reals]) -> list[Any]:
        known: list[Any] = [None] * (result + 1)
        for register, operation, positions in constants:
            known[register] = operation(context, *[known[position] for position in positions])
        if not arrays:
            return [known[result]]
        values = []
        for elements in zip(*(array.flat for array in arrays), strict=True):
            registers = list(known)
            for position, register in slots:
                registers[register] = elements[position]
            for register, operation, positions in steps:
                registers[register] = operation(context, *[registers[position] for position in positions])
            values.append(registers[result])
        return values

    return apply


def _lacks_real_function(part: Basic) -> bool:
    return part.func in BY_FUNCTION and real_function(part.func) is None


@functools.lru_cache(maxsize=1024)  # the same few formulas occur in every net
def _scheduled(formula: Expr) -> tuple[list[tuple[int, int]], list[Step], list[Step], int]:
    """Slots with their registers, the steps without slots, those with slots, and the register of the result.

    Equal parts share a register, and parts come before the whole.
    """
    registers: dict[Basic, int] = {}
    slots: list[tuple[int, int]] = []
    constants: list[Step] = []
    steps: list[Step] = []
    for register, part in enumerate(part for part in distinct_parts(formula) if not isinstance(part, ExprCondPair)):
        registers[part] = register
        if isinstance(part, Slot):
            slots.append((part.position, register))
            continue
        args = [entry for pair in part.args for entry in pair.args] if _is_cases(part) else part.args
        step = (register, _operation(part), tuple(registers[arg] for arg in args))
        (steps if part.has(Slot) else constants).append(step)
    return slots, constants, steps, registers[formula]


def _is_cases(part: Basic) -> bool:
    return isinstance(part, sympy.Piecewise)


def _operation(part: Basic) -> Operation:
    """What makes a part of its arguments; of a number, from nothing."""
    if not part.args:
        return _constant(part)
    if part.func in _STRUCTURE:
        return _STRUCTURE[part.func]
    operation = real_function(part.func)
    if operation is None:
        raise UnsupportedFunctionError(f"the function {part.func.__name__} cannot be computed with mpmath")
    return operation


def _constant(number: Basic) -> Operation:
    """Floats are the binary numbers that they are, others as close to them as the precision allows."""
    if number.is_Boolean:
        return lambda context: bool(number)
    if number.is_Float:
        return lambda context: context.make_mpf(number._mpf_)
    return lambda context: context.make_mpf(number._as_mpf_val(context.prec))


def _product(context: Context, *factors: Any) -> Any:
    return functools.reduce(operator.mul, factors)


def _choose(context: Context, *entries: Any) -> Any:
    """Values and conditions in turn: the value of the first condition that holds, NaN where none does."""
    return next((value for value, holds in zip(entries[::2], entries[1::2], strict=True) if holds), context.nan)


_STRUCTURE: dict[Any, Operation] = {
    sympy.Add: lambda context, *terms: total(context, terms),
    sympy.Mul: _product,
    sympy.Pow: power,
    sympy.Piecewise: _choose,
    sympy.And: lambda context, *conditions: all(conditions),
    sympy.Or: lambda context, *conditions: any(conditions),
    sympy.Not: lambda context, condition: not condition,
    sympy.Eq: lambda context, x, y: x == y,
    sympy.Ne: lambda context, x, y: x != y,
    sympy.Lt: lambda context, x, y: x < y,
    sympy.Le: lambda context, x, y: x <= y,
    sympy.Gt: lambda context, x, y: x > y,
    sympy.Ge: lambda context, x, y: x >= y,
}
"""What formulas are made of beside functions."""
