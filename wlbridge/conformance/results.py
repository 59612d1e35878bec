"""Results as JSON lines: a header, a line for each case and engine, a footer without which they are not whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, get_args

from wlbridge.conformance.subject import Status
from wlbridge.errors import CaseError, IncompleteReportError
from wlbridge.strict_json import read_json

FORMAT: Final = 2
_HEADER: Final = {"kind", "format", "engines", "cases", "seed", "date"}


@dataclass(frozen=True)
class Result:
    """How a case ended on an engine.

    ``status`` is that of trust in the answer: pass, fail, unsupported, error, timeout, crash, blocked or unasked;
    ``expected`` the one that was expected; ``ulp`` the largest error in units in the last place. ``wanted``
    and ``got``, cut where they are long, are empty for a pass.
    """

    case: str
    engine: str
    status: str
    expected: str
    ulp: float | None
    message: str
    wanted: str
    got: str
    asked: str
    seconds: float

    @property
    def as_expected(self) -> bool:
        """Whether it ended as it should; what was not asked did."""
        return self.status in {self.expected, "unasked"}


@dataclass(frozen=True)
class Report:
    """A whole run: the versions of the engines, the results, the seed of their order, and when it began."""

    engines: Mapping[str, str]
    cases: int
    results: tuple[Result, ...]
    seed: int | None = None
    date: str = ""


def report_lines(report: Report) -> Iterator[str]:
    """The lines of a report."""
    yield header(report.engines, report.cases, report.seed, report.date)
    yield from map(line, report.results)
    yield footer(len(report.results))


def header(engines: Mapping[str, str], cases: int, seed: int | None = None, date: str = "") -> str:
    """The first line."""
    counts = {"engines": dict(engines), "cases": cases, "seed": seed, "date": date}
    return _line({"kind": "header", "format": FORMAT, **counts})


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
    if not entries or entries[0].keys() != _HEADER or entries[0]["format"] != FORMAT:
        raise CaseError("the file is no report of this version", where=where)
    first, last = entries[0], entries[-1]
    results = [entry for entry in entries if entry.get("kind") == "result"]
    if last.get("kind") != "footer" or last.get("results") != len(results) or len(entries) != len(results) + 2:
        raise IncompleteReportError(
            "the report is not whole", where=where, hint="Its run was cut short: run it again."
        )
    made = _results(results, first["engines"], where)
    return Report(first["engines"], first["cases"], made, first["seed"], first["date"])


def _entries(lines: Iterable[str], where: str) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(lines, 1):
        try:
            entry = read_json(text)
        except ValueError as error:
            raise CaseError(f"line {number} cannot be read: {error}", where=where) from error
        if not isinstance(entry, dict):
            raise CaseError(f"line {number} is no object", where=where)
        yield entry


def _results(entries: Sequence[dict[str, Any]], engines: Mapping[str, str], where: str) -> tuple[Result, ...]:
    for entry in entries:
        if not _is_result(entry):
            raise CaseError(f"this is no result: {json.dumps(entry):.200}", where=where)
        if entry["engine"] not in engines:
            raise CaseError(f"the engine {entry['engine']!r} is not in the header", where=where)
    results = tuple(Result(**{key: value for key, value in entry.items() if key != "kind"}) for entry in entries)
    if len({(result.case, result.engine) for result in results}) < len(results):
        raise CaseError("a case has two results for one engine", where=where)
    return results


def _is_result(entry: Mapping[str, Any]) -> bool:
    if entry.keys() != {"kind", *(field.name for field in fields(Result))}:
        return False
    numbers = {"ulp": float | int | None, "seconds": float | int}
    return entry["status"] in get_args(Status) and all(
        isinstance(value, numbers.get(key, str)) for key, value in entry.items()
    )
