"""Kills writers of recordings and of reports at random moments, and lets their disks run full: what is left then.

A program of its own, since a process with threads cannot fork: python killed_writers.py FOLDER ROUNDS SEED. It prints
for each kind of file how often it was the old one, the new one, or anything else that was read as whole, and how many
writers were killed with a part of the new one on the disk.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import NamedTuple

from wlbridge.cli import main
from wlbridge.conformance import report_files
from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.recordings import RecordedAnswer, Recording, hash_of, read_recording, write_recording
from wlbridge.conformance.results import read_report
from wlbridge.errors import CaseError, WLBridgeError
from wlbridge.files import write_whole

FULL = 7
"""The exit code of a writer whose disk is full."""


class Kind(NamedTuple):
    """A kind of file: what writes it, and whether what is read of one is whole."""

    write: Callable[[Path], None]
    is_whole: Callable[[str], bool]


ANSWERS = {f"a/{k}": RecordedAnswer(f"a/{k}", hash_of(str(k)), [Fraction(k, 3)] * 9) for k in range(100)}
NEW = Recording("wolfram", "14.3", "Automatic", "Linux-x86-64", "2026-11-23", ANSWERS)
OLD = replace(NEW, date="2026-11-22")


def record(path: Path) -> None:
    write_recording(path, NEW if path.exists() else OLD)


def report(path: Path) -> None:
    with Path(os.devnull).open("w", encoding="ascii") as null, redirect_stdout(null), redirect_stderr(null):
        main(["conformance", "run", "numbers/integer/*", "--out", str(path)])


KINDS = {
    "recording": Kind(record, lambda text: read_recording(text, "r") == NEW),
    "report": Kind(
        report, lambda text: len(read_report(text, "r").results) == len(selected(all_cases(), ["numbers"]))
    ),
}


def forked(kind: Kind, path: Path, *, late: bool = False, limit: int | None = None) -> int:
    """Start a writer; give its process when it begins, or, which is late, when it begins to write."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(written(kind, path, writing, late, limit))
    os.read(reading, 1)
    os.close(reading)
    os.close(writing)
    return child


def written(kind: Kind, path: Path, ready: int, late: bool, limit: int | None) -> int:
    def telling(target: Path, data: bytes) -> None:
        if late:
            os.write(ready, b".")
        write_whole(target, data)

    report_files.write_whole = telling  # type: ignore[attr-defined]
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if not late:
        os.write(ready, b".")
    try:
        kind.write(path)
    except WLBridgeError:
        return FULL
    except SystemExit as end:
        return FULL if end.code else 0
    return 0


def seconds(kind: Kind, path: Path, late: bool) -> float:
    """How long a writer takes that is left alone."""

    def once() -> float:
        child = forked(kind, path, late=late)
        start = time.perf_counter()
        os.waitpid(child, 0)
        return time.perf_counter() - start

    return median(once() for _ in range(5))


def state(kind: Kind, path: Path, old: bytes) -> str:
    data = path.read_bytes()
    if data == old:
        return "old"
    try:
        return "new" if kind.is_whole(data.decode()) else "half"
    except CaseError:
        return "recognised"


def after_kills(kind: Kind, path: Path, old: bytes, rounds: int, rng: random.Random) -> Counter[str]:
    longest = {late: 1.2 * seconds(kind, path, late) for late in (False, True)}
    found: Counter[str] = Counter()
    for number in range(rounds):
        late = number % 4 != 0  # most of the moments are in the writing itself, which is short
        path.write_bytes(old)
        child = forked(kind, path, late=late)
        time.sleep(rng.uniform(0, longest[late]))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found[state(kind, path, old)] += 1
        found["in the middle"] += swept(path)
    return found


def after_full_disks(kind: Kind, path: Path, old: bytes, rounds: int, rng: random.Random) -> Counter[str]:
    found: Counter[str] = Counter()
    for _ in range(rounds):
        path.write_bytes(old)
        _, status = os.waitpid(forked(kind, path, limit=rng.randrange(int(1.3 * len(old)))), 0)
        said = {0: "new", FULL: "old"}[os.waitstatus_to_exitcode(status)]
        left = state(kind, path, old)
        found[left if left == said else f"{left} where the writer said {said}"] += 1
        found["left over"] += swept(path)
    return found


def swept(path: Path) -> int:
    """Remove what is beside a file; how much that was."""
    others = [other for other in path.parent.iterdir() if other != path]
    for other in others:
        other.unlink()
    return len(others)


def main_program(folder: Path, rounds: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - moments, no secret
    result = {}
    all_cases()  # read once, before there are children
    for name, kind in KINDS.items():
        path = folder / name / "file.jsonl"
        path.parent.mkdir()
        os.waitpid(forked(kind, path), 0)
        old = path.read_bytes()
        result[name] = after_kills(kind, path, old, rounds, rng)
        result[f"{name}, disk full"] = after_full_disks(kind, path, old, rounds // 2, rng)
    print(json.dumps(result))


if __name__ == "__main__":
    main_program(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
