"""What is known to go wrong in an engine: strict both ways, so that what is mended or newly broken shows."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from wlbridge.conformance.cases import Case
from wlbridge.errors import CaseError

FOLDER: Final = files("wlbridge.conformance") / "expectations"
KINDS: Final = ("notimpl", "engine-bug", "never")
STATUSES: Final = ("fail", "unsupported", "error", "timeout", "crash")
_OPTIONAL: Final = {"needs"}
_KEYS: Final = {"cases", "versions", "kind", "status", "reason", "reproducer", "gives", "oracle"}


@dataclass(frozen=True)
class Expectation:
    """That some cases end otherwise than they should.

    ``cases`` are patterns of ids, and where there are ``needs`` those that need one of these functions are meant;
    ``versions`` are those of the engine for which it holds. ``reproducer`` shows the deviation without wlbridge: the
    engine gives ``gives`` for it, and ``oracle`` is right.
    """

    cases: tuple[str, ...]
    versions: tuple[str, ...]
    kind: str
    status: str
    reason: str
    reproducer: str
    gives: str
    oracle: str
    needs: tuple[str, ...] = ()

    @property
    def is_lack(self) -> bool:
        """Whether the engine lacks a function: if its reproducer still shows that, no case that needs it is asked."""
        return self.kind == "notimpl" and self.status == "unsupported"

    def covers(self, case: Case) -> bool:
        """Whether a case is one of them."""
        if self.needs and not set(self.needs) & set(case.needs):
            return False
        return any(fnmatch.fnmatchcase(case.id, pattern) for pattern in self.cases)


def expectations_of(engine: str) -> tuple[Expectation, ...]:
    """The expectations against an engine, none for most; an interpreter has the same with the package in it.

    >>> expectations_of("reference"), expectations_of("woxi-package") == expectations_of("woxi")
    ((), True)

    Raises CaseError for a file that is not as it should be.
    """
    path = FOLDER / f"{engine.removesuffix('-package')}.toml"
    return read_expectations(path.name, path.read_text(encoding="utf-8")) if path.is_file() else ()


def read_expectations(name: str, text: str) -> tuple[Expectation, ...]:
    """The entries ``[[expect]]`` of a TOML file."""
    try:
        entries = tomllib.loads(text).get("expect", [])
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"the file cannot be read: {error}", where=name) from error
    return tuple(_entry(f"{name}, entry {number}", entry) for number, entry in enumerate(entries, 1))


def _entry(where: str, entry: dict[str, Any]) -> Expectation:
    if entry.keys() - _OPTIONAL != _KEYS:
        keys = ", ".join(sorted(entry))
        raise CaseError(f"its keys are {keys}", where=where, hint=f"Give {', '.join(sorted(_KEYS))}.")
    for key, choices in (("kind", KINDS), ("status", STATUSES)):
        if entry[key] not in choices:
            raise CaseError(f"the {key} {entry[key]!r} is none of {', '.join(choices)}", where=where)
    fields: dict[str, Any] = {key: tuple(entry[key]) for key in ("cases", "versions", "needs") if key in entry}
    return Expectation(**(entry | fields))


def matching(expected: Sequence[Expectation], case: Case, version: str) -> Expectation | None:
    """The entry for a case and a version of the engine."""
    return next((entry for entry in expected if version in entry.versions and entry.covers(case)), None)


def check_expectations(name: str, version: str, expected: Sequence[Expectation], cases: Sequence[Case]) -> None:
    """Refuse an entry that matches no case or is for other versions, and a case with two, but for what is lacking.

    ``name`` is that of the file. Raises CaseError, which names the entry by its reason.
    """
    for entry in expected:
        if not any(entry.covers(case) for case in cases):
            raise CaseError(f"an expectation matches no case: {entry.reason}", where=name)
        if version not in entry.versions:
            raise CaseError(
                f"an expectation is for {', '.join(entry.versions)}, and this is {version}: {entry.reason}",
                where=name,
                hint="Run its reproducer; add the version where it still holds, else take the entry out.",
            )
    for case in cases:
        covering = [entry for entry in expected if entry.covers(case)]
        if len(covering) > 1 and not all(entry.is_lack for entry in covering):
            raise CaseError(f"two expectations match the case {case.id}", where=name)
