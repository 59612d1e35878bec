"""Reports: what is not whole is not taken for whole."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from rich.console import Console

from wlbridge.conformance.results import Report, Result, footer, header, read_report, report_lines
from wlbridge.conformance.summary import as_junit, as_markdown, as_table, changes
from wlbridge.errors import CaseError, IncompleteReportError

PASSED = Result("a/1", "woxi", "pass", "pass", 0.5, "", "", "", "1 + 1", 0.001)
FAILED = Result("a/2", "woxi", "fail", "pass", None, "<\x01> instead of &", "4", "<\x01>", "2 + 2", 0.002)
EXPECTED = Result("b/1", "woxi", "unsupported", "unsupported", None, "Haversine", "1.0", "", "3", 0.0)
UNASKED = Result("b/2", "woxi", "unasked", "pass", None, "", "", "", "", 0.0)
RESULTS = (PASSED, FAILED, EXPECTED, UNASKED)
DATE = "2026-01-02T03:04:05+00:00"
REPORT = Report({"woxi": "0.3.0"}, 4, RESULTS, 7, DATE)
LINES = [*report_lines(REPORT)]


def text_of(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


TEXT = text_of(LINES)


def test_a_report_is_read_as_it_was_written() -> None:
    assert read_report(TEXT, "r") == REPORT


@pytest.mark.parametrize("part", range(20))
def test_a_report_cut_anywhere_is_refused_as_one_that_is_not_whole(part: int) -> None:
    for length in range(part, len(TEXT), 20):
        for cut in (TEXT[:length], f"{TEXT[:length]}\n" if length and TEXT[length] != "\n" else ""):
            with pytest.raises(IncompleteReportError, match="not whole"):
                read_report(cut, "r")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "not whole"),
        (["[]"], "no report"),
        (LINES[1:], "no report"),
        ([LINES[0], "[]", LINES[-1]], "line 2: this is no object"),
        ([*LINES[:-1], footer(3)], "not whole"),
        ([*LINES, LINES[-1]], "not whole"),
        ([LINES[0], LINES[1], LINES[1], footer(2)], "two results"),
        (
            [header({"woxi": "0.3.0"}, 99999, date=DATE), *LINES[1:]],
            "99999 cases for 1 engines, and it has 4 results",
        ),
        ([header({"woxi": "0.3.0", "mathics": "10"}, 4, date=DATE), *LINES[1:]], "4 cases for 2 engines"),
        ([header({"woxi": "0.3.0", "mathics": "10"}, 2, date=DATE), *LINES[1:]], "2 cases for 2 engines"),
        ([LINES[0], *LINES[1:4], footer(3)], "has 3 results for 3 cases"),
        ([LINES[0], '{"kind": "result", "case": "a/1"}', footer(1)], "no result"),
        ([LINES[0], LINES[1].replace('"pass"', '"passed"', 1), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", '"0.5"'), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", "NaN"), footer(1)], "cannot be read"),
        ([LINES[0], LINES[1].replace("}", ', "engine": "woxi"}'), footer(1)], "cannot be read"),
        ([LINES[0], LINES[1].replace("woxi", "mathics"), footer(1)], "'mathics' is not in the header"),
        ([LINES[0], LINES[1].replace('"result"', '"results"'), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", f"1{'0' * 400}"), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", "-5"), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.5", "true"), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace("0.001", "-1"), footer(1)], "no result"),
        ([LINES[0], LINES[1].replace('"expected": "pass"', '"expected": "blocked"'), footer(1)], "no result"),
        ([header({"woxi": "0.3.0"}, 4).replace('"format": 2', '"format": 1'), *LINES[1:]], "no report of this"),
    ],
)
def test_what_is_no_report_is_refused(lines: list[str], words: str) -> None:
    with pytest.raises(CaseError, match=words):
        read_report(text_of(lines), "r")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "headers"},
        {"engines": ["woxi"]},
        {"engines": "woxi"},
        {"engines": None},
        {"engines": {}},
        {"engines": {"woxi": 0.3}},
        {"cases": "4"},
        {"cases": -4},
        {"cases": True},
        {"seed": "7"},
        {"date": 20260102},
        {"date": "zzz"},
        {"date": "2026-13-02T03:04:05+00:00"},
        {"more": 1},
    ],
    ids=str,
)
def test_a_header_of_other_types_is_refused(change: dict[str, Any]) -> None:
    first = json.dumps({**json.loads(LINES[0]), **change})
    with pytest.raises(CaseError, match=r"no report|header is not as it should be"):
        read_report(text_of([first, *LINES[1:]]), "r")
    first = json.dumps({key: value for key, value in json.loads(LINES[0]).items() if key != "seed"})
    with pytest.raises(CaseError, match="'seed' is a required property"):
        read_report(text_of([first, *LINES[1:]]), "r")


def test_markdown() -> None:
    assert as_markdown(read_report(TEXT, "r")).splitlines() == [
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


@pytest.mark.parametrize("version", ["1.0 [/red]", "1.0 [beta]", ":warning: \\[bold]", "a|b\\|c `d` *e* <f>"])
def test_a_version_is_shown_as_it_is(version: str) -> None:
    report = replace(REPORT, engines={"woxi": version})
    assert version in printed(report)
    head, rule, *_ = as_markdown(report).splitlines()
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", head)) == rule.count("|") == 4
    assert re.sub(r"\\(.)", r"\1", head) == f"| group | cases | woxi {version} |"


def test_a_version_sends_no_command_to_the_terminal() -> None:
    report = replace(REPORT, engines={"woxi": "\x1b[2J\x00\n1"})
    assert r"woxi \x1b[2J\x00 1" in printed(report)
    assert r"woxi \\x1b\[2J\\x00 1" in as_markdown(report)
    assert "\x1b" not in printed(report) + as_markdown(report)


def printed(report: Report) -> str:
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(as_table(report))
    return capture.get()


def test_changes() -> None:
    old = Report({}, 2, (PASSED, FAILED))
    mended = replace(FAILED, status="pass")
    assert [*changes(old, Report({}, 2, (mended, EXPECTED)))] == [
        "woxi a/1: pass -> absent",
        "woxi a/2: fail (UNEXPECTED) -> pass",
        "woxi b/1: absent -> unsupported (expected)",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (FAILED, replace(FAILED, expected="fail"), ["fail (UNEXPECTED) -> fail (expected)"]),
        (FAILED, replace(FAILED, got="5"), [r"fail (UNEXPECTED) with <\x01> -> fail (UNEXPECTED) with 5"]),
        (FAILED, replace(FAILED, status="crash", got=""), ["fail (UNEXPECTED) -> crash (UNEXPECTED)"]),
        (EXPECTED, replace(EXPECTED, expected="pass"), ["unsupported (expected) -> unsupported (UNEXPECTED)"]),
        (FAILED, replace(FAILED, seconds=9.0, message="in other words", ulp=3.0), []),
        (PASSED, replace(PASSED, seconds=9.0, ulp=0.25), []),
    ],
)
def test_changes_of_a_case_that_is_in_both(before: Result, after: Result, told: list[str]) -> None:
    found = changes(Report({}, 1, (before,)), Report({}, 1, (after,)))
    assert [text.partition(": ")[2] for text in found] == told
