"""`net_loss` and `Loss`: what a user calls, with defaults, options and numbers."""

import copy
import subprocess
import sys
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from wolframclient.serializers import export

from wlbridge import (
    All,
    ContrastiveLossLayer,
    CrossEntropyLossLayer,
    DropoutLayer,
    ElementwiseLayer,
    Exp,
    IndeterminateWarning,
    LinearLayer,
    LogisticSigmoid,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    PartLayer,
    Ramp,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.errors import DataError, WLBridgeError
from wlbridge.formula import FORMS, LATEX_LIMIT
from wlbridge.losses import LossLayer, ShiftedLog, automatic_loss
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import same_tree

REAL = NetChain([DropoutLayer()], input="Real")


def identity(*shape: int) -> NetChain:
    """A net that passes its input to the loss."""
    return NetChain([DropoutLayer()], input=list(shape))


def test_the_binary_cross_entropy_adds_epsilon_to_what_is_left_of_1() -> None:
    """At x = 1 the logarithm is that of 1e-7, a double; 1 + 1e-7 - x would be right to 9 digits only."""
    loss = net_loss(identity(1), CrossEntropyLossLayer("Binary"), log=ShiftedLog(1e-7))
    assert loss.evaluate([1.0], [0.0]) == -np.log(1e-7)
    assert loss.gradient("x").evaluate([1.0], [0.0])["x"] == pytest.approx([1e7], rel=1e-15)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([3, SoftmaxLayer()], "CrossEntropyLossLayer['Index']"),
        ([3, [2, SoftmaxLayer()]], "CrossEntropyLossLayer['Index']"),
        ([1, LogisticSigmoid], "CrossEntropyLossLayer['Binary']"),
        ([1, ElementwiseLayer("Sigmoid")], "CrossEntropyLossLayer['Binary']"),
        ([1, ElementwiseLayer(lambda x: 2 * LogisticSigmoid(x))], "MeanSquaredLossLayer[]"),
        ([1, Ramp], "MeanSquaredLossLayer[]"),
    ],
)
def test_without_a_loss_it_is_the_choice_of_nettrain(layers: list[Any], expected: str) -> None:
    """https://reference.wolfram.com/language/ref/LossFunction.html"""
    net = NetChain(layers, input=2)
    assert repr(automatic_loss(net)) == expected
    assert net_loss(net).program == net_loss(net, automatic_loss(net)).program


@pytest.mark.parametrize(
    ("loss", "x", "t", "expected"),
    [
        (MeanSquaredLossLayer(), [1, 2, 3], [1, 1, 1], 5 / 3),
        (MeanSquaredLossLayer(), [[1, 2], [3, 4]], [[0, 0], [0, 0]], 7.5),
        (MeanAbsoluteLossLayer(), [[1, -2], [3, 4]], [[0, 0], [0, 0]], 2.5),
        (ContrastiveLossLayer(), 0.2, True, 0.3),
        (ContrastiveLossLayer(), 0.2, False, 0.2),
        (ContrastiveLossLayer(1), 3.0, True, 0.0),
        (CrossEntropyLossLayer("Index"), [[0.5, 0.5], [0.25, 0.75]], [1, 2], (np.log(2) + np.log(4 / 3)) / 2),
        (CrossEntropyLossLayer("Probabilities"), [[0.5, 0.5], [0.5, 0.5]], [[1, 0], [2, 3]], 3 * np.log(2)),
        (CrossEntropyLossLayer("Binary"), [0.5, 0.25], [1, 0], (np.log(2) - np.log(0.75)) / 2),
        (CrossEntropyLossLayer("Index"), [0.5], 1, np.log(2)),
        (lambda y, t: (y - t) ** 4, [1, 2], [0, 0], 8.5),
        (lambda y, t: 0, [1, 2], [0, 0], 0.0),
    ],
    ids=lambda value: "formula" if callable(value) and not isinstance(value, LossLayer) else str(value),
)
def test_losses_of_numbers(loss: Any, x: Any, t: Any, expected: float) -> None:
    """By hand from the documented formulas; the mean is over all levels but that of the classes."""
    net = REAL if np.ndim(x) == 0 else identity(*np.shape(x))
    assert net_loss(net, loss).evaluate(x, t) == pytest.approx(expected, rel=1e-15)


def test_batches_and_reductions() -> None:
    loss = net_loss(identity(2), MeanSquaredLossLayer())
    inputs, targets = [[1, 2], [3, 4], [5, 6]], [[0, 0]] * 3
    each = loss.evaluate(inputs, targets, reduction="none")
    assert each.tolist() == [2.5, 12.5, 30.5]
    assert loss.evaluate(inputs, targets) == pytest.approx(each.mean())
    assert loss.evaluate(inputs[:1], targets[:1], reduction="none").tolist() == [2.5]
    assert np.shape(loss.evaluate(inputs[0], targets[0], reduction="none")) == ()


def test_real_inputs_make_batches_of_numbers() -> None:
    loss = net_loss(REAL, MeanSquaredLossLayer())
    assert loss.evaluate([1.0, 2.0], [0.0, 0.0], reduction="none").tolist() == [1.0, 4.0]
    assert loss.evaluate(3.0, 0.0) == 9.0


def test_parameters_override_the_values_of_the_net() -> None:
    net = NetChain([LinearLayer(1, weights=[[2.0]], biases=[0.0])])
    assert net_loss(net).evaluate([1.0], [0.0]) == 4.0
    assert net_loss(net).evaluate([1.0], [0.0], {"w1": [[3.0]]}) == 9.0
    with pytest.raises(DataError, match="'b1' has no values"):
        net_loss(NetChain([LinearLayer(1, weights=[[2.0]])])).evaluate([1.0], [0.0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda loss: loss.evaluate([1, 2], [0, 0], reduction=["mean"]), "no reduction"),
        (lambda loss: loss.evaluate([1, 2], [0, 0], working_precision=["Real64"]), "no working precision"),
        (lambda loss: loss.to_wl_text("array", dialect=["woxi"]), "no dialect"),
        (lambda loss: loss.to_wl("explicit", symbols="nope"), "no style of symbols"),
        (lambda loss: loss.with_values(3), "int are no values of arrays"),
        (lambda loss: loss.evaluate([1, 2], [0, 0], {"t": [1, 1]}), "'t' is no array of the net"),
        (lambda loss: net_loss(identity(2), CrossEntropyLossLayer("Index")).evaluate([1, 2], True), "no classes"),
        (lambda loss: NetChain([10**12], input=1).formula().symbols, "elements"),
    ],
)
def test_settings_that_are_none(call: Any, words: str) -> None:
    with pytest.raises(WLBridgeError, match=words):
        call(net_loss(identity(2), MeanSquaredLossLayer()))


def test_arrays_that_were_given_may_change_afterwards() -> None:
    weights = np.array([[2.0]])
    net = NetChain([LinearLayer(1, weights=weights, biases=None)])
    loss = net_loss(net)
    inserted = loss.with_values({"w1": weights})
    weights[0] = 5
    assert loss.evaluate([1.0], [0.0]) == 4.0
    assert inserted.evaluate([1.0], [0.0]) == 4.0


def test_working_precision() -> None:
    net = NetChain([LinearLayer(1, weights=[[0.1]], biases=None)])
    half = net.formula().evaluate([0.7], working_precision="Real32")
    assert half.dtype == np.float32
    assert half[0] == np.float32(0.1) * np.float32(0.7)
    assert net.formula().evaluate([0.7]).dtype == np.float64


def test_a_value_that_the_formula_lacks_is_nan_with_a_warning() -> None:
    """0 Log[0] in the exact reading; the kernel's clamp makes it 0: 'completely correct predictions give 0'."""
    exact = net_loss(identity(2), CrossEntropyLossLayer("Probabilities"))
    kernel = net_loss(identity(2), CrossEntropyLossLayer("Probabilities"), log="kernel")
    with pytest.warns(IndeterminateWarning, match=r"position \[2\]"):
        values = exact.evaluate([[0.5, 0.5], [1, 0]], [[1, 0], [1, 0]], reduction="none")
    assert np.isnan(values).tolist() == [False, True]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert kernel.evaluate([1, 0], [1, 0]) == 0


def test_completely_wrong_predictions() -> None:
    """Infinite in the exact reading, -Log[2^-52] for a kernel."""
    form = CrossEntropyLossLayer("Index")
    assert net_loss(identity(2), form).evaluate([1, 0], 2) == np.inf
    assert net_loss(identity(2), form, log="kernel").evaluate([1, 0], 2) == pytest.approx(52 * np.log(2), rel=1e-15)


def test_values_are_inserted_each_independently() -> None:
    net = NetChain([LinearLayer(1, weights=[[2.0]]), LinearLayer(1, biases=None)])
    loss = net_loss(net)
    (b, w, x, t) = (loss.symbols[name].item() for name in ("b1", "w2", "x", "t"))
    assert loss.with_values().expression == (w * (2.0 * x + b) - t) ** 2
    assert (
        loss.with_values({"b1": [1], "x": [3]}).with_values({"w1": [[1]], "w2": [[0.5]]}).expression == (2.0 - t) ** 2
    )
    with pytest.raises(DataError, match="no array 'w9'"):
        loss.with_values({"w9": 1})
    with pytest.raises(DataError, match="none of the arrays has values"):
        net_loss(NetChain([1], input=1)).with_values()


def test_other_heads() -> None:
    net = NetChain({"hidden": 1, "out": [1]}, input=1)
    loss = net_loss(net, symbols={"Weights": "v", "Biases": "c", "Input": "u", "Target": "s"})
    assert list(loss.symbols) == ["u", "v_hidden", "c_hidden", "v_out_1", "c_out_1", "s"]
    assert 'v[{"out", 1}, 1, 1]' in loss.to_wl_text()
    assert 'c["hidden", 1]' in loss.to_wl_text()


def test_heads_may_be_names_that_steps_have_otherwise() -> None:
    loss = net_loss(NetChain([2, Tanh], input=1), symbols={"Target": "z1", "Input": "y1"})
    assert list(loss.symbols) == ["y1", "w1", "b1", "z1"]


def test_values_that_were_inserted_stay_and_cannot_be_evaluated_over() -> None:
    net = NetChain([LinearLayer(1, weights=[[1.0]], biases=None)])
    loss = net_loss(net).with_values({"w1": [[5.0]]}).with_values()
    assert loss.inserted["w1"].tolist() == [[5.0]]
    with pytest.raises(DataError, match="'t' stands in the formula as numbers"):
        loss.with_values({"t": [2.0]}).evaluate([1.0], [3.0])


@pytest.mark.parametrize("function", [lambda x: x / (1 + Exp(-x)), lambda x: Exp(-x) / (1 + Exp(-x))])
@pytest.mark.parametrize("x", [-700.0, 0.0, 90.0, 800.0])
def test_quotients_stay_finite_where_their_value_is(function: Any, x: float) -> None:
    value = NetChain([ElementwiseLayer(function)], input="Real").formula().evaluate(-x if x < 0 else x)
    assert np.isfinite(value)


def test_copies_of_nets_are_nets() -> None:
    net = NetChain([LinearLayer(2, weights=[[1.0], [2.0]]), PartLayer([All])], input=1)
    for copied in (copy.deepcopy(net), copy.copy(net)):
        assert copied.to_wl_text() == net.to_wl_text()


def test_numbers_of_any_kind_are_taken() -> None:
    loss = net_loss(identity(2), MeanSquaredLossLayer())
    given = [10**20, Fraction(1, 2)], [sympy.Rational(1, 2), sympy.Float(0.5)]
    assert loss.evaluate(*given) == pytest.approx((1e20 - 0.5) ** 2 / 2)


def test_every_form_as_tree_text_and_wxf_is_the_same() -> None:
    loss = net_loss(NetChain([2, Tanh, 2, SoftmaxLayer()], input=2))
    for form in FORMS:
        assert same_tree(read_wl(loss.to_wl_text(form)), loss.to_wl(form))
        assert loss.to_wxf(form) == export(loss.to_wl(form), target_format="wxf")
    with pytest.raises(DataError, match="no form 'flat'"):
        loss.to_wl("flat")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="no dialect 'maple'"):
        loss.to_wl_text("array", dialect="maple")


def test_a_notebook_shows_latex_or_says_why_not() -> None:
    small = net_loss(NetChain([1], input=1))._repr_latex_()
    assert small == r"$\displaystyle \left(b^{(1)}_{1} - t_{1} + w^{(1)}_{1,1} x_{1}\right)^{2}$"
    assert "characters" in net_loss(NetChain([9, Tanh, 9], input=9))._repr_latex_()
    assert "nodes" in net_loss(NetChain([99, Tanh, 99, Tanh, 9], input=9))._repr_latex_()
    assert len(small) < LATEX_LIMIT


def test_the_text_does_not_depend_on_the_order_of_hashes() -> None:
    program = (
        "from wlbridge import *; l = net_loss(NetChain([3, ElementwiseLayer('Mish'), 2, SoftmaxLayer()], input=2));"
        "print(l.to_wl_text(), l.to_wl_text('shared'), l.to_wl_text('array'), l.expression)"
    )
    outputs = set()
    for seed in ("0", "1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
            timeout=60,
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"-(")
