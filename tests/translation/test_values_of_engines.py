"""What is written means the same number to engines as to sympy and mpmath, at points in and around every domain.

Points where an engine leaves a function as it is, or finds another number, are in ``engine_exceptions.json``: each
one has been looked into, and a point that is there without need fails.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from translation_values import CASES, answers, points, value

from wlbridge.engines import Engine, MathicsEngine, MathildaEngine, WoxiEngine

EXCEPTIONS = json.loads(Path(__file__).with_name("engine_exceptions.json").read_text(encoding="utf-8"))

WITHOUT_VALUE = {
    "1.`15*^400",
    "MathieuS[a, q, z]",
    "MathieuC[a, q, z]",
    "MathieuSPrime[a, q, z]",
    "MathieuCPrime[a, q, z]",
    "MathieuS[2, q, x]",
    "MathieuC[1, q, 2 x]",
    "MathieuSPrime[1, q, 2 x]",
    "MathieuCPrime[1, q, 2 x]",
    "Sum[x^k y^j, {k, 1, n}, {j, 1, k}]",
}
"""Those of which sympy and mpmath find no number, or none that a double holds."""


@cache
def expected(number: int) -> dict[str, list[complex]]:
    """The values of a case at the points where it has one."""
    expression, text = CASES[number]
    found = {place: value(expression, point) for place, point in points(expression, text)}
    return {place: numbers for place, numbers in found.items() if numbers is not None}


def left(engine: str, text: str, places: Any) -> set[str]:
    """Where an engine finds no number."""
    groups = [group for group, texts in EXCEPTIONS[engine]["no number"].items() if text in texts]
    return {place for group in groups for place in (places if group == "everywhere" else group.split())}


def others(engine: str, text: str) -> set[str]:
    """Where an engine finds another number."""
    rows = EXCEPTIONS[engine]["another number"]
    return {place for row in rows if row["case"] == text for place in row["points"].split()}


@pytest.fixture(scope="module", params=[WoxiEngine, MathildaEngine, MathicsEngine], ids=lambda kind: kind.name)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param is MathicsEngine and not request.config.getoption("--long"):
        pytest.skip("Mathics3 takes minutes: --long")
    with request.param() as started:
        yield started


def test_the_cases_with_values_are_known() -> None:
    assert {text for number, (_, text) in enumerate(CASES) if not expected(number)} == WITHOUT_VALUE


def test_the_exceptions_are_of_the_versions_at_hand(engine: Engine) -> None:
    assert EXCEPTIONS[engine.name]["version"] in engine.version


@pytest.mark.parametrize("number", range(len(CASES)), ids=[text[:40] for _, text in CASES])
def test_an_engine_finds_the_same_numbers(engine: Engine, number: int) -> None:
    expression, text = CASES[number]
    places = {place: point for place, point in points(expression, text) if place in expected(number)}
    found = dict(zip(places, answers(engine, expression, list(places.values())), strict=True))
    assert {place for place, numbers in found.items() if numbers is None} == left(engine.name, text, places)
    differing = {
        place
        for place, numbers in found.items()
        if numbers is not None and numbers != pytest.approx(expected(number)[place], rel=1e-12, abs=1e-12)
    }
    assert differing == others(engine.name, text)


@pytest.mark.parametrize("engine_name", EXCEPTIONS)
def test_every_exception_is_of_a_case(engine_name: str) -> None:
    texts = {text for _, text in CASES}
    groups = EXCEPTIONS[engine_name]["no number"].values()
    assert {text for group in groups for text in group} <= texts
    assert {row["case"] for row in EXCEPTIONS[engine_name]["another number"]} <= texts
