"""The table of README.md: how many expressions and texts each package carries, and how it fails on the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.translators.packages import PACKAGES

TO = {
    "right": "right",
    "wrong": "silently wrong",
    "undefined head": "undefined function",
    "no Wolfram Language": "no Wolfram Language",
    "refused": "refused",
    "crash": "crash",
}
FROM = {
    "same": "the same",
    "wrong": "silently wrong",
    "left inert": "left inert",
    "refused": "refused",
    "crash": "crash",
}


def block(stored: dict[str, Any]) -> str:
    """What stands between the marks."""
    to = _table(stored, "to", TO, "sympy to Wolfram Language")
    back = _table(stored, "from", FROM, "Wolfram Language to sympy")
    return f"{stored['date']}:\n\n{to}\n\n{back}\n"


def _table(stored: dict[str, Any], direction: str, titles: dict[str, str], corner: str) -> str:
    rows = {name: found[direction] for name, found in stored["results"].items() if found[direction]}
    count = max(map(len, rows.values()))
    lines = [_line([f"{corner}, {count}", *titles.values()]), _line(["---", *("---:" for _ in titles)])]
    for name, verdicts in rows.items():
        counts = Counter(verdict for verdict, _ in verdicts.values())
        lines.append(_line([f"{PACKAGES[name].title} {stored['versions'][name]}", *(counts[one] for one in titles)]))
    return "\n".join(lines)


def _line(cells: Sequence[Any]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
