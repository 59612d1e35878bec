"""Badly behaved children for the tests of processes: ``python fake_child.py HOW``."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MEGABYTE = 1 << 20


def echo() -> None:
    for line in sys.stdin:
        print(line, end="", flush=True)


def hang() -> None:
    """Does not even read."""
    time.sleep(600)


def flood(stream: int, block: bytes) -> None:
    for _ in range(100 * MEGABYTE // len(block)):
        view = memoryview(block)
        while view:
            view = view[os.write(stream, view) :]


def flood_lines() -> None:
    first = sys.stdin.readline()
    flood(1, b"nobody asked for this\n" * 4096)
    print(first, end="", flush=True)
    echo()


def flood_errors() -> None:
    first = sys.stdin.readline()
    flood(2, b"e" * MEGABYTE)
    print(first, end="", flush=True)
    echo()


def flood_one_line() -> None:
    flood(1, b"x" * MEGABYTE)
    hang()


def flood_marked_lines() -> None:
    flood(1, sys.stdin.readline().encode() * 4096)
    hang()


def garbage() -> None:
    """Answers with bytes that are no text."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(b"\xff\xfe\x00" + line)
        sys.stdout.buffer.flush()


def exit_3() -> None:
    sys.stdin.readline()
    sys.exit(3)


def last_words() -> None:
    sys.stdin.readline()
    sys.stderr.write("out of paper\n")
    sys.exit(1)


def exit_slowly() -> None:
    """Its output ends well before it does, and before its last words."""
    sys.stdin.readline()
    os.close(1)
    time.sleep(0.2)
    os.write(2, b"out of ink\n")
    os._exit(5)


def exit_unread() -> None:
    """Stops reading well before it ends."""
    os.close(0)
    time.sleep(0.2)
    os._exit(4)


def complain_late() -> None:
    """Writes a message for each answer, one after it and one before it."""
    for line in sys.stdin:
        if ":end" in line:
            os.write(2, b"before\n")
            os.write(1, line.encode())
            os.write(2, b"after\n")


def suicide() -> None:
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGSEGV)


def close_output() -> None:
    sys.stdin.readline()
    os.close(1)
    hang()


def answer_late() -> None:
    """Repeats all earlier answers in front of each."""
    earlier, request = "", ""
    for line in sys.stdin:
        request += line
        if ":end" in line:
            print(earlier + request, end="", flush=True)
            earlier, request = earlier + request, ""


def grandchild() -> None:
    sys.stdin.readline()
    process = subprocess.Popen(["/bin/sleep", "600"])
    print(f"m {process.pid}\nm:end", flush=True)
    echo()


def surroundings() -> None:
    """Tells what it finds: directory, files in it, environment, and whether it can write."""
    sys.stdin.readline()
    print("m cwd", Path.cwd())
    print("m files", list(Path().iterdir()))
    print("m names", *sorted(os.environ))
    try:
        Path("file").write_text("text", encoding="utf-8")
    except OSError as error:
        print("m", type(error).__name__, error.errno)
    print("m:end", flush=True)
    echo()


if __name__ == "__main__":
    globals()[sys.argv[1]]()
