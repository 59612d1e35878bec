"""Random nets, every layer and every loss, what their formulas are compared with, and the program that does it.

The numbers are put in before anything is differentiated, so that every interpreter is done in time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import layer_cases
import numpy as np
import torch
import torch_nets
from adapter import loss_layer, net_from_spec
from oracle import Case, random_case

from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.nets import tree_of_layer
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

CASES: dict[str, Callable[[], Case]] = {
    **{f"net {seed}": partial(random_case, seed, widest=2) for seed in range(200)},
    **{f"layer, {name}": partial(layer_cases.layer_case, name) for name in layer_cases.LAYERS},
    **{
        f"loss, {name}, {log}": partial(layer_cases.loss_case, name, log)
        for name in layer_cases.LOSSES
        for log in ("exact", "kernel")
    },
}

Place = tuple[str, tuple[int, ...]]
"""An element of an array: the array's name, as torch_nets has it, and an index from 0."""


class Most(NamedTuple):
    """By how many symbols the gradient and the Hessian are asked for."""

    gradient: int
    hessian: int


PRELUDE = """
If[! NumberQ[LogisticSigmoid[0.5]], LogisticSigmoid[u_?NumberQ] := 1/(1 + Exp[-u])];
"""
"""Mathilda leaves LogisticSigmoid of a number as it stands; the derivatives of nets would grow without end."""


def program(name: str, case: Case, most: Most) -> str:
    """Print, between two marks, whether value, gradient and Hessian are those of torch."""
    by, twice_by = some(places_of(case), most.gradient), some(places_of(case), most.hessian)
    expected = by_torch(case, by, twice_by)
    rules = [call("Rule", symbol(place), number) for place, number in numbers(case)]
    log = f'"Log" -> "{case.log.capitalize()}"'
    data = f"{{{text(case.x)}}} -> {{{text(case.t)}}}"
    if by[0][0] == "x":
        arguments, suffix = log, " /. wlbridgeRules"
    else:
        arguments, suffix = f'{data}, "Parameters" -> "Values", {log}', ""
    return f"""
Print["@@begin {name}"];
wlbridgeNet = {text(tree_of_layer(net_from_spec(case.net, case.input_shape)))};
wlbridgeLoss = {text(tree_of_layer(loss_layer(case.kind, case.options)))};
wlbridgeRules = {text(rules)};
wlbridgeResults = {{
  NetLossExpression[wlbridgeNet, wlbridgeLoss, {data}, "Parameters" -> "Values", {log}],
  NetLossGradient[wlbridgeNet, wlbridgeLoss, {text([*map(symbol, by)])}, {arguments}]{suffix},
  NetLossHessian[wlbridgeNet, wlbridgeLoss, {text([*map(symbol, twice_by)])}, {arguments}]{suffix}
}};
wlbridgeAgree = MapThread[agreeQ[numeric[#1], #2] &, {{wlbridgeResults, {text([*expected])}}}];
Print["@@end ", If[wlbridgeAgree === {{True, True, True}}, "passed", "failed"], " 0"];
Print[wlbridgeAgree];
If[wlbridgeAgree =!= {{True, True, True}}, Print[ToString[N[wlbridgeResults], InputForm]]];
Print["@@done"];
"""


def text(tree: Tree) -> str:
    """What every interpreter reads."""
    return write_wl(tree, dialect="woxi")


def places_of(case: Case) -> list[Place]:
    """What to differentiate by: the learned arrays, or the input of a net that has none."""
    leaves = torch_nets.leaves(case)
    names = [name for name in leaves if name not in {"x", "t"}] or ["x"]
    return [(name, index) for name in names for index in np.ndindex(*leaves[name].shape)]


def some(places: list[Place], count: int) -> list[Place]:
    """At most so many of them, as near to the same for all arrays as can be, in random order."""
    rng = random.Random(count)  # noqa: S311 - reproducible test data, no secret
    mixed = rng.sample(places, len(places))
    seen: dict[str, int] = {}
    turns = {}
    for place in mixed:
        turns[place] = seen[place[0]] = seen.get(place[0], 0) + 1
    return sorted(mixed, key=lambda place: turns[place])[:count]


def symbol(place: Place) -> Tree:
    """The symbol of an element: w[1, 2, 3], p[4, "Scaling", 1], x[2]; that of w1_2 is w[{1, 2}, ...]."""
    name, index = place
    layer, _, array = name[1:].partition("_") if name[0] == "p" else (name[1:], "", "")
    key = [int(part) for part in layer.split("_") if part]
    keys = [key[0] if len(key) == 1 else key] if key else []
    arguments = [*keys, *([array] if array else []), *(i + 1 for i in index)]
    return user(name[0])(*arguments) if arguments else user(name[0])


def numbers(case: Case) -> Iterator[tuple[Place, float]]:
    """All elements of arrays, with their values; a class stays an integer."""
    arrays = {name: leaf.detach().numpy() for name, leaf in torch_nets.leaves(case).items()}
    for name, array in {"t": np.asarray(case.t), **arrays}.items():
        yield from (((name, index), array[index].item()) for index in np.ndindex(*array.shape))


def by_torch(case: Case, places: list[Place], chosen: list[Place]) -> tuple[float, list[float], list[list[float]]]:
    """Value, gradient by some elements, and Hessian by others."""
    leaves = torch_nets.leaves(case)
    value = torch_nets.loss(case, leaves)
    slopes = _slopes(value, leaves)
    rows = [_slopes(slopes[name][index], leaves) for name, index in chosen]
    return (
        value.item(),
        [slopes[name][index].item() for name, index in places],
        [[row[name][index].item() for name, index in chosen] for row in rows],
    )


def _slopes(value: Any, leaves: Mapping[str, Any]) -> dict[str, Any]:
    if not value.requires_grad:  # a gradient that is constant
        return {name: torch.zeros_like(leaf) for name, leaf in leaves.items()}
    slopes = torch.autograd.grad(value, [*leaves.values()], create_graph=True, materialize_grads=True)
    return dict(zip(leaves, slopes, strict=True))
