"""Laws of the losses of Keras, the form of their gradients, and what their options may be."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from losses_of_outputs import loss_of_output

from wlbridge import NetChain, SoftmaxLayer, net_loss
from wlbridge.errors import DataError, NetError, ShapeError
from wlbridge.losses import LossLayer
from wlbridge.losses import keras as ours

LOSSES = [
    ours.categorical_crossentropy(),
    ours.categorical_crossentropy(from_logits=True),
    ours.sparse_categorical_crossentropy(),
    ours.sparse_categorical_crossentropy(from_logits=True, ignore_class=-1),
    ours.binary_crossentropy(),
    ours.mean_squared_error(),
    ours.kl_divergence(),
    ours.cosine_similarity(),
    ours.hinge(labels=(-1, 1)),
    ours.categorical_hinge(),
]
logits = arrays(float, (2, 3), elements=st.floats(-10, 10))


@settings(max_examples=25, deadline=None)
@given(logits, arrays(int, 2, elements=st.integers(0, 2)))
def test_three_ways_to_one_cross_entropy(z: Any, t: Any) -> None:
    """Of a class or a one-hot vector, of logits or of probabilities that are not so small that they are clipped."""
    after_softmax = NetChain([SoftmaxLayer()], input=3)
    expected = loss_of_output(ours.sparse_categorical_crossentropy(from_logits=True), z).evaluate(z, t)
    of_vectors = loss_of_output(ours.categorical_crossentropy(from_logits=True), z)
    assert of_vectors.evaluate(z, np.eye(3)[t]) == pytest.approx(expected, rel=1e-14, abs=1e-15)
    if np.ptp(z) < 15:
        of_shares = net_loss(after_softmax, ours.sparse_categorical_crossentropy())
        assert of_shares.evaluate(z, t) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@settings(max_examples=25, deadline=None)
@given(logits, arrays(float, 2, elements=st.floats(-10, 10)))
def test_what_is_masked_does_not_matter(x: Any, other: Any) -> None:
    loss = loss_of_output(ours.mean_squared_error(mask=True), np.zeros((1, 2, 2)))
    padded, changed = np.array([[x[0, :2], x[1, :2]]]), np.array([[x[0, :2], other]])
    targets = {"t": np.zeros((1, 2, 2)), "mask": [[1, 0]]}
    assert loss.evaluate(padded, targets) == loss.evaluate(changed, targets)
    assert loss.evaluate(padded, targets) == pytest.approx(np.mean(x[0, :2] ** 2), rel=1e-14, abs=1e-300)
    assert loss.gradient("x").evaluate(padded, targets)["x"][0, 1].tolist() == [0, 0]


def test_softmax_minus_target() -> None:
    """The gradient of the cross entropies by the logits, in that form."""
    x = [[0.0, 0.0]]
    of_shares = loss_of_output(ours.categorical_crossentropy(from_logits=True), x).gradient("x").expressions["x"]
    assert str(of_shares[0]) == "-t_1 + (t_1 + t_2)*exp(x_1)/(exp(x_1) + exp(x_2))"
    of_class = (
        loss_of_output(ours.sparse_categorical_crossentropy(from_logits=True), x).gradient("x").expressions["x"]
    )
    assert str(of_class[0]) == "-KroneckerDelta(0, t) + exp(x_1)/(exp(x_1) + exp(x_2))"
    of_one = loss_of_output(ours.binary_crossentropy(from_logits=True), [[0.0]]).gradient("x").expressions["x"]
    assert str(of_one) == "[-t_1 + LogisticSigmoid(x_1)]"


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (ours.huber, "huber()"),
        (lambda: ours.huber(0.5), "huber(delta=0.5)"),
        (lambda: ours.categorical_crossentropy(True, reduction=None), "categorical_crossentropy(from_logits=True, r"),
        (lambda: ours.hinge(labels=(0, 1), mask=True), "hinge(labels=(0, 1), mask=True)"),
    ],
)
def test_shown_as_called(loss: Any, expected: str) -> None:
    assert repr(loss()).startswith(expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ours.huber(epsilon=1), "huber got an unexpected keyword argument 'epsilon'"),
        (ours.hinge, "hinge is missing a required argument: 'labels'"),
        (lambda: ours.hinge(labels=(1, 2)), "hinge: labels cannot be"),
        (lambda: ours.huber(-1.0), "huber: delta cannot be -1.0"),
        (lambda: ours.categorical_crossentropy(axis=1), "axis cannot be 1. The classes are on the last level"),
        (lambda: ours.categorical_crossentropy(label_smoothing=1.5), "label_smoothing cannot be 1.5"),
        (lambda: ours.categorical_crossentropy(from_logits=1), "from_logits cannot be 1"),
        (lambda: ours.sparse_categorical_crossentropy(ignore_class=0.5), "ignore_class cannot be 0.5"),
        (lambda: ours.poisson(reduction="average"), "poisson: there is no reduction 'average'"),
        (lambda: ours.poisson(sample_weight=True), "there is no sample_weight True"),
        (lambda: ours.poisson(mask="yes"), "mask cannot be 'yes'"),
    ],
)
def test_wrong_options(call: Any, words: str) -> None:
    with pytest.raises(NetError) as error:
        call()
    assert words in str(error.value)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_a_real_has_no_last_level(loss: LossLayer) -> None:
    """Of outputs that are reals Keras takes the mean over the batch, and then reduces one number."""
    with pytest.raises(ShapeError, match="real"):
        loss_of_output(loss, [0.5])


def test_what_is_not_reduced_is_one_for_each_example() -> None:
    loss = loss_of_output(ours.mean_squared_error(reduction=None), [[0.0]])
    assert loss.evaluate([[1.0], [2.0]], [[0.0], [0.0]]).tolist() == [1.0, 4.0]
    assert loss.evaluate([2.0], [0.0]) == 4.0
    with pytest.raises(DataError, match="a loss of each example has no gradient"):
        loss.gradient("x")


def test_what_is_not_reduced_is_in_a_sum_what_nettrain_makes_of_it() -> None:
    """An array is summed for each example, and the mean is taken over these.

    https://reference.wolfram.com/language/ref/NetTrain.html
    """
    loss = loss_of_output(2 * ours.mean_squared_error(reduction=None), [[0.0]])
    assert loss.evaluate([[1.0], [2.0]], [[0.0], [0.0]]) == 5.0
    steps = loss_of_output(2 * ours.mean_squared_error(reduction=None), [[[0.0], [0.0]]])
    assert steps.evaluate([[[1.0], [2.0]]], [[[0.0], [0.0]]]) == 10.0


def test_the_logarithm_is_that_of_the_library() -> None:
    with pytest.raises(NetError, match="has a logarithm of its own"):
        net_loss(NetChain([2], input=2), ours.categorical_crossentropy(), log="kernel")
