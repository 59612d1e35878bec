"""wlbridge conformance record, and what the engine stored makes of it."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from wlbridge.conformance import recordings, stored
from wlbridge.conformance.recordings import load_recording, only_recorder
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import EngineNotFoundError

sys.path.append(str(Path(__file__).parents[1] / "conformance"))
from kernel_from_reference import KernelFromReference


class Wrong(KernelFromReference):
    """A kernel with another MeanSquaredLossLayer."""

    def __init__(self):
        super().__init__(lambda case, value: Fraction(1, 4) if "squared" in case.id else value)


@pytest.fixture
def kernel(monkeypatch):
    """Make a class the kernel that is found."""

    def use(start):
        monkeypatch.setitem(ENGINES, "wolfram", start)

    use(KernelFromReference)
    return use


def test_a_recording_and_its_replay(run, kernel, tmp_path, monkeypatch):
    result = run("conformance", "record", "losses", "numbers", "--out", "wolfram-14.3.jsonl")
    assert result.exit_code == 0, result.output
    assert result.stdout == "wolfram-14.3.jsonl: 75 answers of 14.3.0 for Linux x86 (64-bit)\n"
    monkeypatch.setattr(stored.Stored.__init__, "__defaults__", ("stored", tmp_path))
    result = run("conformance", "run", "losses", "numbers", "hessians", "--engine", "stored", "--out", "run.jsonl")
    assert result.exit_code == 0, result.output
    assert "stored holds 6 published, 75 recorded" in result.stderr
    assert "14.3.0 for Linux x86 (64-bit) (Automatic, Linux-x86-64, 20" in result.stderr
    assert json.loads((tmp_path / "run.jsonl").read_text().splitlines()[0])["engines"] == {
        "stored": "6 published, 75 recorded"
    }


def test_it_goes_to_the_package_unless_said(run, kernel, tmp_path, monkeypatch):
    monkeypatch.setattr(recordings, "FOLDER", tmp_path)
    result = run("conformance", "record", "losses", "--engine", "wolfram-real32")
    assert result.exit_code == 0, result.output
    path = tmp_path / "wolfram-real32-14.3.0-for-Linux-x86-64-bit.jsonl"
    assert load_recording(path).engine == "wolfram-real32"


def test_formulas_are_recorded_under_their_own_name(run, kernel, tmp_path):
    result = run("conformance", "record", "losses", "hessians", "--engine", "wolfram-formula", "--out", "r.jsonl")
    assert result.exit_code == 0, result.output
    assert len(load_recording(tmp_path / "r.jsonl").answers) == 18 + 24


def test_nothing_is_written_where_the_oracle_disagrees(run, kernel, tmp_path):
    kernel(Wrong)
    result = run("conformance", "record", "losses", "--out", "r.jsonl")
    assert result.exit_code == 1
    assert "losses/squared/exact: fail, not pass. 0.25 instead of 0.8399" in result.stderr
    assert "Nothing is written" in result.stderr
    assert not (tmp_path / "r.jsonl").exists()
    result = run("conformance", "record", "losses", "--out", "r.jsonl", "--disagreeing")
    assert result.exit_code == 0
    assert "losses/squared/exact: fail" in result.stderr
    assert load_recording(tmp_path / "r.jsonl").answers["losses/squared/exact"].value == Fraction(1, 4)


def test_what_cannot_be_replaced_is_said_before_the_kernel_is_asked(run, kernel, tmp_path):
    path = tmp_path / "r.jsonl"
    run("conformance", "record", "losses", "--out", "r.jsonl")
    whole = path.read_text(encoding="ascii")
    kernel(Silent)
    for text, patterns, words in (
        (whole, ["losses/squared/exact"], "17 answers more"),
        (whole.replace("14.3.0", "14.2.0"), ["losses"], "the recording is of wolfram 14.2.0"),
        (whole[:-5], ["losses"], "the recording is not whole"),
        ("my notes", ["losses"], "the file is no recording"),
    ):
        path.write_text(text, encoding="ascii")
        result = run("conformance", "record", *patterns, "--out", "r.jsonl")
        assert words in result.stderr
        assert result.exit_code == (4 if "whole" in words else 2)
        assert path.read_text(encoding="ascii") == text


class Silent(KernelFromReference):
    """A kernel that is not to be asked any case."""

    def __init__(self):
        super().__init__(lambda case, value: pytest.fail(f"{case.id} was asked"))


class Dying(KernelFromReference):
    """A kernel that dies of some cases."""

    dies_of = "squared"

    def __init__(self):
        super().__init__(lambda case, value: None if self.dies_of in case.id else value)


def test_what_has_no_answer_is_not_recorded(run, kernel, tmp_path):
    kernel(Dying)
    assert run("conformance", "record", "losses", "--out", "r.jsonl").exit_code == 1
    assert run("conformance", "record", "losses", "--out", "r.jsonl", "--disagreeing").exit_code == 0
    assert len(load_recording(tmp_path / "r.jsonl").answers) == 16


class Dead(Dying):
    """A kernel that dies of all of them."""

    dies_of = ""


def test_a_recording_of_no_answers_is_not_written(run, kernel, tmp_path):
    kernel(Dead)
    result = run("conformance", "record", "losses", "--out", "r.jsonl", "--disagreeing")
    assert result.exit_code == 2
    assert "there is no answer to record" in result.stderr
    assert not (tmp_path / "r.jsonl").exists()


def test_wrong_usage(run, kernel, tmp_path):
    assert run("conformance", "record", "no such case").exit_code == 2
    assert run("conformance", "record", "--engine", "woxi").exit_code == 2
    assert run("conformance", "record", "losses", "--out", "no/such/folder/r.jsonl").exit_code == 2
    run("conformance", "record", "losses", "--out", "r.jsonl")
    result = run("conformance", "record", "losses/squared/exact", "--out", "r.jsonl")
    assert result.exit_code == 2
    assert "17 answers more" in result.stderr
    with only_recorder(tmp_path / "r.jsonl"):
        result = run("conformance", "record", "losses", "--out", "r.jsonl")
    assert result.exit_code == 2
    assert "another program is recording to this file" in result.stderr


def test_without_a_kernel(run, kernel):
    def absent():
        raise EngineNotFoundError("no Wolfram kernel is there")

    kernel(absent)
    for command in (["record"], ["run", "--engine", "wolfram"], ["run", "--engine", "wolfram-real32"]):
        result = run("conformance", *command)
        assert result.exit_code == 3
        assert "no Wolfram kernel is there" in result.stderr
