"""Gradients by the reverse sweep, against derivatives taken apart from the program, at 25 digits."""

from typing import Any

import numpy as np
import pytest
import sympy
from adapter import loss_from_case
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Case, gradient, random_case
from sympy import Max, exp, tanh

from wlbridge import (
    AggregationLayer,
    All,
    BatchNormalizationLayer,
    Clip,
    ConstantPlusLayer,
    ConstantTimesLayer,
    CrossEntropyLossLayer,
    DropoutLayer,
    ElementwiseLayer,
    FlattenLayer,
    LinearLayer,
    LogisticSigmoid,
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
from wlbridge.errors import DataError, UnsupportedFunctionError
from wlbridge.loss import Loss
from wlbridge.numeric.reading import numeric


def expected(case: Case, loss: Loss) -> dict[str, np.ndarray]:
    """The oracle's derivatives, in the arrays of the loss."""
    arrays = {p.name: np.zeros([int(n) for n in p.shape]) for p in loss.program.placeholders.values()}
    for (first, *rest), slope in gradient(case).items():
        if first == "t":
            arrays["t"][rest[0]] = slope
        elif first == "x" and rest[0] == 0:
            arrays["x"][rest[1]] = slope
        elif first != "x":
            arrays[f"{ {'weights': 'w', 'biases': 'b'}[rest[0]] }{first + 1}"][rest[1]] = slope
    return arrays


@pytest.mark.parametrize("seed", range(200))
def test_gradients_of_random_nets(seed: int) -> None:
    """With respect to weights, biases, input and, where they are reals, targets."""
    case = random_case(seed)
    loss = loss_from_case(case)
    exact = expected(case, loss)
    names = [name for name, array in loss.program.placeholders.items() if array.classes is None]
    if case.kind == "ContrastiveLossLayer":
        names.remove("t")
    got = loss.gradient(names).evaluate(case.x, case.t)
    for name in names:
        np.testing.assert_allclose(got[name], exact[name], rtol=1e-10, atol=1e-13, err_msg=name)


NETS: dict[str, tuple[list[Any], Any]] = {
    "linear of a matrix": ([LinearLayer([2, 2]), Tanh], [2, 3]),
    "softmax, first level": ([SoftmaxLayer(1)], [3, 2]),
    "batch normalisation": ([BatchNormalizationLayer()], [2, 3]),
    "normalisation": ([NormalizationLayer()], [2, 3, 2]),
    "root mean square": ([NormalizationLayer(2, "Same", method="RMS")], [2, 3]),
    "slopes": ([ParametricRampLayer(2)], [2, 3]),
    "one slope": ([ParametricRampLayer([])], [2, 3]),
    "scaling and shift": ([ConstantTimesLayer(), ConstantPlusLayer()], [2, 2]),
    "flatten": ([FlattenLayer(-1)], [2, 3, 2]),
    "reshape": ([ReshapeLayer([3, 2, 2])], [2, 6]),
    "transpose": ([TransposeLayer([2, 3, 1])], [2, 3, 4]),
    "part": ([PartLayer([Span(2, -1), Span(1, All, 2)])], [3, 4]),
    "column": ([PartLayer([All, 1])], [3, 2]),
    "reverse": ([SequenceReverseLayer()], [3, 2]),
    "padding": ([PaddingLayer([(1, 2), (0, 1)], padding=1.5)], [2, 3]),
    "padding, reflected": ([PaddingLayer([(2, 1)], padding="Reflected")], [3]),
    "replicate": ([ReplicateLayer([2], 2), SummationLayer()], [3]),
    "mean": ([AggregationLayer("Mean")], [2, 3, 2]),
    "largest": ([AggregationLayer("Max", 1)], [3, 2]),
    "smallest of all": ([AggregationLayer("Min", All)], [3, 2]),
    "products": ([AggregationLayer("Times", 2)], [3, 5]),
    "functions": ([ElementwiseLayer("Mish"), ElementwiseLayer("GELU"), ElementwiseLayer("SELU")], [3]),
}


def arrays_for(loss: Loss, rng: np.random.Generator) -> dict[str, Any]:
    made = {}
    for name, array in loss.program.placeholders.items():
        shape = [int(size) for size in array.shape]
        made[name] = (
            rng.integers(1, array.classes.count + 1, shape) if array.classes else rng.uniform(0.1, 0.9, shape)
        )
    return made


@pytest.mark.parametrize("name", NETS)
def test_gradients_of_layers_by_differences(name: str) -> None:
    """Central differences with step h err by h^2; by Richardson's extrapolation from h and 2h by h^4."""
    layers, shape = NETS[name]
    loss = net_loss(NetChain([*layers, Tanh], input=shape), lambda y, t: (y - t) ** 2 * y)
    arrays = arrays_for(loss, np.random.default_rng(3))
    run = numeric(loss.program)
    got = loss.gradient(list(arrays)).evaluate(
        arrays["x"], arrays["t"], {k: v for k, v in arrays.items() if k not in "xt"}
    )
    for array, values in arrays.items():
        for index in np.ndindex(*values.shape):

            def loss_at(step: float, array: str = array, index: Any = index, values: Any = values) -> float:
                moved = values.copy()
                moved[index] += step
                return float(run({**arrays, array: moved}))

            h = 1e-3
            slopes = [(loss_at(k * h) - loss_at(-k * h)) / (2 * k * h) for k in (1, 2)]
            assert got[array][index] == pytest.approx((4 * slopes[0] - slopes[1]) / 3, rel=1e-6, abs=1e-9)


LOSSES = [
    ([SoftmaxLayer()], CrossEntropyLossLayer("Index")),
    ([SoftmaxLayer()], CrossEntropyLossLayer("Probabilities")),
    ([LogisticSigmoid], CrossEntropyLossLayer("Binary")),
    ([], MeanSquaredLossLayer()),
]


@pytest.mark.parametrize(("last", "form"), LOSSES, ids=str)
@pytest.mark.parametrize("log", ["exact", "kernel"])
def test_a_batch_gives_the_mean_of_its_examples(last: list[Any], form: Any, log: Any) -> None:
    net = NetChain([3, Tanh, LinearLayer([2, 3]), *last], input=2)
    loss = net_loss(net, form, log=log)
    rng = np.random.default_rng(4)
    examples = [arrays_for(loss, rng) for _ in range(5)]
    parameters = {name: value for name, value in examples[0].items() if name not in "xt"}
    x, t = (np.array([example[name] for example in examples]) for name in "xt")
    for wrt in (None, ["x", "w1"]):
        single = [loss.gradient(wrt).evaluate(a, b, parameters) for a, b in zip(x, t, strict=True)]
        each = loss.gradient(wrt).evaluate(x, t, parameters, reduction="none")
        mean = loss.gradient(wrt).evaluate(x, t, parameters)
        for name in mean:
            np.testing.assert_allclose(each[name], [g[name] for g in single], rtol=1e-12, atol=1e-15)
            if name == "x":
                np.testing.assert_allclose(
                    mean[name], np.array([g[name] for g in single]) / 5, rtol=1e-12, atol=1e-15
                )
            else:
                np.testing.assert_allclose(
                    mean[name], np.mean([g[name] for g in single], axis=0), rtol=1e-12, atol=1e-15
                )


def test_the_gradient_of_the_2_3_1_net_reads_as_in_a_textbook() -> None:
    loss = net_loss(NetChain([3, Tanh, 1, LogisticSigmoid], input=2))
    assert loss.gradient().to_wl_text("array") == (
        "Function[{x, w1, b1, w3, b3, t}, Module[{h2, d$z3, d$z1}, h2 = Tanh[w1 . x + b1]; "
        "d$z3 = -t + LogisticSigmoid[w3 . h2 + b3]; d$z1 = (1 - h2^2)*d$z3 . w3; "
        '<|"w1" -> Outer[Times, d$z1, x], "b1" -> d$z1, "w3" -> Outer[Times, d$z3, h2], "b3" -> d$z3|>]]'
    )


def test_the_gradient_by_the_logits_is_softmax_less_target() -> None:
    net = NetChain([SoftmaxLayer()], input=3)
    text = net_loss(net, CrossEntropyLossLayer("Probabilities")).gradient(["x"]).to_wl_text("array")
    assert text == 'Function[{x, t}, <|"x" -> -t + (Exp[x]/Total[Exp[x]])*Total[t]|>]'
    text = net_loss(net, CrossEntropyLossLayer("Index")).gradient(["x"]).to_wl_text("array")
    assert text == 'Function[{x, t}, <|"x" -> -UnitVector[3, t] + Exp[x]/Total[Exp[x]]|>]'


@given(
    seed=st.integers(0, 10_000),
    activation=st.sampled_from(["SELU", "GELU", "Mish", "Swish", "HardSwish", "SoftSign"]),
)
@settings(max_examples=30, deadline=None)
def test_sympy_differentiates_the_explicit_loss_to_the_same(seed: int, activation: str) -> None:
    loss = net_loss(NetChain([2, ElementwiseLayer(activation), 2, SoftmaxLayer()], input=1))
    arrays = arrays_for(loss, np.random.default_rng(seed))
    numbers = {s: v for name, a in arrays.items() for s, v in zip(loss.symbols[name].flat, a.flat, strict=True)}
    slopes = loss.gradient(["w1"]).expressions["w1"]
    for symbol, ours in zip(loss.symbols["w1"].flat, sympy.flatten(slopes.tolist()), strict=True):
        theirs = sympy.diff(loss.expression, symbol)
        assert sympy.N(ours.xreplace(numbers).doit(), 30) == pytest.approx(
            float(sympy.N(theirs.subs(numbers).doit(), 30)), rel=1e-12, abs=1e-15
        )


def test_the_number_of_statements_does_not_depend_on_the_width() -> None:
    def count(width: int) -> int:
        loss = net_loss(NetChain([width, Tanh, 10, SoftmaxLayer()], input=784))
        return len(loss.gradient().program.statements)

    assert count(16) == count(1024) < 20


def test_2000_layers() -> None:
    layers = [part for _ in range(1000) for part in (LinearLayer(2, weights=[[0.6, 0.1], [0.2, 0.5]]), Tanh)]
    loss = net_loss(NetChain(layers))
    zeros = {f"b{2 * k + 1}": [0.1, 0.0] for k in range(1000)}
    slopes = loss.gradient(["b1999", "x"]).evaluate([0.1, 0.2], [0.0, 0.0], zeros)
    assert np.all(slopes["b1999"] != 0)
    assert loss.gradient(["b1999"]).to_wl_text("shared").startswith("Module[{")


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        (lambda y, t: tanh(y), lambda y, t: 0.0),
        (lambda y, t: exp(y) * t, lambda y, t: np.exp(y)),
        (lambda y, t: Max(y, sympy.sqrt(2), t), lambda y, t: 0.0),
        (lambda y, t: Clip(y, -t, t), lambda y, t: 1.0 if y > t else 0.0),
    ],
)
def test_the_slope_by_the_target_of_a_formula_of_the_users(formula: Any, slope: Any) -> None:
    loss = net_loss(NetChain([DropoutLayer()], input="Real"), formula)
    for y, t in ((0.3, 0.7), (0.9, 0.4)):
        assert loss.gradient("t").evaluate(y, t)["t"] == pytest.approx(slope(y, t))


def test_a_power_of_the_order_has_no_slope_and_says_so() -> None:
    loss = net_loss(NetChain([DropoutLayer()], input="Real"), lambda y, t: sympy.polygamma(t, y))
    with pytest.raises(UnsupportedFunctionError, match="order of polygamma"):
        loss.gradient("t")


def test_the_gradient_of_the_largest_does_not_depend_on_the_width() -> None:
    def length(width: int) -> int:
        loss = net_loss(NetChain([AggregationLayer("Max", 1)], input=width), MeanSquaredLossLayer())
        return len(loss.gradient("x").to_wl_text("array"))

    assert length(1024) < 1.3 * length(512)


def test_one_name_stands_for_itself() -> None:
    loss = net_loss(NetChain([1], input=1))
    assert loss.gradient("b1").wrt == loss.hessian("b1").wrt == ("b1",)


def test_a_net_without_arrays_has_a_gradient_by_its_input_alone() -> None:
    loss = net_loss(NetChain([Tanh], input=1))
    assert list(loss.gradient("x").expressions) == ["x"]
    with pytest.raises(DataError, match="no arrays to differentiate by"):
        loss.gradient()


@pytest.mark.parametrize("wrt", [3, 1.5])
def test_a_number_is_no_name(wrt: Any) -> None:
    with pytest.raises(DataError, match=f"{wrt} is no name of an array"):
        net_loss(NetChain([1], input=1)).gradient(wrt)


@pytest.mark.parametrize("name", ["t", "w9"])
def test_what_has_no_gradient_is_named(name: str) -> None:
    loss = net_loss(NetChain([2, SoftmaxLayer()], input=2))
    with pytest.raises(DataError, match=f"no array of reals '{name}'"):
        loss.gradient([name])
