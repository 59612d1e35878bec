"""What is measured in the process of a peer: seconds, the peak of its memory, size and error of the result."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.jobs import SMALLEST, Job
from benchmarks.nets import Array, Data, Net, flattened, sample
from benchmarks.peers import numpy_by_hand

SECONDS = 0.01
"""A call that is shorter is repeated for about as long, three times in each round, and the fastest of the three means
taken: it is disturbed least by whatever else the machine does."""

MOST_CALLS = 2000
SMALL_BATCH = 2

Run = Callable[[], Any]
Prepare = Callable[[Net, Data], Run]
Sample = dict[str, float]


def rounds(peer: Any, job: Job, net: Net) -> Iterator[Sample]:
    """Do a job again and again; each item is one round."""

    def prepare(net: Net, data: Data) -> Run:
        run: Run = getattr(peer, job.function)(net, data, **job.arguments)
        return run

    for found, result in _MEASURES[job.measure](prepare, net, job.batch):
        if isinstance(result, str | bytes):
            found["size"] = len(result)
        elif result is not None and job.measure != "built":
            found["error"] = error(net, job.batch, *result)
        yield {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in found.items()}


def _built(prepare: Prepare, net: Net, batch: int) -> Iterator[tuple[Sample, Any]]:
    """What a library loads and caches for the smallest net is not counted; the memory is that of the first call."""
    smallest = Net.named(SMALLEST)
    prepare(smallest, sample(smallest, 1))()
    run = prepare(net, sample(net, batch))
    found, result = timed(run)
    memory = {"megabytes": found["megabytes"]}
    calls = _calls(found["seconds"])
    yield (found if calls == 1 else timed(run, calls)[0] | memory), result
    del result
    while True:
        yield timed(run, calls)[0] | memory, None


def _called(prepare: Prepare, net: Net, batch: int) -> Iterator[tuple[Sample, Any]]:
    """The first call, in which much is compiled, is not counted; the second tells how often to repeat it."""
    run = prepare(net, sample(net, batch))
    _, result = timed(run)
    calls = _calls(timed(run)[0]["seconds"])
    yield timed(run, calls)[0], result
    del result
    while True:
        yield timed(run, calls)[0], None


def _calls(seconds: float) -> int:
    return min(MOST_CALLS, max(1, round(SECONDS / seconds)))


def _first(prepare: Prepare, net: Net, batch: int) -> Iterator[tuple[Sample, Any]]:
    data = sample(net, batch)

    def run() -> Any:
        return prepare(net, data)()

    yield timed(run)


def _memory(prepare: Prepare, net: Net, batch: int) -> Iterator[tuple[Sample, Any]]:
    """What the library keeps from a small batch is its own, not the data's."""
    prepare(net, sample(net, SMALL_BATCH))()
    yield timed(prepare(net, sample(net, batch)))


_MEASURES = {"built": _built, "called": _called, "first": _first, "memory": _memory}


def timed(run: Run, calls: int = 1) -> tuple[Sample, Any]:
    """Seconds of a call, megabytes by which the calls raise the peak, and the result of the last.

    The garbage collector stays on, as in a user's program.
    """
    result = None
    gc.collect()
    before = _reset_peak()
    seconds = []
    for _ in range(3 if calls > 1 else 1):
        start = time.perf_counter()
        for _ in range(calls):
            result = run()
        seconds.append((time.perf_counter() - start) / calls)
    return {"seconds": min(seconds), "megabytes": max(0.0, _peak() - before)}, result


def _reset_peak() -> float:
    """Forget the peak of the memory so far, where Linux allows it, and return the memory in use, in megabytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak()


def _peak() -> float:
    """The peak of the memory in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def error(net: Net, batch: int, value: Any, gradient: list[Any]) -> float:
    """How far a value and a gradient are from those by hand, relative to the largest slope."""
    right, slopes = numpy_by_hand.value_and_gradient(net, sample(net, batch))()
    expected = flattened(slopes)
    found: Array = flattened([np.asarray(slope, dtype=np.float64) for slope in gradient])
    if found.shape != expected.shape:
        return float("inf")
    difference = float(np.max(np.abs(found - expected)) / np.max(np.abs(expected)))
    return max(difference, abs(float(value) - right) / abs(right))
