"""Files of JSON lines between a header and a footer: one that was cut short is recognised, wherever that was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from wlbridge.errors import CaseError, IncompleteReportError
from wlbridge.strict_json import read_json

_START: Final = '{"kind": "header"'


def read_whole_lines(
    text: str, where: str, *, name: str, counted: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    r"""The header, and the lines between it and the footer, which has their number as ``counted``.

    >>> text = '{"kind": "header"}\n{"kind": "result"}\n{"kind": "footer", "results": 1}\n'
    >>> read_whole_lines(text, "run.jsonl", name="report", counted="results")
    ({'kind': 'header'}, [{'kind': 'result'}])

    ``name`` says what the file should be. Raises IncompleteReportError for the beginning of one, even for its first
    characters and for none at all; CaseError for what is none.
    """
    if not text.startswith(_START) and not _START.startswith(text.rstrip("\n")):
        raise CaseError(f"the file is no {name}", where=where)
    if not text.endswith("\n"):
        raise _not_whole(name, where)
    header, *entries = _entries(text.split("\n")[:-1], name, where)
    if not entries or entries.pop() != {"kind": "footer", counted: len(entries)}:
        raise _not_whole(name, where)
    return header, entries


def _entries(lines: list[str], name: str, where: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            entry = read_json(line)
        except ValueError as error:
            if number == len(lines):
                raise _not_whole(name, where) from error
            raise CaseError(f"this cannot be read: {error}", where=f"{where}, line {number}") from error
        if not isinstance(entry, dict):
            raise CaseError("this is no object", where=f"{where}, line {number}")
        yield entry


def _not_whole(name: str, where: str) -> IncompleteReportError:
    return IncompleteReportError(
        f"the {name} is not whole", where=where, hint="It was cut short: make it again with the same command."
    )
