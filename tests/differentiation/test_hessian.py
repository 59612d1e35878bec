"""Second derivatives: against sympy's own, differences of the gradient, and each other."""

from typing import Any

import numpy as np
import pytest
import sympy
from adapter import loss_from_case
from oracle import random_case

from wlbridge import (
    ElementwiseLayer,
    LinearLayer,
    LogisticSigmoid,
    NetChain,
    ParametricRampLayer,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.engines import WoxiEngine
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.loss import Loss

SMOOTH = ["Swish", "Mish", "GELU", "SoftPlus", "Sigmoid"]


def arrays_for(loss: Loss, seed: int, examples: int | None = None) -> tuple[Any, Any, dict[str, Any]]:
    """Input, target and parameters at random."""
    rng = np.random.default_rng(seed)
    made = {}
    for name, array in loss.program.placeholders.items():
        shape = [int(size) for size in array.shape]
        if examples is not None and array.role != "parameter":
            shape = [examples, *shape]
        made[name] = (
            rng.integers(1, array.classes.count + 1, shape) if array.classes else rng.uniform(0.1, 0.9, shape)
        )
    return made.pop("x"), made.pop("t"), made


@pytest.mark.parametrize("last", [[1, LogisticSigmoid], [2, SoftmaxLayer()], [1]], ids=["binary", "index", "squared"])
def test_expressions_are_those_of_sympy(last: list[Any]) -> None:
    loss = net_loss(NetChain([2, Tanh, *last], input=1))
    x, t, parameters = arrays_for(loss, 1)
    numbers = {
        s: v
        for n, a in {**parameters, "x": x, "t": t}.items()
        for s, v in zip(loss.symbols[n].flat, np.ravel(a), strict=True)
    }
    blocks = loss.hessian().expressions
    for (a, b), block in blocks.items():
        entries = iter(sympy.flatten(block.tolist()))
        for first in loss.symbols[a].flat:
            for second in loss.symbols[b].flat:
                theirs = sympy.diff(loss.expression, first, second).subs(numbers)
                assert float(next(entries).subs(numbers)) == pytest.approx(float(theirs), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("examples", [None, 4])
def test_numbers_are_differences_of_the_gradient(activation: str, examples: int | None) -> None:
    loss = net_loss(NetChain([3, ElementwiseLayer(activation), LinearLayer([2, 2]), SoftmaxLayer()], input=2))
    x, t, parameters = arrays_for(loss, 2, examples)
    blocks = loss.hessian().evaluate(x, t, parameters)
    gradient = loss.gradient()
    h = 1e-5
    for a, values in parameters.items():
        for index in np.ndindex(*values.shape):
            moved = [
                {
                    **parameters,
                    a: values
                    + step * np.eye(1, values.size, np.ravel_multi_index(index, values.shape)).reshape(values.shape),
                }
                for step in (h, -h)
            ]
            up, down = (gradient.evaluate(x, t, change) for change in moved)
            for b in parameters:
                np.testing.assert_allclose(blocks[a, b][index], (up[b] - down[b]) / (2 * h), rtol=1e-5, atol=1e-8)


def test_the_matrix_is_symmetric_and_times_multiplies_by_it() -> None:
    loss = net_loss(NetChain([3, Tanh, 3, SoftmaxLayer()], input=2))
    x, t, parameters = arrays_for(loss, 3, 5)
    hessian = loss.hessian()
    matrix = hessian.matrix(x, t, parameters)
    assert matrix.shape == (21, 21)
    np.testing.assert_allclose(matrix, matrix.T, rtol=1e-12, atol=1e-15)
    rng = np.random.default_rng(4)
    direction = {name: rng.normal(size=value.shape) for name, value in parameters.items()}
    flat = np.concatenate([direction[name].ravel() for name in hessian.wrt])
    product = hessian.times(direction, x, t, parameters)
    np.testing.assert_allclose(
        np.concatenate([product[n].ravel() for n in hessian.wrt]), matrix @ flat, rtol=1e-11, atol=1e-14
    )


@pytest.mark.parametrize("seed", range(0, 200, 7))
def test_random_nets_are_symmetric(seed: int) -> None:
    case = random_case(seed)
    loss = loss_from_case(case)
    matrix = loss.hessian([*loss.known, "x"]).matrix(case.x, case.t)
    np.testing.assert_allclose(matrix, matrix.T, rtol=1e-8, atol=1e-10 * max(1.0, float(np.abs(matrix).max())))


def test_with_respect_to_the_input_and_the_weights_at_once() -> None:
    loss = net_loss(NetChain([LinearLayer(1, biases=None)], input=1))
    (x,), ((w,),), (t,) = (loss.symbols[name] for name in ("x", "w1", "t"))
    blocks = loss.hessian(["x", "w1"]).expressions
    assert sympy.expand(blocks["x", "w1"].tolist()[0][0][0] - (4 * w * x - 2 * t)) == 0
    assert blocks["x", "x"].tolist() == [[2 * w**2]]


def test_the_product_with_a_direction_in_the_wolfram_language() -> None:
    loss = net_loss(NetChain([2, Tanh, 1], input=1))
    x, t, parameters = arrays_for(loss, 5)
    hessian = loss.hessian(["w1"])
    expected = hessian.times({"w1": [[1.0], [2.0]]}, x, t, parameters)["w1"]
    function = hessian.with_values({**parameters, "x": x, "t": t}).to_wl("array")
    with WoxiEngine() as woxi:
        tree = type(function)(function, [[1.0], [2.0]])
        assert np.asarray(woxi.evaluate(tree)["w1"]) == pytest.approx(expected, rel=1e-12)


def test_blocks_of_single_numbers() -> None:
    net = NetChain([ParametricRampLayer([], slope=0.5)], input=2)
    block = net_loss(net).hessian().evaluate([-1.0, 2.0], [0.0, 0.0])["p1_Slope", "p1_Slope"]
    assert block == pytest.approx(1.0)  # of (slope^2 + 4)/2


def test_a_hessian_that_would_fill_the_memory_is_refused() -> None:
    hessian = net_loss(NetChain([128, Tanh, 10], input=784)).hessian()
    with pytest.raises(FormTooLargeError, match="101,770 rows"):
        _ = hessian.expressions


def test_only_the_product_is_written_in_the_wolfram_language() -> None:
    hessian = net_loss(NetChain([1], input=1)).hessian()
    assert hessian.to_wl_text("array").startswith("Function[{x, w1, b1, t, direction$w1, direction$b1}")
    with pytest.raises(DataError, match="expressions"):
        hessian.to_wl_text("shared")


@pytest.mark.parametrize("direction", [{"zz": 1}, {"w1": [[np.nan]]}, [1.0], "w1", {"w1": "text"}])
def test_what_is_no_direction_is_refused(direction: Any) -> None:
    hessian = net_loss(NetChain([1], input=1)).hessian()
    with pytest.raises(DataError, match="direction"):
        hessian.times(direction, [1.0], [0.0], {"w1": [[1]], "b1": [0]})


def test_a_direction_of_other_dimensions_is_refused() -> None:
    loss = net_loss(NetChain([1], input=2))
    with pytest.raises(DataError, match="direction of 'w1': the values have dimensions"):
        loss.hessian().times({"w1": [1.0]}, [1.0, 2.0], [0.0], {"w1": [[1, 2]], "b1": [0]})
