"""Functions without a value at kinks: what derivatives are made of where none is to be chosen there."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Basic, Eq, Expr, Gt, Integer, Lt, Ne, Or, Piecewise, Tuple
from sympy.functions.elementary.piecewise import ExprCondPair

from wlbridge.wolfram_functions.base import RealFunction


class StrictStep(RealFunction):
    """1 above 0, 0 below, and no value at 0: the derivative of ``Ramp`` where it has one.

    >>> StrictStep(2), StrictStep(-2), StrictStep(0)
    (1, 0, nan)
    """

    nargs = 1
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Piecewise((1, x > 0), (0, x < 0))``."""
        return _cases((Integer(1), Gt(args[0], 0)), (Integer(0), Lt(args[0], 0)))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """0, and no value at 0."""
        return (Kink(args[0], 1),)


class Kink(RealFunction):
    """0, and no value where ``u`` is 0 and ``jump`` is not: added to a derivative it marks the kinks.

    >>> Kink(2, 1), Kink(0, 0), Kink(0, 1)
    (0, 0, nan)
    """

    nargs = 2
    piecewise_polynomial = True

    @classmethod
    def eval(cls, *args: Expr) -> Expr | None:
        """0 where there is no jump."""
        return Integer(0) if args[1] == 0 else super().eval(*args)

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Piecewise((0, (u != 0) | (jump = 0)))``."""
        u, jump = args
        return _cases((Integer(0), Or(Ne(u, 0), Eq(jump, 0))))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """By u the function itself, for any u: 0, and no value at a kink; ``jump`` is read at kinks alone."""
        return (cls(*args), Integer(0))


class Winner(RealFunction):
    """1 where ``gap`` is 0, 0 elsewhere, and no value where it is 0 for more arguments of a Max than one.

    ``gap`` is the distance of an argument from the largest, ``count`` the number of arguments that are as large.

    >>> Winner(0, 1), Winner(3, 2), Winner(0, 2)
    (1, 0, nan)
    """

    nargs = 2
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Piecewise((0, gap != 0), (1, count = 1))``."""
        gap, count = args
        return _cases((Integer(0), Ne(gap, 0)), (Integer(1), Eq(count, 1)))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """By the gap 0, and no value at a tie; the count tells no more than that."""
        gap, count = args
        return (Kink(gap, count - 1), Integer(0))


def _cases(*pairs: tuple[Expr, Any]) -> Expr:
    """A Piecewise without a default; sympy would fold conditions that contain cases into exponentially many."""
    if all(condition in {sympy.true, sympy.false} for _, condition in pairs):
        return next((value for value, condition in pairs if condition == sympy.true), sympy.nan)
    return Basic.__new__(Piecewise, *(Tuple.__new__(ExprCondPair, *pair) for pair in pairs))
