"""A recording or a report whose writer is killed, or whose disk is full, is the old one or the new one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = 100  # for each kind of file


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    program = Path(__file__).with_name("killed_writers.py")
    command = [sys.executable, str(program), str(tmp_path_factory.mktemp("killed")), str(ROUNDS), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=250)
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["recording", "report"])
def test_a_killed_writer_leaves_the_old_or_the_new_file(found: dict[str, dict[str, int]], kind: str) -> None:
    counts = found[kind]
    assert counts["old"] + counts["new"] == ROUNDS
    assert counts["old"] > 0
    assert counts["new"] > 0
    assert counts["in the middle"] > 0, "no writer was killed while it wrote"


@pytest.mark.parametrize("kind", ["recording", "report"])
def test_a_full_disk_leaves_the_old_file_and_the_writer_says_so(found: dict[str, dict[str, int]], kind: str) -> None:
    counts = found[f"{kind}, disk full"]
    assert {key for key, count in counts.items() if count} == {"old", "new"}
    assert counts["old"] + counts["new"] == ROUNDS // 2
