"""pytest --wlbridge-engine: the cases as tests, in another run of pytest, with the engines themselves."""

from dataclasses import replace
from pathlib import Path

import pytest

from wlbridge.conformance import expectation_files, pytest_plugin
from wlbridge.conformance.cases import all_cases, selected
from wlbridge.conformance.expectations import read_expectations
from wlbridge.conformance.pytest_plugin import Asked
from wlbridge.conformance.reference import Reference
from wlbridge.conformance.subject import Answer, Subject
from wlbridge.engines.discovery import find_engines

pytest_plugins = "pytester"
EXAMPLE = Path(__file__).parents[2] / "examples" / "json_lines_engine.py"
PLAIN = ("-p", "no:randomly", "--strict-markers")
"""For a run of pytest that is like a user's, whatever else is installed."""

ENTRY = """
[[expect]]
cases = ["losses/*"]
versions = ["1"]
kind = "engine-bug"
status = "fail"
reason = "it has no losses"
reproducer = "1"
gives = "0"
oracle = "1"
"""


class Wrong(Subject):
    """An engine that gives numbers back, and whose every other answer is 0; it counts how often it is asked."""

    name, version = "wrong", "1"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.closed = False
        self.reference = Reference()

    def answer(self, case, deadline):
        self.asked.append(case.id)
        if case.group == "numbers":
            return self.reference.answer(case, deadline)
        if case.group == "refused":
            return Answer(status="unasked", message="what is refused is sent to no engine")
        return Answer(0, asked="f[\x00]")

    def close(self):
        self.closed = True


class WithoutNumbers(Wrong):
    """An engine that does not give numbers back either."""

    def answer(self, case, deadline):
        self.asked.append(case.id)
        return Answer(0)


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Wrong:
    """In the place of woxi, for runs in this process."""
    subject = getattr(request, "param", Wrong)()
    monkeypatch.setattr(pytest_plugin, "subject_named", lambda name: subject)
    return subject


def test_the_cases_of_real_engines(pytester: pytest.Pytester) -> None:
    options = (
        "--wlbridge-engine",
        "reference,woxi",
        "--wlbridge-engine",
        "reference-mpmath",
        "-k",
        "layers/ or strings/quotes",
    )
    done = pytester.runpytest_subprocess(*PLAIN, "-v", *options)
    count = 3 * len(selected(all_cases(), ["layers", "strings/quotes"]))
    done.assert_outcomes(passed=count, deselected=3 * len(all_cases()) - count)
    done.stdout.fnmatch_lines(["wlbridge-conformance::woxi::layers/linear PASSED*"])
    assert done.ret == 0


def test_in_two_processes(pytester: pytest.Pytester) -> None:
    done = pytester.runpytest_subprocess(
        *PLAIN, "-n2", "--wlbridge-engine", "woxi,reference", "-k", "numbers/ or layers/"
    )
    done.assert_outcomes(passed=2 * len(selected(all_cases(), ["numbers", "layers"])))


def test_they_come_after_the_tests_of_the_project(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_of_the_project(): pass")
    done = pytester.runpytest_subprocess(*PLAIN, "--wlbridge-engine", "reference", "--collect-only", "-q")
    assert done.outlines[0].endswith("::test_of_the_project")
    assert done.outlines[1:-2] == [f"wlbridge-conformance::reference::{case.id}" for case in all_cases()]


def test_a_failure_says_what_was_asked_and_why(pytester: pytest.Pytester, wrong: Wrong) -> None:
    case = selected(all_cases(), ["losses"])[0]
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", "woxi", "-k", case.id)
    done.assert_outcomes(failed=1, deselected=len(all_cases()) - 1)
    done.stdout.fnmatch_lines(
        [
            f"*woxi::{case.id}*",
            "status    fail, not pass",
            "sent      f[[]<U+0000>[]]",
            f"expected  {case.expect}",
            "got       0",
            f"about     {case.about}",
            f"why       {case.why}",
        ]
    )
    assert wrong.closed


def test_an_expected_deviation_is_xfailed_and_what_is_not_asked_skipped(
    pytester: pytest.Pytester, wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expectation_files, "expectations_of", lambda name: read_expectations(f"{name}.toml", ENTRY))
    done = pytester.runpytest_inprocess(*PLAIN, "-rxs", "--wlbridge-engine", "woxi", "-k", "losses/ or refused/")
    losses, refused = (len(selected(all_cases(), [group])) for group in ("losses", "refused"))
    done.assert_outcomes(xfailed=losses, skipped=refused, deselected=len(all_cases()) - losses - refused)
    done.stdout.fnmatch_lines(["XFAIL wlbridge-conformance::woxi::losses/* - fail: 0 instead of *"])
    assert done.ret == 0


def test_an_expected_deviation_that_is_mended_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ENTRY.replace("losses/*", "layers/linear").replace('["1"]', '["0.1.0"]')
    monkeypatch.setattr(expectation_files, "expectations_of", lambda name: read_expectations(f"{name}.toml", entry))
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", "reference", "-k", "layers/linear")
    done.stdout.fnmatch_lines(["status    pass, not fail"])
    assert done.ret == 1


def test_an_expectation_that_cannot_be_used_fails_every_case(
    pytester: pytest.Pytester, wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ENTRY.replace('["1"]', '["2"]')
    monkeypatch.setattr(expectation_files, "expectations_of", lambda name: read_expectations(f"{name}.toml", entry))
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", "woxi", "-k", "losses/")
    done.stdout.fnmatch_lines(["wrong.toml: an expectation is for 2, and this is 1: it has no losses*"])
    assert wrong.asked == []


@pytest.mark.parametrize("wrong", [WithoutNumbers], indirect=True)
def test_the_gate_blocks_the_rest_in_any_order_and_process(wrong: Wrong) -> None:
    """What a process of xdist is given may be any part of the cases: it asks the gate by itself, and once."""
    gate, other = selected(all_cases(), ["numbers"]), selected(all_cases(), ["losses"])
    asked = Asked("woxi")
    assert [asked.result(case).status for case in other] == ["blocked"] * len(other)
    assert [asked.result(case).status for case in reversed(gate)].count("fail") > len(gate) / 2
    assert wrong.asked == [case.id for case in gate]


@pytest.mark.parametrize("wrong", [WithoutNumbers], indirect=True)
@pytest.mark.parametrize("selection", ["numbers/ or layers/", "layers/"])
def test_a_gate_that_fails_blocks_the_rest_in_pytest_be_it_selected_or_not(
    pytester: pytest.Pytester, wrong: Wrong, selection: str
) -> None:
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", "woxi", "-k", selection)
    blocked = [line for line in done.outlines if line.startswith("status    blocked, not pass")]
    assert len(blocked) == len(selected(all_cases(), ["layers"]))
    assert set(wrong.asked) == {case.id for case in selected(all_cases(), ["numbers"])}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("woxi,nosuch", "--wlbridge-engine: there is no engine 'nosuch'"),
        ("", "--wlbridge-engine: there is no engine ''"),
        ("exec:", "--wlbridge-engine: 'exec:' names no program"),
        ("exec:/nope", "there is no program '/nope'"),
        (f"exec:{EXAMPLE},exec:{EXAMPLE} -u", "two of the engines have the same name"),
    ],
)
def test_an_engine_that_cannot_be_is_wrong_usage(pytester: pytest.Pytester, names: str, words: str) -> None:
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", names)
    done.stderr.fnmatch_lines([f"ERROR: {words}*"])
    assert done.ret == pytest.ExitCode.USAGE_ERROR


def test_an_engine_that_is_not_installed_is_said(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wlbridge.engines.discovery.find_program", lambda name: None)
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", "woxi")
    done.stderr.fnmatch_lines(['ERROR: woxi is not found. To have it: pip install "wlbridge[[]woxi[]]"'])
    assert done.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("name", ["wolfram", "wolfram-real32", "wolfram-formula"])
def test_a_kernel_that_is_not_installed_is_said(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    without = [replace(status, found=False) for status in find_engines()]
    monkeypatch.setattr(pytest_plugin, "find_engines", lambda: without)
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", name)
    done.stderr.fnmatch_lines(["ERROR: wolfram is not found. To have it: *"])
    assert done.ret == pytest.ExitCode.USAGE_ERROR


def test_a_package_that_is_not_there_is_said(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WLBRIDGE_PACLET", str(pytester.path))
    done = pytester.runpytest_inprocess(*PLAIN, "--wlbridge-engine", "woxi-package")
    done.stderr.fnmatch_lines(["ERROR: the Wolfram package is not in *"])
    assert done.ret == pytest.ExitCode.USAGE_ERROR


def test_a_program_goes_by_its_own_name_whatever_its_arguments(pytester: pytest.Pytester) -> None:
    options = ("--wlbridge-engine", f"exec:{EXAMPLE} '[/x]'", "-k", "layers/linear")
    done = pytester.runpytest_subprocess(*PLAIN, "-v", *options)
    done.stdout.fnmatch_lines(["wlbridge-conformance::exec:example::layers/linear PASSED*"])
    assert done.ret == 0


def test_expectations_from_a_file(pytester: pytest.Pytester) -> None:
    options = ("--wlbridge-engine", f"exec:{EXAMPLE}", "-k", "elementwise/GELU/")
    count = len(selected(all_cases(), ["elementwise/GELU/*"]))
    deselected = len(all_cases()) - count
    done = pytester.runpytest_subprocess(*PLAIN, *options)
    done.assert_outcomes(passed=count - 2, failed=2, deselected=deselected)
    file = EXAMPLE.with_suffix(".toml")
    done = pytester.runpytest_subprocess(*PLAIN, *options, f"--wlbridge-expectations={file}")
    done.assert_outcomes(passed=count - 2, xfailed=2, deselected=deselected)
    done = pytester.runpytest_subprocess(
        *PLAIN, "--wlbridge-engine", "woxi,reference", f"--wlbridge-expectations={file}"
    )
    done.stderr.fnmatch_lines(["ERROR: --wlbridge-expectations is for one engine"])


SEEN = "import sys; print('NAMES', [name for name in ('wlbridge', 'sympy', 'numpy') if name in sys.modules])"


@pytest.mark.parametrize(("options", "expected"), [((), "[]"), (("--wlbridge-engine", "reference"), "['wlbridge', ")])
def test_nothing_is_imported_before_the_option_is_given(
    pytester: pytest.Pytester, options: tuple[str, ...], expected: str
) -> None:
    pytester.makepyfile(f"def test_it():\n    {SEEN}")
    done = pytester.runpytest_subprocess(*PLAIN, "-s", "-p", "no:cacheprovider", *options, "-k", "test_it")
    done.stdout.fnmatch_lines([f"*NAMES {expected.replace('[', '[[]')}*"])


def test_it_can_be_left_out(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")
    pytester.runpytest_subprocess(*PLAIN, "-p", "no:wlbridge").assert_outcomes(passed=1)
    done = pytester.runpytest_subprocess(*PLAIN, "-p", "no:wlbridge", "--wlbridge-engine", "woxi")
    done.stderr.fnmatch_lines(["*unrecognized arguments: --wlbridge-engine*"])
