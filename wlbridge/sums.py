"""Products and sums of shared temporaries, built without ordering and gathering where there is nothing to gather.

``Mul`` and ``Add`` take some 40 and 10 microseconds a term, which is most of the time for a layer of 100,000 weights.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Basic, Expr, Mul, Number, S

MANY = 50
"""Sums of fewer terms are put in sympy's own order."""


def product_of(factors: Sequence[Expr]) -> Expr:
    """The product of expressions.

    >>> from sympy.abc import x, y
    >>> product_of([y, x]) == x * y, product_of([x, x])
    (True, x**2)
    """
    if len(factors) == 1:
        return factors[0]
    if len(factors) == 2:
        a, b = factors
        if a.is_Symbol and b.is_Symbol and a != b:
            return Mul._from_args((a, b) if Basic.compare(a, b) < 0 else (b, a), True)
        if a.is_Symbol and b.is_Number:
            a, b = b, a
        if a.is_Number and b.is_Symbol and a and a is not S.One:
            return Mul._from_args((a, b), True)
    return Mul(*factors)


def sum_of(terms: Sequence[Expr]) -> Expr:
    """The sum of expressions; many different products of symbols stay in the order in which they are given.

    >>> from sympy.abc import x, y
    >>> sum_of([x, y, x])
    2*x + y
    """
    if len(terms) > MANY and all(map(_is_plain_product, terms)):
        kinds = {tuple(factor for factor in term.args if not isinstance(factor, Number)) for term in terms}
        if len(kinds) == len(terms):
            return Add._from_args(tuple(terms), True)
    return Add(*terms)


def _is_plain_product(term: Expr) -> bool:
    return bool(term.is_Mul) and all(factor.is_Symbol or factor.is_Number for factor in term.args)
