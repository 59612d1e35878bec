"""Asking every case of every engine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final

from wlbridge.conformance.cases import GATE, Case
from wlbridge.conformance.comparison import compare
from wlbridge.conformance.expectations import Expectation, matching
from wlbridge.conformance.results import Result
from wlbridge.conformance.subject import Answer, Subject

DEADLINE: Final = 10.0
"""Seconds that a case may take."""


def run(
    subject: Subject, cases: Sequence[Case], expected: Sequence[Expectation] = (), deadline: float = DEADLINE
) -> Iterator[Result]:
    """The results of cases on one engine, in their order; those of the gate are to be the first.

    Where the gate fails otherwise than expected, all that follows is blocked: an engine that does not give numbers
    back as they are cannot be believed.

    >>> from wlbridge.conformance.cases import all_cases, selected
    >>> from wlbridge.conformance.subjects import subject_named
    >>> with subject_named("reference") as reference:
    ...     {result.status for result in run(reference, selected(all_cases(), ["losses"]))}
    {'pass'}
    """
    open_gate = True
    for case in cases:
        entry = matching(expected, case, subject.version)
        wanted = "pass" if entry is None else entry.status
        if not open_gate and case.group != GATE:
            message = "the engine did not pass the gate, the group of numbers"
            yield Result(case.id, subject.name, "blocked", wanted, None, message, "", 0.0)
            continue
        start = time.perf_counter()
        answer = subject.answer(case, deadline)
        status, ulp, message = judge(case, answer, subject.bits)
        seconds = round(time.perf_counter() - start, 6)
        result = Result(case.id, subject.name, status, wanted, ulp, message, answer.asked, seconds)
        open_gate = open_gate and (case.group != GATE or result.as_expected)
        yield result


def judge(case: Case, answer: Answer, bits: int) -> tuple[str, float | None, str]:
    """The status of an answer, its error in units in the last place, and what is to be said of it."""
    if answer.status != "pass":
        return answer.status, None, answer.message
    if isinstance(case.expect, dict) and "error" in case.expect:
        return _judge_refusal(case.expect, answer.value)
    if isinstance(case.expect, dict) and "text" in case.expect:
        same = answer.value == case.expect["text"]
        return ("pass" if same else "fail"), None, "" if same else f"the code points {answer.value}"
    agreement = compare(answer.value, case.expect, case.within, bits)
    ulp = agreement.ulp if agreement.ulp != float("inf") else None
    message = "; ".join(part for part in (agreement.difference, answer.message) if part)
    return ("pass" if agreement.holds else "fail"), ulp, message


def _judge_refusal(expected: dict[str, str], got: dict[str, str]) -> tuple[str, None, str]:
    same = got["error"] == expected["error"] and expected.get("says", "") in got["says"]
    return ("pass" if same else "fail"), None, "" if same else f"{got['error']}: {got['says']}"
