"""Random expressions of sympy go to text and back to themselves, and so do names of symbols, whatever they are."""

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from translation_cases import SYMBOLS, i, t, x, y

from wlbridge import from_wl, to_wl
from wlbridge.translation.function_table import ARGUMENTS, ONE_TO_ONE
from wlbridge.translation.number_rules import LARGEST_EXPONENT
from wlbridge.translation.symbol_names import named_symbol, wolfram_name
from wlbridge.wolfram.text.writer import write_wl

EXAMPLES = 500

OF_ONE = [
    function
    for name, function in ONE_TO_ONE.items()
    if getattr(function, "nargs", None) is not None and 1 in function.nargs and 1 in ARGUMENTS.get(name, {1})
]

NUMBERS = st.one_of(
    st.integers(-5, 5).map(sympy.Integer),
    st.fractions(max_denominator=9).map(lambda value: sympy.Rational(value.numerator, value.denominator)),
    st.floats(allow_nan=False, allow_infinity=False, width=64).map(sympy.Float),
    st.sampled_from([sympy.pi, sympy.E, sympy.I, sympy.EulerGamma]),
)
LEAVES = st.one_of(st.sampled_from([x, y, i, t]), NUMBERS)


def _made(kind: str, first: sympy.Expr, second: sympy.Expr) -> sympy.Expr:
    if kind == "piecewise":
        return sympy.Piecewise((first, sympy.StrictGreaterThan(x, i)), (second, True))
    return {"+": sympy.Add, "*": sympy.Mul, "sum": lambda a, b: sympy.Sum(a, (i, 1, t)) + b}[kind](first, second)


def _applied(number: int, argument: sympy.Expr) -> sympy.Expr:
    """A function of an argument; the argument itself where sympy refuses it, as one that is no integer."""
    try:
        return OF_ONE[number](argument if argument.free_symbols else argument + x)
    except (TypeError, ValueError):
        return argument


EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(_made, st.sampled_from(["+", "*", "piecewise", "sum"]), inner, inner),
        st.builds(_applied, st.integers(0, len(OF_ONE) - 1), inner),
        st.builds(sympy.Pow, inner, st.sampled_from([2, -1, x, sympy.S.Half])),
    ),
    max_leaves=8,
)


def _rebuilt(expression: sympy.Basic) -> sympy.Basic:
    """As sympy makes it anew of its own parts, which is not always the same."""
    while True:
        again = expression.func(*map(_rebuilt, expression.args)) if expression.args else expression
        if again == expression:
            return expression
        expression = again


def comes_back_as_itself(expression: sympy.Expr) -> None:
    expected = _rebuilt(expression)
    assume(all(abs(number._mpf_[2]) < LARGEST_EXPONENT for number in expected.atoms(sympy.Float)))
    assert from_wl(write_wl(to_wl(expected)), symbols=SYMBOLS) == expected


def test_a_random_expression_comes_back_as_itself(pytestconfig: pytest.Config) -> None:
    count = 10_000 if pytestconfig.getoption("--long") else EXAMPLES
    settings(max_examples=count, deadline=None)(given(EXPRESSIONS)(comes_back_as_itself))()


@given(st.text(min_size=1))
def test_any_name_comes_back_as_itself(name: str) -> None:
    symbol = sympy.Symbol(name)
    assert from_wl(write_wl(to_wl(symbol))) == symbol


@given(st.lists(st.text(alphabet="_$UD0x1 7", min_size=1), min_size=2, max_size=2, unique=True))
def test_different_names_stay_different(names: list[str]) -> None:
    one, other = (wolfram_name(sympy.Symbol(name)) for name in names)
    assert one != other
    assert named_symbol(one).name == names[0]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_comes_back_bit_for_bit(number: float) -> None:
    back = from_wl(write_wl(to_wl(sympy.Float(number))))
    assert back == sympy.Float(number)
    assert back._prec == 53
