"""Values there and back through Mathilda: every bit, every code point, every kind."""

import math
import random
import struct
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.engines import MathildaEngine
from wlbridge.engines.mathilda_values import read_value
from wlbridge.errors import (
    EngineProtocolError,
)
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, same_tree

LONG = 60.0
EXTREME = (
    5e-324,
    2.225073858507201e-308,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    0.0,
    0.1 + 0.2,
    1e16,
    1e22,
    1e23,
    123456789012345680.0,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[MathildaEngine]:
    with MathildaEngine() as engine:
        yield engine


def drawn_doubles(count: int) -> list[float]:
    """Doubles of every size, by their bits, subnormal ones among them."""
    source = random.Random(1)  # noqa: S311
    drawn = (struct.unpack("<d", source.randbytes(8))[0] for _ in range(count))
    subnormal = (struct.unpack("<d", source.randbytes(6) + b"\0\0")[0] for _ in range(count // 10))
    return [value for value in [*drawn, *subnormal] if math.isfinite(value)]


def bits(values: Tree) -> list[bytes]:
    return [struct.pack("<d", value) for value in values]


def test_10000_doubles_come_back_with_the_same_bits(engine: MathildaEngine) -> None:
    values = [*EXTREME, *(-value for value in EXTREME), *drawn_doubles(10_000)]
    assert len(values) > 10_000
    for start in range(0, len(values), 1000):
        batch = values[start : start + 1000]
        assert bits(engine.evaluate(batch, deadline=LONG)) == bits(batch)


@pytest.mark.parametrize(
    ("head", "operation"),
    [
        ("Plus", lambda a, b: a + b),
        ("Times", lambda a, b: a * b),
        ("Subtract", lambda a, b: a - b),
    ],
)
def test_the_doubles_there_are_the_doubles_here(
    engine: MathildaEngine, head: str, operation: Callable[[float, float], float]
) -> None:
    """Writing and reading could err alike; one operation of IEEE 754 on both sides would tell."""
    source = random.Random(2)  # noqa: S311
    pairs = [(source.uniform(-1, 1) * 10 ** source.randrange(-20, 20), source.gauss(0, 1)) for _ in range(1000)]
    tree = [WLFunction(WLSymbol(head), *pair) for pair in pairs]
    assert bits(engine.evaluate(tree, deadline=LONG)) == bits([operation(*pair) for pair in pairs])


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5*^-20", math.nextafter(1.5e-20, 0)), ("1.5e-20", 1.5e-20), ("1.25e-7`", 1.25e-7)],
)
def test_why_the_dialect_writes_exponents_with_e(engine: MathildaEngine, text: str, value: float) -> None:
    """The first is what is wrong in Mathilda 0.345; when it is mended, this fails, and the dialect can go."""
    assert engine.evaluate_text(text) == value


FINITE = st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.one_of(
    st.integers(),
    FINITE,
    st.fractions().filter(lambda value: value.denominator > 1),
    st.builds(complex, FINITE, FINITE),
    st.booleans(),
    st.none(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
    st.sampled_from(["x", "Pi", "Infinity", "Plus", "Rule", "Pattern", "Global`y", "a`b"]).map(WLSymbol),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.lists(parts, max_size=4),
        st.dictionaries(st.text('abc"\\', max_size=3), parts, max_size=3),
        st.builds(
            lambda head, args: WLFunction(WLSymbol(head), *args), st.sampled_from(["f", "Plus"]), st.lists(parts)
        ),
        st.builds(lambda head, args: WLFunction(WLFunction(WLSymbol("f"), head), *args), parts, st.lists(parts)),
    ),
    max_leaves=20,
)


@given(TREES)
@settings(deadline=None, max_examples=300)
def test_any_held_tree_comes_back(engine: MathildaEngine, tree: Tree) -> None:
    held = WLFunction(WLSymbol("HoldComplete"), tree)
    assert same_tree(engine.evaluate(held, deadline=LONG), held)


VALUES = {
    "1 + 1": "2",
    "2^100": "1267650600228229401496703205376",
    "-2^63": "-9223372036854775808",
    "10^5000": "1" + "0" * 5000,
    "6/4": "Rational[3, 2]",
    "-6/4": "Rational[-3, 2]",
    "1.5 + 2. I": "Complex[1.5, 2.]",
    "2 + 3 I": "Complex[2, 3]",
    "1/2 + 2 I": "Complex[Rational[1, 2], 2]",
    "Sqrt[-4]": "Complex[0, 2]",
    "True": "True",
    "Null": "Null",
    "None": "None",
    '"te\\"xt"': '"te\\"xt"',
    "{}": "{}",
    "{{1, 2.}, x}": "{{1, 2.}, x}",
    '<|"a" -> 1, k -> <||>|>': '<|"a" -> 1, k -> <||>|>',
    '<|0.1 -> "a", {1/2} :> 1 + 1|>': '<|0.1 -> "a", {Rational[1, 2]} :> Plus[1, 1]|>',
    "<|1 -> 2, 1. -> 3|>": "<|1 -> 2, 1. -> 3|>",
    "f[x][y]": "f[x][y]",
    "f[]": "f[]",
    "Hold[1 + 1]": "Hold[Plus[1, 1]]",
    "Hold[x_, y__Integer, #2 &]": "Hold[Pattern[x, Blank[]], Pattern[y, BlankSequence[Integer]], Function[Slot[2]]]",
    "HoldComplete[Sequence[1, 2], Throw[3], Evaluate[4]]": "HoldComplete[Sequence[1, 2], Throw[3], Evaluate[4]]",
    "w[1, 2]": "w[1, 2]",
    "W1": "W1",
    "Pi": "Pi",
    "NetChain[{1}]": "NetChain[{1}]",
    "$Failed": "$Failed",
    "a`b`c": "a`b`c",
    "x$1": "x$1",
    "f'[x]": "Derivative[1][f][x]",
    "D[w[1, 2]^3, w[1, 2]]": "3*w[1, 2]^2",
    "x^2 &": "Function[Power[x, 2]]",
    "Function[x, x^2][3]": "9",
    "Range[3]*0.5": "{0.5, 1., 1.5}",
    "{{1., 2.}, {3., 4.}} . {1., -1.}": "{-1., -1.}",
    "Print[5]; 6": "6",
    "Abort[]": "Abort[]",
}
NOT_FINITE = {
    "Indeterminate": "Indeterminate",
    "Infinity - Infinity": "Indeterminate",
    "0./0.": "Indeterminate",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
    "Log[0]": "-Infinity",
    "1/0": "ComplexInfinity",
    "1.*^300*1.*^300": "Overflow[]",
}


@pytest.mark.parametrize(("text", "value"), [*VALUES.items(), *NOT_FINITE.items()], ids=[*VALUES, *NOT_FINITE])
def test_values_come_back_as_what_they_are(engine: MathildaEngine, text: str, value: str) -> None:
    assert same_tree(engine.evaluate_text(text), read_wl(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("D[x^3, x]", "3*x^2"),
        ("(# + 0.5 &)[1]", "1.5"),
        ("Module[{a}, a = 3.5; a*2]", "7."),
        ("x /. x -> 2/3 - 1.5*I", "Complex[0.6666666666666666, -1.5]"),
        ('<|"a" -> {1, 2}|>["a"]', "{1, 2}"),
        ("Cases[{1, f[2], 3}, f[y_] :> y^2]", "{4}"),
        ("If[1 < 2 <= 2 && !False, -2^2, 0]", "-4"),
    ],
)
def test_trees_are_evaluated(engine: MathildaEngine, text: str, value: str) -> None:
    assert same_tree(engine.evaluate(read_wl(text)), read_wl(value))


@pytest.mark.parametrize("depth", [100, 900])
def test_a_deep_value_comes_back_whole(engine: MathildaEngine, depth: int) -> None:
    value = engine.evaluate_text(f"Nest[f, 1, {depth}]")
    for _ in range(depth):
        assert isinstance(value, WLFunction)
        (value,) = value.args
    assert value == 1


def test_contexts_are_those_of_the_wolfram_language(engine: MathildaEngine) -> None:
    names = ["Global`x", "Global`W1", "a`b", "NetChain", "Sin", "$Aborted"]
    assert engine.evaluate_text("{x, W1, a`b, NetChain, Sin, $Aborted}") == tuple(map(WLSymbol, names))


def test_100000_reals_fit_in_one_answer(engine: MathildaEngine) -> None:
    assert engine.evaluate_text("Range[100000]*0.5", deadline=LONG) == tuple(0.5 * n for n in range(1, 100_001))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i1;i2;",
        "f1;i1;",
        "f1;",
        "f999999999;i1;",
        "f-1;",
        "i1.5;",
        "i" + "9" * 200_001 + ";",
        "rinf;",
        "r0x1p3;",
        "s5:abc",
        "s2:\u00e9\u00e9",
        "z1;",
        "i1; ",
    ],
)
def test_a_broken_answer_is_an_error(text: str) -> None:
    with pytest.raises(EngineProtocolError, match=r"in place of|UTF-8"):
        read_value(text)
