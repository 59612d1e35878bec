"""Losses and gradients as a textbook prints them, in plain sympy, and as an article printed them in numbers."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Expr, Rational, exp, log, tanh

from wlbridge import (
    AggregationLayer,
    CrossEntropyLossLayer,
    ElementwiseLayer,
    LinearLayer,
    LogisticSigmoid,
    MeanSquaredLossLayer,
    NetChain,
    NormalizationLayer,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.loss import Loss


def symbols(loss: Loss) -> tuple[Any, ...]:
    """The arrays of a net of two linear layers: x, W1, b1, W3, b3, t."""
    return tuple(loss.symbols[name] for name in ("x", "w1", "b1", "w3", "b3", "t"))


# Errors by what enters the last function: Bishop, Pattern Recognition and Machine Learning, 2006, has y - t for half
# the square of a linear output (equation 5.65) and for the cross entropy of a sigmoid (section 5.2).
ERRORS: dict[str, tuple[list[Any], Any, Any]] = {
    "half the square": ([], lambda y, t: (y - t) ** 2 / 2, lambda a, t: a - t),
    "cross entropy": ([LogisticSigmoid], CrossEntropyLossLayer("Binary"), lambda a, t: LogisticSigmoid(a) - t),
    "square": ([], MeanSquaredLossLayer(), lambda a, t: 2 * a - 2 * t),
}


@pytest.mark.parametrize("name", ERRORS)
def test_backpropagation_in_the_2_3_1_net(name: str) -> None:
    """``delta_j = (1 - z_j^2) sum_k w_kj delta_k``; the slopes are ``delta_j x_i`` and ``delta_k z_j`` (5.66-67)."""
    last, form, error = ERRORS[name]
    loss = net_loss(NetChain([3, Tanh, 1, *last], input=2), form)
    x, w1, b1, w3, b3, t = symbols(loss)
    z = [tanh(w1[j, 0] * x[0] + w1[j, 1] * x[1] + b1[j]) for j in range(3)]
    output = sum(w3[0, j] * z[j] for j in range(3)) + b3[0]
    delta = error(output, t[0])
    hidden = [(1 - z[j] ** 2) * w3[0, j] * delta for j in range(3)]
    slopes = loss.gradient().expressions
    assert slopes["b3"].tolist() == [delta]
    assert slopes["w3"].tolist() == [[delta * z[j] for j in range(3)]]
    assert slopes["b1"].tolist() == hidden
    assert slopes["w1"].tolist() == [[hidden[j] * x[i] for i in range(2)] for j in range(3)]


def test_the_gradient_of_the_2_3_1_net_in_the_wolfram_language() -> None:
    loss = net_loss(NetChain([3, Tanh, 1], input=2), lambda y, t: (y - t) ** 2 / 2)
    assert loss.gradient().to_wl_text("array") == (
        "Function[{x, w1, b1, w3, b3, t}, Module[{h2, d$z3, d$z1}, h2 = Tanh[w1 . x + b1]; "
        "d$z3 = -t + w3 . h2 + b3; d$z1 = (1 - h2^2)*d$z3 . w3; "
        '<|"w1" -> Outer[Times, d$z1, x], "b1" -> d$z1, "w3" -> Outer[Times, d$z3, h2], "b3" -> d$z3|>]]'
    )


@pytest.fixture
def small() -> Loss:
    return net_loss(NetChain([3, Tanh, 2], input=2), MeanSquaredLossLayer())


def test_the_loss_of_a_2_3_2_net_is_factored_and_divided(small: Loss) -> None:
    """With the first output right, half the square of the second is left."""
    x, w1, b1, w3, b3, t = symbols(small)
    z = [tanh(w1[j, 0] * x[0] + w1[j, 1] * x[1] + b1[j]) for j in range(3)]
    first, second = (sum(w3[k, j] * z[j] for j in range(3)) + b3[k] - t[k] for k in range(2))
    assert sympy.expand(small.expression - (first**2 + second**2) / 2) == 0
    left = small.expression.subs(t[0], first + t[0])
    assert sympy.factor(left) == second**2 / 2
    assert sympy.cancel(sympy.expand(left) / second) == sympy.expand(second) / 2


def test_the_loss_of_a_2_3_2_net_is_differentiated_again_and_solved(small: Loss) -> None:
    x, w1, b1, w3, b3, _ = symbols(small)
    assert small.expression.diff(b3[0], 2) == 1
    assert small.expression.diff(b3[0], b3[1]) == 0
    z0 = tanh(w1[0, 0] * x[0] + w1[0, 1] * x[1] + b1[0])
    assert sympy.simplify(small.expression.diff(w3[0, 0], w3[0, 0]) - z0**2) == 0
    assert small.hessian(["b3"]).expressions["b3", "b3"].tolist() == [[1, 0], [0, 1]]
    best = sympy.solve([small.expression.diff(bias) for bias in b3], list(b3))
    assert set(best) == set(b3)
    assert small.expression.subs(best) == 0  # the last biases alone can make one example right
    (bias,) = sympy.solve(small.expression.diff(b3[0]), b3[0], simplify=False)  # sympy's simplify takes minutes
    assert bias == best[b3[0]]


NETS: dict[str, tuple[list[Any], int, Any]] = {
    "squares": ([3, Tanh, 2], 2, MeanSquaredLossLayer()),
    "binary": ([2, Tanh, 1, LogisticSigmoid], 2, CrossEntropyLossLayer("Binary")),
    "probabilities": ([2, Tanh, 2, SoftmaxLayer()], 1, CrossEntropyLossLayer("Probabilities")),
    "class": ([2, Tanh, 3, SoftmaxLayer()], 1, CrossEntropyLossLayer("Index")),
    "sigmoid, squares": ([2, LogisticSigmoid, 2, LogisticSigmoid], 1, MeanSquaredLossLayer()),
    "softmax, squares": ([3, SoftmaxLayer()], 1, MeanSquaredLossLayer()),
    "Mish": ([1, ElementwiseLayer("Mish"), 1], 1, MeanSquaredLossLayer()),
    "GELU": ([2, ElementwiseLayer("GELU"), 1], 1, MeanSquaredLossLayer()),
    "Swish": ([2, ElementwiseLayer("Swish"), 1], 1, MeanSquaredLossLayer()),
    "standardised": ([LinearLayer(2), NormalizationLayer(1, "Same")], 1, MeanSquaredLossLayer()),
    "product": ([3, AggregationLayer("Times", 1)], 2, MeanSquaredLossLayer()),
}


@pytest.mark.parametrize("name", NETS)
def test_sympy_differentiates_the_explicit_loss_to_the_same(name: str) -> None:
    layers, size, form = NETS[name]
    loss = net_loss(NetChain(layers, input=size), form)
    if name == "class":
        loss = loss.with_values({"t": 2})
    for array, slopes in loss.gradient().expressions.items():
        for symbol, ours in zip(loss.symbols[array].flat, sympy.flatten(slopes.tolist()), strict=True):
            assert is_zero(sympy.diff(loss.expression, symbol) - ours)


def is_zero(formula: Expr) -> bool:
    """Whether a formula is 0 as a rational function of exponentials, tanh and so on."""
    formula = sympy.expand_func(formula).rewrite(tanh, exp)
    powers: dict[Expr, sympy.Symbol] = {}

    def power(part: Expr) -> Expr:
        """A sum in an exponent makes a product; one exponential for each term and its opposite."""
        factors = []
        for term in sympy.Add.make_args(sympy.expand(part.args[0])):
            number, rest = term.as_coeff_Mul()
            factors.append(powers.setdefault(rest, sympy.Dummy(positive=True)) ** number)
        return sympy.Mul(*factors)

    formula = formula.replace(lambda part: isinstance(part, exp), power)
    return bool(sympy.cancel(sympy.together(formula)) == 0)


def test_a_slope_that_is_wrong_is_not_zero() -> None:
    x = sympy.Symbol("x", real=True)
    assert is_zero(1 - tanh(x) ** 2 - 4 / (exp(x) + exp(-x)) ** 2)
    assert is_zero(log(x).diff(x) - 1 / x)
    assert not is_zero(1 - tanh(x) ** 2 - Rational(4_000_001, 1_000_000) / (exp(x) + exp(-x)) ** 2)


def test_the_gradients_of_the_article_to_the_last_digit() -> None:
    """Softmax and cross entropy of two examples, all eight slopes; the article counts classes from 0."""
    path = Path(__file__).parents[1] / "published_values.json"
    entries = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    (entry,) = [entry for entry in entries if "softmax followed by cross entropy" in entry["layer"]]
    printed = [[Decimal(number) for number in row.split(",")] for row in re.findall(r"\[([^\[\]]+)\]", entry["note"])]
    assert [len(row) for row in printed] == [4, 4]
    loss = net_loss(NetChain([SoftmaxLayer()], input=4))
    logits = np.array(entry["input"], dtype=float)
    slopes = loss.gradient("x").evaluate(logits, [t + 1 for t in entry["target"]], reduction="none")["x"]
    for slope, number in zip(slopes.flat, [number for row in printed for number in row], strict=True):
        assert abs(Decimal(float(slope)) - number) <= Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
