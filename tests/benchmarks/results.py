"""The results of a run: what was measured, when, on what; kept as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.jobs import Job

MOST_ERROR = 1e-9
"""Relative to the largest slope; rounding in float64 leaves some 1e-14."""


@dataclass
class Record:
    """What one peer did in one job on one net: a sample for each round, or why there are no more."""

    job: str
    net: str
    peer: str
    samples: list[dict[str, float]] = field(default_factory=list)
    failure: str = ""

    @property
    def wrong(self) -> bool:
        """Whether a number differs from what NumPy gives by hand."""
        return any(not sample.get("error", 0) <= MOST_ERROR for sample in self.samples)

    @property
    def usable(self) -> bool:
        """Whether there is something to compare."""
        return bool(self.samples) and not self.failure and not self.wrong


@dataclass(frozen=True)
class Results:
    """The records of a run with its date (ISO 8601), its machine, and the versions of the peers."""

    date: str
    machine: str
    versions: Mapping[str, str]
    records: Sequence[Record]

    def save(self, path: Path) -> None:
        """Write them as lines of JSON: one of the run, then one of each record."""
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {"date": self.date, "machine": self.machine, "versions": self.versions}
        lines = [json.dumps(line) + "\n" for line in (head, *map(asdict, self.records))]
        path.write_text("".join(lines), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Results:
        """Read what ``save`` wrote."""
        head, *records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        return cls(**head, records=[Record(**record) for record in records])

    def of(self, job: Job, net: str) -> dict[str, Record]:
        """The records of one job on one net, by peer."""
        return {record.peer: record for record in self.records if (record.job, record.net) == (job.name, net)}

    @property
    def wrong(self) -> list[Record]:
        """The records with wrong numbers."""
        return [record for record in self.records if record.wrong]
