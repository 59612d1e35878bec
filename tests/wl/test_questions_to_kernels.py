"""What a real kernel is asked means the case it was made of.

The paclet's formulas stand for the application of nets (net_application.wl), and an open interpreter evaluates the
very text that a kernel would be sent. Mathics3's parser reads all of them.
"""

from pathlib import Path
from typing import Any

import pytest
from interpreters import INTERPRETERS, run_text
from package_files import parsed_independently

from wlbridge.conformance.cases import Case, all_cases, selected
from wlbridge.conformance.kernel import KERNELS, kernel_reason_unasked
from wlbridge.conformance.kernel_questions import kernel_text_of
from wlbridge.wolfram.text.writer import write_wl

DOUBLE = Path(__file__).with_name("net_application.wl")
GRADIENTS = ["gradients/random 10", "gradients/random 15"]  # those of larger nets take woxi minutes
GROUPS = [
    "published",
    "losses",
    "layers",
    "batches",
    "unverified",
    "elementwise/*/-0.3*",
    "nets/random 1?",
    *GRADIENTS,
]


def asked(patterns: list[str]) -> list[Case]:
    working = KERNELS["wolfram"]
    return [case for case in selected(all_cases(), patterns) if not kernel_reason_unasked(case, working)]


def test_an_independent_parser_reads_every_question() -> None:
    texts = [kernel_text_of(case, "Real64") for case in asked([]) if case.group != "strings"]
    parsed = parsed_independently("\n".join(texts))
    assert parsed.complaints == []
    assert parsed.expressions == len(texts) > 700


def floats(value: Any) -> Any:
    return [*map(floats, value)] if isinstance(value, list) else float(value)


def test_the_questions_have_the_values_of_their_cases() -> None:
    cases = [case for case in asked(GROUPS) if "net" in case.ask]
    compared = [f"agreeQ[{kernel_text_of(case, 'Real64')}, {write_wl(floats(case.expect))}]" for case in cases]
    program = [f'Print["@@{number} ", {text}];' for number, text in enumerate(compared)]
    printed = run_text(INTERPRETERS["woxi"], "\n".join([DOUBLE.read_text(encoding="ascii"), *program]))
    said = dict(line.split()[:2] for line in printed.splitlines() if line.startswith("@@"))
    assert len(cases) > 100
    assert [case.id for number, case in enumerate(cases) if said.get(f"@@{number}") != "True"] == []


@pytest.mark.parametrize("wrong", ["Real64", "Mean"])
def test_the_double_needs_all_of_a_question(wrong: str) -> None:
    """Without the mean of a batch, or the option, there is another value, or none."""
    (case,) = selected(all_cases(), ["batches/3 examples/random 300"])
    text = kernel_text_of(case, "Real64")
    spoilt = (
        text.replace(', WorkingPrecision -> "Real64"', "") if wrong == "Real64" else text.replace("Mean[", "f[", 1)
    )
    program = f'Print["@@ ", agreeQ[{spoilt}, {write_wl(floats(case.expect))}]];'
    printed = run_text(INTERPRETERS["woxi"], "\n".join([DOUBLE.read_text(encoding="ascii"), program]))
    assert "@@ True" not in printed
