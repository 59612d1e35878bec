"""Smooth functions of the Wolfram Language that sympy lacks."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Abs, Expr, Rational, cos, exp, sign, sqrt

from wlbridge.wolfram_functions.base import RealFunction


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
