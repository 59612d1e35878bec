"""Logarithms of softmax and sigmoid in losses: where they are joined, and at logits of any size."""

import numpy as np
import pytest
from sympy import exp, log

from wlbridge import (
    CrossEntropyLossLayer,
    ElementwiseLayer,
    FlattenLayer,
    LogisticSigmoid,
    NetChain,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SoftmaxLayer,
    Span,
    TransposeLayer,
    net_loss,
)
from wlbridge.layers import Layer
from wlbridge.losses.logarithms import MACHINE_EPSILON as CLAMP
from wlbridge.program import Program
from wlbridge.rewrite import (
    rewrite,
)
from wlbridge.statements import (
    LogSoftmax,
    Map,
    Softmax,
)


def kinds(program: Program) -> list[type]:
    return [type(statement) for _, statement in program.statements]


@pytest.mark.parametrize("form", ["Index", "Probabilities"])
@pytest.mark.parametrize(("level", "shape"), [(-1, [3]), (-1, [2, 3]), (1, [2, 3])])
def test_softmax_with_cross_entropy_becomes_log_softmax(form: str, level: int, shape: list[int]) -> None:
    net = NetChain([SoftmaxLayer(level)], input=shape)
    program = net_loss(net, CrossEntropyLossLayer(form)).program
    assert LogSoftmax in kinds(program)
    assert Softmax not in kinds(program)


def test_the_kernel_reading_keeps_softmax_and_clamp() -> None:
    program = net_loss(NetChain([SoftmaxLayer()], input=3), CrossEntropyLossLayer("Index"), log="kernel").program
    assert LogSoftmax not in kinds(program)
    assert any(isinstance(s, Map) and s.formula.has(CLAMP) for _, s in program.statements)


def test_sigmoid_with_binary_cross_entropy_has_no_sigmoid_left() -> None:
    loss = net_loss(NetChain([LogisticSigmoid], input="Real"))
    x, t = loss.symbols["x"].item(), loss.symbols["t"].item()
    assert loss.expression == t * log(1 + exp(-x)) + (1 - t) * log(1 + exp(x))


def test_a_sigmoid_that_is_used_otherwise_stays() -> None:
    net = NetChain([LogisticSigmoid], input="Real")
    loss = net_loss(net, lambda y, t: y * log(y) + t)
    assert loss.expression.has(LogisticSigmoid)


def test_a_softmax_that_is_used_otherwise_stays_beside_the_log_softmax() -> None:
    net = NetChain([SoftmaxLayer(), ElementwiseLayer(lambda p: p * log(p))], input=3)
    assert Softmax in kinds(net.formula().program)


def test_rewriting_twice_changes_nothing() -> None:
    for net in (NetChain([3, SoftmaxLayer()], input=2), NetChain([1, LogisticSigmoid], input=2)):
        program = net_loss(net).program
        assert rewrite(program) == program


MOVES = [
    (FlattenLayer(), [1, 2]),
    (TransposeLayer(), [2, 2]),
    (PartLayer([Span(1, 1)]), [2, 2]),
    (ReshapeLayer([1, 2]), [2]),
    (ReplicateLayer(2), [2]),
]


@pytest.mark.parametrize(("layer", "shape"), MOVES, ids=str)
def test_layers_that_only_move_elements_may_stand_between(layer: Layer, shape: list[int]) -> None:
    """A loss of 20,000, which the logarithm of a probability of 0 would make infinite."""
    logits = np.broadcast_to([10_000.0, -10_000.0], shape)
    softmax = NetChain([SoftmaxLayer(), layer, FlattenLayer(), PartLayer(Span(1, 2))], input=shape)
    loss = net_loss(softmax, CrossEntropyLossLayer("Probabilities"))
    wrong = 2 if not isinstance(layer, TransposeLayer) else 0
    value = loss.evaluate(logits, [0.0, 1.0])
    assert value == pytest.approx(20_000.0 if wrong else 0.0, rel=1e-15)
    sigmoid = NetChain([LogisticSigmoid, layer], input=shape)
    output = np.shape(sigmoid.formula().evaluate(logits))
    binary = net_loss(sigmoid, CrossEntropyLossLayer("Binary"))
    assert binary.evaluate(logits, np.full(output, 0.5)) == pytest.approx(5_000.0, rel=1e-15)


def test_the_smallest_losses_keep_their_digits() -> None:
    """log(1 + 2 exp(-40)), which is 8.5e-18; a loss of nothing is 0, not -0."""
    loss = net_loss(NetChain([SoftmaxLayer()], input=3), CrossEntropyLossLayer("Index"))
    assert loss.evaluate([40.0, 0.0, 0.0], 1) == pytest.approx(np.log1p(2 * np.exp(-40.0)), rel=1e-15)
    assert str(loss.evaluate([1000.0, 0.0, 0.0], 1)) == "0.0"


@pytest.mark.parametrize("gap", [0.0, 1.0, 40.0, 745.0, 10_000.0])
def test_values_at_large_logits(gap: float) -> None:
    """The loss of the wrong class is the gap, plus the logarithm of 1 + exp(-gap)."""
    softmax = net_loss(NetChain([SoftmaxLayer()], input=2), CrossEntropyLossLayer("Index"))
    binary = net_loss(NetChain([LogisticSigmoid], input="Real"))
    expected = gap + np.log1p(np.exp(-gap))
    assert softmax.evaluate([0.0, gap], 1) == pytest.approx(expected, rel=1e-15)
    assert binary.evaluate(gap, 0.0) == pytest.approx(expected, rel=1e-15)
    assert binary.evaluate(-gap, 0.0) == pytest.approx(np.log1p(np.exp(-gap)), rel=1e-15)
