"""Products and sums built quickly are those that sympy builds."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Float, Integer, Rational

from wlbridge.sums import MANY, product_of, sum_of

SYMBOLS = sympy.symbols("a:z", real=True)
NUMBERS = [Integer(0), Integer(1), Integer(-1), Integer(3), Rational(1, 2), Float(0.0), Float(1.0), Float(-2.5)]

factors = st.one_of(st.sampled_from(SYMBOLS), st.sampled_from(NUMBERS), st.just(SYMBOLS[0] + SYMBOLS[1]))


@given(st.lists(factors, min_size=1, max_size=3))
def test_products(parts: list[sympy.Expr]) -> None:
    assert product_of(parts) == sympy.Mul(*parts)


@given(st.lists(st.lists(factors, min_size=1, max_size=2), min_size=1, max_size=6))
def test_short_sums(parts: list[list[sympy.Expr]]) -> None:
    terms = [product_of(part) for part in parts]
    assert sum_of(terms) == sympy.Add(*terms)


@pytest.mark.parametrize("coefficient", [None, Float(0.5)])
def test_long_sums_have_the_same_terms(coefficient: sympy.Expr | None) -> None:
    pairs = [sympy.symbols(f"w{k} x{k}", real=True) for k in range(2 * MANY)]
    terms = [product_of([w, x] if coefficient is None else [coefficient, x]) for w, x in pairs]
    assert set(sum_of(terms).args) == set(sympy.Add(*terms).args)


def test_like_terms_of_a_long_sum_are_gathered() -> None:
    x, y = SYMBOLS[:2]
    assert sum_of([product_of([x, y])] * (2 * MANY)) == 2 * MANY * x * y
