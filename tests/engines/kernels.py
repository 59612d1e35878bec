"""Fake kernels for the tests, in a folder of their own, and what is left of them."""

import shlex
import sys
from pathlib import Path

import zmq
from processes import is_running, wait_until_gone

PROGRAM = Path(__file__).with_name("fake_kernel.py")


class FakeKernel:
    """A program that can stand for WolframKernel: it calls the fake, quickly, with a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "WolframKernel"
        packages = Path(zmq.__file__).parent.parent
        command = shlex.join([sys.executable, "-S", "-E", str(PROGRAM), str(folder), str(packages)])
        self.path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        self.path.chmod(0o755)

    def start_next(self, *hows: str) -> None:
        """How the next starts go: ``well``, as all others do, or a way of ``fake_kernel.start_badly``."""
        (self.folder / "starts").write_text("".join(f"{how}\n" for how in hows), encoding="ascii")

    def pids(self) -> list[int]:
        """The numbers of all processes that were started, the kernels' own children among them."""
        path = self.folder / "pids"
        return [int(line) for line in path.read_text(encoding="ascii").split()] if path.exists() else []

    def running(self) -> list[int]:
        return [pid for pid in self.pids() if is_running(pid)]

    def all_gone(self) -> bool:
        return all(wait_until_gone(pid) for pid in self.pids())
