"""The harness catches engines that are wrong in each way that an engine can be wrong."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from wlbridge.conformance.cases import GATE, Case, all_cases, selected
from wlbridge.conformance.expectations import check_expectations, matching, read_expectations
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.reference import Reference
from wlbridge.conformance.runner import run
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.conformance.subjects import subject_named
from wlbridge.engines.base import Engine
from wlbridge.errors import (
    CaseError,
    EngineCrashError,
    EngineProtocolError,
    EngineTimeoutError,
    UnsupportedFunctionError,
)
from wlbridge.wolfram.make import user

CASES = selected(all_cases(), ["elementwise/*"], (1, 4))


class Wrong(Subject):
    """The reference, with its answers spoilt."""

    name, version = "wrong", "1"

    def __init__(self, spoil: Callable[[Any], Any]) -> None:
        self.reference = Reference()
        self.spoil = spoil

    def answer(self, case: Case, deadline: float) -> Answer:
        answer = self.reference.answer(case, deadline)
        return replace(answer, value=self.spoil(answer.value)) if answer.status == "pass" else answer


def everywhere(change: Callable[[Fraction], Any]) -> Callable[[Any], Any]:
    def spoil(value: Any) -> Any:
        if isinstance(value, list):
            return [*map(spoil, value)]
        return change(value) if isinstance(value, Fraction) else value

    return spoil


SPOILT: dict[str, Callable[[Any], Any]] = {
    "off by 1e-9": everywhere(lambda v: v * (1 + Fraction(1, 10**9))),
    "transposed": lambda value: value[::-1] if isinstance(value, list) and len(value) > 1 else value,
    "negated": everywhere(lambda v: -v),
    "one too many": lambda value: [*value, Fraction(0)] if isinstance(value, list) else [value],
}


@pytest.mark.parametrize("how", SPOILT)
def test_wrong_answers_fail(how: str) -> None:
    cases = selected(all_cases(), ["gradients/*"], (1, 5))
    failed = [result for result in run(Wrong(SPOILT[how]), cases) if result.status == "fail"]
    assert len(failed) > len(cases) * 0.8


def test_answers_to_other_questions_fail() -> None:
    last: list[Any] = [Fraction(0)]

    def swapped(value: Any) -> Any:
        last.append(value)
        return last[-2]

    cases = selected(all_cases(), ["nets"], (1, 5))
    failed = [result for result in run(Wrong(swapped), cases) if result.status == "fail"]
    assert len(failed) > 0.95 * len(cases)


def test_an_error_of_a_hundred_units_is_seen_where_eight_are_allowed() -> None:
    cases = [case for case in CASES if case.within == {"ulp": 8} and case.expect != "0"]
    spoil = everywhere(lambda v: v * (1 + 100 * Fraction(2) ** -52))
    statuses = [result.status for result in run(Wrong(spoil), cases)]
    zeros = [result for result in run(Reference(), cases) if result.ulp and result.status != "pass"]
    assert not zeros
    assert statuses.count("fail") > 0.9 * len(cases)


class Raising(Engine):
    """An engine that never has a value."""

    name = "woxi"
    version = "1"

    def __init__(self, error: Exception) -> None:
        self.error, self.messages = error, []

    def evaluate_text(self, text: str, *, deadline: float = 1) -> Any:
        raise self.error

    evaluate = evaluate_text  # type: ignore[assignment]

    def restart(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EngineTimeoutError("late"), "timeout"),
        (EngineCrashError("dead"), "crash"),
        (EngineProtocolError("garbage"), "error"),
    ],
)
def test_an_engine_without_an_answer_has_the_right_status(error: Exception, status: str) -> None:
    subject = Interpreter("woxi", lambda: Raising(error))
    results = [*run(subject, selected(all_cases(), ["nets/*"])[:5])]
    assert [result.status for result in results] == [status] * 5
    assert all(result.asked for result in results)


def test_a_function_that_is_left_as_it_stands_is_unsupported() -> None:
    class Leaving(Raising):
        def evaluate_text(self, text: str, *, deadline: float = 1) -> Any:
            return user("someFunction")(0.5)

    (result,) = run(Interpreter("woxi", lambda: Leaving(ValueError())), selected(all_cases(), ["nets/*"])[:1])
    assert result.status == "unsupported"
    assert "someFunction[0.5]" in result.message


def test_woxi_answers_as_it_does() -> None:
    """Real answers of a real engine: numbers, text, a layer, and a derivative."""
    cases = selected(all_cases(), ["numbers/*", "strings/quotes", "layers/linear", "gradients/random 1"])
    with subject_named("woxi") as woxi:
        results = [*run(woxi, cases)]
    assert [result.case for result in results if result.status != "pass"] == []


def test_a_gate_that_fails_blocks_all_else() -> None:
    cases = [*selected(all_cases(), [GATE]), *selected(all_cases(), ["losses"])]
    spoilt = Wrong(everywhere(lambda v: v * (1 + Fraction(1, 10**9))))
    statuses = {(result.case.partition("/")[0], result.status) for result in run(spoilt, cases)}
    assert ("numbers", "fail") in statuses
    assert {status for group, status in statuses if group == "losses"} == {"blocked"}


# Expectations

ENTRY = """
[[expect]]
cases = ["elementwise/Tanh/*"]
versions = ["1"]
kind = "engine-bug"
status = "fail"
reason = "it has no digits"
reproducer = "Tanh[0.5]"
gives = "0.46"
oracle = "0.46211715726000975850"
"""


def test_what_is_expected_to_fail_is_as_expected_and_its_mending_is_not() -> None:
    expected = read_expectations("wrong.toml", ENTRY)
    cases = selected(all_cases(), ["elementwise/Tanh/*", "elementwise/Sin/*"])
    failing = run(Wrong(everywhere(lambda v: v + 1)), cases, expected)
    assert {(r.case.split("/")[1], r.as_expected) for r in failing} == {("Tanh", True), ("Sin", False)}
    mended = run(Wrong(lambda value: value), cases, expected)
    assert {(r.case.split("/")[1], r.as_expected) for r in mended} == {("Tanh", False), ("Sin", True)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace("Tanh/*", "Tonh/*"), "matches no case"),
        (ENTRY.replace('versions = ["1"]', 'versions = ["2"]'), "is for 2, and this is 1"),
        (ENTRY + ENTRY, "two expectations match"),
        (ENTRY.replace('"engine-bug"', '"bug"'), "the kind 'bug'"),
        (ENTRY.replace('status = "fail"', 'status = "pass"'), "the status 'pass'"),
        (ENTRY.replace('reason = "it has no digits"', ""), "its keys are"),
        (ENTRY + "[", "cannot be read"),
    ],
)
def test_expectations_are_strict(text: str, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        check_expectations("wrong", "1", read_expectations("wrong.toml", text), all_cases())


def test_an_expectation_of_another_version_does_not_count() -> None:
    (entry,) = read_expectations("wrong.toml", ENTRY)
    (case, *_) = selected(all_cases(), ["elementwise/Tanh/*"])
    assert matching([entry], case, "1") is entry
    assert matching([entry], case, "2") is None


# What is never sent

DANGEROUS = [
    "Run", "RunProcess", "StartProcess", "DeleteFile", "DeleteDirectory", "Get", "Put", "PutAppend", "Import",
    "Export", "URLRead", "URLFetch", "URLExecute", "URLSubmit", "URLDownload", "OpenRead", "OpenWrite",
    "OpenAppend", "Read", "Write", "WriteString", "BinaryWrite", "BinaryRead", "ReadList", "ReadString",
    "CopyFile", "CopyDirectory", "RenameFile", "CreateFile", "CreateDirectory", "SetDirectory", "Install",
    "Uninstall", "LinkLaunch", "LinkCreate", "LinkConnect", "ToExpression", "ReleaseHold", "Evaluate",
    "CreateScheduledTask", "SessionSubmit", "LocalSubmit", "CloudSubmit", "CloudDeploy", "CloudPut", "SendMail",
    "SystemOpen", "FileNames", "FileExistsQ", "Environment", "SetEnvironment", "Quit", "Exit", "Abort",
    "ExternalEvaluate", "StartExternalSession", "LibraryFunctionLoad", "Needs", "DumpSave", "Save", "Streams",
    "Close", "Find", "FindList", "Splice", "Encode", "PacletInstall", "ParallelEvaluate", "Compile", "Symbol",
    "Unprotect", "Clear", "Remove",
]  # fmt: skip


@pytest.mark.parametrize("head", DANGEROUS)
def test_dangerous_heads_never_reach_an_engine(head: str) -> None:
    class Recording(Raising):
        def evaluate_text(self, text: str, *, deadline: float = 1) -> Any:
            raise AssertionError(f"{text} was sent")

    case = replace(CASES[0], ask={"expression": ["Plus", 1, [head, "'x'"]]})
    (result,) = run(Interpreter("woxi", lambda: Recording(UnsupportedFunctionError(""))), [case])
    assert result.status == "unsupported"
    assert head in result.message
