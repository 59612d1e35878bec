"""Code for sympy, run by Python, makes the expression again."""

import json
import subprocess
import sys

import pytest
import sympy
from sympy import Float, Function, MatrixSymbol, Mul, Pow, Rational, Symbol, srepr
from translation_cases import CASES

from wlbridge.code_text import sympy_code
from wlbridge.errors import FormTooLargeError, SymbolNameError

x, y = sympy.symbols("x y")

MORE = [
    x / 3 + Rational(1, 3),
    x ** Rational(-2, 3),
    Rational(1, 3) ** x,
    Float(sympy.pi, 60) * x,
    Float("0.1", 5),
    Float(5e-324) + 1e300 * x,
    -2 * (x + 1) ** 2,
    sympy.Dict({x: Rational(1, 2)}),
    sympy.Interval(Rational(1, 3), 2),
    sympy.Union(sympy.Interval(0, Rational(1, 3)), sympy.Interval.open(2, x)),
    sympy.FiniteSet(x, Rational(1, 3)),
    sympy.Poly(x**2 * y / 3 + 0.12345678901234568, x, y),
    sympy.Poly(x**2 / 3 + y, x),
    MatrixSymbol("A", 2, 3).applyfunc(sympy.Lambda(x, x / 3)),
    sympy.Matrix(0, 3, []),
    sympy.Matrix([[x, 1], [Rational(1, 2), y]]),
    sympy.Integer(7),
    sympy.Rational(-7, 2),
]

# Reads lines of code and writes lines of what sympy.srepr says of their values.
PROGRAM = """
import json, sys
from sympy import *
from sympy.functions.combinatorial.numbers import *
from sympy.functions.special.bessel import hn1, hn2, marcumq
from sympy.functions.special.error_functions import li
from sympy.functions.special.polynomials import jacobi, legendre
from wlbridge.wolfram_functions import *
exec(sys.argv[1])
print(json.dumps([srepr(sympify(eval(code))) for code in json.load(sys.stdin)]))
"""

SYMBOLS = """
x, y, z, a, b, c, n, s, p, q, r = symbols("x y z a b c n s p q r")
i, j, k = symbols("i j k", integer=True)
t = Symbol("t", positive=True)
P, T = symbols("P T", commutative=False)
f, g = Function("f"), Function("g")
A, B, C = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2), MatrixSymbol("C", 2, 3)
Q, V = MatrixSymbol("Q", 2, 2), MatrixSymbol("V", 3, 1)
w = IndexedBase("w")
"""


def test_the_code_makes_the_expression_again():
    expressions = [*(case[0] for case in CASES), *MORE]
    codes = json.dumps([sympy_code(expression) for expression in expressions])
    command = [sys.executable, "-c", PROGRAM, SYMBOLS]
    made = subprocess.run(command, input=codes, capture_output=True, check=True, text=True, timeout=120).stdout
    for code, expression, again in zip(json.loads(codes), expressions, json.loads(made), strict=True):
        # sympify makes matrices immutable and leaves code such as Matrix([[1]]) of the one class that there is.
        assert (code, again.replace("Mutable", "Immutable")) == (
            code,
            srepr(expression).replace("Mutable", "Immutable"),
        )


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (Symbol("x y"), "'x y' is no name of a variable"),
        (Symbol("\N{SCRIPT SMALL E}"), "is no name of a variable"),  # Python reads it as e
        (Symbol("lambda") + x, "'lambda' is no name of a variable"),
        (MatrixSymbol("A'", 2, 2), "is no name of a variable"),
        (Symbol("pi") + sympy.pi, "pi is the name of a symbol and of something else"),
        (sympy.sin(Symbol("sin")), "sin is the name of a symbol and of something else"),
        (Symbol("f") + Function("f")(x), "f is the name of a symbol and of something else"),
    ],
)
def test_names_that_would_mean_something_else_are_refused(expression, message):
    with pytest.raises(SymbolNameError, match=message):
        sympy_code(expression)


@pytest.mark.parametrize(
    "expression", [Mul(7, Pow(2, -1, evaluate=False), evaluate=False), Mul(7, Rational(1, 2), x, evaluate=False)]
)
def test_what_was_left_to_be_divided_is_no_float_of_python(expression):
    assert "S(7)" in sympy_code(expression)


def test_a_name_that_is_not_needed_otherwise_is_fine():
    assert sympy_code(Symbol("pi") + Symbol("beta")) == "beta + pi"


def test_what_is_too_deep_is_refused():
    deep = x
    for _ in range(2000):
        deep = sympy.sin(deep, evaluate=False)
    with pytest.raises(FormTooLargeError, match="nested more deeply"):
        sympy_code(deep)
