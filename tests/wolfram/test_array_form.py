"""The array form of every kind of statement, evaluated by woxi, against the numeric reading.

The numeric reading is itself held against mpmath in the tests of the layers.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from wolframclient.language.expression import WLFunction

from wlbridge import (
    AggregationLayer,
    All,
    BatchNormalizationLayer,
    ConstantPlusLayer,
    ConstantTimesLayer,
    CrossEntropyLossLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    MeanSquaredLossLayer,
    NetChain,
    NormalizationLayer,
    PaddingLayer,
    ParametricRampLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SequenceReverseLayer,
    SoftmaxLayer,
    Span,
    SummationLayer,
    Tanh,
    TransposeLayer,
    net_loss,
)
from wlbridge.engines import WoxiEngine
from wlbridge.formula import Formula
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.numeric import numeric
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.statements import Broadcast, Concatenate, Einsum, Map, Take, slot
from wlbridge.wolfram.array_form import array_form

NETS: dict[str, tuple[list[Any], Any]] = {
    "one function": ([Tanh], [2, 3]),
    "a function that does not thread": ([ElementwiseLayer("HardTanh")], [2, 3, 2]),
    "a pure function mapped": ([ElementwiseLayer("SELU")], [3]),
    "a formula that reads its argument twice": ([Tanh, ElementwiseLayer("Swish")], [3]),
    "a scalar": ([ElementwiseLayer("ELU")], "Real"),
    "linear of a matrix": ([LinearLayer([2, 2])], [2, 3]),
    "linear of a scalar, to a scalar": ([LinearLayer(3), LinearLayer([])], "Real"),
    "softmax, first level of a matrix": ([SoftmaxLayer(1)], [3, 2]),
    "softmax, last level of a matrix": ([SoftmaxLayer()], [3, 2]),
    "softmax, middle level": ([SoftmaxLayer(2)], [2, 3, 2]),
    "softmax and its logarithm": ([SoftmaxLayer(1), ElementwiseLayer(lambda x: 3 * x)], [3, 2]),
    "batch normalisation of channels": ([BatchNormalizationLayer()], [2, 3]),
    "batch normalisation, interleaved": ([BatchNormalizationLayer(interleaving=True)], [2, 3]),
    "normalisation": ([NormalizationLayer()], [2, 3, 2]),
    "normalisation of a vector": ([NormalizationLayer(1, "Same", unbiased=True)], [3]),
    "root mean square": ([NormalizationLayer(2, "Same", method="RMS")], [2, 3]),
    "slopes along the second level": ([ParametricRampLayer(2)], [2, 3]),
    "one slope": ([ParametricRampLayer([])], [2, 3]),
    "scaling and shift": ([ConstantTimesLayer(), ConstantPlusLayer()], [2, 2]),
    "flatten": ([FlattenLayer()], [2, 3]),
    "flatten the last levels": ([FlattenLayer(-1)], [2, 3, 2]),
    "reshape": ([ReshapeLayer([3, 2, 2])], [2, 6]),
    "reshape to a scalar": ([ReshapeLayer([])], [1]),
    "transpose": ([TransposeLayer()], [2, 3]),
    "transpose three levels": ([TransposeLayer([2, 3, 1])], [2, 3, 4]),
    "swaps": ([TransposeLayer([(1, 3), (1, 2)])], [2, 3, 4]),
    "part": ([PartLayer(2)], [3, 2]),
    "column": ([PartLayer([All, 1])], [3, 2]),
    "span": ([PartLayer([Span(2, -1), Span(1, All, 2)])], [3, 4]),
    "reverse": ([SequenceReverseLayer()], [3, 2]),
    "padding": ([PaddingLayer([(1, 2), (0, 1)], padding=1.5)], [2, 3]),
    "padding, reflected": ([PaddingLayer([(2, 1)], padding="Reflected")], [3]),
    "replicate": ([ReplicateLayer(3)], [2]),
    "replicate inside": ([ReplicateLayer([2], 2)], [3]),
    "replicate a scalar": ([ReplicateLayer(2)], "Real"),
    "mean": ([AggregationLayer("Mean")], [2, 3, 2]),
    "largest of columns": ([AggregationLayer("Max", 1)], [3, 2]),
    "smallest of all": ([AggregationLayer("Min", All)], [3, 2]),
    "products of rows": ([AggregationLayer("Times", 2)], [3, 2]),
    "product of a vector": ([AggregationLayer("Times", 1)], [3]),
    "total of the middle level": ([AggregationLayer("Total", 2)], [2, 3, 2]),
    "totals of the outer levels": ([AggregationLayer("Total", [1, 3])], [2, 3, 2]),
    "sum of all": ([SummationLayer()], [2, 3, 2]),
    "forty layers": ([ElementwiseLayer("SoftSign")] * 40, [2]),
}

LOSSES: dict[str, tuple[list[Any], Any, Any]] = {
    "index, ranks": ([SoftmaxLayer()], [2, 2, 3], CrossEntropyLossLayer("Index")),
    "index of a vector": ([SoftmaxLayer()], [3], CrossEntropyLossLayer("Index")),
    "probabilities, rank 2": ([SoftmaxLayer()], [2, 3], CrossEntropyLossLayer("Probabilities")),
    "binary, rank 2": ([ElementwiseLayer("Sigmoid")], [2, 3], CrossEntropyLossLayer("Binary")),
    "squares, rank 3": ([Tanh], [2, 2, 2], MeanSquaredLossLayer()),
    "a formula without the output": ([Tanh], [2, 2], lambda y, t: t**2),
    "a constant formula": ([Tanh], [2, 2], lambda y, t: 3),
    "an own formula": ([Tanh], [2, 2], lambda y, t: (y - t) ** 4),
}


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


def values(program: Program) -> dict[str, Any]:
    """Random numbers for every array: positive, as variances must be, and below 1."""
    rng = np.random.default_rng(1)
    made = {}
    for name, array in program.placeholders.items():
        shape = [int(size) for size in array.shape]
        classes = array.classes
        made[name] = rng.uniform(0.1, 0.9, shape) if classes is None else rng.integers(1, classes + 1, shape)
    return made


def check(woxi: WoxiEngine, program: Program) -> None:
    given = values(program)
    tree = WLFunction(array_form(program, {}), *(np.asarray(given[name]).tolist() for name in program.placeholders))
    expected = numeric(program)(given)
    np.testing.assert_allclose(np.asarray(woxi.evaluate(tree), dtype=float), expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", NETS)
def test_layers(woxi: WoxiEngine, name: str) -> None:
    layers, shape = NETS[name]
    check(woxi, NetChain(layers, input=shape).formula().program)


@pytest.mark.parametrize("name", NAMED_FUNCTIONS)
def test_gradients(woxi: WoxiEngine, name: str) -> None:
    """Every named function, whose derivatives have steps and cases that do not thread over arrays."""
    loss = net_loss(NetChain([2, ElementwiseLayer(name), LinearLayer([2, 2]), SoftmaxLayer()], input=3))
    gradient = loss.gradient()
    given = values(gradient.program)
    tree = WLFunction(
        gradient.to_wl("array"), *(np.asarray(given[n]).tolist() for n in gradient.program.placeholders)
    )
    parameters = {n: v for n, v in given.items() if n not in "xt"}
    expected = gradient.evaluate(given["x"], given["t"], parameters)
    got = woxi.evaluate(tree)
    for array, slopes in expected.items():
        np.testing.assert_allclose(np.asarray(got[array], dtype=float), slopes, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("log", ["exact", "kernel"])
@pytest.mark.parametrize("name", LOSSES)
def test_losses(woxi: WoxiEngine, name: str, log: Any) -> None:
    layers, shape, loss = LOSSES[name]
    check(woxi, net_loss(NetChain(layers, input=shape), loss, log=log).program)


@pytest.mark.parametrize(
    ("spec", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 2)]),
        ("ij,jk->ki", [(2, 3), (3, 2)]),
        ("ij,kj->ik", [(2, 3), (4, 3)]),
        ("ij,i->ij", [(2, 3), (2,)]),
        ("ij,j->ij", [(2, 3), (3,)]),
        ("ij,j->", [(2, 3), (3,)]),
        ("ij,ij->j", [(2, 3), (2, 3)]),
        ("bi,bj->bij", [(2, 3), (2, 2)]),
        ("i,j->ji", [(2,), (3,)]),
        (",ij->ij", [(), (2, 3)]),
        ("ii->i", [(3, 3)]),
        ("ii->", [(3, 3)]),
        ("i,i,i->", [(3,), (3,), (3,)]),
        ("ijk->kj", [(2, 3, 4)]),
    ],
)
def test_einsum(woxi: WoxiEngine, spec: str, shapes: list[tuple[int, ...]]) -> None:
    builder = ProgramBuilder()
    arrays = [builder.placeholder(Placeholder(f"v{k}", s, "parameter", "v", (k,))) for k, s in enumerate(shapes)]
    check(woxi, builder.program(builder.append(Einsum(tuple(arrays), spec), "y")))


def two_arrays(first: tuple[int, ...], second: tuple[int, ...], classes: int | None = None) -> ProgramBuilder:
    builder = ProgramBuilder()
    builder.placeholder(Placeholder("u", first, "parameter", "u"))
    builder.placeholder(Placeholder("v", second, "parameter", "v", (), classes))
    return builder


def test_join_repeat_and_take(woxi: WoxiEngine) -> None:
    builder = two_arrays((2, 3), (2, 2))
    check(woxi, builder.program(builder.append(Concatenate(("u", "v"), 1), "y")))
    builder = two_arrays((3,), (2,))
    check(woxi, builder.program(builder.append(Broadcast(("u",), "j->ijk", (2, 3, 4)), "y")))
    builder = two_arrays((4, 2), (3,), classes=4)
    check(woxi, builder.program(builder.append(Take(("u", "v"), "cd,b->bd"), "y")))


def test_a_map_that_reads_an_array_twice_with_other_indices(woxi: WoxiEngine) -> None:
    builder = two_arrays((3, 3), (3,))
    check(woxi, builder.program(builder.append(Map(("u", "u"), slot(0) - slot(1) ** 2, "ab,ba->ab"), "y")))


def test_a_map_that_repeats_along_first_levels(woxi: WoxiEngine) -> None:
    builder = two_arrays((2, 3), (3,))
    check(woxi, builder.program(builder.append(Map(("u", "v"), slot(0) * slot(1) + slot(1), "ij,j->ij"), "y")))


def test_inserted_values_stand_in_a_module(woxi: WoxiEngine) -> None:
    net = NetChain([LinearLayer(2, weights=[[1, 2], [3, 4]], biases=None), Tanh])
    text = net.formula().with_values().to_wl_text("array")
    assert text == "Function[{x}, Module[{w1}, w1 = {{1., 2.}, {3., 4.}}; Tanh[w1 . x]]]"
    everything = net.formula().with_values({"x": [1, 0], "w1": [[1, 2], [3, 4]]})
    assert woxi.evaluate(everything.to_wl("array")) == pytest.approx(np.tanh([1, 3]).tolist(), rel=1e-15)


def test_a_net_of_any_width_has_the_same_text() -> None:
    def text(width: int) -> str:
        return Formula(net_loss(NetChain([width, Tanh, 10, SoftmaxLayer()], input=784)).program).to_wl_text("array")

    assert text(128) == text(4096)
    assert text(128) == (
        "Function[{x, w1, b1, w3, b3, t}, Module[{z3}, z3 = w3 . Tanh[w1 . x + b1] + b3; "
        "-(z3 - Log[Total[Exp[z3]]])[[t]]]]"
    )
