"""The losses of Keras agree with Keras itself, in values and gradients, and with woxi."""

from typing import Any

import numpy as np
import pytest
from keras_cases import CASES, CLOSE, Case, agree, case_of, in_double, keras, positive, shown, torch
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output

from wlbridge import LinearLayer, NetChain, Tanh, net_loss
from wlbridge.engines import WoxiEngine

BATCHES = {"classes": (5, 4), "steps": (3, 2, 4)}
REDUCTIONS = ("sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none", None)
FOR_REDUCTIONS = [
    case_of("categorical_crossentropy", from_logits=True),
    case_of("sparse_categorical_crossentropy", ignore_class=1),
    case_of("mean_squared_error"),
]
IN_NETS = [
    case_of("categorical_crossentropy"),
    case_of("sparse_categorical_crossentropy", from_logits=True),
    case_of("binary_crossentropy"),
    case_of("huber"),
]


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES, ids=shown)
def test_values_and_gradients(case: Case, batch: str) -> None:
    x, t = case.data(BATCHES[batch])
    agree(case, x, t)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("case", FOR_REDUCTIONS, ids=shown)
@pytest.mark.parametrize("batch", BATCHES)
def test_reductions_weights_and_masks(case: Case, batch: str, reduction: Any) -> None:
    """The losses of Keras share what is done with their values; one ignores a class beside."""
    shape = BATCHES[batch]
    x, t = case.data(shape)
    of_examples = np.resize([0.5, 0.0, 2.0, 1.25, 1.0], shape[0])
    of_values = np.resize([0.5, 0.0, 2.0, 1.25, 1.0], shape[:-1])
    some, none = np.resize([1, 0, 1, 1], shape[:-1]), np.zeros(shape[:-1])
    for weights in (None, of_examples, of_values, none, -of_values):
        for mask in (None, some, none):
            agree(case, x, t, reduction, weights=weights, mask=mask)


def test_weights_that_cancel() -> None:
    """Keras gives 0 for what is divided by 0, here 1 - 4 by 1 - 1."""
    x, t = np.array([[1.0], [2.0]]), np.zeros((2, 1))
    agree(case_of("mean_squared_error"), x, t, "mean_with_sample_weight", weights=np.array([1.0, -1.0]))


@pytest.mark.parametrize("case", IN_NETS, ids=shown)
def test_gradients_by_the_arrays_of_a_net(case: Case) -> None:
    """A layer, Tanh, and what makes the output positive where that is needed."""
    random = np.random.default_rng(3)
    inputs, weights, biases = (random.normal(size=shape) for shape in [(5, 3), (4, 3), (4,)])
    squared = case.x is positive
    net = NetChain([LinearLayer(4), Tanh, *([lambda u: 0.5 + u**2 / 3] if squared else [])], input=3)
    _, target = case.data((5, 4))
    w, b = (torch.tensor(array, requires_grad=True) for array in (weights, biases))
    output = torch.tanh(torch.tensor(inputs) @ w.T + b)
    output = 0.5 + output**2 / 3 if squared else output
    with in_double():
        theirs = getattr(keras.losses, case.theirs)(**case.options, dtype="float64")(torch.tensor(target), output)
        theirs.backward()
    loss = net_loss(net, case.ours())
    parameters = {"w1": weights, "b1": biases}
    assert loss.evaluate(inputs, target, parameters) == pytest.approx(theirs.item(), rel=1e-12)
    slopes = loss.gradient().evaluate(inputs, target, parameters)
    np.testing.assert_allclose(slopes["w1"], w.grad.numpy(), **CLOSE)
    np.testing.assert_allclose(slopes["b1"], b.grad.numpy(), **CLOSE)


@pytest.mark.parametrize("case", {case.loss + str(case.options): case for case in CASES}.values(), ids=shown)
def test_woxi_computes_the_same(woxi: WoxiEngine, case: Case) -> None:
    """With weights and a mask, of one example of two steps."""
    x, t = case.data((1, 2, 4))
    loss = loss_of_output(case.ours(sample_weight="element", mask=True), x)
    targets = {"t": t[0], "sw": [0.5, 2.0], "mask": [1, 1]}
    value, slopes = in_woxi(woxi, loss, {"x": x[0], **targets})
    assert value == pytest.approx(loss.evaluate(x[0], targets), rel=WITH_WOXI)
    np.testing.assert_allclose(slopes, loss.gradient("x").evaluate(x[0], targets)["x"], rtol=WITH_WOXI, atol=1e-14)
