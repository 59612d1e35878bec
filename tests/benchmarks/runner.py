"""Every job on every net by every peer, in turn: ours, a peer, the next, ours again, so that drift hits all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from benchmarks.jobs import OURS, Job, takes_part
from benchmarks.nets import Net
from benchmarks.process import PeerError, PeerProcess
from benchmarks.results import Record


@dataclass(frozen=True)
class Limits:
    """The rounds; the seconds and megabytes of one step; the seconds after which a peer has no more rounds."""

    rounds: int = 5
    seconds: float = 60
    megabytes: float = 6000
    slow: float = 4


@dataclass
class Crew:
    """The processes of the peers; one is started when it is first asked, and again after it was ended.

    ``versions`` are those of the peers that were there.
    """

    limits: Limits
    versions: dict[str, str] = field(default_factory=dict)
    _processes: dict[str, PeerProcess] = field(default_factory=dict)
    _absent: dict[str, str] = field(default_factory=dict)

    def ask(self, record: Record, *, new: bool) -> None:
        """One round more of a record, in a new process if need be."""
        if new:
            self.end(record.peer)
        try:
            if record.peer not in self._processes:
                self._start(record.peer)
            request = {"job": record.job, "net": record.net}
            record.samples.append(self._processes[record.peer].ask(request))
        except PeerError as error:
            record.failure = str(error)
            self.end(record.peer)

    def _start(self, peer: str) -> None:
        """Start a process, or say again why there is none."""
        if peer in self._absent:
            raise PeerError(self._absent[peer])
        try:
            process = PeerProcess(peer, self.limits.seconds, self.limits.megabytes)
        except PeerError as error:
            self._absent[peer] = str(error)
            raise
        self._processes[peer] = process
        self.versions[peer] = process.version

    def end(self, *peers: str) -> None:
        """End the processes of some peers, or of all."""
        for peer in peers or tuple(self._processes):
            if peer in self._processes:
                self._processes.pop(peer).close()


def run(
    jobs: Iterable[Job],
    nets: Collection[str],
    peers: Collection[str],
    crew: Crew,
    show: Callable[[Job, list[Record]], None],
) -> list[Record]:
    """Run the jobs on some nets, or each on its own, by those of their peers that are named, or by all."""
    made = []
    for job in jobs:
        done = []
        for net in nets or job.nets:
            taking = [peer for peer in (OURS, *job.peers) if takes_part(job, peer, Net.named(net))]
            records = [Record(job.name, net, peer) for peer in taking if not peers or peer in peers]
            _in_turn(job, records, crew)
            done += records
        crew.end()
        show(job, done)
        made += done
    return made


def _in_turn(job: Job, records: list[Record], crew: Crew) -> None:
    used: dict[str, float] = dict.fromkeys((record.peer for record in records), 0.0)
    for _ in range(crew.limits.rounds):
        for record in records:
            if not record.failure and used[record.peer] < crew.limits.slow:
                start = time.monotonic()
                crew.ask(record, new=job.measure in {"first", "memory"})
                used[record.peer] += time.monotonic() - start
