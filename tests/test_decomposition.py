"""Where a loss is taken apart, and that its two parts make it."""

from typing import Any

import numpy as np
import pytest
from adapter import loss_from_case
from oracle import random_case

from wlbridge import (
    CrossEntropyLossLayer,
    DropoutLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    LogisticSigmoid,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    ReplicateLayer,
    SoftmaxLayer,
    Tanh,
    TransposeLayer,
    net_loss,
)
from wlbridge.errors import NetError
from wlbridge.losses import At, L2Regularization, torch
from wlbridge.numeric.reading import numeric

INDEX, PROBABILITIES, BINARY = (CrossEntropyLossLayer(form) for form in ("Index", "Probabilities", "Binary"))
MATRIX = LinearLayer([2, 2])

CUTS: list[tuple[list[Any], Any, str, str]] = [
    ([2, SoftmaxLayer()], INDEX, "z1", "Softmax"),
    ([2, SoftmaxLayer()], PROBABILITIES, "z1", "Softmax"),
    ([2, SoftmaxLayer(), DropoutLayer()], INDEX, "z1", "Softmax"),
    ([2, [SoftmaxLayer()]], INDEX, "z1", "Softmax"),
    ([2, SoftmaxLayer(), FlattenLayer()], INDEX, "z1", "Softmax"),
    ([2, SoftmaxLayer(), ElementwiseLayer(lambda p: p)], INDEX, "z1", "Softmax"),
    ([SoftmaxLayer()], INDEX, "x", "Softmax"),
    ([MATRIX, SoftmaxLayer(1)], INDEX, "z1_2", "none"),
    ([MATRIX, SoftmaxLayer(), FlattenLayer()], INDEX, "z1_2", "none"),
    ([MATRIX, SoftmaxLayer(), TransposeLayer()], INDEX, "z1_2", "none"),
    ([2, SoftmaxLayer(), Tanh], INDEX, "h3", "none"),
    ([2], INDEX, "z1", "none"),
    ([2, LogisticSigmoid], BINARY, "z1", "LogisticSigmoid"),
    ([2, ElementwiseLayer("Sigmoid")], BINARY, "z1", "LogisticSigmoid"),
    ([2, LogisticSigmoid, ReplicateLayer(3)], BINARY, "y3", "LogisticSigmoid"),
    ([2, SoftmaxLayer()], BINARY, "p2", "none"),
    ([2, LogisticSigmoid], PROBABILITIES, "h2", "none"),
    ([2, LogisticSigmoid], MeanSquaredLossLayer(), "h2", "none"),
    ([2, SoftmaxLayer()], MeanAbsoluteLossLayer(), "p2", "none"),
    ([2, LogisticSigmoid], lambda y, t: (y - t) ** 4, "h2", "none"),
    ([DropoutLayer()], MeanSquaredLossLayer(), "x", "none"),
]


@pytest.mark.parametrize(("layers", "loss", "cut", "link"), CUTS)
def test_the_cut(layers: list[Any], loss: Any, cut: str, link: str) -> None:
    """At the logits for a softmax or sigmoid before a cross entropy that reads it, at the output else."""
    parts = net_loss(NetChain(layers, input=2), loss).parts
    assert (parts.cut, parts.link) == (cut, link)
    assert next(iter(parts.loss.placeholders)) == cut


def test_another_name_of_the_target_does_not_move_the_cut() -> None:
    parts = net_loss(NetChain([2, SoftmaxLayer()], input=2), At(INDEX, target="u")).parts
    assert (parts.cut, parts.link) == ("z1", "Softmax")


MORE_THAN_OUTPUT = {
    "another output": At(MeanSquaredLossLayer(), output="trunk"),
    "a head with arrays": At(MeanSquaredLossLayer(), head={"head": 2}),
    "the input as the target": At(MeanSquaredLossLayer(), target="x"),
    "arrays of the net": L2Regularization(),
}


@pytest.mark.parametrize("name", MORE_THAN_OUTPUT)
def test_a_loss_of_more_than_the_output_is_not_cut_in_two(name: str) -> None:
    """Its Gauss-Newton matrix would lack what does not go through the cut."""
    loss = net_loss(NetChain({"trunk": 2, "y": 2}, input=2), MORE_THAN_OUTPUT[name])
    with pytest.raises(NetError, match=r"more than the output.*Use \.hessian"):
        loss.gauss_newton()


def test_a_target_that_is_the_input_has_no_distribution() -> None:
    with pytest.raises(NetError, match=r"target is the input.*Use \.hessian"):
        net_loss(NetChain([2], input=2), At(MeanSquaredLossLayer(), target="x")).fisher()


CONSTANTS = {
    "BCEWithLogitsLoss": torch.BCEWithLogitsLoss(pos_weight=[1.0, 3.0]),
    "CrossEntropyLoss": torch.CrossEntropyLoss(weight=[1.0, 3.0], targets="probabilities"),
}


@pytest.mark.parametrize("name", CONSTANTS)
@pytest.mark.parametrize("examples", [(), (3,)])
def test_constants_of_the_loss_go_with_it(name: str, examples: tuple[int, ...]) -> None:
    """Of a linear net the Gauss-Newton matrix is the Hessian."""
    made = net_loss(NetChain([2], input=2), CONSTANTS[name])
    rng = np.random.default_rng(1)
    data = rng.normal(size=(*examples, 2)), rng.uniform(size=(*examples, 2))
    arrays = {"w1": rng.normal(size=(2, 2)), "b1": rng.normal(size=2)}
    hessian = made.hessian().matrix(*data, arrays)
    assert np.abs(hessian).max() > 0.01
    np.testing.assert_allclose(made.gauss_newton().matrix(*data, arrays), hessian, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("seed", range(0, 200, 5))
def test_the_loss_of_the_net_is_the_loss(seed: int) -> None:
    case = random_case(seed)
    loss = loss_from_case(case)
    data = {**loss.known, "x": np.asarray(case.x), "t": np.asarray(case.t)}
    at_cut = numeric(loss.parts.net)(data)
    got = numeric(loss.parts.loss)({loss.parts.cut: at_cut, "t": data["t"]})
    assert got == pytest.approx(loss.evaluate(case.x, case.t), rel=1e-12)
