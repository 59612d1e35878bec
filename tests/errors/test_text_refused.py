"""Wolfram Language text that is no net is refused with an error of wlbridge; random things never do worse."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from errors.refusal import Row, assert_refused
from wlbridge import NetChain, SoftmaxLayer, Span
from wlbridge.errors import (
    DataError,
    NetError,
    ShapeError,
    UnsupportedFunctionError,
    WLBridgeError,
    WolframSyntaxError,
)
from wlbridge.layers import LAYERS
from wlbridge.wolfram.nets import loss_from_tree
from wlbridge.wolfram.text.reader import read_wl


def text(source: Any, kind: type[Any], place: str, words: str) -> Row:
    """A whole text."""
    return lambda: NetChain.from_wl(source), kind, place, words


def layer(source: str, kind: type[Any], words: str) -> Row:
    """A layer of a chain."""
    return text(f'NetChain[{{3, {source}}}, "Input" -> 2]', kind, "layer 2", words)


def function(source: str, words: str) -> Row:
    """A function as a layer of a chain."""
    return layer(f"ElementwiseLayer[{source}]", UnsupportedFunctionError, words)


def loss(source: str, place: str, words: str) -> Row:
    """A loss layer."""
    return lambda: loss_from_tree(read_wl(source)), NetError, place, words


TEXTS: list[Row] = [
    text("", WolframSyntaxError, "line 1, column 1", "expected an expression"),
    text("  \n ", WolframSyntaxError, "line 1", "expected an expression"),
    text("NetChain[", WolframSyntaxError, "line 1, column 10", "opened at line 1, column 9"),
    text("NetChain[{3}", WolframSyntaxError, "line 1, column 13", "'['"),
    text("NetChain[{3}]]", WolframSyntaxError, "line 1, column 14", "']'"),
    text("NetChain[{3},\n  Tanh}]", WolframSyntaxError, "line 2, column 7", "'}'"),
    text('NetChain["abc', WolframSyntaxError, "line 1, column 10", ""),
    text("\0", WolframSyntaxError, "line 1, column 1", "unexpected character"),
    text("NetChain[{3}] << file", WolframSyntaxError, "line 1, column 15", "Get reads files"),
    *(
        text(source, NetError, "the net", "this is not a net")
        for source in ("3", "x", '"NetChain"', "{3, Tanh}", "{}")
    ),
    *(text(thing, NetError, "the net", "this is not a net") for thing in (3, None, b"NetChain[{3}]", [3])),
    text('Run["id"]', NetError, "the net", "Run is not a layer"),
    text("net = NetChain[{3}]", NetError, "the net", "Set is not a layer"),
    text("NetChain[{3}][{1., 2.}]", NetError, "the net", "an expression is not a layer"),
    text("NetGraph[{3}, {1 -> 2}]", NetError, "the net", "a NetGraph is not supported"),
    text("NetChain[]", NetError, "the net", "NetChain is not a layer"),
    text("NetChain[3]", NetError, "the net", "a list or an association of layers"),
    text("NetChain[{}]", NetError, "NetChain", "at least one layer"),
    text("NetChain[{3}, 4]", NetError, "the net", "an option is written as name -> value"),
    text('NetChain[{3}, "Input" :> 2]', NetError, "the net", "an option is written as name -> value"),
    text('NetChain[{3}, "Inputs" -> 2]', NetError, "the net", "no option 'Inputs'"),
    text('NetChain[{3}, "Input" -> -4]', ShapeError, "NetChain", "Input cannot be -4"),
    text('NetChain[{3}, "Input" -> 2.5]', ShapeError, "NetChain", "Input cannot be 2.5"),
    text('NetChain[{3}, "Input" -> {2, "Varying"}]', ShapeError, "NetChain", '"Varying" and encoders'),
    text('NetChain[{3}, "Input" -> x]', NetError, "the net", "x is no setting"),
    text("NetChain[<|1 -> 3|>]", NetError, "NetChain", "1 is no name of a layer"),
    text('NetChain[<|"" -> 3|>]', NetError, "NetChain", "'' is no name of a layer"),
    text("NetChain[" + "{" * 5000 + "3" + "}" * 5000 + "]", NetError, "the net", "nested more than 50 deep"),
]

LAYER_TEXTS: list[Row] = [
    layer("SoftmaxLyer[]", NetError, "Did you mean SoftmaxLayer"),
    layer("ConvolutionLayer[3, 2]", NetError, "ConvolutionLayer is not a layer"),
    layer("MeanSquaredLossLayer[]", NetError, "MeanSquaredLossLayer is not a layer"),
    layer("NetGraph[{3}, {}]", NetError, "a NetGraph is not supported"),
    layer("True", NetError, "is not a layer"),
    layer("2.5", NetError, "Real is not a layer"),
    layer('"ReLU"', NetError, "String is not a layer"),
    layer("-2", ShapeError, "output cannot be -2"),
    text('NetChain[{3, {}}, "Input" -> 2]', NetError, "layer 2", "at least one layer"),
    text("NetChain[{3, {2, {foo[]}}}]", NetError, "layer 2, layer 2, layer 1", "foo is not a layer"),
    layer("{{None}}", UnsupportedFunctionError, "None"),
    layer("{Tanh, {foo[]}}", NetError, "foo is not a layer"),
    layer("LinearLayer[]", NetError, "missing a required argument: 'output'"),
    layer("LinearLayer[3, 4]", NetError, "too many positional arguments"),
    layer("LinearLayer[1.5]", ShapeError, "output cannot be 1.5"),
    layer("LinearLayer[n]", NetError, "n is no setting"),
    layer('LinearLayer[3, "Weights" -> 5]', DataError, "{} and need {3, 3}"),
    layer('LinearLayer[3, "Weights" -> {{1, 2, 3}, {4}, {5}}]', DataError, "not an array of real numbers"),
    layer('LinearLayer[3, "Weights" -> {{a, b, c}}]', NetError, "a is no setting"),
    layer('LinearLayer[3, "Bias" -> None]', NetError, "no option 'Bias'"),
    layer('LinearLayer[3, "biases" -> None]', NetError, "no option 'biases'"),
    layer('LinearLayer[3, "Weights" -> ' + "{" * 99 + "1" + "}" * 99 + "]", NetError, "nested more than 32 deep"),
    layer("PartLayer[Span[]]", UnsupportedFunctionError, "Span"),
    layer("TransposeLayer[1 <-> 2]", ShapeError, "no position 2 among 1"),
    layer('ElementwiseLayer["Tanh"]', UnsupportedFunctionError, "no function named 'Tanh'"),
    layer("ElementwiseLayer[]", NetError, "missing a required argument: 'function'"),
    layer("ElementwiseLayer[Ramp, Tanh]", NetError, "too many positional arguments"),
    layer("ElementwiseLayer[#1 + #2 &]", NetError, "exactly 2 arguments"),
    layer("ElementwiseLayer[Positive]", UnsupportedFunctionError, "which is no formula"),
]

FUNCTION_TEXTS: list[Row] = [
    function("Foo", "the function Foo has no translation"),
    function("Zeta[#] &", "Zeta has no translation"),
    function("# + y &", "the symbol y has no meaning here"),
    function("I*# &", "the symbol I has no meaning here"),
    function("#name &", "String has no translation"),
    function("## &", "SlotSequence has no translation"),
    function("Slot[] &", "Slot has no translation"),
    function("#1000000000 &", "1000000000 arguments"),
    function("Tanh &", "Tanh"),
    function("Function[x]", "the symbol x has no meaning here"),
    function("Function[{3}, 3]", "parameters of a Function are not symbols"),
    function("Function[]", "this is not a function"),
    function("{Ramp}", "this is not a function"),
    function("3", "this is not a function"),
    function("Derivative[1][Tanh]", "this is not a function"),
    function("Tanh[#][2] &", "an expression has no translation"),
    function('"a" + # &', "String has no translation"),
    function('Run["id"] + # &', "has no translation"),
    function("Tanh[] &", "Tanh cannot be applied to 0"),
    function("Tanh[#, #] &", "Tanh cannot be applied to 2"),
    function("Tanh[{#}] &", "Tanh cannot be applied"),
    function("Tanh[# > 0] &", "is no number"),
    function("# + (# > 0) &", "is no number"),
    function("And[#, 2] &", "is no condition"),
    function("If[#, 1, 2] &", "neither True nor False"),
    function("If[# > 0, 1] &", "If cannot be applied to 2"),
    function("If[# > 0, 1, # > 1] &", "conditions and numbers"),
    function("Which[# > 0] &", "Which cannot be applied to 1"),
    function("Which[] &", "Which cannot be applied to 0"),
    function("Piecewise[{{1}}] &", "Piecewise cannot be applied"),
    function("Piecewise[{{1, 2}}] &", "neither True nor False"),
    function("Clip[#, {3, 1}] &", "not two numbers in order"),
    function("Clip[#, {1, 2, 3}] &", "Clip cannot be applied"),
    function("Clip[#, {-1, 1}, {0}] &", "Clip cannot be applied"),
    function("Surd[#, 1.5] &", "no integer other than 0"),
    function("Surd[#, 0] &", "no integer other than 0"),
    function("Mod[#, 0] &", "Mod cannot be applied"),
    function("Round[#, 0] &", "the step is 0"),
    function("Rational[1.5, 2] # &", "integers"),
    function("# + 1/0 &", "no finite real number"),
    function("# + Log[-1] &", "no finite real number"),
    function("# + ArcSin[2] &", "no finite real number"),
    function("# + Infinity &", "the symbol Infinity"),
    function("# + 10^10^10^10 &", "binary digits"),
    function("#^10^10^10 &", "binary digits"),
    function("# + Gamma[10^10] &", "too large"),
    function("# + LogGamma[10^10] &", "too large"),
    function("# + Floor[E^10^9] &", "no finite real number"),
    function("Tanh[" * 3000 + "#" + "]" * 3000 + " &", "more than 200 levels"),
]

LOSSES: list[Row] = [
    loss("CTCLossLayer[]", "", "CTCLossLayer is not a loss layer"),
    loss("MeanSquaredLossLayer", "", "is not a loss layer"),
    loss("CrossEntropyLossLayer[]", "CrossEntropyLossLayer", "missing a required argument: 'form'"),
    loss("CrossEntropyLossLayer[Index]", "CrossEntropyLossLayer", "Index is no setting"),
    loss('CrossEntropyLossLayer["Foo"]', "CrossEntropyLossLayer", "no form 'Foo'"),
    loss("MeanSquaredLossLayer[3]", "MeanSquaredLossLayer", "too many positional arguments"),
    loss("ContrastiveLossLayer[x]", "ContrastiveLossLayer", "x is no setting"),
]


@pytest.mark.parametrize("row", [*TEXTS, *LAYER_TEXTS, *FUNCTION_TEXTS, *LOSSES])
def test_text_that_is_no_net_is_refused(row: Row) -> None:
    assert_refused(row)


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 9),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.sampled_from(
        [sympy.tanh, sympy.zeta, sympy.Symbol("x"), abs, max, print, SoftmaxLayer, SoftmaxLayer(), Span(2)]
    ),
)
THINGS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers()), inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(THINGS, st.one_of(st.just(2), THINGS))
def test_any_value_is_a_net_or_refused(specification: Any, input: Any) -> None:
    try:
        net = NetChain(specification, input=input)
    except WLBridgeError:
        return
    assert len(net) > 0


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(LAYERS)), st.lists(THINGS, max_size=2), st.sampled_from([2, [2, 3], "Real"]))
def test_any_arguments_make_a_layer_or_are_refused(name: str, arguments: list[Any], input: Any) -> None:
    try:
        net = NetChain([LAYERS[name](*arguments)], input=input)
    except WLBridgeError:
        return
    assert repr(net).startswith("NetChain")


WORDS = (
    "NetChain LinearLayer ElementwiseLayer SoftmaxLayer PartLayer NetGraph Function Slot Ramp Tanh If Which Clip",
    "Piecewise Surd Mod Power Gamma List Rational Span x E I Infinity None True 0 1 2 -3 10 0.5 1*^400 # #2 &",
    '"Input" "ReLU" "x" + - * / ^ . ! == > && -> :> <-> ;; [ ] { } ( ) <| |> , ; = := @ // _ (* \\[Pi] `',
)
SENTENCES = st.lists(st.sampled_from(" ".join(WORDS).split()), max_size=25).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=40), SENTENCES))
def test_any_text_is_a_net_or_refused(source: str) -> None:
    for whole in (source, f'NetChain[{{3, ElementwiseLayer[{source} &]}}, "Input" -> 2]'):
        try:
            net = NetChain.from_wl(whole)
        except WLBridgeError:
            continue
        assert isinstance(net, NetChain)
