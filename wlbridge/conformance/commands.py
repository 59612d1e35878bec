"""The command ``wlbridge conformance``."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from wlbridge.conformance import results as lines
from wlbridge.conformance.cases import GATE, Case, all_cases, selected
from wlbridge.conformance.expectations import check_expectations, expectations_of
from wlbridge.conformance.results import Report, Result, read_report
from wlbridge.conformance.runner import DEADLINE, run
from wlbridge.conformance.subject import Subject
from wlbridge.conformance.subjects import NAMES, subject_named
from wlbridge.conformance.summary import as_junit, as_markdown, as_table, changes
from wlbridge.errors import CaseError, EngineNotFoundError
from wlbridge.files import decoded, read_bytes, write_whole

UNEXPECTED, NO_ENGINE = 1, 3
"""Exit codes, besides 0 for a run that went as expected and those of errors."""


@click.group()
def conformance() -> None:
    """Whether an engine computes the losses that wlbridge writes.

    \b
    wlbridge conformance list
    wlbridge conformance run --engine reference,woxi --out run.jsonl
    wlbridge conformance summary run.jsonl

    Exit codes: 0 all as expected, 1 something was not, 2 wrong usage or file, 3 no engine, 4 a report is not whole.
    """


@conformance.command(name="list")
@click.argument("patterns", nargs=-1)
def list_command(patterns: Sequence[str]) -> None:
    """The cases, or those whose id or group matches a PATTERN such as 'elementwise/Tanh/*'."""
    for case in selected(all_cases(), patterns):
        click.echo(f"{case.id}\t{case.about}")


def _shard(_: click.Context, __: click.Parameter, value: str) -> tuple[int, int]:
    part, slash, parts = value.partition("/")
    if not (slash and part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise click.BadParameter("it is K/N, such as 1/4, the first of four parts")
    return int(part), int(parts)


def _names(_: click.Context, __: click.Parameter, value: str) -> list[str]:
    names = list(dict.fromkeys(value.split(",")))
    if unknown := [name for name in names if name not in NAMES]:
        raise click.BadParameter(f"there is no engine {unknown[0]!r}; the engines are {', '.join(NAMES)}")
    return names


@conformance.command(name="run")
@click.argument("patterns", nargs=-1)
@click.option("--engine", "names", default="reference", show_default=True, callback=_names, help="Comma-separated.")
@click.option("--shard", default="1/1", callback=_shard, metavar="K/N", help="Only the K-th of N parts of the cases.")
@click.option("--seed", type=int, help="Shuffle the cases after the gate: their order must not matter.")
@click.option(
    "--deadline",
    type=click.FloatRange(0, 3600, min_open=True),
    default=DEADLINE,
    show_default=True,
    metavar="SECONDS",
    help="For each case.",
)
@click.option("--out", metavar="FILE", help="Write the results as JSON lines, whole or not at all.")
def run_command(
    *,
    patterns: Sequence[str],
    names: list[str],
    shard: tuple[int, int],
    seed: int | None,
    deadline: float,
    out: str | None,
) -> None:
    """Ask the engines the cases that match a PATTERN, all of them without one; the gate always goes first."""
    cases = _in_order(selected(all_cases(), patterns, shard), seed)
    if not cases:
        raise CaseError("no case matches", hint="wlbridge conformance list shows all of them.")
    with ExitStack() as stack:
        subjects = [stack.enter_context(subject) for subject in _started(names)]
        results = [*_all_results(subjects, cases, deadline)]
    report = Report({subject.name: subject.version for subject in subjects}, len(cases), tuple(results))
    if out is not None:
        write_whole(Path(out), _text(report, seed).encode("ascii"))
    _show(report)


def _in_order(cases: list[Case], seed: int | None) -> list[Case]:
    if seed is not None:
        random.Random(seed).shuffle(cases)  # noqa: S311 - an order, no secret
    return sorted(cases, key=lambda case: case.group != GATE)


def _started(names: Sequence[str]) -> Iterator[Subject]:
    for name in names:
        try:
            yield subject_named(name)
        except EngineNotFoundError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(NO_ENGINE)


def _all_results(subjects: Sequence[Subject], cases: Sequence[Case], deadline: float) -> Iterator[Result]:
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        for subject in subjects:
            expected = expectations_of(subject.name)
            check_expectations(subject.name, subject.version, expected, all_cases())
            results = run(subject, cases, expected, deadline)
            yield from progress.track(results, total=len(cases), description=subject.name)


def _text(report: Report, seed: int | None) -> str:
    parts = [lines.header(report.engines, report.cases, seed), *map(lines.line, report.results)]
    return "".join(f"{part}\n" for part in [*parts, lines.footer(len(report.results))])


def _show(report: Report) -> None:
    Console(highlight=False).print(as_table(report))
    unexpected = [result for result in report.results if not result.as_expected]
    for result in unexpected:
        click.echo(
            f"{result.engine} {result.case}: {result.status}, not {result.expected}. {result.message}", err=True
        )
    if unexpected:
        sys.exit(UNEXPECTED)


def _report(path: str) -> Report:
    return read_report(decoded(read_bytes(Path(path)), where=path).splitlines(), path)


@conformance.command(name="summary")
@click.argument("report")
@click.option(
    "--format", "form", type=click.Choice(["table", "markdown", "junit"]), default="table", show_default=True
)
def summary_command(report: str, form: str) -> None:
    """How the cases of a REPORT ended, by group and engine."""
    read = _report(report)
    if form == "table":
        Console(highlight=False).print(as_table(read))
    else:
        click.echo((as_markdown if form == "markdown" else as_junit)(read), nl=form == "junit")


@conformance.command(name="diff")
@click.argument("old")
@click.argument("new")
def diff_command(old: str, new: str) -> None:
    """What ended otherwise in the report NEW than in OLD; exit code 1 when something did."""
    found = [*changes(_report(old), _report(new))]
    for text in found:
        click.echo(text)
    if found:
        sys.exit(UNEXPECTED)
