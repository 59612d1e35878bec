"""Results as JSON lines: a header, a line for each case and engine, a footer without which they are not whole."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args

from jsonschema import Draft202012Validator

from wlbridge.conformance.subject import Status
from wlbridge.conformance.whole_lines import read_whole_lines
from wlbridge.errors import CaseError

FORMAT: Final = 2
HEADER_SCHEMA: Final = files("wlbridge.conformance") / "report_header.schema.json"


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


_EXPECTED: Final = frozenset(get_args(Status)) - {"blocked", "unasked"}
_RESULT: Final = frozenset(field.name for field in fields(Result))


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


def read_report(text: str, where: str) -> Report:
    """Read a report.

    Raises IncompleteReportError for one that is not whole, CaseError for one that does not have one result for each
    case and engine, or is none.
    """
    first, entries = read_whole_lines(text, where, name="report", counted="results")
    _check_header(first, where)
    results = _results(entries, first["engines"], where)
    asked = len({result.case for result in results})
    if not asked == first["cases"] == len(results) / len(first["engines"]):
        numbers = f"{len(results)} results for {asked} cases"
        raise CaseError(
            f"its header promises {first['cases']} cases for {len(first['engines'])} engines, and it has {numbers}",
            where=where,
        )
    return Report(first["engines"], first["cases"], results, first["seed"], first["date"])


def _check_header(header: Mapping[str, Any], where: str) -> None:
    if header.get("format") != FORMAT:
        raise CaseError("the file is no report of this version", where=where)
    for fault in _validator().iter_errors(header):
        place = "/".join(map(str, fault.absolute_path))
        raise CaseError(
            f"the header is not as it should be: {fault.message:.300}", where=f"{where}, {place or 'line 1'}"
        )
    try:
        datetime.fromisoformat(header["date"])
    except ValueError as error:
        raise CaseError(f"the header is not as it should be: {error}", where=where) from error


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(HEADER_SCHEMA.read_text(encoding="utf-8")))


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
    """Checked by hand, since a validator takes a second for the thousands of results of a report."""
    if entry.keys() != {"kind", *_RESULT} or entry["kind"] != "result":
        return False
    if entry["status"] not in get_args(Status) or entry["expected"] not in _EXPECTED:
        return False
    if not (entry["ulp"] is None or _is_size(entry["ulp"])) or not _is_size(entry["seconds"]):
        return False
    return all(isinstance(entry[key], str) for key in _RESULT if key not in {"ulp", "seconds"})


def _is_size(value: Any) -> bool:
    return type(value) in {int, float} and 0 <= value <= sys.float_info.max
