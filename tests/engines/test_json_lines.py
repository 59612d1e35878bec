"""Any program that speaks JSON lines is an engine: what it may say, and that nothing else is taken for an answer."""

import json
import secrets
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from processes import is_running, open_descriptors, running_with, wait_until_gone

from wlbridge.engines.json_lines import JsonLinesEngine
from wlbridge.engines.json_lines_messages import SCHEMA
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineTimeoutError,
    EngineUnsupportedError,
)
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.dialects import DIALECTS
from wlbridge.wolfram.tree import Tree, same_tree

FAKE = Path(__file__).with_name("fake_json_lines.py")
BAD_PROGRAMS = Path(__file__).parents[1] / "conformance" / "bad_programs.py"
START = '"engine": "fake", "version": "1.0"'
LONG = 60.0


@pytest.fixture
def fake() -> Iterator[Callable[..., JsonLinesEngine]]:
    """Starts programs; afterwards nothing of them is left."""
    token, before = secrets.token_hex(8), open_descriptors()
    engines: list[JsonLinesEngine] = []

    def start(start: str = START, reset: str = '"reset": true', **options: float) -> JsonLinesEngine:
        # An argument that the program does not look at, by which its processes are found.
        command = [sys.executable, "-X", token, str(FAKE), start, reset]
        engines.append(JsonLinesEngine(command, **options))
        return engines[-1]

    yield start
    for engine in engines:
        engine.close()
    assert all(map(wait_until_gone, running_with(token)))
    assert open_descriptors() == before


def said(engine: JsonLinesEngine, text: str) -> Tree:
    return engine.evaluate_text(text, deadline=LONG)


# Values

VALUES: dict[str, Tree] = {
    "2": 2,
    "2.0": 2.0,
    "-0.0": -0.0,
    "5e-324": 5e-324,
    "1.7976931348623157E308": 1.7976931348623157e308,
    '"123456789012345678901234567890"': 123456789012345678901234567890,
    '"1.25`20."': Decimal("1.2500000000000000000"),
    "123456789012345678901234567890": 123456789012345678901234567890,
    '["Rational", 1, 3]': Fraction(1, 3),
    '["Complex", 1.0, 2.0]': complex(1.0, 2.0),
    '"Indeterminate"': system("Indeterminate"),
    '["Times", -1, "Infinity"]': call("Times", -1, system("Infinity")),
    '"x"': user("x"),
    '"Global`x"': user("x"),
    '"\\u03b1"': user("\u03b1"),
    '"True"': True,
    "true": True,
    "null": None,
    "\"''\"": "",
    "\"'it's \\u00e4 \\ud83d\\ude00'\"": "it's \u00e4 \U0001f600",
    '["List"]': (),
    '["List", 0.5, ["List", 1]]': (0.5, (1,)),
    '[["Derivative", 1], "f"]': call("Derivative", 1)(user("f")),
    '["Association", ["Rule", "\'a\'", 1]]': {"a": 1},
}


@pytest.mark.parametrize("text", VALUES)
def test_values_are_in_the_format_expression_json(text: str, fake: Callable[..., JsonLinesEngine]) -> None:
    assert same_tree(said(fake(), f'"value": {text}'), VALUES[text])


@pytest.fixture(scope="module")
def echo() -> Iterator[JsonLinesEngine]:
    with JsonLinesEngine([sys.executable, str(FAKE), START]) as engine:
        yield engine


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_keep_their_bits(number: float, echo: JsonLinesEngine) -> None:
    assert struct.pack("<d", said(echo, f'"value": {number!r}')) == struct.pack("<d", number)


@given(text=st.text())
def test_strings_keep_their_characters(text: str, echo: JsonLinesEngine) -> None:
    assert said(echo, f'"value": {json.dumps(f"{chr(39)}{text}{chr(39)}")}') == text


def test_messages_are_those_of_the_last_answer(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    said(engine, '"value": "ComplexInfinity", "messages": ["Power::infy: 1/0"]')
    assert engine.messages == ["Power::infy: 1/0"]
    said(engine, '"value": 1')
    assert engine.messages == []


def test_without_a_value_the_engine_says_why_and_goes_on(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    said(engine, '"value": 1')
    pid = engine.pid
    with pytest.raises(EngineUnsupportedError, match="no nets here"):
        said(engine, '"unsupported": "no nets here"')
    with pytest.raises(EngineError, match="division by zero") as raised:
        said(engine, '"error": "division by zero", "messages": ["it failed"]')
    assert type(raised.value) is EngineError
    assert engine.messages == ["it failed"]
    assert engine.pid == pid


# What is no answer

ANSWER = '{"nonce": "NONCE", "seq": SEQ, "value": 7}'
BAD_LINES = {
    "old nonce": (ANSWER.replace("NONCE", "OLD"), "answers another question: its nonce"),
    "other number": (ANSWER.replace("SEQ", "99"), "answers another question: its seq is 99"),
    "no nonce": (ANSWER.replace('"nonce": "NONCE", ', ""), "'nonce' is a required property"),
    "no number": (ANSWER.replace('"seq": SEQ, ', ""), "'seq' is a required property"),
    "number as a real": (ANSWER.replace("SEQ", "1.5"), "is not of type 'integer'"),
    "unknown key": (ANSWER.replace("7}", '7, "cached": 1}'), "'cached' was unexpected"),
    "no value": (ANSWER.replace(', "value": 7', ""), "not valid under any"),
    "value and error": (ANSWER.replace("7}", '7, "error": "x"}'), "valid under each of"),
    "empty reason": (ANSWER.replace('"value": 7', '"error": ""'), "should be non-empty"),
    "object as a value": (ANSWER.replace("7}", '{"a": 1}}'), "is not of type"),
    "object in a value": (ANSWER.replace("7}", '["List", {"a": 1}]}'), "an object is no expression"),
    "empty list": (ANSWER.replace("7}", '["List", []]}'), "an empty list is no expression"),
    "number as a head": (ANSWER.replace("7}", "[1, 2]}"), "the head is of kind Integer"),
    "no symbol": (ANSWER.replace("7}", '"a b"}'), "'a b' is not the name of a symbol"),
    "no number in a string": (ANSWER.replace("7}", '"1+1"}'), "'1.1' is no number"),
    "text that would run": (ANSWER.replace("7}", '"-Run[1]"}'), "is no number"),
    "NaN": (ANSWER.replace("7}", "NaN}"), "NaN is no number"),
    "too large": (ANSWER.replace("7}", "1e999}"), "1e999 is no number"),
    "too many digits": (ANSWER.replace("7}", "7" * 5000 + "}"), "its line is no JSON"),
    "key twice": (ANSWER.replace("7}", '7, "value": 8}'), "the key 'value' occurs twice"),
    "nested too deeply": (ANSWER.replace("7}", "[" * 100_000), "nested too deeply"),
    "no JSON": ("7", "is not of type 'object'"),
    "text": ("Out[1]= 7", "its line is no JSON"),
    "nothing": ("", "its line is no JSON"),
    "half an answer": (ANSWER[:-3], "its line is no JSON"),
    "message that is a number": (ANSWER.replace("7}", '7, "messages": [1]}'), "is not of type 'string'"),
    "two lines": (f"{ANSWER}\n{ANSWER}", "more than one line for one question"),
}


@pytest.mark.parametrize("how", BAD_LINES)
def test_what_is_no_answer_is_an_error_and_the_next_question_is_answered(
    how: str, fake: Callable[..., JsonLinesEngine]
) -> None:
    line, words = BAD_LINES[how]
    engine = fake()
    said(engine, '"value": 1')
    with pytest.raises(EngineProtocolError, match=words):
        said(engine, f"line {line}")
    assert said(engine, '"value": 7') == 7


EVENTS: dict[str, tuple[str, type[EngineError] | None]] = {
    "right": ('"value": {}', None),
    "refused": ('"unsupported": "{}"', EngineUnsupportedError),
    "error": ('"error": "{}"', EngineError),
    "old": (f"line {ANSWER.replace('NONCE', 'OLD').replace('7', '{}')}".replace('{"', '{{"'), EngineProtocolError),
    "garbage": ("line {}", EngineProtocolError),
    "death": ("die", EngineCrashError),
}


@settings(max_examples=50, deadline=None)
@given(events=st.lists(st.sampled_from([*EVENTS]), max_size=12))
def test_whatever_happens_no_answer_is_taken_for_that_to_another_question(
    events: list[str], echo: JsonLinesEngine
) -> None:
    for number, event in enumerate(events):
        text, error = EVENTS[event]
        if error is None:
            assert said(echo, text.format(number)) == number
        else:
            with pytest.raises(EngineError) as raised:
                said(echo, text.replace("{}", str(number)).replace("{{", "{"))
            assert type(raised.value) is error


# The process


def test_what_does_not_answer_is_killed_at_the_deadline(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    said(engine, "1")
    pid = engine.pid
    with pytest.raises(EngineTimeoutError, match=r"no answer within 0\.3 s"):
        engine.evaluate_text("hang", deadline=0.3)
    assert pid is not None
    assert not is_running(pid)
    assert said(engine, '"value": 7') == 7


def test_the_start_does_not_count_for_the_deadline() -> None:
    run = f"sys.argv[1:] = [{START!r}]; runpy.run_path({str(FAKE)!r}, {{}}, '__main__')"
    program = f"import runpy, sys, time; time.sleep(2); {run}"
    with JsonLinesEngine([sys.executable, "-c", program]) as engine:
        assert engine.evaluate_text('"value": 7', deadline=1.5) == 7


@pytest.mark.parametrize(
    ("how", "outcome"),
    [("floods_one_line", EngineProtocolError), ("floods_errors", None), ("dies", EngineCrashError)],
)
def test_100_megabytes_and_death_are_no_danger(how: str, outcome: type[EngineError] | None) -> None:
    with JsonLinesEngine([sys.executable, str(BAD_PROGRAMS), how]) as engine:
        for _ in range(2):
            if outcome is None:
                assert said(engine, "Tanh[0.5]") == pytest.approx(0.46211715726000975850, rel=1e-15)
            else:
                with pytest.raises(outcome):
                    said(engine, "Tanh[0.5]")


@pytest.mark.parametrize(("reset", "restarted"), [("true", False), ("false", True)])
def test_a_program_that_cannot_reset_is_started_anew(
    reset: str, restarted: bool, fake: Callable[..., JsonLinesEngine]
) -> None:
    engine = fake(reset=f'"reset": {reset}')
    said(engine, "1")
    before = engine.pid
    engine.reset()
    assert said(engine, '"value": 7') == 7
    assert (engine.pid != before) is restarted


def test_the_program_is_told_to_stop(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    said(engine, "1")
    assert engine._process._child is not None
    process = engine._process._child.process
    engine.close()
    engine.close()
    assert process.returncode == 7


def test_a_program_that_does_not_stop_is_killed() -> None:
    deaf = f"import fake_json_lines; fake_json_lines.sys.exit = print; fake_json_lines.main({START!r})"
    program = f"import sys; sys.path.insert(0, {str(FAKE.parent)!r}); {deaf}"
    with JsonLinesEngine([sys.executable, "-c", program]) as engine:
        said(engine, "1")
        assert engine._process._child is not None
        process = engine._process._child.process
    assert process.returncode == -signal.SIGKILL


def test_restarts_leave_nothing(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    said(engine, "1")
    before = open_descriptors()
    for number in range(10):
        engine.restart()
        assert said(engine, f'"value": {number}') == number
    assert open_descriptors() == before


def test_a_program_is_found_by_its_path_from_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "mine"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {FAKE} '{START}'\n", encoding="ascii")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineNotFoundError, match=r"there is no program '\./mine'"):
        JsonLinesEngine(["./mine"])
    program.chmod(0o755)
    with JsonLinesEngine(["./mine"]) as engine:
        assert engine.introduction.engine == "fake"


# What is said at the start

INTRODUCTIONS = {
    "a name with a colon": ('"engine": "exec:woxi", "version": "1"', "does not match"),
    "a name with a comma": ('"engine": "a,b", "version": "1"', "does not match"),
    "a version with a line break": ('"engine": "a", "version": "1\\n2"', "does not match"),
    "a name with a line break": ('"engine": "a\\n", "version": "1"', "does not match"),
    "no version": ('"engine": "a"', "not valid under any"),
    "an unknown dialect": (f'{START}, "dialect": "maple"', "'maple' is not one of"),
    "features that are no names": (f'{START}, "features": ["Sin", "a b"]', "does not match"),
    "a feature twice": (f'{START}, "features": ["Sin", "Sin"]', "has non-unique elements"),
    "an error": ('"error": "no licence"', "it does not start: no licence"),
    "another key": (f'{START}, "feature": []', "'feature' was unexpected"),
}


@pytest.mark.parametrize("how", INTRODUCTIONS)
def test_an_introduction_that_cannot_be_used(how: str, fake: Callable[..., JsonLinesEngine]) -> None:
    start, words = INTRODUCTIONS[how]
    engine = fake(start)
    with pytest.raises(EngineError, match=words):
        _ = engine.version
    assert engine.pid is None


def test_a_program_does_not_become_another_engine(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake('"engine": "ePID", "version": "1"')
    assert engine.version == "1"
    engine.restart()
    with pytest.raises(EngineProtocolError, match="it has become another engine, e"):
        said(engine, "1")


def test_a_program_that_starts_too_slowly() -> None:
    engine = JsonLinesEngine([sys.executable, str(BAD_PROGRAMS), "slow_start"], start=0.3)
    with engine, pytest.raises(EngineTimeoutError, match=r"no answer within 0\.3 s"):
        _ = engine.version


def test_what_is_not_said_is_as_for_a_kernel_that_knows_everything(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    assert (engine.version, engine.dialect, engine.features) == ("1.0", "wolfram", None)
    features = fake(f'{START}, "features": ["Sin", "Plus"]').features
    assert features == {"Sin", "Plus"}


@pytest.mark.parametrize(("dialect", "text"), [("wolfram", "x + 1.5*^-20"), ("mathilda", "Plus[x, 1.5e-20`]")])
def test_questions_are_written_in_the_dialect_that_is_declared(
    dialect: str, text: str, fake: Callable[..., JsonLinesEngine]
) -> None:
    engine = fake(f'{START}, "dialect": "{dialect}"')
    assert engine.evaluate(call("Plus", user("x"), 1.5e-20)) == text


# The schema


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def test_the_schema_is_one_and_knows_all_dialects() -> None:
    Draft202012Validator.check_schema(_schema())
    assert _schema()["$defs"]["start-answer"]["properties"]["dialect"]["enum"] == [*DIALECTS]


def test_what_we_send_is_in_the_schema(fake: Callable[..., JsonLinesEngine]) -> None:
    engine = fake()
    validator = Draft202012Validator(_schema())
    for question, command in (("start", "start"), ("request", "eval")):
        request = json.loads(said(engine, question))
        validator.validate(request)
        assert request["cmd"] == command
    assert json.loads(said(engine, "request"))["limit_s"] == LONG
