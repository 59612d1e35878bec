"""Sympy's serialised form is read back to the object that was written, and nothing in it is ever evaluated."""

import random

import pytest
import sympy
from sympy import Add, Float, Function, Integer, Mul, Pow, Symbol, srepr
from translation_cases import CASES

from wlbridge.errors import SreprError
from wlbridge.translation.srepr_reader import read_srepr
from wlbridge.translation.to_wl import to_wl
from wlbridge.wolfram.text.writer import write_wl

x, y, z = sympy.symbols("x y z")
P, T = sympy.symbols("P T", commutative=False)
Q = sympy.MatrixSymbol("Q", 2, 2)

# What the cases of the translation lack.
MORE = [
    -2 * y,
    -x / 2,
    Rational := sympy.Rational(-1, 3),
    Rational * (x + 1) * sympy.sqrt(6),
    1 / (x * y),
    x + 1.5 * sympy.I,
    Float(sympy.pi, 200),
    Float("-0.1", 5),
    Float("1e400", 15),
    T * P * T**2 * x,
    Symbol('it\'s "quoted" \\ \n \u03b1 \U0001d6fc'),
    Symbol("n", integer=True, positive=True) + Symbol("n"),
    sympy.Dummy("d", real=True) + sympy.Dummy("d"),
    sympy.TribonacciConstant,
    sympy.Poly(x**2 * y + x / 2 - 1, x, y),
    sympy.Poly(x**2 + y, x),
    sympy.Matrix([[x, 1], [0, y]]),
    sympy.Matrix(0, 3, []),
    sympy.SparseMatrix(2, 2, {(0, 0): x}),
    sympy.ImmutableSparseNDimArray([[0, 1], [x, 0]]),
    sympy.Array([]),
    sympy.Idx("i", (0, 3)),
    sympy.IndexedBase("w", shape=(2, 3))[0, 1],
    sympy.Order(x * y),
    sympy.Interval.open(0, x),
    sympy.FiniteSet(1, x, y),
    sympy.BlockMatrix([[Q, Q.T], [Q.I, Q**2]]),
    Function("f")(x, Function("g")()),
]

# What sympy would simplify as soon as it is made.
UNEVALUATED = [
    Mul(2, x + y, evaluate=False),
    Add(x, x, evaluate=False),
    Add(x, Add(y, 1, evaluate=False), 2, evaluate=False),
    Mul(x, x, Mul(x, y, evaluate=False), evaluate=False),
    Mul(3, Pow(2, -1, evaluate=False), evaluate=False),
    Pow(2, 3, evaluate=False),
    Pow(sympy.E, x, evaluate=False),
    Pow(Pow(x, 2, evaluate=False), 3, evaluate=False),
    sympy.sin(0, evaluate=False),
    sympy.cos(-x, evaluate=False),
    sympy.factorial(10**9, evaluate=False),
    sympy.Max(1, 2, evaluate=False),
    sympy.Eq(1, 2, evaluate=False),
    sympy.Not(x > 1, evaluate=False),
    sympy.Piecewise((1, x > 0), (1, True), evaluate=False),
]


@pytest.mark.parametrize("expression", [*(case[0] for case in CASES), *MORE], ids=str)
def test_an_expression_comes_back_as_itself(expression: sympy.Basic) -> None:
    again = read_srepr(srepr(expression))
    assert type(again) is type(expression)
    assert again == expression
    assert srepr(again) == srepr(expression)


@pytest.mark.parametrize("expression", UNEVALUATED, ids=srepr)
def test_nothing_is_worked_out(expression: sympy.Basic) -> None:
    assert srepr(read_srepr(srepr(expression))) == srepr(expression)


@pytest.mark.parametrize("value", [0.1, 5e-324, 1.7976931348623157e308, -1e-300, 2 / 3])
def test_a_double_comes_back_bit_by_bit(value: float) -> None:
    assert float(read_srepr(srepr(Float(value)))).hex() == value.hex()


def test_an_integer_of_any_length_that_is_read_at_all() -> None:
    assert read_srepr(f"Integer(-1{'0' * 9999})") == -(Integer(10) ** 9999)


def test_spaces_and_line_breaks_do_not_matter() -> None:
    assert read_srepr('\n Add( Symbol("x") ,\n\tInteger( 1 ), )'.replace(", )", ")")) == x + 1


REFUSED = [
    ("", 1, 1, "the text ends too early"),
    ("Add(Symbol('x'),", 1, 17, "the text ends too early"),
    ("Add(\n  Symbol('x'), %)", 2, 16, "unexpected character '%'"),
    ("Symbol('x').name", 1, 12, "unexpected character"),
    ("x", 1, 1, "the name x has no meaning"),
    ("__import__('os')", 1, 1, "the name __import__ has no meaning"),
    ("Symbol.__class__", 1, 7, "unexpected character '.'"),
    ("Add(Symbol('x'), eval('1'))", 1, 18, "the name eval has no meaning"),
    ("Add(Symbol('x'), 'y')", 1, 1, "a part is no number"),
    ("sin('print(1)')", 1, 1, "an argument is no expression"),
    ("Sum('x', Tuple(Symbol('x'), Integer(1), Integer(2)))", 1, 1, "an argument is no expression"),
    ("sin(1)", 1, 1, "an argument is no expression"),
    ("sin()", 1, 1, "sin cannot be made of these arguments"),
    ("sin(Symbol('x'), evaluate=False)", 1, 1, "sin takes no keyword"),
    ("Symbol('x', nonsense=True)", 1, 1, "nonsense is no assumption"),
    ("Symbol('x', real=5)", 1, 1, "real is no assumption, or has a value"),
    ("Symbol('x', real=yes)", 1, 18, "unexpected 'yes'"),
    ("Symbol('x', real=True, real=True)", 1, 1, "a keyword is given twice"),
    ("Symbol('x', positive=True, negative=True)", 1, 1, "contradict each other"),
    ("Symbol(Symbol('x'))", 1, 1, "every argument is a string"),
    ("Dummy('x')", 1, 1, "a Dummy without its dummy_index"),
    ("Rational(2, 4)", 1, 1, "it would become 1/2"),
    ("Rational(1, 0)", 1, 1, "the denominator is not positive"),
    ("Float('0x10', precision=53)", 1, 1, "decimal digits"),
    ("Float('1.0')", 1, 1, "decimal digits"),
    ("Float('1e999999999', precision=53)", 1, 1, "an exponent beyond"),
    ("Float('1.0', precision=999999999999)", 1, 1, "a precision beyond"),
    ("Integer(" + "1" * 200_001 + ")", 1, 9, "a number of more than 200000 digits"),
    ("Pow(Integer(10), Integer(999999999))", 1, 1, "a million binary digits"),
    ("primepi(Integer(10000000000000))", 1, 1, "a number beyond 10000"),
    ("Poly(Pow(Symbol('x'), Integer(1000000000)), Symbol('x'))", 1, 1, "a degree beyond 100"),
    ("Interval(Integer(1), Integer(0), false, false)", 1, 1, "something else of it"),
    ("Function('f')", 1, 1, "a function without arguments"),
    ("sin(Function('f'))", 1, 5, "a function without arguments"),
    ("Symbol('f')(Symbol('x'))", 1, 1, "only Function('...') can be called"),
    ("ImmutableDenseMatrix([[Integer(1)], [Integer(1), Integer(2)]])", 1, 1, "rows of one length"),
    ("ImmutableDenseMatrix([['x']])", 1, 1, "an argument is no expression"),
    ("sin(MutableDenseMatrix([[Integer(1)]]))", 1, 1, "an argument is no expression"),
    ("[Symbol('x')]", 1, 1, "no expression of sympy"),
    ("Str('x')", 1, 1, "no expression of sympy"),
    ("genocchi(Symbol('n'))", 1, 1, "the name genocchi has no meaning"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), REFUSED)
def test_anything_else_is_refused_with_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(SreprError) as caught:
        read_srepr(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_text_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wlbridge.translation.srepr_reader.MOST_CHARACTERS", 10)
    with pytest.raises(SreprError, match="more than 10 characters"):
        read_srepr("Symbol('xy')")


DEPTH = 10_000


@pytest.mark.parametrize("around", ["sin({})", "Pow({}, Integer(2))", "Add(Integer(1), sin({}))"])
def test_depth_takes_memory_only(around: str) -> None:
    before, after = around.split("{}")
    part = read_srepr(before * DEPTH + "Symbol('x')" + after * DEPTH)
    for _ in range(DEPTH):
        part = part.args[0] if part.args[0].args or "Add" not in around else part.args[1].args[0]
    assert part == x


def test_a_deep_expression_goes_to_the_wolfram_language() -> None:
    expression = read_srepr("sin(" * DEPTH + "Symbol('x')" + ")" * DEPTH)
    assert write_wl(to_wl(expression)) == "Sin[" * DEPTH + "x" + "]" * DEPTH


TOO_DEEP = [
    "(" * DEPTH,
    "[" * DEPTH + "]" * DEPTH,
    "sin(" * DEPTH,
    "Function('f')" + "()" * DEPTH,
    "Tuple(" * DEPTH + ")" * DEPTH,  # sympy does not remember the hash of a Tuple
]


@pytest.mark.parametrize("text", TOO_DEEP, ids=lambda text: text[:6])
def test_other_depth_is_refused(text: str) -> None:
    with pytest.raises(SreprError):
        read_srepr(text)


PIECES = [
    "(",
    ")",
    ",",
    "'",
    "[",
    "]",
    "=",
    "-",
    "0",
    "9" * 12,
    "True",
    "x",
    "Symbol('x')",
    "Integer(0)",
    "oo",
    "nan",
]


def _mutated(seed: int, texts: list[str]) -> str:
    chance = random.Random(seed)  # noqa: S311
    text = chance.choice(texts)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 20]))
        other = chance.choice(texts)
        cut = chance.randrange(len(other))
        piece = chance.choice([*PIECES, other[cut : cut + 15], ""])
        text = text[:start] + piece + text[end:]
    return text


def test_a_mutated_text_gives_a_value_or_an_error_of_ours(pytestconfig: pytest.Config) -> None:
    texts = [srepr(case[0]) for case in CASES] + [srepr(expression) for expression in [*MORE, *UNEVALUATED]]
    read = 0
    for seed in range(100_000 if pytestconfig.getoption("--long") else 1_000):
        try:
            read_srepr(_mutated(seed, texts))
            read += 1
        except SreprError:
            pass
    assert read > 0
