"""What a run expects, and what it never sends; test_bad_engines.py has what it catches."""

from dataclasses import replace

import pytest
from bad_engines import Right, Spoilt, everywhere

from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.expectations import check_expectations, matching, read_expectations
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
gives = "0.46"
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
        (ENTRY.replace('"engine-bug"', '"bug"'), "the kind 'bug'"),
        (ENTRY.replace('status = "fail"', 'status = "pass"'), "the status 'pass'"),
        (ENTRY.replace('reason = "it has no digits"', ""), "its keys are"),
        (ENTRY + "[", "cannot be read"),
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
