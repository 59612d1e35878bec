"""The cases: whole, well formed, and with expected values that a second computation confirms."""

import json
import re

import make_cases
import pytest

from wlbridge.conformance.cases import GATE, all_cases, behind_gate, read_cases, selected
from wlbridge.conformance.reference import PRECISIONS
from wlbridge.conformance.runner import run
from wlbridge.conformance.subjects import subject_named
from wlbridge.errors import CaseError
from wlbridge.functions import TABLE

CASE = {
    "id": "group/name",
    "about": "something to check",
    "why": "it is documented",
    "needs": [],
    "ask": {"expression": 1},
    "expect": "1",
    "within": "exact",
    "made": "itself",
}


def text(*cases: dict) -> dict[str, str]:
    return {"group.json": json.dumps(list(cases))}


def test_there_are_enough_of_every_group() -> None:
    groups = {case.group for case in all_cases()}
    assert groups == {*make_cases.GROUPS}
    assert len(all_cases()) >= 600
    assert all_cases()[0].group == GATE


@pytest.mark.parametrize("group", [group for group in make_cases.GROUPS if group not in {"gradients", "hessians"}])
def test_they_are_what_the_script_makes(group: str) -> None:
    made = [{**entry, "id": f"{group}/{entry['id']}"} for entry in make_cases.GROUPS[group]()]
    assert json.loads((make_cases.FOLDER / f"{group}.json").read_text(encoding="ascii")) == json.loads(
        json.dumps(made)
    )


@pytest.mark.parametrize("name", PRECISIONS)
def test_wlbridge_agrees_in_every_precision(name: str) -> None:
    """In doubles, in singles, and with mpmath to 24 digits, which confirms what the oracle has found."""
    with subject_named(name) as subject:
        wrong = [result for result in run(subject, all_cases()) if result.status not in {"pass", "unasked"}]
    assert wrong == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "other/name"}, "another group"),
        ({"id": "no slash"}, "does not match"),
        ({"about": "short"}, "too short"),
        ({"more": 1}, "Additional properties"),
        ({"within": {"ulp": 0}}, "not valid"),
        ({"expect": "one"}, "not valid"),
        ({"expect": 1.0}, "not valid"),
        ({"ask": {"expression": 1, "text": []}}, "not valid"),
        ({"ask": {"expression": None}}, "not valid"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(change: dict, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        read_cases(text({**CASE, **change}))


@pytest.mark.parametrize(
    "wrong", ['[{"id": 1, "id": 2}]', "[NaN]", "[Infinity]", "[1e999]", "[", "", "[" * 100_000, "{}", "[1]"]
)
def test_json_that_is_no_file_of_cases_is_refused(wrong: str) -> None:
    with pytest.raises(CaseError, match=r"group\.json"):
        read_cases({"group.json": wrong})


def test_an_id_that_occurs_twice_is_refused() -> None:
    with pytest.raises(CaseError, match="two cases 'group/name'"):
        read_cases(text(CASE, CASE))


def test_shards_are_all_cases_once_and_each_has_the_whole_gate() -> None:
    gate = [case.id for case in selected(all_cases(), ["numbers"])]
    parts = [[case.id for case in behind_gate(all_cases(), (k, 3))] for k in (1, 2, 3)]
    assert all(part[: len(gate)] == gate for part in parts)
    others = [case for part in parts for case in part[len(gate) :]]
    assert sorted(gate + others) == sorted(case.id for case in all_cases())


@pytest.mark.parametrize("patterns", [["typo*"], ["losses", "typo*"], ["losses/"]])
def test_a_pattern_that_matches_nothing_is_an_error(patterns: list[str]) -> None:
    with pytest.raises(CaseError, match=rf"no case matches '{re.escape(patterns[-1])}'"):
        selected(all_cases(), patterns)


def test_patterns_choose_by_id_and_by_group() -> None:
    chosen = selected(all_cases(), ["elementwise/Tanh/*", "published"])
    assert {case.group for case in chosen} == {"elementwise", "published"}
    assert all(case.id.startswith(("elementwise/Tanh/", "published/")) for case in chosen)


def test_every_function_of_the_table_is_asked_for() -> None:
    needed = {name for case in all_cases() for name in case.needs}
    assert {row.head for row in TABLE if row.head is not None} <= needed
