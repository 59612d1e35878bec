"""Formulas rewritten so that numbers do not overflow or cancel; each rule is an identity of real numbers.

Programs keep their formulas as people write them; the numeric reading computes with these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Expr, Integer
from sympy.codegen.cfunctions import expm1

from wlbridge.wolfram_functions import LogisticSigmoid, OnePlusErf, SoftPlus


def stable(formula: Expr) -> Expr:
    """Rewrite log(1 + e^u), e^u - 1, 1 + erf(u), 1 - erf(u) and 1 - LogisticSigmoid(u), at any depth.

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


_COMPLEMENTS: dict[tuple[Any, int], Callable[[Expr], Expr]] = {
    (sympy.exp, -1): lambda u: -expm1(u),  # 1 - exp(u)
    (sympy.erf, 1): OnePlusErf,
    (sympy.erf, -1): sympy.erfc,
    (LogisticSigmoid, -1): lambda u: LogisticSigmoid(-u),
}
"""For a function f and a sign s: 1 + s f(u) in a form that does not cancel."""


def _without_cancellation(total: Add) -> Expr:
    """Join the number of a sum with the first term that has a complement: ``n + s n f(u)``."""
    number, terms = total.as_coeff_add()
    if number is sympy.S.Zero:
        return total
    for position, term in enumerate(terms):
        coefficient, factor = term.as_coeff_Mul()
        ratio = coefficient / number
        if ratio not in {Integer(1), Integer(-1)} or (factor.func, int(ratio)) not in _COMPLEMENTS:
            continue
        rest = terms[:position] + terms[position + 1 :]
        return Add(number * _COMPLEMENTS[factor.func, int(ratio)](factor.args[0]), *rest)
    return total
