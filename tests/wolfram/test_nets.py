"""Nets and losses as Wolfram Language text, in both directions."""

import numpy as np
import pytest

from wlbridge import LinearLayer, NetChain, net_loss
from wlbridge.errors import NetError, WLBridgeError
from wlbridge.wolfram.make import call
from wlbridge.wolfram.nets import loss_from_tree, tree_of_layer
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

SAME = [
    'NetChain[{LinearLayer[3], ElementwiseLayer[Tanh], LinearLayer[2], SoftmaxLayer[]}, "Input" -> 2]',
    'NetChain[<|"hidden" -> LinearLayer[3], "out" -> ElementwiseLayer["SELU"]|>, "Input" -> {2, 3}]',
    'NetChain[{NetChain[{LinearLayer[2]}], ElementwiseLayer[LogisticSigmoid]}, "Input" -> "Real"]',
    'NetChain[{LinearLayer[2, "Weights" -> {{1., 2.5*^-20}, {-0.1, 3.}}, "Biases" -> None]}]',
    'NetChain[{LinearLayer[{2, 2}], LinearLayer[{}]}, "Input" -> 3]',
    'NetChain[{BatchNormalizationLayer["Epsilon" -> 0.01, Interleaving -> True]}, "Input" -> {2, 3}]',
    'NetChain[{NormalizationLayer[1, "Same", "Unbiased" -> True, Method -> "RMS"]}, "Input" -> 3]',
    'NetChain[{PaddingLayer[{{1, 2}}, Padding -> "Fixed"]}, "Input" -> 3]',
    'NetChain[{PartLayer[{All, 2 ;; 3}], FlattenLayer[1], ReshapeLayer[{2, 2}]}, "Input" -> {2, 3}]',
    'NetChain[{TransposeLayer[1 <-> 3], ReplicateLayer[2, 3], AggregationLayer[Max, 1]}, "Input" -> {2, 2, 2}]',
    'NetChain[{ParametricRampLayer[{}], SequenceLastLayer[], DropoutLayer[0.2], SoftmaxLayer[1]}, "Input" -> {2, 3}]',
    'NetChain[{ElementwiseLayer[#1^2 + Sin[#1] & ]}, "Input" -> 3]',
]

SHORT = [
    ('NetChain[{3, Ramp, {2, Tanh}}, "Input" -> 2]', ["w1", "b1", "w3_1", "b3_1"]),
    ('NetChain[{DotPlusLayer[3]}, "Input" -> 2]', ["w1", "b1"]),
    ('NetChain[<|"a" -> 2, "b" -> (# + 1 &), "c" -> 1|>, "Input" -> 2]', ["w_a", "b_a", "w_c", "b_c"]),
    ('LinearLayer[3, "Input" -> 2]', ["w1", "b1"]),
    ('(* a comment *) NetChain[{3},\n "Input" -> 2]', ["w1", "b1"]),
]


@pytest.mark.parametrize("text", SAME)
def test_there_and_back(text: str) -> None:
    net = NetChain.from_wl(text)
    assert net.to_wl_text().replace(" ", "") == text.replace(" ", "")
    assert NetChain.from_wl(net.to_wl()).to_wl_text() == net.to_wl_text()


@pytest.mark.parametrize(("text", "arrays"), SHORT)
def test_shorthands(text: str, arrays: list[str]) -> None:
    assert list(NetChain.from_wl(text).parameters) == arrays


def test_settings_as_a_kernel_writes_them_in_wxf() -> None:
    """Sizes may be packed arrays, and Infinity is DirectedInfinity[1]."""
    infinite = call("FlattenLayer", call("DirectedInfinity", 1))
    padding = call("PaddingLayer", np.array([[1, 0], [0, 2]]))
    net = call("NetChain", [padding, infinite], call("Rule", "Input", np.array([2, 3])))
    text = 'NetChain[{PaddingLayer[{{1, 0}, {0, 2}}], FlattenLayer[Infinity]}, "Input" -> {2, 3}]'
    assert NetChain.from_wl(net).to_wl_text() == NetChain.from_wl(text).to_wl_text()
    with pytest.raises(WLBridgeError, match="DirectedInfinity"):
        NetChain.from_wl(call("FlattenLayer", call("DirectedInfinity", -1)))


def test_values_of_arrays_arrive_bit_for_bit() -> None:
    net = NetChain([LinearLayer(2, weights=[[0.1, 1e-300], [1 / 3, 2.0**-1074]], biases=[-0.0, 1e308])])
    read = NetChain.from_wl(net.to_wl_text())
    for name, array in net.parameters.items():
        assert array.values is not None
        assert read.parameters[name].values.tobytes() == array.values.tobytes()


@pytest.mark.parametrize(
    "text",
    [
        'CrossEntropyLossLayer["Index"]',
        'CrossEntropyLossLayer["Probabilities"]',
        'CrossEntropyLossLayer["Binary"]',
        "MeanSquaredLossLayer[]",
        "MeanAbsoluteLossLayer[]",
        "ContrastiveLossLayer[]",
        "ContrastiveLossLayer[0.25]",
    ],
)
def test_losses(text: str) -> None:
    assert write_wl(tree_of_layer(loss_from_tree(read_wl(text)))) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NetGraph[{3}, {}]", "NetGraph"),
        ('NetChain[{3, ConvolutionalLayer[2]}, "Input" -> 2]', "layer 2: ConvolutionalLayer is not a layer"),
        ('NetChain[{LinarLayer[3]}, "Input" -> 2]', "Did you mean LinearLayer"),
        ('NetChain[{LinearLayer[3, "Bias" -> None]}, "Input" -> 2]', "no option 'Bias'"),
        ('NetChain[{SoftmaxLayer[1, 2]}, "Input" -> 2]', "SoftmaxLayer is given too many positional arguments"),
        ('NetChain[{ElementwiseLayer[Foo]}, "Input" -> 2]', "layer 1: the function Foo"),
        ('NetChain[{ElementwiseLayer["ReLU6"]}, "Input" -> 2]', "no function named 'ReLU6'"),
        ('NetChain[3, "Input" -> 2]', "list or an association"),
        ('NetChain[{{3, Foo}}, "Input" -> 2]', "layer 1, layer 2"),
        ('Import["net.wlnet"]', "Import is not a layer"),
        ('NetChain[{3}, "Input" -> 2, "Input" -> 5]', "option 'Input' is given twice"),
        ('NetChain[{If[If[# > 0, #, 0] > 1, #^2, #] &}, "Input" -> 2]', "a condition that itself has cases"),
    ],
)
def test_what_is_no_net(text: str, words: str) -> None:
    with pytest.raises(WLBridgeError) as caught:
        NetChain.from_wl(text)
    assert words in str(caught.value)


def test_what_is_no_loss() -> None:
    with pytest.raises(NetError, match="HingeLossLayer is not a loss layer"):
        loss_from_tree(read_wl("HingeLossLayer[]"))


def test_a_loss_of_a_net_from_text() -> None:
    net = NetChain.from_wl('NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> {1/2}]}, "Input" -> 1]')
    assert net_loss(net).evaluate([1.0], [0.5]) == pytest.approx(4.0)


def test_numeric_arrays_and_a_semicolon_at_the_end_of_a_file() -> None:
    """NetExtract gives arrays as NumericArray; a package file ends its expressions with a semicolon."""
    text = 'NetChain[{LinearLayer[1, "Weights" -> NumericArray[{{1, 2}}, "Real32"]], KroneckerDelta}];'
    net = NetChain.from_wl(text)
    assert net.parameters["w1"].values.tolist() == [[1.0, 2.0]]
    assert net.formula().evaluate([2.0, -1.0], {"b1": [0.0]}).tolist() == [1.0]
