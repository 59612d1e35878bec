"""woxi gives exact values back, or an error that says why, and is whole again after whatever happened."""

import math
import os
import random
import signal
import struct
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.serializers import export

from wlbridge.engines import WoxiEngine
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineTimeoutError,
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
    1e22,
    1e23,
)
HOSTILE = (
    "",
    '"',
    "\\",
    "\\[Alpha]",
    '"]]; Run["x"]; f[["',
    "(*",
    "*)",
    "\\:0041",
    "\x00\x01\x1b\x7f\x80",
    "\n\r\t",
    "\ufeff\u2028\uf74d\uffff",
    "In[1]:= Out[1]= {m, 1}",
    "<|->|>%#`@@@/;",
    "\\" * 7,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


def doubles(count: int) -> list[float]:
    """Doubles of every size, by their bits, with the extreme ones in front."""
    source = random.Random(1)  # noqa: S311
    drawn = (struct.unpack("<d", source.randbytes(8))[0] for _ in range(count))
    subnormal = (struct.unpack("<d", source.randbytes(6) + b"\0\0")[0] for _ in range(count // 10))
    finite = [value for value in [*drawn, *subnormal] if math.isfinite(value)]
    return [*EXTREME, *(-value for value in EXTREME), *finite]


def codes(text: str) -> Tree:
    return WLFunction(WLSymbol("ToCharacterCode"), text)


def bits(values: Tree) -> list[bytes]:
    return [struct.pack("<d", value) for value in values]


@pytest.mark.parametrize("way", ["text", "wxf"])
def test_10000_doubles_come_back_with_the_same_bits(engine: WoxiEngine, way: str) -> None:
    values = doubles(10_000)
    assert len(values) > 10_000
    for start in range(0, len(values), 1000):
        batch = values[start : start + 1000]
        if way == "text":
            back = engine.evaluate(batch, deadline=LONG)
        else:
            back = engine.evaluate_wxf(export(batch, target_format="wxf"), deadline=LONG)
        assert bits(back) == bits(batch)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_arrives_and_comes_back_whole(engine: WoxiEngine, text: str) -> None:
    assert engine.evaluate([text, codes(text)]) == (text, tuple(map(ord, text)))


@given(st.text())
@settings(deadline=None, max_examples=200)
def test_any_string_arrives_and_comes_back_as_text(engine: WoxiEngine, text: str) -> None:
    assert engine.evaluate([text, codes(text)], deadline=LONG) == (text, tuple(map(ord, text)))


@given(st.text())
@settings(deadline=None, max_examples=200)
def test_any_string_arrives_and_comes_back_as_wxf(engine: WoxiEngine, text: str) -> None:
    data = export([text, codes(text)], target_format="wxf")
    assert engine.evaluate_wxf(data, deadline=LONG) == (text, tuple(map(ord, text)))


VALUES = {
    "1 + 1": "2",
    "2^100": "1267650600228229401496703205376",
    "-2^63": "-9223372036854775808",
    "10^5000": "1" + "0" * 5000,
    "6/4": "Rational[3, 2]",
    "1.5 + 2. I": "Complex[1.5, 2.]",
    "2 + 3 I": "Complex[2, 3]",
    "True": "True",
    "Null": "Null",
    "None": "None",
    '"text"': '"text"',
    "{}": "{}",
    "{{1, 2.}, x}": "{{1, 2.}, x}",
    '<|"a" -> 1, k -> <||>|>': '<|"a" -> 1, k -> <||>|>',
    "<|1 -> 2, 1. -> 3|>": "<|1 -> 2, 1. -> 3|>",
    "f[x][y]": "f[x][y]",
    "Hold[1 + 1]": "Hold[Plus[1, 1]]",
    "w[1, 2]": "w[1, 2]",
    "W1": "W1",
    "Pi": "Pi",
    "NetChain[{1}]": "NetChain[{1}]",
    "$Failed": "$Failed",
    "f'[x]": "Derivative[1][f][x]",
    "D[f[x, y], x, y]": "Derivative[1, 1][f][x, y]",
    "Derivative[1]": "Derivative[1]",
    "Derivative[1][f]": "Derivative[1][f]",
    "Function[x, x^2][3]": "9",
    "Print[5]; 6": "6",
    'WriteString["stdout", "no line end"]; 7': "7",
}
NOT_FINITE = {
    "Indeterminate": "Indeterminate",
    "Infinity - Infinity": "Indeterminate",
    "0./0.": "Indeterminate",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
    "Log[0]": "-Infinity",
    "Exp[1000.]": "Infinity",
    "-Exp[1000.]": "-Infinity",
    "1/0": "ComplexInfinity",
    "Exp[-1.*^308]": "Overflow[]",
}


@pytest.mark.parametrize(("text", "value"), [*VALUES.items(), *NOT_FINITE.items()], ids=[*VALUES, *NOT_FINITE])
def test_values_come_back_as_what_they_are(engine: WoxiEngine, text: str, value: str) -> None:
    assert same_tree(engine.evaluate_text(text), read_wl(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("D[x^3, x]", "3*x^2"),
        ("(# + 0.5 &)[1]", "1.5"),
        ("Module[{a}, a = 3.5; a*2]", "7."),
        ("{{1., 2.}, {3., 4.}} . {1., -1.}", "{-1., -1.}"),
    ],
)
def test_trees_are_evaluated_alike_as_text_and_as_wxf(engine: WoxiEngine, text: str, value: str) -> None:
    tree = read_wl(text)
    assert same_tree(engine.evaluate(tree), read_wl(value))
    assert same_tree(engine.evaluate_wxf(export(tree, target_format="wxf")), read_wl(value))


@pytest.mark.parametrize(
    ("text", "error", "reason"),
    [
        ("1 +", EngineError, "column 4: Parse error: unexpected EOI"),
        ("{1, 2", EngineError, "column 6: Parse error: expected"),
        ("1 (* no end", EngineError, "Parse error"),
        ('"no end', EngineError, "Parse error"),
        ("Throw[1]", EngineError, "Throw::nocatch"),
        ("Abort[]", EngineError, "no value"),
        ("Quit[]", EngineCrashError, "exit status 0"),
        ("x^2 &", EngineProtocolError, "cannot serialise the value x"),
        ("N[Pi, 30]", EngineProtocolError, "cannot serialise the value 3.14159"),
        ("Derivative[n][f][x]", EngineProtocolError, "symbolic order"),
        ("1, 2", EngineProtocolError, "cannot serialise"),
        ("", EngineProtocolError, "cannot serialise"),
        ("1]], 2, g[h[3", EngineError, "woxi"),
        ("1\n2", EngineError, "line break"),
    ],
)
def test_without_a_value_there_is_an_error_and_the_next_one_is_right(
    engine: WoxiEngine, text: str, error: type[EngineError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        engine.evaluate_text(text, deadline=LONG)
    assert not any("Error" in message for message in engine.messages)
    assert engine.evaluate_text("6*7") == 42


def test_an_endless_loop_is_killed_and_the_next_evaluation_is_right(engine: WoxiEngine) -> None:
    for _ in range(5):
        with pytest.raises(EngineTimeoutError, match=r"within 0\.2 s"):
            engine.evaluate_text("While[True]", deadline=0.2)
        assert engine.evaluate_text("6*7") == 42


def test_killed_in_the_middle_it_says_so_and_recovers(engine: WoxiEngine) -> None:
    engine.restart()
    pid = engine.pid
    assert pid is not None
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineCrashError, match="signal 9"):
        engine.evaluate_text("While[True]", deadline=LONG)
    killer.join()
    assert engine.evaluate_text("6*7") == 42


def test_contexts_are_those_of_the_wolfram_language(engine: WoxiEngine) -> None:
    names = ["Global`x", "Global`W1", "a`b", "NetChain", "Sin", "$Aborted"]
    assert engine.evaluate_text("{x, W1, a`b, NetChain, Sin, $Aborted}") == tuple(map(WLSymbol, names))


def test_messages_are_those_of_the_last_evaluation(engine: WoxiEngine) -> None:
    engine.evaluate_text("{1/0, 0/0}")
    first, *_ = engine.messages
    assert "Power::infy" in first
    engine.evaluate_text("1")
    assert engine.messages == []


def test_definitions_stay_until_reset(engine: WoxiEngine) -> None:
    engine.evaluate_text("leak = 42")
    assert engine.evaluate_text("leak + 1") == 43
    engine.reset()
    assert same_tree(engine.evaluate_text("leak"), read_wl("leak"))


def test_100000_reals_fit_in_one_answer(engine: WoxiEngine) -> None:
    assert engine.evaluate_text("Range[100000]*0.5", deadline=LONG) == tuple(0.5 * n for n in range(1, 100_001))


def test_the_version_is_what_woxi_says(engine: WoxiEngine) -> None:
    assert engine.evaluate_text("$Version") == f"Woxi {engine.version}"


def test_not_installed_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EngineNotFoundError, match=r"pip install \"wlbridge\[woxi\]\""):
        WoxiEngine()
