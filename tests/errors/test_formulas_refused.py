"""Functions, losses, names and data that cannot be used are refused with an error that names the place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from errors.refusal import Row, assert_refused
from wlbridge import (
    ContrastiveLossLayer,
    CrossEntropyLossLayer,
    LinearLayer,
    MeanSquaredLossLayer,
    NetChain,
    SoftmaxLayer,
    net_loss,
)
from wlbridge.errors import (
    DataError,
    FormTooLargeError,
    NetError,
    ShapeError,
    SymbolNameError,
    UnsupportedFunctionError,
)

X, Y = sympy.symbols("x y")
NAN, INFINITY = float("nan"), float("inf")
NET = NetChain([3], input=2)
REAL = NetChain([LinearLayer([])], input=2)
CLASSIFIER = net_loss(NetChain([LinearLayer(3, weights=np.ones((3, 2)), biases=np.zeros(3)), SoftmaxLayer()]))


def function(make: Any, kind: type[Any], words: str) -> Row:
    """A function as a layer."""
    return lambda: NetChain([2, make], input=2), kind, "layer 2 (ElementwiseLayer)", words


def deep(levels: int) -> Any:
    """Tanh of Tanh of ..."""

    def nested(a: Any) -> Any:
        for _ in range(levels):
            a = sympy.tanh(a)
        return a

    return nested


FUNCTIONS: list[Row] = [
    function(lambda: 1, NetError, "takes 0 positional arguments"),
    function(lambda a, b: a, NetError, "'b'"),
    function(lambda a: 1 / 0, NetError, "ZeroDivisionError: division by zero"),
    function(lambda a: a.no_such_thing, NetError, "AttributeError"),
    function(lambda a: 1 if a > 0 else 0, NetError, "truth value"),
    function(np.tanh, NetError, "cannot be applied to 1 symbols"),
    function(sympy.atan2, NetError, "exactly 2 arguments"),
    function(sympy.Lambda((X, Y), X), NetError, "exactly 2 arguments"),
    function(lambda a: [a], UnsupportedFunctionError, "gives list, which is no formula"),
    function(lambda a: None, UnsupportedFunctionError, "gives NoneType"),
    function(lambda a: "__import__('os')", UnsupportedFunctionError, "gives str"),
    function(lambda a: True, UnsupportedFunctionError, "gives bool"),
    function(lambda a: a > 0, UnsupportedFunctionError, "StrictGreaterThan"),
    function(lambda a: sympy.Matrix([a]), UnsupportedFunctionError, "Matrix"),
    function(sympy.zeta, UnsupportedFunctionError, "the function zeta has no translation"),
    function(lambda a: 1 + sympy.zeta(a), UnsupportedFunctionError, "the function zeta has no translation"),
    function(sympy.Function("f"), UnsupportedFunctionError, "the function f has no translation"),
    function(lambda a: sympy.Integral(a, a), UnsupportedFunctionError, "no translation"),
    function(sympy.DiracDelta, UnsupportedFunctionError, "DiracDelta"),
    function(sympy.Heaviside, UnsupportedFunctionError, "Heaviside"),
    function(lambda a: a + X, UnsupportedFunctionError, "the symbol 'x'"),
    function(lambda a: sympy.Symbol("a0", real=True), UnsupportedFunctionError, "the symbol 'a0'"),
    function(sympy.Lambda(X, X + Y), UnsupportedFunctionError, "the symbol 'y'"),
    function(lambda a: sympy.I * a, UnsupportedFunctionError, "I, which is no real number"),
    function(lambda a: a / 0, UnsupportedFunctionError, "zoo, which is no real number"),
    function(lambda a: a * NAN, UnsupportedFunctionError, "nan, which is no real number"),
    function(lambda a: a + INFINITY, UnsupportedFunctionError, "oo, which is no real number"),
    function(lambda a: a + sympy.asin(2), UnsupportedFunctionError, "asin(2), which is no finite real number"),
    function(lambda a: a + sympy.Rational(-8) ** sympy.Rational(1, 3), UnsupportedFunctionError, "(-1)**(1/3)"),
    function(lambda a: a * sympy.exp(1000), UnsupportedFunctionError, "exp(1000), which is no finite real"),
    function(lambda a: sympy.Piecewise((1, a), (2, True)), UnsupportedFunctionError, "conditions and numbers"),
    function(lambda a: sympy.Piecewise((a > 1, a > 0), (2, True)), UnsupportedFunctionError, "conditions and"),
    function(deep(150), UnsupportedFunctionError, "more than 100 levels"),
    function(deep(3000), NetError, "RecursionError"),
]


def loss(given: Any, kind: type[Any], place: str, words: str, net: NetChain = NET) -> Row:
    """A loss of a net."""
    return lambda: net_loss(net, given), kind, place, words


def heads(given: Any, words: str) -> Row:
    """A choice of symbols."""
    return lambda: net_loss(NET, symbols=given), SymbolNameError, "option symbols", words


LOSSES: list[Row] = [
    (lambda: net_loss(3), NetError, "", "3 is not a net"),
    (lambda: net_loss([3, 4]), NetError, "", "[3, 4] is not a net"),
    (lambda: net_loss(NET, log="Exact"), NetError, "", "no reading of the logarithm 'Exact'"),
    loss("MeanSquaredLossLayer", NetError, "", "'MeanSquaredLossLayer' is not a loss"),
    loss(MeanSquaredLossLayer, NetError, "", "is not a loss"),
    loss(3, NetError, "", "3 is not a loss"),
    loss(lambda y: y, NetError, "the loss", "cannot be applied to 2 symbols"),
    loss(lambda y, t, u: y, NetError, "the loss", "'u'"),
    loss(lambda y, t: 1 / 0, NetError, "the loss", "ZeroDivisionError"),
    loss(lambda y, t: y + X, UnsupportedFunctionError, "the loss", "the symbol 'x'"),
    loss(lambda y, t: sympy.zeta(y), UnsupportedFunctionError, "the loss", "the function zeta"),
    loss(sympy.Lambda(X, X), NetError, "the loss", "exactly 1 argument"),
    *(
        (lambda form=form: CrossEntropyLossLayer(form), NetError, "CrossEntropyLossLayer", "no form")
        for form in ("index", "Index ", None, 1, ["Index"])
    ),
    (CrossEntropyLossLayer, NetError, "", "missing a required argument: 'form'"),
    (lambda: MeanSquaredLossLayer(3), NetError, "", "too many positional arguments"),
    *(
        loss(CrossEntropyLossLayer(form), ShapeError, "CrossEntropyLossLayer", "a level of classes", REAL)
        for form in ("Index", "Probabilities")
    ),
    loss(ContrastiveLossLayer(), ShapeError, "ContrastiveLossLayer", "takes one real"),
    *(
        loss(ContrastiveLossLayer(margin), NetError, "ContrastiveLossLayer", "the margin cannot be", REAL)
        for margin in (NAN, INFINITY, -1, "a", None, True)
    ),
    *(
        heads({"Weights": name}, "cannot name a symbol")
        for name in ("w_1", "E", "C", "W", 'x]; Run["id"]', "w\n", "", "1w", "w`a", "\u03b1", 3, None)
    ),
    heads({"Weights": "b"}, "the same head"),
    heads({"Weight": "w"}, "no kind of symbol 'Weight'"),
    heads({3: "w"}, "no kind of symbol 3"),
    heads(3, "3 does not choose heads"),
    heads("ab", "'ab' does not choose heads"),
    (lambda: net_loss(NET, symbols={"Input": "w1"}), ShapeError, "layer 1 (LinearLayer)", "name 'w1'"),
    (lambda: net_loss(NET, symbols={"Target": "w1"}), ShapeError, "MeanSquaredLossLayer", "name 'w1'"),
]


def data(inputs: Any, targets: Any, words: str, place: str = "", **options: Any) -> Row:
    """Numbers for a classifier of three classes and two inputs."""
    return lambda: CLASSIFIER.evaluate(inputs, targets, **options), DataError, place, words


ONE = [1.0, 2.0]
DATA: list[Row] = [
    *(data(ONE, target, "one of 1, ..., 3", "target 't'") for target in (0, 4, -1, 1.5)),
    data([ONE, ONE], [1, 5], "the class 5 at position [2]", "target 't'"),
    data([ONE, ONE], [0, 1], "the class 0 at position [1]", "target 't'"),
    *(data(ONE, target, "NaN or Infinity", "target 't'") for target in (NAN, INFINITY)),
    *(data(ONE, target, "not an array of real numbers", "target 't'") for target in ("a", None, 1j, [[1], 1])),
    data(ONE, [[1]], "{1, 1}", "target 't'"),
    data(ONE, [1], "the same number of examples"),
    data([ONE], 1, "the same number of examples"),
    data([ONE], [1, 2], "the same number of examples"),
    data(np.zeros((0, 2)), [], "the batch is empty"),
    data([1.0, 2.0, 3.0], 1, "{3}", "input 'x'"),
    data(np.ones((2, 2, 2)), 1, "{2, 2, 2}", "input 'x'"),
    data([1.0, NAN], 1, "NaN or Infinity", "input 'x'"),
    data(None, 1, "not an array of real numbers", "input 'x'"),
    data([ONE, [1.0]], [1, 1], "not an array of real numbers", "input 'x'"),
    data(ONE, 1, "there is no array 'w9'", parameters={"w9": [1.0]}),
    data(ONE, 1, "{1} and need {3, 2}", "parameter 'w1'", parameters={"w1": [1.0]}),
    data(ONE, 1, "NaN or Infinity", "parameter 'w1'", parameters={"w1": np.full((3, 2), NAN)}),
    data(ONE, 1, "no reduction 'sum'", reduction="sum"),
    data(ONE, 1, "no working precision 'float32'", working_precision="float32"),
    (lambda: net_loss(NET).evaluate(ONE, [1, 2, 3]), DataError, "", "the array 'w1' has no values"),
    (
        lambda: net_loss(NetChain([3, SoftmaxLayer()], input=2), CrossEntropyLossLayer("Probabilities")).evaluate(
            ONE, 1, {"w1": np.ones((3, 2)), "b1": np.zeros(3)}
        ),
        DataError,
        "target 't'",
        "one example has the dimensions {3}",
    ),
    (lambda: net_loss(NET).with_values(), DataError, "", "none of the arrays has values"),
    (lambda: CLASSIFIER.with_values({"t": 4}), DataError, "target 't'", "the class 4"),
    (lambda: CLASSIFIER.with_values({"x": [1.0]}), DataError, "input 'x'", "{1} and need {2}"),
    (lambda: CLASSIFIER.to_wl("flat"), DataError, "", "no form 'flat'"),
    (lambda: CLASSIFIER.to_wl_text(dialect="maple"), DataError, "", "'maple'"),
    (lambda: NetChain({"\ud800": 3}, input=2).to_wl_text(), DataError, "", "lone surrogate"),
    (lambda: net_loss(NetChain([10**4], input=10**4)).expression, FormTooLargeError, "", "nodes"),
]


@pytest.mark.parametrize("row", [*FUNCTIONS, *LOSSES, *DATA])
def test_what_cannot_be_used_is_refused(row: Row) -> None:
    assert_refused(row)
