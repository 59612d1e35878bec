"""The losses of Keras against Keras itself, on torch, in double; against mpmath where Keras is wrong."""

import importlib
import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

os.environ.setdefault("KERAS_BACKEND", "torch")  # before the import

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from losses_of_outputs import WITH_WOXI, in_woxi, loss_of_output

from wlbridge import IndeterminateWarning, LinearLayer, NetChain, SoftmaxLayer, Tanh, net_loss
from wlbridge.engines import WoxiEngine
from wlbridge.errors import DataError, NetError, ShapeError
from wlbridge.losses import LossLayer
from wlbridge.losses import keras as ours

keras = pytest.importorskip("keras", minversion="3.15")
torch = pytest.importorskip("torch")

RANDOM = np.random.default_rng(5)
BATCHES = {"classes": (5, 4), "steps": (3, 2, 4)}
REDUCTIONS = ("sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none", None)
CLOSE = {"rtol": 1e-12, "atol": 1e-13}

Data = Callable[[tuple[int, ...]], Any]


def numbers(shape: tuple[int, ...]) -> Any:
    return RANDOM.normal(scale=2, size=shape)


def positive(shape: tuple[int, ...]) -> Any:
    """Scores that are not yet divided by their sum."""
    return RANDOM.uniform(0.05, 0.95, size=shape)


def shares(shape: tuple[int, ...]) -> Any:
    return RANDOM.dirichlet(np.ones(shape[-1]), size=shape[:-1])


def classes(shape: tuple[int, ...]) -> Any:
    return np.resize(RANDOM.permutation(shape[-1]), shape[:-1])


def classes_or_none(shape: tuple[int, ...]) -> Any:
    return np.resize(RANDOM.permutation([-1, *range(shape[-1])]), shape[:-1])


def one_hot(shape: tuple[int, ...]) -> Any:
    return np.eye(shape[-1])[classes(shape)]


def binary(shape: tuple[int, ...]) -> Any:
    return np.resize([0.0, 1.0, 1.0], shape)


def signs(shape: tuple[int, ...]) -> Any:
    return 2 * binary(shape) - 1


class Case(NamedTuple):
    """A loss and its options here, the class and its options in Keras, and what outputs and targets are."""

    loss: str
    options: dict[str, Any]
    theirs: str
    x: Data
    t: Data
    own: dict[str, Any] = {}  # noqa: RUF012  # options that Keras does not have

    def ours(self, **reducing: Any) -> LossLayer:
        made: LossLayer = getattr(ours, self.loss)(**self.options, **self.own, **reducing)
        return made

    def by_keras(self, x: Any, t: Any, weights: Any = None, mask: Any = None, **reducing: Any) -> tuple[Any, Any]:
        """The value and the gradient of its sum, by torch."""
        loss = getattr(keras.losses, self.theirs)(**self.options, **reducing)
        output = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        if mask is not None:
            output._keras_mask = torch.tensor(np.asarray(mask, dtype=bool))
        target = torch.tensor(t) if self.loss.startswith("sparse") else torch.tensor(t, dtype=torch.float64)
        value = loss(target, output, sample_weight=weights)
        value.sum().backward()
        return value.detach().numpy(), output.grad.numpy()


CASES = [
    Case("categorical_crossentropy", {}, "CategoricalCrossentropy", positive, shares),
    Case("categorical_crossentropy", {"label_smoothing": 0.1}, "CategoricalCrossentropy", positive, one_hot),
    Case("categorical_crossentropy", {"from_logits": True}, "CategoricalCrossentropy", numbers, shares),
    Case(
        "categorical_crossentropy",
        {"from_logits": True, "label_smoothing": 0.25},
        "CategoricalCrossentropy",
        numbers,
        one_hot,
    ),
    Case("sparse_categorical_crossentropy", {}, "SparseCategoricalCrossentropy", positive, classes),
    Case("sparse_categorical_crossentropy", {"from_logits": True}, "SparseCategoricalCrossentropy", numbers, classes),
    Case(
        "sparse_categorical_crossentropy",
        {"ignore_class": -1},
        "SparseCategoricalCrossentropy",
        positive,
        classes_or_none,
    ),
    Case("sparse_categorical_crossentropy", {"ignore_class": 1}, "SparseCategoricalCrossentropy", positive, classes),
    Case(
        "sparse_categorical_crossentropy",
        {"ignore_class": 0, "from_logits": True},
        "SparseCategoricalCrossentropy",
        numbers,
        classes,
    ),
    Case("binary_crossentropy", {}, "BinaryCrossentropy", positive, positive),
    Case("binary_crossentropy", {"label_smoothing": 0.2}, "BinaryCrossentropy", positive, binary),
    Case("binary_crossentropy", {"from_logits": True}, "BinaryCrossentropy", numbers, positive),
    Case("binary_crossentropy", {"from_logits": True, "label_smoothing": 0.2}, "BinaryCrossentropy", numbers, binary),
    Case("kl_divergence", {}, "KLDivergence", positive, shares),
    Case("poisson", {}, "Poisson", positive, positive),
    Case("cosine_similarity", {}, "CosineSimilarity", numbers, numbers),
    Case("mean_squared_error", {}, "MeanSquaredError", numbers, numbers),
    Case("mean_absolute_error", {}, "MeanAbsoluteError", numbers, numbers),
    Case("mean_absolute_percentage_error", {}, "MeanAbsolutePercentageError", numbers, numbers),
    Case("mean_squared_logarithmic_error", {}, "MeanSquaredLogarithmicError", numbers, positive),
    Case("huber", {}, "Huber", numbers, numbers),
    Case("huber", {"delta": 0.5}, "Huber", numbers, numbers),
    Case("log_cosh", {}, "LogCosh", numbers, numbers),
    Case("hinge", {}, "Hinge", numbers, signs, {"labels": (-1, 1)}),
    Case("hinge", {}, "Hinge", numbers, binary, {"labels": (0, 1)}),
    Case("squared_hinge", {}, "SquaredHinge", numbers, signs, {"labels": (-1, 1)}),
    Case("squared_hinge", {}, "SquaredHinge", numbers, binary, {"labels": (0, 1)}),
    Case("categorical_hinge", {}, "CategoricalHinge", numbers, one_hot),
]


def shown(case: Case) -> str:
    return repr(case.ours())


@pytest.fixture(scope="module", autouse=True)
def in_double() -> Iterator[None]:
    """Keras rounds constants such as log(2) to its floats, and on torch some operations to float32 at all events.

    A table of its own says so, which on the back end TensorFlow has another entry.
    """
    table: dict[str, str] = importlib.import_module("keras.src.backend.common.dtypes").BIT64_TO_BIT32_DTYPE
    before = keras.config.floatx(), table["float64"]
    keras.config.set_floatx("float64")
    table["float64"] = "float64"
    yield
    keras.config.set_floatx(before[0])
    table["float64"] = before[1]


def agree(case: Case, x: Any, t: Any, reduction: Any = "mean", *, weights: Any = None, mask: Any = None) -> None:
    """Value and gradient are those of Keras."""
    of = None if weights is None else "element" if np.ndim(weights) == np.ndim(x) - 1 else "example"
    given = {name: array for name, array in {"t": t, "sw": weights, "mask": mask}.items() if array is not None}
    theirs = spread(weights, np.shape(x)[:-1], repeat=mask is not None or "ignore_class" in case.options)
    value, slopes = case.by_keras(x, t, theirs, mask, reduction=reduction)
    loss = loss_of_output(case.ours(sample_weight=of, mask=mask is not None, reduction=reduction), x)
    np.testing.assert_allclose(loss.evaluate(x, given), value, **CLOSE)
    if reduction not in ("none", None):
        np.testing.assert_allclose(loss.gradient("x").evaluate(x, given)["x"], slopes, **CLOSE)


def spread(weights: Any, shape: tuple[int, ...], repeat: bool) -> Any:
    """Weights of examples with more levels of one element; with a mask Keras on torch needs one for each value."""
    if weights is None:
        return None
    levels = np.reshape(weights, np.shape(weights) + (1,) * (len(shape) - np.ndim(weights)))
    return np.broadcast_to(levels, shape).copy() if repeat else levels


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES, ids=shown)
def test_values_and_gradients(case: Case, batch: str) -> None:
    x, t = case.x(BATCHES[batch]), case.t(BATCHES[batch])
    agree(case, x, t)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("case", [CASES[2], CASES[7], CASES[16]], ids=shown)
@pytest.mark.parametrize("batch", BATCHES)
def test_reductions_weights_and_masks(case: Case, batch: str, reduction: Any) -> None:
    """The losses of Keras share what is done with their values; one ignores a class beside."""
    shape = BATCHES[batch]
    x, t = case.x(shape), case.t(shape)
    of_examples = np.resize([0.5, 0.0, 2.0, 1.25, 1.0], shape[0])
    of_values = np.resize([0.5, 0.0, 2.0, 1.25, 1.0], shape[:-1])
    some, none = np.resize([1, 0, 1, 1], shape[:-1]), np.zeros(shape[:-1])
    for weights in (None, of_examples, of_values, none, -of_values):
        for mask in (None, some, none):
            agree(case, x, t, reduction, weights=weights, mask=mask)


def test_weights_that_cancel() -> None:
    """Keras gives 0 for what is divided by 0, here 1 - 4 by 1 - 1."""
    x, t = np.array([[1.0], [2.0]]), np.zeros((2, 1))
    agree(CASES[16], x, t, "mean_with_sample_weight", weights=np.array([1.0, -1.0]))


EDGES = {
    "categorical_crossentropy": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
    "sparse_categorical_crossentropy": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
    "binary_crossentropy": [[0.0, 1.0], [1.0, 0.0]],
    "kl_divergence": [[1.5, 0.0, 2.0], [0.0, 0.75, 0.5]],
    "poisson": [[0.0, 1.0, 0.5], [1e-9, 2.0, 0.0]],
    "mean_squared_logarithmic_error": [[0.0, -1.0, 0.5], [1e300, 2.0, 1e-9]],
    "mean_squared_error": [[1e150, 0.0, -3.0], [1.0, 2.0, 3.0]],
    "huber": [[1e200, 1.0, -1.0], [-1e300, 0.5, 3.0]],
}
TARGETS = {
    "sparse_categorical_crossentropy": [0, 0],
    "binary_crossentropy": [[1.0, 1.0], [1.0, 0.0]],
}


@pytest.mark.parametrize("loss", EDGES)
def test_at_the_edges(loss: str) -> None:
    """Probabilities 0 and 1, on both sides of what is clipped; numbers whose squares would overflow."""
    case = next(case for case in CASES if case.loss == loss)
    x = np.array(EDGES[loss])
    t = np.array(TARGETS.get(loss, np.eye(3)[: len(x)]))
    agree(case, x, t)


def test_a_step_that_does_not_count_and_has_no_probabilities() -> None:
    """Divided by their sum they have no value; Keras takes the step out only where its class is ignored."""
    case = next(case for case in CASES if case.options == {"ignore_class": -1})
    x, t = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([-1, 0])
    assert case.by_keras(x, t)[0] == pytest.approx(np.log(2))
    assert np.isnan(CASES[4].by_keras(x, np.abs(t), mask=[0, 1])[0])
    with pytest.warns(IndeterminateWarning):
        assert np.isnan(loss_of_output(case.ours(), x).evaluate(x, t))


def test_the_slope_at_the_end_of_a_clip() -> None:
    """At 1 the divergence has a kink: torch takes the slope inside, here the option ``kinks`` chooses."""
    case = next(case for case in CASES if case.loss == "kl_divergence")
    x, t = np.array([[1.0]]), np.array([[1.0]])
    _, slopes = case.by_keras(x, t)
    assert slopes == -1
    loss = loss_of_output(case.ours(), x)
    assert loss.gradient("x").evaluate(x, t)["x"] == 0
    assert loss.gradient("x", kinks="half").evaluate(x, t)["x"] == -0.5


@pytest.mark.parametrize("case", [case for case in CASES if case.options.get("from_logits")], ids=shown)
def test_saturated_logits(case: Case) -> None:
    x = np.array([[1000.0, -1000.0, 0.0, 999.0], [-1000.0, 1000.0, 30.0, -40.0]])
    agree(case, x, case.t(x.shape))


@pytest.mark.parametrize("logit", [-1000.0, -40.0, 0.0, 40.0, 1000.0])
@pytest.mark.parametrize("t", [0.0, 1.0])
def test_a_small_cross_entropy_keeps_its_digits(logit: float, t: float) -> None:
    loss = loss_of_output(ours.binary_crossentropy(from_logits=True), [[logit]])
    with mpmath.workdps(30):
        expected = mpmath.log1p(mpmath.exp(-logit if t else logit))
    assert loss.evaluate([logit], [t]) == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize("difference", [-1000.0, -10.5, -0.25, 0.0, 3.0, 1000.0])
def test_log_cosh_is_right_where_the_softplus_of_torch_is_cut(difference: float) -> None:
    x, t = np.array([[difference]]), np.array([[0.0]])
    loss = loss_of_output(ours.log_cosh(), x)
    with mpmath.workdps(30):
        expected, slope = mpmath.log(mpmath.cosh(difference)), mpmath.tanh(difference)
    assert loss.evaluate(x, t) == pytest.approx(float(expected), rel=1e-14, abs=1e-16)
    assert loss.gradient("x").evaluate(x, t)["x"][0, 0] == pytest.approx(float(slope), rel=1e-14)


def test_log_cosh_of_keras_is_wrong_below_minus_ten() -> None:
    """Its softplus is linear above a threshold.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
    """
    case = next(case for case in CASES if case.loss == "log_cosh")
    value, _ = case.by_keras([[-10.5]], [[0.0]])
    with mpmath.workdps(30):
        error = float(value - mpmath.log(mpmath.cosh(10.5)))
    assert 5e-10 < abs(error) < 2.1e-9


def test_cosine_similarity_of_zero() -> None:
    """The formula is linear there, ``-x . t/(1e-7 Norm[t])``; the gradient of Keras is NaN."""
    case = next(case for case in CASES if case.loss == "cosine_similarity")
    x, t = np.zeros((1, 2)), np.array([[3.0, 4.0]])
    value, slopes = case.by_keras(x, t)
    assert value == 0
    assert np.isnan(slopes).all()
    loss = loss_of_output(case.ours(), x)
    assert loss.evaluate(x, t) == 0
    np.testing.assert_allclose(loss.gradient("x").evaluate(x, t)["x"], [[-0.6e7, -0.8e7]], rtol=1e-15)


@pytest.mark.parametrize("case", [CASES[0], CASES[5], CASES[9], CASES[20]], ids=shown)
def test_gradients_by_the_arrays_of_a_net(case: Case) -> None:
    """A layer, Tanh, and what makes the output positive where that is needed."""
    inputs, weights, biases = (RANDOM.normal(size=shape) for shape in [(5, 3), (4, 3), (4,)])
    squared = case.x is positive
    net = NetChain([LinearLayer(4), Tanh, *([lambda u: 0.5 + u**2 / 3] if squared else [])], input=3)
    target = case.t((5, 4))
    w, b = (torch.tensor(array, requires_grad=True) for array in (weights, biases))
    output = torch.tanh(torch.tensor(inputs) @ w.T + b)
    output = 0.5 + output**2 / 3 if squared else output
    theirs = getattr(keras.losses, case.theirs)(**case.options)(torch.tensor(target), output)
    theirs.backward()
    loss = net_loss(net, case.ours())
    parameters = {"w1": weights, "b1": biases}
    assert loss.evaluate(inputs, target, parameters) == pytest.approx(theirs.item(), rel=1e-12)
    slopes = loss.gradient().evaluate(inputs, target, parameters)
    np.testing.assert_allclose(slopes["w1"], w.grad.numpy(), **CLOSE)
    np.testing.assert_allclose(slopes["b1"], b.grad.numpy(), **CLOSE)


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


@pytest.mark.parametrize("case", {case.loss + str(case.options): case for case in CASES}.values(), ids=shown)
def test_woxi_computes_the_same(woxi: WoxiEngine, case: Case) -> None:
    """With weights and a mask, of one example of two steps."""
    x, t = case.x((1, 2, 4)), case.t((1, 2, 4))
    loss = loss_of_output(case.ours(sample_weight="element", mask=True), x)
    targets = {"t": t[0], "sw": [0.5, 2.0], "mask": [1, 1]}
    value, slopes = in_woxi(woxi, loss, {"x": x[0], **targets})
    assert value == pytest.approx(loss.evaluate(x[0], targets), rel=WITH_WOXI)
    np.testing.assert_allclose(slopes, loss.gradient("x").evaluate(x[0], targets)["x"], rtol=WITH_WOXI, atol=1e-14)


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


@pytest.mark.parametrize("case", CASES, ids=shown)
def test_a_real_has_no_last_level(case: Case) -> None:
    """Of outputs that are reals Keras takes the mean over the batch, and then reduces one number."""
    with pytest.raises(ShapeError, match="real"):
        loss_of_output(case.ours(), [0.5])


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
