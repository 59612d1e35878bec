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
    constants, slots, steps = schedule.constants, schedule.slots, schedule.steps
    typed: dict[Any, list[Any]] = {}

    def apply(arrays: Sequence[Array]) -> Array:
        kind = arrays[0].dtype if arrays else None
        if kind not in typed:
            typed[kind] = [_typed(value, arrays) for value in constants]
        registers = dict(typed[kind])
        for position, register in slots:
            registers[register] = arrays[position]
        for register, operation, positions in steps:
            registers[register] = operation(*[registers[position] for position in positions])
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
    """Registers for slots, constants and steps, in the order of their evaluation; equal parts share a register."""

    def __init__(self) -> None:
        self.slots: list[tuple[int, int]] = []
        self.constants: list[tuple[int, bool | float]] = []
        self.steps: list[tuple[int, Operation, tuple[int, ...]]] = []
        self._registers: dict[Basic, int] = {}
        self._count = 0

    def register(self, part: Basic) -> int:
        """The register of a part, whose steps are appended first."""
        if part not in self._registers:
            self._registers[part] = self._made(part)
        return self._registers[part]

    def _new(self) -> int:
        self._count += 1
        return self._count - 1

    def _step(self, operation: Operation, *positions: int) -> int:
        register = self._new()
        self.steps.append((register, operation, positions))
        return register

    def _made(self, part: Basic) -> int:
        if isinstance(part, Slot):
            register = self._new()
            self.slots.append((part.position, register))
            return register
        if not part.has(Slot):
            register = self._new()
            self.constants.append((register, bool(part) if part.is_Boolean else float(part)))
            return register
        if part.is_Add:
            return self._sum(part)
        if part.is_Mul:
            return self._product(part)
        if part.is_Pow:
            return self._power(*part.args)
        if isinstance(part, sympy.Piecewise):
            return self._step(_choose, *(self.register(entry) for pair in part.args for entry in pair.args))
        if part.func in _FOLDED:
            return self._folded(_FOLDED[part.func], part.args)
        return self._step(_operation(part), *(self.register(arg) for arg in part.args))

    def _folded(self, operation: Operation, parts: Sequence[Basic]) -> int:
        return functools.reduce(lambda left, right: self._step(operation, left, right), map(self.register, parts))

    def _sum(self, part: Expr) -> int:
        """Terms with a minus are subtracted from the others."""
        minus = [term for term in part.args if term.as_coeff_Mul()[0].is_negative]
        plus = [term for term in part.args if term not in minus]
        if not plus:
            return self._step(operator.neg, self._folded(operator.add, [-term for term in minus]))
        total = self._folded(operator.add, plus)
        for term in minus:
            total = self._step(operator.sub, total, self.register(-term))
        return total

    def _product(self, part: Expr) -> int:
        """A quotient with one rounding a factor, so that x/3 is not x times the rounded 1/3."""
        above, below = sympy.fraction(part, exact=True)
        if below is not sympy.S.One:
            return self._step(operator.truediv, self.register(above), self.register(below))
        if part.args[0] is sympy.S.NegativeOne:
            return self._step(operator.neg, self.register(sympy.Mul(*part.args[1:])))
        return self._folded(operator.mul, part.args)

    def _power(self, base: Expr, exponent: Expr) -> int:
        if exponent.is_Rational and exponent.is_negative:
            return self._step(functools.partial(operator.truediv, 1.0), self.register(base**-exponent))
        if exponent == sympy.Rational(1, 2):
            return self._step(np.sqrt, self.register(base))
        if exponent == 2:
            return self._step(np.square, self.register(base))
        return self._step(np.power, self.register(base), self.register(exponent))


def _typed(constant: tuple[int, bool | float], arrays: Sequence[Array]) -> tuple[int, Any]:
    """A number in the precision of the arrays; in ``np.where`` a number of Python would make doubles of them."""
    register, value = constant
    kinds = [array.dtype for array in arrays if array.dtype.kind == "f"]
    return register, value if isinstance(value, bool) or not kinds else np.result_type(*kinds).type(value)


def _choose(*entries: Any) -> Any:
    """Values and conditions in turn: the value of the first condition that holds, NaN where none does."""
    chosen = np.asarray(entries[-2]).dtype.type("nan") if entries[-1] is not True else entries[-2]
    pairs = list(zip(entries[0::2], entries[1::2], strict=True))
    for value, condition in reversed(pairs[:-1] if entries[-1] is True else pairs):
        chosen = np.where(condition, value, chosen)
    return chosen


_FOLDED: dict[type[Basic], Operation] = {
    sympy.Max: np.maximum,
    sympy.Min: np.minimum,
    sympy.And: np.logical_and,
    sympy.Or: np.logical_or,
}
"""Operations of two that make one of any number."""

_OPERATIONS: dict[type[Basic], Operation] = {
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
