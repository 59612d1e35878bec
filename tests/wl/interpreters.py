"""Running the package and a file of tests on an open interpreter, each a program of its own."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from verification import KERNEL, PACLET, Verification

from wlbridge.engines.programs import find_in_packages, find_program

TESTS = PACLET / "Tests"
SOURCES = (TESTS / "Names.wl", KERNEL, TESTS / "Comparison.wl", TESTS / "NetDouble.wl")
"""What is loaded, in this order: a helper must not make the names of the package before it does."""


@dataclass(frozen=True)
class Interpreter:
    """How a program is found and told to run a file."""

    name: str
    find: Callable[[], Path | None]
    options: Sequence[str]
    seconds: float
    """How long a file of tests may take."""


INTERPRETERS = {
    interpreter.name: interpreter
    for interpreter in (
        Interpreter("woxi", lambda: find_program("woxi"), ("run",), 200),
        Interpreter("mathilda", lambda: find_in_packages("sage_wheels", "bin", "Mathilda"), ("-file",), 60),
        Interpreter("mathics", lambda: find_program("mathics3"), ("-f",), 280),
    )
}


@dataclass(frozen=True)
class Outcome:
    """What came of one test: whether it held, what was printed meanwhile, how many messages that was."""

    passed: bool
    output: str
    messages: int


def run_text(interpreter: Interpreter, text: str) -> str:
    """Run a program after the helpers and the package; what it prints."""
    program = interpreter.find()
    if program is None:
        raise FileNotFoundError(interpreter.name)
    script = "\n".join([*(path.read_text(encoding="ascii") for path in SOURCES), text, ""])
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "script.wl")
        path.write_text(script, encoding="ascii")
        done = subprocess.run(
            [str(program), *interpreter.options, str(path)],
            cwd=directory,
            env={**os.environ, "MATHICS3_SANDBOX": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,  # Mathilda says its messages there,
            timeout=interpreter.seconds,
            check=False,
        )
    return done.stdout.decode("utf-8", errors="replace")


def run_tests(name: str, tests: tuple[Verification, ...]) -> dict[str, Outcome]:
    """The outcomes of tests in one run of an interpreter, by their names."""
    printed = run_text(INTERPRETERS[name], "\n".join(map(_program, tests)))
    return {test.name: outcome_of(test.name, printed) for test in tests}


def _program(test: Verification) -> str:
    """Evaluate, compare, and print the result between two marks."""
    return f"""
Print["@@begin {test.name}"];
wlbridgeSaid = Length[$MessageList];
wlbridgeActual = {test.input};
wlbridgeSaid = Length[$MessageList] - wlbridgeSaid;
wlbridgeExpected = {test.expected};
Print["@@end ", If[wlbridgeActual === wlbridgeExpected, "passed", "failed"], " ", wlbridgeSaid];
Print[ToString[{{wlbridgeActual, wlbridgeExpected}}, InputForm]];
Print["@@done"];
"""


def outcome_of(name: str, printed: str) -> Outcome:
    """Find one test in what was printed."""
    mark = re.escape(f"@@begin {name}\n")
    found = re.search(mark + r"(.*?)@@end (passed|failed) (\S+)(.*?)@@done", printed, re.DOTALL)
    if found is None:
        return Outcome(False, f"no end of the test; the output ends in {printed[-500:]}", 0)
    said, verdict, counted, shown = found.groups()
    return Outcome(verdict == "passed", said + shown, max(_messages(said), int(counted)))


def _messages(said: str) -> int:
    """Messages as they are printed: by their name, or by Mathilda as the bare template."""
    return len(re.findall(r"^(?:(?!General::stop)\S+::\S+: |`1`$)", said, re.MULTILINE))
