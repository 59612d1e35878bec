"""Formulas rewritten so that numbers do not overflow or cancel; each rule is an identity of real numbers.

Programs keep their formulas as people write them; the numeric reading computes with these.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sympy
from sympy import Add, Basic, Expr
from sympy.codegen.cfunctions import expm1, log1p

from wlbridge.functions import BY_FUNCTION
from wlbridge.wolfram_functions import LogisticSigmoid, NormalCDF, OnePlusErf, SoftPlus, Step


def stable(formula: Expr) -> Expr:
    """Rewrite log(1 + e^u), e^u - 1, 1 + erf(u), 1 + tanh(u), 1 - LogisticSigmoid(u) and so on, at any depth.

    >>> x = sympy.Symbol("x", real=True)
    >>> stable(x * sympy.tanh(sympy.log(1 + sympy.exp(x))))
    x*tanh(SoftPlus(x))
    >>> stable(2 - 2 * sympy.exp(x)), stable(1 + sympy.erf(x))
    (-2*expm1(x), OnePlusErf(x))
    """
    formula = formula.replace(_is_softplus, lambda part: SoftPlus(_exponent(part.args[0])))
    return formula.replace(lambda part: part.is_Add, _without_cancellation)


def _exponent(part: Expr) -> Expr | None:
    """u where ``part`` is ``1 + exp(u)``."""
    if part.is_Add and len(part.args) == 2 and part.args[0] is sympy.S.One and isinstance(part.args[1], sympy.exp):
        return part.args[1].args[0]
    return None


def _is_softplus(part: Expr) -> bool:
    return isinstance(part, sympy.log) and _exponent(part.args[0]) is not None


def _one_plus_erf(u: Expr) -> Expr:
    """``x/sqrt(2)`` is not rounded on the way: erf far below 0 would make 1e-13 of it."""
    root = sympy.sqrt(2)
    return 2 * NormalCDF(root * u) if u.has(root) else OnePlusErf(u)


_COMPLEMENTS: dict[tuple[Any, int], Callable[[Expr], Expr]] = {
    (sympy.exp, -1): lambda u: -expm1(u),  # 1 - exp(u)
    (sympy.erf, 1): _one_plus_erf,
    (sympy.erf, -1): sympy.erfc,
    (sympy.tanh, 1): lambda u: 2 * LogisticSigmoid(2 * u),
    (sympy.tanh, -1): lambda u: 2 * LogisticSigmoid(-2 * u),
    (LogisticSigmoid, -1): lambda u: LogisticSigmoid(-u),
}
"""For a function f and a sign s: 1 + s f(u) in a form that does not cancel."""


def _without_cancellation(total: Add) -> Expr:
    """Join the number of a sum with the first term that has a complement: ``n + s n f(u)``."""
    number, *terms = total.args  # sympy puts the number first
    if not number.is_Number:
        return total
    for position, term in enumerate(terms):
        coefficient, factor = term.as_coeff_Mul()
        sign = int((coefficient == number) - (coefficient == -number))
        if (factor.func, sign) not in _COMPLEMENTS:
            continue
        rest = [*terms[:position], *terms[position + 1 :]]
        return Add(number * _COMPLEMENTS[factor.func, sign](factor.args[0]), *rest)
    return total


def plain(formula: Expr) -> Expr:
    """The formula as people write it: without the functions that stand for stable forms.

    >>> x = sympy.Symbol("x", real=True)
    >>> plain(SoftPlus(x) + expm1(x))
    exp(x) + log(exp(x) + 1) - 1
    """
    return formula.replace(_is_stable_form, lambda part: BY_FUNCTION[part.func].define(*part.args))


@lru_cache(maxsize=1024)
def for_arrays(formula: Expr) -> Expr:
    """The formula in functions that arrays have, in forms that do not overflow or cancel.

    >>> x = sympy.Symbol("x", real=True)
    >>> for_arrays(sympy.sec(sympy.log(1 + sympy.exp(x))))
    1/cos(SoftPlus(x))
    >>> for_arrays(sympy.log(1 - x)), for_arrays(sympy.log(sympy.Max(1 - x, sympy.exp(-100))))
    (log1p(-x), Max(-100, log1p(Max(-1, -x))))
    """
    return defined(stable(formula).replace(_is_log, _near_1), _lacks_array_function)


def _is_log(part: Basic) -> bool:
    return isinstance(part, sympy.log)


def _near_1(part: Expr) -> Expr:
    """log(1 + u), in which ``1 + u`` is not rounded; and that of the larger of it and a number above 0."""
    (argument,) = part.args
    if _begins_with_1(argument):
        return log1p(argument - 1)
    if isinstance(argument, sympy.Max) and len(argument.args) == 2:
        number, other = sorted(argument.args, key=lambda arg: not arg.is_number)
        if number.is_number and number.is_positive and _begins_with_1(other):
            return sympy.Max(sympy.log(number), log1p(sympy.Max(other - 1, -1)))
    return part


def _begins_with_1(part: Expr) -> bool:
    """Whether it is ``1 + u``."""
    return bool(part.is_Add) and part.args[0] is sympy.S.One


def _lacks_array_function(part: Basic) -> bool:
    row = BY_FUNCTION.get(part.func)
    return row is not None and row.array is None


def defined(formula: Expr, lacking: Callable[[Basic], bool]) -> Expr:
    """The formula with functions written by their definitions in the table, until none of ``lacking`` is left.

    >>> x = sympy.Symbol("x", real=True)
    >>> defined(sympy.cot(x) + sympy.sec(x), lambda part: isinstance(part, sympy.cot))
    sec(x) + 1/tan(x)
    """
    return formula.replace(lacking, lambda part: defined(BY_FUNCTION[part.func].define(*part.args), lacking))


def _is_stable_form(part: Basic) -> bool:
    """Whether a function has no name in the Wolfram Language; Step is left, which has no shorter definition."""
    row = BY_FUNCTION.get(part.func)
    return row is not None and row.head is None and row.function is not Step
