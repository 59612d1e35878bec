"""Reports: what is not whole is not taken for whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wlbridge.conformance.results import Report, Result, footer, header, line, read_report
from wlbridge.conformance.summary import as_junit, as_markdown, changes
from wlbridge.errors import CaseError

PASSED = Result("a/1", "woxi", "pass", "pass", 0.5, "", "1 + 1", 0.001)
FAILED = Result("a/2", "woxi", "fail", "pass", None, "<\x01> instead of &", "2 + 2", 0.002)
EXPECTED = Result("b/1", "woxi", "unsupported", "unsupported", None, "Haversine", "3", 0.0)
UNASKED = Result("b/2", "woxi", "unasked", "pass", None, "", "", 0.0)
RESULTS = [PASSED, FAILED, EXPECTED, UNASKED]
LINES = [header({"woxi": "0.3.0"}, 4, 7), *map(line, RESULTS), footer(4)]


def test_a_report_is_read_as_it_was_written() -> None:
    assert read_report(LINES, "r") == Report({"woxi": "0.3.0"}, 4, tuple(RESULTS))


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
        ([LINES[0], '{"kind": "result", "case": "a/1"}', footer(1)], "other keys"),
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
        "| b | 2 | 1 unsupported (expected) |",
        "| all | 4 | 1 pass, 1 fail (UNEXPECTED), 1 unsupported (expected) |",
    ]


def test_junit_counts_what_was_not_expected() -> None:
    text = as_junit(read_report(LINES, "r"))
    assert '<testsuite name="woxi 0.3.0" tests="4" failures="1" skipped="2">' in text
    assert "fail: &lt;?&gt; instead of &amp;" in text


def test_changes() -> None:
    old = Report({}, 2, (PASSED, FAILED))
    mended = Result("a/2", "woxi", "pass", "pass", 0.0, "", "", 0.0)
    assert [*changes(old, Report({}, 2, (mended, EXPECTED)))] == [
        "woxi a/1: pass -> absent",
        "woxi a/2: fail -> pass",
        "woxi b/1: absent -> unsupported",
    ]
