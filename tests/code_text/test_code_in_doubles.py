"""Code for C, Fortran, JavaScript, Julia and NumPy has the values that mpmath finds, wherever there is a compiler."""

import math

import pytest
import sympy
from running import missing, values
from sympy import And, Float, Integer, Mul, Or, Piecewise, Pow, Rational, Symbol

from wlbridge.code_text.in_doubles import KNOWN, LANGUAGES, numeric_code
from wlbridge.errors import FormTooLargeError, SymbolNameError, UnsupportedFunctionError

x, y = sympy.symbols("x y")
POINTS = [(0.3, 0.7), (-0.6, 1.25), (1.5, -2.5), (-2.75, -0.4), (12.125, 3.5)]
TOLERANCE = 1e-12

FORMULAS = [
    x**2 / 3 + sympy.sin(y) / y - Rational(1, 3),
    x ** Rational(1, 3),  # the principal root: not a number at negative x
    x ** Rational(-2, 3) + y**2,
    sympy.sqrt(x) / y**3,
    x**-2 + (x + y) ** -1 + 2**y,
    Pow(-2, 3, evaluate=False) + x,
    Integer(-2) ** (y / 2),  # complex
    x + Pow(Integer(-2), Rational(7, 2), evaluate=False),
    sympy.cot(1 / (x + 3)) * sympy.sec(x, evaluate=False) / sympy.csc(-y),
    (-x) ** 2 - x**2 * y,
    -(x**2) / (x * y + 3) / (y - 5),
    Mul(3, Pow(2, -1, evaluate=False), evaluate=False) * x,  # 3/2 of integers is 1 in C
    Mul(7, Pow(2, -1, evaluate=False), y, evaluate=False),
    2147483647 * x + Integer(2) ** 62 * y,
    0.1 * x + (0.1 + 0.2) * y + Float(1e-20),
    5e-324 * x + 1.7976931348623157e308 * y / 8,
    sympy.pi * x + sympy.E * y + sympy.EulerGamma + sympy.Catalan + sympy.GoldenRatio,
    sympy.sign(x) / sympy.sign(y) + sympy.sign(x) / 2,
    sympy.sign(x - x * y / y, evaluate=False) / 2,
    sympy.Max(x, y, 0) - sympy.Min(x, y, 1, Rational(1, 3)),
    sympy.log(x**2, 2) + sympy.log(y**2, 10) + sympy.log(2) + sympy.sqrt(2) / 2,
    sympy.Abs(x - y) * sympy.exp(-(x**2)),
    sympy.atan2(y, x) + sympy.atan2(x, -1),
    Piecewise((x**2, x > 1), (y, And(x < 0, y > 0)), (1, True)),
    Piecewise((1 / x, Or(x < -2, sympy.Not(And(x > 0, y > 0)))), (Piecewise((2, sympy.Ne(y, 1)), (3, True)), True)),
    Piecewise((1, sympy.Eq(x, Rational(3, 2))), (0, True)) + 1,
    sum(((Rational(n, 7) * x + n) * sympy.cos(n * y) for n in range(1, 40)), start=sympy.S.Zero),  # of many lines
]


def formulas(language):
    """Those of the list, and every function that the language has."""
    functions = [function for function in KNOWN[language] if function in FUNCTIONS_OF_ONE]
    return [*FORMULAS, *(function(part) for function in sorted(functions, key=str) for part in (x, y / 2))]


FUNCTIONS_OF_ONE = {
    function
    for language in LANGUAGES
    for function in KNOWN[language]
    if issubclass(function, sympy.Function) and 1 in function.nargs and function.nargs != sympy.S.Naturals0
}


def expected(formula, point):
    """The value of mpmath; not a number where it is not real."""
    exact = {symbol: Float(value, 50) for symbol, value in zip((x, y), point, strict=True)}
    value = formula.subs(exact).evalf(30)
    return float(value) if value.is_real else math.nan


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_values_are_those_of_mpmath(language, tmp_path):
    if program := missing(language):
        pytest.skip(f"there is no {program} here")
    cases = formulas(language)
    codes = [numeric_code(formula, language) for formula in cases]
    wrong = []
    for formula, code, got in zip(cases, codes, values(language, codes, POINTS, tmp_path), strict=True):
        for point, value in zip(POINTS, got, strict=True):
            right = expected(formula, point)
            if not math.isclose(value, right, rel_tol=TOLERANCE) and not (math.isnan(value) and math.isnan(right)):
                wrong.append((code, point, value, right))
    assert wrong == []


def test_every_function_of_one_argument_was_among_them():
    assert {sympy.sin, sympy.erfc, sympy.floor, sympy.acosh, sympy.sec, sympy.sign} < FUNCTIONS_OF_ONE


def test_numpy_takes_arrays(tmp_path):
    code = numeric_code(sympy.Max(x, 0) + Piecewise((y, x > 1), (2, True)) + sympy.Min(x, y, 3), "numpy")
    pairs = ", ".join(f"({a}, {b})" for a, b in POINTS)
    swept = f"numpy.sum((lambda x, y: {code})(*numpy.array([{pairs}]).T))"
    ((total,),) = values("numpy", [swept], [(0.0, 0.0)], tmp_path)
    each = sum(max(a, 0) + (b if a > 1 else 2) + min(a, b, 3) for a, b in POINTS)
    assert total == pytest.approx(each, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "language", "code"),
    [
        (x**2 + sympy.pi, "c", "pow(x, 2.0) + 3.141592653589793"),
        (x**2 - x / 3, "fortran", "x**2 - 1.0d0/3.0d0*x"),
        (sympy.Max(x, 1e-30), "fortran", "max(1d-30, x)"),
        (1 / sympy.sqrt(x), "javascript", "Math.pow(x, -1.0/2.0)"),
        (sympy.Min(x, y) * x**y, "julia", "x^y*min(x, y)"),
        (x**2 / 2 + Integer(2) ** 60, "numpy", "(1/2)*x**2 + 1.152921504606847e+18"),
    ],
)
def test_how_it_looks(formula, language, code):
    assert numeric_code(formula, language) == code


REFUSED = [
    (sympy.zeta(x), "c", "zeta has no translation into c"),
    (1 + sympy.loggamma(x), "c", "loggamma has no"),
    (sympy.Mod(x, 3), "c", "Mod has no"),
    (sympy.floor(x), "fortran", "floor has no"),
    (sympy.erf(x), "javascript", "erf has no"),
    (sympy.Function("f")(x), "julia", "f has no"),
    (sympy.I * x, "c", "I has no"),
    (sympy.Min(x, sympy.oo, evaluate=False), "c", "oo has no"),
    (sympy.Sum(x**y, (y, 1, 3)), "numpy", "Sum has no"),
    (sympy.Matrix([[x]]).as_immutable(), "numpy", "ImmutableDenseMatrix has no"),
    (sympy.Tuple(x, y), "javascript", "Tuple has no"),
    (sympy.true, "c", "True has no"),
    (Piecewise((x, x > 0)), "c", "no case for the rest"),
    (Piecewise((x, y), (1, True)), "fortran", "y as a condition"),
    (sympy.Not(x), "c", "x as a condition"),
    (sympy.Eq(x > 1, y > 1), "c", "Equality of conditions"),
    (x + Integer(10) ** 23, "c", "no double is the integer of 77 bits"),
    (x + Integer(10) ** 400, "javascript", "no double is the integer"),
    (x + Rational(1, 10**23), "numpy", "no double is the integer"),
    (x + Float(sympy.pi, 30), "fortran", "no double is the real 3.14159"),
    (x + Float("1e400", 15), "julia", "no double is the real"),
]


@pytest.mark.parametrize(("formula", "language", "message"), REFUSED)
def test_what_the_language_lacks_is_refused_by_name(formula, language, message):
    with pytest.raises(UnsupportedFunctionError, match=message):
        numeric_code(formula, language)


@pytest.mark.parametrize(
    ("formula", "language", "message"),
    [
        *(
            (Symbol(name), language, "is no identifier")
            for name in ["x 1", "\u03b1", "", "_x", "2a"]
            for language in LANGUAGES
        ),
        (Symbol("double"), "c", "means something else"),
        (Symbol("pow") * x, "c", "means something else"),
        (Symbol("SIN"), "fortran", "means something else"),
        (Symbol("x") + Symbol("X"), "fortran", "two symbols would have the name"),
        (Symbol("x") + Symbol("x", positive=True), "c", "two symbols would have the name x"),
        (Symbol("a" * 64), "fortran", "longer than 63"),
        (Symbol("let"), "javascript", "means something else"),
        (Symbol("end"), "julia", "means something else"),
        (Symbol("lambda"), "numpy", "means something else"),
        (sympy.Dummy("x"), "c", "bound variable"),
    ],
)
def test_names_that_cannot_be_variables_are_refused(formula, language, message):
    with pytest.raises(SymbolNameError, match=message):
        numeric_code(formula, language)


def test_a_name_that_another_language_reserves_is_fine():
    assert numeric_code(Symbol("double") + Symbol("X") + x, "numpy") == "X + double + x"


def test_what_is_nested_too_deeply_is_refused():
    deep = x
    for _ in range(2000):
        deep = sympy.sin(deep, evaluate=False)
    with pytest.raises(FormTooLargeError, match="nested more deeply"):
        numeric_code(deep, "c")


def test_a_statement_too_long_for_fortran_is_refused(monkeypatch):
    monkeypatch.setattr("wlbridge.code_text.in_doubles._MOST_LINES_OF_FORTRAN", 3)
    assert numeric_code(sum(x**n for n in range(1, 20)), "fortran").count("\n") == 1
    with pytest.raises(FormTooLargeError, match="at most 3 lines"):
        numeric_code(sum(x**n for n in range(1, 40)), "fortran")
