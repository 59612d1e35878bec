"""The commands ``wlbridge conformance record`` and ``settle``, which need a real kernel."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from wlbridge.conformance.cases import Case, all_cases, selected
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.kernel import KERNELS
from wlbridge.conformance.open_questions import decided, open_questions, question_lines, shown
from wlbridge.conformance.options import deadline_option
from wlbridge.conformance.progress import progress_bar
from wlbridge.conformance.recorder import Recorder, disagreeing
from wlbridge.conformance.recordings import RECORDED, check_replaceable, file_of, only_recorder, write_recording
from wlbridge.conformance.report_files import check_writable
from wlbridge.conformance.subjects import kernel_named
from wlbridge.errors import EngineError, EngineNotFoundError
from wlbridge.terminal import one_line

DISAGREES, NO_KERNEL = 1, 3
"""Exit codes, as those of ``wlbridge conformance run``."""


@click.command(name="record")
@click.argument("patterns", nargs=-1)
@click.option("--engine", type=click.Choice(RECORDED), default="wolfram", show_default=True)
@deadline_option
@click.option("--disagreeing", "keep", is_flag=True, help="Record answers that are not as expected, too.")
@click.option("--out", metavar="FILE", help="Instead of the file in the package that the engine stored reads.")
def record_command(*, patterns: Sequence[str], engine: str, deadline: float, keep: bool, out: str | None) -> None:
    """Record what a kernel answers to the cases that match a PATTERN, all of them without one.

    Nothing is written when an answer is not the expected one, unless --disagreeing is given.
    """
    cases = selected(all_cases(), patterns)
    if out:
        check_writable(out)
    try:
        kernel = _ready(engine)
    except EngineNotFoundError as error:
        _no_kernel(error)
    with kernel:
        path = Path(out) if out else file_of(engine, kernel.version)
        recorder = Recorder(kernel, deadline)
        with only_recorder(path):
            check_replaceable(path, engine, kernel.version, [case.id for case in cases])
            with progress_bar() as bar:
                results = [*bar.track(map(recorder.result, cases), total=len(cases), description=engine)]
            _refuse(disagreeing(results), keep)
            recording = recorder.recording()
            write_recording(path, recording)
    click.echo(f"{path}: {len(recording.answers)} answers of {recording.version}")


def _ready(engine: str) -> Interpreter:
    """Start a kernel; one that does not pass the smoke test is none."""
    kernel = kernel_named(engine)
    if fault := kernel.fault():
        kernel.close()
        raise EngineNotFoundError(f"the kernel cannot be asked: {fault}")
    return kernel


def _no_kernel(error: EngineError) -> NoReturn:
    click.echo(f"Error: {one_line(str(error))}", err=True)
    sys.exit(NO_KERNEL)


def _refuse(lines: Sequence[str], keep: bool) -> None:
    for line in lines:
        click.echo(one_line(line), err=True)
    if lines and not keep:
        click.echo("Nothing is written: see what disagrees, or record it all the same with --disagreeing.", err=True)
        sys.exit(DISAGREES)


@click.command(name="settle")
@click.option("--engine", type=click.Choice([*KERNELS]), default="wolfram", show_default=True)
@deadline_option
def settle_command(*, engine: str, deadline: float) -> None:
    """What the documentation leaves open, what a kernel is asked about it, and what its answers decide.

    Without a kernel the questions are printed alone. Exit codes: 0 all is as wlbridge has it, 1 something is not,
    3 there is no kernel.
    """
    try:
        kernel = _ready(engine)
    except EngineNotFoundError as error:
        for question in open_questions():
            _print(question, engine)
        _no_kernel(error)
    with kernel:
        held = [_settle(kernel, question, deadline) for question in open_questions()]
    if not all(held):
        sys.exit(DISAGREES)


def _settle(kernel: Interpreter, question: Case, deadline: float) -> bool:
    """Ask a question and print what its answer decides; whether that is what wlbridge has."""
    answer = kernel.answer(question, deadline)
    found = decided(question, answer, kernel.bits)
    if found is not None:
        _print(question, kernel.name, f"decided: {found['means']}")
    elif answer.status == "pass":
        _print(question, kernel.name, f"none of these: {shown(answer.value)}")
    else:
        _print(question, kernel.name, f"not decided: {answer.status}. {answer.message}")
    return found is question.alternatives[0]


def _print(question: Case, engine: str, *verdict: str) -> None:
    lines = [*question_lines(question, KERNELS[engine].precision), *(f"  {one_line(line)}" for line in verdict)]
    click.echo("\n".join([*lines, ""]))
