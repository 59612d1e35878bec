"""The harness catches every engine that is wrong, in each way that an engine can be wrong, with the right status."""

import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bad_engines
import pytest
from bad_engines import LeaksState, OneUlpOff, Raising, Right, Spoilt, everywhere
from hypothesis import given, settings
from hypothesis import strategies as st
from processes import open_descriptors, running_with, wait_until_gone

from wlbridge.conformance.cases import Case, all_cases, selected
from wlbridge.conformance.external import External
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.results import Result
from wlbridge.conformance.runner import run
from wlbridge.engines.base import Engine
from wlbridge.errors import (
    EngineCrashError,
    EngineError,
    EngineProtocolError,
    EngineTimeoutError,
    EngineUnsupportedError,
)
from wlbridge.wolfram.expression_json import from_json
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree

PROGRAM = Path(__file__).with_name("bad_programs.py")
LOSSES = [case for case in selected(all_cases(), ["losses/*/exact"]) if case.expect != "0"]
GRADIENTS = [case for case in selected(all_cases(), ["gradients/*"])[::5] if re.search("[1-9]", str(case.expect))]
REALS = [case for case in selected(all_cases(), ["numbers/real/*"]) if case.expect != "0"]
ELEMENTWISE = [case for case in selected(all_cases(), ["elementwise"]) if case.within == {"ulp": 8}]
TANH = selected(all_cases(), ["elementwise/Tanh/*"])
SIN = selected(all_cases(), ["elementwise/Sin/*"])


def results_of(engine: Engine, cases: list[Case]) -> list[Result]:
    return [*run(Interpreter(engine.name, lambda: engine), cases)]


def statuses_of(engine: Engine, cases: list[Case]) -> list[str]:
    return [result.status for result in results_of(engine, cases)]


def test_the_engine_that_knows_all_answers_passes() -> None:
    engine = Right(all_cases())
    assert [result for result in results_of(engine, engine.cases) if result.status != "pass"] == []
    assert len(engine.cases) > 700


# The score: eleven bad engines, six of them in our own process.

ENGINES: dict[str, tuple[Callable[[list[Case]], Engine], list[Case], str, str]] = {
    "always_wrong": (bad_engines.AlwaysWrong, LOSSES, "fail", " instead of "),
    "one_ulp_off": (bad_engines.OneUlpOff, REALS, "fail", " instead of "),
    "nan": (bad_engines.Nan, LOSSES, "fail", "Indeterminate instead of "),
    "lies_about_features": (
        bad_engines.LiesAboutFeatures,
        LOSSES,
        "fail",
        r"it says that it knows .* it leaves 0\.5 \+ 2\*y",
    ),
    "swaps_answers": (bad_engines.SwapsAnswers, LOSSES, "fail", " instead of "),
    "leaks_state": (bad_engines.LeaksState, LOSSES, "blocked", "a definition survives its reset"),
}
PROGRAMS = {
    "hangs": ("timeout", "no answer within 3 s"),
    "dies": ("crash", "exit status 3. Its last words: out of paper"),
    "floods_stdout": ("error", "its line is no JSON .*: 'nobody asked for this'|more than one line"),
    "garbage": ("error", "can't decode byte 0xff"),
}
SLOW = {"slow_start": ("blocked", "no answer within 0.5 s")}


def test_there_are_eleven() -> None:
    assert len(ENGINES | PROGRAMS | SLOW) == 11


@pytest.mark.parametrize("name", ENGINES)
def test_a_bad_engine_is_caught(name: str) -> None:
    make, cases, status, words = ENGINES[name]
    results = results_of(make(cases), cases)
    assert [result.status for result in results] == [status] * len(cases)
    assert [result.message for result in results if not re.search(words, result.message)] == []


@pytest.fixture
def command() -> Any:
    """The command of a bad program; afterwards nothing of it is left."""
    token = secrets.token_hex(8)
    before = open_descriptors()
    yield lambda how: f"exec:{sys.executable} {PROGRAM} {how} {token}"
    assert all(map(wait_until_gone, running_with(token)))
    assert open_descriptors() == before


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_bad_program_is_caught_and_the_next_case_is_right(name: str, command: Callable[[str], str]) -> None:
    status, words = PROGRAMS[name]
    cases = [SIN[0], TANH[0], SIN[1], SIN[2]]
    with External(command(name)) as subject:
        results = [*run(subject, cases, deadline=3.0)]
    assert subject.name == "exec:example"
    assert [result.status for result in results] == ["pass", status, "pass", "pass"]
    assert re.search(words, results[1].message)
    assert results[1].asked == "Function[{x}, Tanh[x]][-30.25]"


def test_a_program_that_does_not_start_is_asked_nothing(command: Callable[[str], str]) -> None:
    status, words = SLOW["slow_start"]
    with External(command("slow_start"), start=0.5) as subject:
        results = [*run(subject, SIN[:3])]
    assert (subject.name, subject.version) == (f"exec:{Path(sys.executable).name}", "unknown")
    assert [result.status for result in results] == [status] * 3
    assert all(re.search(words, result.message) for result in results)


# How fine the net is

SPOILT: dict[str, Callable[[Any], Any]] = {
    "transposed": lambda value: value[::-1] if isinstance(value, tuple) else value,
    "negated": everywhere(lambda value: -value),
    "one too many": lambda value: (*value, 0.0) if isinstance(value, tuple) else (value,),
    "one too few": lambda value: value[1:] if isinstance(value, tuple) else (),
    "flat": lambda value: value[0] if isinstance(value, tuple) else value,
    "ragged": lambda value: (*value[:-1], (value[-1],)) if isinstance(value, tuple) else ((value,),),
    "as text": str,
}


@pytest.mark.parametrize("how", SPOILT)
def test_arrays_of_another_form_fail(how: str) -> None:
    assert {*statuses_of(Spoilt(GRADIENTS, SPOILT[how]), GRADIENTS)} == {"fail"}


def test_a_neighbour_is_seen_where_exactly_the_number_is_asked_for_and_tolerated_where_8_are_allowed() -> None:
    assert {*statuses_of(OneUlpOff(REALS), REALS)} == {"fail"}
    assert {*statuses_of(OneUlpOff(ELEMENTWISE), ELEMENTWISE)} == {"pass"}


def test_an_error_of_a_hundred_units_is_seen_where_eight_are_allowed() -> None:
    cases = [case for case in ELEMENTWISE if case.expect != "0"]
    spoil = everywhere(lambda value: value * (1 + 100 * 2.0**-52))
    assert {*statuses_of(Spoilt(cases, spoil), cases)} == {"fail"}


def test_an_engine_that_does_not_pass_the_smoke_test_is_not_even_asked_numbers() -> None:
    engine = LeaksState([*REALS, *LOSSES])
    assert {*statuses_of(engine, engine.cases)} == {"blocked"}
    assert len(engine.asked) == 3


def test_a_gate_that_fails_blocks_all_else() -> None:
    cases = [*REALS, *LOSSES]
    results = results_of(OneUlpOff(cases), cases)
    assert {(result.case.partition("/")[0], result.status) for result in results} == {
        ("numbers", "fail"),
        ("losses", "blocked"),
    }


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["x", "Indeterminate", "'text'", "1.5`30.", "Infinity"]),
)
HEADS = st.sampled_from(["List", "List", "Times", "Rational", "Complex", "Association", "f"])


@settings(deadline=None)
@given(
    answer=st.recursive(ATOMS, lambda parts: st.builds(lambda head, parts: [head, *parts], HEADS, st.lists(parts))),
    depth=st.sampled_from([0, 1, 2, 3, 5000]),
)
def test_no_value_breaks_a_run(answer: Any, depth: int) -> None:
    cases = [LOSSES[0], GRADIENTS[0], *selected(all_cases(), ["strings/quotes"]), REALS[0]]
    for _ in range(depth):
        answer = ["List", answer]
    value = from_json(answer)
    statuses = statuses_of(Spoilt(cases, lambda _: value), cases)
    assert {*statuses} <= {"pass", "fail", "unsupported", "error"}


# Engines without an answer


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EngineTimeoutError("late"), "timeout"),
        (EngineCrashError("dead"), "crash"),
        (EngineProtocolError("garbage"), "error"),
        (EngineError("division by zero"), "error"),
        (EngineUnsupportedError("no nets"), "unsupported"),
    ],
)
def test_an_engine_without_an_answer_has_the_right_status(error: Exception, status: str) -> None:
    results = results_of(Raising(LOSSES, error), LOSSES)
    assert {(result.status, result.message) for result in results} == {(status, str(error))}
    assert all(result.asked for result in results)


def test_what_is_left_as_it_stands_is_unsupported() -> None:
    leaving = Spoilt(TANH, lambda value: call("Tanh", 0.5))
    assert {(result.status, result.message) for result in results_of(leaving, TANH)} == {
        ("unsupported", "it leaves Tanh[0.5]")
    }


@pytest.mark.parametrize("value", [system("True"), system("Null"), call("Overflow"), call("Rational", 1, 0)])
def test_another_value_that_is_no_number_is_wrong(value: Tree) -> None:
    assert {*statuses_of(Spoilt(TANH, lambda _: value), TANH)} == {"fail"}


def test_what_an_engine_says_it_does_not_know_is_not_asked() -> None:
    class Modest(Right):
        features = frozenset({"Function", "Sin"})

    engine = Modest([*SIN, *TANH])
    results = results_of(engine, engine.cases)
    assert {(result.case.split("/")[1], result.status) for result in results} == {
        ("Sin", "pass"),
        ("Tanh", "unsupported"),
    }
    assert not [text for text in engine.asked if "Tanh" in text]


def test_a_list_of_code_points_is_no_string() -> None:
    cases = selected(all_cases(), ["strings/quotes"])
    assert statuses_of(Right(cases), cases) == ["pass"]
    assert statuses_of(Spoilt(cases, lambda text: tuple(float(ord(c)) for c in text)), cases) == ["fail"]
