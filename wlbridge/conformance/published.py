"""What kernels printed and others published: the digits, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from wlbridge.conformance.recordings import FOLDER
from wlbridge.errors import CaseError
from wlbridge.files import decoded, read_bytes
from wlbridge.strict_json import read_json

FILE: Final = FOLDER / "published.json"
_KEYS: Final = {"case", "printed", "figures", "source", "version"}
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Published:
    """The printed digits of an answer in nested lists, where they were published, and the version of the kernel.

    ``figures`` says how many of the digits mean something, None where the answer is exact.
    """

    case: str
    printed: Any
    figures: int | None
    source: str
    version: str

    @property
    def within(self) -> Any:
        """How near it is to the true value, as in the schema of cases."""
        return "exact" if self.figures is None else {"figures": self.figures}

    @property
    def value(self) -> Any:
        """What the digits say, exactly."""
        return _value(self.printed)


def _value(printed: Any) -> Any:
    return [*map(_value, printed)] if isinstance(printed, list) else Fraction(printed)


def published() -> Mapping[str, Published]:
    """The published answers by the ids of their cases.

    >>> published()["published/binary of -1"].printed
    '28.6963'
    """
    return read_published(decoded(read_bytes(FILE), where=str(FILE)), str(FILE))


def read_published(text: str, where: str) -> Mapping[str, Published]:
    """Read a list of published answers; raises CaseError for what is none, and for a case that occurs twice."""
    try:
        entries = read_json(text)
    except ValueError as error:
        raise CaseError(f"the file cannot be read: {error}", where=where) from error
    if not isinstance(entries, list) or not all(map(_is_published, entries)):
        raise CaseError(f"an entry is no published answer: its keys are {', '.join(sorted(_KEYS))}", where=where)
    found = {entry["case"]: Published(**entry) for entry in entries}
    if len(found) < len(entries):
        raise CaseError("a case is answered twice", where=where)
    return found


def _is_published(entry: Any) -> bool:
    if not isinstance(entry, dict) or entry.keys() != _KEYS:
        return False
    if not isinstance(entry["figures"], int | None) or isinstance(entry["figures"], bool):
        return False
    texts = _KEYS - {"printed", "figures"}
    return all(isinstance(entry[key], str) for key in texts) and _is_printed(entry["printed"])


def _is_printed(printed: Any) -> bool:
    if isinstance(printed, list):
        return bool(printed) and all(map(_is_printed, printed))
    return isinstance(printed, str) and _NUMBER.fullmatch(printed) is not None
