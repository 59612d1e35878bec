"""Programs that speak the protocol as the example engine does, until they are asked for Tanh.

``python bad_programs.py HOW`` needs nothing but Python.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
import json_lines_engine

MEGABYTE = 1 << 20


def write(stream: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(stream, view) :]


def hangs(request: dict[str, Any]) -> None:
    """Has even started another program, which hangs too."""
    if os.fork() == 0:
        time.sleep(600)
    time.sleep(600)


def dies(request: dict[str, Any]) -> None:
    sys.stderr.write("out of paper\n")
    sys.stderr.flush()
    os._exit(3)


def floods_stdout(request: dict[str, Any]) -> None:
    """Before the right answer."""
    for _ in range(100):
        write(1, b"nobody asked for this\n" * (MEGABYTE // 22))


def floods_one_line(request: dict[str, Any]) -> None:
    for _ in range(100):
        write(1, b"x" * MEGABYTE)


def floods_errors(request: dict[str, Any]) -> None:
    for _ in range(100):
        write(2, b"e" * MEGABYTE)


def garbage(request: dict[str, Any]) -> None:
    """In front of the right answer."""
    write(1, b"\xff\xfe\x00")


def slow_start(request: dict[str, Any]) -> None: ...


FAULTS: dict[str, Callable[[dict[str, Any]], None]] = {
    fault.__name__: fault
    for fault in (hangs, dies, floods_stdout, floods_one_line, floods_errors, garbage, slow_start)
}


def main(how: str) -> None:
    if how == "slow_start":
        time.sleep(600)
    for line in sys.stdin:
        request = json.loads(line)
        if request["cmd"] == "stop":
            break
        if "Tanh" in request.get("wl", ""):
            FAULTS[how](request)
        print(json.dumps(json_lines_engine.answer(request)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
