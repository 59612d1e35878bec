"""Recordings and published values: exact, whole, and answers to what is asked today."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from kernel_from_reference import KernelFromReference

from wlbridge.conformance.answer_json import answer_from_json, answer_to_json
from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.comparison import Special
from wlbridge.conformance.expectation_files import expected_of
from wlbridge.conformance.expectations import Expectation
from wlbridge.conformance.kernel import Kernel
from wlbridge.conformance.published import published, read_published
from wlbridge.conformance.recorder import Recorder
from wlbridge.conformance.recordings import (
    RecordedAnswer,
    Recording,
    file_of,
    hash_of,
    load_recording,
    only_recorder,
    read_recording,
    recording_text,
    write_recording,
)
from wlbridge.conformance.runner import run
from wlbridge.conformance.stored import STORED, Stored
from wlbridge.errors import CaseError, IncompleteReportError

CASES = selected(all_cases(), ["losses/*", "strings/Greek", "numbers/integer/*", "gradients/random 10"])


def recorded(name: str = "wolfram", **change: Any) -> Recording:
    """What a kernel that is as the reference answers to some cases."""
    recorder = Recorder(Kernel(name, KernelFromReference))
    assert [result for result in map(recorder.result, CASES) if result.status != "pass"] == []
    return replace(recorder.recording(), **change)


RECORDING = recorded(date="2026-11-23T10:00:00+00:00")
TEXT = recording_text(RECORDING)
LINES = TEXT.splitlines(keepends=True)

# Answers as JSON

numbers = st.one_of(
    st.fractions(),
    st.floats(allow_nan=False, allow_infinity=False).map(Fraction),
    st.integers(-(10**400), 10**400).map(Fraction),
    st.sampled_from(["Indeterminate", "Infinity", "-Infinity", "ComplexInfinity"]).map(Special),
)
answers = st.one_of(
    st.recursive(numbers, lambda inner: st.lists(inner, max_size=4), max_leaves=12),
    st.text(st.characters(), min_size=1).map(lambda text: [ord(c) for c in text]),
)


@given(answers)
def test_answers_come_back_exactly(value: Any) -> None:
    assert answer_from_json(json.loads(json.dumps(answer_to_json(value)))) == value


# Files


def test_a_recording_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_recording(tmp_path / "r.jsonl", RECORDING)
    assert load_recording(tmp_path / "r.jsonl") == RECORDING


def test_what_it_says_of_the_kernel_and_of_each_answer() -> None:
    header, first, footer = json.loads(LINES[0]), json.loads(LINES[1]), json.loads(LINES[-1])
    assert header == {
        "kind": "header",
        "format": 1,
        "engine": "wolfram",
        "version": "14.3.0 for Linux x86 (64-bit)",
        "net_evaluator": "Automatic",
        "system": "Linux-x86-64",
        "date": "2026-11-23T10:00:00+00:00",
    }
    asked = hash_of("1")  # the text that asks for the integer 1
    assert first == {"kind": "answer", "case": "numbers/integer/one", "sha256": asked, "value": 1.0, "messages": ""}
    assert footer == {"kind": "footer", "answers": len(CASES)}


@pytest.mark.parametrize("part", range(20))
def test_a_recording_cut_anywhere_is_refused(part: int) -> None:
    for length in range(part, len(TEXT), 20):
        for cut in (TEXT[:length], f"{TEXT[:length]}\n" if TEXT[length] != "\n" else ""):
            with pytest.raises(IncompleteReportError, match="not whole"):
                read_recording(cut, "r")


@pytest.mark.parametrize("line", range(len(LINES)))
def test_a_recording_without_a_line_or_with_one_twice_is_refused(line: int) -> None:
    for changed in (LINES[:line] + LINES[line + 1 :], LINES[: line + 1] + LINES[line:]):
        with pytest.raises(CaseError):
            read_recording("".join(changed), "r")


def changed(number: int, **entries: Any) -> str:
    line = {**json.loads(LINES[number]), **entries}
    return "".join([*LINES[:number], f"{json.dumps(line)}\n", *(LINES[number + 1 :] if number >= 0 else [])])


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (changed(0, format=2), CaseError, "no recording of this version"),
        (changed(0, more=1), CaseError, "no recording of this version"),
        (changed(0, version=14.3), CaseError, "header has no version"),
        (changed(0, version=" "), CaseError, "header has no version"),
        (changed(0, engine="nobody"), CaseError, "the engine 'nobody' is none of wolfram, "),
        (changed(0, date="zzz"), CaseError, "the date 'zzz' is none"),
        (changed(-1, answers=3), IncompleteReportError, "not whole"),
        (changed(1, kind="result"), CaseError, "line 2: this is no answer"),
        (changed(1, case=1), CaseError, "line 2: this is no answer"),
        (changed(1, more=1), CaseError, "line 2: this is no answer"),
        (changed(1, sha256="ab"), CaseError, "no SHA-256"),
        (changed(1, value={"a": 1}), CaseError, "the value cannot be read"),
        (changed(1, value="x"), CaseError, "the value cannot be read"),
        (changed(2, case="numbers/integer/one"), CaseError, "answered twice"),
        (TEXT.replace("1.0", "NaN", 1), CaseError, "line 2"),
        (TEXT.replace('"value"', '"case": "b", "value"', 1), CaseError, "occurs twice"),
        ("[]\n", CaseError, "no recording"),
        (f"{LINES[0]}[]\n{LINES[-1]}", CaseError, "line 2: this is no object"),
        ("", IncompleteReportError, "not whole"),
        (TEXT.rstrip("\n"), CaseError, "not whole"),
        (TEXT + TEXT, CaseError, "not whole"),
    ],
)
def test_what_is_no_whole_recording_is_refused(text: str, error: type[CaseError], words: str) -> None:
    with pytest.raises(error, match=words):
        read_recording(text, "r")


def test_no_answers_are_lost_by_recording_fewer_cases(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    write_recording(path, RECORDING)
    fewer = replace(RECORDING, answers=dict([*RECORDING.answers.items()][1:]))
    with pytest.raises(CaseError, match="1 answers more, such as that to numbers/integer/one"):
        write_recording(path, fewer)
    assert load_recording(path) == RECORDING
    write_recording(tmp_path / "other.jsonl", fewer)


@pytest.mark.parametrize("other", [{"version": "14.2"}, {"engine": "wolfram-formula"}])
def test_a_recording_of_another_kernel_is_not_overwritten(tmp_path: Path, other: dict[str, str]) -> None:
    path = tmp_path / "r.jsonl"
    write_recording(path, RECORDING)
    with pytest.raises(CaseError, match=r"the recording is of wolfram 14.3.0 for Linux"):
        write_recording(path, replace(RECORDING, **other))  # type: ignore[arg-type]
    assert load_recording(path) == RECORDING


def test_answers_to_cases_that_there_are_no_more_do_not_count(tmp_path: Path) -> None:
    gone = replace(RECORDING.answers["losses/squared/exact"], case="losses/gone")
    more = replace(RECORDING, answers={**RECORDING.answers, gone.case: gone})
    assert stored(tmp_path, "stored", more).version == f"6 published, {len(CASES)} recorded"
    write_recording(tmp_path / "0.jsonl", RECORDING)
    assert load_recording(tmp_path / "0.jsonl") == RECORDING


def test_what_is_no_recording_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("my notes\n", encoding="ascii")
    with pytest.raises(CaseError, match="no recording"):
        write_recording(path, RECORDING)
    assert path.read_text(encoding="ascii") == "my notes\n"


def test_one_recorder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with only_recorder(path), pytest.raises(CaseError, match="another program is recording"), only_recorder(path):
        pass
    other = FileLock(tmp_path / ".r.jsonl.lock")
    with other, pytest.raises(CaseError, match="another program"), only_recorder(path):
        pass
    with only_recorder(path):  # it is free again
        pass


# Replaying


def stored(folder: Path, name: str = "stored", *recordings: Recording) -> Stored:
    for number, recording in enumerate(recordings):
        write_recording(folder / f"{number}.jsonl", recording)
    return Stored(name, folder)


def test_recorded_answers_pass_and_others_are_not_asked(tmp_path: Path) -> None:
    subject = stored(tmp_path, "stored", RECORDING)
    results = {result.case: result for result in run(subject, all_cases())}
    passed = {case for case, result in results.items() if result.status == "pass"}
    assert passed == {*RECORDING.answers, *published()}
    assert {result.status for case, result in results.items() if case not in passed} == {"unasked"}
    assert subject.version == f"6 published, {len(CASES)} recorded"
    assert "14.3.0 for Linux x86 (64-bit) (Automatic, Linux-x86-64, 2026-11-23T10:00:00+00:00)" in subject.note


def spoilt(case: str, **change: Any) -> Recording:
    answers = {**RECORDING.answers, case: replace(RECORDING.answers[case], **change)}
    return replace(RECORDING, answers=answers)


def test_an_answer_to_another_text_is_an_error_and_never_a_pass(tmp_path: Path) -> None:
    recording = spoilt("losses/squared/exact", sha256=hash_of("another text"))
    (result,) = run(stored(tmp_path, "stored", recording), selected(all_cases(), ["losses/squared/exact"]))
    assert result.status == "error"
    assert "another text than is sent today" in result.message


def test_a_wrong_answer_fails(tmp_path: Path) -> None:
    recording = spoilt("losses/squared/exact", value=Fraction(1, 3))
    (result,) = run(stored(tmp_path, "stored", recording), selected(all_cases(), ["losses/squared/exact"]))
    assert result.status == "fail"


def test_the_newest_recording_counts(tmp_path: Path) -> None:
    newer = replace(spoilt("losses/squared/exact", value=Fraction(1, 3)), date="2027-01-01T00:00:00+00:00")
    case = selected(all_cases(), ["losses/squared/exact"])
    for recordings, status in ([(RECORDING, newer), "fail"], [(newer, RECORDING), "fail"], [(RECORDING,), "pass"]):
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        folder.mkdir()
        (result,) = run(stored(folder, "stored", *recordings), case)
        assert result.status == status


OLDER = "14.2.0 for Linux x86 (64-bit)"


@pytest.mark.parametrize(
    ("version", "recordings", "as_expected"),
    [
        (RECORDING.version, [{}], True),
        (OLDER, [{}], False),
        (OLDER, [{"version": OLDER}], True),
        (OLDER, [{"version": OLDER, "date": "2025-01-01"}, {}], False),
        (OLDER, [{"version": OLDER}, {"date": "2025-01-01"}], True),
    ],
)
def test_an_answer_is_judged_by_what_is_known_of_the_kernel_that_gave_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    recordings: list[dict[str, Any]],
    as_expected: bool,
) -> None:
    known = Expectation(("losses/squared/*",), (version,), "engine-bug", "fail", "r", "1", "2", "1")
    monkeypatch.setattr("wlbridge.conformance.stored.expectations_of", {"wolfram": (known,)}.__getitem__)
    wrong = spoilt("losses/squared/exact", value=Fraction(1, 3))
    subject = stored(tmp_path, "stored", *(replace(wrong, **change) for change in recordings))
    (result,) = run(subject, selected(all_cases(), ["losses/squared/exact"]), expected_of(subject))
    assert (result.status, result.as_expected) == ("fail", as_expected)


@pytest.mark.parametrize("name", STORED)
def test_a_recording_is_replayed_under_its_own_name_alone(name: str, tmp_path: Path) -> None:
    recording = replace(RECORDING, engine=STORED[name])
    assert stored(tmp_path, name, recording).recordings == [recording]
    assert all(Stored(other, tmp_path).recordings == [] for other in STORED if other != name)


def test_singles_are_compared_as_singles(tmp_path: Path) -> None:
    recording = recorded("wolfram-real32")
    answers = {case: replace(a, value=rounded(a.value)) for case, a in recording.answers.items() if "losses" in case}
    results = [*run(stored(tmp_path, "stored-real32", replace(recording, answers=answers)), CASES)]
    assert {r.status for r in results if r.case in answers} == {"pass"}


def rounded(value: Any) -> Any:
    """To 20 bits and a bit more than those of a single."""
    return value * (1 + Fraction(1, 2**22))


def test_the_package_has_no_recording_so_far() -> None:
    """No kernel was at hand; when one was, this says so."""
    assert [Stored(name).version for name in STORED] == [
        "6 published, 0 recorded",
        "0 published, 0 recorded",
        "0 published, 0 recorded",
    ]
    assert file_of("wolfram", "14.3").parent == file_of("wolfram", "14.2").parent


# Published values

SOURCES: list[dict[str, Any]] = json.loads(
    Path(__file__).parents[1].joinpath("published_values.json").read_text(encoding="utf-8")
)


def test_the_printed_digits_are_those_of_the_sources() -> None:
    printed = {str(as_numbers(entry.printed)) for entry in published().values()}
    sources = {str(as_numbers(entry["output"])) for entry in SOURCES if entry["kind"] == "published kernel output"}
    assert len(printed) == 6
    assert printed <= sources


def as_numbers(value: Any) -> Any:
    return [*map(as_numbers, value)] if isinstance(value, list) else float(value) if is_number(value) else value


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) or value.replace(".", "").isdecimal()


def test_what_is_expected_comes_from_the_oracle_and_not_from_the_page() -> None:
    for case in selected(all_cases(), ["published/*"]):
        assert case.made.startswith("tests/oracle.py")
        if isinstance(case.expect, str):
            assert len(case.expect) > 20 > len(published()[case.id].printed)


@pytest.mark.parametrize(("case", "digits"), [("binary of -1", "28.6965"), ("binary", "1.60943")])
def test_other_digits_would_fail(case: str, digits: str, tmp_path: Path) -> None:
    """28.6965 is the value for a clamp at 2.22e-16, which 2^-52 is about."""
    subject = stored(tmp_path)
    entry = subject.published[f"published/{case}"]
    subject.published = {entry.case: replace(entry, printed=digits)}
    (result,) = run(subject, selected(all_cases(), [entry.case]))
    assert result.status == "fail"


ENTRY = {
    "case": "published/binary",
    "printed": "1.5",
    "figures": 2,
    "source": "a page",
    "version": "unknown",
}


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({}, "no published answer"),
        ([1], "no published answer"),
        ([{**ENTRY, "more": 1}], "no published answer"),
        ([{**ENTRY, "printed": 1.5}], "no published answer"),
        ([{**ENTRY, "printed": "1.5 or so"}], "no published answer"),
        ([{**ENTRY, "printed": []}], "no published answer"),
        ([{**ENTRY, "source": None}], "no published answer"),
        ([{**ENTRY, "figures": "2"}], "no published answer"),
        ([{**ENTRY, "figures": True}], "no published answer"),
        ([ENTRY, ENTRY], "answered twice"),
    ],
)
def test_published_values_are_read_strictly(entries: Any, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        read_published(json.dumps(entries), "p")
    with pytest.raises(CaseError, match="cannot be read"):
        read_published("[", "p")


def test_an_answer_holds_only_what_is_written_of_it() -> None:
    answer = RecordedAnswer("a/b", hash_of(""), [Fraction(1)], "m")
    made = replace(RECORDING, answers={"a/b": answer})
    assert read_recording(recording_text(made), "r").answers == {"a/b": answer}
