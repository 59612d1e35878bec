"""Gradients and Hessians in float64 against torch, which differentiates its own functions.

The error of an array of derivatives is that of its worst entry, relative to its largest entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import layer_cases
import numpy as np
import pytest
import torch
import torch_nets
from adapter import loss_from_case
from oracle import FUNCTIONS, Case, random_case

from wlbridge import layers, losses

TOLERANCE = 1e-12
SEEDS = range(300)

Arrays = Mapping[str, Any]


def by_torch(case: Case, direction: Arrays) -> tuple[Arrays, Arrays]:
    """The gradient, and the Hessian times a direction by differentiating the gradient along it."""
    leaves = torch_nets.leaves(case)
    arrays = [*leaves.values()]
    value = torch_nets.loss(case, leaves)
    slopes = torch.autograd.grad(value, arrays, create_graph=True, materialize_grads=True)
    along = sum(
        (slope * torch_nets.tensor(direction[name])).sum() for name, slope in zip(leaves, slopes, strict=True)
    )
    products = [torch.zeros_like(array) for array in arrays]
    if along.requires_grad:  # else the gradient is constant
        products = torch.autograd.grad(along, arrays, materialize_grads=True)
    return _as_numpy(leaves, slopes), _as_numpy(leaves, products)


def _as_numpy(names: Any, tensors: Any) -> Arrays:
    return {name: part.detach().numpy() for name, part in zip(names, tensors, strict=True)}


def assert_same(got: Arrays, expected: Arrays) -> None:
    assert got.keys() == expected.keys()
    for name, array in expected.items():
        assert got[name].shape == array.shape
        assert np.max(np.abs(got[name] - array)) <= TOLERANCE * np.max(np.abs(array)), name


def assert_agrees_with_torch(case: Case) -> None:
    rng = np.random.default_rng(1)
    direction = {name: rng.normal(size=tuple(leaf.shape)) for name, leaf in torch_nets.leaves(case).items()}
    slopes, products = by_torch(case, direction)
    loss, names = loss_from_case(case), list(direction)
    assert_same(loss.gradient(names).evaluate(case.x, case.t), slopes)
    assert_same(loss.hessian(names).times(direction, case.x, case.t), products)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_nets(seed: int) -> None:
    assert_agrees_with_torch(random_case(seed))


@pytest.mark.parametrize("name", layer_cases.LAYERS)
def test_every_layer(name: str) -> None:
    assert_agrees_with_torch(layer_cases.layer_case(name))


@pytest.mark.parametrize("log", ["exact", "kernel"])
@pytest.mark.parametrize("name", layer_cases.LOSSES)
def test_every_loss(name: str, log: str) -> None:
    assert_agrees_with_torch(layer_cases.loss_case(name, log))


def test_clamped_logarithms() -> None:
    assert_agrees_with_torch(layer_cases.CLAMPED)


def test_torch_computes_every_layer_function_and_loss() -> None:
    assert {*torch_nets.LAYERS} == {*layers.LAYERS}
    assert {*torch_nets.FUNCTIONS} == {*FUNCTIONS}
    assert {*layers.elementwise.NAMED_FUNCTIONS} <= {case.activation for case in map(random_case, SEEDS)}
    assert {*torch_nets.LOSSES} - {"Index", "Probabilities", "Binary"} == {*losses.LOSSES} - {"CrossEntropyLossLayer"}


@pytest.mark.parametrize("seed", [0, 1, 3, 6, 9])
def test_the_full_hessian(seed: int) -> None:
    """By reverse mode twice, of all arrays but the target."""
    case = random_case(seed)
    leaves = {name: leaf.detach() for name, leaf in torch_nets.leaves(case).items()}
    target = {"t": leaves.pop("t")} if "t" in leaves else {}
    slopes = torch.func.jacrev(lambda arrays: torch_nets.loss(case, {**arrays, **target}))
    expected = torch.func.jacrev(slopes)(leaves)
    blocks = loss_from_case(case).hessian(list(leaves)).evaluate(case.x, case.t)
    largest = max(float(block.abs().max()) for row in expected.values() for block in row.values())
    for (a, b), block in blocks.items():
        np.testing.assert_allclose(block, expected[a][b].numpy(), rtol=0, atol=TOLERANCE * largest)
