"""`to_wl` and `from_wl` of sympy at large, against texts that follow the Wolfram Language's documentation."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from sympy import Dummy, Function, ImmutableMatrix, Symbol
from sympy.functions.special import error_functions, polynomials
from translation_cases import CASES, FUNCTIONS, SYMBOLS, A, f, k, n, x, y

from wlbridge import from_wl, to_wl
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.translation.function_exceptions import READ, READ_LISTS
from wlbridge.translation.function_table import ONE_TO_ONE
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import head_name, postorder


def read(text: str) -> sympy.Basic:
    return from_wl(text, symbols=SYMBOLS, functions=FUNCTIONS)


def written(expression: Any) -> str:
    return write_wl(to_wl(expression, functions=FUNCTIONS))


@pytest.mark.parametrize(("expression", "text"), CASES, ids=[text[:40] for _, text in CASES])
def test_the_documented_text_is_the_expression(expression: sympy.Basic, text: str) -> None:
    assert read(text) == expression


@pytest.mark.parametrize(("expression", "text"), CASES, ids=[text[:40] for _, text in CASES])
def test_an_expression_goes_there_and_back_to_itself(expression: sympy.Basic, text: str) -> None:
    back = read(written(expression))
    assert back == expression
    assert type(back) is type(expression)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (sympy.atan2(y, x), "ArcTan[x, y]"),
        (sympy.LambertW(x, -1), "ProductLog[-1, x]"),
        (sympy.lowergamma(n, x), "Gamma[n, 0, x]"),
        (sympy.betainc(1, n, x, y), "Beta[x, y, 1, n]"),
        (sympy.bernoulli(n), "BernoulliB[n, 1]"),
        (sympy.frac(x), "Mod[x, 1]"),
        (sympy.Heaviside(x, 1), "UnitStep[x]"),
        (sympy.DiracDelta(x, 2), "Derivative[2][DiracDelta][x]"),
        (sympy.Lambda(x, x), "#1 &"),
        (sympy.Derivative(f(x, y), x, y), "Derivative[1, 1][f][x, y]"),
        (sympy.Derivative(f(x, y), x, y, x), "D[f[x, y], x, y, x]"),  # [1, 1] would be one derivative less
        (sympy.Derivative(f(x, 2 * x), x), "D[f[x, 2*x], x]"),  # Derivative[1, 0] is that by the first argument alone
        (error_functions.Li(x), "-LogIntegral[2] + LogIntegral[x]"),
        (polynomials.hermite_prob(n, x), "2^((-1/2)*n)*HermiteH[n, (1/2)*x*Sqrt[2]]"),
        (sympy.exp(x), "Exp[x]"),
        (sympy.sqrt(x), "Sqrt[x]"),
        (x / y, "x/y"),
        (sympy.Piecewise((x, x > 0), (-x, x < 0)), "Piecewise[{{x, x > 0}, {-x, x < 0}}, Indeterminate]"),
        (A.applyfunc(sympy.tanh), "Map[Tanh, A, {2}]"),
        (sympy.Limit(1 / x, x, 0), 'Limit[x^(-1), x -> 0, Direction -> "FromAbove"]'),
        (sympy.Poly(x**2 + 3 * x + 1, x), "1 + x^2 + 3*x"),
        (sympy.FiniteSet(1, 2, x), "{1, 2, x}"),
        (Symbol("E") * Symbol("N"), "Global`E*Global`N"),
        (sympy.CRootOf(x**5 - x + 1, 0), "Root[1 - #1 + #1^5 &, 1]"),
        (sympy.CRootOf(x**3 + 2, 1), "Root[{2 + #1^3 &, 0.6299605249474366 - 1.0911236359717214*I}]"),
        (sympy.bell(n, 2, sympy.Tuple(x, y)), "BellY[n, 2, {x, y}]"),
        (sympy.LeviCivita(1, n, x), "Inactive[Signature][{1, n, x}]"),
        (sympy.S.EmptySet, "{}"),
        (sympy.AccumBounds(-1, 1), "Interval[{-1, 1}]"),
        (sympy.Contains(x, sympy.Interval.open(0, 1)), "0 < x && x < 1"),
        (sympy.Contains(x, sympy.FiniteSet(1, y)), "x == 1 || x == y"),
        ([x, [1, y]], "{x, {1, y}}"),
        ({x: 1}, "<|x -> 1|>"),
        (1 - 2.5j, "1. - 2.5*I"),
        (1e-20, "1.*^-20"),
        (mpmath.mpf("0.5"), "0.5"),
        (sympy.Matrix([[1, x]]), "{{1, x}}"),
        (sympy.Array([1, x]), "{1, x}"),
    ],
    ids=str,
)
def test_what_is_not_one_to_one_is_written_so(expression: Any, text: str) -> None:
    with mpmath.workdps(15):  # an mpf has the precision that mpmath has
        assert written(expression) == text


@pytest.mark.parametrize("zero", ["0", "0."])
@pytest.mark.parametrize("base", ["0", "0.", "Infinity", "(-Infinity)", "ComplexInfinity", "Indeterminate"])
def test_the_power_0_is_indeterminate_where_it_is_there(base: str, zero: str) -> None:
    """sympy has 1: https://reference.wolfram.com/language/ref/Indeterminate.html has 0^0, Infinity^0."""
    assert read(f"{base}^{zero}") is sympy.nan
    assert read("x^0") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # https://reference.wolfram.com/language/ref/DirectedInfinity.html: equivalent to ComplexInfinity
        ("DirectedInfinity[0]", sympy.zoo),
        ("Interval[{2, 1}]", sympy.Interval(1, 2)),
        ("Interval[{y, 1}]", sympy.Interval(y, 1)),
        # (1 + x)^-3 is the sum; sympy's own binomial(-3, k) is zoo for a k that need not be an integer
        ("Sum[Binomial[-3, k], {k, 0, 2}]", sympy.Sum(sympy.binomial(-3, k, evaluate=False), (k, 0, 2))),
        ("Function[x, Function[y, x + y]][n]", sympy.Lambda(y, n + y)),
        ("#1 &", sympy.Lambda(x, x)),
        ("HeavisideTheta[x]", sympy.Heaviside(x)),
        ("DiracDelta[x]", sympy.DiracDelta(x)),
    ],
)
def test_what_sympy_has_otherwise_is_read_as_it_is_there(text: str, expected: sympy.Basic) -> None:
    assert read(text) == expected


def test_a_binomial_coefficient_of_a_negative_number_has_its_values() -> None:
    assert read("Sum[Binomial[-3, k], {k, 0, 2}]").doit() == 1 - 3 + 6


def test_a_symbol_named_like_a_constant_stays_apart_from_it() -> None:
    energy, current = Symbol("E", positive=True), Symbol("I", positive=True)
    both = energy * sympy.E + current * sympy.I + Symbol("Sin") * sympy.sin(x)
    assert from_wl(to_wl(both), symbols=[energy, current, Symbol("Sin")]) == both
    assert from_wl("m*c^2 == E", symbols=[energy]).rhs == energy


def test_there_are_400_cases_and_every_function_of_the_tables_is_in_two() -> None:
    assert len({text for _, text in CASES}) >= 400
    used = Counter(name for _, text in CASES for name in {head_name(part) for part in postorder(read_wl(text))})
    assert {name: used[name] for name in {*ONE_TO_ONE, *READ, *READ_LISTS} if used[name] < 2} == {}


@pytest.mark.parametrize("name", ["Tanh", "Exp", "LogisticSigmoid"])
def test_a_function_of_a_matrix_is_that_of_every_element(name: str) -> None:
    assert written(read(f"{name}[A]")) == f"Map[{name}, A, {{2}}]"


DIGITS = [15, 16, 20, 35, 50, 100]


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("text", ["0.1", "-2.5", "1e-400", "3e400", "123456789.123456789"])
def test_a_real_keeps_its_bits_and_its_precision(text: str, digits: int) -> None:
    number = sympy.sqrt(sympy.Float(text, digits) ** 2) / 7
    back = from_wl(write_wl(to_wl(number)))
    assert (back._mpf_, back._prec) == (number._mpf_, number._prec)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [(Fraction(1, 3), sympy.Rational(1, 3)), (Decimal("1.50"), sympy.Float("1.50", 3)), (2j, 2.0 * sympy.I)],
)
def test_numbers_of_python_in_a_tree_are_read(tree: Any, expected: sympy.Basic) -> None:
    assert from_wl(tree) == expected


def test_a_dummy_comes_back_as_the_same_one() -> None:
    dummy = Dummy("x")
    assert from_wl(written(dummy + x)) == dummy + x


@pytest.mark.parametrize("name", ["0D0_", "x_D7_", "D0"])
def test_a_name_that_ends_like_a_dummy_is_none(name: str) -> None:
    assert from_wl(written(Symbol(name))) == Symbol(name)


def test_a_float_matrix_of_python_stays_a_matrix() -> None:
    assert read("{{1.5, 2.5}}") == ImmutableMatrix([[1.5, 2.5]])


def test_shared_parts_are_translated_once_whatever_the_depth() -> None:
    """2^200 nodes as a tree, 201 distinct ones."""
    h = Function("h")
    expression = x
    for _ in range(200):
        expression = h(expression, expression, evaluate=False)
    tree = to_wl(expression, functions={"h": h})
    assert tree.args[0] is tree.args[1]
    back = from_wl(tree, functions={"h": h})
    for _ in range(200):
        assert back.func == h
        assert back.args[0] is back.args[1]
        back = back.args[0]
    assert back == x


def test_depth_is_only_a_matter_of_memory() -> None:
    h = Function("h")
    expression = x
    for _ in range(20_000):
        expression = h(expression, evaluate=False)
    text = write_wl(to_wl(expression, functions={"h": h}))
    assert text == "h[" * 20_000 + "x" + "]" * 20_000
    assert from_wl(text, functions={"h": h}).func == h


def test_what_is_nested_too_deeply_for_sympy_to_evaluate_is_left_as_it_is() -> None:
    text = "Log[1 + " * 2000 + "x" + "]" * 2000
    assert write_wl(to_wl(from_wl(text))) == text


@pytest.mark.parametrize(
    "text", ["Gamma[10^9]", "(10^9)!", "HermiteH[10^6, x]", "Fibonacci[10^9]", "BernoulliB[10^6, x]"]
)
def test_what_would_take_sympy_for_ever_is_left_as_it_is(text: str) -> None:
    assert from_wl(text).args[0] >= 10**6


@pytest.mark.parametrize("text", ["10^10^10", "Binomial[10^9, 10^8]", "PrimePi[10^9]"])
def test_what_cannot_be_left_as_it_is_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedFunctionError):
        from_wl(text)
