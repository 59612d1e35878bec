"""The command ``wlbridge conformance``."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

import click
from rich.console import Console

from wlbridge.conformance.cases import GATE, Case, all_cases, behind_gate, selected
from wlbridge.conformance.expectation_files import expected_of
from wlbridge.conformance.expectations import Expectation
from wlbridge.conformance.options import deadline_option
from wlbridge.conformance.progress import progress_bar
from wlbridge.conformance.recording_commands import record_command, settle_command
from wlbridge.conformance.report_files import check_writable, read_text, write_text
from wlbridge.conformance.results import Report, Result, read_report, report_lines
from wlbridge.conformance.runner import run
from wlbridge.conformance.subject import Subject
from wlbridge.conformance.subjects import engine_names, subject_named
from wlbridge.conformance.summary import as_junit, as_markdown, as_table, changes, expectations_as_markdown
from wlbridge.errors import CaseError, EngineError, EngineNotFoundError
from wlbridge.terminal import one_line

UNEXPECTED, NO_ENGINE = 1, 3
"""Exit codes, besides 0 for a run that went as expected and those of errors; what is asked nothing is no engine."""


@click.group()
def conformance() -> None:
    """Whether an engine computes the losses that wlbridge writes.

    \b
    wlbridge conformance list
    wlbridge conformance run --engine reference,woxi --out run.jsonl
    wlbridge conformance summary run.jsonl

    Exit codes: 0 all as expected, 1 something was not, 2 wrong usage or file, 3 no engine, or one that was asked
    nothing, 4 a report is not whole.
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
@click.option(
    "--shard",
    default="1/1",
    callback=_shard,
    metavar="K/N",
    help="The gate, and only the K-th of N parts of the other cases.",
)
@click.option("--seed", type=int, help="Shuffle the cases after the gate: their order must not matter.")
@deadline_option
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
    """Ask the engines the gate, and the cases that match a PATTERN such as 'losses/*', all of them without one.

    The gate are the cases of the group numbers: an engine that does not give these back as they are is asked no more.
    """
    if expectations is not None and len(names) > 1:
        raise click.UsageError("--expectations is for a run of one engine")
    cases = _cases(patterns, shard, seed)
    if out is not None:
        check_writable(out)
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    with ExitStack() as stack:
        subjects = [stack.enter_context(subject) for subject in _started(names)]
        expected = {subject.name: expected_of(subject, expectations) for subject in subjects}
        if len(expected) < len(subjects):
            raise CaseError("two of the engines have the same name", hint="Run one after the other.")
        results = [*_all_results(subjects, cases, expected, deadline)]
    versions = {subject.name: subject.version for subject in subjects}
    report = Report(versions, len(cases), tuple(results), seed, begun)
    code = _show(report)
    if out is not None:
        write_text(out, "".join(f"{line}\n" for line in report_lines(report)))
    sys.exit(code)


def _cases(patterns: Sequence[str], shard: tuple[int, int], seed: int | None) -> list[Case]:
    """The gate and what was chosen of the others, these in a random order if there is a seed."""
    chosen = selected(all_cases(), patterns)
    cases = behind_gate(chosen, shard)
    if all(case.group == GATE for case in cases) and any(case.group != GATE for case in chosen):
        click.echo("This part of the cases is empty: only the gate is asked.", err=True)
    if seed is not None:
        random.Random(seed).shuffle(cases)  # noqa: S311 - an order, no secret
    return sorted(cases, key=lambda case: case.group != GATE)


def _started(names: Sequence[str]) -> Iterator[Subject]:
    for name in names:
        try:
            subject = subject_named(name)
        except EngineNotFoundError as error:
            click.echo(f"Error: {one_line(str(error))}", err=True)
            sys.exit(NO_ENGINE)
        if subject.note:
            click.echo(one_line(subject.note), err=True)
        yield subject


def _all_results(
    subjects: Sequence[Subject],
    cases: Sequence[Case],
    expected: Mapping[str, Sequence[Expectation]],
    deadline: float,
) -> Iterator[Result]:
    with progress_bar() as progress:
        for subject in subjects:
            results = run(subject, cases, expected[subject.name], deadline)
            yield from progress.track(results, total=len(cases), description=one_line(subject.name))


def _show(report: Report) -> int:
    """Print the table, and on standard error what was not as expected; the exit code."""
    Console(highlight=False).print(as_table(report))
    unexpected = [result for result in report.results if not result.as_expected]
    blocked = Counter((result.engine, result.message) for result in unexpected if result.status == "blocked")
    for (engine, message), count in blocked.items():
        _say(f"{engine}: {count} cases are blocked: {message}")
    for result in unexpected:
        if result.status != "blocked":
            _say(f"{result.engine} {result.case}: {result.status}, not {result.expected}. {result.message}")
    asked = {result.engine for result in report.results if result.status != "unasked"}
    idle = [engine for engine in report.engines if engine not in asked]
    for engine in idle:
        _say(f"{engine}: it was asked nothing, since none of these cases is for it.")
    if unexpected:
        return UNEXPECTED
    return NO_ENGINE if idle else 0


def _say(text: str) -> None:
    """What an engine says is cut, and sends no command to the terminal."""
    click.echo(one_line(text), err=True)


def _report(path: str) -> Report:
    return read_report(read_text(path), path)


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
        write_text(out, text)


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
