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
from wlbridge.conformance.value_text import value_text

DEADLINE: Final = 10.0
"""Seconds that a case may take."""


def run(
    subject: Subject, cases: Sequence[Case], expected: Sequence[Expectation] = (), deadline: float = DEADLINE
) -> Iterator[Result]:
    """The results of cases on one engine, in their order; those of the gate are to be the first.

    An engine that does not pass the smoke test is asked nothing: all cases are blocked. Where the gate fails
    otherwise than expected, all that follows is blocked: an engine that does not give numbers back as they are
    cannot be believed.

    >>> from wlbridge.conformance.cases import all_cases, selected
    >>> from wlbridge.conformance.subjects import subject_named
    >>> with subject_named("reference") as reference:
    ...     {result.status for result in run(reference, selected(all_cases(), ["losses"]))}
    {'pass'}
    """
    asked = Run(subject, expected, deadline)
    return map(asked.result, cases)


class Run:
    """The questions to one engine, one after the other, and whether the gate has let them pass so far."""

    def __init__(self, subject: Subject, expected: Sequence[Expectation] = (), deadline: float = DEADLINE) -> None:
        self._subject, self._expected, self._deadline = subject, expected, deadline
        self._fault = subject.fault()
        self._lacks: dict[Expectation, bool] = {}
        self._blocked = f"it did not pass the smoke test: {self._fault}" if self._fault else ""

    def result(self, case: Case) -> Result:
        """Ask one case, unless it is blocked."""
        subject = self._subject
        entry = matching(self._expected, case, subject.version)
        wanted = "pass" if entry is None else entry.status
        if self._fault or (self._blocked and case.group != GATE):
            return Result(case.id, subject.name, "blocked", wanted, None, self._blocked, "", "", "", 0.0)
        start = time.perf_counter()
        answer = self._lacking(entry) or subject.answer(case, self._deadline)
        status, ulp, message = judge(case, answer, subject.bits)
        seconds = round(time.perf_counter() - start, 6)
        values = ("", "") if status in {"pass", "unasked"} else (value_text(case.expect), value_text(answer.value))
        result = Result(case.id, subject.name, status, wanted, ulp, message, *values, answer.asked, seconds)
        if case.group == GATE and not result.as_expected:
            self._blocked = "it did not pass the gate, the group of numbers"
        return result

    def _lacking(self, entry: Expectation | None) -> Answer | None:
        """That the engine still lacks what it is expected to lack, which one question shows for all cases."""
        if entry is None or not entry.is_lack:
            return None
        if entry not in self._lacks:
            self._lacks[entry] = self._subject.gives(entry.reproducer, self._deadline) == entry.gives
        said = f"{entry.reproducer} gives {entry.gives}"
        return Answer(status="unsupported", message=said) if self._lacks[entry] else None


def judge(case: Case, answer: Answer, bits: int) -> tuple[str, float | None, str]:
    """The status of an answer, its error in units in the last place, and what is to be said of it."""
    if answer.status != "pass":
        return answer.status, None, answer.message
    if isinstance(case.expect, dict) and "error" in case.expect:
        return _judge_refusal(case.expect, answer.value)
    if isinstance(case.expect, dict) and "text" in case.expect:
        same = answer.value == case.expect["text"] and all(type(code) is int for code in answer.value)
        return ("pass" if same else "fail"), None, "" if same else f"the code points {answer.value}"
    agreement = compare(answer.value, case.expect, case.within, bits)
    ulp = agreement.ulp if agreement.ulp != float("inf") else None
    message = "; ".join(part for part in (agreement.difference, answer.message) if part)
    return ("pass" if agreement.holds else "fail"), ulp, message


def _judge_refusal(expected: dict[str, str], got: dict[str, str]) -> tuple[str, None, str]:
    same = got["error"] == expected["error"] and expected.get("says", "") in got["says"]
    return ("pass" if same else "fail"), None, "" if same else f"{got['error']}: {got['says']}"
