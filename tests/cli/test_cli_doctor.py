"""``wlbridge doctor``: what is there, what answers, and what is missing."""

import json
import re
import sys
from importlib import metadata

import pytest

from wlbridge import doctor
from wlbridge.errors import EngineTimeoutError


@pytest.fixture
def only_woxi(monkeypatch):
    """Mathics3 takes seconds to start."""
    monkeypatch.setattr(doctor, "ENGINES", {"woxi": doctor.ENGINES["woxi"]})


def test_doctor_asks_mathics(monkeypatch):
    monkeypatch.setattr(doctor, "ENGINES", {"mathics": doctor.ENGINES["mathics"]})
    (mathics,) = (engine for engine in doctor.diagnose()["engines"] if engine["name"] == "mathics")
    assert (mathics["answers"], mathics["version"]) == (True, metadata.version("Mathics3"))


@pytest.mark.usefixtures("only_woxi")
def test_doctor_tells_what_is_there(run):
    result = run("doctor", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["python"]["version"] == ".".join(map(str, sys.version_info[:3]))
    assert found["dependencies"]["sympy"] == metadata.version("sympy")
    engines = {engine["name"]: engine for engine in found["engines"]}
    assert (engines["woxi"]["answers"], engines["woxi"]["version"]) == (True, metadata.version("woxi"))
    text = run("doctor").stdout
    assert f"sympy           {metadata.version('sympy')}\n" in text
    assert re.search(r"^woxi +answers, \d", text, re.MULTILINE)


@pytest.mark.usefixtures("only_woxi")
def test_doctor_knows_every_dependency(run):
    found = json.loads(run("doctor", "--json").stdout)["dependencies"]
    named = {"array-api-compat", "click", "filelock", "jsonschema", "lark", "mpmath", "numpy"}
    named |= {"pyzmq", "requests", "rich", "scipy", "sympy", "wolframclient"}
    assert named == set(found)


def fail(*_, **__):
    raise EngineTimeoutError("no answer within 10 s", where="woxi")


@pytest.mark.usefixtures("only_woxi")
@pytest.mark.parametrize(
    ("answer", "fault"),
    [(fail, "woxi: no answer within 10 s"), (lambda *_, **__: 3, "1 + 1 gave 3")],
)
def test_doctor_fails_for_an_engine_that_does_not_answer_rightly(run, monkeypatch, answer, fault):
    monkeypatch.setattr(doctor.ENGINES["woxi"], "evaluate_text", answer)
    result = run("doctor")
    assert result.exit_code == 1
    assert "DOES NOT ANSWER" in result.stdout
    assert fault in result.stdout


def test_doctor_without_an_engine_says_what_to_install(run, monkeypatch):
    monkeypatch.setattr("wlbridge.engines.discovery.find_program", lambda name: None)
    result = run("doctor")
    assert result.exit_code == 0
    assert (
        'woxi            not found; runs as a separate program. To have it: pip install "wlbridge[woxi]"\n'
        in result.stdout
    )


@pytest.mark.usefixtures("only_woxi")
def test_doctor_reports_a_dependency_that_is_missing(run, monkeypatch):
    monkeypatch.setattr(doctor, "_dependencies", lambda: ["no-such-distribution"])
    assert "no-such-distribution MISSING\n" in run("doctor").stdout
