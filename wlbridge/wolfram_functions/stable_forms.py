"""Functions that stand for formulas which would overflow or cancel in numbers; they are never printed."""

from __future__ import annotations

import sympy
from sympy import Abs, Expr, Max, exp, log, sqrt

from wlbridge.wolfram_functions.base import RealFunction
from wlbridge.wolfram_functions.smooth import LogisticSigmoid


class SoftPlus(RealFunction):
    """``log(1 + exp(x))`` as one function, for numbers and derivatives; formulas are printed with the logarithm.

    >>> x = sympy.Symbol("x", real=True)
    >>> SoftPlus(x).diff(x)
    LogisticSigmoid(x)
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``log(1 + exp(x))``."""
        return log(1 + exp(args[0]))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``LogisticSigmoid(x)``: finite where the quotient of exponentials is not."""
        return (LogisticSigmoid(args[0]),)

    @classmethod
    def evaluated(cls, *args: Expr) -> Expr:
        """``max(x, 0) + log(1 + y)`` for ``y = exp(-Abs(x))``, which is ``2 artanh(y/(2 + y))`` for small y."""
        power = exp(-Abs(args[0]))
        return Max(args[0], 0) + 2 * sympy.atanh(power / (2 + power))


class OnePlusErf(RealFunction):
    """``1 + erf(x)`` as one function, for numbers and derivatives: it keeps its digits where x is far below 0.

    >>> x = sympy.Symbol("x", real=True)
    >>> OnePlusErf(x).diff(x)
    2*exp(-x**2)/sqrt(pi)
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``1 + erf(x)``."""
        return 1 + sympy.erf(args[0])

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``2 exp(-x^2)/sqrt(pi)``."""
        return (2 * exp(-(args[0] ** 2)) / sqrt(sympy.pi),)

    @classmethod
    def evaluated(cls, *args: Expr) -> Expr:
        """``erfc(-x)``."""
        return sympy.erfc(-args[0])


class NormalCDF(RealFunction):
    """``(1 + erf(x/sqrt(2)))/2`` as one function, for numbers: GELU is ``x NormalCDF(x)``.

    >>> NormalCDF(0)
    1/2
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``(1 + erf(x/sqrt(2)))/2``."""
        return (1 + sympy.erf(args[0] / sqrt(2))) / 2

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``exp(-x^2/2)/sqrt(2 pi)``."""
        return (exp(-(args[0] ** 2) / 2) / sqrt(2 * sympy.pi),)

    @classmethod
    def evaluated(cls, *args: Expr) -> Expr:
        """``erfc(-x/sqrt(2))/2``."""
        return sympy.erfc(-args[0] / sqrt(2)) / 2
