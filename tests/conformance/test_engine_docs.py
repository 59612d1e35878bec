"""What docs/conformance-engines.md shows has been run: its commands, its conversation, its list of what is wrong."""

import importlib.util
import json
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import mpmath
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from wlbridge.cli import main
from wlbridge.conformance.expectations import read_expectations
from wlbridge.engines.json_lines_messages import SCHEMA, read_answer
from wlbridge.wolfram.text.reader import read_wl

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "conformance-engines.md").read_text(encoding="utf-8")
EXPECTED = (ROOT / "examples" / "json_lines_engine.toml").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example", ROOT / "examples" / "json_lines_engine.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("block", blocks("console"))
def test_the_commands(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command, _, output = block.removeprefix("$ ").partition("\n")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    program, *arguments = shlex.split(command)
    assert program == "wlbridge"
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (0, output)


def test_the_conversation_is_in_the_schema_and_the_example_speaks_so(example: ModuleType) -> None:
    (block,) = blocks("json")
    messages: list[dict[str, Any]] = [json.loads(line) for line in block.splitlines()]
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for message in messages:
        validator.validate(message)
    *pairs, stop = messages
    assert stop == {"cmd": "stop"}
    for request, answer in zip(pairs[::2], pairs[1::2], strict=True):
        assert read_answer(json.dumps(answer), request) == answer
        said = example.answer(request)
        assert read_answer(json.dumps(said), request) == said
        assert said.get("value") == answer.get("value")


def test_what_goes_wrong_in_the_example_does(example: ModuleType) -> None:
    (block,) = blocks("toml")
    assert block in EXPECTED
    (entry,) = read_expectations("example.toml", EXPECTED)
    assert example.evaluate(entry.reproducer) == {"value": read_wl(entry.gives)}
    with mpmath.workdps(50):
        assert mpmath.nstr(mpmath.erfc(mpmath.mpf("5.9")), 20) == entry.oracle.split(",", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Plus[1, Rational[1, 3]]", {"value": ["Rational", 4, 3]}),
        ("Power[2, -2]", {"value": ["Rational", 1, 4]}),
        ("{1.5*^-3, Times[2, 3]}", {"value": ["List", 0.0015, 6]}),
        ("Exp[1000.]", {"value": "Infinity"}),
        ("Times[-1, Exp[1000.]]", {"value": ["Times", -1, "Infinity"]}),
        ("Plus[Exp[1000.], Times[-1, Exp[1000.]]]", {"value": "Indeterminate"}),
        ("Function[{x, y}, Function[{z}, Plus[x, z]][y]][1, 2]", {"unsupported": "it does not evaluate x"}),
        ("Log[0.]", {"error": "ValueError: math domain error"}),
        ("x", {"unsupported": "it does not evaluate x"}),
        ("Gamma[1]", {"unsupported": "it does not evaluate ['Gamma', 1]"}),
        ('"text"', {"unsupported": "it does not evaluate this text"}),
        ("1 + 1", {"unsupported": "it does not evaluate this text"}),
    ],
)
def test_the_example_evaluates_arithmetic(text: str, answer: dict[str, Any], example: ModuleType) -> None:
    assert example.evaluate(text) == answer
