"""Products and sums built quickly are those that sympy builds."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Float, Integer, Rational, Symbol

from wlbridge.program import Placeholder
from wlbridge.sums import product_of, products_of, sum_of
from wlbridge.symbols import Element, Temporary

SYMBOLS = sympy.symbols("a:z", real=True)
NUMBERS = [Integer(0), Integer(1), Integer(-1), Integer(3), Rational(1, 2), Float(0.0), Float(1.0), Float(-2.5)]

ORDER = ["w_1", "w_2", "w_10", "w_11", "z_1", "z_10", "a_1"]
KINDS = {
    "w": lambda name: Element(Placeholder("w", (20,), "input", "w"), (int(name[2:]) - 1,)),
    "z": Temporary,
    "a": lambda name: Symbol(name, real=True),
}

factors = st.one_of(st.sampled_from(SYMBOLS), st.sampled_from(NUMBERS), st.just(SYMBOLS[0] + SYMBOLS[1]))


@given(st.lists(factors, min_size=1, max_size=3))
def test_products(parts: list[sympy.Expr]) -> None:
    assert product_of(parts) == sympy.Mul(*parts)


@given(st.lists(st.tuples(factors, factors), max_size=6))
def test_products_of_lines(pairs: list[tuple[sympy.Expr, sympy.Expr]]) -> None:
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    assert products_of(left, right) == [sympy.Mul(a, b) for a, b in pairs]


@given(st.lists(st.lists(factors, min_size=1, max_size=2), max_size=6))
def test_sums(parts: list[list[sympy.Expr]]) -> None:
    terms = [product_of(part) for part in parts]
    assert sum_of(terms) == sympy.Add(*terms)


@given(st.lists(st.sampled_from(ORDER), min_size=1, max_size=12), st.sampled_from([None, "symbol", "number"]))
def test_sums_of_many_symbols_are_in_the_same_order(names: list[str], other: str | None) -> None:
    """``w_10`` stands before ``w_2``, an element before a temporary, and a number before both."""
    firsts: list[sympy.Expr] = [KINDS[name[0]](name) for name in names]
    seconds = {
        None: [sympy.S.One] * len(names),
        "symbol": [Temporary(f"h_{k % 3}") for k in range(len(names))],
        "number": [Float(0.5 * (k % 4) - 0.5) for k in range(len(names))],
    }[other]
    terms = products_of(firsts, seconds)
    made, expected = sum_of(terms), sympy.Add(*terms)
    assert made == expected
    assert made.args == expected.args
    assert hash(made) == hash(expected)


@pytest.mark.parametrize("coefficient", [None, Float(0.5), Float(-1.0)])
def test_long_sums(coefficient: sympy.Expr | None) -> None:
    pairs = [sympy.symbols(f"w{k} x{k}", real=True) for k in range(100)]
    terms = [product_of([w, x] if coefficient is None else [coefficient, x]) for w, x in pairs]
    assert sum_of(terms) == sympy.Add(*terms)
    assert sum_of(terms).func(*sum_of(terms).args) == sum_of(terms)


def test_like_terms_of_a_long_sum_are_gathered() -> None:
    x, y = SYMBOLS[:2]
    assert sum_of([product_of([x, y])] * 100) == 100 * x * y
    assert sum_of([product_of([Float(0.5), x])] * 4 + [x]) == 3.0 * x
