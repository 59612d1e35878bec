"""ElementwiseLayer on arrays, every form of its function, and ParametricRampLayer."""

from __future__ import annotations

from typing import Any

import numpy as np
import oracle
import pytest
import sympy

from layers.agreement import assert_agrees, random_array
from wlbridge import All, Clip, ElementwiseLayer, LogisticSigmoid, NetChain, ParametricRampLayer, Ramp, Span, Tanh
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.statements import slot

X = sympy.Symbol("x")


@pytest.mark.parametrize("shape", [[], [3], [2, 2], [2, 1, 2]])
@pytest.mark.parametrize("name", [*oracle.NAMED, "Tanh", "Sin", "LogisticSigmoid"])
def test_a_function_is_applied_to_every_element(name: str, shape: list[int]) -> None:
    assert_agrees({"layer": "ElementwiseLayer", "function": name}, shape)


def test_the_names_are_the_documented_ones() -> None:
    """https://reference.wolfram.com/language/ref/ElementwiseLayer.html"""
    assert set(NAMED_FUNCTIONS) == {*oracle.NAMED, *oracle.ALIASES}
    for alias, name in oracle.ALIASES.items():
        assert ElementwiseLayer(alias).formula() == ElementwiseLayer(name).formula()


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("ReLU", Ramp(slot(0))),
        (Ramp, Ramp(slot(0))),
        (Tanh, sympy.tanh(slot(0))),
        (sympy.tanh, sympy.tanh(slot(0))),
        (abs, sympy.Abs(slot(0))),
        (sympy.Lambda(X, X**2 + 1), slot(0) ** 2 + 1),
        (lambda x: x * LogisticSigmoid(2 * x), slot(0) * LogisticSigmoid(2 * slot(0))),
        (lambda x: Clip(x, -1, 1) / 3, Clip(slot(0), -1, 1) / 3),
        (lambda x: 1, sympy.Integer(1)),
        (lambda x: 0.5, sympy.Float(0.5)),
        (lambda x: sympy.Piecewise((x, x > 0), (0, True)), sympy.Piecewise((slot(0), slot(0) > 0), (0, True))),
        (lambda x: sympy.pi * x, sympy.pi * slot(0)),
    ],
)
def test_a_function_is_given_in_any_form(function: Any, expected: Any) -> None:
    assert ElementwiseLayer(function).formula() == expected
    assert NetChain([function if callable(function) else ElementwiseLayer(function)], input=2).parameters == {}


@pytest.mark.parametrize("value", [1, 0.5])
def test_a_constant_function_keeps_the_dimensions(value: float) -> None:
    formula = NetChain([lambda x: value], input=[2, 3]).formula()
    assert formula.evaluate(np.zeros((2, 3))).tolist() == [[value] * 3] * 2
    assert formula.evaluate(np.zeros((4, 2, 3))).shape == (4, 2, 3)
    assert np.array(formula.expression).tolist() == [[value] * 3] * 2


@pytest.mark.parametrize(
    ("levels", "dimensions", "shape"),
    [
        (1, [3], [3]),
        (1, [2], [2, 3]),
        (2, [3], [2, 3]),
        (-1, [3], [2, 3]),
        ([], [], [2, 3]),
        ([1, 2], [2, 3], [2, 3]),
        ([2, 1], [3, 2], [2, 3]),
        ("All", [2, 3], [2, 3]),
        (("span", 2, None), [3, 2], [1, 3, 2]),
        (("span", 1, 2), [2, 3], [2, 3, 2]),
        ([1, 3], [2, 4], [2, 3, 4]),
    ],
)
def test_a_slope_varies_along_its_levels(levels: Any, dimensions: list[int], shape: list[int]) -> None:
    slope = random_array(str(levels), dimensions)
    assert_agrees({"layer": "ParametricRampLayer", "levels": levels, "slope": slope}, shape)


@pytest.mark.parametrize(
    ("layer", "dimensions"),
    [
        (ParametricRampLayer(), (2,)),
        (ParametricRampLayer([]), ()),
        (ParametricRampLayer(All), (2, 3)),
        (ParametricRampLayer(Span(2, All)), (3,)),
    ],
)
def test_a_learned_slope_has_the_dimensions_of_its_levels(layer: Any, dimensions: Any) -> None:
    net = NetChain([layer], input=[2, 3])
    assert {name: array.shape for name, array in net.parameters.items()} == {"p1_Slope": dimensions}


def test_the_ramp_is_continuous_at_0() -> None:
    net = NetChain([ParametricRampLayer([], slope=0.25)], input=2)
    assert net.formula().evaluate([[10.0, 0.0], [-10.0, -0.0]]).tolist() == [[10.0, 0.0], [-2.5, 0.0]]
