"""The scalar reading: flat expressions and shared assignments of the same formula."""

import gc

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from wlbridge import (
    AggregationLayer,
    CrossEntropyLossLayer,
    ElementwiseLayer,
    LinearLayer,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.loss import Loss
from wlbridge.substitution import ASKING
from wlbridge.symbols import Element, Temporary

ACTIVATIONS = ["ReLU", "ELU", "GELU", "Swish", "HardSwish", "Mish", "SoftSign", "HardTanh", "HardSigmoid"]


def textbook() -> Loss:
    return net_loss(NetChain([Tanh, 1], input=2))


def test_a_small_loss_reads_as_in_a_textbook() -> None:
    loss = textbook()
    (x1, x2), (w,), (b,), (t,) = (loss.symbols[name] for name in ("x", "w2", "b2", "t"))
    assert loss.expression == (w[0] * sympy.tanh(x1) + w[1] * sympy.tanh(x2) + b - t) ** 2


def test_symbols_know_their_array_and_print_with_indices() -> None:
    loss = textbook()
    w = loss.symbols["w2"][0, 1]
    assert isinstance(w, Element)
    assert (str(w), w.key, w.index) == ("w2_1_2", (2,), (0, 1))
    assert sympy.latex(w) == "w^{(2)}_{1,2}"
    assert w != sympy.Symbol("w2_1_2", real=True)


def test_plain_sympy_factors_divides_and_differentiates() -> None:
    loss = textbook()
    x1, b = loss.symbols["x"][0], loss.symbols["b2"][0]
    assert sympy.factor(loss.expression * b) == b * loss.expression
    assert sympy.cancel(loss.expression / sympy.sqrt(loss.expression) ** 2) == 1
    residual, w = loss.expression.base, loss.symbols["w2"][0, 0]
    assert sympy.simplify(loss.expression.diff(x1) - 2 * residual * w * (1 - sympy.tanh(x1) ** 2)) == 0
    (root,) = sympy.solve(loss.expression.diff(b), b)
    assert sympy.simplify(loss.expression.subs(b, root)) == 0


def test_a_symbolic_class_picks_by_kronecker_delta_and_a_number_is_taken() -> None:
    loss = net_loss(NetChain([SoftmaxLayer()], input=2), CrossEntropyLossLayer("Index"))
    x1, x2 = loss.symbols["x"]
    t = loss.symbols["t"].item()
    total = sympy.log(sympy.exp(x1) + sympy.exp(x2))
    delta = sympy.KroneckerDelta
    assert sympy.expand(loss.expression + delta(1, t) * (x1 - total) + delta(2, t) * (x2 - total)) == 0
    assert loss.with_values({"t": 2}).expression == total - x2


def test_temporaries_are_assigned_before_they_are_used() -> None:
    shared = net_loss(NetChain([3, Tanh, 2, SoftmaxLayer()], input=2)).shared()
    known: set[sympy.Symbol] = set()
    for symbol, expression in shared.assignments:
        assert expression.atoms(Temporary) <= known
        known.add(symbol)
    assert shared.result.item().atoms(Temporary) <= known


@given(
    activation=st.sampled_from(ACTIVATIONS),
    last=st.sampled_from([[SoftmaxLayer()], [ElementwiseLayer("Sigmoid")], []]),
    sizes=st.lists(st.integers(1, 3), min_size=2, max_size=3),
)
@settings(max_examples=25, deadline=None)
def test_shared_and_flat_are_the_same_numbers(activation: str, last: list[object], sizes: list[int]) -> None:
    """At random arrays, inserted as numbers before and after; and the numeric reading agrees with both."""
    layers = [part for size in sizes for part in (size, ElementwiseLayer(activation))]
    loss = net_loss(NetChain([*layers, *last], input=2))
    rng = np.random.default_rng(sum(sizes))
    arrays = {}
    for name, array in loss.program.placeholders.items():
        shape = [int(size) for size in array.shape]
        arrays[name] = rng.integers(1, array.classes.count + 1, shape) if array.classes else rng.uniform(-1, 1, shape)
    numbers = {s: v for name, a in arrays.items() for s, v in zip(loss.symbols[name].flat, a.flat, strict=True)}
    expected = loss.evaluate(arrays["x"], arrays["t"], {n: a for n, a in arrays.items() if n not in "xt"})
    inserted = loss.with_values(arrays)
    for expression in (loss.expression, loss.shared().expand().item(), inserted.expression):
        assert float(sympy.N(expression.xreplace(numbers), 30)) == pytest.approx(
            float(expected), rel=1e-12, abs=1e-15
        )


SHARED = {
    "loss": lambda: net_loss(NetChain([12, Tanh, 11, Tanh, 3, SoftmaxLayer()], input=14)).shared(),
    "probabilities": lambda: (
        net_loss(NetChain([12, Tanh, 3, SoftmaxLayer()], input=14), CrossEntropyLossLayer("Probabilities"))
        .gradient()
        .shared()
    ),
    "numbers": lambda: (
        net_loss(NetChain([2, Tanh, 2, SoftmaxLayer()], input=3))
        .with_values({"w1": [[0.5, -1.0, 0.0], [0.5, 0.5, 1.0]], "x": [1.0, 2.0, 3.0]})
        .gradient()
        .shared()
    ),
    **{
        activation: lambda activation=activation: (
            net_loss(NetChain([11, ElementwiseLayer(activation), 2], input=2)).gradient().shared()
        )
        for activation in ACTIVATIONS
    },
}


@pytest.mark.parametrize("name", SHARED)
def test_shared_expressions_are_those_that_sympy_would_make(name: str) -> None:
    """Equal, of equal hash, and with arguments in the same order, though most are made without its evaluation."""
    formulas = SHARED[name]()
    results = [expression for result in formulas.results for expression in result.flat]
    for whole in (*results, *(expression for _, expression in formulas.assignments)):
        for part in sympy.preorder_traversal(whole):
            if part.args and not isinstance(part, ASKING):
                again = part.func(*part.args)
                assert again == part
                assert again.args == part.args
                assert hash(again) == hash(part)


def test_sympy_goes_on_with_shared_expressions() -> None:
    loss = net_loss(NetChain([3, Tanh, 1], input=2))
    shared = loss.shared()
    w1, h = loss.symbols["w1"][0, 0], dict(shared.assignments)
    z = next(expression for symbol, expression in shared.assignments if str(symbol) == "y1_1")
    assert z.diff(w1) == loss.symbols["x"][0]
    assert z.subs(w1, 2) == 2 * loss.symbols["x"][0] + loss.symbols["w1"][0, 1] * loss.symbols["x"][1]
    (tanh_of,) = [e for s, e in h.items() if str(s) == "h2_1"]
    assert tanh_of.diff(tanh_of.args[0]) == 1 - tanh_of**2
    assert tanh_of.subs(tanh_of.args[0], 0) == 0
    assert tanh_of.is_real


def test_the_collector_of_garbage_runs_again_afterwards() -> None:
    loss = textbook()
    loss.shared()
    assert gc.isenabled()
    gc.disable()
    try:
        loss.shared()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_doubles_are_inserted_bit_for_bit() -> None:
    values = [0.1, 1e-320, -1.7976931348623157e308]
    formula = NetChain([ElementwiseLayer(lambda x: x)], input=3).formula().with_values({"x": values})
    assert [float(number) for number in formula.expression] == values


def test_shared_expressions_of_several_results_have_no_single_one() -> None:
    shared = net_loss(NetChain([1], input=1)).gradient().shared()
    for single in (lambda: shared.result, shared.expand):
        with pytest.raises(DataError, match="the formula has 2 results"):
            single()


def test_the_length_of_the_shared_form_grows_as_the_weights() -> None:
    def ratio(width: int) -> float:
        loss = net_loss(NetChain([width, Tanh, 10, SoftmaxLayer()], input=20))
        nodes = sum(len(expression.args) for _, expression in loss.shared().assignments)
        return nodes / sum(array.size for array in loss.symbols.values())

    assert ratio(64) < 1.05 * ratio(8)


def test_a_flat_sum_of_any_length_is_that_of_sympy() -> None:
    formula = NetChain([LinearLayer(1, biases=None)], input=80).formula()
    products = [w * x for w, x in zip(formula.symbols["w1"][0], formula.symbols["x"], strict=True)]
    assert formula.expression[0] == sympy.Add(*products)


def test_the_largest_of_many_is_written_without_comparing_them() -> None:
    loss = net_loss(NetChain([AggregationLayer("Max", 1)], input=500))
    assert len(loss.shared().result.item().atoms(Temporary)) == 1


def test_an_explicit_form_that_nobody_could_read_is_refused() -> None:
    loss = net_loss(NetChain([64, Tanh, 64, Tanh, 10, SoftmaxLayer()], input=64))
    with pytest.raises(FormTooLargeError, match=r'nodes in \d+ levels .* Use the form "shared" or "array"'):
        _ = loss.expression
