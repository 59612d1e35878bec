"""A report as one HTML page that needs nothing else: it loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from wlbridge.conformance.cases import Case, all_cases
from wlbridge.conformance.error_chart import error_chart
from wlbridge.conformance.expectations import Expectation, expectations_of, matching
from wlbridge.conformance.results import Report, Result
from wlbridge.conformance.summary import grid, visible

_TEMPLATE: Final = files("wlbridge.conformance") / "report.html.jinja"


@dataclass(frozen=True)
class Entry:
    """A result that is no pass, its case, and what is known of its failure."""

    result: Result
    case: Case | None
    known: Expectation | None

    @property
    def allowed(self) -> str:
        """The error that the case allows, such as ``relative 1e-14``."""
        within = "" if self.case is None else self.case.within
        return (
            str(within) if isinstance(within, str) else ", ".join(f"{kind} {size}" for kind, size in within.items())
        )


def as_html(report: Report) -> str:
    """The page: the matrix, a chart of the errors of each engine, and what did not pass, the unexpected first.

    >>> as_html(Report({"woxi": "0.3.0"}, 0, ()))[:15]
    '<!DOCTYPE html>'

    Whatever text a report holds stays text. The result is ASCII, for every encoding to be right.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    page: str = template.render(_content(report)).encode("ascii", "xmlcharrefreplace").decode("ascii")
    return page


def _shown(value: Any) -> Any:
    """What the template inserts: text with its unprintable characters written out, markup as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _content(report: Report) -> Mapping[str, Any]:
    numbers = {engine: number for number, engine in enumerate(report.engines)}
    of = {engine: [result for result in report.results if result.engine == engine] for engine in numbers}
    entries = sorted(_entries(report), key=lambda e: (e.result.as_expected, numbers[e.result.engine], e.result.case))
    return {
        "report": report,
        "rows": list(grid(report)),
        "numbers": numbers,
        "charts": {name: Markup(error_chart(of[name])) for name in numbers},  # noqa: S704 - holds no foreign text
        "entries": entries,
        "statuses": {status: number for number, status in enumerate(sorted({e.result.status for e in entries}))},
        "unasked": {engine: [result for result in of[engine] if result.status == "unasked"] for engine in numbers},
        "unexpected": sum(not result.as_expected for result in report.results),
    }


def _entries(report: Report) -> list[Entry]:
    cases = {case.id: case for case in all_cases()}
    known = {engine: expectations_of(engine) for engine in report.engines}
    entries = []
    for result in report.results:
        if result.status not in {"pass", "unasked"} or not result.as_expected:
            case, version = cases.get(result.case), report.engines[result.engine]
            entry = None if case is None else matching(known[result.engine], case, version)
            entries.append(Entry(result, case, entry))
    return entries
