"""What a real kernel is asked, as exact text; that it means its case is tested in tests/wl."""

from dataclasses import replace
from typing import Any

import pytest
from kernel_from_reference import ASKED, KernelFromReference

from wlbridge.conformance.cases import Case, all_cases, selected
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.kernel import KERNELS, Kernel, kernel_reason_unasked
from wlbridge.conformance.kernel_questions import kernel_text_of
from wlbridge.conformance.runner import run
from wlbridge.conformance.stored import FORMULA
from wlbridge.conformance.subjects import kernel_named
from wlbridge.engines.registry import ENGINES
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

LINEAR = [
    "NetChain",
    ["List", ["LinearLayer", 2, ["Rule", "'Weights'", ["List", ["List", 0.5], ["List", -1.5]]]], ["SoftmaxLayer"]],
    ["Rule", "'Input'", 1],
]
NET = 'NetChain[{LinearLayer[2, "Weights" -> {{0.5}, {-1.5}}], SoftmaxLayer[]}, "Input" -> 1]'
REAL = ["NetChain", ["List", ["ElementwiseLayer", "Ramp"]], ["Rule", "'Input'", "'Real'"]]
RAMP = 'NetChain[{ElementwiseLayer[Ramp]}, "Input" -> "Real"]'
INDEX = ["CrossEntropyLossLayer", "'Index'"]
PRECISE = 'WorkingPrecision -> "Real64"'
GRAPH = (
    f'NetGraph[<|"net" -> {NET}, "loss" -> CrossEntropyLossLayer["Index"]|>, {{"net" -> NetPort["loss", "Input"]}}]'
)
DATA = '<|"Input" -> {0.25}, "Target" -> 2|>'

TEXTS: dict[str, tuple[dict[str, Any], str]] = {
    "a number": ({"expression": 1.5}, "1.5"),
    "a string": ({"text": [97, 34]}, r'"a\""'),
    "a net": ({"net": LINEAR, "input": [0.25]}, f"{NET}[{{0.25}}, {PRECISE}]"),
    "a net of a number": ({"net": REAL, "input": 0.25}, f"{RAMP}[0.25, {PRECISE}]"),
    "a loss": (
        {"net": LINEAR, "loss": INDEX, "input": [0.25], "target": 2},
        'CrossEntropyLossLayer["Index", "Input" -> {2}]'
        f'[<|"Input" -> {NET}[{{0.25}}, {PRECISE}], "Target" -> 2|>, {PRECISE}]',
    ),
    "a loss of a number": (
        {"net": REAL, "loss": ["MeanSquaredLossLayer"], "input": 0.25, "target": 0.5},
        'MeanSquaredLossLayer["Input" -> "Real"]'
        f'[<|"Input" -> {RAMP}[0.25, {PRECISE}], "Target" -> 0.5|>, {PRECISE}]',
    ),
    "a truth value": (
        {"net": REAL, "loss": ["ContrastiveLossLayer", 0.75], "input": 0.25, "target": 1},
        f'ContrastiveLossLayer[0.75][<|"Input" -> {RAMP}[0.25, {PRECISE}], "Target" -> True|>, {PRECISE}]',
    ),
    "a batch": (
        {"net": LINEAR, "loss": INDEX, "input": [[0.25], [0.5]], "target": [2, 1], "batch": True},
        'Mean[CrossEntropyLossLayer["Index", "Input" -> {2}]'
        f'[<|"Input" -> {NET}[{{{{0.25}}, {{0.5}}}}, {PRECISE}], "Target" -> {{2, 1}}|>, {PRECISE}]]',
    ),
    "a batch of truth values": (
        {"net": REAL, "loss": ["ContrastiveLossLayer"], "input": [0.25, 0.5], "target": [1, 0], "batch": True},
        'Mean[ContrastiveLossLayer[]'
        f'[<|"Input" -> {RAMP}[{{0.25, 0.5}}, {PRECISE}], "Target" -> {{True, False}}|>, {PRECISE}]]',
    ),
    "a gradient": (
        {"net": LINEAR, "loss": INDEX, "input": [0.25], "target": 2, "by": ["w1", "b1"], "order": 1},
        f"With[{{graph = {GRAPH}}}, {{"
        f'Normal[graph[{DATA}, NetPortGradient[{{"net", 1, "Weights"}}], {PRECISE}]], '
        f'Normal[graph[{DATA}, NetPortGradient[{{"net", 1, "Biases"}}], {PRECISE}]]'
        "}]",
    ),
    "what only a kernel has": (
        {"kernel": [["PoolingLayer", 2, ["Rule", "PaddingSize", 1]], ["List", 1.0, 2.0]]},
        "PoolingLayer[2, PaddingSize -> 1][{1., 2.}]",
    ),
}  # fmt: skip


def case_of(ask: dict[str, Any]) -> Case:
    return replace(all_cases()[0], ask=ask)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_exactly(name: str) -> None:
    ask, text = TEXTS[name]
    assert kernel_text_of(case_of(ask), "Real64") == text
    assert kernel_text_of(case_of(ask), "Real32") == text.replace("Real64", "Real32")


@pytest.mark.parametrize("case", ASKED[::20], ids=lambda case: case.id)
def test_the_text_reads_back(case: Case) -> None:
    text = kernel_text_of(case, "Real64")
    assert write_wl(read_wl(text)) == text
    assert text.isascii()
    assert "\n" not in text


REASONS = {
    "refused/*": "sent to no engine",
    "hessians/*": "no second derivatives",
    "saturation/softmax/800/class 2": "the clamp of Log, or rounding, decides",
    "saturation/sigmoid/40/target 0": "the clamp of Log, or rounding, decides",
}


@pytest.mark.parametrize("pattern", REASONS)
def test_why_a_kernel_is_not_asked(pattern: str) -> None:
    for case in selected(all_cases(), [pattern]):
        (result,) = run(Kernel("wolfram", KernelFromReference), [case])
        assert result.status == "unasked"
        assert REASONS[pattern] in result.message


def test_a_kernel_is_asked_all_but_a_few() -> None:
    """What is left out of losses are cases of the exact reading with saturated probabilities alone."""
    for working in KERNELS.values():
        left = [case.id for case in all_cases() if "the clamp" in kernel_reason_unasked(case, working)]
        assert {case.partition("/")[0] for case in left} == {"saturation"}
        assert 15 < len(left) < 32


@pytest.mark.parametrize("name", KERNELS)
def test_the_answers_of_layers_pass(name: str) -> None:
    kernel = Kernel(name, KernelFromReference)
    results = [*run(kernel, all_cases())]
    assert [r for r in results if r.status not in {"pass", "unasked"}] == []
    assert sum(result.status == "pass" for result in results) > 700
    assert all("WorkingPrecision" in r.asked for r in results if r.status == "pass" and r.case.startswith("nets/"))


def test_the_formula_is_asked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "wolfram", KernelFromReference)  # type: ignore[arg-type]
    with kernel_named(FORMULA) as formula, kernel_named("wolfram") as layers:
        assert (type(formula), type(layers)) == (Interpreter, Kernel)
        assert formula.engine is layers.engine
        asked = [next(iter(run(subject, selected(all_cases(), ["nets/random 0"])))) for subject in (formula, layers)]
    assert [result.status for result in asked] == ["pass", "pass"]
    assert "NetChain" not in asked[0].asked
    assert "NetChain" in asked[1].asked


def test_relative_errors_of_1e_12_are_taken_and_larger_ones_are_not() -> None:
    cases = selected(all_cases(), ["saturation/clamped/0.5/*"])
    for error, status in ((0.9e-12, "pass"), (2e-12, "fail")):
        kernel = Kernel("wolfram", lambda e=error: KernelFromReference(lambda _, value: value * (1 + e)))  # type: ignore[misc]
        assert {result.status for result in run(kernel, cases)} == {status}


@pytest.mark.parametrize("head", ["Run", "Get", "DeleteFile", "ToExpression", "NetModel", "NetEncoder", "Import"])
def test_dangerous_heads_are_in_no_question_about_nets(head: str) -> None:
    kernel = Kernel("wolfram", KernelFromReference)
    tree = ["NetChain", ["List", ["ElementwiseLayer", head], ["SoftmaxLayer", [head, "'x'"]]]]
    answer = kernel.answer(case_of({"net": tree, "input": [1.0]}), 1)
    assert answer.status == "unsupported"
    assert head in answer.message
    assert kernel.engine.sent == []  # type: ignore[attr-defined]
