"""Runs every package over the battery, stores what came of it, and writes the table of README.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.translators.battery import BATTERY
from benchmarks.translators.judge import Judge
from benchmarks.translators.packages import PACKAGES
from benchmarks.translators.report import block

DIRECTORY = Path(__file__).resolve().parents[2]
README = DIRECTORY.parent / "README.md"
LATEST = DIRECTORY / "benchmarks" / "latest" / "translators.json"
MARKS = re.compile(r"(?<=<!-- translators -->\n).*?(?=<!-- end of translators -->)", re.DOTALL)
SECONDS = 900


def verdicts(name: str, judge: Judge) -> dict[str, dict[str, list[str]]]:
    """What one package does in both directions: for each case a verdict, and what it gave where it is not right."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.translators.worker", name],
        cwd=DIRECTORY,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(BATTERY):
        raise RuntimeError(f"{name}: {done.stderr.decode(errors='replace')[-500:]}")
    written = ((case, *answer["to"]) for case, answer in zip(BATTERY, answers, strict=True))
    to = {case.name: _judged(judge, case, status, text) for case, status, text in written}
    back = {answer["case"]: answer["from"] for answer in answers if "from" in answer}
    return {"to": to, "from": back}


def _judged(judge: Judge, case: Any, status: str, text: str) -> list[str]:
    if status == "text":
        status = judge.verdict(case, text)
    return [status, "" if status == "right" else text[:200]]


def measured(names: Iterable[str]) -> dict[str, Any]:
    """The results of some packages, with the date and the versions."""
    judge = Judge()
    results = {name: verdicts(name, judge) for name in names}
    return {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "versions": {name: version(PACKAGES[name].distribution) for name in results},
        "results": results,
    }


def main() -> None:
    """Measure all, store the results beside the benchmarks, and write the table."""
    stored = measured(PACKAGES)
    LATEST.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    README.write_text(MARKS.sub(lambda _: block(stored), text), encoding="utf-8")
