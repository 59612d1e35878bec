"""What the documentation leaves open: the questions to a kernel, and what its answers decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from wlbridge.conformance.cases import Case, all_cases, selected
from wlbridge.conformance.kernel_questions import Precision, kernel_text_of
from wlbridge.conformance.runner import judge
from wlbridge.conformance.subject import Answer

GROUP: Final = "unverified"


def open_questions() -> list[Case]:
    """The cases whose ``alternatives`` are what a kernel may answer.

    >>> [question["means"] for question in open_questions()[0].alternatives][:2]
    ['Max[m - d, 0], linear', 'Max[m - d, 0]^2']
    """
    return selected(all_cases(), [GROUP])


def resting_on(question: Case) -> int:
    """How many cases of other groups rest on what it asks."""
    return sum(question.unverified in case.unverified for case in all_cases() if case.group != GROUP)


def question_lines(question: Case, precision: Precision) -> Iterator[str]:
    """What is in doubt, what a kernel is asked, and what each answer would mean."""
    yield f"{question.id}: {question.about}"
    yield f"  in doubt: {question.unverified} ({resting_on(question)} other cases rest on it)"
    yield f"  asked: {kernel_text_of(question, precision)}"
    first = "as wlbridge has it" if "net" in question.ask else "the likelier"
    for number, alternative in enumerate(question.alternatives):
        remark = "" if number else f" ({first})"
        yield f"  {shown(alternative['gives'])} -> {alternative['means']}{remark}"


def decided(question: Case, answer: Answer, bits: int) -> Mapping[str, Any] | None:
    """The alternative that an answer decides for, None when it is none of them."""
    for alternative in question.alternatives:
        status, _, _ = judge(replace(question, expect=alternative["gives"]), answer, bits)
        if status == "pass":
            return alternative
    return None


def shown(value: Any) -> str:
    """An expected value, or an answer, in short."""
    if isinstance(value, dict) and "text" in value:
        value = value["text"]
    if isinstance(value, list):
        if value and all(type(part) is int for part in value):
            return "".join(map(chr, value))
        return f"{{{', '.join(map(shown, value))}}}"
    if isinstance(value, dict):
        return str(value["special"])
    return str(getattr(value, "name", None) or float(value))
