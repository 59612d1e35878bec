"""Starting a child process that leaves nothing behind: no orphan, no file, no descriptor, no zombie."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import IO, Final

from wlbridge.errors import EngineError, EngineNotFoundError

_FAREWELL: Final = 1.0
_GUARD = 'read -r _; kill -s KILL -- "-$1"; rm -rf -- "$2"'


@dataclass(frozen=True)
class Surroundings:
    """What a child may use: variables besides the few that all get, bytes of a file that it writes, and of memory."""

    variables: Mapping[str, str] = field(default_factory=dict)
    file_bytes: int = 0
    memory_bytes: int = 4 << 30


BARE: Final = Surroundings()
"""No file and 4 GiB."""


class Child:
    """A process in a session of its own, in an empty directory that is removed with it.

    It writes no file and takes at most 4 GiB, unless its surroundings say otherwise (on Linux; elsewhere these two
    limits do not exist). It does not outlive us, even if we are killed: a shell, as a guard, waits for the end of a
    pipe that closes with us, then kills the process group of the child. PR_SET_PDEATHSIG fires too early, when the
    *thread* that started the child ends, and spares what the child has started.

    >>> child = Child(["/bin/sh", "-c", "exit 7"])
    >>> child.wait(10)
    >>> child.end()
    7
    """

    def __init__(self, command: Sequence[str], surroundings: Surroundings = BARE) -> None:
        if os.name != "posix":
            raise EngineError("an engine as a child process needs a POSIX system", hint="On Windows, use WSL.")
        self._owner = os.getpid()
        self._directory = tempfile.mkdtemp(prefix="wlbridge-")
        with ExitStack() as undo:
            undo.callback(shutil.rmtree, self._directory, ignore_errors=True)
            try:
                self.process = _start(command, self._directory, subprocess.PIPE, surroundings.variables)
            except OSError as error:
                raise EngineNotFoundError(f"cannot start {command[0]}: {error.strerror}") from error
            undo.callback(_kill, self.process)
            guard = ("/bin/sh", "-c", _GUARD, "sh", str(self.process.pid), self._directory)
            self._guard = _start(guard, "/", subprocess.DEVNULL, {})
            undo.pop_all()
        _limit(self.process.pid, surroundings)
        self.input, self.output, self.errors = (stream.fileno() for stream in _streams(self.process))
        for pipe in (self.input, self.output, self.errors):
            os.set_blocking(pipe, False)

    def wait(self, seconds: float) -> None:
        """Wait at most some seconds for the process to end by itself."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def ask_to_end(self, last: bytes) -> None:
        """Write a last line and wait at most a second for the end; not in a fork of the process that started it.

        The end shows by that of the output: whoever waited for the process itself would give away its number, and
        with it that of the group, before ``end`` has killed what else is in it.
        """
        if os.getpid() != self._owner:
            return
        with suppress(BlockingIOError, BrokenPipeError):
            os.write(self.input, last)
        until = time.monotonic() + _FAREWELL
        with selectors.DefaultSelector() as selector:
            selector.register(self.output, selectors.EVENT_READ)
            while selector.select(max(until - time.monotonic(), 0)) and os.read(self.output, 1 << 16):
                pass

    def end(self) -> int | None:
        """Kill the process with all that it has started, and clear up; give the status with which it ended.

        Does nothing in a fork of the process that started the child.
        """
        if os.getpid() == self._owner:
            self._guard.kill()
            _kill(self.process)
            _kill(self._guard)
            shutil.rmtree(self._directory, ignore_errors=True)
        return self.process.returncode


def _start(
    command: Sequence[str], directory: str, output: int, variables: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - a program found by name and fixed arguments; no shell
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        cwd=directory,
        env={**_environment(directory), **variables},
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process group, before its leader is waited for: until then its number cannot be given to another."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in _streams(process):
        stream.close()


def _environment(directory: str) -> dict[str, str]:
    """Only what a program needs to start; nothing of ours, such as keys, is handed on."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": directory,
        "TMPDIR": directory,
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # HOME is another one, but a console script may have been installed for the user alone.
        "PYTHONUSERBASE": site.getuserbase(),
        # Mathics3 runs no shell then.
        "MATHICS3_SANDBOX": "1",
    }


def _limit(pid: int, allowed: Surroundings) -> None:
    """Set limits from outside, before the child is sent its first line; between fork and exec no code is safe."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not there on Windows

        limits = {
            resource.RLIMIT_FSIZE: allowed.file_bytes,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_AS: allowed.memory_bytes,
        }
        for what, most in limits.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, what, (most, most))


def _streams(process: subprocess.Popen[bytes]) -> list[IO[bytes]]:
    return [stream for stream in (process.stdin, process.stdout, process.stderr) if stream is not None]
