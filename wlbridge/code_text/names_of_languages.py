"""Which names a symbol may have in code: identifiers that mean nothing else in the language."""

from __future__ import annotations

import keyword
import re
from typing import Final

_C: Final = """alignas alignof asm auto bool break case char const constexpr continue default do double else enum
extern false float for goto if inline int long nullptr register restrict return short signed sizeof static
static_assert struct switch thread_local true typedef typeof typeof_unqual union unsigned void volatile while
acos acosh asin asinh atan atan2 atanh ceil cos cosh erf erfc exp fabs floor fmax fmin log pow sin sinh sqrt tan tanh
tgamma"""
# https://en.cppreference.com/w/c/keyword, and the functions of math.h that are written.

_FORTRAN: Final = """abs acos acosh asin asinh atan atan2 atanh cos cosh erf erfc exp gamma log max merge min sign sin
sinh sqrt tan tanh"""
# Fortran reserves no words; these are the intrinsic functions that are written.

_JAVASCRIPT: Final = """arguments await break case catch class const continue debugger default delete do else enum
eval export extends false finally for function if implements import in instanceof interface let new null package
private protected public return static super switch this throw true try typeof undefined var void while with yield
Infinity Math NaN"""
# https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Lexical_grammar#keywords

_JULIA: Final = """baremodule begin break catch const continue do else elseif end export false finally for function
global if import in isa let local macro module quote return struct true try using where while
abs acos acosh asin asinh atan atanh ceil cos cosh cot csc exp floor log max min sec sign sin sinh sqrt tan tanh"""
# https://docs.julialang.org/en/v1/base/base/#Keywords

_TAKEN: Final[dict[str, frozenset[str]]] = {
    "c": frozenset(_C.split()),
    "fortran": frozenset(_FORTRAN.split()),
    "javascript": frozenset(_JAVASCRIPT.split()),
    "julia": frozenset(_JULIA.split()),
    "numpy": frozenset({*keyword.kwlist, "numpy"}),
}

_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

_LONGEST_IN_FORTRAN: Final = 63

CASELESS: Final = frozenset({"fortran"})
"""Languages to which x and X are the same name."""


def fault_of_name(name: str, language: str) -> str:
    """What keeps a name from being a variable of a language; nothing where it can be one.

    >>> fault_of_name("x_1", "c"), fault_of_name("x 1", "c"), fault_of_name("double", "c")
    ('', 'is no identifier', 'means something else')
    """
    if _IDENTIFIER.fullmatch(name) is None:
        return "is no identifier"
    if language == "fortran" and len(name) > _LONGEST_IN_FORTRAN:
        return f"is longer than {_LONGEST_IN_FORTRAN} characters"
    taken = name.lower() if language in CASELESS else name
    return "means something else" if taken in _TAKEN[language] else ""
