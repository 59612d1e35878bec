"""Sums of losses and nets as losses in the Wolfram package: value and gradient are those of torch."""

from typing import Any, NamedTuple

import pytest
import torch
from interpreters import INTERPRETERS, outcome_of, run_text

from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

WEIGHTS = [[0.5, -1.25], [0.75, 0.3], [-0.4, 1.1]]
INPUTS = [[0.7, -1.1], [0.2, 0.9]]
CLASSES = [2, 3]
ARRAYS = [[0.1, 0.6, 0.3], [0.25, 0.25, 0.5]]
NET = (
    'NetChain[{LinearLayer[3, "Weights" -> {{0.5, -1.25}, {0.75, 0.3}, {-0.4, 1.1}}, "Biases" -> None], '
    'SoftmaxLayer[]}, "Input" -> 2]'
)
ALPHA = 0.3


class Sum(NamedTuple):
    """A loss as the package reads it, the targets of its data, and the same by torch, of weights and outputs."""

    spec: str
    targets: str
    torch: Any


def index(p: torch.Tensor) -> torch.Tensor:
    return -torch.log(p[[0, 1], [c - 1 for c in CLASSES]]).mean()


def squared(p: torch.Tensor) -> torch.Tensor:
    return ((p - torch.tensor(ARRAYS, dtype=p.dtype)) ** 2).mean()


def cross_entropy(p: torch.Tensor) -> torch.Tensor:
    return -(torch.tensor(ARRAYS, dtype=p.dtype) * torch.log(p)).sum(1).mean()


def focal(p: torch.Tensor) -> torch.Tensor:
    """Lin et al., Focal loss for dense object detection (2017), with gamma 2, for targets that are probabilities."""
    return -(torch.tensor(ARRAYS, dtype=p.dtype) * (1 - p) ** 2 * torch.log(p)).sum(1).mean()


FOCAL = """NetGraph[
  <|"log" -> ElementwiseLayer[Log], "rest" -> ElementwiseLayer[Function[(1 - #)^2]],
    "product" -> ThreadingLayer[Function[-#1*#2*#3]], "loss" -> SummationLayer[]|>,
  {NetPort["Input"] -> "log", NetPort["Input"] -> "rest", {NetPort["Target"], "rest", "log"} -> "product" -> "loss"}
]"""
ARRAY_TARGETS = "{{0.1, 0.6, 0.3}, {0.25, 0.25, 0.5}}"
PENALTY = "Total[Map[Abs, NetParameterSymbols[wlbridgeNet]]]"
SUMS = {
    "a weighted sum": Sum(
        'alpha*CrossEntropyLossLayer["Probabilities"] + MeanSquaredLossLayer[]/2',
        ARRAY_TARGETS,
        lambda w, p: ALPHA * cross_entropy(p) + squared(p) / 2,
    ),
    "named losses with targets of their own": Sum(
        '<|"class" -> CrossEntropyLossLayer["Index"], "array" -> (MeanSquaredLossLayer[] -> Scaled[alpha])|>',
        '{<|"class" -> 2, "array" -> {0.1, 0.6, 0.3}|>, <|"class" -> 3, "array" -> {0.25, 0.25, 0.5}|>}',
        lambda w, p: index(p) + ALPHA * squared(p),
    ),
    "an elastic net": Sum(
        f'{{CrossEntropyLossLayer["Index"], alpha*{PENALTY} + Total[NetParameterSymbols[wlbridgeNet]^2]/2}}',
        "{2, 3}",
        lambda w, p: index(p) + ALPHA * w.abs().sum() + (w**2).sum() / 2,
    ),
    "a net as loss": Sum(FOCAL, ARRAY_TARGETS, lambda w, p: focal(p)),
    "a net and a layer": Sum(
        f"alpha*{FOCAL} + MeanSquaredLossLayer[]", ARRAY_TARGETS, lambda w, p: ALPHA * focal(p) + squared(p)
    ),
}


def by_torch(case: Sum) -> tuple[float, list[float]]:
    weights = torch.tensor(WEIGHTS, dtype=torch.float64, requires_grad=True)
    outputs = torch.softmax(torch.tensor(INPUTS, dtype=torch.float64) @ weights.T, dim=1)
    value = case.torch(weights, outputs)
    (slopes,) = torch.autograd.grad(value, [weights])
    return value.item(), slopes.flatten().tolist()


def program(name: str) -> str:
    """Print, between two marks, whether value and gradient are those of torch, and the terms sum up to them."""
    case = SUMS[name]
    data = f"{{{{0.7, -1.1}}, {{0.2, 0.9}}}} -> {case.targets}"
    options = '"Parameters" -> "Values"'
    calls = [
        f"NetLossExpression[wlbridgeNet, {case.spec}, {data}, {options}]",
        f'NetLossGradient[wlbridgeNet, {case.spec}, "Parameters", {data}, {options}]',
        f'Total[Values[NetLossExpression[wlbridgeNet, {case.spec}, {data}, "Terms", {options}]]]',
        f'Total[Values[NetLossGradient[wlbridgeNet, {case.spec}, "Parameters", {data}, "Terms", {options}]]]',
    ]
    results = text(f"{{{', '.join(calls)}}} /. alpha -> {ALPHA}")
    return f"""
Print["@@begin {name}"];
wlbridgeNet = {text(NET)};
wlbridgeResults = {results};
wlbridgeExpected = {write_wl([*by_torch(case)], dialect="woxi")};
wlbridgeAgree = MapThread[agreeQ[numeric[#1], #2] &, {{wlbridgeResults, Join[wlbridgeExpected, wlbridgeExpected]}}];
Print["@@end ", If[wlbridgeAgree === {{True, True, True, True}}, "passed", "failed"], " 0"];
Print[ToString[{{wlbridgeAgree, wlbridgeResults}}, InputForm]];
Print["@@done"];
"""


def text(source: str) -> str:
    """What every interpreter reads."""
    return write_wl(read_wl(source), dialect="woxi")


@pytest.mark.parametrize("name", INTERPRETERS)
def test_value_and_gradient_and_those_of_the_terms(name: str, request: pytest.FixtureRequest) -> None:
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    if name == "mathics" and not request.config.getoption("--long"):
        pytest.skip("Mathics3 takes a minute, and has the formulas of Sums.wlt in every run")
    printed = run_text(INTERPRETERS[name], "".join(map(program, SUMS)))
    ends = {case: outcome_of(case, printed) for case in SUMS}
    assert {case: end.output for case, end in ends.items() if not end.passed} == {}
