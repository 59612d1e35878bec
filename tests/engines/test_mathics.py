"""Mathics3 gives exact values back, or an error that says why, and is whole again after whatever happened."""

import math
import os
import random
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.engines import MathicsEngine
from wlbridge.engines.mathics_values import read_value
from wlbridge.errors import (
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
EXTREME = (
    5e-324,
    2.225073858507201e-308,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    0.1 + 0.2,
    2.0**60,
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
    "\n\r\t\x0b\x0c\x85",
    "\ufeff\u2028\uf74d\uf800\uffff\U0001f600",
    "In[1]:= Out[1]= {m, 1}",
    "<|->|>%#`@@@/;",
    "\\" * 7,
    "mpf(",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[MathicsEngine]:
    with MathicsEngine() as engine:
        yield engine


def doubles(count: int) -> list[float]:
    """Doubles of every size, by their bits, with the extreme ones in front."""
    source = random.Random(1)  # noqa: S311
    drawn = (struct.unpack("<d", source.randbytes(8))[0] for _ in range(count))
    subnormal = (struct.unpack("<d", source.randbytes(6) + b"\0\0")[0] for _ in range(count // 10))
    finite = [value for value in [*drawn, *subnormal] if math.isfinite(value)]
    return [0.0, *EXTREME, *(-value for value in EXTREME), *finite]


def codes(text: str) -> Tree:
    return WLFunction(WLSymbol("ToCharacterCode"), text)


def bits(values: Tree) -> list[bytes]:
    return [struct.pack("<d", value) for value in values]


def test_10000_doubles_come_back_with_the_same_bits(engine: MathicsEngine) -> None:
    values = doubles(10_000)
    assert len(values) > 10_000
    for start in range(0, len(values), 1000):
        batch = values[start : start + 1000]
        assert bits(engine.evaluate(batch, deadline=LONG)) == bits(batch)


def test_doubles_come_back_with_the_same_bits_one_by_one(engine: MathicsEngine) -> None:
    for value in doubles(50):
        back = engine.evaluate([value, complex(1.0, value), WLFunction(WLSymbol("Global`f"), value)])
        assert bits([back[0], back[2].args[0]]) == bits([value, value])
        if value:
            assert bits([back[1].imag]) == bits([value])


def test_there_is_no_negative_zero_in_mathics(engine: MathicsEngine) -> None:
    assert bits([engine.evaluate(-0.0)]) == bits([0.0])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_arrives_and_comes_back_whole(engine: MathicsEngine, text: str) -> None:
    assert engine.evaluate([text, codes(text)]) == (text, tuple(map(ord, text)))


@given(st.lists(st.text(), max_size=20))
@settings(deadline=None, max_examples=100)
def test_any_string_arrives_and_comes_back(engine: MathicsEngine, texts: list[str]) -> None:
    back = engine.evaluate([[text, codes(text)] for text in texts], deadline=LONG)
    assert back == tuple((text, tuple(map(ord, text))) for text in texts)


@given(st.from_regex(r"[a-zA-Z$][a-zA-Z0-9$]*(`[a-z$][a-z0-9$]*)?", fullmatch=True))
@settings(deadline=None, max_examples=100)
def test_any_name_arrives_and_comes_back(engine: MathicsEngine, name: str) -> None:
    tree = WLFunction(WLSymbol("HoldComplete"), WLSymbol(f"some`{name}"))
    assert same_tree(engine.evaluate(tree, deadline=LONG), tree)


def test_names_with_letters_that_mathics_takes_for_products_are_refused(engine: MathicsEngine) -> None:
    assert same_tree(engine.evaluate_text(r"a\[Phi]"), read_wl(r"a*\:03d5"))
    with pytest.raises(SymbolNameError):
        engine.evaluate(WLSymbol("a\u03d5"))


VALUES = {
    "1 + 1": "2",
    "2^100": "1267650600228229401496703205376",
    "-2^63": "-9223372036854775808",
    "10^5000": "1" + "0" * 5000,
    "{10^5000, -1}": "{1" + "0" * 5000 + ", -1}",
    "6/4": "Rational[3, 2]",
    "1.5 + 2. I": "Complex[1.5, 2.]",
    "2 + 3 I": "Complex[2, 3]",
    "1/2 + 3 I": "Complex[Rational[1, 2], 3]",
    "True": "True",
    "Null": "Null",
    "None": "None",
    '"text"': '"text"',
    "{}": "{}",
    "{{1, 2.}, x}": "{{1, 2.}, x}",
    "{1., 2, 3.}": "{1., 2, 3.}",
    '<|"a" -> 1, k -> <||>|>': '<|"a" -> 1, k -> <||>|>',
    "<|1 -> 2, 1. -> 3|>": "<|1 -> 2, 1. -> 3|>",
    "f[x][y]": "f[x][y]",
    "f[]": "f[]",
    "HoldComplete[1 + 1, Sequence[1, 2], Unevaluated[3]]": "HoldComplete[1 + 1, Sequence[1, 2], Unevaluated[3]]",
    "w[1, 2]": "w[1, 2]",
    "W1": "W1",
    "Pi": "Pi",
    "NetChain[{1}]": "Global`NetChain[{1}]",
    "$Failed": "$Failed",
    "x^2 &": "Function[Power[x, 2]]",
    "#1 + ##2 &": "Function[Plus[Slot[1], SlotSequence[2]]]",
    "{x_, y__Integer, _.}": "{x_, y__Integer, _.}",
    "f'[x]": "Derivative[1][f][x]",
    "D[f[x, y], x, y]": "Derivative[1, 1][f][x, y]",
    "D[w[1, 2]^2, w[1, 2]]": "2*w[1, 2]",
    "Function[x, x^2][3]": "9",
    "Nest[f, x, 150]": "f[" * 150 + "x" + "]" * 150,
    "Print[5]; 6": "6",
    'WriteString["stdout", "no line end"]; 7': "7",
    "N[2^60]": "1.152921504606847*^18",
    "{0.5, N[10^22], N[2^1023]}": "{0.5, 1.*^22, 8.98846567431158*^307}",
}
NOT_FINITE = {
    "Indeterminate": "Indeterminate",
    "Infinity - Infinity": "Indeterminate",
    "0./0.": "Indeterminate",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
    "Log[0]": "-Infinity",
    "Hold[Infinity]": "Hold[Infinity]",
    "1/0": "ComplexInfinity",
    "I*Infinity": "DirectedInfinity[Complex[0, 1]]",
    "Exp[1000.]": "Overflow[]",
}


@pytest.mark.parametrize(("text", "value"), [*VALUES.items(), *NOT_FINITE.items()], ids=[*VALUES, *NOT_FINITE])
def test_values_come_back_as_what_they_are(engine: MathicsEngine, text: str, value: str) -> None:
    assert same_tree(engine.evaluate_text(text), read_wl(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("D[x^3, x]", "3*x^2"),
        ("NetChain[{1}]", "NetChain[{1}]"),
        ("{x_Integer, _Foo, Sin[x], Global`Sin, #1 &}", "{x_Integer, _Foo, Sin[x], Global`Sin, #1 &}"),
        ("(# + 0.5 &)[1]", "1.5"),
        ("Module[{a}, a = 3.5; a*2]", "7."),
        ("{{1., 2.}, {3., 4.}} . {1., -1.}", "{-1., -1.}"),
        (
            "{1/3, Rational[-2, 3], 2 + 3*I, <|1 -> 2|>}",
            "{Rational[1, 3], Rational[-2, 3], Complex[2, 3], <|1 -> 2|>}",
        ),
        ("1" + "0" * 5000, "1" + "0" * 5000),
    ],
)
def test_trees_are_written_so_that_mathics_reads_them(engine: MathicsEngine, text: str, value: str) -> None:
    assert same_tree(engine.evaluate(read_wl(text)), read_wl(value))


@pytest.mark.parametrize(
    ("text", "error", "reason"),
    [
        ("1 +", EngineError, "cannot be followed by"),
        ("{1, 2", EngineError, "cannot be followed by"),
        ("1 (* no end", EngineError, "Incomplete expression"),
        ('"no end', EngineError, "Incomplete expression"),
        ("Throw[1]", EngineError, "Throw::nocatch"),
        ("Abort[]", EngineError, "no value"),
        ("Return[1]", EngineError, "no value"),
        ("1, 2", EngineError, "no value"),
        ("1]; Print[2", EngineError, "no value"),
        ("1] + f[2", EngineProtocolError, "another form"),
        ("rec[x_] := 1 + rec[x]; rec[1]", EngineError, "Recursion depth of 200 exceeded"),
        ("Block[{$RecursionLimit = 2000}, Nest[f, x, 400]]", EngineError, "Recursion depth of 600 exceeded"),
        ("N[Pi, 30]", EngineProtocolError, "cannot tell the value 3.14159"),
        ("{1.5, 0.5`30}", EngineProtocolError, "cannot tell the value 0.5`30"),
        ("ByteArray[{1, 2}]", EngineProtocolError, "cannot tell the value ByteArray"),
        ("N[2^60 + 1]", EngineProtocolError, "no double"),
        ("{0.5, N[2^1024 - 1]}", EngineProtocolError, "no double"),
        ("1\n2", EngineError, "line break"),
    ],
)
def test_without_a_value_there_is_an_error_and_the_next_one_is_right(
    engine: MathicsEngine, text: str, error: type[EngineError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        engine.evaluate_text(text, deadline=LONG)
    assert engine.evaluate_text("6*7") == 42


@pytest.mark.parametrize(
    ("text", "reason"), [("Quit[]", "exit status 0"), ("SparseArray[{1 -> 2}]", "exit status 1.*last words")]
)
def test_after_a_crash_the_next_evaluation_is_right(engine: MathicsEngine, text: str, reason: str) -> None:
    with pytest.raises(EngineCrashError, match=reason):
        engine.evaluate_text(text, deadline=LONG)
    assert engine.evaluate_text("6*7") == 42


def test_an_endless_loop_is_killed_in_time_and_the_next_evaluation_is_right(engine: MathicsEngine) -> None:
    engine.evaluate_text("1")
    pid = engine.pid
    assert pid is not None
    with pytest.raises(EngineTimeoutError, match=r"within 0\.2 s"):
        engine.evaluate_text("While[True]", deadline=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert engine.evaluate_text("6*7") == 42


def test_killed_in_the_middle_it_says_so_and_recovers(engine: MathicsEngine) -> None:
    engine.evaluate_text("1")
    pid = engine.pid
    assert pid is not None
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineCrashError, match="signal 9"):
        engine.evaluate_text("While[True]", deadline=LONG)
    killer.join()
    assert engine.evaluate_text("6*7") == 42


def test_killed_ourselves_we_leave_no_engine_behind(tmp_path: Path) -> None:
    script = tmp_path / "starts.py"
    script.write_text(
        "import sys\nfrom wlbridge.engines import MathicsEngine\n"
        "engine = MathicsEngine()\nengine.evaluate_text('1')\nprint(engine.pid, flush=True)\n"
        "engine.evaluate_text('While[True]', deadline=600)\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
    for _ in range(1000):
        if not Path(f"/proc/{pid}").exists() or ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8"):
            break
        time.sleep(0.01)
    else:
        pytest.fail(f"the process {pid} runs on")


def test_no_shell_is_run(engine: MathicsEngine) -> None:
    assert same_tree(engine.evaluate_text('Run["exit 3"]'), WLSymbol("$Failed"))
    assert any("Run::dis" in message for message in engine.messages)


def test_contexts_are_those_of_the_wolfram_language(engine: MathicsEngine) -> None:
    names = ["Global`x", "Global`W1", "a`b", "Sin", "$Aborted"]
    assert engine.evaluate_text("{x, W1, a`b, Sin, $Aborted}") == tuple(map(WLSymbol, names))


def test_messages_are_those_of_the_last_evaluation(engine: MathicsEngine) -> None:
    engine.evaluate_text('Print["said::besides"]; {1/0, 0/0}')
    infinite = "Power::infy: Infinite expression 1 / 0 encountered."
    assert engine.messages == [
        infinite,
        infinite,
        "Infinity::indet: Indeterminate expression 0 ComplexInfinity encountered.",
    ]
    engine.evaluate_text("1")
    assert engine.messages == []


def test_definitions_stay_until_reset(engine: MathicsEngine) -> None:
    engine.evaluate_text("leak = 42")
    assert engine.evaluate_text("leak + 1") == 43
    engine.reset()
    assert same_tree(engine.evaluate_text("leak"), read_wl("leak"))


def test_what_is_defined_does_not_change_how_values_are_told(engine: MathicsEngine) -> None:
    engine.evaluate_text("x = n = text = s = q = z = head = parts = atom = y = mark = 7")
    value = '{x, f[1/2, 2. + 3. I, "a", 2.5], 10^20, {1.5, 2.5}, N[2^60], HoldComplete[x, n, text]}'
    told = (
        '{7, f[Rational[1, 2], Complex[2., 3.], "a", 2.5], 100000000000000000000, {1.5, 2.5}, 1.152921504606847*^18, '
    )
    assert same_tree(engine.evaluate_text(value), read_wl(told + "HoldComplete[x, n, text]}"))
    engine.reset()


def test_what_was_asked_before_is_not_kept(engine: MathicsEngine) -> None:
    engine.evaluate_text("123456")
    assert same_tree(engine.evaluate_text("Hold[Evaluate[DownValues[Out]]]"), read_wl("Hold[{}]"))


def test_20000_reals_fit_in_one_answer(engine: MathicsEngine) -> None:
    assert engine.evaluate_text("Range[20000]*0.5`", deadline=LONG) == tuple(0.5 * n for n in range(1, 20_001))


def test_the_version_is_what_mathics_says(engine: MathicsEngine) -> None:
    assert engine.version == metadata.version("Mathics3")


def test_not_installed_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EngineNotFoundError, match=r"pip install \"wlbridge\[mathics\]\""):
        MathicsEngine()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 values"),
        ("1 2 ", "2 values"),
        ("[yf 1 ", "1 of them unfinished"),
        ("] ", "a bracket too many"),
        ("[] ", "a bracket too many"),
        ("1", "another form"),
        ("r(1.5,) junk", "another form"),
        ("r(nan,) ", "numbers nan"),
        ("r(1e999,) ", "no double"),
        ("v(0.5, 9007199254740993) ", "no double"),
        ("r(mpf('1.152921504606847e+18'),) ", "no double"),
        ("s(97, x) ", "numbers 97, x"),
        ("s(1114112,) ", "1114112"),
    ],
)
def test_what_is_no_answer_is_refused(text: str, reason: str) -> None:
    with pytest.raises(EngineProtocolError, match=reason):
        read_value(text)
