"""Open questions: what a kernel is asked, and what each of its answers decides."""

import re
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kernel_from_reference import KernelFromReference, from_expected, tree_of

from wlbridge.cli import main
from wlbridge.conformance.cases import Case, all_cases
from wlbridge.conformance.kernel import KERNELS, Kernel
from wlbridge.conformance.open_questions import GROUP, decided, open_questions, question_lines
from wlbridge.conformance.subject import Answer
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import EngineNotFoundError


def answer_of(gives: Any) -> Answer:
    kernel = Kernel("wolfram", KernelFromReference)
    value = tree_of(from_expected(gives))
    kernel.engine.evaluate_text = lambda _, **__: value  # type: ignore[method-assign]
    return kernel.answer(open_questions()[0], 1)


@pytest.mark.parametrize("question", open_questions(), ids=lambda case: case.id)
@pytest.mark.parametrize("name", KERNELS)
def test_each_alternative_decides_for_itself(question: Case, name: str) -> None:
    """So no two of them are taken for each other, in singles either."""
    for alternative in question.alternatives:
        assert decided(question, answer_of(alternative["gives"]), KERNELS[name].bits) is alternative
    for one, other in combinations(question.alternatives, 2):
        assert one["means"] != other["means"]


@pytest.mark.parametrize("question", open_questions(), ids=lambda case: case.id)
def test_the_first_alternative_is_what_is_expected(question: Case) -> None:
    assert question.alternatives[0]["gives"] == question.expect
    assert question.unverified


@pytest.mark.parametrize("value", [Fraction(1, 3), [Fraction(1), Fraction(2)], [120, 121]])
def test_any_other_answer_decides_nothing(value: Any) -> None:
    for question in open_questions():
        assert decided(question, Answer(value), 44) is None
        assert decided(question, Answer(status="timeout"), 44) is None


def test_every_doubt_of_the_cases_has_a_question() -> None:
    asked = {question.unverified for question in open_questions()}
    doubts = {doubt for case in all_cases() if case.group != GROUP for doubt in case.unverified.split("; ") if doubt}
    assert doubts <= asked
    assert any("PoolingLayer" in doubt for doubt in asked - doubts)


def test_what_is_printed_of_a_question() -> None:
    (question,) = [case for case in open_questions() if case.id == f"{GROUP}/contrastive/true"]
    asked = (
        'ContrastiveLossLayer[0.75][<|"Input" -> NetChain[{DropoutLayer[]}, "Input" -> "Real"]'
        '[0.125, WorkingPrecision -> "Real64"], "Target" -> True|>, WorkingPrecision -> "Real64"]'
    )
    assert [*question_lines(question, "Real64")] == [
        "unverified/contrastive/true: the loss of the distance 1/8 with the margin 3/4 and the target True",
        "  in doubt: the formula of ContrastiveLossLayer is documented in words only (39 other cases rest on it)",
        f"  asked: {asked}",
        "  0.625 -> Max[m - d, 0], linear (as wlbridge has it)",
        "  0.390625 -> Max[m - d, 0]^2",
        "  0.1953125 -> Max[m - d, 0]^2/2",
        "  0.125 -> True and False have the other meaning, d",
    ]


# The command


def settle(monkeypatch: pytest.MonkeyPatch, start: Any, *arguments: str) -> Result:
    monkeypatch.setitem(ENGINES, "wolfram", start)  # type: ignore[arg-type]
    return CliRunner().invoke(main, ["conformance", "settle", *arguments])


def absent() -> KernelFromReference:
    raise EngineNotFoundError("no Wolfram kernel is there")


def test_without_a_kernel_the_questions_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    result = settle(monkeypatch, absent)
    assert result.exit_code == 3
    assert result.stderr == "Error: no Wolfram kernel is there\n"
    assert [question.id for question in open_questions()] == re.findall(r"^(unverified/[^:]+):", result.stdout, re.M)
    assert "decided" not in result.stdout


class First(KernelFromReference):
    """Everything is as wlbridge has it."""


class Second(KernelFromReference):
    """Everything is as the second alternative has it."""

    def __init__(self) -> None:
        super().__init__(alternative=1)


@pytest.mark.parametrize(("kernel", "number", "code"), [(First, 0, 0), (Second, 1, 1)])
@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_decides(
    monkeypatch: pytest.MonkeyPatch, kernel: type[KernelFromReference], number: int, code: int, name: str
) -> None:
    result = settle(monkeypatch, kernel, "--engine", name)
    verdicts = re.findall(r"^  decided: (.*)$", result.stdout, re.M)
    assert verdicts == [question.alternatives[number]["means"] for question in open_questions()]
    assert result.exit_code == code


class Strange(KernelFromReference):
    """Answers 1/3 to one question, and dies of another."""

    def __init__(self) -> None:
        super().__init__(lambda case, value: STRANGE.get(case.id, value))


STRANGE = {f"{GROUP}/contrastive/true": Fraction(0.25), f"{GROUP}/pooling": None}


def test_what_decides_nothing_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    result = settle(monkeypatch, Strange)
    assert "  none of these: 0.25\n" in result.stdout
    assert "  not decided: crash. the kernel has died\n" in result.stdout
    assert result.stdout.count("  decided: ") == len(open_questions()) - 2
    assert result.exit_code == 1


class Silly(KernelFromReference):
    """A kernel for which 1 + 1 is not 2."""

    def evaluate(self, tree: Any, **_: Any) -> Any:
        return 3


def test_a_kernel_that_does_not_pass_the_smoke_test_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    result = settle(monkeypatch, Silly)
    assert result.exit_code == 3
    assert "the kernel cannot be asked: 1 + 1 is 3 to it" in result.stderr
