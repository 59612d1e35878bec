"""The same program on the arrays of other libraries: the values that NumPy gives, which other tests prove."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from adapter import loss_from_case
from oracle import random_case

from wlbridge import (
    AggregationLayer,
    BatchNormalizationLayer,
    ConstantPlusLayer,
    CrossEntropyLossLayer,
    DropoutLayer,
    ElementwiseLayer,
    LinearLayer,
    LogisticSigmoid,
    NetChain,
    NormalizationLayer,
    PaddingLayer,
    PartLayer,
    ReplicateLayer,
    SoftmaxLayer,
    Span,
    Tanh,
    net_loss,
)
from wlbridge.errors import DataError, UnsupportedFunctionError
from wlbridge.functions import TABLE
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.loss import Loss

jax.config.update("jax_enable_x64", True)

MODULES = {"torch": "torch", "jax": "jax.numpy", "dask": "dask.array", "array_api_strict": "array_api_strict"}


def as_arrays(library: str, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    return {name: importlib.import_module(MODULES[library]).asarray(array) for name, array in arrays.items()}


def arrays_for(loss: Loss, examples: int | None, seed: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    made = {}
    for name, p in loss.program.placeholders.items():
        shape = [int(size) for size in p.shape]
        if examples is not None and p.role in {"input", "target"}:
            shape.insert(0, examples)
        made[name] = rng.integers(1, p.classes.count + 1, shape) if p.classes else rng.uniform(0.1, 0.9, shape)
    return made


def check(library: str, loss: Loss, arrays: dict[str, np.ndarray], through: Callable[..., Any] = lambda f: f) -> None:
    reals = [name for name, p in loss.program.placeholders.items() if p.classes is None]
    function = loss.gradient(reals).function()
    value, gradient = function(arrays)
    got, slopes = through(function)(as_arrays(library, arrays))
    assert float(got) == pytest.approx(float(value), rel=1e-13)
    assert float(loss.function()(arrays)) == pytest.approx(float(value), rel=1e-14)
    for name, slope in gradient.items():
        np.testing.assert_allclose(np.asarray(slopes[name]), slope, rtol=1e-11, atol=1e-14, err_msg=name)


NETS: dict[str, tuple[list[Any], Any, Any]] = {
    "softmax": ([4, Tanh, 3, SoftmaxLayer()], 3, CrossEntropyLossLayer("Index")),
    "probabilities": ([4, ElementwiseLayer("SELU"), 3, SoftmaxLayer()], 3, CrossEntropyLossLayer("Probabilities")),
    "binary": ([4, ElementwiseLayer("Swish"), 2, LogisticSigmoid], 3, CrossEntropyLossLayer("Binary")),
    "matrix": ([SoftmaxLayer(1), BatchNormalizationLayer(), Tanh], [3, 2], None),
    "normal": ([NormalizationLayer(), AggregationLayer("Max", 1), Tanh], [2, 3, 2], None),
    "part": ([PaddingLayer([(2, 1)], padding="Reflected"), PartLayer(Span(1, -1, 2)), Tanh], [3], None),
    "reverse": (
        [PaddingLayer([(2, 1)], padding=0.5), PartLayer(Span(-1, 1, -1)), ElementwiseLayer("GELU")],
        [3],
        None,
    ),
    "replicated": ([ReplicateLayer(2), ReplicateLayer(2), LogisticSigmoid], 1, CrossEntropyLossLayer("Binary")),
    "product": ([AggregationLayer("Times", 2), ElementwiseLayer("Mish")], [3, 4], None),
    "cases": ([ElementwiseLayer("HardSigmoid"), 2, ElementwiseLayer("ELU"), ElementwiseLayer("SoftSign")], 3, None),
}


WITH_SPECIAL_FUNCTIONS = {"binary", "reverse", "product", "replicated"}
"""Nets with LogisticSigmoid and Erf, which the standard, and so array_api_strict, does not have."""

PAIRS = [
    *((net, "torch") for net in NETS),
    *((net, "dask") for net in NETS),
    *((net, "array_api_strict") for net in NETS if net not in WITH_SPECIAL_FUNCTIONS),
    ("softmax", "jax"),  # the others inside jit: outside JAX compiles each operation apart, which takes seconds
]


@pytest.mark.parametrize("examples", [None, 1, 5], ids=str)
@pytest.mark.parametrize(("net", "library"), PAIRS)
def test_losses_and_gradients(net: str, library: str, examples: int | None) -> None:
    layers, shape, form = NETS[net]
    loss = net_loss(NetChain(layers, input=shape), form)
    check(library, loss, arrays_for(loss, examples))


@pytest.mark.parametrize("examples", [None, 5], ids=str)
@pytest.mark.parametrize("net", NETS)
def test_inside_jit(net: str, examples: int | None) -> None:
    layers, shape, form = NETS[net]
    loss = net_loss(NetChain(layers, input=shape), form)
    check("jax", loss, arrays_for(loss, examples), jax.jit)


def test_a_function_first_called_inside_jit_is_called_again() -> None:
    """What is kept from the first call, as positions and known weights, are no tracers of JAX."""
    known = LinearLayer(3, weights=np.ones((3, 3)), biases=np.zeros(3))
    loss = net_loss(NetChain([known, Tanh, PaddingLayer([(2, 1)], padding="Reflected")], input=3))
    function = loss.gradient().function()
    for examples in (4, 5):
        arrays = {n: a for n, a in arrays_for(loss, examples).items() if n in {"x", "t"}}
        value, gradient = jax.jit(function)(as_arrays("jax", arrays))
        assert float(value) == pytest.approx(float(loss.evaluate(arrays["x"], arrays["t"])), rel=1e-13)
        assert gradient["w1"].shape == (3, 3)


def test_a_function_follows_its_arrays_to_another_device() -> None:
    loss = net_loss(NetChain([LinearLayer(2, weights=np.ones((2, 3)), biases=np.zeros(2)), Tanh], input=3))
    function = loss.function()
    arrays = as_arrays("torch", {"x": np.ones((5, 3)), "t": np.ones((5, 2))})
    for device in ("cpu", "meta"):
        assert str(function({name: array.to(device) for name, array in arrays.items()}).device) == device


@pytest.mark.parametrize("seed", range(60))
def test_random_nets(seed: int) -> None:
    loss = loss_from_case(random_case(seed))
    known = {name: np.asarray(array) for name, array in loss.known.items()}
    case = random_case(seed)
    arrays = {**known, "x": np.asarray(case.x, float), "t": np.asarray(case.t)}
    if loss.program.placeholders["t"].classes is None:
        arrays["t"] = arrays["t"].astype(float)
    check("torch", loss, arrays)


@pytest.mark.parametrize("name", NAMED_FUNCTIONS)
def test_named_functions(name: str) -> None:
    loss = net_loss(NetChain([3, ElementwiseLayer(name)], input=2))
    check("torch", loss, arrays_for(loss, 4))


@pytest.mark.parametrize("library", ["torch", "jax"])
@pytest.mark.parametrize("row", [row for row in TABLE if row.arguments == 1], ids=lambda row: str(row.function))
def test_functions_of_the_table(row: Any, library: str) -> None:
    loss = net_loss(NetChain([ElementwiseLayer(row.function)], input=3), lambda y, t: y)
    inside = np.array([1.1, 1.25, 1.9]) if row.head in {"ArcCosh", "ArcCoth", "ArcSec", "ArcCsc"} else None
    x = inside if inside is not None else np.array([0.2, 0.45, 0.9])
    arrays = {"x": x, "t": np.zeros(3)}
    value = loss.function()(arrays)
    got = loss.function()(as_arrays(library, arrays))
    assert float(got) == pytest.approx(float(value), rel=1e-13)


def test_precision_is_that_of_the_arrays() -> None:
    loss = net_loss(NetChain([3, ElementwiseLayer("ELU"), 2, SoftmaxLayer()], input=2))
    single = {n: a.astype("f4") if a.dtype.kind == "f" else a for n, a in arrays_for(loss, 7).items()}
    for library in ("torch", "jax"):
        value, gradient = loss.gradient().function()(as_arrays(library, single))
        assert {str(a.dtype).removeprefix("torch.") for a in (value, *gradient.values())} == {"float32"}
    value, gradient = loss.gradient().function()(single)
    assert {str(a.dtype) for a in (value, *gradient.values())} == {"float32"}


def test_known_arrays_may_be_left_out() -> None:
    loss = loss_from_case(random_case(1))
    case = random_case(1)
    data = {"x": np.asarray(case.x, float), "t": np.asarray(case.t)}
    assert float(loss.function()(as_arrays("torch", data))) == pytest.approx(float(loss.evaluate(case.x, case.t)))


def test_arrays_are_left_as_they_are_and_results_are_own() -> None:
    loss = net_loss(NetChain([3, Tanh, 2, SoftmaxLayer()], input=2), CrossEntropyLossLayer("Probabilities"))
    arrays = arrays_for(loss, 700)
    before = {name: array.copy() for name, array in arrays.items()}
    _, gradient = loss.gradient(["x", "t", "w1", "b1"]).function()(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, before[name])
    results = [*gradient.values()]
    assert all(result.flags.writeable for result in results)
    assert not any(np.shares_memory(a, b) for a in results for b in [*arrays.values(), *results] if a is not b)


@pytest.mark.parametrize("examples", [None, 5], ids=str)
def test_results_that_are_equal_share_no_memory(examples: int | None) -> None:
    """The gradients by two shifts and by the input are one array of the program; so are those by y and t of y + t."""
    shifts = net_loss(NetChain([ConstantPlusLayer(), ConstantPlusLayer()], input=3))
    total = net_loss(NetChain([DropoutLayer()], input=3), lambda y, t: (y + t) ** 2)
    for loss in (shifts, total):
        names = [*loss.program.placeholders]
        _, gradient = loss.gradient(names).function()(arrays_for(loss, examples))
        assert not any(np.shares_memory(a, b) for a in gradient.values() for b in gradient.values() if a is not b)
        assert len({id(result) for result in gradient.values()}) == len(names)


@pytest.mark.parametrize("examples", [5_000, 5_001])
def test_a_large_batch_is_the_mean_of_its_parts(examples: int) -> None:
    """Large batches go in blocks: with the same examples again and again the mean does not change."""
    loss = net_loss(NetChain([300, Tanh, 3, SoftmaxLayer()], input=4), CrossEntropyLossLayer("Probabilities"))
    few = arrays_for(loss, 7)
    rows = np.arange(examples) % 7
    many = {name: array[rows] if name in "xt" else array for name, array in few.items()}
    counts = np.bincount(rows) / examples
    each = loss.evaluate(few["x"], few["t"], {n: a for n, a in few.items() if n not in "xt"}, reduction="none")
    value, gradient = loss.gradient(["x", "w1", "b3"]).function()(many)
    assert float(value) == pytest.approx(float(counts @ each), rel=1e-13)
    parameters = {n: a for n, a in few.items() if n not in "xt"}
    single = loss.gradient(["w1", "b3"]).evaluate(few["x"], few["t"], parameters, reduction="none")
    for name, slopes in single.items():
        np.testing.assert_allclose(gradient[name], np.tensordot(counts, slopes, 1), rtol=1e-11, atol=1e-15)
    assert gradient["x"].shape == (examples, 4)
    np.testing.assert_allclose(gradient["x"][7:14], gradient["x"][:7], rtol=1e-12, atol=1e-18)


def test_a_function_takes_its_data_when_called() -> None:
    """As ``evaluate``, which takes no input that stands in the formula as numbers."""
    loss = net_loss(NetChain([1], input=2))
    for data in ({"x": [1.0, 2.0]}, {"t": [1.0]}):
        fixed = loss.with_values(data)
        for function in (fixed.function, fixed.gradient().function):
            with pytest.raises(DataError, match="stands in the formula as numbers already"):
                function()


def test_a_function_that_a_library_lacks_is_named() -> None:
    layers, shape, form = NETS["binary"]
    loss = net_loss(NetChain(layers, input=shape), form)
    with pytest.raises(UnsupportedFunctionError, match="array_api_strict has no function 'expit'"):
        loss.function()(as_arrays("array_api_strict", arrays_for(loss, None)))


REFUSED = [
    ({"x": [[1.0, 2.0]]}, "list is no array"),
    (
        {"x": np.array([[1, 2]]), "w1": np.ones((1, 2), int), "b1": np.ones(1, int), "t": np.ones((1, 1), int)},
        "int64",
    ),
    ({"w1": [[1.0, 2.0]]}, "list is no array"),
    ({"x": np.ones((0, 2)), "t": np.ones((0, 1))}, "the batch is empty"),
    ({"x": np.ones((1, 1, 2))}, "the input 'x' has 3 levels, and that of one example 1"),
    ({"b1": np.ones(1, "f4")}, "float32, float64. Give arrays of reals, all of one precision"),
    ({"w1": None}, "'w1' has no values"),
    ({"w1": np.ones((1, 3))}, r"'w1' has dimensions \{1, 3\}. It has the dimensions \{1, 2\}"),
    ({"t": np.ones(1)}, r"'t' has dimensions \{1\}. It has the dimensions \{1\} for each example of a batch"),
    ({"x": None}, "'x' has no values"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_refused(changes: dict[str, Any], words: str) -> None:
    loss = net_loss(NetChain([1], input=2))
    arrays = {**arrays_for(loss, 1), **changes}
    with pytest.raises(DataError, match=words):
        loss.function()({name: array for name, array in arrays.items() if array is not None})
