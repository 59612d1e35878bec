"""One job on one net: ours beside the peer that it is held against, and whether it is what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.jobs import HAND, OURS, Job
from benchmarks.nets import Net
from benchmarks.results import Record, Results
from benchmarks.summary import Spread, ratio, spread


@dataclass(frozen=True)
class Comparison:
    """The records of a job on a net, by peer."""

    job: Job
    net: str
    records: dict[str, Record]

    @property
    def ours(self) -> Record | None:
        """Ours, if it can be compared."""
        record = self.records.get(OURS)
        return record if record is not None and record.usable else None

    @property
    def reference(self) -> Record | None:
        """The fastest of the peers that the target names, or of all; what is written by hand is not one of all."""
        named = self.job.target.of or tuple(peer for peer in self.records if peer not in {OURS, HAND})
        usable = [record for peer in named if (record := self.records.get(peer)) is not None and record.usable]
        return min(usable, key=lambda record: self.spread(record).median, default=None)

    def values(self, record: Record) -> list[float]:
        """What is compared, in seconds or megabytes."""
        key = "megabytes" if self.job.measure == "memory" else "seconds"
        return [sample[key] for sample in record.samples]

    def spread(self, record: Record) -> Spread:
        """The median and the quartiles of a record."""
        return spread(self.values(record))

    def ratio(self, record: Record, unit: Record) -> Spread:
        """A record as a multiple of another, round by round."""
        return ratio(self.values(record), self.values(unit))

    @property
    def size(self) -> int | None:
        """The characters or bytes that ours writes."""
        sizes = [int(sample["size"]) for sample in (self.ours.samples if self.ours else []) if "size" in sample]
        return sizes[0] if sizes else None

    @property
    def reached(self) -> bool | None:
        """Whether ours meets every part of the target; None where there is no target or nothing to compare."""
        target, ours, reference = self.job.target, self.ours, self.reference
        if ours is None or (target.nets and self.net not in target.nets):
            return None
        pairs = [
            (target.milliseconds, 1000 * self.spread(ours).median),
            (target.megabytes, max(sample["megabytes"] for sample in ours.samples)),
            (target.arrays, self.spread(ours).median / Net.named(self.net).megabytes(self.job.batch)),
            (target.size, self.size),
            (target.size_per_weight, (self.size or 0) / Net.named(self.net).weights),
            (target.times, self.ratio(ours, reference).median if reference else None),
        ]
        met = [found <= limit for limit, found in pairs if limit is not None and found is not None]
        return all(met) if met else None


def comparisons(results: Results, job: Job) -> list[Comparison]:
    """The comparisons of a job, one for each net that was run."""
    nets = dict.fromkeys(record.net for record in results.records if record.job == job.name)
    return [Comparison(job, net, results.of(job, net)) for net in nets]
