"""Cases: what is asked, what has to come back, how near, and why. They are data, one JSON file for each group."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator

from wlbridge.errors import CaseError
from wlbridge.strict_json import read_json

FOLDER: Final = files("wlbridge.conformance") / "cases"
SCHEMA: Final = files("wlbridge.conformance") / "case.schema.json"
GATE: Final = "numbers"
"""The group that comes first, and is always asked whole: an engine that does not give numbers back as they are is
asked nothing else."""


@dataclass(frozen=True, eq=False)
class Case:
    """One question with its expected answer; ``expect``, ``within`` and ``alternatives`` are as in the schema.

    ``needs`` are the functions of the Wolfram Language that the question holds. What is made of a case is kept as
    long as the case is, which is why two of them are the same only if they are one object.
    """

    id: str
    about: str
    why: str
    needs: Sequence[str]
    ask: Mapping[str, Any]
    expect: Any
    within: Any
    made: str
    unverified: str = ""
    alternatives: Sequence[Mapping[str, Any]] = ()

    @property
    def group(self) -> str:
        """What stands before the slash."""
        return self.id.partition("/")[0]


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case of the package, the gate first.

    >>> all_cases()[0].group, len({case.id for case in all_cases()}) == len(all_cases()) >= 600
    ('numbers', True)
    """
    names = sorted((entry.name for entry in FOLDER.iterdir()), key=lambda name: (name != f"{GATE}.json", name))
    return read_cases({name: (FOLDER / name).read_text(encoding="utf-8") for name in names})


def read_cases(texts: Mapping[str, str]) -> tuple[Case, ...]:
    """The cases of some files, by their names.

    Raises CaseError, which names the file and the place, for what the schema does not allow, for a key or an id that
    occurs twice, and for numbers that JSON has not.
    """
    cases = [case for name, text in texts.items() for case in _read_file(name, text)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"there are two cases {case.id!r}")
        seen.add(case.id)
    return tuple(cases)


def _read_file(name: str, text: str) -> list[Case]:
    try:
        entries = read_json(text)
    except ValueError as error:
        raise CaseError(f"the file cannot be read: {error}", where=name) from error
    for fault in _validator().iter_errors(entries):
        raise CaseError(fault.message[:300], where=f"{name}, {'/'.join(map(str, fault.absolute_path))}")
    wrong = [entry["id"] for entry in entries if not entry["id"].startswith(f"{name.removesuffix('.json')}/")]
    if wrong:
        raise CaseError(f"the case {wrong[0]!r} is of another group", where=name)
    return [Case(**entry) for entry in entries]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def selected(cases: Iterable[Case], patterns: Sequence[str] = ()) -> list[Case]:
    """The cases whose id, or whose group, matches one of the patterns; all of them without one.

    >>> len(selected(all_cases(), ["published", "losses/squared/*"])) > len(selected(all_cases(), ["published"])) == 6
    True

    Raises CaseError for a pattern that matches none.
    """
    cases = list(cases)
    for pattern in patterns:
        if not any(_matches(case, pattern) for case in cases):
            raise CaseError(f"no case matches {pattern!r}", hint="wlbridge conformance list shows all of them.")
    return [case for case in cases if not patterns or any(_matches(case, pattern) for pattern in patterns)]


def _matches(case: Case, pattern: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in (case.id, case.group))


def behind_gate(cases: Sequence[Case], shard: tuple[int, int] = (1, 1)) -> list[Case]:
    """The whole gate, then the k-th of n parts of those of the cases that are not in it.

    >>> losses = selected(all_cases(), ["losses"])
    >>> [len(behind_gate(losses, (k, 2))) for k in (1, 2)] == [len(behind_gate([])) + len(losses) // 2] * 2
    True
    """
    part, parts = shard
    others = [case for case in cases if case.group != GATE]
    return [*(case for case in all_cases() if case.group == GATE), *others[part - 1 :: parts]]
