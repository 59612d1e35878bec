"""sympy's printers of code for scalars in doubles, with every literal exact and no root but the principal one.

What is changed: sympy writes floats with 15 or 17 digits, integers as ints, which overflow and divide otherwise,
constants by names that strict C lacks, the third root of a negative number as a real one, the sign as an int, and
NumPy's Max for arrays of one shape only; and its Fortran evaluates the arguments of functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

from sympy import Float, Integer, Rational, cos, sin, tan
from sympy.printing.c import C99CodePrinter
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.fortran import FCodePrinter
from sympy.printing.jscode import JavascriptCodePrinter
from sympy.printing.julia import JuliaCodePrinter
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.precedence import PRECEDENCE

_LARGEST_EXACT: Final = 2**53

_MOST_BITS: Final = 1024


class NotADoubleError(Exception):
    """A number that no double holds."""


def as_double(number: Any) -> float:
    """The double that a number is.

    >>> as_double(Integer(2) ** 60)
    1.152921504606847e+18
    """
    if isinstance(number, Integer):
        value = int(number)
        if value.bit_length() > _MOST_BITS or int(double := float(value)) != value:
            raise NotADoubleError(f"no double is the integer of {value.bit_length()} bits")
        return double
    double = float(number)
    if abs(double) == float("inf") or Float(double, precision=number._prec) != number:
        raise NotADoubleError(f"no double is the real {number!s:.40}")
    return double


class _Doubles:
    """Numbers as literals of doubles."""

    def _literal(self, value: float) -> str:
        return repr(value)

    def _print_Float(self, number: Float) -> str:
        return self._literal(as_double(number))

    def _print_Integer(self, number: Integer) -> str:
        return self._literal(as_double(number))

    def _print_Rational(self, number: Rational) -> str:
        return f"{self._print_Integer(Integer(number.p))}/{self._print_Integer(Integer(number.q))}"

    def _print_NumberSymbol(self, constant: Any) -> str:
        return self._literal(float(constant.evalf(30)))

    _print_Half = _print_Rational
    _print_Pi = _print_Exp1 = _print_EulerGamma = _print_Catalan = _print_GoldenRatio = _print_NumberSymbol
    _print_TribonacciConstant = _print_NumberSymbol


class _Reciprocals:
    """Functions that most languages lack, by those that they are the reciprocals of; sympy's own way evaluates."""

    def _reciprocal(self: Any, function: Any, name: str) -> str:
        (argument,) = function.args
        return f"({self._literal(1.0)}/{self._print(_OF_RECIPROCALS[name](argument, evaluate=False))})"

    def _print_cot(self, function: Any) -> str:
        return self._reciprocal(function, "cot")

    def _print_sec(self, function: Any) -> str:
        return self._reciprocal(function, "sec")

    def _print_csc(self, function: Any) -> str:
        return self._reciprocal(function, "csc")


_OF_RECIPROCALS: Final[dict[str, Any]] = {"cot": tan, "sec": cos, "csc": sin}


class _Powers(_Doubles):
    """Powers by a function."""

    power = "pow"
    root = "sqrt"

    def _print_Pow(self: Any, power: Any) -> str:
        base, exponent = power.args
        if exponent == -1:
            return f"{self._literal(1.0)}/{self.parenthesize(base, PRECEDENCE['Pow'])}"
        if exponent == Rational(1, 2):
            return f"{self.root}({self._print(base)})"
        return f"{self.power}({self._print(base)}, {self._print(exponent)})"


class _Operators(_Doubles):
    """Powers by an operator, with integers as exponents, which compilers multiply out."""

    operator = "**"

    def _print_Pow(self: Any, power: Any) -> str:
        base, exponent = power.args
        below = self.parenthesize(base, PRECEDENCE["Pow"])
        if exponent == -1:
            return f"{self._literal(1.0)}/{below}"
        if exponent == Rational(1, 2):
            return f"sqrt({self._print(base)})"
        if exponent.is_Integer and abs(exponent) < _LARGEST_INT:
            return f"{below}{self.operator}{int(exponent) if exponent > 0 else f'({int(exponent)})'}"
        return f"{below}{self.operator}{self.parenthesize(exponent, PRECEDENCE['Pow'])}"


_LARGEST_INT: Final = 2**31


class C(_Reciprocals, _Powers, C99CodePrinter):  # type: ignore[misc, unused-ignore]
    """C99."""

    def __init__(self) -> None:
        super().__init__({"math_macros": {}})  # M_PI and its like are not in the standard

    def _print_sign(self, sign: Any) -> str:
        argument = self._print(sign.args[0])
        return f"((double)((({argument}) > 0) - (({argument}) < 0)))"


class Fortran(_Reciprocals, _Operators, FCodePrinter):  # type: ignore[misc, unused-ignore]
    """Fortran 2008 in free form."""

    def __init__(self) -> None:
        super().__init__({"source_format": "free", "standard": 2008})
        self.known_functions.update({name: name for name in ("asinh", "acosh", "atanh", "erfc", "gamma")})

    def _literal(self, value: float) -> str:
        text = repr(value)
        return text.replace("e", "d") if "e" in text else f"{text}d0"

    def _print_Function(self, function: Any) -> str:
        return str(CodePrinter._print_Function(self, function))

    def _print_sign(self, sign: Any) -> str:
        argument = self._print(sign.args[0])
        return f"merge(0.0d0, sign(1.0d0, {argument}), {argument} == 0.0d0)"


class JavaScript(_Reciprocals, _Powers, JavascriptCodePrinter):  # type: ignore[misc, unused-ignore]
    """JavaScript."""

    power = "Math.pow"
    root = "Math.sqrt"


class Julia(_Operators, JuliaCodePrinter):  # type: ignore[misc, unused-ignore]
    """Julia, of scalars: sympy's own is of arrays throughout."""

    operator = "^"
    _print_Mul = CodePrinter._print_Mul

    def __init__(self) -> None:
        super().__init__({"user_functions": {"Max": "max", "Min": "min"}})

    def _print_atan2(self, angle: Any) -> str:
        return f"atan({self._print(angle.args[0])}, {self._print(angle.args[1])})"


class NumPy(_Reciprocals, _Doubles, NumPyPrinter):  # type: ignore[misc, unused-ignore]
    """Python with NumPy, of scalars and arrays that broadcast; Python's ints divide and overflow as numbers do."""

    def _print_Integer(self, number: Integer) -> str:
        return str(int(number)) if abs(number) <= _LARGEST_EXACT else super()._print_Integer(number)

    def _print_Pow(self, power: Any, **options: Any) -> str:
        base, exponent = power.args
        if not base.is_Number or exponent.is_Integer:
            return str(super()._print_Pow(power, **options))
        # Python's own power of a negative number is complex.
        number = super()._print_Integer(base) if base.is_Integer else self._print(base)
        return f"numpy.power({number}, {self._print(exponent)})"

    def _nested(self, function: str, parts: Sequence[Any]) -> str:
        text: str = reduce(lambda left, right: f"numpy.{function}({left}, {right})", map(self._print, parts))
        return text

    def _print_Max(self, part: Any) -> str:
        return self._nested("maximum", part.args)

    def _print_Min(self, part: Any) -> str:
        return self._nested("minimum", part.args)

    def _print_And(self, part: Any) -> str:
        return self._nested("logical_and", part.args)

    def _print_Or(self, part: Any) -> str:
        return self._nested("logical_or", part.args)

    def _print_Piecewise(self, part: Any) -> str:
        *cases, rest = part.args
        conditions = ", ".join(self._print(case.cond) for case in cases)
        values = ", ".join(self._print(case.expr) for case in cases)
        return f"numpy.select([{conditions}], [{values}], default={self._print(rest.expr)})"


PRINTERS: Final[dict[str, Any]] = {
    "c": C,
    "fortran": Fortran,
    "javascript": JavaScript,
    "julia": Julia,
    "numpy": NumPy,
}
"""By the name of the language."""
