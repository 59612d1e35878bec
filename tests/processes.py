"""What processes and descriptors there are, for tests that nothing is left behind; as Linux tells it."""

import gc
import os
import time
from pathlib import Path


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def wait_until_gone(pid: int) -> bool:
    """A killed process takes a moment to go when nobody waits for it."""
    for _ in range(1000):
        if not is_running(pid):
            return True
        time.sleep(0.01)
    return False


def running_with(argument: str) -> list[int]:
    """The processes with an argument in their command line, whoever their parent is by now."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdecimal() else []
        except (FileNotFoundError, ProcessLookupError):
            continue
        if argument.encode() in arguments and is_running(int(folder.name)):
            found.append(int(folder.name))
    return found


def open_descriptors() -> int:
    """How many there are, without those of objects that nothing holds any more."""
    gc.collect()
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208
