"""Expressions as Python code that makes them again: exact numbers stay exact, reals keep their bits."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import Any, Final

from mpmath.libmp import prec_to_dps, repr_dps, to_str
from sympy import Basic, Dummy, Float, ImmutableSparseMatrix, Mul, NDimArray, Pow, Rational, SparseMatrix
from sympy.printing.str import StrPrinter

from wlbridge.errors import FormTooLargeError, SymbolNameError

_DOUBLE: Final = 53

_NAME: Final = re.compile("\0(.*?)\0", re.DOTALL)

_OTHER_NAME: Final = re.compile(r"(?<![.\w'])[^\W\d]\w*")


class _Code(StrPrinter):  # type: ignore[misc, unused-ignore]
    """sympy's own text, but for what Python would read as something else; names of symbols are between zero bytes."""

    def _print(self, expr: Any, **kwargs: Any) -> str:
        """As usual, but arrays, which bring a way of their own."""
        return self._print_as_call(expr) if isinstance(expr, NDimArray) else str(super()._print(expr, **kwargs))

    def _print_Rational(self, number: Rational) -> str:
        return f"S({number.p})/{number.q}"  # 1/3 would be a float of Python

    _print_Half = _print_Rational

    def _print_Float(self, number: Float) -> str:
        if number._prec == _DOUBLE and Float(float(number)) == number:
            return repr(float(number))
        digits = str(to_str(number._mpf_, prec_to_dps(number._prec)))
        if Float(digits, precision=number._prec) != number:
            digits = to_str(number._mpf_, repr_dps(number._prec))
        return f"Float('{digits}', precision={number._prec})"

    def _print_Symbol(self, symbol: Any) -> str:
        name = symbol.name
        read = unicodedata.normalize("NFKC", name)  # https://docs.python.org/3/reference/lexical_analysis.html
        if not name.isidentifier() or keyword.iskeyword(name) or read != name:
            raise SymbolNameError(f"{symbol.name!r} is no name of a variable in Python", hint=_HINT)
        return f"\0{symbol.name}\0"

    _print_MatrixSymbol = _print_Symbol

    def _print_Dummy(self, symbol: Dummy) -> str:
        return f"Dummy({symbol.name!r}, dummy_index={symbol.dummy_index})"

    def _print_Limit(self, limit: Any) -> str:
        return f"Limit({', '.join(map(self._print, limit.args[:3]))}, dir='{limit.args[3].name}')"

    def _print_BlockMatrix(self, part: Any) -> str:
        return f"BlockMatrix({self._print(part.blocks.tolist())})"

    def _print_MatrixBase(self, matrix: Any) -> str:
        kind = "SparseMatrix" if isinstance(matrix, SparseMatrix | ImmutableSparseMatrix) else "Matrix"
        if 0 in matrix.shape:
            return f"{kind}({matrix.rows}, {matrix.cols}, [])"
        return f"{kind}({self._print(matrix.tolist())})"

    def _print_Poly(self, part: Any) -> str:
        variables = ", ".join(map(self._print, part.gens))
        domain = part.get_domain()  # one with symbols is found again, and its name would make plain symbols
        options = "" if domain.is_Composite else f", domain='{domain}'"
        return f"Poly({self._print(part.as_expr())}, {variables}{options})"

    def _print_ElementwiseApplyFunction(self, part: Any) -> str:
        return f"({self._print(part.expr)}).applyfunc({self._print(part.function)})"

    def _print_as_call(self, part: Basic) -> str:
        return f"{part.func.__name__}({', '.join(map(self._print, part.args))})"

    _print_HadamardProduct = _print_HadamardPower = _print_UnevaluatedExpr = _print_as_call
    _print_Interval = _print_FiniteSet = _print_Identity = _print_ZeroMatrix = _print_OneMatrix = _print_as_call


_HINT: Final = "Write srepr, which has symbols of any name, or give the symbol another name."


def sympy_code(expression: Basic) -> str:
    """An expression as Python code that makes it again, after ``from sympy import *`` and with its symbols defined.

    Functions that sympy lacks, such as Ramp, are those of ``wlbridge.wolfram_functions``.

    >>> from sympy import Float, Rational, Symbol
    >>> x = Symbol("x")
    >>> sympy_code(x + Rational(1, 3)), str(x + Rational(1, 3))
    ('x + S(1)/3', 'x + 1/3')
    >>> sympy_code(x * (Float(0.1) + Float(0.2)) + Float("0.1", 30))
    "0.30000000000000004*x + Float('0.1', precision=103)"

    Raises SymbolNameError for symbols whose names Python cannot have, or that the code needs for something else, and
    FormTooLargeError where sympy's printer gives up on the nesting.
    """
    try:
        text = str(_Code({"sympy_integers": _has_quotients(expression)}).doprint(expression))
    except RecursionError:
        raise FormTooLargeError("the formula is nested more deeply than sympy can print") from None
    names, others = set(_NAME.findall(text)), set(_OTHER_NAME.findall(_NAME.sub(" ", text)))
    if both := sorted(names & others):
        raise SymbolNameError(f"{both[0]} is the name of a symbol and of something else", hint=_HINT)
    return _NAME.sub(r"\1", text)


def _has_quotients(expression: Basic) -> bool:
    """Whether integers are left to be divided, which Python would do in floats."""
    return any(
        part.exp.is_Integer and part.base.is_Integer if part.is_Pow else sum(arg.is_Rational for arg in part.args) > 1
        for part in expression.atoms(Mul, Pow)
    )
