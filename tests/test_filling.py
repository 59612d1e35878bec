"""Filling the slots of a formula gives what substitution with evaluation gives."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from wlbridge.program import Classes, Placeholder
from wlbridge.scalar.filling import filled
from wlbridge.statements import slot
from wlbridge.symbols import Temporary, elements
from wlbridge.wolfram_functions import LogisticSigmoid, Ramp, SoftPlus

A, B = slot(0), slot(1)
FORMULAS = {
    "sum": A + B,
    "difference": A - B,
    "negative": B - A,
    "quotient": A / B,
    "product": 2 * A * B,
    "tanh": sympy.tanh(A),
    "derivative of tanh": B * (1 - A**2),
    "square of a difference": (A - B) ** 2,
    "square root": sympy.sqrt(A),
    "odd function of a difference": sympy.tanh(B - A),
    "even function of a difference": sympy.cos(B - A),
    "sigmoid": LogisticSigmoid(A) * B,
    "softplus": SoftPlus(-A),
    "largest": sympy.Max(A, B),
    "ramp": Ramp(A) + B,
    "cases": sympy.Piecewise((A, B > 0), (0, True)),
    "size": sympy.Abs(A),
    "one slot": A,
    "a number": sympy.Integer(3),
    "numbers": sympy.Rational(1, 2) * A + sympy.Float(0.1) * B + 1,
    "not evaluated": sympy.Add(A, A, B, evaluate=False),
    "a nested sum that is not evaluated": sympy.Add(A, sympy.Add(B, 1), evaluate=False),
}
W = elements(Placeholder("w", (3, 12), "parameter", "w")).ravel().tolist()
CLASSES = elements(Placeholder("t", (2,), "target", "t", (), classes=Classes(3))).tolist()
EXPRESSIONS = [*W[:3], W[10], *(Temporary(f"z_{k}") for k in (1, 2, 10)), *CLASSES, sympy.Float(0.5), W[0] + W[1]]


@pytest.mark.parametrize("name", FORMULAS)
@given(st.lists(st.tuples(st.sampled_from(EXPRESSIONS), st.sampled_from(EXPRESSIONS)), max_size=5))
def test_it_is_substitution(name: str, lines: list[tuple[sympy.Expr, sympy.Expr]]) -> None:
    made = list(filled(FORMULAS[name], lines))
    for expression, (a, b) in zip(made, lines, strict=True):
        expected = FORMULAS[name].xreplace({A: a, B: b})
        assert expression.atoms(sympy.Symbol) <= {a, b} | expected.atoms(sympy.Symbol)
        numbers = {symbol: sympy.Rational(k + 3, 7) for k, symbol in enumerate(EXPRESSIONS) if symbol.is_Symbol}
        assert sympy.simplify((expression - expected).xreplace(numbers)) == 0


@pytest.mark.parametrize("name", [n for n in FORMULAS if "not evaluated" not in n])
def test_it_is_canonical_for_symbols(name: str) -> None:
    """Arguments in the order in which sympy puts them, whatever the names."""
    lines = [
        (W[9], W[1]),
        (W[1], W[9]),
        (W[1], W[10]),
        (Temporary("z_1"), W[1]),
        (Temporary("z_2"), Temporary("z_10")),
    ]
    for expression, (a, b) in zip(filled(FORMULAS[name], lines), lines, strict=True):
        expected = FORMULAS[name].subs({A: a, B: b}, simultaneous=True)
        assert expression == expected
        assert hash(expression) == hash(expected)
        assert sympy.srepr(expression) == sympy.srepr(expected)
