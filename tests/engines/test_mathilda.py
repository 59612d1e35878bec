"""Mathilda as an engine: an answer or an error whatever is asked, and nothing left behind."""

import os
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.engines import MathildaEngine
from wlbridge.errors import (
    DataError,
    EngineCrashError,
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineTimeoutError,
    SymbolNameError,
)
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, same_tree

LONG = 60.0
HOSTILE = (
    "",
    '"',
    "\\",
    "\\[Alpha]",
    "\\:0041\\n",
    '"]]; Run["x"]; f[["',
    '"}\n{"id":1,"type":"done"}',
    "(*",
    "*)",
    "\x01\x02\x1b\x7f\x80",
    "\n\r\t\b\f\v",
    "\ufeff\u2028\uf74d\uffff\U0001f600",
    "s3:abc;f2;i1;",
    "<|->|>%#`@@@/;",
    "\\" * 7,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[MathildaEngine]:
    with MathildaEngine() as engine:
        yield engine


def length(text: str) -> int:
    return len(text.encode("utf-8"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_arrives_and_comes_back_whole(engine: MathildaEngine, text: str) -> None:
    question = [text, WLFunction(WLSymbol("StringLength"), text)]
    assert engine.evaluate(question) == (text, length(text))


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=5))
@settings(deadline=None, max_examples=300)
def test_any_strings_arrive_and_come_back(engine: MathildaEngine, texts: list[str]) -> None:
    lengths = [WLFunction(WLSymbol("StringLength"), text) for text in texts]
    assert engine.evaluate([*texts, *lengths], deadline=LONG) == (*texts, *map(length, texts))


NAMES = st.from_regex(r"\A([a-z][a-zA-Z0-9$]{0,8}`){0,2}[a-z$][a-zA-Z0-9$]{0,12}\Z")


@given(st.lists(NAMES, max_size=20))
@settings(deadline=None, max_examples=200)
def test_any_names_arrive_and_come_back(engine: MathildaEngine, names: list[str]) -> None:
    hold = WLFunction(WLSymbol("Hold"), *map(WLSymbol, names))
    assert same_tree(engine.evaluate(hold, deadline=LONG), hold)


@pytest.mark.parametrize(
    ("tree", "error"),
    [
        ("a\0b", DataError),
        ("\ud800", DataError),
        (WLSymbol("\u03b1"), SymbolNameError),
        (WLSymbol("Global`Sin"), SymbolNameError),
        (WLSymbol("System`x"), SymbolNameError),
        (WLSymbol("x]; Run[y"), SymbolNameError),
        (read_wl("1.5`30"), DataError),
    ],
)
def test_what_would_not_arrive_as_it_is_is_refused(
    engine: MathildaEngine, tree: Tree, error: type[Exception]
) -> None:
    with pytest.raises(error):
        engine.evaluate(tree)


@pytest.mark.parametrize(
    ("text", "error", "reason"),
    [
        ("1 +", EngineError, "column 4: Parse error"),
        ("{1, 2", EngineError, "column 6: Parse error"),
        ("1 (* no end", EngineError, "Parse error: Expected"),
        ('"no end', EngineError, "Parse error: Unterminated string"),
        ("\u03b1", EngineError, "column 1: Parse error"),
        ("", EngineError, "Parse error"),
        ("1, 2", EngineError, "no value"),
        ("Sequence[1, 2]", EngineError, "no value"),
        ("Throw[1]", EngineError, "no value: Throw::nocatch"),
        ("1]; f[2", EngineError, "no value"),
        ("1]], 2, g[h[3", EngineError, "mathilda"),
        ("N[Pi, 30]", EngineProtocolError, r"the real 3\.14159\d*, which is of arbitrary precision"),
        ("Exp[1000.]", EngineProtocolError, "of arbitrary precision"),
        ("Exp[-1000.]", EngineProtocolError, "of arbitrary precision"),
        ("0.30000000000000004", EngineProtocolError, "needs a mark"),
        ("1.e400", EngineProtocolError, "in place of a finite machine real"),
        ("{1, Compile[{x}, x^2]}", EngineProtocolError, "CompiledFunction.* cannot be taken apart"),
        ("NDArray[{1., 2.}]", EngineProtocolError, "NDArray.* cannot be taken apart"),
        ('StringTake["\u00e9", 1]', EngineProtocolError, "utf-8"),
        ("1\0", EngineError, r"U\+0000"),
        ('"\ud800"', EngineError, "surrogate"),
    ],
)
def test_without_a_value_there_is_an_error_and_the_next_one_is_right(
    engine: MathildaEngine, text: str, error: type[EngineError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        engine.evaluate_text(text, deadline=LONG)
    assert engine.evaluate_text("6*7") == 42


@pytest.mark.parametrize("depth", [3_000, 100_000])
def test_too_deep_an_expression_is_an_error_or_right(engine: MathildaEngine, depth: int) -> None:
    with suppress(EngineError):
        assert engine.evaluate_text("f[" * depth + "1" + "]" * depth + "; 5", deadline=LONG) == 5
    assert engine.evaluate_text("6*7", deadline=LONG) == 42


def test_an_endless_loop_is_killed_and_the_next_evaluation_is_right(engine: MathildaEngine) -> None:
    for _ in range(5):
        with pytest.raises(EngineTimeoutError, match=r"within 0\.2 s"):
            engine.evaluate_text("While[True]", deadline=0.2)
        assert engine.evaluate_text("6*7") == 42


def test_killed_in_the_middle_it_says_so_and_recovers(engine: MathildaEngine) -> None:
    engine.restart()
    pid = engine.pid
    assert pid is not None
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineCrashError, match="signal 9"):
        engine.evaluate_text("While[True]", deadline=LONG)
    killer.join()
    assert engine.evaluate_text("6*7") == 42


def test_no_process_is_left_behind() -> None:
    with MathildaEngine() as engine:
        engine.evaluate_text("1")
        first = engine.pid
        engine.restart()
        second = engine.pid
    assert first is not None
    assert second is not None
    for pid in (first, second):
        until = time.monotonic() + 10
        while Path(f"/proc/{pid}").exists():
            assert time.monotonic() < until


def test_messages_are_those_of_the_last_evaluation(engine: MathildaEngine) -> None:
    engine.evaluate_text("{1/0, Print[7]}")
    assert engine.messages == ["Power::infy: Infinite expression 1/0 encountered."]
    for _ in range(500):
        engine.evaluate_text("1")
        assert engine.messages == []
        engine.evaluate_text("1/0")
        assert engine.messages == ["Power::infy: Infinite expression 1/0 encountered."]


def test_messages_of_programs_come_with_unfilled_templates(engine: MathildaEngine) -> None:
    """An oddity of Mathilda 0.345: the kernel would say ``f::bad: 7 is bad.``"""
    engine.evaluate_text('f::bad = "`1` is bad."; Message[f::bad, 7]')
    assert engine.messages == ["`1` is bad."]
    engine.reset()


def test_definitions_stay_until_reset(engine: MathildaEngine) -> None:
    engine.evaluate_text("leak = 42")
    assert engine.evaluate_text("leak + 1") == 43
    engine.reset()
    assert same_tree(engine.evaluate_text("leak"), read_wl("leak"))


@pytest.mark.parametrize(
    "text",
    [
        "x = h = a = n = mark = 5",
        'Remove["wlbridge`*"]',
        "wlbridge`node[y_Integer] := 7",
        "wlbridge`encode = wlbridge`answer = 3",
        'BeginPackage["p`"]',
    ],
)
def test_nothing_that_was_evaluated_changes_how_values_are_told(engine: MathildaEngine, text: str) -> None:
    with suppress(EngineError):
        engine.evaluate_text(text)
    assert same_tree(
        engine.evaluate_text('{1, 0.1, "s", Sin, {2/3}}'), read_wl('{1, 0.1, "s", Sin, {Rational[2, 3]}}')
    )
    engine.reset()


def test_the_version_is_what_mathilda_says(engine: MathildaEngine) -> None:
    assert str(engine.evaluate_text("$Version")).startswith(f"Mathilda {engine.version} ")


def test_not_installed_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda kind: "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EngineNotFoundError, match=r"pip install \"wlbridge\[mathilda\]\""):
        MathildaEngine()
