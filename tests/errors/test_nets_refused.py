"""Nets and layers that cannot be built are refused with an error of wlbridge that names the layer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from errors.refusal import Row, assert_refused
from wlbridge import (
    AggregationLayer,
    All,
    Automatic,
    BatchNormalizationLayer,
    ConstantPlusLayer,
    ConstantTimesLayer,
    DropoutLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    NetChain,
    NormalizationLayer,
    PaddingLayer,
    ParametricRampLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SequenceMostLayer,
    SequenceRestLayer,
    SequenceReverseLayer,
    SoftmaxLayer,
    Span,
    SummationLayer,
    TransposeLayer,
)
from wlbridge.errors import DataError, NetError, ShapeError, SymbolNameError, UnsupportedFunctionError

NAN, INFINITY = float("nan"), float("inf")


def chain(layer: Any, kind: type[Any], words: str, input: Any = 2) -> Row:
    """One layer in a chain."""
    name = type(layer).__name__
    return lambda: NetChain([layer], input=input), kind, f"layer 1 ({name})", words


def matrix(layer: Any, kind: type[Any], words: str) -> Row:
    """One layer, whose input is a matrix."""
    return chain(layer, kind, words, [2, 3])


def net(specification: Any, kind: type[Any], place: str, words: str, **options: Any) -> Row:
    """A whole net."""
    return lambda: NetChain(specification, **options), kind, place, words


CHAINS: list[Row] = [
    net([], NetError, "NetChain", "at least one layer"),
    net({}, NetError, "NetChain", "at least one layer", input=2),
    net([3, []], NetError, "layer 2", "at least one layer", input=2),
    net(3, NetError, "NetChain", "3 is not a list of layers"),
    net("Tanh", NetError, "NetChain", "'Tanh' is not a list of layers"),
    net(None, NetError, "NetChain", "None is not a list of layers"),
    net([3, None], NetError, "layer 2", "None is not a layer"),
    net([True], NetError, "layer 1", "True is not a layer"),
    net([3.0], NetError, "layer 1", "3.0 is not a layer"),
    net(["Tanh"], NetError, "layer 1", 'ElementwiseLayer("Tanh")'),
    net([LinearLayer], NetError, "layer 1", "Write LinearLayer(...)"),
    net([sympy.Symbol("x")], NetError, "layer 1", "x is not a layer"),
    net({"a": None}, NetError, "layer 'a'", "None is not a layer"),
    net({"a": {"b": "c"}}, NetError, "layer 'a', layer 'b'", "'c' is not a layer"),
    net([3, [2, [None]]], NetError, "layer 2, layer 2, layer 1", "None is not a layer"),
    net({"": 3}, NetError, "NetChain", "'' is no name of a layer"),
    net({1: 3}, NetError, "NetChain", "1 is no name of a layer"),
    net([3], ShapeError, "NetChain", "Input cannot be 0", input=0),
    net([3], ShapeError, "NetChain", "Input cannot be -1", input=-1),
    net([3], ShapeError, "NetChain", "Input cannot be True", input=True),
    net([3], ShapeError, "NetChain", "Input cannot be 2.0", input=2.0),
    net([3], ShapeError, "NetChain", "Input cannot be [2, 0]", input=[2, 0]),
    net([3], ShapeError, "NetChain", "'Varying'", input="Varying"),
    net([3], ShapeError, "NetChain", "encoders are not supported", input={"a": 2}),
    net([3], ShapeError, "NetChain", "Input cannot be array", input=np.array([2, 3])),
    net([3], ShapeError, "NetChain", "Input cannot be", input=[1] * 100),
    net([3], NetError, "", "unexpected keyword argument 'inputs'", inputs=2),
    (lambda: NetChain([3]).parameters, NetError, "NetChain", "dimensions of the input are not known"),
    (NetChain, NetError, "", "'specification'"),
    net({"a": 3, "a_1": 3}, SymbolNameError, "NetChain", "'b_a' and 'b_a_1'", input=2),
    net({"a_b": 3, "a": {"b": 3}}, ShapeError, "layer 'a' (NetChain), layer 'b'", "'w_a_b'", input=2),
]

LINEAR: list[Row] = [
    *(
        chain(LinearLayer(size), ShapeError, f"output cannot be {size!r}")
        for size in (0, -3, True, "3", None, 2.0, [2, -1], [[2]], Automatic, [1] * 100)
    ),
    net([0], ShapeError, "layer 1 (LinearLayer)", "output cannot be 0", input=2),
    net([3, -3], ShapeError, "layer 2 (LinearLayer)", "output cannot be -3", input=2),
    chain(LinearLayer(2, weights=[[1.0, 2.0, 3.0]]), DataError, "{1, 3} and need {2, 2}"),
    chain(LinearLayer(2, weights=[1.0, 2.0]), DataError, "option Weights"),
    chain(LinearLayer(2, weights="w"), DataError, "not an array of real numbers"),
    chain(LinearLayer(2, weights=[["a", "b"], ["c", "d"]]), DataError, "not an array of real numbers"),
    chain(LinearLayer(2, weights=None), DataError, "not an array of real numbers"),
    chain(LinearLayer(2, weights=[[NAN, 1.0], [1.0, 1.0]]), DataError, "NaN or Infinity"),
    chain(LinearLayer(2, weights=[[INFINITY, 1.0], [1.0, 1.0]]), DataError, "NaN or Infinity"),
    chain(LinearLayer(2, weights=[[1.0, 1.0], [1.0]]), DataError, "not an array of real numbers"),
    chain(LinearLayer(2, weights=[[1.0, 1j], [1.0, 1.0]]), DataError, "not an array of real numbers"),
    chain(LinearLayer(2, weights=[[10**400, 1], [1, 1]]), DataError, "not an array of real numbers"),
    chain(LinearLayer(2, biases=[1.0]), DataError, "option Biases"),
    chain(LinearLayer(2, biases=3.0), DataError, "{} and need {2}"),
    chain(LinearLayer(2, input=3), ShapeError, "dimensions {2} and the layer takes {3}"),
    net([3, LinearLayer(2, input=-3)], ShapeError, "layer 2 (LinearLayer)", "Input cannot be -3", input=2),
    net([LinearLayer(2, weights=[[], []])], DataError, "layer 1 (LinearLayer)", "are no matrix"),
    net([LinearLayer(2, weights=[1.0, 2.0])], DataError, "layer 1 (LinearLayer)", "are no matrix"),
    net([[LinearLayer(1, weights=[[NAN]])]], DataError, "layer 1, layer 1 (LinearLayer), option Weights", "NaN"),
    (lambda: LinearLayer(2, weight=[[1.0]]), NetError, "", "'weight'"),
    (LinearLayer, NetError, "", "missing a required argument: 'output'"),
    (lambda: LinearLayer(2, [[1.0]]), NetError, "", "too many positional arguments"),
    matrix(ConstantTimesLayer(scaling=[1.0]), DataError, "{1} and need {2, 3}"),
    matrix(ConstantPlusLayer(biases=None), DataError, "option Biases"),
]

ELEMENTWISE: list[Row] = [
    *(
        chain(ElementwiseLayer(name), UnsupportedFunctionError, f"no function named {name!r}")
        for name in ("ReLU6", "LeakyReLU", "LogSigmoid", "TanhShrink", "SoftShrink", "Tanh", "relu", "")
    ),
    *(chain(ElementwiseLayer(thing), NetError, "is not a function") for thing in (3, None, [sympy.tanh], True)),
    matrix(ParametricRampLayer(3), ShapeError, "no position 3 among 2"),
    matrix(ParametricRampLayer([1, "a"]), ShapeError, "no position 'a'"),
    matrix(ParametricRampLayer(slope=[1.0, 2.0, 3.0]), DataError, "{3} and need {2}"),
    chain(ParametricRampLayer(), ShapeError, "no position 1 among 0", "Real"),
]

NORMALIZATION: list[Row] = [
    *(chain(DropoutLayer(p), NetError, "the probability cannot be") for p in (1.5, 1, -0.1, NAN, "a", None, True)),
    chain(BatchNormalizationLayer(), ShapeError, "rank 1 or more", "Real"),
    *(chain(BatchNormalizationLayer(epsilon=e), NetError, "Epsilon") for e in (-1, "a", NAN, INFINITY, True, [1])),
    chain(BatchNormalizationLayer(interleaving=3), NetError, "Interleaving cannot be 3"),
    chain(BatchNormalizationLayer(moving_mean=None), DataError, "option MovingMean"),
    chain(BatchNormalizationLayer(scaling=[1.0]), DataError, "{1} and need {2}"),
    chain(NormalizationLayer(), ShapeError, "the levels 2 ;; All do not exist in an array of rank 1"),
    matrix(NormalizationLayer(3), ShapeError, "no position 3 among 2"),
    matrix(NormalizationLayer([1, 1]), NetError, "name one level twice"),
    matrix(NormalizationLayer([]), ShapeError, "no levels to normalise"),
    *(matrix(NormalizationLayer(levels), NetError, "are not levels") for levels in ("Same", None, 2.0, b"\1")),
    matrix(NormalizationLayer(1, "same"), NetError, "'same' are not levels"),
    matrix(NormalizationLayer(1, method="rms"), NetError, "no method 'rms'"),
    matrix(NormalizationLayer(1, unbiased="x"), NetError, "Unbiased cannot be 'x'"),
    chain(NormalizationLayer(1, unbiased=True), ShapeError, "more than one element", [1, 3]),
    matrix(NormalizationLayer(Span(1, 2, 0)), NetError, "1 ;; 2 ;; 0"),
    matrix(NormalizationLayer(Span(2, 1)), ShapeError, "2 ;; 1 is empty"),
    *(matrix(SoftmaxLayer(level), ShapeError, "there is no position") for level in (0, 3, -3, "a", [1], 1.0, True)),
    chain(SoftmaxLayer(), ShapeError, "rank 1 or more", "Real"),
    matrix(AggregationLayer("Sum"), NetError, "'Sum'. Use one of Mean"),
    matrix(AggregationLayer(["Total"]), NetError, "cannot aggregate by"),
    chain(AggregationLayer("Total"), ShapeError, "2 ;; All do not exist"),
    matrix(AggregationLayer("Total", []), ShapeError, "no levels to aggregate"),
    matrix(AggregationLayer("Total", None), NetError, "None are not levels"),
    (lambda: SummationLayer(3), NetError, "", "too many positional arguments"),
]

STRUCTURE: list[Row] = [
    chain(FlattenLayer(), ShapeError, "rank 1 or more", "Real"),
    *(matrix(FlattenLayer(level), ShapeError, f"FlattenLayer[{level}] needs") for level in (2, -2)),
    *(matrix(FlattenLayer(level), NetError, "cannot flatten") for level in (1.0, -INFINITY, NAN, "a", None, True)),
    *(
        matrix(ReshapeLayer(sizes), ShapeError, "are not dimensions")
        for sizes in (6, "6", None, [-1, 6], [0, Automatic], [2.0, 3], [All], b"\6")
    ),
    matrix(ReshapeLayer([2, 2]), ShapeError, "{2, 3} cannot have the dimensions {2, 2}"),
    matrix(ReshapeLayer([4, Automatic]), ShapeError, "cannot have the dimensions"),
    matrix(ReshapeLayer([Automatic, Automatic]), ShapeError, "only one dimension can be Automatic"),
    chain(TransposeLayer(), ShapeError, "no position 2 among 1"),
    matrix(TransposeLayer([1, 1]), ShapeError, "not a permutation of the 2 levels"),
    *(matrix(TransposeLayer(s), NetError, "which levels") for s in (3, "a", None, (1, 2, 3), [[1, 2]], [])),
    matrix(PartLayer(0), ShapeError, "no position 0 among 2"),
    *(matrix(PartLayer(part), NetError, "is not a part") for part in (True, 1.0, "a", "", None, [1, "a"])),
    matrix(PartLayer([]), NetError, "no part is given"),
    matrix(PartLayer([1, 2, 3]), ShapeError, "3 levels of parts for an input of rank 2"),
    matrix(PartLayer(Span(2, 1)), ShapeError, "nets have no empty arrays"),
    *(matrix(PartLayer(Span(1, 2, step)), NetError, "the step of the span") for step in (0, "a", 1.0)),
    *(
        matrix(PaddingLayer(widths), ShapeError, "does not pad an input of rank 2")
        for widths in (
            [(1, 1)],
            [(1, -1), (0, 0)],
            [(1, 1, 1), (0, 0)],
            [1, 1],
            1,
            [("a", 1), (0, 0)],
            [(1.5, 1)] * 2,
        )
    ),
    *(
        matrix(PaddingLayer([(1, 0), (0, 0)], padding=padding), NetError, "cannot pad with")
        for padding in ("Reversed", NAN, INFINITY, None, True)
    ),
    matrix(PaddingLayer([(2, 0), (0, 0)], padding="Reflected"), ShapeError, "cannot reflect 2 elements"),
    *(matrix(ReplicateLayer(n), ShapeError, "cannot repeat") for n in (0, -1, "a", None, True, 2.0, [], [1] * 50)),
    *(matrix(ReplicateLayer(2, at), ShapeError, "there is no position") for at in (0, 4, -1, "a", None)),
    chain(SequenceRestLayer(), ShapeError, "no position 2 among 1", 1),
    chain(SequenceMostLayer(), ShapeError, "no position -2 among 1", 1),
    chain(SequenceReverseLayer(), ShapeError, "rank 1 or more", "Real"),
]


@pytest.mark.parametrize("row", [*CHAINS, *LINEAR, *ELEMENTWISE, *NORMALIZATION, *STRUCTURE])
def test_a_net_that_cannot_be_built_is_refused(row: Row) -> None:
    assert_refused(row)
