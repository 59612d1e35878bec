"""Sums of losses: coefficients, schedules, outputs and targets of their own, regularisers; torch is the oracle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from wlbridge import (
    CrossEntropyLossLayer,
    Loss,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.engines.woxi import WoxiEngine
from wlbridge.errors import DataError, NetError, WLBridgeError
from wlbridge.losses import At, L1Regularization, L2Regularization, Scaled, WeightedSum, elastic_net
from wlbridge.losses import torch as losses_of_torch
from wlbridge.wolfram.text.reader import read_wl

ALPHA, BETA, STEP = sympy.symbols("alpha beta step", real=True)
NET = NetChain([4, Tanh, 2], input=3)
SQUARED, ABSOLUTE = MeanSquaredLossLayer(), MeanAbsoluteLossLayer()


def arrays(loss: Loss, seed: int = 0, **coefficients: float) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    learned = loss.program.with_role("parameter")
    return {array.name: rng.normal(size=array.shape) for array in learned} | coefficients


def batch(examples: int = 5) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    return rng.normal(size=(examples, 3)), rng.normal(size=(examples, 2))


def in_torch(values: dict[str, Any]) -> dict[str, torch.Tensor]:
    return {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in values.items()}


def output(p: dict[str, torch.Tensor], x: Any) -> torch.Tensor:
    hidden = torch.tanh(torch.tensor(x) @ p["w1"].T + p["b1"])
    return hidden @ p["w3"].T + p["b3"]


def check(loss: Loss, expected: torch.Tensor, p: dict[str, torch.Tensor], data: tuple[Any, Any], values: Any) -> None:
    """Value, and gradient by every array and coefficient, of a batch."""
    names = [name for name in p if p[name].requires_grad]
    expected.backward()
    assert loss.evaluate(*data, values) == pytest.approx(expected.item(), rel=1e-12)
    slopes = loss.gradient(names).evaluate(*data, values)
    for name in names:
        np.testing.assert_allclose(slopes[name], p[name].grad, rtol=1e-12, atol=1e-13, err_msg=name)


def test_coefficients_are_numbers_or_symbols() -> None:
    loss = net_loss(NET, ALPHA * SQUARED + 0.25 * ABSOLUTE)
    values, (x, t) = arrays(loss, alpha=0.7), batch()
    p = in_torch(values)
    difference = output(p, x) - torch.tensor(t)
    check(loss, p["alpha"] * (difference**2).mean() + 0.25 * difference.abs().mean(), p, (x, t), values)


@pytest.mark.parametrize("step", [0.0, 250.0, 1000.0, 5000.0])
def test_a_schedule_is_a_formula_of_a_symbol(step: float) -> None:
    loss = net_loss(NET, SQUARED + sympy.Min(1, STEP / 1000) * L2Regularization("Weights"))
    values, (x, t) = arrays(loss), batch()
    p = in_torch(values)
    squares = (p["w1"] ** 2).sum() + (p["w3"] ** 2).sum()
    expected = ((output(p, x) - torch.tensor(t)) ** 2).mean() + min(1.0, step / 1000) * squares
    expected.backward()
    given = {**values, "step": step}
    assert loss.evaluate(x, t, given) == pytest.approx(expected.item(), rel=1e-12)
    for name, slope in loss.gradient().evaluate(x, t, given).items():
        np.testing.assert_allclose(slope, p[name].grad, rtol=1e-12, atol=1e-13)


PENALTIES = {
    "L2 of all": (L2Regularization(), lambda p: sum((p[n] ** 2).sum() for n in ("w1", "b1", "w3", "b3"))),
    "L2 of weights": (L2Regularization("Weights"), lambda p: (p["w1"] ** 2).sum() + (p["w3"] ** 2).sum()),
    "L2 of biases": (L2Regularization("Biases"), lambda p: (p["b1"] ** 2).sum() + (p["b3"] ** 2).sum()),
    "L1 of one": (L1Regularization("w3"), lambda p: p["w3"].abs().sum()),
    "L1 of two": (L1Regularization(["w1", "b3"]), lambda p: p["w1"].abs().sum() + p["b3"].abs().sum()),
    "elastic net": (
        elastic_net(0.3, "w1"),
        lambda p: 0.3 * p["w1"].abs().sum() + 0.35 * (p["w1"] ** 2).sum(),
    ),
}


@pytest.mark.parametrize("name", PENALTIES)
def test_regularisers_count_once_for_a_batch(name: str) -> None:
    penalty, expected = PENALTIES[name]
    loss = net_loss(NET, SQUARED + 0.1 * penalty)
    values, (x, t) = arrays(loss), batch()
    p = in_torch(values)
    check(loss, ((output(p, x) - torch.tensor(t)) ** 2).mean() + 0.1 * expected(p), p, (x, t), values)


def test_losses_at_two_outputs_with_heads_and_targets_of_their_own() -> None:
    net = NetChain({"trunk": [4, Tanh], "y": [2]}, input=3)
    kinds = At(CrossEntropyLossLayer("Index"), output="trunk", head={"k": [3, SoftmaxLayer()]}, target="u")
    loss = net_loss(net, {"fit": SQUARED, "kind": (kinds, Scaled(0.5))})
    values, (x, t) = arrays(loss), batch()
    u = [1, 3, 2, 2, 1]
    p = in_torch(values)
    trunk = torch.tanh(torch.tensor(x) @ p["w_trunk_1"].T + p["b_trunk_1"])
    fit = ((trunk @ p["w_y_1"].T + p["b_y_1"] - torch.tensor(t)) ** 2).mean()
    logits = trunk @ p["w_k_1"].T + p["b_k_1"]
    kind = torch.nn.functional.cross_entropy(logits, torch.tensor(u) - 1)
    check(loss, fit + 0.5 * kind, p, (x, {"t": t, "u": u}), values)
    assert loss.terms()["fit"].evaluate(x, {"t": t, "u": u}, values) == pytest.approx(fit.item(), rel=1e-12)


def test_sums_in_sums_penalise_the_arrays_of_all_heads() -> None:
    net = NetChain({"trunk": [2, Tanh]}, input=3)
    heads = {name: At(SQUARED, head={name: [2]}, target=f"u{name}") for name in "ab"}
    nested = net_loss(net, {name: L2Regularization() + heads[name] for name in "ab"})
    flat = net_loss(net, {"a": heads["a"], "b": heads["b"], "l2": 2 * L2Regularization()})
    values, (x, t) = arrays(flat), batch()
    data = x, {"ua": t, "ub": -t}
    assert nested.evaluate(*data, values) == pytest.approx(flat.evaluate(*data, values), rel=1e-14)
    assert [*nested.terms()] == ["a", "b"]


def test_a_loss_of_a_hidden_layer_by_its_number_or_path() -> None:
    for chosen in (2, (2,)):
        loss = net_loss(NET, At(SQUARED, output=chosen))
        assert loss.program.placeholders["t"].shape == (4,)


def test_arithmetic_of_losses() -> None:
    made = 2 * SQUARED - ABSOLUTE / ALPHA + np.float64(3) * SQUARED
    assert {name: str(term) for name, term in made.summands.items()} == {
        "MeanSquaredLossLayer": "2*MeanSquaredLossLayer[]",
        "MeanAbsoluteLossLayer": "-1/alpha*MeanAbsoluteLossLayer[]",
        "MeanSquaredLossLayer 2": "3*MeanSquaredLossLayer[]",
    }


def test_the_symbols_of_coefficients_stand_in_the_expressions() -> None:
    loss = net_loss(NetChain([1], input=1), SQUARED + ALPHA * L2Regularization())
    w, b = loss.symbols["w1"][0, 0], loss.symbols["b1"][0]
    assert sympy.diff(loss.expression, ALPHA) == w**2 + b**2
    assert sympy.expand(loss.gradient().expressions["b1"][0] - sympy.diff(loss.expression, b)) == 0
    assert loss.to_wl_text() == "(-t[1] + w[1, 1, 1]*x[1] + b[1, 1])^2 + alpha*(b[1, 1]^2 + w[1, 1, 1]^2)"


@pytest.mark.parametrize("form", ["explicit", "shared", "array"])
def test_an_engine_gives_the_same_value(woxi: WoxiEngine, form: Any) -> None:
    loss = net_loss(NetChain([2, Tanh], input=2), ALPHA * SQUARED + BETA**2 * L1Regularization("w1"))
    values = {"w1": [[0.5, -1.0], [0.25, 2.0]], "b1": [0.5, -0.25], "alpha": 0.75, "beta": 1.5}
    expected = loss.evaluate([1.0, -0.5], [0.5, 0.25], values)
    given = {**values, "x": [1.0, -0.5], "t": [0.5, 0.25]}
    text = loss.with_values(given).to_wl_text(form, dialect="woxi")
    assert float(woxi.evaluate(read_wl(text))) == pytest.approx(float(expected), rel=1e-14)


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=4), st.integers(0, 100))
def test_the_loss_is_the_sum_of_its_terms(coefficients: list[float], seed: int) -> None:
    kinds = [SQUARED, ABSOLUTE, L2Regularization(), L1Regularization("Weights")]
    made = {f"{number}": c * kinds[number] for number, c in enumerate(coefficients)}
    loss = net_loss(NET, made)
    values, (x, t) = arrays(loss, seed), batch()
    terms = loss.terms().contributions(x, t, values)
    assert sum(term.value for term in terms) == pytest.approx(loss.evaluate(x, t, values), rel=1e-12)
    assert sum(term.share_of_value for term in terms) == pytest.approx(1, rel=1e-12)
    assert sum(term.share_of_gradient for term in terms) == pytest.approx(1, rel=1e-12)


def test_contributions_are_those_of_the_terms_alone() -> None:
    loss = net_loss(NET, {"fit": SQUARED, "l2": 0.5 * L2Regularization("Weights")})
    values, (x, t) = arrays(loss), batch()
    fit, l2 = loss.terms().contributions(x, t, values)
    expected = np.concatenate([values["w1"].ravel(), values["w3"].ravel()])
    assert l2.norm == pytest.approx(np.linalg.norm(expected), rel=1e-14)
    assert l2.norms["b1"] == 0
    slopes = net_loss(NET, SQUARED).gradient().evaluate(x, t, values)
    whole = {name: slope + (values[name] if name[0] == "w" else 0) for name, slope in slopes.items()}
    projected = sum(np.vdot(slopes[name], whole[name]) for name in whole)
    assert fit.share_of_gradient == pytest.approx(projected / sum(np.vdot(g, g) for g in whole.values()), rel=1e-12)
    assert [line.split()[1] for line in str(loss.terms().contributions(x, t, values)).splitlines()[3:5]] == [
        "fit",
        "l2",
    ]


def test_a_penalty_counts_the_arrays_of_all_terms_in_any_order() -> None:
    """A head of a later term has arrays of its own."""
    head = At(SQUARED, head={"head": 1}, target="u")
    terms: dict[str, Any] = {"l2": 0.5 * L2Regularization("Weights"), "head": head}
    loss = net_loss(NET, terms)
    values = arrays(loss)
    expected = sum(np.sum(values[name] ** 2) for name in ("w1", "w3", "w_head")) / 2
    x, _ = batch()
    assert list(loss.terms()) == ["l2", "head"]
    assert loss.terms()["l2"].evaluate(x, np.zeros((5, 1)), values) == pytest.approx(expected, rel=1e-14)


def test_what_several_numbers_contribute_is_refused() -> None:
    loss = net_loss(NET, losses_of_torch.MSELoss(reduction="none"))
    with pytest.raises(DataError, match="Reduce it to one number"):
        loss.terms().contributions(*batch(), arrays(loss))


REFUSED = {
    "an array named twice": (SQUARED + L2Regularization(["w1", "w1"]), "names no array, or one twice"),
    "no array": (SQUARED + L1Regularization([]), "names no array, or one twice"),
    "what is no name": (SQUARED + L2Regularization(3), "no learned array 3. It has w1"),  # type: ignore[arg-type]
    "what is no layer": (At(SQUARED, output=1.5), "no layer 1.5. Its layers are 1, 2, 3"),  # type: ignore[arg-type]
    "a target of two kinds": (
        {"a": SQUARED, "b": CrossEntropyLossLayer("Index")},
        "term 'b': two arrays have the name 't', of dimensions {2} and {} of the classes 1, ..., 2",
    ),
    "no loss": ({"a": 3}, "term 'a': 3 is not a loss"),
    "none at all": ({}, "at least one"),
    "an unknown layer": (At(SQUARED, output="hidden"), "no layer 'hidden'. Its layers are 1, 2, 3"),
    "an unknown array": (SQUARED + L2Regularization("w2"), "no learned array 'w2'. It has w1, b1, w3, b3"),
    "a symbol of an array": (sympy.Symbol("w1") * SQUARED, "the symbol 'w1' of a coefficient stands for an array"),
    "a symbol that is an element as a plain symbol": (
        sympy.Symbol("b1_2") * SQUARED,
        "the symbol 'b1_2' of a coefficient has a name of the array 'b1'. Rename",
    ),
    "the same for a target that comes later": (sympy.Symbol("t_1") * SQUARED, "a name of the array 't'"),
    "the same inside of At": (At(sympy.Symbol("w1$4$3") * SQUARED), "a name of the array 'w1'"),
    "a symbol that is a head": (sympy.Symbol("w") * SQUARED, "a name of the array 'w1'"),
    "two symbols that are the same as plain ones": (
        sympy.Symbol("a_1") * SQUARED + sympy.Symbol("a$1") * ABSOLUTE,
        "a name of the array 'a$1'",
    ),
    "two symbols of one name": (
        sympy.Symbol("a") * SQUARED + sympy.Symbol("a", positive=True) * ABSOLUTE,
        "two symbols 'a' of coefficients have different assumptions. Use one",
    ),
    "a symbol of a result": (sympy.Symbol("z1") * SQUARED, "the symbol 'z1' of a coefficient stands for an array"),
    "a function without translation": (sympy.zeta(ALPHA) * SQUARED, "zeta"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_built_is_refused_with_its_place(name: str) -> None:
    loss, message = REFUSED[name]
    with pytest.raises(WLBridgeError) as raised:
        net_loss(NET, loss)
    assert message in str(raised.value)


@pytest.mark.parametrize("coefficient", ["a", None, 1j, sympy.zoo, float("nan"), sympy.Symbol("z", imaginary=True)])
def test_what_is_no_coefficient_is_refused(coefficient: Any) -> None:
    with pytest.raises(NetError, match="coefficient"):
        coefficient * SQUARED


def test_at_takes_a_loss() -> None:
    with pytest.raises(NetError, match="At: 'squared' is not a loss"):
        At("squared")  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["gauss_newton", "fisher"])
def test_sums_have_no_curvature_at_the_output(method: str) -> None:
    with pytest.raises(NetError, match=r"not cut in two.*Use \.hessian"):
        getattr(net_loss(NET, SQUARED + L2Regularization()), method)()


def test_missing_coefficients_are_named() -> None:
    loss = net_loss(NET, ALPHA * SQUARED)
    with pytest.raises(WLBridgeError, match="'alpha' has no values"):
        loss.evaluate(*batch(), arrays(loss))


def test_a_sum_is_a_loss() -> None:
    assert str(sum([SQUARED, Fraction(1, 3) * ABSOLUTE])) == str(SQUARED + ABSOLUTE / 3)
    assert isinstance(SQUARED + ABSOLUTE, WeightedSum)
    with pytest.raises(TypeError):
        SQUARED + 1  # a number is no loss
