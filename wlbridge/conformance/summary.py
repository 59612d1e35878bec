"""Reports in short: a table for the terminal, Markdown, JUnit XML, and what changed between two of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from rich.table import Table
from rich.text import Text

from wlbridge.conformance.cases import GATE, all_cases
from wlbridge.conformance.expectations import KINDS, expectations_of
from wlbridge.conformance.results import Report, Result
from wlbridge.terminal import one_line

Row = tuple[str, ...]
Counts = list[tuple[str, bool, int]]
"""How many ended in a way: the status, whether that was expected, and the number."""


def grid(report: Report) -> Iterator[tuple[str, int, list[Counts]]]:
    """The groups of cases, the gate first, with their number and how they ended on each engine; last '', all."""
    by_group: dict[str, list[Result]] = {}
    for result in report.results:
        by_group.setdefault(result.case.partition("/")[0], []).append(result)
    groups = sorted(by_group.items(), key=lambda item: (item[0] != GATE, item[0]))
    for group, results in [*groups, ("", list(report.results))]:
        cells = [counts(r for r in results if r.engine == engine) for engine in report.engines]
        yield group, len({result.case for result in results}), cells


def counts(results: Iterable[Result]) -> Counts:
    """How many ended in each way: passes, then what was unexpected, then the rest; nothing where none was asked."""
    found = Counter((r.status, r.as_expected) for r in results)
    if found.keys() <= {("unasked", True)}:
        return []
    order = sorted(found, key=lambda way: (way != ("pass", True), way[1], way[0] == "unasked", way[0]))
    return [(status, as_expected, found[status, as_expected]) for status, as_expected in order]


def matrix(report: Report) -> tuple[Row, list[Row]]:
    """The groups of cases against the engines, each cell such as ``40 pass, 2 unsupported (expected)``."""
    heads = ("group", "cases", *(f"{name} {version}" for name, version in report.engines.items()))
    return heads, [(group or "all", str(cases), *map(_cell, cells)) for group, cases, cells in grid(report)]


def _cell(counted: Counts) -> str:
    parts = [f"{count} {status}{_remark(status, as_expected)}" for status, as_expected, count in counted]
    return ", ".join(parts) or "-"


def _remark(status: str, as_expected: bool) -> str:
    if not as_expected:
        return " (UNEXPECTED)"
    return "" if status in {"pass", "unasked"} else " (expected)"


def as_table(report: Report) -> Table:
    """The matrix for a terminal; what looks like markup of rich, in a version or a name, is none."""
    heads, rows = matrix(report)
    table = Table()
    for head in heads:
        table.add_column(_plain(head))
    for row in rows:
        table.add_row(*map(_plain, row))
    return table


def _plain(text: str) -> Text:
    return Text(one_line(text))


def as_markdown(report: Report) -> str:
    """The matrix as a table of Markdown."""
    heads, rows = matrix(report)
    return _markdown(heads, rows)


def expectations_as_markdown(engines: Iterable[str]) -> str:
    """How much is known to go wrong in each engine: entries in its list by kind, and the cases that they cover."""
    heads = ("engine", "deviations", *(f"of kind {kind}" for kind in KINDS), "cases that they concern")
    rows = []
    for engine in engines:
        entries = expectations_of(engine)
        kinds = [sum(entry.kind == kind for entry in entries) for kind in KINDS]
        concerned = sum(any(entry.covers(case) for entry in entries) for case in all_cases())
        rows.append((engine, *map(str, (len(entries), *kinds, concerned))))
    return _markdown(heads, rows)


def _markdown(heads: Row, rows: Iterable[Row]) -> str:
    lines = [tuple(map(_as_markdown_text, heads)), tuple("---" for _ in heads)]
    lines += [tuple(map(_as_markdown_text, row)) for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _as_markdown_text(text: str) -> str:
    r"""Text that is no markup and no end of a cell; (-) and . are none where cells have them."""
    return re.sub(r"([\\`*_\[\]<>&|~])", r"\\\1", one_line(text))


def as_junit(report: Report) -> str:
    """The results as JUnit XML: what ended otherwise than expected is a failure, the rest of no pass is skipped."""
    root = ElementTree.Element("testsuites")
    for engine, version in report.engines.items():
        results = [r for r in report.results if r.engine == engine]
        failures = sum(not r.as_expected for r in results)
        skipped = sum(map(_is_skipped, results))
        seconds = f"{sum(r.seconds for r in results):.3f}"
        numbers = {"tests": len(results), "failures": failures, "errors": 0, "skipped": skipped, "time": seconds}
        attributes = {"name": visible(f"{engine} {version}"), **{key: str(number) for key, number in numbers.items()}}
        suite = ElementTree.SubElement(root, "testsuite", attributes)
        for result in results:
            _add_case(suite, result)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _is_skipped(result: Result) -> bool:
    return result.as_expected and result.status != "pass"


def _add_case(suite: ElementTree.Element, result: Result) -> None:
    attributes = {"classname": visible(result.engine), "name": visible(result.case), "time": f"{result.seconds:.6f}"}
    element = ElementTree.SubElement(suite, "testcase", attributes)
    said = visible(f"{result.status}: {result.message}")
    if not result.as_expected:
        failure = ElementTree.SubElement(element, "failure", {"message": said})
        failure.text = visible(result.asked)
    elif _is_skipped(result):
        ElementTree.SubElement(element, "skipped", {"message": said})


def visible(text: str) -> str:
    r"""Text whose unprintable characters, such as XML and HTML cannot hold or nobody can see, are written out.

    >>> visible("a\x00b")
    'a<U+0000>b'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else f"<U+{ord(c):04X}>" for c in text)


def changes(old: Report, new: Report) -> Iterator[str]:
    """What ended differently, a line for each case and engine: a status, expected or not, or a wrong value."""
    before = {(r.engine, r.case): r for r in old.results}
    after = {(r.engine, r.case): r for r in new.results}
    for key in before | after:
        was, now = (_end(results.get(key)) for results in (before, after))
        if was != now:
            yield one_line(f"{key[0]} {key[1]}: {_told(*was, was[0] == now[0])} -> {_told(*now, was[0] == now[0])}")


def _end(result: Result | None) -> tuple[str, str]:
    """How a case ended, and for a failure with what."""
    if result is None:
        return "absent", ""
    return (
        f"{result.status}{_remark(result.status, result.as_expected)}",
        result.got if result.status == "fail" else "",
    )


def _told(end: str, got: str, with_value: bool) -> str:
    return f"{end} with {got}" if got and with_value else end
