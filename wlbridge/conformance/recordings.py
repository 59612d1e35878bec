"""Recordings: what real kernels answered, as JSON lines with a header and, or they are not whole, a footer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from wlbridge.conformance.answer_json import answer_from_json, answer_to_json
from wlbridge.conformance.cases import all_cases
from wlbridge.conformance.kernel import FORMULA, KERNELS
from wlbridge.conformance.report_files import check_writable, read_text, write_text
from wlbridge.conformance.whole_lines import read_whole_lines
from wlbridge.errors import CaseError, WLBridgeError
from wlbridge.files import reason

FOLDER: Final = Path(str(files("wlbridge.conformance") / "recordings"))
FORMAT: Final = 1
RECORDED: Final = (*KERNELS, FORMULA)
"""The names under which kernels are recorded."""
_HEADER: Final = ("engine", "version", "net_evaluator", "system", "date")
_ANSWER: Final = {"kind", "case", "sha256", "value", "messages"}


@dataclass(frozen=True)
class RecordedAnswer:
    """What was answered to a case, what messages came with it, and the hash of the text that was sent."""

    case: str
    sha256: str
    value: Any
    messages: str = ""


@dataclass(frozen=True)
class Recording:
    """What one kernel answered.

    ``engine`` is the name under which it was asked, ``net_evaluator`` what computed its nets, ``system`` on what,
    ``date`` when, in ISO 8601.
    """

    engine: str
    version: str
    net_evaluator: str
    system: str
    date: str
    answers: Mapping[str, RecordedAnswer]

    def known(self) -> set[str]:
        """The cases that are answered, but for those that there are no more."""
        return {case.id for case in all_cases()} & self.answers.keys()


def file_of(engine: str, version: str) -> Path:
    """The recording of a kernel in the package.

    >>> file_of("wolfram", "14.3.0 for Linux x86 (64-bit)").name
    'wolfram-14.3.0-for-Linux-x86-64-bit.jsonl'
    """
    return FOLDER / f"{engine}-{re.sub('[^A-Za-z0-9.]+', '-', version).strip('-')}.jsonl"


def hash_of(text: str) -> str:
    """The SHA-256 of a text that is sent.

    >>> hash_of("1 + 1")[:8]
    '72fce594'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def recording_text(recording: Recording) -> str:
    """The lines of a recording."""
    header = {"kind": "header", "format": FORMAT, **{key: getattr(recording, key) for key in _HEADER}}
    answers = [
        {
            "kind": "answer",
            "case": answer.case,
            "sha256": answer.sha256,
            "value": answer_to_json(answer.value),
            "messages": answer.messages,
        }
        for answer in recording.answers.values()
    ]
    footer = {"kind": "footer", "answers": len(answers)}
    return "".join(f"{json.dumps(entry, allow_nan=False)}\n" for entry in [header, *answers, footer])


def read_recording(text: str, where: str) -> Recording:
    """Read a recording.

    Raises IncompleteReportError for one that is not whole, CaseError for one that answers a case twice, or is none.
    """
    header, answers = read_whole_lines(text, where, name="recording", counted="answers")
    if header.keys() != {"kind", "format", *_HEADER} or header["format"] != FORMAT:
        raise CaseError("the file is no recording of this version", where=where)
    _check_header(header, where)
    made = [_answer(entry, f"{where}, line {number}") for number, entry in enumerate(answers, 2)]
    by_case = {answer.case: answer for answer in made}
    if len(by_case) < len(made):
        raise CaseError("a case is answered twice", where=where)
    return Recording(**{key: header[key] for key in _HEADER}, answers=by_case)


def _check_header(header: Mapping[str, Any], where: str) -> None:
    for key in _HEADER:
        if not (isinstance(header[key], str) and header[key].strip()):
            raise CaseError(f"the header has no {key}", where=where)
    if header["engine"] not in RECORDED:
        raise CaseError(f"the engine {header['engine']!r:.80} is none of {', '.join(RECORDED)}", where=where)
    try:
        _moment(header["date"])
    except ValueError as error:
        raise CaseError(f"the date {header['date']!r:.80} is none", where=where) from error


def _moment(date: str) -> datetime:
    """Dates without a zone are in UTC, as ours are."""
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _answer(entry: Mapping[str, Any], where: str) -> RecordedAnswer:
    texts = [entry.get(key) for key in ("case", "sha256", "messages")]
    if entry.keys() != _ANSWER or entry["kind"] != "answer" or not all(isinstance(text, str) for text in texts):
        raise CaseError("this is no answer of a recording", where=where)
    if not re.fullmatch("[0-9a-f]{64}", entry["sha256"]):
        raise CaseError(f"{entry['sha256']!r:.80} is no SHA-256", where=where)
    try:
        value = answer_from_json(entry["value"])
    except (ValueError, WLBridgeError) as error:
        raise CaseError(f"the value cannot be read: {error}", where=where) from error
    return RecordedAnswer(entry["case"], entry["sha256"], value, entry["messages"])


def load_recording(path: Path) -> Recording:
    """The recording in a file; raises CaseError when that cannot be read, else as ``read_recording`` does."""
    return read_recording(read_text(path), str(path))


def recordings_of(engine: str, folder: Path = FOLDER) -> Sequence[Recording]:
    """The recordings of an engine in a folder, the newest first."""
    found = [load_recording(path) for path in sorted(folder.glob("*.jsonl"))]
    return sorted((r for r in found if r.engine == engine), key=lambda r: _moment(r.date), reverse=True)


def write_recording(path: Path, recording: Recording) -> None:
    """Write a recording whole or not at all.

    Raises CaseError when there is no answer in it, when the old one may not be replaced, or the file not be written.
    """
    if not recording.answers:
        raise CaseError("there is no answer to record", where=str(path))
    check_replaceable(path, recording.engine, recording.version, recording.answers.keys())
    write_text(path, recording_text(recording))


def check_replaceable(path: Path, engine: str, version: str, cases: Collection[str]) -> None:
    """Raise CaseError when a file cannot be written, or something would be lost by recording these cases to it.

    That is anything but a recording, one of another kernel, and answers to other cases that there still are.
    """
    check_writable(path)
    if not path.exists():
        return
    old = load_recording(path)
    if (old.engine, old.version) != (engine, version):
        made = f"{old.engine} {old.version}, and this is {engine} {version}"
        raise CaseError(f"the recording is of {made}", where=str(path), hint="Write another file with --out.")
    if lost := old.known() - set(cases):
        raise CaseError(
            f"the recording has {len(lost)} answers more, such as that to {min(lost)}, which would be lost",
            where=str(path),
            hint="Record all of its cases, or write another file with --out.",
        )


@contextmanager
def only_recorder(path: Path) -> Iterator[None]:
    """Keep other recorders from a file meanwhile.

    Raises CaseError when there is another one already, or the folder cannot be written.
    """
    check_writable(path)  # FileLock would make the folder
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise CaseError("another program is recording to this file", where=str(path)) from error
    except OSError as error:
        raise CaseError(f"the file cannot be written ({reason(error)})", where=str(path)) from error
    try:
        yield
    finally:
        lock.release()
