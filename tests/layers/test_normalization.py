"""BatchNormalizationLayer, NormalizationLayer and DropoutLayer, as they evaluate outside training."""

from __future__ import annotations

from typing import Any

import pytest

from layers.agreement import assert_agrees, random_array
from wlbridge import BatchNormalizationLayer, DropoutLayer, NetChain, NormalizationLayer, Span


def batch_normalization(channels: int, **options: Any) -> dict[str, Any]:
    arrays = {key: random_array(key, [channels]) for key in ("moving_mean", "scaling", "biases")}
    variance = random_array("variance", [channels], 0.1, 2.0)
    return {"layer": "BatchNormalizationLayer", **arrays, "moving_variance": variance, **options}


@pytest.mark.parametrize("options", [{}, {"epsilon": 0.5}, {"epsilon": 1}, {"scaling": None}, {"biases": None}])
@pytest.mark.parametrize("interleaving", [False, True])
@pytest.mark.parametrize("shape", [[3], [3, 2], [2, 2, 3]])
def test_a_channel_is_shifted_and_scaled(shape: list[int], interleaving: bool, options: dict[str, Any]) -> None:
    """The first level counts channels, the last with Interleaving; Epsilon stands inside the root."""
    channels = shape[-1 if interleaving else 0]
    assert_agrees(batch_normalization(channels, interleaving=interleaving, **options), shape)


def test_batch_normalization_declares_four_arrays() -> None:
    assert {n: p.shape for n, p in NetChain([BatchNormalizationLayer()], input=[3, 2]).parameters.items()} == {
        "p1_MovingMean": (3,),
        "p1_MovingVariance": (3,),
        "p1_Scaling": (3,),
        "b1": (3,),
    }


@pytest.mark.parametrize(
    ("aggregation", "shape", "along"),
    [
        (("span", 2, None), [2, 3], [2]),
        (("span", 2, None), [2, 3, 2], [2]),
        (1, [3, 2], [2]),
        (-1, [3, 2], [3]),
        ([1, 3], [2, 3, 2], [3]),
        ("All", [2, 3], []),
        (1, [4], []),
        (("span", 1, 2), [2, 3, 2], [2]),
    ],
)
@pytest.mark.parametrize("options", [{}, {"method": "RMS"}, {"unbiased": True}, {"epsilon": 0.25}])
def test_the_aggregation_levels_are_normalised_jointly(
    aggregation: Any, shape: list[int], along: list[int], options: dict[str, Any]
) -> None:
    """Scaling and Biases vary along the complement of the levels, each None leaves its part out."""
    spec = {"layer": "NormalizationLayer", "aggregation": aggregation, **options}
    assert_agrees(spec, shape)
    arrays = {"scaling": random_array("s", along), "biases": random_array("b", along)}
    assert_agrees({**spec, **arrays}, shape)


@pytest.mark.parametrize(
    ("scaling_levels", "along"),
    [("Same", [2]), ("Complement", [3, 2]), (2, [3]), ([3, 1], [2, 2]), ([], []), (("span", 2, None), [3, 2])],
)
def test_scaling_and_biases_vary_along_their_levels(scaling_levels: Any, along: list[int]) -> None:
    arrays = {"scaling": random_array("s", along), "biases": random_array("b", along)}
    spec = {"layer": "NormalizationLayer", "aggregation": 1, "scaling_levels": scaling_levels, **arrays}
    assert_agrees(spec, [2, 3, 2])


@pytest.mark.parametrize(
    ("layer", "parameters"),
    [
        (NormalizationLayer(), {"p1_Scaling": (2,), "b1": (2,)}),
        (NormalizationLayer(1, "Same"), {"p1_Scaling": (2,), "b1": (2,)}),
        (NormalizationLayer(Span(1, 2)), {"p1_Scaling": (), "b1": ()}),
        (NormalizationLayer(scaling=None), {"b1": (2,)}),
        (NormalizationLayer(scaling=None, biases=None), {}),
    ],
)
def test_arrays_are_learned_unless_they_are_none(layer: Any, parameters: dict[str, Any]) -> None:
    assert {n: p.shape for n, p in NetChain([layer], input=[2, 3]).parameters.items()} == parameters


@pytest.mark.parametrize("probability", [0, 0.3, 0.999])
@pytest.mark.parametrize("shape", [[], [3], [2, 3]])
def test_dropout_changes_nothing(shape: list[int], probability: float) -> None:
    assert_agrees({"layer": "DropoutLayer", "probability": probability}, shape)
    assert NetChain([DropoutLayer()], input=shape).formula().program.statements == ()


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (DropoutLayer(), "DropoutLayer[]"),
        (DropoutLayer(0.3), "DropoutLayer[0.3]"),
        (BatchNormalizationLayer(), "BatchNormalizationLayer[]"),
        (BatchNormalizationLayer(interleaving=True, epsilon=0.1), "[Epsilon -> 0.1, Interleaving -> True]"),
        (NormalizationLayer(), "NormalizationLayer[]"),
        (NormalizationLayer(1), "NormalizationLayer[1]"),
        (NormalizationLayer(1, "Same", unbiased=True), "NormalizationLayer[1, 'Same', Unbiased -> True]"),
    ],
)
def test_a_layer_shows_what_is_not_its_default(layer: Any, text: str) -> None:
    assert repr(layer).endswith(text)
