"""Functions of the Wolfram Language with kinks and jumps that sympy lacks, and the step that is Ramp's derivative."""

from __future__ import annotations

import sympy
from sympy import Abs, Expr, Integer, Max, Min, Piecewise, Rational, ceiling, floor, sign

from wlbridge.wolfram_functions.base import RealFunction


class Step(RealFunction):
    """1 above 0, and 0 at 0 and below: the derivative of ``Ramp`` with the value 0 at its kink.

    >>> Step(0), Step(2)
    (0, 1)
    """

    nargs = 1
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Piecewise((1, x > 0), (0, True))``."""
        return Piecewise((Integer(1), args[0] > 0), (Integer(0), True))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """0 everywhere."""
        return (Integer(0),)


class Ramp(RealFunction):
    """x where x is positive and 0 elsewhere, https://reference.wolfram.com/language/ref/Ramp.html

    >>> Ramp(-3), Ramp(sympy.Rational(1, 2))
    (0, 1/2)
    """

    nargs = 1
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Piecewise((x, x >= 0), (0, True))``."""
        return Piecewise((args[0], args[0] >= 0), (Integer(0), True))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``Step(x)``."""
        return (Step(args[0]),)


class Clip(RealFunction):
    """x held between two bounds, https://reference.wolfram.com/language/ref/Clip.html

    >>> Clip(5, -1, 1), Clip(sympy.Rational(1, 2), 0, 1)
    (1, 1/2)
    """

    nargs = 3
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Min(Max(x, low), high)``."""
        x, low, high = args
        return Min(Max(x, low), high)

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """1 strictly between the bounds, else 0; the bounds are constants."""
        x, low, high = args
        return (Step(x - low) * Step(high - x),)


class _PiecewiseConstant(RealFunction):
    """A function whose derivative is 0 wherever it has one; at its jumps 0 is taken."""

    nargs = 1
    piecewise_polynomial = True

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """0."""
        return (Integer(0),)


class Unitize(_PiecewiseConstant):
    """0 at 0 and 1 elsewhere, https://reference.wolfram.com/language/ref/Unitize.html

    >>> Unitize(0), Unitize(-7)
    (0, 1)
    """

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``Piecewise((0, x = 0), (1, True))``."""
        return Piecewise((Integer(0), sympy.Eq(args[0], 0)), (Integer(1), True))


class IntegerPart(_PiecewiseConstant):
    """The integer next to x towards 0, https://reference.wolfram.com/language/ref/IntegerPart.html

    >>> IntegerPart(sympy.Rational(-7, 3))
    -2
    """

    by_parts = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``sign(x) floor(Abs(x))``."""
        return sign(args[0]) * floor(Abs(args[0]))


class Round(_PiecewiseConstant):
    """The integer closest to x, the even one of two, https://reference.wolfram.com/language/ref/Round.html

    >>> Round(sympy.Rational(5, 2)), Round(sympy.Rational(-7, 2)), Round(sympy.Rational(8, 3))
    (2, -4, 3)
    """

    by_parts = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``floor(x + 1/2)``, less 1 where ``(2x - 1)/4`` is an integer."""
        quarter = (2 * args[0] - 1) / 4
        return floor(args[0] + Rational(1, 2)) - 1 + ceiling(quarter) - floor(quarter)


class FractionalPart(RealFunction):
    """x without its integer part, with the sign of x, https://reference.wolfram.com/language/ref/FractionalPart.html

    >>> FractionalPart(sympy.Rational(-7, 3))
    -1/3
    """

    nargs = 1
    by_parts = True
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``x - IntegerPart(x)``."""
        return args[0] - IntegerPart(args[0])

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """1."""
        return (Integer(1),)
