"""What a run expects, and what it never sends; test_bad_engines.py has what it catches."""

import random
from dataclasses import replace

import pytest
from bad_engines import Right, Spoilt, everywhere

from wlbridge.conformance.cases import GATE, all_cases, selected
from wlbridge.conformance.expectations import check_expectations, expectations_of, matching, read_expectations
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.runner import run
from wlbridge.conformance.subjects import subject_named
from wlbridge.errors import CaseError


def test_woxi_answers_as_it_does() -> None:
    """Real answers of a real engine: numbers, text, a layer, and a derivative."""
    cases = selected(all_cases(), ["numbers/*", "strings/quotes", "layers/linear", "gradients/random 1"])
    with subject_named("woxi") as woxi:
        results = [*run(woxi, cases)]
    assert [result.case for result in results if result.status != "pass"] == []


# Expectations

ENTRY = """
[[expect]]
cases = ["elementwise/Tanh/*"]
versions = ["1"]
kind = "engine-bug"
status = "fail"
reason = "it has no digits"
reproducer = "Tanh[0.5]"
gives = "Null"
oracle = "0.46211715726000975850"
"""

LACK = """
[[expect]]
cases = ["elementwise/*"]
needs = ["Tanh"]
versions = ["1"]
kind = "notimpl"
status = "unsupported"
reason = "it is not known"
reproducer = "Tanh[0.5]"
gives = "Tanh[0.5]"
oracle = "0.46211715726000975850"
"""


def test_what_is_expected_to_fail_is_as_expected_and_its_mending_is_not() -> None:
    expected = read_expectations("wrong.toml", ENTRY)
    cases = selected(all_cases(), ["elementwise/Tanh/*", "elementwise/Sin/*"])
    wrong, right = Spoilt(cases, everywhere(lambda value: value + 1)), Right(cases)
    failing = run(Interpreter("wrong", lambda: wrong), cases, expected)
    assert {(r.case.split("/")[1], r.as_expected) for r in failing} == {("Tanh", True), ("Sin", False)}
    mended = run(Interpreter("wrong", lambda: right), cases, expected)
    assert {(r.case.split("/")[1], r.as_expected) for r in mended} == {("Tanh", False), ("Sin", True)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.replace("Tanh/*", "Tonh/*"), "matches no case"),
        (ENTRY.replace('versions = ["1"]', 'versions = ["2"]'), "is for 2, and this is 1"),
        (ENTRY + ENTRY, "two expectations match"),
        (ENTRY.replace('"engine-bug"', '"bug"'), "kind: 'bug' is not one of"),
        (ENTRY.replace('status = "fail"', 'status = "pass"'), "status: 'pass' is not one of"),
        (ENTRY.replace('reason = "it has no digits"', ""), "'reason' is a required property"),
        (ENTRY + "[", "cannot be read"),
        (ENTRY.replace("[[expect]]", "[[expects]]"), "'expects' was unexpected"),
        (ENTRY.replace('["elementwise/Tanh/*"]', '"elementwise/Tanh/*"'), "is not of type 'array'"),
        (ENTRY.replace('"0.46211715726000975850"', '"Null"'), "what the engine gives is what is right"),
        (ENTRY.replace("Tanh/*", 'Tanh/*", "typo*'), "'typo.*' of an expectation matches no case"),
        (ENTRY + 'needs = ["Tanh"]\n', "should not be valid|False schema"),
        (LACK.replace("needs", "# needs"), "'needs' is a required property"),
        (LACK.replace('"Tanh"', '"Sinh"'), "does not show that Sinh is lacking"),
        (LACK.replace('gives = "Tanh[0.5]"', 'gives = "Null"'), "does not show that Tanh is lacking"),
    ],
)
def test_expectations_are_strict(text: str, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        check_expectations("wrong.toml", "1", read_expectations("wrong.toml", text), all_cases())


def test_an_expectation_of_another_version_does_not_count() -> None:
    (entry,) = read_expectations("wrong.toml", ENTRY)
    (case, *_) = selected(all_cases(), ["elementwise/Tanh/*"])
    assert matching([entry], case, "1") is entry
    assert matching([entry], case, "2") is None


def test_a_reproducer_that_gives_something_else_is_refused() -> None:
    (entry,) = read_expectations("mathilda.toml", ENTRY.replace('gives = "Null"', 'gives = "0.46"'))
    with (
        subject_named("mathilda") as mathilda,
        pytest.raises(CaseError, match=r"gives 0\.462\d+, not 0\.46"),
    ):
        run(mathilda, [], [entry])


def test_a_reproducer_sends_nothing_dangerous() -> None:
    entry = ENTRY.replace('"Tanh[0.5]"', """'Run["true"]'""")
    (evil,) = read_expectations("mathilda.toml", entry)
    with subject_named("mathilda") as mathilda, pytest.raises(CaseError, match="Run is not sent to engines"):
        run(mathilda, [], [evil])


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
    case, *_ = selected(all_cases(), ["elementwise/Tanh/*"])
    asking = replace(case, ask={"expression": ["Plus", 1, [head, "'x'"]]})
    engine = Right([])
    (result,) = run(Interpreter("right", lambda: engine), [asking])
    assert result.status == "unsupported"
    assert head in result.message
    assert not [text for text in engine.asked if head in text]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_cases_does_not_matter(seed: int) -> None:
    """Nothing that one question leaves behind may change the answer to another."""
    cases = [case for case in all_cases() if case.group != GATE]
    with subject_named("mathilda") as mathilda:
        expected = expectations_of("mathilda")
        first = {result.case: (result.status, result.got) for result in run(mathilda, cases, expected)}
        random.Random(seed).shuffle(cases)  # noqa: S311 - an order, no secret
        assert {result.case: (result.status, result.got) for result in run(mathilda, cases, expected)} == first
