"""The tables: for each job one in the terminal with every peer, and one in Markdown with the best of them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from benchmarks.comparison import Comparison, comparisons
from benchmarks.jobs import HAND, JOBS, NETS, OURS, SMALL_NETS, Job
from benchmarks.results import Record, Results
from benchmarks.summary import Spread

TITLES = {
    "ours": "wlbridge",
    "numpy_by_hand": "NumPy",
    "casadi_mx": "CasADi MX",
    "casadi_sx": "CasADi SX",
    "jax_jit": "JAX",
    "torch_eager": "torch",
    "pytensor_graph": "PyTensor",
    "symengine_scalars": "symengine",
    "heyoka_scalars": "heyoka",
    "sympy_sweep": "sympy, swept",
    "sympy_diff": "sympy, diff",
    "wolframclient_export": "wolframclient",
}
COLUMNS = tuple(dict.fromkeys((*SMALL_NETS, *NETS)))


def print_table(console: Console, results: Results, job: Job) -> None:
    """What was measured of one job: ours, and of each peer its time and ours as a multiple of it."""
    peers = [peer for peer in job.peers if any(r.peer == peer for r in results.records if r.job == job.name)]
    table = Table()
    for column in ("net", *(TITLES[peer] for peer in (OURS, *peers))):
        table.add_column(column)
    for comparison in comparisons(results, job):
        cells = [_cell(comparison, comparison.records.get(peer)) for peer in (OURS, *peers)]
        table.add_row(comparison.net, *cells)
    target = f"; to reach: {job.target}" if str(job.target) else ""
    console.print(f"{job.title} ({job.name}){target}", markup=False)
    console.print(table)


def _cell(comparison: Comparison, record: Record | None) -> str:
    """The median of a record; below it ours as a multiple of it with quartiles, or the size of what ours wrote."""
    if record is None:
        return "-"
    if record.wrong:
        return f"wrong by {max(sample['error'] for sample in record.samples):.0e}"
    if not record.usable:
        return record.failure
    lines = [_measured(comparison, record)]
    if sizes := [sample["size"] for sample in record.samples if "size" in sample]:
        lines[0] += f", {sizes[0]:,.0f} B"
    if comparison.job.shows_memory:
        lines[0] += f", {max(sample['megabytes'] for sample in record.samples):.0f} MB"
    if comparison.ours is not None and record is not comparison.ours:
        lines.append(quartiles(comparison.ratio(comparison.ours, record)))
    elif record is comparison.ours and comparison.reached is not None:
        lines.append("reached" if comparison.reached else "not reached")
    return "\n".join(lines)


def published(results: Results) -> str:
    """What README.md shows: the date and the machine, and the table."""
    return f"{results.date}, {results.machine}:\n\n{markdown(results)}\n"


def markdown(results: Results) -> str:
    """One table of all jobs: ours, and ours as a multiple of the best peer with quartiles; bold where reached."""
    lines = [f"| job | {' | '.join(COLUMNS)} | to reach: at most |", "|---" * (len(COLUMNS) + 2) + "|"]
    for job in JOBS:
        found = {comparison.net: comparison for comparison in comparisons(results, job)}
        if found:
            cells = [_short(found[net]) if net in found else "" for net in COLUMNS]
            lines.append(f"| {job.title} | {' | '.join(cells)} | {job.target} |")
    return "\n".join(lines)


def _short(comparison: Comparison) -> str:
    ours, reference = comparison.ours, comparison.reference
    if ours is None:
        return f"({comparison.records[OURS].failure or 'wrong'})" if OURS in comparison.records else ""
    parts = [_measured(comparison, ours)]
    if comparison.size is not None:
        parts.append(f"{comparison.size:,} B")
    if comparison.job.shows_memory:
        parts.append(f"{max(sample['megabytes'] for sample in ours.samples):.0f} MB")
    text = ", ".join(parts)
    text = f"**{text}**" if comparison.reached else text
    if reference is not None:
        text += f"<br>{quartiles(comparison.ratio(ours, reference))} {TITLES[reference.peer]}"
    if reference is not None and reference.peer == HAND and (best := _best_library(comparison)) is not None:
        text += f"<br>{TITLES[best.peer]}: {times(comparison.ratio(best, reference).median)}"
    return text


def _best_library(comparison: Comparison) -> Record | None:
    """The fastest peer that is not written by hand."""
    usable = [r for peer, r in comparison.records.items() if peer not in {OURS, HAND} and r.usable]
    return min(usable, key=lambda record: comparison.spread(record).median, default=None)


def _measured(comparison: Comparison, record: Record) -> str:
    median = comparison.spread(record).median
    return f"{median:.1f} MB" if comparison.job.measure == "memory" else duration(median)


def quartiles(values: Spread) -> str:
    """A median with its quartiles.

    >>> quartiles(Spread(0.101, 0.1203, 150.4))
    '0.12 (0.1-150)'
    """
    return f"{times(values.median)} ({times(values.low)}-{times(values.high)})"


def times(value: float) -> str:
    """A ratio in two digits, or those before the point."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def duration(seconds: float) -> str:
    """Seconds in three digits and the unit that suits.

    >>> duration(0.00123), duration(41.0)
    ('1.23 ms', '41 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def failures(results: Results) -> Iterable[str]:
    """What did not work, a line each."""
    for record in results.records:
        if record.wrong:
            yield f"{record.job} {record.net}: {TITLES[record.peer]} gives wrong numbers"
        elif record.failure:
            yield f"{record.job} {record.net}: {TITLES[record.peer]}: {record.failure}"
