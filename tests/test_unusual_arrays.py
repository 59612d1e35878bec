"""Data in any layout and type: the same numbers give the same results, and what is no number is refused by name."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from wlbridge import DropoutLayer, LinearLayer, MeanSquaredLossLayer, NetChain, SoftmaxLayer, Tanh, net_loss
from wlbridge.errors import DataError

PRECISIONS: dict[str, float] = {"Real64": 1e-15, "Real32": 3e-7}

NET = NetChain([LinearLayer(3), Tanh, LinearLayer(2), SoftmaxLayer()], input=2)
RNG = np.random.default_rng(5)
SHAPES = {"w1": (3, 2), "b1": (3,), "w3": (2, 3), "b3": (2,)}
PARAMETERS = {name: RNG.normal(size=shape) for name, shape in SHAPES.items()}
INPUTS, CLASSES = RNG.integers(-8, 9, size=(4, 2)) / 4, np.array([1, 2, 2, 1])  # exact in float16


def inside_a_record(array: Any) -> Any:
    """A view whose elements are 9 bytes apart: not even aligned."""
    record = np.zeros(array.shape, dtype=np.dtype([("flag", "i1"), ("value", array.dtype)]))
    record["value"] = array
    return record["value"]


LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "float16": lambda a: a.astype(np.float16),
    "float32": lambda a: a.astype(np.float32),
    "long double": lambda a: a.astype(np.longdouble),
    "byte-swapped": lambda a: a.astype(a.dtype.newbyteorder()),
    "Fortran order": np.asfortranarray,
    "negative strides": lambda a: np.ascontiguousarray(a[::-1])[::-1],
    "every second": lambda a: np.repeat(a, 2, axis=0)[::2],
    "transposed": lambda a: np.ascontiguousarray(a.T).T,
    "read-only": lambda a: np.lib.stride_tricks.as_strided(a, writeable=False),
    "part of a record": inside_a_record,
    "objects": lambda a: a.astype(object),
    "lists": lambda a: a.tolist(),
    "tuples": lambda a: tuple(tuple(row) if np.ndim(row) else row for row in a.tolist()),
    "list of arrays": list,
    "fractions": np.vectorize(Fraction, otypes=[object]),
    "masked, but nothing is": np.ma.masked_array,
    "memoryview": lambda a: memoryview(np.ascontiguousarray(a)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("precision", PRECISIONS)
def test_numbers_in_any_layout_give_the_same(layout: str, precision: Any) -> None:
    """For inputs, targets and weights at once: to the last bit, for they are the same numbers."""
    made = net_loss(NET)
    given, targets = LAYOUTS[layout](INPUTS), LAYOUTS[layout](CLASSES.astype(float))
    exact = {name: np.round(value * 8) / 8 for name, value in PARAMETERS.items()}
    parameters = {name: LAYOUTS[layout](value) for name, value in exact.items()}
    kept = {name: np.array(value, copy=True) for name, value in parameters.items()}
    setting: dict[str, Any] = {"working_precision": precision}
    assert made.evaluate(given, targets, parameters, **setting) == made.evaluate(INPUTS, CLASSES, exact, **setting)
    for reduction in ("mean", "none"):
        got = made.gradient(["w1", "b3", "x"]).evaluate(given, targets, parameters, reduction=reduction, **setting)  # type: ignore[arg-type]
        expected = made.gradient(["w1", "b3", "x"]).evaluate(INPUTS, CLASSES, exact, reduction=reduction, **setting)  # type: ignore[arg-type]
        for name in got:
            np.testing.assert_array_equal(got[name], expected[name])
    got = made.hessian().evaluate(given, targets, parameters, **setting)
    for pair, block in made.hessian().evaluate(INPUTS, CLASSES, exact, **setting).items():
        np.testing.assert_array_equal(got[pair], block)
    for name, value in parameters.items():  # nothing that was given has changed
        np.testing.assert_array_equal(np.array(value), kept[name])


@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "i8", "u8", "?", ">i4"])
def test_integers_and_truth_values_are_numbers(kind: str) -> None:
    made = net_loss(NET)
    given = np.array([[1, 0], [0, 1], [1, 1], [0, 0]])
    expected = made.gradient().evaluate(given.astype(float), CLASSES, PARAMETERS)
    for name, slopes in made.gradient().evaluate(given.astype(kind), CLASSES, PARAMETERS).items():
        np.testing.assert_array_equal(slopes, expected[name])
    assert made.evaluate(given.astype(kind), CLASSES, PARAMETERS) == made.evaluate(given * 1.0, CLASSES, PARAMETERS)


def test_float16_is_taken_for_what_it_is_and_does_not_overflow() -> None:
    """65504 is the largest: its square is no float16."""
    loss = net_loss(NetChain([DropoutLayer()], input=1), MeanSquaredLossLayer())
    x = np.array([65504], np.float16)
    assert loss.evaluate(x, [0]) == 65504.0**2
    assert loss.gradient("x").evaluate(x, [0])["x"].dtype == np.float64


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_batch_of_one_is_its_example(precision: Any) -> None:
    made = net_loss(NET)
    setting: dict[str, Any] = {"working_precision": precision}
    one, batch = (INPUTS[0], CLASSES[0], PARAMETERS), (INPUTS[:1], CLASSES[:1], PARAMETERS)
    close: dict[str, Any] = {"rtol": 4 * PRECISIONS[precision], "atol": PRECISIONS[precision]}
    np.testing.assert_allclose(made.evaluate(*batch, **setting), made.evaluate(*one, **setting), **close)
    assert made.evaluate(*batch, reduction="none", **setting).shape == (1,)
    expected = made.gradient().evaluate(*one, **setting)
    for name in expected:
        np.testing.assert_allclose(made.gradient().evaluate(*batch, **setting)[name], expected[name], **close)
        each = made.gradient().evaluate(*batch, reduction="none", **setting)[name]
        np.testing.assert_allclose(each, expected[name][None], **close)
    for pair, block in made.hessian().evaluate(*one, **setting).items():
        np.testing.assert_allclose(made.hessian().evaluate(*batch, **setting)[pair], block, **close)


def everything() -> dict[str, Callable[..., Any]]:
    """Whatever takes data."""
    made = net_loss(NET)
    gradient, hessian = made.gradient(), made.hessian()
    return {
        "loss": made.evaluate,
        "loss of each": lambda *data: made.evaluate(*data, reduction="none"),
        "loss in Real32": lambda *data: made.evaluate(*data, working_precision="Real32"),
        "gradient": gradient.evaluate,
        "gradient of each": lambda *data: gradient.evaluate(*data, reduction="none"),
        "gradient by the input": made.gradient("x").evaluate,
        "Hessian": hessian.evaluate,
        "matrix": hessian.matrix,
        "times": lambda *data: hessian.times({"b1": [1.0, 0.0, 0.0]}, *data),
    }


CALLS = everything()
NO_NUMBERS: dict[str, tuple[Any, str]] = {
    "NaN": (np.where(np.eye(4, 2) > 0, np.nan, INPUTS), "NaN or Infinity"),
    "Infinity": (np.where(np.eye(4, 2) > 0, -np.inf, INPUTS), "NaN or Infinity"),
    "complex": (INPUTS + 0j, "not an array of real numbers"),
    "strings": (INPUTS.astype(str), "not an array of real numbers"),
    "bytes": (INPUTS.astype("S"), "not an array of real numbers"),
    "None": (None, "not an array of real numbers"),
    "objects": (np.full((4, 2), None), "not an array of real numbers"),
    "dates": (np.zeros((4, 2), "M8[s]"), "not an array of real numbers"),
    "durations": (np.zeros((4, 2), "m8[s]"), "not an array of real numbers"),
    "records": (np.zeros(4, [("a", float), ("b", float)]), "not an array of real numbers"),
    "ragged": ([[1.0, 2.0], [3.0]], "not an array of real numbers"),
    "a generator": ((row for row in INPUTS), "not an array of real numbers"),
    "a mapping of other names": ({"y": INPUTS}, "'y' is no input"),
    "an empty mapping": ({}, "the input 'x' is missing"),
    "an integer that no double holds": ([[10**400, 1]] * 4, "not an array of real numbers"),
    "masked": (np.ma.masked_array(INPUTS, mask=np.eye(4, 2)), "masked"),
    "masked rows": ([np.ma.masked_array(row, mask=[True, False]) for row in INPUTS], "masked"),
    "empty batch": (np.empty((0, 2)), "empty|not of the same number of examples"),
    "no features": (np.empty((4, 0)), "dimensions"),
    "one level too many": (INPUTS[None], "dimensions"),
    "one number": (1.0, "dimensions"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_is_refused_as_input(kind: str, call: str) -> None:
    values, words = NO_NUMBERS[kind]
    with pytest.raises(DataError, match=words):
        CALLS[call](values, CLASSES, PARAMETERS)


@pytest.mark.parametrize("call", CALLS)
def test_an_empty_batch_is_refused(call: str) -> None:
    with pytest.raises(DataError, match="batch is empty"):
        CALLS[call](np.empty((0, 2)), np.empty(0, int), PARAMETERS)


@pytest.mark.parametrize("kind", [k for k in NO_NUMBERS if k not in {"empty batch", "one level too many"}])
def test_what_is_refused_as_weights(kind: str) -> None:
    values, _ = NO_NUMBERS[kind]
    with pytest.raises(DataError, match="'w1'"):
        net_loss(NET).evaluate(INPUTS, CLASSES, {**PARAMETERS, "w1": values})


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ([1, 2, 2, 0], r"class 0 at position \[4\]"),
        ([1, 3, 2, 1], r"class 3 at position \[2\]"),
        ([1, -1, 2, 1], "class -1"),
        ([1.5, 1, 2, 1], "class 1.5"),
        ([1, np.nan, 2, 1], "NaN"),
        ([1, np.inf, 2, 1], "Infinity"),
        (np.array([2**64 - 1, 1, 1, 1], "u8"), "class 1.8"),
        ([True, True, True, True], "True and False"),
        (np.array([True, True, True, True], object), "True and False"),
        (np.ma.masked_array(CLASSES, mask=[0, 1, 0, 0]), "masked"),
        (["1", "2", "2", "1"], "not an array of real numbers"),
        (CLASSES[:3], "same number of examples"),
        (1, "same number of examples"),
        (np.eye(2)[CLASSES - 1], "dimensions"),
    ],
    ids=str,
)
def test_what_is_no_class(classes: Any, words: str) -> None:
    for call in CALLS.values():
        with pytest.raises(DataError, match=words):
            call(INPUTS, classes, PARAMETERS)


class Recording:
    """As a tensor of torch that records a gradient."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("Use tensor.detach().numpy() instead.")


def test_what_refuses_to_be_an_array_is_heard() -> None:
    with pytest.raises(DataError, match="detach"):
        net_loss(NET).evaluate(Recording(), CLASSES, PARAMETERS)


@pytest.mark.parametrize("call", ["evaluate", "matrix"])
def test_second_derivatives_by_the_input_are_those_of_one_example(call: str) -> None:
    """Those of a batch would be a block for each example; their product with a direction has a row for each."""
    hessian = net_loss(NET).hessian("x")
    method = getattr(hessian, call)
    method(INPUTS[0], CLASSES[0], PARAMETERS)
    with pytest.raises(DataError, match="of an input or target are those of one example"):
        method(INPUTS, CLASSES, PARAMETERS)
    rows = hessian.times({"x": np.ones_like(INPUTS)}, INPUTS, CLASSES, PARAMETERS)
    first = hessian.times({"x": [1.0, 1.0]}, INPUTS[0], CLASSES[0], PARAMETERS)
    np.testing.assert_allclose(rows["x"][0] * len(INPUTS), first["x"], rtol=1e-12)


@pytest.mark.parametrize(
    "direction", [np.ma.masked_array([1.0, 2.0, 3.0], mask=[1, 0, 0]), [np.inf, 0, 0], [1j, 0, 0]]
)
def test_directions_are_checked_as_well(direction: Any) -> None:
    with pytest.raises(DataError, match="direction of 'b1'"):
        net_loss(NET).hessian().times({"b1": direction}, INPUTS, CLASSES, PARAMETERS)
