"""The table of functions in both directions, `to_wl` and `from_wl`, with woxi and mpmath's values as witnesses."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from oracle import FUNCTIONS

from wlbridge import plain_functions
from wlbridge.engines import WoxiEngine
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_HEAD, TABLE, FunctionRow
from wlbridge.program import Placeholder
from wlbridge.symbols import Element, Temporary
from wlbridge.wolfram.from_wl import formula_of, from_wl
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.to_wl import to_wl

X = Element(Placeholder("x", (2,), "input", "x"), (0,))
Y = Element(Placeholder("x", (2,), "input", "x"), (1,))
EXTRA = {
    "Clip": (-sympy.S.One, sympy.S.One),
    "Surd": (sympy.Integer(3),),
    "Mod": (sympy.Integer(3),),
    "Max": (Y,),
    "Min": (Y,),
}


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


def text(expression: sympy.Basic) -> str:
    return write_wl(to_wl(expression))


def applied(row: FunctionRow) -> sympy.Expr:
    return row.function(X, *EXTRA.get(row.head or "", (Y,) if row.arguments == 2 else ()))


@pytest.mark.parametrize("row", [row for row in TABLE if row.head], ids=lambda row: row.head)
def test_every_function_of_the_table_goes_there_and_back(row: FunctionRow) -> None:
    there = text(applied(row))
    assert there.startswith(row.head)
    variables = {"x1": X, "x2": Y}
    back = from_wl(read_wl(there.replace("x[1]", "x1").replace("x[2]", "x2")), variables)
    assert back == applied(row)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name in BY_HEAD and BY_HEAD[name].arguments == 1])
def test_woxi_means_the_same_by_the_name(woxi: WoxiEngine, name: str) -> None:
    """At a point inside the domain, against mpmath."""
    low, high = (max(min(end, 3.0), -3.0) for end in FUNCTIONS[name].domain)
    point = low + 0.37 * (high - low)
    tree = to_wl(BY_HEAD[name].function(X), symbols="plain")
    got = woxi.evaluate_text(f"With[{{x$1 = {point!r}}}, {write_wl(tree, dialect='woxi')}]")
    assert float(got) == pytest.approx(float(FUNCTIONS[name](point)), rel=2e-14)


def test_the_plain_functions_have_the_names_of_the_table() -> None:
    for name in plain_functions.__all__:
        if name != "Sqrt":  # a power in sympy
            assert getattr(plain_functions, name) is BY_HEAD[name].function


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (X + 1, "1 + x[1]"),
        (X - Y, "-x[2] + x[1]"),
        (X / Y, "x[1]/x[2]"),
        (2 * X / 3, "(2/3)*x[1]"),
        (1 / (1 + sympy.exp(-X)), "(1 + Exp[-x[1]])^(-1)"),
        (X**2, "x[1]^2"),
        (sympy.sqrt(X), "Sqrt[x[1]]"),
        (sympy.exp(X), "Exp[x[1]]"),
        (sympy.Float(0.1) * X, "0.1*x[1]"),
        (sympy.Float(1e-20), "1.*^-20"),
        (sympy.Rational(1, 2**52), "2^(-52)"),
        (sympy.pi * X, "Pi*x[1]"),
        (sympy.Max(X, 0), "Max[0, x[1]]"),
        (sympy.Piecewise((X, X >= 0), (0, True)), "Piecewise[{{x[1], x[1] >= 0}}, 0]"),
        (sympy.Piecewise((X, X > 1)), "Piecewise[{{x[1], x[1] > 1}}, Indeterminate]"),
        (sympy.And(X > 0, Y <= 1), "x[2] <= 1 && x[1] > 0"),
        (sympy.Or(sympy.Eq(X, 0), sympy.Ne(Y, 1)), "x[1] == 0 || x[2] != 1"),
        (sympy.nan, "Indeterminate"),
        (-sympy.oo, "-Infinity"),
        (sympy.zoo, "ComplexInfinity"),
        (sympy.true, "True"),
        (Temporary("z1_2"), "z1$2"),
        (Element(Placeholder("w", (2,), "parameter", "w", ("hidden",)), (1,)), 'w["hidden", 2]'),
        (Element(Placeholder("b", (2,), "parameter", "b", ((2, 1),)), (0,)), "b[{2, 1}, 1]"),
        (Element(Placeholder("t", (), "target", "t")), "t"),
    ],
)
def test_expressions(expression: sympy.Basic, expected: str) -> None:
    assert text(expression).replace(" ", "") == expected.replace(" ", "")


def test_long_floats_keep_their_digits() -> None:
    assert to_wl(sympy.Float("0.1", 40)) == Decimal(str(sympy.Float("0.1", 40)))


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        (sympy.Function("f")(X), "the function f "),
        (sympy.zeta(X) + 1, "the function zeta "),
        (sympy.Symbol("w_1"), "the symbol 'w_1'"),
        (sympy.Symbol('x]; Run["ls"]'), "the symbol 'x]; Run"),
        (sympy.Integral(X, X), "the function Integral "),
    ],
)
def test_what_is_unknown_is_refused_by_name(expression: sympy.Basic, name: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match=name.replace("[", r"\[")):
        to_wl(expression)


def test_a_shared_part_is_translated_once() -> None:
    expression: sympy.Expr = X
    for _ in range(60):
        expression = sympy.Mul(expression, sympy.Add(expression, 1, evaluate=False), evaluate=False)
    tree = to_wl(expression)
    assert tree.args[0] is tree.args[1].args[0] or tree.args[0] is tree.args[1].args[1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("#^2 &", X**2),
        (
            "0.5 (#1 (1 + Tanh[0.797885 (#1 + 0.044715 #1^3)])) &",
            0.5 * X * (1 + sympy.tanh(0.797885 * (X + 0.044715 * X**3))),
        ),
        ("Function[u, u/(1 + Abs[u])]", X / (1 + sympy.Abs(X))),
        ("Function[{u}, If[u > 0, u, 0.1 u]]", sympy.Piecewise((X, X > 0), (0.1 * X, True))),
        ("Which[# < 0, -1, # > 1, 1, True, #] &", sympy.Piecewise((-1, X < 0), (1, X > 1), (X, True))),
        ("Piecewise[{{#, # > 0}}] &", sympy.Piecewise((X, X > 0), (0, True))),
        ("Clip[#] &", plain_functions.Clip(X, -1, 1)),
        ("Clip[#, {0, 6}] &", plain_functions.Clip(X, 0, 6)),
        ("Clip[#, {0, 1}, {-5, 5}] &", sympy.Piecewise((-5, X < 0), (5, X > 1), (X, True))),
        ("Log[2, #] &", sympy.log(X) / sympy.log(2)),
        ("Round[#, 2] &", 2 * plain_functions.Round(X / 2)),
        ("Threshold[#, 1] &", sympy.Piecewise((X, sympy.Abs(X) > 1), (0, True))),
        ("KroneckerDelta[#] &", sympy.KroneckerDelta(X, 0)),
        ("If[0 < # <= 1, #, 0] &", sympy.Piecewise((X, sympy.And(sympy.Lt(0, X), X <= 1)), (0, True))),
        ("Sqrt[#] + Subtract[#, 1] + Divide[#, 2] + Minus[#] &", sympy.sqrt(X) + X - 1 + X / 2 - X),
        ("Pi # + E + Degree &", sympy.pi * X + sympy.E + sympy.pi / 180),
        ("Max[#, 0, -1] &", sympy.Max(X, 0)),
    ],
)
def test_functions_that_networks_carry(source: str, expected: sympy.Basic) -> None:
    assert formula_of(read_wl(source))(X) == expected


@pytest.mark.parametrize(
    "source", ["f[#] &", "# + y &", "StringLength[#] &", "Run[#] &", "#name &", '<|"a" -> 1|>', "3"]
)
def test_functions_that_mean_nothing_here(source: str) -> None:
    with pytest.raises(UnsupportedFunctionError):
        formula_of(read_wl(source))(X)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_stays_the_same_double(number: float) -> None:
    there = to_wl(sympy.Float(number))
    assert float(from_wl(there, {})) == number
    assert read_wl(write_wl(there)) == number


def test_no_text_becomes_a_symbol_of_the_system() -> None:
    """A plain symbol of a user cannot be taken for an element or a temporary of ours."""
    for name in ("E", "Pi", "w1_1_1"):
        symbol: Any = sympy.Symbol(name, real=True)
        with pytest.raises(UnsupportedFunctionError, match=name):
            to_wl(symbol + 1)
