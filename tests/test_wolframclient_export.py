"""Once wlbridge is imported, wolframclient exports sympy, nets and losses, exactly, and all else as before."""

import io
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sympy
from engines.kernels import FakeKernel
from sympy import Float, Function, Integral, Symbol
from translation_cases import CASES
from wolframclient.deserializers import binary_deserialize
from wolframclient.evaluation import WolframLanguageSession
from wolframclient.serializers import export

from wlbridge import CrossEntropyLossLayer, NetChain, SoftmaxLayer, Tanh, from_wl, net_loss, to_wl
from wlbridge.errors import FormTooLargeError, SymbolNameError, UnsupportedFunctionError
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import same_tree
from wlbridge.wolfram.wxf import read_wxf

ROOT = Path(__file__).parents[1]

x, y = sympy.symbols("x y")
f, g = Function("f"), Function("g")
FUNCTIONS = {"f": f, "g": g}


def wxf(value: Any, **options: Any) -> Any:
    return export(value, target_format="wxf", **options)


@pytest.mark.parametrize("expression", [expression for expression, _ in CASES], ids=str)
def test_sympy_is_exported_as_its_translation_is(expression: sympy.Basic) -> None:
    """The bytes are those that wolframclient itself makes of the translation, which reads back from the text."""
    tree = to_wl(expression, functions=FUNCTIONS)
    if not expression.atoms(Float):  # wolframclient gives all Decimals 28 digits of precision
        assert wxf(expression, functions=FUNCTIONS) == wxf(tree)
    assert same_tree(read_wl(export(expression, functions=FUNCTIONS).decode("ascii")), tree)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (call("Factor", x**2 - 1), b"Factor[Plus[-1, Power[x, 2]]]"),
        ([x, (1, x / 2)], b"{x, {1, Times[Rational[1, 2], x]}}"),
        ({"a": x, x: y}, b'<|"a" -> x, x -> y|>'),
        (call("Integrate", sympy.sin(x), [x, 0, sympy.pi]), b"Integrate[Sin[x], {x, 0, Pi}]"),
        (Integral(x, (x, 0, 1)), b"Integrate[x, {x, 0, 1}]"),
        (sympy.Matrix([[x, 1], [2, y]]), b"{{x, 1}, {2, y}}"),
        (sympy.Matrix([[x, 1], [2, y]]).as_immutable(), b"{{x, 1}, {2, y}}"),
        (sympy.MutableDenseNDimArray([1, x, 3]), b"{1, x, 3}"),
        (sympy.Dict({x: 1}), b"Association[Rule[x, 1]]"),
        (sympy.Lambda(x, x + 1)(y) * sympy.I, b"Times[I, Plus[1, y]]"),
        (to_wl(x)(x + y), b"Global`x[Plus[x, y]]"),
        (call("f", system("Plus"))(x**2 / 3), b"f[Plus][Times[Rational[1, 3], Power[x, 2]]]"),
    ],
    ids=str,
)
def test_sympy_inside_what_wolframclient_exports(value: Any, text: bytes) -> None:
    assert export(value) == text
    assert same_tree(read_wl(text.decode("ascii")), read_wxf(wxf(value)))
    assert binary_deserialize(wxf(value, compress=True)) == binary_deserialize(wxf(value))


@pytest.mark.parametrize("double", [1e-14, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, 1 / 3, -0.1])
def test_doubles_keep_all_their_digits(double: float) -> None:
    """wolframclient's own text has 13 decimals."""
    assert read_wl(export(call("f", Float(double))).decode("ascii")).args == (double,)
    assert binary_deserialize(wxf([Float(double)])) == (double,)


def test_wolframclient_itself_still_loses_digits() -> None:
    """Else it could write the translation."""
    assert export([1e-14]) == b"{0.}"
    assert wxf(Decimal("0.5")) == b"8:R\x070.5``28"


def test_reals_of_a_precision_keep_it() -> None:
    tenth = Float("0.1", 20)
    assert tenth != Float("0.1", 21)
    assert from_wl(export(tenth).decode("ascii")) == from_wl(read_wxf(wxf(tenth))) == tenth


def test_a_stream_and_a_file(tmp_path: Path) -> None:
    stream, path = io.BytesIO(), tmp_path / "formula.wl"
    export([x**2], stream=stream)
    export([x**2], stream=str(path))
    assert stream.getvalue() == path.read_bytes() == b"{Power[x, 2]}"


@pytest.mark.parametrize(
    "value",
    [
        NetChain([2, Tanh, 2, SoftmaxLayer()], input=1),
        net_loss(NetChain([2, SoftmaxLayer()], input=1), CrossEntropyLossLayer("Index")),
        net_loss(NetChain([1], input=1)).gradient(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nets_losses_and_gradients_as_their_to_wl(value: Any) -> None:
    assert wxf(call("f", value)) == wxf(call("f", value.to_wl()))
    assert same_tree(read_wl(export(value).decode("ascii")), value.to_wl())


@pytest.mark.parametrize("target_format", ["wl", "wxf"])
@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (call("f", [1 + f(x)]), UnsupportedFunctionError, r"^expression\.args\[1\]: the undefined function f"),
        (sympy.Matrix([[1, f(x)]]), UnsupportedFunctionError, "the undefined function f has no translation"),
        ([x, Symbol("x", real=True)], SymbolNameError, "two different symbols would have the name x"),
        (call("f", x, call("g", Symbol("x", real=True))), SymbolNameError, "They differ in their assumptions"),
        ({1: sympy.Interval.open(0, 1)}, UnsupportedFunctionError, "an open interval"),
    ],
    ids=str,
)
def test_what_cannot_be_carried_is_refused(
    value: Any, kind: type[Exception], message: str, target_format: str
) -> None:
    with pytest.raises(kind, match=message):
        export(value, target_format=target_format)


@pytest.mark.parametrize("target_format", ["wl", "wxf"])
def test_depth_and_sharing(target_format: str) -> None:
    deep: Any = x
    for _ in range(5000):
        deep = sympy.Pow(deep, 2, evaluate=False)
    assert export([deep], target_format=target_format).count(b"Power") == 5000
    shared: Any = x
    for _ in range(40):
        shared = sympy.Mul(shared, shared, evaluate=False)
    with pytest.raises(FormTooLargeError):
        export([shared], target_format=target_format)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[WolframLanguageSession]:
    """One whose kernel, a fake, gives functions back as they are."""
    fake = FakeKernel(tmp_path)
    with WolframLanguageSession(str(fake.path)) as started:
        yield started
    assert fake.all_gone()


def test_a_session_takes_sympy(session: WolframLanguageSession) -> None:
    assert session.evaluate(call("Factor", x**2 - 0.1)) == call("Factor", to_wl(x**2 - 0.1))
    assert session.evaluate([f(x)], functions={"f": f}) == (to_wl(f(x), functions={"f": f}),)
    assert from_wl(session.evaluate(x**2 - 0.1 * y)) == x**2 - 0.1 * y
    with pytest.raises(UnsupportedFunctionError, match="the undefined function f"):
        session.evaluate(call("Factor", f(x)))


def run(script: str, folder: Path | None = None) -> str:
    """What a fresh Python prints."""
    path = [str(ROOT), *([str(folder)] if folder else [])]
    code = f"import sys; sys.path[:0] = {path!r}\n{script}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


OTHERS = """
import datetime, decimal, fractions
import numpy as np
from wolframclient.language import Global, wl, wlexpr
from wolframclient.serializers import export
class Many:
    def __iter__(self): return iter((1, 2))
for value in (
    None, True, 3, 2**70, 0.1, float("inf"), 1 + 2j, "text", b"bytes", [1, [2]], (1,), {1: [2]}, range(3),
    Many(), {5}, decimal.Decimal("1.5"), fractions.Fraction(1, 3), datetime.date(2020, 1, 1), np.eye(2),
    np.float32(0.1), wl.f(1)(2), Global.x, wlexpr("1 + 1"), type, object(),
):
    for target in ("wl", "wxf"):
        try:
            print(export(value, target_format=target))
        except Exception as error:
            print(type(error), str(error)[:40])
"""


def test_everything_else_is_exported_as_without_wlbridge() -> None:
    assert run(OTHERS) == run(f"import wlbridge{OTHERS}")


def test_an_encoder_that_the_user_has_registered_stays() -> None:
    script = """
import sympy
from wolframclient.serializers import export, wolfram_encoder
wolfram_encoder.register(lambda serializer, o: serializer.serialize_string("mine"), sympy.Basic)
import wlbridge
print(export(sympy.pi))
"""
    assert run(script) == "b'\"mine\"'\n"


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``pkg_resources`` with our entry point alone, of which it tells what wolframclient asks."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ((name, value),) = metadata["entry-points"]["wolframclient_serializers_encoder"].items()
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "pkg_resources.py").write_text(
        f"""
class EntryPoint: name, module_name = {name!r}, {value!r}
def iter_entry_points(group): return [EntryPoint] if group == "wolframclient_serializers_encoder" else []
""",
        encoding="utf-8",
    )
    return folder


SHOWN = "b'Factor[Plus[-1, Power[x, 2]]]'\n"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("import sympy; export(1)", "import wlbridge"),
        ("export(1); import wlbridge", ""),
        ("import wlbridge", ""),
    ],
)
def test_the_entry_point_exports_sympy_once(plugins: Path, first: str, last: str) -> None:
    script = f"""
from wolframclient.language import wl
from wolframclient.serializers import export
{first}
import sympy
{last}
print(export(wl.Factor(sympy.Symbol("x")**2 - 1)))
"""
    assert run(script, plugins) == SHOWN


def test_the_entry_point_imports_neither_sympy_nor_wlbridge_before_they_are_needed(plugins: Path) -> None:
    script = """
from wolframclient.serializers import export
print(export([1]), "wolframclient_wlbridge" in sys.modules, {"sympy", "wlbridge"} & set(sys.modules))
import sympy
print(export([2]), "wlbridge" in sys.modules)
"""
    assert run(script, plugins) == "b'{1}' True set()\nb'{2}' False\n"
