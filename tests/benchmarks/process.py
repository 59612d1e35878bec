"""A peer in a process of its own, on one thread, ended when it takes too long or too much memory."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).resolve().parent.parent
POLL = 0.02

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


class PeerError(Exception):
    """A peer that is not there, failed, or was ended."""


class PeerProcess:
    """A peer, imported, that answers one request after another.

    It has an empty directory for what it compiles: nothing is left from an earlier run.
    """

    def __init__(self, name: str, seconds: float, megabytes: float) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._files = ExitStack()
        scratch = self._files.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-"))
        self._errors = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed with the others
        caches = {"PYTENSOR_FLAGS": f"base_compiledir={scratch}", "NUMBA_CACHE_DIR": scratch}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", name],
            cwd=DIRECTORY,
            env={**os.environ, **ONE_THREAD, **caches},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._received = b""
        try:
            self.version: str = self._answer()["version"]
        except PeerError:
            self.close()
            raise

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its answer; after a PeerError nothing more may be asked."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise PeerError(self._last_words()) from None
        answer = self._answer()
        if "failure" in answer:
            raise PeerError(answer["failure"])
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._files.close()

    def _answer(self) -> dict[str, Any]:
        """One line, or PeerError when the process ends or passes a limit."""
        assert self._process.stdout is not None
        output = self._process.stdout.fileno()
        deadline = time.monotonic() + self._seconds
        while b"\n" not in self._received:
            if select.select([output], [], [], POLL)[0]:
                if not (data := os.read(output, 2**16)):
                    raise PeerError(self._last_words())
                self._received += data
            elif time.monotonic() > deadline:
                raise PeerError(f"over {self._seconds:g} s")
            elif self._memory() > self._megabytes:
                raise PeerError(f"over {self._megabytes:g} MB")
        line, _, self._received = self._received.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _memory(self) -> float:
        """The memory in use in megabytes."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "ended without a word")
