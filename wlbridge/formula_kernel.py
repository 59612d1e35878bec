"""A scalar formula as a function of arrays: prebuilt steps over registers, no generated code."""

from __future__ import annotations

import functools
import importlib
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr

from wlbridge.array_functions import Array
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_FUNCTION
from wlbridge.stable import stable
from wlbridge.statements import Slot

Operation = Callable[..., Any]


def formula_kernel(formula: Expr) -> Callable[[Sequence[Array]], Array]:
    """Prepare a formula in slots as a function of the list of their arrays, computed in the arrays' precision.

    >>> from wlbridge.statements import slot
    >>> square = formula_kernel(slot(0) ** 2 + 1)
    >>> square([np.array([1.0, 3.0])]).tolist()
    [2.0, 10.0]
    """
    schedule = _Schedule()
    result = schedule.register(_in_array_functions(stable(formula)))
    steps = schedule.steps

    def apply(arrays: Sequence[Array]) -> Array:
        registers: list[Any] = []
        for operation, positions in steps:
            if positions is None:
                registers.append(operation(arrays))
            else:
                registers.append(operation(*[registers[position] for position in positions]))
        return np.asarray(registers[result])

    return apply


def _in_array_functions(formula: Expr) -> Expr:
    """Write functions that arrays have not by their definitions, until none is left."""
    return formula.replace(
        _lacks_array_function, lambda part: _in_array_functions(BY_FUNCTION[part.func].define(*part.args))
    )


def _lacks_array_function(part: Basic) -> bool:
    row = BY_FUNCTION.get(part.func)
    return row is not None and row.array is None


class _Schedule:
    """Steps in the order of their evaluation; equal parts share a register."""

    def __init__(self) -> None:
        self.steps: list[tuple[Operation, tuple[int, ...] | None]] = []
        self._registers: dict[Basic, int] = {}

    def register(self, part: Basic) -> int:
        """The register of a part, whose steps are appended first."""
        if part not in self._registers:
            step = self._step(part)
            self.steps.append(step)
            self._registers[part] = len(self.steps) - 1
        return self._registers[part]

    def _step(self, part: Basic) -> tuple[Operation, tuple[int, ...] | None]:
        if isinstance(part, Slot):
            return operator.itemgetter(int(part.name[1:])), None
        if not part.has(Slot):
            return functools.partial(_constant, bool(part) if part.is_Boolean else float(part)), None
        if part.is_Mul:
            return self._product(part)
        if part.is_Pow:
            return self._power(*part.args)
        if isinstance(part, sympy.Piecewise):
            return _choose, tuple(self.register(entry) for pair in part.args for entry in pair.args)
        return _operation(part), tuple(self.register(arg) for arg in part.args)

    def _product(self, part: Expr) -> tuple[Operation, tuple[int, ...]]:
        """A quotient with one rounding a factor, so that x/3 is not x times the rounded 1/3."""
        above, below = part.as_numer_denom() if part.is_commutative else (part, sympy.S.One)
        if below is not sympy.S.One:
            return operator.truediv, (self.register(above), self.register(below))
        if part.args[0] is sympy.S.NegativeOne:
            return operator.neg, (self.register(sympy.Mul(*part.args[1:])),)
        return _folded(operator.mul), tuple(self.register(arg) for arg in part.args)

    def _power(self, base: Expr, exponent: Expr) -> tuple[Operation, tuple[int, ...]]:
        if exponent.is_Rational and exponent.is_negative:
            return functools.partial(operator.truediv, 1.0), (self.register(base**-exponent),)
        if exponent == sympy.Rational(1, 2):
            return np.sqrt, (self.register(base),)
        if exponent == 2:
            return np.square, (self.register(base),)
        return np.power, (self.register(base), self.register(exponent))


def _constant(value: bool | float, arrays: Sequence[Array]) -> Any:
    """A number in the precision of the arrays; in ``np.where`` a number of Python would make doubles of them."""
    kinds = [array.dtype for array in arrays if array.dtype.kind == "f"]
    return value if isinstance(value, bool) or not kinds else np.result_type(*kinds).type(value)


def _folded(operation: Operation) -> Operation:
    return lambda *values: functools.reduce(operation, values)


def _choose(*entries: Any) -> Any:
    """Values and conditions in turn: the value of the first condition that holds, NaN where none does."""
    chosen = np.float64("nan") if entries[-1] is not True else entries[-2]
    pairs = list(zip(entries[0::2], entries[1::2], strict=True))
    for value, condition in reversed(pairs[:-1] if entries[-1] is True else pairs):
        chosen = np.where(condition, value, chosen)
    return chosen


_OPERATIONS: dict[type[Basic], Operation] = {
    sympy.Add: _folded(operator.add),
    sympy.Max: _folded(np.maximum),
    sympy.Min: _folded(np.minimum),
    sympy.And: _folded(np.logical_and),
    sympy.Or: _folded(np.logical_or),
    sympy.Not: np.logical_not,
    sympy.Eq: operator.eq,
    sympy.Ne: operator.ne,
    sympy.Lt: operator.lt,
    sympy.Le: operator.le,
    sympy.Gt: operator.gt,
    sympy.Ge: operator.ge,
}


def _operation(part: Basic) -> Operation:
    if part.func in _OPERATIONS:
        return _OPERATIONS[part.func]
    row = BY_FUNCTION.get(part.func)
    if row is None or row.array is None:
        raise UnsupportedFunctionError(f"the function {part.func.__name__} cannot be computed with arrays")
    module, _, name = row.array.rpartition(".")
    operation: Operation = getattr(importlib.import_module(module), name)  # scipy is loaded where it is needed
    return operation
