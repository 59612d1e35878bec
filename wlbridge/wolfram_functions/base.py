"""What every function of this package has: a definition in plain sympy, derivatives, exact and floating values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy import Expr, Function, Rational
from sympy.core.function import ArgumentIndexError


class RealFunction(Function):
    """A function of reals given by ``definition`` and, for each argument, ``derivatives``."""

    piecewise_polynomial = False
    """Whether exact numbers evaluate at once (``Ramp(-1)`` is 0, but ``LogisticSigmoid(1)`` stays)."""

    by_parts = False
    """Whether the real and the imaginary part are taken apart, which the definition does not do."""

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """The function in functions of plain sympy."""
        raise NotImplementedError

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """The derivative with respect to each argument, the constant parameters left out."""
        raise NotImplementedError

    @classmethod
    def evaluated(cls, *args: Expr) -> Expr:
        """The function of numbers in a form that loses no digits when it is evaluated."""
        return cls.definition(*args)

    @classmethod
    def eval(cls, *args: Expr) -> Expr | None:
        """Evaluate at numbers: floats always, exact ones where the value is as simple."""
        if not all(arg.is_number and arg.is_extended_real for arg in args):
            return None
        if cls.piecewise_polynomial or args[0].is_infinite:
            return cls.definition(*args)
        if any(arg.has(sympy.Float) for arg in args):
            return _evaluate(cls, args)
        value = cls.definition(*args)
        return value if value.is_Rational else None

    def fdiff(self, argindex: int = 1) -> Expr:
        """The derivative with respect to one argument, counted from 1."""
        derivatives = self.derivatives(*self.args)
        if argindex > len(derivatives):
            raise ArgumentIndexError(self, argindex)
        return derivatives[argindex - 1]

    def doit(self, **hints: Any) -> Expr:
        """The definition, with its parts evaluated likewise."""
        args = [arg.doit(**hints) for arg in self.args]
        return self.func(*args) if self._is_by_parts(args) else self.definition(*args)

    def _eval_expand_func(self, **hints: Any) -> Expr:
        return self if self._is_by_parts(self.args) else self.definition(*self.args)

    def _is_by_parts(self, args: Sequence[Expr]) -> bool:
        return self.by_parts and any(arg.is_extended_real is False for arg in args)

    def _eval_evalf(self, prec: int) -> Expr | None:
        if not all(arg.is_number for arg in self.args):
            return None
        value = self.evaluated(*self.args).evalf(prec // 3 + 5)
        return value._eval_evalf(prec) if value.is_Number else None

    def _eval_is_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None


def _evaluate(cls: type[RealFunction], args: tuple[Expr, ...]) -> Expr:
    """The value at floats, rounded once: from exact arguments, at the lowest precision among them."""
    precision = min(number._prec for arg in args for number in arg.atoms(sympy.Float))
    exact = [arg.replace(lambda part: part.is_Float, Rational) for arg in args]
    value = cls.evaluated(*exact).evalf(precision // 3 + 5)
    return sympy.Float(value, precision=precision) if value.is_Number else value
