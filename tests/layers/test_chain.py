"""NetChain: lists and mappings, shorthands, nesting, names, and dimensions worked out forwards and backwards."""

from __future__ import annotations

import pickle
import random
from copy import deepcopy
from typing import Any

import numpy as np
import oracle
import pytest
import sympy
from adapter import net_from_spec

from layers.agreement import assert_agrees
from wlbridge import (
    DropoutLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    LogisticSigmoid,
    NetChain,
    Ramp,
    SoftmaxLayer,
    Tanh,
)
from wlbridge.layers.chain import MOST_NESTED

WEIGHTS = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


NESTED = (("w_a_1", (1, 1)), ("b_a_1", (1,)), ("w_b_c", (1, 1)), ("b_b_c", (1,)))


def shapes(net: NetChain) -> dict[str, tuple[Any, ...]]:
    return {name: array.shape for name, array in net.parameters.items()}


@pytest.mark.parametrize(
    ("shorthand", "layers"),
    [
        ([3, Tanh, 2, SoftmaxLayer()], [LinearLayer(3), ElementwiseLayer(Tanh), LinearLayer(2), SoftmaxLayer()]),
        ([np.int64(3), sympy.tanh], [LinearLayer(3), ElementwiseLayer(Tanh)]),
        ([3, LogisticSigmoid], [LinearLayer(3), ElementwiseLayer(LogisticSigmoid)]),
        ((3, Ramp), [LinearLayer(3), ElementwiseLayer("ReLU")]),
        ([3, [2, Tanh]], [LinearLayer(3), NetChain([LinearLayer(2), ElementwiseLayer(Tanh)])]),
        ([3, (2, Tanh)], [LinearLayer(3), NetChain([2, Tanh])]),
        ([{"a": 3}, Tanh], [NetChain({"a": 3}), Tanh]),
    ],
)
def test_shorthands_stand_for_layers(shorthand: Any, layers: Any) -> None:
    one, other = NetChain(shorthand, input=2), NetChain(layers, input=2)
    assert one.formula().program == other.formula().program


@pytest.mark.parametrize(
    ("net", "parameters"),
    [
        (NetChain([3, Tanh, 2], input=2), {"w1": (3, 2), "b1": (3,), "w3": (2, 3), "b3": (2,)}),
        (NetChain([[3, Tanh], 2], input=2), {"w1_1": (3, 2), "b1_1": (3,), "w2": (2, 3), "b2": (2,)}),
        (NetChain([Tanh, [[3]]], input=2), {"w2_1_1": (3, 2), "b2_1_1": (3,)}),
        (NetChain({"in": 3, "out": 2}, input=2), {"w_in": (3, 2), "b_in": (3,), "w_out": (2, 3), "b_out": (2,)}),
        (
            NetChain({"a": [3], "b": {"c": 2}}, input=2),
            {"w_a_1": (3, 2), "b_a_1": (3,), "w_b_c": (2, 3), "b_b_c": (2,)},
        ),
        (NetChain({"a b": 1}, input=1), {"w_aZ20Zb": (1, 1), "b_aZ20Zb": (1,)}),
    ],
)
def test_arrays_are_named_by_the_place_of_their_layer(net: NetChain, parameters: dict[str, Any]) -> None:
    assert shapes(net) == parameters


@pytest.mark.parametrize(
    ("layers", "input", "shape"),
    [
        ([3], 2, (2,)),
        ([3], [2, 3], (2, 3)),
        ([3], "Real", ()),
        ([LinearLayer(3, weights=WEIGHTS)], None, (2,)),
        ([Tanh, DropoutLayer(), LinearLayer(3, weights=WEIGHTS)], None, (2,)),
        ([LinearLayer(2, input=5), Tanh, LinearLayer(3, weights=WEIGHTS)], None, (5,)),
        ([[Tanh, LinearLayer(3, weights=WEIGHTS)], 4], None, (2,)),
        ([Tanh, [LinearLayer(3, weights=WEIGHTS)]], None, (2,)),
        ([Tanh, ElementwiseLayer(Tanh, input="Real"), LinearLayer(1, weights=[[1.0]])], None, ()),
        ([FlattenLayer(input=[2, 1]), LinearLayer(3, weights=WEIGHTS)], None, (2, 1)),
        ([NetChain([Tanh], input=[2, 2]), 3], None, (2, 2)),
        ([LinearLayer(3, weights=WEIGHTS)], [2, 1], (2, 1)),
        ([3, LinearLayer(3, weights=np.ones((3, 3)))], None, None),
        ([FlattenLayer(), LinearLayer(3, weights=WEIGHTS)], None, None),
        ([3, Tanh], None, None),
    ],
)
def test_the_dimensions_of_the_input_are_stated_or_worked_out_backwards(layers: Any, input: Any, shape: Any) -> None:
    net = NetChain(layers, input=input)
    assert net.input_shape() == shape
    if shape is not None:
        assert net.formula().program.placeholders["x"].shape == shape


def test_a_chain_of_chains_is_the_chain_of_their_layers() -> None:
    rng = random.Random(7)  # noqa: S311 - reproducible test data, no secret
    spec, shape = oracle.random_net(rng, "Tanh", "SoftmaxLayer")
    nested = [{"layer": "NetChain", "layers": spec[:2]}, {"layer": "NetChain", "layers": spec[2:]}]
    x = [0.25] * shape[0]
    flat = net_from_spec(spec, shape).formula().evaluate(x)
    np.testing.assert_array_equal(net_from_spec(nested, shape).formula().evaluate(x), flat)
    assert_agrees({"layer": "NetChain", "layers": nested}, list(shape))


def test_a_chain_is_a_collection_of_its_layers() -> None:
    net = NetChain({"a": 3, "b": Tanh}, input=2)
    assert len(net) == 2
    assert [type(layer) for layer in net] == [LinearLayer, ElementwiseLayer]
    assert list(net.layers) == ["a", "b"]
    assert net.named
    assert not NetChain([3]).named
    assert list(NetChain([3, Tanh]).layers) == [1, 2]


def test_the_last_layer_is_looked_for_in_nested_chains() -> None:
    assert isinstance(NetChain([3, [2, [SoftmaxLayer()]]]).last, SoftmaxLayer)
    assert isinstance(NetChain([LinearLayer(3)]).last, LinearLayer)


def test_chains_nest_as_deep_as_is_allowed() -> None:
    layers: Any = [3]
    for _ in range(MOST_NESTED - 1):
        layers = [layers]
    net = NetChain(layers, input=2)
    assert list(net.parameters) == ["w" + "_".join(["1"] * MOST_NESTED), "b" + "_".join(["1"] * MOST_NESTED)]
    assert NetChain.from_wl(net.to_wl_text()).parameters.keys() == net.parameters.keys()


def test_symbols_have_the_heads_that_are_chosen() -> None:
    formula = NetChain([2], input=1).formula({"Weights": "v", "Biases": "c", "Input": "u"})
    assert list(formula.program.placeholders) == ["u", "v1", "c1"]


def test_a_net_shows_its_layers() -> None:
    assert repr(NetChain([3, Tanh], input=2)) == "NetChain[[LinearLayer[3], ElementwiseLayer[tanh]], Input -> 2]"


@pytest.mark.parametrize("copy", [deepcopy, lambda net: pickle.loads(pickle.dumps(net))])  # noqa: S301
def test_nets_can_be_copied(copy: Any) -> None:
    net = NetChain([LinearLayer(3, weights=WEIGHTS), Tanh, SoftmaxLayer()])
    assert copy(net).formula().program == net.formula().program
