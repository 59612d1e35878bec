"""Functions of the Wolfram Language that sympy lacks, as sympy functions of one or more reals.

Each has a definition in plain sympy (``sympy.expand_func``), a derivative in its stable form and exact values.
Definitions: the reference page of the function of the same name in the Wolfram Language documentation.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import (
    Abs,
    Expr,
    Function,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    ceiling,
    cos,
    exp,
    floor,
    log,
    sign,
    sqrt,
)
from sympy.core.function import ArgumentIndexError


class RealFunction(Function):
    """A function of reals given by ``definition`` and, for each argument, ``derivatives``."""

    piecewise_polynomial = False
    """Whether exact numbers evaluate at once (``Ramp(-1)`` is 0, but ``LogisticSigmoid(1)`` stays)."""

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
        return self.definition(*(arg.doit(**hints) for arg in self.args))

    def _eval_expand_func(self, **hints: Any) -> Expr:
        return self.definition(*self.args)

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


class LogisticSigmoid(RealFunction):
    """``1/(1 + exp(-x))``, https://reference.wolfram.com/language/ref/LogisticSigmoid.html

    >>> x = sympy.Symbol("x", real=True)
    >>> LogisticSigmoid(x).diff(x), LogisticSigmoid(0)
    (LogisticSigmoid(-x)*LogisticSigmoid(x), 1/2)
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``1/(1 + exp(-x))``."""
        return 1 / (1 + exp(-args[0]))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """The product of its values at x and -x, which loses no digits where it is small."""
        return (LogisticSigmoid(args[0]) * LogisticSigmoid(-args[0]),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\sigma{power}\left({printer._print(self.args[0])}\right)"


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


class CubeRoot(RealFunction):
    """The real cube root, https://reference.wolfram.com/language/ref/CubeRoot.html

    >>> CubeRoot(-8)
    -2
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``sign(x) Abs(x)^(1/3)``."""
        return sign(args[0]) * Abs(args[0]) ** Rational(1, 3)

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``1/(3 CubeRoot(x)^2)``."""
        return (1 / (3 * CubeRoot(args[0]) ** 2),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        root = rf"\sqrt[3]{{{printer._print(self.args[0])}}}"
        return rf"{root}^{{{exp}}}" if exp else root


class Surd(RealFunction):
    """The real n-th root, for odd n also of negative numbers, https://reference.wolfram.com/language/ref/Surd.html

    >>> Surd(-32, 5)
    -2
    """

    nargs = 2

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``sign(x) Abs(x)^(1/n)`` for odd n, ``x^(1/n)`` for even n."""
        x, n = args
        return x ** (1 / n) if n.is_even else sign(x) * Abs(x) ** (1 / n)

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``1/(n Surd(x, n)^(n-1))``; n is a constant."""
        x, n = args
        return (1 / (n * Surd(x, n) ** (n - 1)),)


class Haversine(RealFunction):
    """``sin(x/2)^2``, https://reference.wolfram.com/language/ref/Haversine.html

    >>> Haversine(sympy.pi)
    1
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``sin(x/2)^2``."""
        return sympy.sin(args[0] / 2) ** 2

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``sin(x)/2``."""
        return (sympy.sin(args[0]) / 2,)


class InverseHaversine(RealFunction):
    """``2 arcsin(sqrt(x))``, https://reference.wolfram.com/language/ref/InverseHaversine.html

    >>> InverseHaversine(0)
    0
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``2 arcsin(sqrt(x))``."""
        return 2 * sympy.asin(sqrt(args[0]))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``1/sqrt(x (1 - x))``."""
        return (1 / sqrt(args[0] * (1 - args[0])),)

    @classmethod
    def evaluated(cls, *args: Expr) -> Expr:
        """``2 arctan(sqrt(x), sqrt(1 - x))``, the angle of a point."""
        return 2 * sympy.atan2(sqrt(args[0]), sqrt(1 - args[0])) if 0 <= args[0] <= 1 else cls.definition(*args)

    def _eval_is_real(self) -> bool | None:
        return None


class Gudermannian(RealFunction):
    """``2 arctan(tanh(x/2))``, https://reference.wolfram.com/language/ref/Gudermannian.html

    >>> Gudermannian(0)
    0
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``2 arctan(tanh(x/2))``."""
        return 2 * sympy.atan(sympy.tanh(args[0] / 2))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``sech(x)``."""
        return (sympy.sech(args[0]),)


class InverseGudermannian(RealFunction):
    """``2 artanh(tan(x/2))``, https://reference.wolfram.com/language/ref/InverseGudermannian.html

    >>> InverseGudermannian(0)
    0
    """

    nargs = 1

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``2 artanh(tan(x/2))``."""
        return 2 * sympy.atanh(sympy.tan(args[0] / 2))

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """``1/cos(x)``."""
        return (1 / cos(args[0]),)

    @classmethod
    def evaluated(cls, *args: Expr) -> Expr:
        """``arsinh(tan(x))``, where the cosine is positive."""
        return sympy.asinh(sympy.tan(args[0])) if cos(args[0]) > 0 else cls.definition(*args)

    def _eval_is_real(self) -> bool | None:
        return None


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

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``sign(x) floor(Abs(x))``."""
        return sign(args[0]) * floor(Abs(args[0]))


class Round(_PiecewiseConstant):
    """The integer closest to x, the even one of two, https://reference.wolfram.com/language/ref/Round.html

    >>> Round(sympy.Rational(5, 2)), Round(sympy.Rational(-7, 2)), Round(sympy.Rational(8, 3))
    (2, -4, 3)
    """

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
    piecewise_polynomial = True

    @classmethod
    def definition(cls, *args: Expr) -> Expr:
        """``x - IntegerPart(x)``."""
        return args[0] - IntegerPart(args[0])

    @classmethod
    def derivatives(cls, *args: Expr) -> tuple[Expr, ...]:
        """1."""
        return (Integer(1),)
