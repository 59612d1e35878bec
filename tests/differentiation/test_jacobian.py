"""Jacobians of nets and their products from both sides: against differences at 50 digits, sympy, and each other."""

from typing import Any

import numpy as np
import pytest
import sympy
from adapter import net_from_spec
from by_differences import jacobian as by_differences
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import random_case

from wlbridge import (
    AggregationLayer,
    ElementwiseLayer,
    LinearLayer,
    NetChain,
    NormalizationLayer,
    PartLayer,
    Ramp,
    ReplicateLayer,
    SoftmaxLayer,
    SummationLayer,
    Tanh,
    TransposeLayer,
)
from wlbridge.engines import WoxiEngine
from wlbridge.errors import DataError, FormTooLargeError, KinkError
from wlbridge.net import NetOutput
from wlbridge.program import Program
from wlbridge.statements import Einsum


def arrays_for(formula: NetOutput, seed: int, examples: int | None = None) -> tuple[Any, dict[str, Any]]:
    """Input and parameters at random."""
    rng = np.random.default_rng(seed)
    arrays = {p.name: rng.uniform(-1, 1, p.shape) for p in formula.program.with_role("parameter")}
    (x,) = formula.program.with_role("input")
    return rng.uniform(-1, 1, x.shape if examples is None else (examples, *x.shape)), arrays


@pytest.mark.parametrize("seed", range(0, 200, 3))
def test_random_nets(seed: int) -> None:
    """Every documented function, both last layers, outputs of ranks 0, 1 and 2."""
    case = random_case(seed)
    formula = net_from_spec(case.net, case.input_shape).formula()
    exact = by_differences(case.net, case.x)
    got = formula.jacobian([*formula.known, "x"]).evaluate(case.x)
    assert got.keys() == exact.keys()
    for name, block in got.items():
        np.testing.assert_allclose(block.reshape(exact[name].shape), exact[name], rtol=1e-10, atol=1e-13)


LAYERS: dict[str, tuple[list[Any], Any]] = {
    "largest": ([AggregationLayer("Max", 1)], [3, 2]),
    "products": ([AggregationLayer("Times", 2)], [3, 4]),
    "softmax, first level": ([SoftmaxLayer(1)], [3, 2]),
    "normalisation": ([NormalizationLayer()], [2, 3]),
    "transpose and part": ([TransposeLayer(), PartLayer(2)], [2, 3]),
    "copies": ([ReplicateLayer([2], 2)], [3]),
    "a single number": ([LinearLayer(3), Tanh, SummationLayer()], [2]),
    "a matrix": ([LinearLayer([2, 3]), Tanh], [2, 2]),
}


@pytest.mark.parametrize("name", LAYERS)
def test_expressions_are_those_of_sympy(name: str) -> None:
    layers, shape = LAYERS[name]
    formula = NetChain(layers, input=shape).formula()
    names = [*formula.program.placeholders]
    x, parameters = arrays_for(formula, 1)
    numbers = {
        symbol: value
        for array, values in {**parameters, "x": x}.items()
        for symbol, value in zip(formula.symbols[array].flat, np.ravel(values), strict=True)
    }
    outputs = (
        sympy.flatten(formula.expression.tolist())
        if formula.program.shapes[formula.program.output]
        else [formula.expression]
    )
    for array, block in formula.jacobian(names).expressions.items():
        entries = iter(sympy.flatten(block.tolist()))
        for element in outputs:
            for symbol in formula.symbols[array].flat:
                theirs = sympy.diff(element, symbol).doit().subs(numbers)
                assert float(next(entries).subs(numbers)) == pytest.approx(float(theirs), rel=1e-12, abs=1e-14)


@given(seed=st.integers(0, 10**6), examples=st.sampled_from([None, 1, 4]), direction=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_products_are_those_of_the_matrix_and_dual(seed: int, examples: int | None, direction: int) -> None:
    """``J v`` and ``J^T u`` are what the matrix gives, and ``<u, J v> = <J^T u, v>``."""
    rng = np.random.default_rng(direction)
    case = random_case(seed)
    formula = net_from_spec(case.net, case.input_shape).formula()
    jacobian = formula.jacobian([*formula.known, "x"])
    x = np.asarray(case.x) if examples is None else case.x + rng.uniform(-1e-3, 1e-3, (examples, *case.input_shape))
    shape = formula.evaluate(x).shape
    v = {name: rng.normal(size=values.shape) for name, values in {**formula.known, "x": x}.items()}
    u = rng.normal(size=shape)
    tangent, cotangents = jacobian.times(v, x), jacobian.transposed_times(u, x)
    assert np.vdot(u, tangent) == pytest.approx(sum(np.vdot(cotangents[n], v[n]) for n in v), rel=1e-9, abs=1e-9)
    batch = () if examples is None else (examples,)
    blocks = {
        name: block.reshape((*batch, int(np.prod(shape[len(batch) :])), -1))
        for name, block in jacobian.evaluate(x).items()
    }
    rows = {name: values.reshape((*batch, -1) if name == "x" else -1) for name, values in v.items()}
    expected = sum(np.einsum("...oi,...i->...o", block, rows[name]) for name, block in blocks.items())
    scale = max(1.0, *(float(np.abs(block).max()) for block in blocks.values()))
    np.testing.assert_allclose(tangent.reshape(expected.shape), expected, rtol=1e-10, atol=1e-12 * scale)
    weights = u.reshape(expected.shape)
    for name, block in blocks.items():
        expected = np.einsum("...oi,...o->...i", block, weights)
        if examples is not None and name != "x":
            expected = expected.sum(axis=0)
        np.testing.assert_allclose(
            cotangents[name].reshape(expected.shape), expected, rtol=1e-10, atol=1e-11 * scale, err_msg=name
        )


@pytest.mark.parametrize("name", LAYERS)
def test_a_batch_has_the_examples_in_front(name: str) -> None:
    layers, shape = LAYERS[name]
    formula = NetChain([*layers, Tanh], input=shape).formula()
    x, parameters = arrays_for(formula, 2, examples=3)
    jacobian = formula.jacobian([*parameters, "x"])
    batch = jacobian.evaluate(x, parameters)
    for example, given_x in enumerate(x):
        for array, block in jacobian.evaluate(given_x, parameters).items():
            np.testing.assert_allclose(batch[array][example], block, rtol=1e-12, atol=1e-15)


def multiply_adds(program: Program) -> int:
    """Those of the matrix products."""
    total = 0
    for _, statement in program.statements:
        if isinstance(statement, Einsum):
            sizes: dict[str, int] = {}
            for letters, array in zip(statement.spec.split("->")[0].split(","), statement.arrays, strict=True):
                sizes.update(zip(letters, map(int, program.shapes[array]), strict=True))
            total += int(np.prod([*sizes.values()])) if len(statement.arrays) > 1 else 0
    return total


@pytest.mark.parametrize("layers", [[64, Tanh, 64, Tanh, 10], [128, Ramp, 10], [32, Tanh, [32, Tanh] * 5, 10]])
def test_a_product_costs_at_most_three_times_the_net(layers: list[Any]) -> None:
    """The first layer takes one product more, every other two: as forward mode does."""
    formula = NetChain(layers, input=64).formula()
    assert multiply_adds(formula.jacobian().program) <= 3 * multiply_adds(formula.program)
    assert "cotangent" not in str(formula.jacobian().program.placeholders)


def test_an_array_that_the_output_does_not_depend_on() -> None:
    net = NetChain([2, ElementwiseLayer(lambda x: 0 * x + 3)], input=1)
    formula = net.formula()
    jacobian = formula.jacobian()
    parameters = {"w1": [[1.0], [2.0]], "b1": [0.0, 0.0]}
    for x in ([1.0], [[1.0], [2.0], [3.0]]):
        assert not jacobian.evaluate(x, parameters)["w1"].any()
        assert jacobian.evaluate(x, parameters)["w1"].shape == (*np.shape(x)[:-1], 2, 2, 1)
        assert not jacobian.times({"b1": [1.0, 1.0]}, x, parameters).any()


def test_the_product_in_the_wolfram_language() -> None:
    formula = NetChain([2, Tanh, LinearLayer([2, 2]), SoftmaxLayer()], input=2).formula()
    x, parameters = arrays_for(formula, 5)
    jacobian = formula.jacobian(["w1"])
    expected = jacobian.times({"w1": [[1.0, 2.0], [3.0, 4.0]]}, x, parameters)
    function = jacobian.with_values({**parameters, "x": x}).to_wl("array")
    with WoxiEngine() as woxi:
        tree = type(function)(function, [[1.0, 2.0], [3.0, 4.0]])
        assert np.asarray(woxi.evaluate(tree)) == pytest.approx(expected, rel=1e-12)


def test_kinks() -> None:
    """As of gradients: Ramp at 0 has the slope 0, 1/2 or none."""
    formula = NetChain([Ramp], input=2).formula()
    for kinks, slope in (("zero", 0.0), ("half", 0.5)):
        jacobian = formula.jacobian("x", kinks=kinks)
        assert jacobian.evaluate([0.0, 1.0])["x"].tolist() == [[slope, 0.0], [0.0, 1.0]]
        assert jacobian.times({"x": [1.0, 1.0]}, [0.0, 1.0]).tolist() == [slope, 1.0]
        assert jacobian.transposed_times([1.0, 1.0], [0.0, 1.0])["x"].tolist() == [slope, 1.0]
    jacobian = formula.jacobian("x", kinks="error")
    for call in (
        jacobian.evaluate,
        lambda x: jacobian.times({"x": [1.0, 1.0]}, x),
        lambda x: jacobian.transposed_times([1.0, 1.0], x),
    ):
        call([-1.0, 1.0])
        with pytest.raises(KinkError, match="lies on a kink"):
            call([0.0, 1.0])
    with pytest.raises(DataError, match="convention for kinks"):
        formula.jacobian("x", kinks="mean")  # type: ignore[arg-type]


def test_single_precision() -> None:
    formula = NetChain([3, Tanh, 2], input=2).formula()
    x, parameters = arrays_for(formula, 6)
    jacobian = formula.jacobian()
    for result in (
        jacobian.evaluate(x, parameters, working_precision="Real32")["w1"],
        jacobian.times({"b1": [1, 2, 3]}, x, parameters, working_precision="Real32"),
        jacobian.transposed_times([1, 2], x, parameters, working_precision="Real32")["b1"],
    ):
        assert result.dtype == np.float32


def test_values_that_are_inserted() -> None:
    formula = NetChain([1], input=2).formula().with_values({"x": [2, 3], "b1": [0]})
    assert formula.jacobian().expressions["w1"].tolist() == [[[2.0, 3.0]]]


X, PARAMETERS = [1.0, 2.0], {"w1": [[1, 2]], "b1": [0]}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda j: j.times({"zz": [1]}, X, PARAMETERS), "direction is no mapping"),
        (lambda j: j.times({"w1": [1.0]}, X, PARAMETERS), r"direction of 'w1': the values have dimensions \{1\}"),
        (lambda j: j.times({"x": X}, [X, X], PARAMETERS), r"direction of 'x': .*need \{2, 2\}"),
        (lambda j: j.transposed_times([1.0, 2.0], X, PARAMETERS), r"cotangent: the values have dimensions \{2\}"),
        (lambda j: j.transposed_times([1.0], [X, X], PARAMETERS), r"cotangent: .*need \{2, 1\}"),
        (lambda j: j.evaluate([1.0], PARAMETERS), "input 'x'"),
        (lambda j: j.to_wl_text("shared"), "a Jacobian is not written in the form 'shared'"),
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        call(NetChain([1], input=2).formula().jacobian(["w1", "b1", "x"]))


@pytest.mark.parametrize("wrt", ["t", ["w1", "zz"], ["w1", "w1"], []])
def test_arrays_that_are_refused(wrt: Any) -> None:
    with pytest.raises(DataError, match=r"no array of reals|named twice|no arrays to differentiate"):
        NetChain([1], input=2).formula().jacobian(wrt)


def test_a_jacobian_that_would_fill_the_memory_is_refused() -> None:
    jacobian = NetChain([128, Tanh, 1000], input=784).formula().jacobian()
    with pytest.raises(FormTooLargeError, match="1,000 rows and 229,480 columns"):
        jacobian.evaluate(np.zeros(784))
