"""Recording what a real kernel answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from wlbridge.conformance.cases import Case
from wlbridge.conformance.expectation_files import expected_of
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.recordings import RecordedAnswer, Recording, hash_of
from wlbridge.conformance.results import Result
from wlbridge.conformance.runner import DEADLINE, Run
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.wolfram.make import system
from wlbridge.wolfram.text.writer import write_wl


class Recorder(Subject):
    """A kernel whose answers are kept as they are given."""

    def __init__(self, kernel: Interpreter, deadline: float = DEADLINE) -> None:
        self.name, self.version, self.bits = kernel.name, kernel.version, kernel.bits
        self._kernel = kernel
        self._answers: dict[str, RecordedAnswer] = {}
        self._run = Run(self, expected_of(self), deadline)

    def fault(self) -> str:
        """What the smoke test says of the kernel."""
        return self._kernel.fault()

    def answer(self, case: Case, deadline: float) -> Answer:
        """What the kernel answers; kept when it has a value."""
        answer = self._kernel.answer(case, deadline)
        if answer.status == "pass":
            kept = RecordedAnswer(case.id, hash_of(answer.asked), answer.value, answer.message)
            self._answers[case.id] = kept
        return answer

    def result(self, case: Case) -> Result:
        """Ask a case and judge the answer by its expected value."""
        return self._run.result(case)

    def recording(self) -> Recording:
        """All answers so far, and by what they were given."""
        setting = self._setting
        date = datetime.now(UTC).isoformat(timespec="seconds")
        return Recording(
            self.name, self.version, setting("$NetEvaluator"), setting("$SystemID"), date, dict(self._answers)
        )

    def _setting(self, name: str) -> str:
        value = self._kernel.engine.evaluate(system(name))
        return value if isinstance(value, str) else write_wl(value)


def disagreeing(results: Sequence[Result]) -> list[str]:
    """The results that are not as expected, a line for each."""
    return [f"{r.case}: {r.status}, not {r.expected}. {r.message}" for r in results if not r.as_expected]
