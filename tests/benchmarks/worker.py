"""The process of a peer: reads requests as lines of JSON, answers each with a line of JSON.

A request names a job and a net: the same as before means one round more.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from benchmarks.jobs import JOBS
from benchmarks.measure import Sample, rounds
from benchmarks.nets import Net


def main(name: str) -> None:
    """Serve one peer until the requests end."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core: not every library heeds the variables
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    peer = importlib.import_module(f"benchmarks.peers.{name}")
    _answer(answers, {"version": importlib.metadata.version(peer.PACKAGE)})
    current: Any = None
    running: Iterator[Sample] = iter(())
    for line in sys.stdin:
        request = json.loads(line)
        if request != current:
            job = next(job for job in JOBS if job.name == request["job"])
            current, running = request, rounds(peer, job, Net.named(request["net"]))
        try:
            _answer(answers, next(running))
        except Exception as error:  # whatever a library raises is its result
            _answer(answers, {"failure": f"{type(error).__name__}: {error}".split("\n", maxsplit=1)[0]})


def _answer(answers: TextIO, found: Any) -> None:
    answers.write(json.dumps(found) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
