"""What all layers share: the option Input, arrays as options, settings, and errors that name the place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from wlbridge import (
    AggregationLayer,
    Automatic,
    BatchNormalizationLayer,
    LinearLayer,
    NetChain,
    PaddingLayer,
    ParametricRampLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    Span,
    Tanh,
    TransposeLayer,
)
from wlbridge.errors import NetError, WLBridgeError
from wlbridge.layers import LAYERS, Layer
from wlbridge.layers.base import as_numbers, inside_place, named_place
from wlbridge.layers.settings import as_shape, as_sizes, flag, number


@pytest.mark.parametrize(
    ("setting", "shape"),
    [
        (2, (2,)),
        ([2, 3], (2, 3)),
        ((2, 3), (2, 3)),
        ("Real", ()),
        ([], ()),
        (np.int64(2), (2,)),
        (range(1, 3), (1, 2)),
    ],
)
def test_the_option_input_gives_dimensions(setting: Any, shape: tuple[int, ...]) -> None:
    assert as_shape(setting) == shape
    assert all(type(size) is int for size in as_shape(setting))
    program = NetChain([Tanh], input=setting).formula().program
    assert program.placeholders["x"].shape == shape


def test_sizes_are_positive_integers() -> None:
    assert as_sizes([1, 2]) == (1, 2)
    for wrong in (0, -1, True, 1.0, "2", b"\2", None, {1: 2}, {1}, [True], [[1]], np.array([1])):
        assert as_sizes(wrong) is None


@pytest.mark.parametrize(
    "values",
    [
        [1, 2],
        (1, 2),
        np.array([1, 2]),
        np.array([1, 2], dtype=np.float32),
        [np.float16(1), 2.0],
        np.array([1, 2], "u1"),
    ],
)
def test_arrays_come_in_any_form_and_are_doubles(values: Any) -> None:
    numbers = as_numbers(values, where="here")
    assert numbers.dtype == np.float64
    assert numbers.tolist() == [1.0, 2.0]


def test_arrays_are_not_changed_when_the_users_are() -> None:
    weights = np.array([[1.0, 2.0]])
    net = NetChain([LinearLayer(1, weights=weights, biases=None)])
    formula = net.formula()
    weights[0, 0] = 100.0
    assert formula.evaluate([1.0, 1.0]).tolist() == [3.0]


@pytest.mark.parametrize(("value", "text"), [(1, "1"), (0, "0"), (0.1, "0.1"), (np.float32(0.5), "1/2")])
def test_a_number_is_exactly_the_one_given(value: Any, text: str) -> None:
    made = number(value, "option Epsilon")
    assert float(made) == float(value)
    assert str(made).startswith(text)


def test_a_flag_is_true_or_false() -> None:
    assert flag(True, "option")
    assert not flag(np.bool(False), "option")


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_every_layer_takes_input_and_refuses_other_options(name: str) -> None:
    kind = LAYERS[name]
    required = {"AggregationLayer": ["Mean"], "ElementwiseLayer": ["ReLU"], "LinearLayer": [2], "PartLayer": [1]}
    required |= {"PaddingLayer": [[(1, 1)]], "ReplicateLayer": [2], "ReshapeLayer": [[2]]}
    layer = kind(*required.get(name, []), input=2)
    assert isinstance(layer, Layer)
    assert layer.input_shape() == (2,)
    assert repr(layer).endswith("Input -> 2]")
    assert not layer.__doc__ or "https://reference.wolfram.com/language/ref/" in layer.__doc__
    with pytest.raises(NetError, match="colour"):
        kind(*required.get(name, []), colour="red")


@pytest.mark.parametrize(
    ("layer", "input"),
    [
        (LinearLayer((2, 3)), (2, 3)),
        (LinearLayer(np.int64(2)), np.int64(3)),
        (ParametricRampLayer([]), 2),
        (PaddingLayer([(1, 2)]), 2),
        (PaddingLayer([(1, 2), (3, 4)], padding="Fixed"), (2, 3)),
        (TransposeLayer((1, 3)), (2, 3, 4)),
        (TransposeLayer([(1, 2), (2, 3)]), (2, 3, 4)),
        (TransposeLayer([2, 3, 1]), (2, 3, 4)),
        (ReshapeLayer((3, 2)), (2, 3)),
        (ReshapeLayer([Automatic, 3]), (2, 3)),
        (ReplicateLayer((2, 3)), 2),
        (PartLayer(Span(-1, 1, -1)), 3),
        (AggregationLayer("Max", (1, 2)), (2, 3)),
        (BatchNormalizationLayer(epsilon=np.float32(0.5), moving_mean=np.ones(3)), 3),
    ],
)
def test_every_spelling_in_python_survives_the_wolfram_language(layer: Any, input: Any) -> None:
    """A tuple is a list there; only for TransposeLayer a pair is an exchange of levels."""
    net = NetChain([layer], input=input)
    read = NetChain.from_wl(net.to_wl_text())
    assert read.formula().program == net.formula().program
    assert read.to_wl_text() == net.to_wl_text()


def test_automatic_and_all_read_as_in_the_wolfram_language() -> None:
    assert repr(Automatic) == "Automatic"


def test_errors_gather_the_path_from_inside_to_outside() -> None:
    with pytest.raises(WLBridgeError) as caught, inside_place("layer 1"), inside_place("layer 2"), named_place("x"):
        raise WLBridgeError("wrong")
    assert str(caught.value) == "layer 1, layer 2, x: wrong"
    with pytest.raises(WLBridgeError) as caught, named_place("layer 1"):
        raise WLBridgeError("wrong", where="layer 2")
    assert str(caught.value) == "layer 2: wrong"
