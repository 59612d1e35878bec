"""The cases as tests of pytest: ``pytest --wlbridge-engine woxi -k losses``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from wlbridge.conformance.cases import Case, all_cases, behind_gate
from wlbridge.conformance.expectation_files import expected_of
from wlbridge.conformance.external import PREFIX, command_of
from wlbridge.conformance.kernel import FORMULA, KERNELS
from wlbridge.conformance.package import PACKAGE, find_package
from wlbridge.conformance.results import Result
from wlbridge.conformance.runner import Run
from wlbridge.conformance.subject import Subject
from wlbridge.conformance.subjects import engine_names, subject_named
from wlbridge.conformance.summary import visible
from wlbridge.engines.discovery import find_engines
from wlbridge.engines.json_lines import JsonLinesEngine
from wlbridge.errors import EngineError, EngineNotFoundError, WLBridgeError

ROOT: Final = "wlbridge-conformance"
"""How the identifiers of all these tests begin: ``wlbridge-conformance::woxi::losses/...``."""


class ConformancePlugin:
    """Collects the cases for some engines, and ends these at last.

    Raises pytest.UsageError for an engine that is unknown, or not installed.
    """

    def __init__(self, lists: Sequence[str], expectations: str | None = None) -> None:
        try:
            names = [name for text in lists for name in engine_names(text)]
        except EngineError as error:
            raise pytest.UsageError(f"--wlbridge-engine: {error}") from error
        if expectations is not None and len(names) != 1:
            raise pytest.UsageError("--wlbridge-expectations is for one engine")
        try:
            for name in names:
                check_found(name)
        except EngineNotFoundError as error:
            raise pytest.UsageError(str(error)) from error
        self._engines = [Asked(name, expectations) for name in dict.fromkeys(names)]
        identifiers = [asked.identifier for asked in self._engines]
        if len(set(identifiers)) < len(identifiers):
            self.pytest_unconfigure()
            raise pytest.UsageError("two of the engines have the same name: run one after the other")

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the cases; hooks are called last in first out, which puts this before the selection by -k."""
        for asked in self._engines:
            name = asked.identifier
            place = {"path": session.config.rootpath / ROOT, "nodeid": f"{ROOT}::{name}"}
            items.extend(session.genitems(EngineCases.from_parent(session, name=name, asked=asked, **place)))

    def pytest_unconfigure(self) -> None:
        """End the engines."""
        for asked in self._engines:
            asked.close()


def check_found(name: str) -> None:
    """Look whether an engine is installed, without starting it: a licence may allow no kernel in every process.

    Raises EngineNotFoundError.
    """
    if name.startswith(PREFIX):
        JsonLinesEngine(command_of(name)).close()
    kind = "wolfram" if name in {*KERNELS, FORMULA} else name.removesuffix("-package")
    for status in find_engines():
        if status.name == kind and not status.found:
            raise EngineNotFoundError(f"{kind} is not found", hint=f"To have it: {status.install}")
    if name == PACKAGE:
        find_package()


class Asked:
    """One engine, started when it is asked something, and its answers."""

    def __init__(self, name: str, expectations: str | None = None) -> None:
        self._name, self._expectations = name, expectations
        self._started: Subject | None = None
        self._results: dict[str, Result] = {}

    @property
    def identifier(self) -> str:
        """Its name in identifiers of tests, where brackets and slashes mean something; of a program its own name."""
        name = self._subject.name if self._name.startswith(PREFIX) else self._name
        return re.sub("[^A-Za-z0-9.:_+-]", "_", name)

    def result(self, case: Case) -> Result:
        """Ask a case, and before it the gate: pytest may have left that out, or given it to another process."""
        for asked in behind_gate([case]):
            if asked.id not in self._results:
                self._results[asked.id] = self._run.result(asked)
        return self._results[case.id]

    @property
    def _subject(self) -> Subject:
        if self._started is None:
            self._started = subject_named(self._name)
        return self._started

    @cached_property
    def _run(self) -> Run:
        return Run(self._subject, expected_of(self._subject, self._expectations))

    def close(self) -> None:
        """End what has been started."""
        if self._started is not None:
            self._started.close()


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
