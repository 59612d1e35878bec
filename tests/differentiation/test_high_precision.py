"""Gradients and Hessians against central differences of the loss at 100 digits, to a relative 1e-20."""

from __future__ import annotations

from typing import Any

import formula_cases
import layer_cases
import numpy as np
import oracle
import pytest
from adapter import loss_from_case
from differences import DIGITS, TOLERANCE, curvature_error, point_of, slope_error
from mpmath import mp
from oracle import Case, random_case

from wlbridge import layers, losses
from wlbridge.batch import MEAN_WEIGHT, over_batch
from wlbridge.differentiation.gradient import gradient
from wlbridge.differentiation.kinks import KINKS, Kinks
from wlbridge.differentiation.products import DIRECTION, all_directions, hessian_times_direction
from wlbridge.loss import Loss
from wlbridge.multiprecision.reading import multiprecision

SEEDS = range(300)


def assert_right(loss: Loss, values: dict[str, Any], kinks: Kinks = "zero") -> None:
    point = point_of(loss, values)
    slopes = gradient(point.program, point.names, kinks=kinks)
    assert slope_error(point, slopes) < TOLERANCE
    times = hessian_times_direction(point.program, point.names, point.names, kinks=kinks)
    assert curvature_error(point, times) < TOLERANCE


def assert_case(case: Case) -> None:
    assert_right(loss_from_case(case), {"x": case.x, "t": case.t})


@pytest.mark.parametrize("seed", SEEDS)
def test_random_nets(seed: int) -> None:
    assert_case(random_case(seed))


def test_the_random_nets_contain_every_activation_and_every_loss() -> None:
    cases = [random_case(seed) for seed in SEEDS]
    assert {case.activation for case in cases} == {*oracle.FUNCTIONS}
    assert {*layers.elementwise.NAMED_FUNCTIONS} <= {*oracle.FUNCTIONS}
    assert {case.kind for case in cases} == {*losses.LOSSES}


@pytest.mark.parametrize("name", layer_cases.LAYERS)
def test_every_layer(name: str) -> None:
    assert_case(layer_cases.layer_case(name))


def test_every_layer_has_a_net() -> None:
    assert {spec["layer"] for spec, _ in layer_cases.LAYERS.values()} - {"NetChain"} == {*layers.LAYERS}


@pytest.mark.parametrize("log", ["exact", "kernel"])
@pytest.mark.parametrize("name", layer_cases.LOSSES)
def test_every_loss(name: str, log: str) -> None:
    assert_case(layer_cases.loss_case(name, log))


def test_clamped_logarithms() -> None:
    assert_case(layer_cases.CLAMPED)


@pytest.mark.parametrize("kinks", KINKS)
@pytest.mark.parametrize("name", formula_cases.FUNCTIONS)
def test_every_function_in_a_loss_of_the_users(name: str, kinks: Kinks) -> None:
    """With respect to all its arguments that may vary."""
    assert_right(*formula_cases.function_case(name), kinks)


@pytest.mark.parametrize("kinks", KINKS)
@pytest.mark.parametrize("name", formula_cases.STRUCTURES)
def test_a_formula_in_a_loss_of_the_users(name: str, kinks: Kinks) -> None:
    assert_right(*formula_cases.structure_case(name), kinks)


@pytest.mark.parametrize("kinks", KINKS)
@pytest.mark.parametrize("name", ["largest", "smallest"])
def test_the_largest_and_the_smallest(name: str, kinks: Kinks) -> None:
    """For "half" and "error" they have a rule of their own."""
    case = layer_cases.layer_case(name)
    assert_right(loss_from_case(case), {"x": case.x, "t": case.t}, kinks)


@pytest.mark.parametrize("name", ["index", "binary", "squared", "absolute"])
def test_the_mean_over_a_batch(name: str) -> None:
    """Of which each example is proved above."""
    loss = loss_from_case(layer_cases.loss_case(name, "exact"))
    names = [*loss.known, "x"]
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4, 2))
    t = np.array([1, 3, 2, 3]) if name == "index" else rng.uniform(0.1, 0.9, (4, 3))
    slopes = multiprecision(gradient(over_batch(loss.program), names), DIGITS)
    together = slopes({**loss.known, "x": x, "t": t, MEAN_WEIGHT: 0.25})
    one = multiprecision(gradient(loss.program, names), DIGITS)
    each = zip(*(one({**loss.known, "x": a, "t": b}) for a, b in zip(x, t, strict=True)), strict=True)
    with mp.workdps(DIGITS):
        for array, got, parts in zip(names, together, each, strict=True):
            expected = (np.stack(parts) if array == "x" else sum(parts)) / 4
            assert np.max(np.abs(got - expected)) < TOLERANCE**4 * np.max(np.abs(expected))


@pytest.mark.parametrize("seed", [0, 1, 2, 4])
def test_the_full_hessian_is_the_product_with_every_direction(seed: int) -> None:
    """And symmetric to 95 digits."""
    case = random_case(seed)
    loss = loss_from_case(case)
    names = [*loss.known, "x"]
    values = {**loss.known, "x": np.array(case.x), "t": case.t}
    product = hessian_times_direction(loss.program, names, names)
    sizes = [values[name].size for name in names]
    units = np.split(np.eye(sum(sizes)), np.cumsum(sizes)[:-1], axis=1)
    directions = {DIRECTION + n: u.reshape(-1, *values[n].shape) for n, u in zip(names, units, strict=True)}
    rows = multiprecision(all_directions(product, names), DIGITS)({**values, **directions})
    matrix = np.concatenate([row.reshape(len(row), -1) for row in rows], axis=1)
    times = multiprecision(product, DIGITS)
    with mp.workdps(DIGITS):
        allowed = mp.mpf(10) ** -95 * np.max(np.abs(matrix))
        assert np.max(np.abs(matrix - matrix.T)) <= allowed
        for position, row in enumerate(matrix):
            column = times({**values, **{name: part[position] for name, part in directions.items()}})
            assert np.max(np.abs(np.concatenate([part.ravel() for part in column]) - row)) <= allowed
