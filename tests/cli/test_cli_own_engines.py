"""wlbridge conformance run --engine exec:PROGRAM: programs of others, what is wrong with them, and exit codes."""

import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = f"exec:{EXAMPLES / 'json_lines_engine.py'}"
EXPECTATIONS = EXAMPLES / "json_lines_engine.toml"
GELU = "elementwise/GELU/*"


def test_a_program_beside_another_engine(run):
    engines = f"reference,exec:{sys.executable} {EXAMPLES / 'json_lines_engine.py'}"
    result = run("conformance", "run", "numbers", "--engine", engines, "--out", "run.jsonl")
    assert result.exit_code == 0, result.output
    summary = run("conformance", "summary", "run.jsonl", "--format", "markdown")
    assert "| group | cases | reference 0.1.0 | exec:example 1.0 |" in summary.stdout
    assert "| numbers | 57 | 57 pass | 57 pass |" in summary.stdout


def test_a_program_that_does_not_speak_the_protocol_is_told_once_and_the_others_go_on(run):
    result = run("conformance", "run", "losses", "--engine", "exec:/bin/cat -u,reference", "--out", "run.jsonl")
    assert result.exit_code == 1
    (line,) = filter(None, result.stderr.splitlines())
    assert line.startswith(
        "exec:cat: 75 cases are blocked: it did not pass the smoke test: exec:cat: its answer is not"
    )
    summary = run("conformance", "summary", "run.jsonl", "--format", "markdown")
    assert "| losses | 18 | 18 blocked (UNEXPECTED) | 18 pass |" in summary.stdout


@pytest.mark.parametrize(
    ("engine", "code", "words"),
    [
        ("exec:./nobody", 3, "there is no program './nobody'"),
        ("exec:", 2, "names no program"),
        ("exec:./mine 'a", 2, "No closing quotation"),
        ("exec:/bin/echo a,b", 2, "there is no engine 'b'"),
        (f"{EXAMPLE},exec:{sys.executable} {EXAMPLES / 'json_lines_engine.py'}", 2, "have the same name"),
    ],
)
def test_what_cannot_be_run(engine, code, words, run):
    result = run("conformance", "run", "losses", "--engine", engine)
    assert (result.exit_code, words in str(result.stderr)) == (code, True), result.stderr


def test_expectations_from_a_file(run, tmp_path):
    arguments = ("conformance", "run", GELU, "--engine", EXAMPLE)
    assert run(*arguments).exit_code == 1
    assert run(*arguments, "--expectations", str(EXPECTATIONS)).exit_code == 0
    text = EXPECTATIONS.read_text(encoding="utf-8")
    for changed, words in (
        (text.replace("-30.25", "21.5"), "elementwise/GELU/21.5: pass, not fail"),
        (text.replace('["1.0"]', '["0.9"]'), "an expectation is for 0.9, and this is 1.0"),
        (text.replace("GELU", "GELLU"), "an expectation matches no case"),
    ):
        (tmp_path / "mine.toml").write_text(changed, encoding="utf-8")
        result = run(*arguments, "--expectations", "mine.toml")
        assert result.exit_code in {1, 2}
        assert words in str(result.stderr or result.exception)


def test_expectations_are_those_of_one_engine(run):
    result = run("conformance", "run", GELU, "--engine", f"reference,{EXAMPLE}", "--expectations", "mine.toml")
    assert result.exit_code == 2
    assert "for a run of one engine" in result.stderr
