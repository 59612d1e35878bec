"""Results as JSON lines: a header, a line for each case and engine, a footer without which they are not whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from wlbridge.errors import CaseError, IncompleteReportError

FORMAT: Final = 1


@dataclass(frozen=True)
class Result:
    """How a case ended on an engine.

    ``status`` is that of trust in the answer: pass, fail, unsupported, error, timeout, crash, blocked or unasked;
    ``expected`` the one that was expected; ``ulp`` the largest error in units in the last place.
    """

    case: str
    engine: str
    status: str
    expected: str
    ulp: float | None
    message: str
    asked: str
    seconds: float

    @property
    def as_expected(self) -> bool:
        """Whether it ended as it should; what was not asked did."""
        return self.status in {self.expected, "unasked"}


@dataclass(frozen=True)
class Report:
    """A whole run: the versions of the engines, and the results."""

    engines: Mapping[str, str]
    cases: int
    results: tuple[Result, ...]


def header(engines: Mapping[str, str], cases: int, seed: int | None) -> str:
    """The first line."""
    return _line({"kind": "header", "format": FORMAT, "engines": dict(engines), "cases": cases, "seed": seed})


def line(result: Result) -> str:
    """The line of a result."""
    return _line({"kind": "result", **asdict(result)})


def footer(count: int) -> str:
    """The last line, with the number of results."""
    return _line({"kind": "footer", "results": count})


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, allow_nan=False)


def read_report(lines: Iterable[str], where: str) -> Report:
    """Read a report.

    Raises CaseError for a report that is not whole, has a result twice, or is none.
    """
    entries = list(_entries(lines, where))
    if not entries or entries[0].get("kind") != "header" or entries[0].get("format") != FORMAT:
        raise CaseError("the file is no report of this version", where=where)
    last = entries[-1]
    results = [entry for entry in entries if entry.get("kind") == "result"]
    if last.get("kind") != "footer" or last.get("results") != len(results) or len(entries) != len(results) + 2:
        raise IncompleteReportError(
            "the report is not whole", where=where, hint="Its run was cut short: run it again."
        )
    made = _results(results, where)
    return Report(entries[0]["engines"], entries[0]["cases"], made)


def _entries(lines: Iterable[str], where: str) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(lines, 1):
        try:
            entry = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CaseError(f"line {number} cannot be read: {error}", where=where) from error
        if not isinstance(entry, dict):
            raise CaseError(f"line {number} is no object", where=where)
        yield entry


def _results(entries: Sequence[dict[str, Any]], where: str) -> tuple[Result, ...]:
    try:
        results = tuple(Result(**{key: value for key, value in entry.items() if key != "kind"}) for entry in entries)
    except TypeError as error:
        raise CaseError(f"a result has other keys: {error}", where=where) from error
    if len({(result.case, result.engine) for result in results}) < len(results):
        raise CaseError("a case has two results for one engine", where=where)
    return results
