"""Code that computes with doubles: what a language has is in a table, and everything else is refused by name.

sympy's own printers leave out what they cannot write, or write a comment for it; so every part is looked up before
anything is printed.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

import sympy
from sympy import Basic, Dummy, Symbol

from wlbridge.code_text.names_of_languages import CASELESS, fault_of_name
from wlbridge.code_text.printers import PRINTERS, NotADoubleError
from wlbridge.errors import FormTooLargeError, SymbolNameError, UnsupportedFunctionError

Language = Literal["c", "fortran", "javascript", "julia", "numpy"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_RELATIONS: Final = (sympy.Eq, sympy.Ne, sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)

_LOGIC: Final = (*_RELATIONS, sympy.And, sympy.Or, sympy.Not)

_EVERYWHERE: Final = frozenset({
    *(sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.Abs, sympy.sign, sympy.Max, sympy.Min),
    *(sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc),
    *(sympy.asin, sympy.acos, sympy.atan, sympy.atan2),
    *(sympy.sinh, sympy.cosh, sympy.tanh, sympy.asinh, sympy.acosh, sympy.atanh),
    *(sympy.Piecewise, *_LOGIC),
})  # fmt: skip

_ROUNDING: Final = frozenset({sympy.floor, sympy.ceiling})
"""In Fortran they give integers, which overflow and divide otherwise."""

_GAMMA: Final = frozenset({sympy.erf, sympy.erfc, sympy.gamma})

KNOWN: Final[dict[Language, frozenset[Any]]] = {
    "c": _EVERYWHERE | _ROUNDING | _GAMMA,  # C99
    "fortran": _EVERYWHERE | _GAMMA,  # Fortran 2008
    "javascript": _EVERYWHERE | _ROUNDING,
    "julia": _EVERYWHERE | _ROUNDING,
    "numpy": _EVERYWHERE | _ROUNDING,
}
"""The functions whose value each language gives for every real argument: the principal one, or NaN for a complex one.

Not among them are lgamma, the real part only of what loggamma is, and remainders, whose sign differs.
"""

_MOST_LINES_OF_FORTRAN: Final = 256


def numeric_code(expression: Basic, language: Language) -> str:
    """One expression in the code of a language, in which all numbers are doubles.

    >>> x, y = sympy.symbols("x y")
    >>> numeric_code(x**2 / 3 + sympy.atan2(y, x), "c")
    '(1.0/3.0)*pow(x, 2.0) + atan2(y, x)'
    >>> numeric_code(sympy.Max(x, y, 0), "numpy")
    'numpy.maximum(numpy.maximum(0, x), y)'
    >>> numeric_code(sympy.zeta(x), "c")
    Traceback (most recent call last):
    ...
    wlbridge.errors.UnsupportedFunctionError: the expression: zeta has no translation into c

    C needs ``math.h``; NumPy is imported as ``numpy``. Where a part of the expression is not real, as the square root
    of a negative number, the value is NaN, but of a maximum and minimum in C and Fortran, which leave a NaN out, and
    for Python's own floats in NumPy, whose powers are complex.

    Raises UnsupportedFunctionError for what the language does not have and for numbers that no double holds,
    SymbolNameError for symbols that cannot be variables there, and FormTooLargeError where sympy's printer gives up
    on the nesting, or Fortran on the length.
    """
    _check(expression, language)
    try:
        text = str(PRINTERS[language]().doprint(expression))
    except NotADoubleError as error:
        raise UnsupportedFunctionError(f"{error}, and {language} computes with doubles", where=_WHERE) from None
    except RecursionError:
        raise FormTooLargeError("the formula is nested more deeply than sympy can print") from None
    if language == "fortran" and text.count("\n") >= _MOST_LINES_OF_FORTRAN:
        raise FormTooLargeError(f"a statement of Fortran has at most {_MOST_LINES_OF_FORTRAN} lines")
    return text


_WHERE: Final = "the expression"


def _check(expression: Basic, language: Language) -> None:
    names: dict[str, Symbol] = {}
    seen: set[int] = set()  # by identity: comparing deep expressions recurses
    stack = [expression]
    while stack:
        part = stack.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Symbol):
            _check_name(part, names, language)
        elif not _is_known(part, language):
            raise _refused(part, language)
        stack.extend(_parts(part, language))


def _is_known(part: Basic, language: Language) -> bool:
    number = isinstance(part, sympy.Rational | sympy.Float | sympy.NumberSymbol)
    return number or type(part) in KNOWN[language]


def _parts(part: Basic, language: Language) -> list[Basic]:
    if not isinstance(part, sympy.Piecewise):
        parts = list(part.args)
    elif part.args[-1].cond != sympy.true:
        raise UnsupportedFunctionError("a Piecewise has no case for the rest", where=_WHERE)
    else:
        parts = [one for pair in part.args for one in (pair.expr, pair.cond) if one != sympy.true]
    truths = _LOGIC[len(_RELATIONS) :]
    conditions = [pair.cond for pair in part.args[:-1]] if isinstance(part, sympy.Piecewise) else []
    conditions += parts if part.func in truths else []
    if part.func in _RELATIONS and any(one.func in _LOGIC for one in parts):
        raise _refused(part, language, " of conditions")
    for condition in conditions:
        if condition.func not in _LOGIC:
            raise _refused(condition, language, " as a condition")
    return parts


def _refused(part: Any, language: Language, role: str = "") -> UnsupportedFunctionError:
    short = isinstance(part, sympy.Atom) and len(str(part)) < _LONGEST_SHOWN
    name = str(part) if short else type(part).__name__
    return UnsupportedFunctionError(f"{name}{role} has no translation into {language}", where=_WHERE)


_LONGEST_SHOWN: Final = 40


def _check_name(symbol: Symbol, names: dict[str, Symbol], language: Language) -> None:
    name = symbol.name
    fault = "stands for a bound variable" if isinstance(symbol, Dummy) else fault_of_name(name, language)
    if fault:
        raise SymbolNameError(f"the name {name} {fault} in {language}", hint="Give the symbol another name.")
    if names.setdefault(name.lower() if language in CASELESS else name, symbol) != symbol:
        raise SymbolNameError(f"two symbols would have the name {name} in {language}")
