"""Reports in short: a table for the terminal, Markdown, JUnit XML, and what changed between two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from rich.table import Table

from wlbridge.conformance.results import Report, Result

Row = tuple[str, ...]


def matrix(report: Report) -> tuple[Row, list[Row]]:
    """The groups of cases against the engines, each cell counting how they ended."""
    groups = list(dict.fromkeys(result.case.partition("/")[0] for result in report.results))
    heads = ("group", "cases", *(f"{name} {version}" for name, version in report.engines.items()))
    rows = [_row(group, report) for group in groups]
    return heads, [*rows, _row("", report)]


def _row(group: str, report: Report) -> Row:
    of_group = [r for r in report.results if not group or r.case.partition("/")[0] == group]
    cases = str(len({result.case for result in of_group}))
    cells = [_cell([r for r in of_group if r.engine == engine]) for engine in report.engines]
    return (group or "all", cases, *cells)


def _cell(results: Sequence[Result]) -> str:
    """Such as ``40 pass, 2 unsupported (expected)``; what was not asked is a dash."""
    counts = Counter((r.status, r.as_expected) for r in results if r.status != "unasked")
    parts = [
        f"{count} {status}{_remark(status, right)}"
        for (status, right), count in sorted(counts.items(), key=lambda item: item[0][0] != "pass")
    ]
    return ", ".join(parts) or "-"


def _remark(status: str, as_expected: bool) -> str:
    if not as_expected:
        return " (UNEXPECTED)"
    return "" if status == "pass" else " (expected)"


def as_table(report: Report) -> Table:
    """The matrix for a terminal."""
    heads, rows = matrix(report)
    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    return table


def as_markdown(report: Report) -> str:
    """The matrix as a table of Markdown."""
    heads, rows = matrix(report)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_junit(report: Report) -> str:
    """The results as JUnit XML: what ended otherwise than expected is a failure, the rest of no pass is skipped."""
    root = ElementTree.Element("testsuites")
    for engine, version in report.engines.items():
        results = [r for r in report.results if r.engine == engine]
        failures = sum(not r.as_expected for r in results)
        counts = {"tests": len(results), "failures": failures, "skipped": sum(map(_is_skipped, results))}
        attributes = {"name": f"{engine} {version}", **{key: str(count) for key, count in counts.items()}}
        suite = ElementTree.SubElement(root, "testsuite", attributes)
        for result in results:
            _add_case(suite, result)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _is_skipped(result: Result) -> bool:
    return result.as_expected and result.status != "pass"


def _add_case(suite: ElementTree.Element, result: Result) -> None:
    attributes = {"classname": result.engine, "name": result.case, "time": f"{result.seconds:.6f}"}
    element = ElementTree.SubElement(suite, "testcase", attributes)
    said = _printable(f"{result.status}: {result.message}")
    if not result.as_expected:
        failure = ElementTree.SubElement(element, "failure", {"message": said})
        failure.text = _printable(result.asked)
    elif _is_skipped(result):
        ElementTree.SubElement(element, "skipped", {"message": said})


def _printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)


def changes(old: Report, new: Report) -> Iterator[str]:
    """What ended differently, a line for each case and engine."""
    before = {(r.engine, r.case): r for r in old.results}
    after = {(r.engine, r.case): r for r in new.results}
    for key in [*before, *(key for key in after if key not in before)]:
        was = before[key].status if key in before else "absent"
        now = after[key].status if key in after else "absent"
        if was != now:
            yield f"{key[0]} {key[1]}: {was} -> {now}"
