"""Reports: what is not whole is not taken for whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from wlbridge.conformance.results import Report, Result, footer, header, read_report, report_lines
from wlbridge.conformance.summary import as_junit, as_markdown, changes
from wlbridge.errors import CaseError

PASSED = Result("a/1", "woxi", "pass", "pass", 0.5, "", "", "", "1 + 1", 0.001)
FAILED = Result("a/2", "woxi", "fail", "pass", None, "<\x01> instead of &", "4", "<\x01>", "2 + 2", 0.002)
EXPECTED = Result("b/1", "woxi", "unsupported", "unsupported", None, "Haversine", "1.0", "", "3", 0.0)
UNASKED = Result("b/2", "woxi", "unasked", "pass", None, "", "", "", "", 0.0)
RESULTS = (PASSED, FAILED, EXPECTED, UNASKED)
REPORT = Report({"woxi": "0.3.0"}, 4, RESULTS, 7, "2026-01-02T03:04:05+00:00")
LINES = [*report_lines(REPORT)]


def test_a_report_is_read_as_it_was_written() -> None:
    assert read_report(LINES, "r") == REPORT


@given(st.integers(0, sum(map(len, LINES)) + len(LINES) - 2))
def test_a_report_cut_anywhere_is_refused(length: int) -> None:
    text = "\n".join(LINES)[:length]
    with pytest.raises(CaseError):
        read_report(text.splitlines(), "r")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no report"),
        (["[]"], "no object"),
        ([*LINES[:-1], footer(3)], "not whole"),
        ([*LINES, LINES[-1]], "not whole"),
        ([LINES[0], LINES[1], LINES[1], footer(2)], "two results"),
        ([LINES[0], '{"kind": "result", "case": "a/1"}', footer(1)], "no result"),
        ([LINES[0], LINES[1].replace('"pass"', '"passed"', 1), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", '"0.5"'), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", "NaN"), footer(1)], "cannot be read"),
        ([LINES[0], LINES[1].replace("}", ', "engine": "woxi"}'), footer(1)], "cannot be read"),
        ([LINES[0], LINES[1].replace("woxi", "mathics"), footer(1)], "'mathics' is not in the header"),
        ([header({"woxi": "0.3.0"}, 4).replace('"format": 2', '"format": 1'), *LINES[1:]], "no report of this"),
        ([LINES[0].replace('"seed": 7, ', ""), *LINES[1:]], "no report of this"),
    ],
)
def test_what_is_no_report_is_refused(lines: list[str], words: str) -> None:
    with pytest.raises(CaseError, match=words):
        read_report(lines, "r")


def test_markdown() -> None:
    assert as_markdown(read_report(LINES, "r")).splitlines() == [
        "| group | cases | woxi 0.3.0 |",
        "| --- | --- | --- |",
        "| a | 2 | 1 pass, 1 fail (UNEXPECTED) |",
        "| b | 2 | 1 unsupported (expected), 1 unasked |",
        "| all | 4 | 1 pass, 1 fail (UNEXPECTED), 1 unsupported (expected), 1 unasked |",
    ]


def test_junit_is_read_by_others_and_counts_what_was_not_expected() -> None:
    (suite,) = JUnitXml.fromstring(as_junit(REPORT).encode())
    counted = (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped, suite.time)
    assert counted == ("woxi 0.3.0", 4, 1, 0, 2, 0.003)
    said = {case.name: [(type(end).__name__, end.message, end.text) for end in case.result] for case in suite}
    assert said == {
        "a/1": [],
        "a/2": [("Failure", "fail: <<U+0001>> instead of &", "2 + 2")],
        "b/1": [("Skipped", "unsupported: Haversine", None)],
        "b/2": [("Skipped", "unasked: ", None)],
    }


@given(st.text())
def test_junit_holds_any_text(text: str) -> None:
    told = replace(FAILED, case=f"a/{text}", engine=text, message=text, asked=text)
    (suite,) = JUnitXml.fromstring(as_junit(Report({text: text}, 1, (told,))).encode())
    (case,) = suite
    assert case.name.startswith("a/")


def test_changes() -> None:
    old = Report({}, 2, (PASSED, FAILED))
    mended = replace(FAILED, status="pass")
    assert [*changes(old, Report({}, 2, (mended, EXPECTED)))] == [
        "woxi a/1: pass -> absent",
        "woxi a/2: fail -> pass",
        "woxi b/1: absent -> unsupported",
    ]
