"""sympy expressions as text and LaTeX with every double exact: sympy's own printers keep 15 digits."""

from __future__ import annotations

from typing import Any, Final

from sympy import Basic, Float
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from wlbridge.errors import FormTooLargeError
from wlbridge.scalar import SharedExpressions

DOUBLE: Final = 53
"""The bits of a double; a float of fewer is one too."""


class _Text(StrPrinter):  # type: ignore[misc, unused-ignore]
    def _print_Float(self, number: Float) -> str:
        return repr(float(number)) if number._prec <= DOUBLE else str(super()._print_Float(number))


class _Latex(LatexPrinter):  # type: ignore[misc, unused-ignore]
    def _print_Float(self, number: Float) -> str:
        if number._prec > DOUBLE:
            return str(super()._print_Float(number))
        digits, mark, exponent = repr(float(number)).partition("e")
        return rf"{digits} \cdot 10^{{{int(exponent)}}}" if mark else digits


def sympy_text(expression: Basic) -> str:
    """An expression as Python text.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> sympy_text(x + 0.1 + 0.2), str(x + 0.1 + 0.2)
    ('x + 0.30000000000000004', 'x + 0.3')

    Raises FormTooLargeError where sympy's printer gives up on the nesting.
    """
    return _printed(_Text(), expression)


def latex_text(expression: Basic) -> str:
    r"""An expression as LaTeX.

    >>> import sympy
    >>> print(latex_text(2e-20 * sympy.tanh(sympy.Symbol("x"))))
    2 \cdot 10^{-20} \tanh{\left(x \right)}

    Raises FormTooLargeError where sympy's printer gives up on the nesting.
    """
    return _printed(_Latex(), expression)


def _printed(printer: Any, expression: Basic) -> str:
    try:
        return str(printer.doprint(expression))
    except RecursionError:
        raise FormTooLargeError(
            "the formula is nested more deeply than sympy can print", hint="Use the form shared, or array."
        ) from None


def shared_text(formulas: SharedExpressions, name: str) -> str:
    """Assignments one a line; the last one gives the result its name."""
    assignments, result = _steps(formulas)
    lines = [f"{symbol} = {sympy_text(expression)}" for symbol, expression in assignments]
    return "\n".join([*lines, f"{name} = {sympy_text(result)}"])


def shared_latex(formulas: SharedExpressions, name: str) -> str:
    """Assignments as one aligned display; the last one gives the result its name."""
    assignments, result = _steps(formulas)
    rows = [f"{latex_text(symbol)} &= {latex_text(expression)}" for symbol, expression in assignments]
    rows.append(rf"\mathrm{{{name}}} &= {latex_text(result)}")
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _steps(formulas: SharedExpressions) -> tuple[tuple[tuple[Basic, Basic], ...], Basic]:
    """The assignments and the result, which takes the place of the last assignment where it only repeats it."""
    assignments, result = formulas.assignments, formulas.result.item()
    if assignments and assignments[-1][0] == result:
        return assignments[:-1], assignments[-1][1]
    return assignments, result
