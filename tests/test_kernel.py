"""`Kernel`: sympy goes to an engine, sympy comes back, and what is no value is an error that says what it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy
from engines.kernels import FakeKernel
from sympy import Eq, Float, Function, I, Integral, Limit, Matrix, Rational, Symbol, oo, pi
from wolframclient.language import wlexpr

from wlbridge import Kernel, NetChain, from_wl, kernel, net_loss
from wlbridge.engines import WolframEngine, WoxiEngine
from wlbridge.errors import (
    DataError,
    EngineAnswerError,
    EngineError,
    EngineTimeoutError,
    SymbolNameError,
    UnsupportedFunctionError,
)
from wlbridge.wolfram.make import call

x = Symbol("x", real=True)
y = Symbol("y", positive=True)
n = Symbol("n_1", integer=True)
f = Function("f")
LONG = 60.0


@pytest.fixture(scope="module", params=["woxi", "mathilda", "mathics"])
def engine(request: pytest.FixtureRequest) -> Iterator[Kernel]:
    if request.param == "mathics" and not request.config.getoption("--long"):
        pytest.skip("Mathics3 takes 4 s to start: --long")
    with Kernel(request.param) as started:
        yield started


def agree(left: Any, right: Any) -> bool:
    """Whether two expressions have the same value at a point, to 40 digits."""
    point = {x: Rational(13, 10), y: Rational(7, 3), n: 3}
    difference = sympy.N((left - right).subs(point), 50)
    return abs(mpmath.mpmathify(difference)) < mpmath.mpf(10) ** -40


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (call("Factor", x**2 - y**2), (x - y) * (x + y)),
        (call("Expand", (x + y) ** 3), x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3),
        (call("D", sympy.sin(x * y) ** 2, x), 2 * y * sympy.sin(x * y) * sympy.cos(x * y)),
        (call("D", sympy.exp(x**2), [x, 2]), (4 * x**2 + 2) * sympy.exp(x**2)),
        (call("Integrate", x**2, [x, 0, y]), y**3 / 3),
        (Integral(sympy.exp(-(x**2)), (x, -oo, oo)), sympy.sqrt(pi)),
        (call("Together", 1 / x + 1 / y), (x + y) / (x * y)),
        (call("Det", Matrix([[x, 1], [y, x]])), x**2 - y),
        (Rational(1, 3) + sympy.Integer(2) ** 100, (1 + 3 * 2**100) / sympy.Integer(3)),
        (call("Plus", Float(0.1), Float(0.2)), Float(0.1 + 0.2)),
        (call("Factorial", 30), sympy.Integer(265252859812191058636308480000000)),  # https://oeis.org/A000142
        ("6*7", sympy.Integer(42)),
        (call("Plus", wlexpr("2 + 3"), n), 5 + n),
    ],
    ids=str,
)
def test_a_formula_is_evaluated(engine: Kernel, asked: Any, expected: Any) -> None:
    got = engine.evaluate(asked)
    assert got.free_symbols == expected.free_symbols
    assert agree(got, expected)


@pytest.mark.parametrize("function", [x * sympy.exp(x), sympy.log(x), 1 / (1 + x**2), x * sympy.sin(x)], ids=str)
def test_an_antiderivative_has_the_derivative(engine: Kernel, function: Any) -> None:
    assert agree(engine.evaluate(call("Integrate", function, x)).diff(x), function)


@pytest.mark.parametrize("polynomial", [x**2 - 5 * x + 6, x**2 - 3, x**2 - x - y], ids=str)
def test_solutions_solve(engine: Kernel, polynomial: Any) -> None:
    solutions = engine.evaluate(call("Solve", Eq(polynomial, 0), x))
    assert [list(solution) for solution in solutions] == [[x], [x]]
    assert all(agree(polynomial.subs(dict(solution)), 0) for solution in solutions)
    assert len({solution[x] for solution in solutions}) == 2


def test_factors_are_factors(engine: Kernel) -> None:
    assert isinstance(engine.evaluate(call("Factor", x**2 - 1)), sympy.Mul)


QUICK = ["woxi", "mathilda"]


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (call("Reduce", x**2 > 1, x), sympy.Or(x > 1, x < -1)),
        (call("FullSimplify", sympy.sin(x) ** 2 + sympy.cos(x) ** 2), sympy.Integer(1)),
        (Limit(sympy.sin(x) / x, x, 0), sympy.Integer(1)),
        (call("Series", sympy.cos(x), [x, 0, 5]), sympy.cos(x).series(x, 0, 6)),
        (call("Inverse", Matrix([[1, 2], [3, 4]])), Matrix([[1, 2], [3, 4]]).inv().as_immutable()),
        (call("Solve", [Eq(x + y, 3), Eq(x - y, 1)], [x, y]), sympy.Tuple(sympy.Dict({x: 2, y: 1}))),
        (call("Minimize", x**2 + x, x), sympy.Tuple(Rational(-1, 4), sympy.Dict({x: Rational(-1, 2)}))),
        (call("D", x * f(x), x), f(x) + x * f(x).diff(x)),
        (call("Quiet", wlexpr("1/0")), sympy.zoo),
        (call("Length", {"a": x}), sympy.Integer(1)),
    ],
    ids=str,
)
def test_what_two_engines_know(name: str, asked: Any, expected: Any) -> None:
    with Kernel(name) as started:
        assert started.evaluate(asked, functions={"f": f}) == expected


@pytest.mark.parametrize("name", QUICK)
def test_symbols_come_back_as_they_were_given(name: str) -> None:
    dummy, slanted = sympy.Dummy("d"), Symbol("a b", negative=True)
    with Kernel(name) as started:
        got = started.evaluate(call("Expand", (x + y + n + dummy + slanted) * 2))
    assert got.free_symbols == {x, y, n, dummy, slanted}
    assert got == 2 * (x + y + n + dummy + slanted)


def test_the_formula_of_a_loss_comes_back_in_its_own_symbols() -> None:
    formula = net_loss(NetChain([1], input=1)).expression
    with Kernel("woxi") as started:
        assert started.evaluate(call("Expand", formula)) == formula.expand()


def test_indexed_symbols_come_back() -> None:
    weights, k = sympy.IndexedBase("w"), sympy.Idx("k")
    with Kernel("mathilda") as started:
        got = started.evaluate(call("Expand", (weights[1, k] + x) ** 2))
    assert got == weights[1, k] ** 2 + 2 * weights[1, k] * x + x**2


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("1/0", r"the evaluation said: .*Power::infy: Infinite expression"),
        ("$Failed", r"the evaluation gave \$Failed"),
        ('Failure["why", <|"a" -> 1|>]', r'the evaluation gave Failure\["why", <\|"a" -> 1\|>\]'),
        ("Null", "the evaluation gave Null"),
        (call("Integrate", x**x, x), "Integrate was left as it is"),
        (Integral(x**x, x), "Integrate was left as it is"),
        (call("NoSuchFunction", x), "NoSuchFunction was left as it is"),
        (call("Plus", 1, call("Hold", x)), "Hold was left as it is"),
        ('StringJoin["a", "b"]', "the answer has no translation: .*a string is no expression"),
        ('{1, {2, ToExpression["$Failed"]}}', r"expression\[\[2, 2\]\]: .*the symbol \$Failed has no meaning here"),
    ],
    ids=str,
)
def test_an_answer_that_is_no_value(name: str, asked: Any, message: str) -> None:
    with Kernel(name) as started, pytest.raises(EngineAnswerError, match=f"^{name}[:,].*{message}"):
        started.evaluate(asked)


def test_the_answer_that_was_refused_can_be_had() -> None:
    with Kernel("woxi") as started, pytest.raises(EngineAnswerError, match="Quiet") as caught:
        started.evaluate("1/0")
    assert from_wl(caught.value.answer) == sympy.zoo


@pytest.mark.parametrize("name", QUICK)
def test_the_deadline(name: str) -> None:
    with Kernel(name) as started:
        with pytest.raises(EngineTimeoutError, match=r"no answer within 0\.5 s"):
            started.evaluate("While[True]", timeout=0.5)
        assert started.evaluate(x + 1) == x + 1


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        (
            call("Factor", 1 + f(x)),
            UnsupportedFunctionError,
            r"^expression\[\[1\]\]\.args\[1\]: the undefined function f",
        ),
        (
            call("F", [1, {x: object()}]),
            UnsupportedFunctionError,
            r"^expression\[\[1, 2, 1, 2\]\]: a value of the type",
        ),
        (call("F", {1, 2}), UnsupportedFunctionError, r"^expression\[\[1\]\]: a value of the type set"),
        ([x, Symbol("x")], SymbolNameError, r"^expression\[\[2\]\]: two different symbols would have the name x"),
        (Symbol("E") + sympy.E, SymbolNameError, "Global`E has a context"),
    ],
)
def test_what_cannot_go_there_is_refused(asked: Any, kind: type[Exception], message: str) -> None:
    with Kernel("woxi") as started, pytest.raises(kind, match=message):
        started.evaluate(asked)


def test_an_expression_that_contains_itself_is_refused() -> None:
    endless: list[Any] = [x]
    endless.append(endless)
    with Kernel("woxi") as started, pytest.raises(UnsupportedFunctionError, match="contains itself"):
        started.evaluate(endless)


@pytest.mark.parametrize(("levels", "too_deep"), [(500, False), (5000, True)])
def test_depth(levels: int, too_deep: bool) -> None:
    """It is Mathilda that stops, at 1,024 levels."""
    deep: Any = x
    for _ in range(levels):
        deep = [deep]
    with Kernel("mathilda") as started:
        if too_deep:
            with pytest.raises(EngineError, match=r"^mathilda: "):
                started.evaluate(call("Depth", deep), timeout=LONG)
        else:
            assert started.evaluate(call("Depth", deep), timeout=LONG) == levels + 1


def test_names_of_the_system_are_told_apart_from_those_of_the_user(pytestconfig: pytest.Config) -> None:
    if not pytestconfig.getoption("--long"):
        pytest.skip("Mathics3, which has contexts, takes 4 s to start: --long")
    with Kernel("mathics") as started:
        assert started.evaluate(Symbol("E") + sympy.E + Symbol("I") * I) == Symbol("E") + sympy.E + Symbol("I") * I


def test_an_engine_that_was_given_stays_open() -> None:
    with WoxiEngine() as given:
        with Kernel(given) as started:
            started.evaluate("{a = 7}")
        assert given.evaluate_text("a") == 7
    with Kernel("woxi") as started:
        started.evaluate(x)
    assert started.engine.pid is None


@pytest.mark.parametrize(
    ("engine", "kind", "message"),
    [
        ("maple", DataError, "maple"),
        (3, EngineError, "a int is no engine. Give the name"),
    ],
)
def test_what_is_no_engine(engine: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        Kernel(engine)


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeKernel]:
    fake = FakeKernel(tmp_path)
    yield fake
    assert fake.all_gone()


def test_the_engine_is_a_wolfram_kernel_where_there_is_one(fake: FakeKernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WLBRIDGE_WOLFRAM_KERNEL", str(fake.path))
    monkeypatch.setattr("tempfile.tempdir", str(fake.folder))
    with Kernel() as started:
        assert isinstance(started.engine, WolframEngine)
        assert started.evaluate("6*7", timeout=LONG) == 42
    monkeypatch.setattr(kernel, "find_wolfram_kernel", lambda: None)
    with Kernel() as started:
        assert isinstance(started.engine, WoxiEngine)
