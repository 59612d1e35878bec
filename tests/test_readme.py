"""Everything that the README shows has been run: its Python, its commands, and the test command of the project."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from wlbridge.cli import main
from wlbridge.layers import LAYERS
from wlbridge.losses import LOSSES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """Each command of the console blocks with the output shown."""
    parts = [part for block in blocks("console") for part in block.split("$ ")[1:]]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def test_the_python_examples() -> None:
    failures, examples = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert (failures, examples > 10) == (0, True)


@pytest.mark.parametrize(("command", "output"), commands())
def test_the_commands(command: str, output: str) -> None:
    program, *arguments = shlex.split(command)
    assert program == "wlbridge"
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output) == (0, output)


def test_there_are_two_commands_that_set_everything_up() -> None:
    demo, tests = (block.strip() for block in blocks("sh"))
    assert demo == "python3 -m venv .venv && .venv/bin/pip install '.[woxi]' && .venv/bin/wlbridge demo"
    assert tests == "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
    assert "<!-- test command -->\n```sh\n" + tests in README


@pytest.mark.parametrize("name", [*LAYERS, *LOSSES])
def test_every_layer_is_named(name: str) -> None:
    assert name in README
