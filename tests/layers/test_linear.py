"""LinearLayer, ConstantTimesLayer and ConstantPlusLayer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from layers.agreement import assert_agrees, random_array
from wlbridge import ConstantPlusLayer, ConstantTimesLayer, LinearLayer, NetChain, Tanh


def linear(inputs: int, outputs: list[int], biases: bool) -> dict[str, Any]:
    count = math.prod(outputs)
    spec = {"layer": "LinearLayer", "weights": random_array(f"w{inputs}{outputs}", [count, inputs])}
    spec["biases"] = random_array(f"b{outputs}", [count]) if biases else None
    return {**spec, "output": outputs}


@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("outputs", [[3], [1], [], [2, 2], [2, 1, 2]])
@pytest.mark.parametrize("shape", [[2], [1], [2, 3], [2, 1, 2], []])
def test_every_output_is_a_weighted_sum_of_all_inputs(shape: list[int], outputs: list[int], biases: bool) -> None:
    assert_agrees(linear(math.prod(shape), outputs, biases), shape)


@pytest.mark.parametrize("shape", [[3], [2, 3], [2, 1, 3], []])
@pytest.mark.parametrize(("layer", "array"), [("ConstantTimesLayer", "scaling"), ("ConstantPlusLayer", "biases")])
def test_an_array_of_the_dimensions_of_the_input(layer: str, array: str, shape: list[int]) -> None:
    assert_agrees({"layer": layer, array: random_array(layer, shape)}, shape)


@pytest.mark.parametrize(
    ("layer", "input", "parameters", "output"),
    [
        (LinearLayer(3), 2, {"w1": (3, 2), "b1": (3,)}, (3,)),
        (LinearLayer([3]), 2, {"w1": (3, 2), "b1": (3,)}, (3,)),
        (LinearLayer((2, 3)), 2, {"w1": (6, 2), "b1": (6,)}, (2, 3)),
        (LinearLayer([]), 2, {"w1": (1, 2), "b1": (1,)}, ()),
        (LinearLayer(np.int64(3)), 2, {"w1": (3, 2), "b1": (3,)}, (3,)),
        (LinearLayer(3, biases=None), 2, {"w1": (3, 2)}, (3,)),
        (LinearLayer(3), [2, 5], {"w1": (3, 10), "b1": (3,)}, (3,)),
        (LinearLayer(3), "Real", {"w1": (3, 1), "b1": (3,)}, (3,)),
        (LinearLayer(3, input=2), None, {"w1": (3, 2), "b1": (3,)}, (3,)),
        (LinearLayer(3, input="Real"), None, {"w1": (3, 1), "b1": (3,)}, (3,)),
        (LinearLayer(2, weights=[[1, 2, 3], [4, 5, 6]]), None, {"w1": (2, 3), "b1": (2,)}, (2,)),
        (LinearLayer(2, weights=np.ones((2, 6))), [2, 3], {"w1": (2, 6), "b1": (2,)}, (2,)),
        (LinearLayer(2, weights=[[1.0], [2.0]]), "Real", {"w1": (2, 1), "b1": (2,)}, (2,)),
        (ConstantTimesLayer(), [2, 3], {"p1_Scaling": (2, 3)}, (2, 3)),
        (ConstantPlusLayer(), [2, 3], {"b1": (2, 3)}, (2, 3)),
    ],
)
def test_arguments_and_options_give_the_dimensions(layer: Any, input: Any, parameters: Any, output: Any) -> None:
    net = NetChain([layer], input=input)
    assert {name: array.shape for name, array in net.parameters.items()} == parameters
    program = net.formula().program
    assert program.shapes[program.output] == output


def test_each_array_has_values_of_its_own_or_none() -> None:
    net = NetChain([LinearLayer(2, weights=[[1, 2], [3, 4]])])
    assert net.parameters["w1"].values.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert net.parameters["b1"].values is None
    assert repr(net.parameters["w1"]) == "w1 {2, 2} with values"


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (LinearLayer(3), "LinearLayer[3]"),
        (LinearLayer([2, 3], biases=None, input=2), "LinearLayer[[2, 3], Biases -> None, Input -> 2]"),
        (ConstantTimesLayer(scaling=[1.0]), "ConstantTimesLayer[Scaling -> [1.0]]"),
        (ConstantPlusLayer(biases=[1.0]), "ConstantPlusLayer[Biases -> [1.0]]"),
    ],
)
def test_a_layer_shows_what_is_given(layer: Any, text: str) -> None:
    assert repr(layer) == text


def test_the_input_has_the_dimensions_of_given_arrays() -> None:
    for layer in (ConstantTimesLayer(scaling=[[1, 2], [3, 4]]), ConstantPlusLayer(biases=[[1, 2], [3, 4]])):
        assert NetChain([layer, Tanh]).input_shape() == (2, 2)
