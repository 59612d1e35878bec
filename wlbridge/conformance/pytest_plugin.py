"""The cases as tests of pytest: ``pytest --wlbridge-engine woxi -k losses``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from wlbridge.conformance.cases import GATE, Case, all_cases
from wlbridge.conformance.expectations import check_expectations, expectations_of
from wlbridge.conformance.results import Result
from wlbridge.conformance.runner import Run
from wlbridge.conformance.subject import Subject
from wlbridge.conformance.subjects import engine_names, subject_named
from wlbridge.conformance.summary import visible
from wlbridge.engines.discovery import find_engines
from wlbridge.errors import EngineError, WLBridgeError

ROOT: Final = "wlbridge-conformance"
"""How the identifiers of all these tests begin: ``wlbridge-conformance::woxi::losses/...``."""


class ConformancePlugin:
    """Collects the cases for some engines, and ends these at last.

    Raises pytest.UsageError for an engine that is unknown, or not installed.
    """

    def __init__(self, lists: Sequence[str]) -> None:
        try:
            names = [name for text in lists for name in engine_names(text)]
        except EngineError as error:
            raise pytest.UsageError(f"--wlbridge-engine: {error}") from error
        for status in find_engines():
            if status.name in names and not status.found:
                raise pytest.UsageError(f"{status.name} is not found. To have it: {status.install}")
        self._engines = {name: Asked(name) for name in names}

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the cases; hooks are called last in first out, which puts this before the selection by -k."""
        for name, asked in self._engines.items():
            place = {"path": session.config.rootpath / ROOT, "nodeid": f"{ROOT}::{name}"}
            items.extend(session.genitems(EngineCases.from_parent(session, name=name, asked=asked, **place)))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn which cases of the gate have been selected."""
        for item in session.items:
            if isinstance(item, CaseItem) and item.case.group == GATE:
                item.asked.gate.append(item.case)

    def pytest_unconfigure(self) -> None:
        """End the engines."""
        for asked in self._engines.values():
            asked.close()


class Asked:
    """One engine, started when it is asked something, and its answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.gate: list[Case] = []
        self._subject: Subject | None = None
        self._results: dict[str, Result] = {}

    def result(self, case: Case) -> Result:
        """Ask a case, and before it those of the gate: pytest may give them another order, or another process."""
        for asked in (*self.gate, case):
            if asked.id not in self._results:
                self._results[asked.id] = self._run.result(asked)
        return self._results[case.id]

    @cached_property
    def _run(self) -> Run:
        if self._subject is None:
            self._subject = subject_named(self.name)
        subject = self._subject
        expected = () if subject.fault() else expectations_of(subject.name)
        check_expectations(f"{subject.name}.toml", subject.version, expected, all_cases())
        return Run(subject, expected)

    def close(self) -> None:
        """End what has been started."""
        if self._subject is not None:
            self._subject.close()


class EngineCases(pytest.Collector):
    """The cases for one engine."""

    def __init__(self, *, asked: Asked, **node: Any) -> None:
        super().__init__(**node)
        self.asked = asked

    def collect(self) -> Iterator[CaseItem]:
        """One test a case."""
        for case in all_cases():
            yield CaseItem.from_parent(self, name=case.id, asked=self.asked, case=case)


class CaseItem(pytest.Item):
    """A case for an engine: an expected deviation is an xfail, and its mending a failure."""

    def __init__(self, *, asked: Asked, case: Case, **node: Any) -> None:
        super().__init__(**node)
        self.asked, self.case = asked, case

    def runtest(self) -> None:
        """Ask the engine."""
        try:
            result = self.asked.result(self.case)
        except WLBridgeError as error:
            pytest.fail(str(error), pytrace=False)
        if not result.as_expected:
            pytest.fail(_told(result, self.case), pytrace=False)
        if result.status == "unasked":
            pytest.skip(visible(result.message))
        if result.status != "pass":
            pytest.xfail(visible(f"{result.status}: {result.message}"))

    def reportinfo(self) -> tuple[Path, None, str]:
        """How a failure is headed."""
        return self.path, None, self.nodeid.removeprefix(f"{ROOT}::")


def _told(result: Result, case: Case) -> str:
    rows = {
        "status": f"{result.status}, not {result.expected}",
        "sent": result.asked,
        "expected": result.wanted,
        "got": result.got,
        "ulp": "" if result.ulp is None else f"{result.ulp:.4g}",
        "message": result.message,
        "about": case.about,
        "why": case.why,
    }
    return visible("\n".join(f"{name:<9} {text}" for name, text in rows.items() if text))
