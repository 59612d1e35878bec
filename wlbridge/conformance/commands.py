"""The command ``wlbridge conformance``."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from wlbridge.conformance.cases import GATE, Case, all_cases, selected
from wlbridge.conformance.expectations import (
    Expectation,
    check_expectations,
    expectations_of,
    read_expectations,
)
from wlbridge.conformance.progress import progress_bar
from wlbridge.conformance.recording_commands import record_command, settle_command
from wlbridge.conformance.results import Report, Result, read_report, report_lines
from wlbridge.conformance.runner import DEADLINE, run
from wlbridge.conformance.subject import Subject
from wlbridge.conformance.subjects import engine_names, subject_named
from wlbridge.conformance.summary import as_junit, as_markdown, as_table, changes, expectations_as_markdown
from wlbridge.errors import CaseError, EngineError, EngineNotFoundError
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
    try:
        return engine_names(value)
    except EngineError as error:
        raise click.BadParameter(str(error)) from error


@conformance.command(name="run")
@click.argument("patterns", nargs=-1)
@click.option(
    "--engine",
    "names",
    default="reference",
    show_default=True,
    callback=_names,
    help="Comma-separated; exec:PROGRAM for a program of yours.",
)
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
@click.option("--expectations", metavar="FILE", help="What is known to go wrong in the one engine, as TOML.")
@click.option("--out", metavar="FILE", help="Write the results as JSON lines, whole or not at all.")
def run_command(
    *,
    patterns: Sequence[str],
    names: list[str],
    shard: tuple[int, int],
    seed: int | None,
    deadline: float,
    expectations: str | None,
    out: str | None,
) -> None:
    """Ask the engines the cases that match a PATTERN, all of them without one; the gate always goes first."""
    cases = _in_order(selected(all_cases(), patterns, shard), seed)
    if not cases:
        raise CaseError("no case matches", hint="wlbridge conformance list shows all of them.")
    if expectations is not None and len(names) > 1:
        raise click.UsageError("--expectations is for a run of one engine")
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    with ExitStack() as stack:
        subjects = [stack.enter_context(subject) for subject in _started(names)]
        expected = {subject.name: _expected(subject, expectations) for subject in subjects}
        if len(expected) < len(subjects):
            raise CaseError("two of the engines have the same name", hint="Run one after the other.")
        results = [*_all_results(subjects, cases, expected, deadline)]
    versions = {subject.name: subject.version for subject in subjects}
    report = Report(versions, len(cases), tuple(results), seed, begun)
    if out is not None:
        write_whole(Path(out), "".join(f"{line}\n" for line in report_lines(report)).encode("ascii"))
    _show(report)


def _in_order(cases: list[Case], seed: int | None) -> list[Case]:
    if seed is not None:
        random.Random(seed).shuffle(cases)  # noqa: S311 - an order, no secret
    return sorted(cases, key=lambda case: case.group != GATE)


def _started(names: Sequence[str]) -> Iterator[Subject]:
    for name in names:
        try:
            subject = subject_named(name)
        except EngineNotFoundError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(NO_ENGINE)
        if subject.note:
            click.echo(subject.note, err=True)
        yield subject


def _expected(subject: Subject, path: str | None) -> Sequence[Expectation]:
    """What is expected of an engine; of one that will not be asked nothing, since its version may be unknown."""
    if subject.fault():
        return ()
    if path is None:
        name, entries = f"{subject.name}.toml", expectations_of(subject.name)
    else:
        name, entries = path, read_expectations(path, decoded(read_bytes(Path(path)), where=path))
    check_expectations(name, subject.version, entries, all_cases())
    return entries


def _all_results(
    subjects: Sequence[Subject],
    cases: Sequence[Case],
    expected: Mapping[str, Sequence[Expectation]],
    deadline: float,
) -> Iterator[Result]:
    with progress_bar() as progress:
        for subject in subjects:
            results = run(subject, cases, expected[subject.name], deadline)
            yield from progress.track(results, total=len(cases), description=subject.name)


def _show(report: Report) -> None:
    Console(highlight=False).print(as_table(report))
    unexpected = [result for result in report.results if not result.as_expected]
    blocked = Counter((result.engine, result.message) for result in unexpected if result.status == "blocked")
    for (engine, message), count in blocked.items():
        click.echo(f"{engine}: {count} cases are blocked: {message}", err=True)
    for result in unexpected:
        if result.status != "blocked":
            said = f"{result.status}, not {result.expected}. {result.message}"
            click.echo(f"{result.engine} {result.case}: {said}", err=True)
    if unexpected:
        sys.exit(UNEXPECTED)


def _report(path: str) -> Report:
    return read_report(decoded(read_bytes(Path(path)), where=path).splitlines(), path)


@conformance.command(name="summary")
@click.argument("report")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "junit", "html"]),
    default="table",
    show_default=True,
)
@click.option("--out", metavar="FILE", help="Write a file instead, whole or not at all.")
def summary_command(report: str, form: str, out: str | None) -> None:
    """How the cases of a REPORT ended, by group and engine; as HTML also the texts, values and errors."""
    text = _summary(_report(report), form)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(Path(out), text.encode("utf-8"))


def _summary(report: Report, form: str) -> str:
    match form:
        case "markdown":
            return f"{as_markdown(report)}\n{expectations_as_markdown(report.engines)}"
        case "junit":
            return f"{as_junit(report)}\n"
        case "html":
            return _html(report)
    console = Console(highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(as_table(report))
    return capture.get()


def _html(report: Report) -> str:
    try:
        from wlbridge.conformance.html_report import as_html  # noqa: PLC0415 - its libraries are an extra
    except ModuleNotFoundError as error:
        hint = 'install them with: pip install "wlbridge[report]"'
        raise click.UsageError(
            f"--format html needs jinja2 and matplotlib, and {error.name} is not here; {hint}"
        ) from error
    return as_html(report)


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


conformance.add_command(record_command)
conformance.add_command(settle_command)
