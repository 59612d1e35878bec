"""Asking every case of every engine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from wlbridge.conformance.cases import GATE, Case, all_cases
from wlbridge.conformance.comparison import compare
from wlbridge.conformance.expectations import Expectation, matching
from wlbridge.conformance.results import Result
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.conformance.value_text import value_text
from wlbridge.errors import CaseError

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
        self._witnesses: dict[Expectation, str] = {}
        if not self._fault:
            check_reproducers(subject, expected, deadline)
        self._blocked = f"it did not pass the smoke test: {self._fault}" if self._fault else ""

    def result(self, case: Case) -> Result:
        """Ask one case, unless it is blocked."""
        subject = self._subject
        entry = matching(self._expected, case, subject.version)
        wanted = "pass" if entry is None else entry.status
        if self._fault or (self._blocked and case.group != GATE):
            return Result(case.id, subject.name, "blocked", wanted, None, self._blocked, "", "", "", 0.0)
        start = time.perf_counter()
        answer = self._lacking(case, entry) or subject.answer(case, self._deadline)
        status, ulp, message = judge(case, answer, subject.bits)
        seconds = round(time.perf_counter() - start, 6)
        values = ("", "") if status in {"pass", "unasked"} else (value_text(case.expect), _got(answer.value))
        result = Result(case.id, subject.name, status, wanted, ulp, message, *values, answer.asked, seconds)
        if case.group == GATE and not result.as_expected:
            self._blocked = "it did not pass the gate, the group of numbers"
        return result

    def _lacking(self, case: Case, entry: Expectation | None) -> Answer | None:
        """For most cases that need a function that is lacking: that it is, without asking them."""
        if entry is None or not entry.needs or case.id == self._witness(entry):
            return None
        return Answer(status="unsupported", message=f"{entry.reproducer} gives {entry.gives}")

    def _witness(self, entry: Expectation) -> str:
        """The simplest case that needs what is lacking, which is asked all the same."""
        if entry not in self._witnesses:
            covered = [case for case in all_cases() if entry.covers(case)]
            self._witnesses[entry] = min(covered, key=lambda case: len(case.needs)).id if covered else ""
        return self._witnesses[entry]


def check_reproducers(subject: Subject, expected: Sequence[Expectation], deadline: float) -> None:
    """Have the engine show every deviation that is expected of it.

    Raises CaseError where it gives something else than is said.
    """
    for entry in expected:
        given = subject.gives(entry.reproducer, deadline)
        if given is not None and given != entry.gives:
            raise CaseError(
                f"{entry.reproducer} gives {given:.200}, not {entry.gives}: {entry.reason}",
                where=f"the expectations of {subject.name}",
                hint="Where the engine has been mended, take the entry out.",
            )


def judge(case: Case, answer: Answer, bits: int) -> tuple[str, float | None, str]:
    """The status of an answer, its error in units in the last place, and what is to be said of it."""
    if answer.status != "pass":
        return answer.status, None, answer.message
    if isinstance(case.expect, dict) and "error" in case.expect:
        return _judge_refusal(case.expect, answer.value)
    if isinstance(case.expect, dict) and "text" in case.expect:
        same = answer.value == "".join(map(chr, case.expect["text"]))
        return ("pass" if same else "fail"), None, "" if same else f"the code points {_got(answer.value)}"
    agreement = compare(answer.value, case.expect, answer.within or case.within, bits)
    ulp = agreement.ulp if agreement.ulp != float("inf") else None
    message = "; ".join(part for part in (agreement.difference, answer.message) if part)
    return ("pass" if agreement.holds else "fail"), ulp, message


def _got(value: Any) -> str:
    """An answer as text; a string is told by its code points, whatever it holds."""
    return value_text({"text": [*map(ord, value)]} if isinstance(value, str) else value)


def _judge_refusal(expected: dict[str, str], got: dict[str, str]) -> tuple[str, None, str]:
    same = got["error"] == expected["error"] and expected.get("says", "") in got["says"]
    return ("pass" if same else "fail"), None, "" if same else f"{got['error']}: {got['says']}"
