"""The comparison of translators: how texts are judged, and that README.md shows what wlbridge does now."""

import json
import tomllib

import pytest
import sympy
from benchmarks.translators.battery import BATTERY
from benchmarks.translators.command import LATEST, MARKS, README, verdicts
from benchmarks.translators.judge import Judge
from benchmarks.translators.packages import PACKAGES
from benchmarks.translators.read_back import verdict
from benchmarks.translators.report import block

STORED = json.loads(LATEST.read_text(encoding="utf-8"))
CASES = {case.name: case for case in BATTERY}
x, y = sympy.symbols("x y")


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def test_there_are_169_cases_of_different_names() -> None:
    assert len(CASES) == len(BATTERY) == 169


def test_readme_shows_the_stored_results() -> None:
    (table,) = MARKS.findall(README.read_text(encoding="utf-8"))
    assert table == block(STORED)
    assert STORED["results"].keys() == PACKAGES.keys()


def test_wlbridge_does_what_is_stored_and_nothing_is_silently_wrong(judge: Judge) -> None:
    found, stored = verdicts("ours", judge), STORED["results"]["ours"]
    for direction in ("to", "from"):
        now, then = ({case: one for case, (one, _) in each[direction].items()} for each in (found, stored))
        assert now == then
    assert {one for one, _ in found["to"].values()} == {"right", "refused"}
    assert {one for one, _ in found["from"].values()} == {"same", "refused"}
    assert sum(one == "right" for one, _ in found["to"].values()) >= 165


@pytest.mark.parametrize("case", BATTERY, ids=lambda case: case.name)
def test_every_text_of_the_battery_is_right_by_itself(judge: Judge, case: str) -> None:
    assert [judge.verdict(case, text) for text in case.texts] == ["right"] * len(case.texts)


@pytest.mark.parametrize(
    ("case", "text", "expected"),
    [
        ("atan2", "ArcTan[y, x]", "wrong"),
        ("atan2", "atan2[y, x]", "undefined head"),
        ("atan2", "ArcTan[y,", "no Wolfram Language"),
        ("atan2", "2 ArcTan[y/(x + Sqrt[x^2 + y^2])]", "right"),
        ("float_repr17", "0.3", "wrong"),
        ("sym_clash_E_I", "E + I*Pi", "wrong"),
        ("sym_dummy", "2*x", "wrong"),
        ("sym_dummy", "x$2 + x", "right"),
        ("lambda", "(#^2 + y) &", "right"),
        ("lambda", "(#^2 + 1) &", "wrong"),
        ("matmul", "B.A", "wrong"),
        ("hadamard", "A.R", "wrong"),
        ("sum", "Sum[k^x, {k, 1, n}]", "wrong"),
        ("undef", "g[x, y + 1]", "undefined head"),
    ],
)
def test_texts_are_judged_by_what_they_mean(judge: Judge, case: str, text: str, expected: str) -> None:
    assert judge.verdict(CASES[case], text) == expected


@pytest.mark.parametrize(
    ("expression", "back", "expected"),
    [
        (sympy.atan2(y, x), sympy.atan2(y, x), "same"),
        (sympy.atan2(y, x), sympy.atan2(x, y), "wrong"),
        (sympy.atan2(y, x), sympy.Function("ArcTan")(x, y), "left inert"),
        (sympy.oo, sympy.Symbol("Infinity"), "left inert"),
        (sympy.Symbol("x", positive=True), x, "same"),
        (2 * (x + y), 2 * x + 2 * y, "same"),
        (sympy.Not(sympy.And(x, y)), sympy.Or(sympy.Not(x), sympy.Not(y)), "same"),
        (sympy.Matrix([[x, y]]), [[x, y]], "same"),
        (x, None, "wrong"),
    ],
)
def test_what_is_read_is_judged_by_its_value(expression: sympy.Basic, back: object, expected: str) -> None:
    assert verdict(expression, back) == expected


def test_readme_has_the_command() -> None:
    text = README.read_text(encoding="utf-8")
    assert ".venv/bin/pip install -e '.[translators]' && .venv/bin/python tests/benchmarks/translators\n" in text
    project = tomllib.loads((README.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "translators" in project["optional-dependencies"]
