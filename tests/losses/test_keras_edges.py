"""The losses of Keras where something is clipped, cut or not there; mpmath decides where Keras is wrong."""

import mpmath
import numpy as np
import pytest
from keras_cases import CASES, Case, agree, case_of, shown
from losses_of_outputs import loss_of_output

from wlbridge import IndeterminateWarning
from wlbridge.losses import keras as ours

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
    case = case_of(loss)
    x = np.array(EDGES[loss])
    t = np.array(TARGETS.get(loss, np.eye(3)[: len(x)]))
    agree(case, x, t)


def test_a_step_that_does_not_count_and_has_no_probabilities() -> None:
    """Divided by their sum they have no value; Keras takes the step out only where its class is ignored."""
    case = case_of("sparse_categorical_crossentropy", ignore_class=-1)
    x, t = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([-1, 0])
    assert case.by_keras(x, t)[0] == pytest.approx(np.log(2))
    assert np.isnan(case_of("sparse_categorical_crossentropy").by_keras(x, np.abs(t), mask=[0, 1])[0])
    with pytest.warns(IndeterminateWarning):
        assert np.isnan(loss_of_output(case.ours(), x).evaluate(x, t))


def test_the_slope_at_the_end_of_a_clip() -> None:
    """At 1 the divergence has a kink: torch takes the slope inside, here the option ``kinks`` chooses."""
    case = case_of("kl_divergence")
    x, t = np.array([[1.0]]), np.array([[1.0]])
    _, slopes = case.by_keras(x, t)
    assert slopes == -1
    loss = loss_of_output(case.ours(), x)
    assert loss.gradient("x").evaluate(x, t)["x"] == 0
    assert loss.gradient("x", kinks="half").evaluate(x, t)["x"] == -0.5


@pytest.mark.parametrize("case", [case for case in CASES if case.options.get("from_logits")], ids=shown)
def test_saturated_logits(case: Case) -> None:
    x = np.array([[1000.0, -1000.0, 0.0, 999.0], [-1000.0, 1000.0, 30.0, -40.0]])
    agree(case, x, case.data(x.shape)[1])


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
    case = case_of("log_cosh")
    value, _ = case.by_keras([[-10.5]], [[0.0]])
    with mpmath.workdps(30):
        error = float(value - mpmath.log(mpmath.cosh(10.5)))
    assert 5e-10 < abs(error) < 2.1e-9


def test_cosine_similarity_of_zero() -> None:
    """The formula is linear there, ``-x . t/(1e-7 Norm[t])``; the gradient of Keras is NaN."""
    case = case_of("cosine_similarity")
    x, t = np.zeros((1, 2)), np.array([[3.0, 4.0]])
    value, slopes = case.by_keras(x, t)
    assert value == 0
    assert np.isnan(slopes).all()
    loss = loss_of_output(case.ours(), x)
    assert loss.evaluate(x, t) == 0
    np.testing.assert_allclose(loss.gradient("x").evaluate(x, t)["x"], [[-0.6e7, -0.8e7]], rtol=1e-15)
