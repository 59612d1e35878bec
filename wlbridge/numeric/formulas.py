"""A scalar formula lowered to steps over arrays; equal parts are computed once."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy import Basic, Expr

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_FUNCTION
from wlbridge.numeric.functions import array_function
from wlbridge.numeric.line import Line, Operation, Register
from wlbridge.numeric.views import broadcast_shape
from wlbridge.stable import for_arrays
from wlbridge.statements import Slot


def formula_steps(line: Line, formula: Expr, read: Callable[[int], Register]) -> Register:
    """Append what computes a formula in slots; ``read`` gives the register of the array at a position.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> from wlbridge.statements import slot
    >>> line = Line(NUMPY)
    >>> x = line.input("x", (2,))
    >>> result = formula_steps(line, slot(0) ** 2 + 1, lambda position: x)
    >>> len(line.steps), line.shapes[result]
    (2, (2,))
    """
    return _Lowering(line, read).register(for_arrays(formula))


class _Lowering:
    """The registers of the parts of one formula."""

    def __init__(self, line: Line, read: Callable[[int], Register]) -> None:
        self._line = line
        self._read = read
        self._registers: dict[Basic, Register] = {}

    def register(self, part: Basic) -> Register:
        """The register of a part, whose steps are appended first."""
        if part not in self._registers:
            self._registers[part] = self._made(part)
        return self._registers[part]

    def _made(self, part: Basic) -> Register:
        if isinstance(part, Slot):
            return self._read(part.position)
        if not part.has(Slot):
            return self._line.constant(bool(part) if part.is_Boolean else float(part))
        if part.is_Add:
            return self._sum(part)
        if part.is_Mul:
            return self._product(part)
        if part.is_Pow:
            return self._power(*part.args)
        if isinstance(part, sympy.Piecewise):
            return self._cases(part)
        if part.func in CONDITIONS:
            return self._condition(part)
        operation = self._operation(part)
        if part.func in {sympy.Max, sympy.Min}:
            return self._folded(operation, part.args)
        return self._step(operation, *map(self.register, part.args))

    def _step(self, operation: Operation, *operands: Register) -> Register:
        shape = broadcast_shape([self._line.shapes[operand] for operand in operands])
        return self._line.apply(operation, *operands, shape=shape)

    def _operation(self, part: Basic) -> Operation:
        row = BY_FUNCTION.get(part.func)
        if row is None or row.array is None:
            raise UnsupportedFunctionError(f"the function {part.func.__name__} cannot be computed with arrays")
        return array_function(row.array, self._line.library)

    def _folded(self, operation: Operation, parts: Sequence[Basic]) -> Register:
        return functools.reduce(lambda left, right: self._step(operation, left, right), map(self.register, parts))

    def _sum(self, part: Expr) -> Register:
        """Terms with a minus are subtracted from the others."""
        minus = [term for term in part.args if term.as_coeff_Mul()[0].is_negative]
        plus = [term for term in part.args if term not in minus]
        if not plus:
            return self._step(operator.neg, self._folded(operator.add, [-term for term in minus]))
        total = self._folded(operator.add, plus)
        for term in minus:
            total = self._step(operator.sub, total, self.register(-term))
        return total

    def _product(self, part: Expr) -> Register:
        """A quotient with one rounding a factor, so that x/3 is not x times the rounded 1/3."""
        above, below = sympy.fraction(part, exact=True)
        if below is not sympy.S.One:
            return self._step(operator.truediv, self.register(above), self.register(below))
        if part.args[0] is sympy.S.NegativeOne:
            return self._step(operator.neg, self.register(sympy.Mul(*part.args[1:])))
        return self._folded(operator.mul, part.args)

    def _power(self, base: Expr, exponent: Expr) -> Register:
        if exponent.is_Rational and exponent.is_negative:
            return self._step(operator.truediv, self._line.constant(1.0), self.register(base**-exponent))
        if exponent == sympy.Rational(1, 2):
            return self._step(self._line.library.function("sqrt"), self.register(base))
        if exponent == 2:
            return self._step(self._line.library.function("square"), self.register(base))
        return self._step(operator.pow, self.register(base), self.register(exponent))

    def _condition(self, part: Basic) -> Register:
        """Truth values, over which no real is written."""
        operands = [self.register(arg) for arg in part.args]
        shape = broadcast_shape([self._line.shapes[operand] for operand in operands])
        operation = CONDITIONS[part.func]
        if len(operands) == 1:
            return self._line.step(operation, operands, shape)
        return functools.reduce(lambda left, right: self._line.step(operation, (left, right), shape), operands)

    def _cases(self, part: sympy.Piecewise) -> Register:
        entries = [self.register(entry) for pair in part.args for entry in pair.args]
        shape = broadcast_shape([self._line.shapes[entry] for entry in entries])
        make = functools.partial(self._line.library.xp.asarray, dtype=self._line.dtype, device=self._line.device)
        return self._line.apply(functools.partial(_choose, self._line.library.xp, make), *entries, shape=shape)


def _choose(xp: Any, make: Operation, *entries: Any) -> Any:
    """Values and conditions in turn: the value of the first condition that holds, NaN where none does."""
    chosen = make(math.nan)
    for value, condition in zip(reversed(entries[0::2]), reversed(entries[1::2]), strict=True):
        chosen = make(value) if condition is True else xp.where(condition, make(value), chosen)
    return chosen


CONDITIONS: dict[type[Basic], Operation] = {
    sympy.Eq: operator.eq,
    sympy.Ne: operator.ne,
    sympy.Lt: operator.lt,
    sympy.Le: operator.le,
    sympy.Gt: operator.gt,
    sympy.Ge: operator.ge,
    sympy.And: operator.and_,
    sympy.Or: operator.or_,
    sympy.Not: operator.invert,
}
