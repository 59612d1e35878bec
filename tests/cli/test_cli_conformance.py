"""wlbridge conformance: lists, runs, summarises and compares, with its exit codes."""

import json


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


def test_shards_and_order_change_nothing(run, tmp_path):
    run("conformance", "run", "losses", "--out", "whole.jsonl")
    run("conformance", "run", "losses", "--seed", "5", "--out", "shuffled.jsonl")
    assert run("conformance", "diff", "whole.jsonl", "shuffled.jsonl").exit_code == 0
    run("conformance", "run", "losses", "--shard", "1/2", "--out", "half.jsonl")
    result = run("conformance", "diff", "whole.jsonl", "half.jsonl")
    assert result.exit_code == 1
    assert "pass -> absent" in result.stdout


def test_wrong_usage_and_reports_that_are_not_whole(run, tmp_path):
    assert run("conformance", "run", "--engine", "nobody").exit_code == 2
    assert run("conformance", "run", "--shard", "3/2").exit_code == 2
    assert run("conformance", "run", "no such case").exit_code == 2
    run("conformance", "run", "published", "--out", "run.jsonl")
    path = tmp_path / "run.jsonl"
    path.write_text("".join(path.read_text(encoding="ascii").splitlines(keepends=True)[:-1]), encoding="ascii")
    result = run("conformance", "summary", "run.jsonl")
    assert result.exit_code == 4
    assert "the report is not whole" in result.stderr
    path.write_text("no report", encoding="ascii")
    assert run("conformance", "summary", "run.jsonl").exit_code == 2
