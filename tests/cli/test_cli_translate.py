"""``wlbridge translate``: every language there and back, and what goes wrong."""

import pytest
import sympy
from sympy import Float, Rational, srepr

from wlbridge import from_wl, to_wl
from wlbridge.wolfram.wxf import write_wxf

x, y = sympy.symbols("x y")

TRANSLATED = [
    (["ArcTan[x, y]"], "atan2(y, x)"),
    (["x + 1/3 + 0.30000000000000004 y"], "x + 0.30000000000000004*y + S(1)/3"),
    (["x^2/3", "--to", "sympy"], "x**2/3"),
    (["Sin[x]", "--to", "srepr"], "sin(Symbol('x'))"),
    (["x^2/3", "--to", "latex"], r"\frac{x^{2}}{3}"),
    (["x^2/3", "--to", "c"], "(1.0/3.0)*pow(x, 2.0)"),
    (["x^2/3", "--to", "fortran"], "(1.0d0/3.0d0)*x**2"),
    (["x^2/3", "--to", "javascript"], "(1.0/3.0)*Math.pow(x, 2.0)"),
    (["x^2/3", "--to", "julia"], "(1.0/3.0)*x^2"),
    (["x^2/3", "--to", "numpy"], "(1/3)*x**2"),
    (["x^2/3", "--to", "wl"], "(1/3)*x^2"),
    (["sin(Symbol('x'))", "--from", "srepr"], "Sin[x]"),
    (["sin(Symbol('x'))", "--from", "srepr", "--to", "sympy"], "sin(x)"),
    (["f'[x] + g[y]", "--function", "f", "--function", "g"], "g(y) + Derivative(f(x), x)"),
    (["Function('f')(Symbol('x'))", "--from", "srepr", "--function", "f"], "f[x]"),
]


@pytest.mark.parametrize(("arguments", "output"), TRANSLATED)
def test_it_is_translated(run, arguments, output):
    result = run("translate", *arguments)
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", f"{output}\n")


@pytest.mark.parametrize("name", ["formula.wl", "-"])
def test_files_and_standard_input_are_read(run, tmp_path, name):
    text = "(* a comment *)\n\\[Alpha]^2 +\n 1\n"
    (tmp_path / "formula.wl").write_text(text, encoding="ascii")
    assert run("translate", name, "--to", "wl", input=text).stdout == "1 + \\[Alpha]^2\n"


def test_a_file_whose_name_is_an_expression_comes_first(run, tmp_path):
    (tmp_path / "x").write_text("y + 1", encoding="ascii")
    assert run("translate", "x").stdout == "y + 1\n"


def test_wxf_is_read(run, tmp_path):
    (tmp_path / "formula.wxf").write_bytes(write_wxf(to_wl(sympy.tanh(x) / 3)))
    assert run("translate", "formula.wxf", "--from", "wxf").stdout == "tanh(x)/3\n"


@pytest.mark.parametrize(
    "expression",
    [
        Rational(1, 3) * x + 0.1 * y,
        sympy.Integral(sympy.exp(-(x**2)), (x, -sympy.oo, y)),
        Float("0.1", 30) + x,
        sympy.Piecewise((x, x > y), (0, True)),
        sympy.Matrix([[x, 1], [2, y]]),
    ],
)
def test_srepr_there_and_back(run, expression):
    there = run("translate", "-", "--from", "srepr", input=srepr(expression)).stdout
    assert from_wl(there) == expression.as_immutable() if expression.is_Matrix else from_wl(there) == expression
    back = run("translate", "-", "--to", "srepr", input=there).stdout
    assert back.replace("Immutable", "Mutable") == srepr(expression) + "\n"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["x +"], "Error: EXPRESSION, line 1, column 4: unexpected end of the text"),
        (["broken.wl"], "Error: broken.wl, line 2, column 5: unexpected ']'"),
        (["nowhere.wl"], "Error: nowhere.wl: there is no such file"),
        (["nowhere", "--from", "wxf"], "Error: nowhere: there is no such file"),
        (["broken.wl", "--from", "wxf"], "Error: broken.wl"),
        (["latin1.wl"], "Error: latin1.wl: this is not text in UTF-8"),
        ([""], "Error: EXPRESSION, line 1, column 1: "),
        ([".", "--from", "srepr"], "Error: .: the file cannot be read (Is a directory)"),
        (["Foo[x]"], "Error: expression"),
        (["f[x]"], "Error: expression"),
        (["1 + NIntegrate[x, {x, 0, 1}]"], "Error: expression[[2, 0]]: the symbol NIntegrate has no meaning"),
        (["__import__('os')", "--from", "srepr"], "Error: EXPRESSION, line 1, column 1: the name __import__ has no"),
        (["Add(Symbol('x'),\n  1)", "--from", "srepr"], "Error: EXPRESSION, line 1, column 1: Add cannot be made"),
        (["sin(Symbol('x'", "--from", "srepr"], "Error: EXPRESSION, line 1, column 15: the text ends too early"),
        (["genocchi(Symbol('n'))", "--from", "srepr"], "Error: EXPRESSION, line 1, column 1: the name genocchi"),
        (["Function('f')(Symbol('x'))", "--from", "srepr"], "Error: expression: the undefined function f"),
        (["Zeta[x]", "--to", "c"], "Error: the expression: zeta has no translation into c"),
        (["{x, y}", "--to", "javascript"], "Error: the expression: Tuple has no translation into javascript"),
        (
            ["MutableDenseMatrix([[Symbol('x')]])", "--from", "srepr", "--to", "c"],
            "Error: the expression: MutableDenseMatrix has no translation into c",
        ),
        (["double", "--to", "c"], "Error: the name double means something else in c"),
        (["a$U20$b"], "Error: 'a b' is no name of a variable in Python"),
    ],
)
def test_an_error_is_one_or_two_lines(run, tmp_path, arguments, fault):
    (tmp_path / "broken.wl").write_text("f[x,\n g ]]", encoding="ascii")
    (tmp_path / "latin1.wl").write_bytes(b"x (* \xe9 *)")
    result = run("translate", *arguments)
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith(fault)
    assert [line.split(":")[0] for line in result.stderr.splitlines()] in (["Error"], ["Error", "Hint"])
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["translate"], "Missing argument 'EXPRESSION'"),
        (["translate", "x", "--to", "perl"], "'perl' is not one of 'wl', 'sympy', 'srepr', 'latex', 'c', 'fortran'"),
        (["translate", "x", "--from", "latex"], "'latex' is not one of 'wl', 'srepr', 'wxf'"),
    ],
)
def test_wrong_usage(run, arguments, fault):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert fault in " ".join(result.stderr.split())


@pytest.mark.parametrize("target", ["sympy", "srepr", "latex", "c"])
def test_what_sympy_cannot_print_is_refused(run, target):
    deep = "sin(" * 2000 + "Symbol('x')" + ")" * 2000
    result = run("translate", "-", "--from", "srepr", "--to", target, input=deep)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nested more deeply than sympy can print" in result.stderr


@pytest.mark.parametrize("target", ["sympy", "srepr", "latex"])
def test_an_integer_too_long_for_python_to_write_is_refused(run, target):
    result = run("translate", "Log[10^5000]", "--to", target)
    assert result.exit_code == 1
    assert "an integer has more than 4300 digits" in result.stderr
    assert "fault of wlbridge" not in result.stderr


def test_the_wolfram_language_takes_any_depth(run):
    deep = "sin(" * 2000 + "Symbol('x')" + ")" * 2000
    assert run("translate", "-", "--from", "srepr", input=deep).stdout == "Sin[" * 2000 + "x" + "]" * 2000 + "\n"


def test_the_help_names_every_language(run):
    text = " ".join(run("translate", "--help").stdout.split())
    assert "[wl|sympy|srepr|latex|c|fortran|javascript|julia|numpy]" in text
    assert "[default: sympy, and wl from srepr]" in text
    assert "translate" in run("--help").stdout
