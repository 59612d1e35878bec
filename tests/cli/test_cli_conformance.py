"""wlbridge conformance: lists, runs, summarises and compares, with its exit codes."""

import json

import pytest

from wlbridge.conformance import commands, report_files
from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.reference import Reference
from wlbridge.conformance.subject import Answer
from wlbridge.errors import DataError


def test_list(run):
    result = run("conformance", "list", "published")
    assert result.exit_code == 0
    assert "published/binary\tCrossEntropyLossLayer" in result.stdout
    assert len(result.stdout.splitlines()) == 6


def test_a_run_as_expected_and_its_report(run, tmp_path):
    result = run("conformance", "run", "losses", "published", "--out", "run.jsonl", "--seed", "3")
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "run.jsonl").read_text(encoding="ascii").splitlines()
    assert json.loads(lines[0])["engines"].keys() == {"reference"}
    assert json.loads(lines[-1]) == {"kind": "footer", "results": len(lines) - 2}
    summary = run("conformance", "summary", "run.jsonl", "--format", "markdown")
    assert "| published | 6 | 6 pass |" in summary.stdout
    assert run("conformance", "diff", "run.jsonl", "run.jsonl").exit_code == 0


def cases_of(path):
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    return [line["case"] for line in lines[1:-1]]


def test_shards_and_order_change_nothing(run, tmp_path):
    run("conformance", "run", "losses", "--out", "whole.jsonl")
    run("conformance", "run", "losses", "--seed", "5", "--out", "shuffled.jsonl")
    assert run("conformance", "diff", "whole.jsonl", "shuffled.jsonl").exit_code == 0
    run("conformance", "run", "losses", "--shard", "1/2", "--out", "half.jsonl")
    result = run("conformance", "diff", "whole.jsonl", "half.jsonl")
    assert result.exit_code == 1
    assert "pass -> absent" in result.stdout


GATE = len(selected(all_cases(), ["numbers"]))


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["losses"], 18),
        (["losses", "numbers/integer/*"], 18),
        (["numbers/integer/*"], 0),
        (["losses", "--shard", "2/2"], 9),
        (["losses", "--seed", "3"], 18),
        (["losses", "--shard", "900/900"], 0),
    ],
)
def test_the_whole_gate_is_always_asked_first(run, tmp_path, arguments, more):
    result = run("conformance", "run", *arguments, "--out", "run.jsonl")
    assert result.exit_code == 0
    cases = cases_of(tmp_path / "run.jsonl")
    assert len(cases) == GATE + more
    assert all(case.startswith("numbers/") == (number < GATE) for number, case in enumerate(cases))
    assert ("This part of the cases is empty" in result.stderr) == ("900/900" in arguments)


def test_every_pattern_has_to_match(run):
    for command in (["run"], ["list"], ["record"]):
        for patterns in (["typo*"], ["losses", "typo*"]):
            result = run("conformance", *command, *patterns)
            assert (result.exit_code, result.stdout) == (2, "")
            assert "no case matches 'typo*'" in result.stderr


def test_an_engine_that_is_asked_nothing_is_not_as_expected(run):
    result = run("conformance", "run", "losses", "--engine", "stored-formula,reference")
    assert result.exit_code == 3
    assert "stored-formula: it was asked nothing" in result.stderr
    assert "reference: " not in result.stderr


def test_wrong_usage_and_reports_that_are_not_whole(run, tmp_path):
    assert run("conformance", "run", "--engine", "nobody").exit_code == 2
    assert run("conformance", "run", "--shard", "3/2").exit_code == 2
    assert run("conformance", "run", "no such case").exit_code == 2
    for command in ("run", "record", "settle"):
        result = run("conformance", command, "--deadline", "nan")
        assert result.exit_code == 2
        assert "not a number of seconds" in result.stderr
    run("conformance", "run", "published", "--out", "run.jsonl")
    path = tmp_path / "run.jsonl"
    whole = path.read_text(encoding="ascii")
    for cut in (whole[: whole.rindex('{"kind"')], whole[:-9], whole[:-1], whole[:3], ""):
        path.write_text(cut, encoding="ascii")
        result = run("conformance", "summary", "run.jsonl")
        assert result.exit_code == 4
        assert "the report is not whole" in result.stderr
    path.write_text("no report", encoding="ascii")
    assert run("conformance", "summary", "run.jsonl").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["summary", "none.jsonl"],
        ["diff", "none.jsonl", "none.jsonl"],
        ["run", "losses", "--expectations", "none.toml"],
        ["run", "losses", "--out", "none/run.jsonl"],
        ["run", "losses", "--out", "."],
        ["summary", "run.jsonl", "--out", "none/summary"],
        ["record", "losses", "--out", "none/r.jsonl"],
    ],
)
def test_a_file_that_is_missing_or_cannot_be_written_is_wrong_usage(run, arguments):
    run("conformance", "run", "numbers", "--out", "run.jsonl")
    result = run("conformance", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")


def test_a_run_that_cannot_be_written_is_shown(run, monkeypatch):
    def full(path, data):
        raise DataError("the file cannot be written (No space left on device)", where=str(path))

    monkeypatch.setattr(report_files, "write_whole", full)
    result = run("conformance", "run", "losses", "--out", "run.jsonl")
    assert result.exit_code == 2
    assert "18 pass" in result.stdout
    assert "No space left" in result.stderr


class Rude(Reference):
    """An engine that says what terminals, or rich, could take for a command."""

    def __init__(self):
        super().__init__()
        self.name, self.version = "exec:rude", "1.0 [/red]"

    def answer(self, case, deadline):
        if case.group == "losses":
            return Answer(status="error", message="\x1b[2J\x00" + 5000 * "x")
        return super().answer(case, deadline)


def test_what_an_engine_says_sends_no_command_to_the_terminal(run, monkeypatch):
    monkeypatch.setattr(commands, "subject_named", lambda name: Rude())
    result = run("conformance", "run", "losses/squared/exact", "--out", "run.jsonl")
    assert result.exit_code == 1
    assert "1.0 [/red]" in result.stdout
    assert r"losses/squared/exact: error, not pass. \x1b[2J\x00xxx" in result.stderr
    assert not {"\x1b", "\x00"} & {*result.stderr, *result.stdout}
    assert max(map(len, result.stderr.splitlines())) < 1000
