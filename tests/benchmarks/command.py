"""The command: run the jobs, print the tables, keep the results."""

from __future__ import annotations

import datetime
import os
import platform
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console

from benchmarks.chart import draw, growth
from benchmarks.jobs import JOBS, Job
from benchmarks.report import TITLES, failures, print_table, published
from benchmarks.results import Record, Results
from benchmarks.runner import Crew, Limits, run

ROOT = Path(__file__).parent.parent.parent
LATEST = Path(__file__).parent / "latest"
WIDTH = 200
"""Characters of a line where no terminal says how many."""

MARKS = re.compile(r"(?<=<!-- benchmarks -->\n).*?(?=<!-- end of benchmarks -->)", re.DOTALL)


@click.command()
@click.option("--job", "jobs", multiple=True, type=click.Choice([job.name for job in JOBS]), help="All if none.")
@click.option("--net", "nets", multiple=True, help="Such as 784-128-10 or 10-32x64-10; those of each job if none.")
@click.option("--peer", "peers", multiple=True, type=click.Choice(list(TITLES)), help="All if none.")
@click.option("--rounds", default=Limits.rounds, show_default=True, help="Rounds through all peers.")
@click.option("--seconds", default=Limits.seconds, show_default=True, help="After which a step is ended.")
@click.option("--megabytes", default=Limits.megabytes, show_default=True, help="Above which a peer is ended.")
@click.option("--output", type=click.Path(path_type=Path), default=Path("build/benchmarks"), show_default=True)
@click.option("--publish", is_flag=True, help="Put the results beside the benchmarks and the table in README.md.")
def main(
    *,
    jobs: tuple[str, ...],
    nets: tuple[str, ...],
    peers: tuple[str, ...],
    rounds: int,
    seconds: float,
    megabytes: float,
    output: Path,
    publish: bool,
) -> None:
    """Measure wlbridge beside other systems at the same jobs, and print how its times compare with theirs."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    crew = Crew(Limits(rounds=rounds, seconds=seconds, megabytes=megabytes))

    def show(job: Job, records: list[Record]) -> None:
        print_table(console, _results(crew, records), job)

    wanted = [job for job in JOBS if not jobs or job.name in jobs]
    try:
        results = _results(crew, run(wanted, nets, peers, crew, show))
    finally:
        crew.end()
    for line in (*growth(results), *failures(results)):
        click.echo(line)
    directory = LATEST if publish else output
    results.save(directory / "results.jsonl")
    if find_spec("matplotlib"):
        draw(results, directory / "growth.svg")
    if publish:
        _publish(results)
    click.echo(published(results))
    click.echo(f"results and chart: {directory}")
    sys.exit(1 if results.wrong else 0)


def _results(crew: Crew, records: list[Record]) -> Results:
    return Results(datetime.date.today().isoformat(), machine(), dict(crew.versions), records)


def machine() -> str:
    """The cores and the processor."""
    names = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="ascii"), re.MULTILINE)
    return f"{os.cpu_count()} cores, {names[0] if names else platform.machine()}"


def _publish(results: Results) -> None:
    """Replace the table in README.md."""
    readme = ROOT / "README.md"
    text = MARKS.sub(lambda _: published(results), readme.read_text(encoding="utf-8"))
    readme.write_text(text, encoding="utf-8")
