"""What real kernels have answered before: recordings, and values that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import Final

from wlbridge.conformance.cases import Case, all_cases
from wlbridge.conformance.comparison import DOUBLE
from wlbridge.conformance.expectations import Expectation, expectations_of
from wlbridge.conformance.kernel import FORMULA, KERNELS
from wlbridge.conformance.kernel_questions import DIALECT, kernel_text_of
from wlbridge.conformance.published import Published, published
from wlbridge.conformance.questions import text_of
from wlbridge.conformance.recordings import FOLDER, Recording, hash_of, recordings_of
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.errors import WLBridgeError

STORED: Final[Mapping[str, str]] = {
    "stored": "wolfram",
    "stored-real32": "wolfram-real32",
    "stored-formula": FORMULA,
}
"""The names of what replays recordings, and the names under which kernels were recorded."""


def text_for(engine: str, case: Case) -> str:
    """What a kernel is sent for a case under one of its names."""
    return kernel_text_of(case, KERNELS[engine].precision) if engine in KERNELS else text_of(case, DIALECT)


class Stored(Subject):
    """Answers of real kernels, and nothing else: of each case that of the newest recording, or a published one.

    An answer to another text than is sent today is an error. Published values are printed digits of singles; they are
    answers of ``stored`` alone.
    """

    def __init__(self, name: str = "stored", folder: Path = FOLDER) -> None:
        self.name = name
        self._engine = STORED[name]
        self.bits = KERNELS[self._engine].bits if self._engine in KERNELS else DOUBLE
        self.recordings: Sequence[Recording] = recordings_of(self._engine, folder)
        self.published: Mapping[str, Published] = published() if name == "stored" else {}
        recorded = {case for recording in self.recordings for case in recording.known()}
        self.version = f"{len(self.published)} published, {len(recorded)} recorded"

    @property
    def note(self) -> str:
        """How many answers there are, and of which kernels."""
        kernels = ", ".join(f"{r.version} ({r.net_evaluator}, {r.system}, {r.date})" for r in self.recordings)
        return f"{self.name} holds {self.version}; recorded by {kernels or 'no kernel so far'}"

    def expectations(self) -> Sequence[Expectation]:
        """What is known to go wrong in the kernels that were recorded, each for the answers that are its own."""
        found: list[Expectation] = []
        answered: set[str] = set()
        for recording in self.recordings:
            known = recording.known() - answered
            answered |= known
            own = [case for case in all_cases() if case.id in known]
            for entry in expectations_of(self._engine):
                names = tuple(escape(case.id) for case in own if entry.covers(case))
                if names and recording.version in entry.versions:
                    found.append(replace(entry, cases=names, versions=(self.version,)))
        return found

    def answer(self, case: Case, deadline: float) -> Answer:
        """Give back what was answered."""
        for recording in self.recordings:
            if case.id in recording.answers:
                return self._recorded(recording, case)
        if case.id in self.published:
            found = self.published[case.id]
            return Answer(found.value, message=f"printed by a kernel: {found.source}", within=found.within)
        return Answer(status="unasked", message="no kernel's answer is stored")

    def _recorded(self, recording: Recording, case: Case) -> Answer:
        found = recording.answers[case.id]
        try:
            asked = text_for(self._engine, case)
        except WLBridgeError as error:
            return Answer(status="error", message=f"the question cannot be written: {error}")
        if hash_of(asked) != found.sha256:
            message = f"the answer of {recording.version} is to another text than is sent today: record it again"
            return Answer(status="error", message=message, asked=asked)
        return Answer(found.value, message=found.messages, asked=asked)
