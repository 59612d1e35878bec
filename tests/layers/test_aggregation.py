"""SoftmaxLayer, AggregationLayer and SummationLayer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers.agreement import assert_agrees
from wlbridge import AggregationLayer, All, NetChain, SoftmaxLayer, SummationLayer


@pytest.mark.parametrize(
    ("shape", "level"),
    [([3], None), ([3], 1), ([1], 1), ([2, 3], None), ([2, 3], 1), ([2, 3], -2), ([2, 2, 3], 2), ([2, 2, 3], -1)],
)
def test_softmax_sums_to_1_along_its_level(shape: list[int], level: int | None) -> None:
    assert_agrees({"layer": "SoftmaxLayer", **({} if level is None else {"level": level})}, shape)
    axis = -1 if level is None else level - 1 if level > 0 else level
    net = NetChain([SoftmaxLayer() if level is None else SoftmaxLayer(level)], input=shape)
    values = net.formula().evaluate(np.linspace(-3, 3, int(np.prod(shape))).reshape(shape))
    np.testing.assert_allclose(values.sum(axis=axis), 1, rtol=1e-15)


@pytest.mark.parametrize("function", ["Mean", "Total", "Max", "Min", "Times"])
@pytest.mark.parametrize(
    ("levels", "shape"),
    [
        (None, [2, 3]),
        (None, [2, 3, 2]),
        (1, [2, 3]),
        (-1, [2, 3]),
        ("All", [2, 3]),
        ("All", [3]),
        ([1, 3], [2, 3, 2]),
        ([3, 1], [2, 3, 2]),
        (("span", 1, 2), [2, 3, 2]),
        (("span", 1, None), [2, 2]),
    ],
)
def test_the_levels_disappear_and_the_others_stay(function: str, levels: Any, shape: list[int]) -> None:
    spec = {"layer": "AggregationLayer", "function": function}
    assert_agrees(spec if levels is None else {**spec, "levels": levels}, shape)


@pytest.mark.parametrize("shape", [[], [1], [3], [2, 3], [2, 1, 2]])
def test_summation_adds_everything(shape: list[int]) -> None:
    assert_agrees({"layer": "SummationLayer"}, shape)


def test_summation_is_a_total_over_all_levels() -> None:
    x = np.arange(6.0).reshape(2, 3)
    both = [NetChain([layer], input=[2, 3]) for layer in (SummationLayer(), AggregationLayer("Total", All))]
    assert both[0].formula().evaluate(x) == both[1].formula().evaluate(x) == 15


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (SoftmaxLayer(-1), "SoftmaxLayer[]"),
        (SoftmaxLayer(2), "SoftmaxLayer[2]"),
        (AggregationLayer("Max"), "AggregationLayer['Max']"),
        (AggregationLayer("Max", All), "AggregationLayer['Max', All]"),
        (SummationLayer(), "SummationLayer[]"),
    ],
)
def test_a_layer_shows_what_is_not_its_default(layer: Any, text: str) -> None:
    assert repr(layer) == text
