"""What is known to go wrong in an engine: strict both ways, so that what is mended or newly broken shows."""

from __future__ import annotations

import fnmatch
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator

from wlbridge.conformance.cases import Case
from wlbridge.errors import CaseError

FOLDER: Final = files("wlbridge.conformance") / "expectations"
SCHEMA: Final = files("wlbridge.conformance") / "expectation.schema.json"
KINDS: Final = ("notimpl", "engine-bug", "never")
STATUSES: Final = ("fail", "unsupported", "error", "timeout", "crash")


@dataclass(frozen=True)
class Expectation:
    """That some cases end otherwise than they should.

    ``cases`` are patterns of ids; where the engine lacks the function in ``needs``, those that need it.
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

    def covers(self, case: Case) -> bool:
        """Whether a case is one of them."""
        if self.needs and self.needs[0] not in case.needs:
            return False
        return any(fnmatch.fnmatchcase(case.id, pattern) for pattern in self.cases)


def expectations_of(engine: str) -> tuple[Expectation, ...]:
    """The expectations against an engine, none for most; an interpreter has the same with the package in it.

    >>> expectations_of("reference"), expectations_of("woxi-package") == expectations_of("woxi")
    ((), True)

    Raises CaseError for a file that is not as it should be.
    """
    name = f"{engine.removesuffix('-package')}.toml"
    found = [path for path in FOLDER.iterdir() if path.name == name]
    return read_expectations(name, found[0].read_text(encoding="utf-8")) if found else ()


def read_expectations(name: str, text: str) -> tuple[Expectation, ...]:
    """The entries ``[[expect]]`` of a TOML file, as expectation.schema.json has them.

    >>> read_expectations("mine.toml", "[[expects]]")
    Traceback (most recent call last):
    ...
    wlbridge.errors.CaseError: mine.toml: Additional properties are not allowed ('expects' was unexpected)

    Raises CaseError, which names the file and the place.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"the file cannot be read: {error}", where=name) from error
    for fault in _validator().iter_errors(content):
        place = ", ".join([name, *map(str, fault.absolute_path)])
        raise CaseError(fault.message[:300], where=place)
    return tuple(_entry(f"{name}, expect, {number}", entry) for number, entry in enumerate(content.get("expect", [])))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _entry(where: str, entry: dict[str, Any]) -> Expectation:
    fields: dict[str, Any] = {key: tuple(entry[key]) for key in ("cases", "versions", "needs") if key in entry}
    made = Expectation(**(entry | fields))
    if made.gives == made.oracle:
        raise CaseError("what the engine gives is what is right", where=where)
    for name in made.needs:
        if not all(f"{name}[" in shown for shown in (made.reproducer, made.gives)):
            hint = "The reproducer calls the function, and the engine gives the call back."
            raise CaseError(f"the reproducer does not show that {name} is lacking", where=where, hint=hint)
    return made


def matching(expected: Sequence[Expectation], case: Case, version: str) -> Expectation | None:
    """The entry for a case and a version of the engine."""
    return next((entry for entry in expected if version in entry.versions and entry.covers(case)), None)


def check_expectations(name: str, version: str, expected: Sequence[Expectation], cases: Sequence[Case]) -> None:
    """Refuse an entry of which a part matches no case or which is for other versions, and a case with two.

    ``name`` is that of the file. Raises CaseError, which names the entry by its reason.
    """
    for entry in expected:
        _check_entry(entry, cases, name)
        if version not in entry.versions:
            raise CaseError(
                f"an expectation is for {', '.join(entry.versions)}, and this is {version}: {entry.reason}",
                where=name,
                hint="Run its reproducer; add the version where it still holds, else take the entry out.",
            )
    for case in cases:
        covering = [entry for entry in expected if entry.covers(case)]
        if len(covering) > 1 and not all(entry.needs for entry in covering):
            raise CaseError(f"two expectations match the case {case.id}", where=name)


def _check_entry(entry: Expectation, cases: Sequence[Case], name: str) -> None:
    for pattern in entry.cases:
        if not any(fnmatch.fnmatchcase(case.id, pattern) for case in cases):
            raise CaseError(f"{pattern!r} of an expectation matches no case: {entry.reason}", where=name)
    if not any(entry.covers(case) for case in cases):
        raise CaseError(f"an expectation matches no case: {entry.reason}", where=name)
