"""Gauss-Newton and Fisher matrices, against their definitions by pieces computed apart, and closed forms."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy
from adapter import loss_from_case, net_from_spec
from by_differences import jacobian as by_differences
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from oracle import Case, gradient, output, random_case
from scipy.stats import norm

from wlbridge import (
    ContrastiveLossLayer,
    CrossEntropyLossLayer,
    ElementwiseLayer,
    Erf,
    LinearLayer,
    LogisticSigmoid,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    PartLayer,
    Ramp,
    ReplicateLayer,
    ReshapeLayer,
    SoftmaxLayer,
    Span,
    Tanh,
    net_loss,
)
from wlbridge.derivatives import Curvature
from wlbridge.engines import WoxiEngine
from wlbridge.errors import DataError, FormTooLargeError, KinkError, NetError
from wlbridge.loss import Loss

Matrix = NDArray[np.float64]


def numbers(nested: Any) -> Matrix:
    return np.array(nested, dtype=float)


def columns(loss: Loss, blocks: dict[str, Matrix]) -> Matrix:
    """The Jacobian as one matrix, the columns in the order of the arrays of the loss, the input last."""
    return np.concatenate([blocks[name] for name in (*loss.known, "x")], axis=1)


def logits(case: Case) -> tuple[list[Any], bool]:
    """The net up to the cut, and whether the last layer was a softmax or a sigmoid before its cross entropy."""
    fused = case.kind == "CrossEntropyLossLayer"
    return (case.net[:-1] if fused else case.net), fused


def hessian_at_the_cut(case: Case) -> Matrix:
    """The second derivatives of the loss by what it is convex in, as a textbook gives them."""
    z, t = numbers(output(logits(case)[0], case.x)), numbers(case.t)
    if case.kind != "CrossEntropyLossLayer":
        return np.eye(z.size) * (2 / z.size if case.kind == "MeanSquaredLossLayer" else 0)
    if case.options["form"] == "Binary":
        p = 1 / (1 + np.exp(-z.ravel()))
        return np.diag(p * (1 - p) / z.size)
    rows = z.reshape(-1, z.shape[-1])
    totals = np.ones(len(rows)) if case.options["form"] == "Index" else t.reshape(-1, z.shape[-1]).sum(axis=1)
    result = np.zeros((z.size, z.size))
    for number, (row, total) in enumerate(zip(rows, totals, strict=True)):
        p = np.exp(row) / np.exp(row).sum()
        place = slice(number * len(row), (number + 1) * len(row))
        result[place, place] = total * (np.diag(p) - np.outer(p, p)) / len(rows)
    return result


@pytest.mark.parametrize("seed", range(0, 200, 3))
def test_gauss_newton_of_random_nets(seed: int) -> None:
    """``J^T H J`` with J by differences at 50 digits, over every function and loss."""
    case = random_case(seed)
    loss = loss_from_case(case)
    jacobian = columns(loss, by_differences(logits(case)[0], case.x))
    expected = jacobian.T @ hessian_at_the_cut(case) @ jacobian
    got = loss.gauss_newton([*loss.known, "x"]).matrix(case.x, case.t)
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12 * max(1.0, float(np.abs(expected).max())))


HERMITE, WEIGHTS = np.polynomial.hermite.hermgauss(8)  # for exp(-s^2): the normal density of variance 1/2
LAGUERRE = np.polynomial.laguerre.laggauss(8)  # for exp(-s): half of the Laplace density of scale 1
MEAN_SQUARE_OF_SCORE = {
    "MeanSquaredLossLayer": sum(WEIGHTS * (2 * HERMITE) ** 2) / np.sqrt(np.pi),
    "MeanAbsoluteLossLayer": sum(LAGUERRE[1] * np.sign(LAGUERRE[0]) ** 2),
}


def expected_outer_product(case: Case, loss: Loss) -> Matrix:
    """The mean over observations of the expectation of ``g g^T``, g the gradient of the negative log likelihood."""
    y = numbers(output(case.net, case.x))
    slopes = columns(loss, by_differences(case.net, case.x))
    form = case.options.get("form")
    if form in {"Index", "Probabilities"}:
        count = y.size // y.shape[-1]
        terms = [p * np.outer(s, s) / p**2 for p, s in zip(y.ravel(), slopes, strict=True)]
    elif form == "Binary":
        count = y.size
        terms = [
            p * np.outer(s / p, s / p) + (1 - p) * np.outer(s / (1 - p), s / (1 - p))
            for p, s in zip(y.ravel(), slopes, strict=True)
        ]
    else:
        count = y.size
        mean = MEAN_SQUARE_OF_SCORE[case.kind]
        terms = [mean * np.outer(s, s) for s in slopes]
    return sum(terms) / count


@pytest.mark.parametrize(
    "seed", [seed for seed in range(0, 200, 3) if random_case(seed).kind != "ContrastiveLossLayer"]
)
def test_fisher_is_the_expectation_of_the_outer_product_of_the_score(seed: int) -> None:
    case = random_case(seed)
    loss = loss_from_case(case)
    expected = expected_outer_product(case, loss)
    got = loss.fisher([*loss.known, "x"]).matrix(case.x, None)
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12 * max(1.0, float(np.abs(expected).max())))


def test_fisher_by_the_gradients_of_all_classes() -> None:
    """``sum_k p_k g_k g_k^T`` with the oracle's gradient of the loss for class k; the target given is not used."""
    seeds = [
        seed
        for seed in range(200)
        if (case := random_case(seed)).options.get("form") == "Index" and isinstance(case.t, int)
    ]
    assert len(seeds) > 5
    for seed in seeds:
        case = random_case(seed)
        loss = loss_from_case(case)
        total: Any = 0
        for k, p in enumerate(output(case.net, case.x), 1):
            slopes = gradient(replace(case, t=k))
            names = [(n - 1, key) for name in loss.known for n, key in [(int(name[1:]), KEYS[name[0]])]]
            g = numbers([slope for name in names for place, slope in slopes.items() if place[:2] == name])
            total += float(p) * np.outer(g, g)
        np.testing.assert_allclose(loss.fisher().matrix(case.x, case.t), total, rtol=1e-9, atol=1e-12)


KEYS = {"w": "weights", "b": "biases"}


@pytest.mark.parametrize(
    ("last", "layer"),
    [
        ([SoftmaxLayer()], CrossEntropyLossLayer("Index")),
        ([LogisticSigmoid], CrossEntropyLossLayer("Binary")),
        ([], MeanSquaredLossLayer()),
    ],
    ids=str,
)
def test_fisher_equals_gauss_newton_for_exponential_families_in_their_natural_parameters(
    last: Any, layer: Any
) -> None:
    """https://jmlr.org/papers/v21/17-678.html"""
    loss = net_loss(NetChain([3, Tanh, LinearLayer([2, 3]), *last], input=2), layer)
    x, t, parameters = arrays_for(loss, 1, 4)
    fisher, gauss_newton = loss.fisher().matrix(x, t, parameters), loss.gauss_newton().matrix(x, t, parameters)
    np.testing.assert_allclose(fisher, gauss_newton, rtol=1e-12, atol=1e-16)


def test_where_probabilities_do_not_add_up_to_one_gauss_newton_is_larger_by_their_total() -> None:
    loss = net_loss(NetChain([3, Tanh, 3, SoftmaxLayer()], input=2), CrossEntropyLossLayer("Probabilities"))
    x, _, parameters = arrays_for(loss, 2)
    fisher = loss.fisher().matrix(x, None, parameters)
    for t in ([0.2, 0.3, 0.5], [1.0, 1.0, 0.5], [0, 0, 0]):
        gauss_newton = loss.gauss_newton().matrix(x, t, parameters)
        np.testing.assert_allclose(gauss_newton, sum(t) * fisher, rtol=1e-12, atol=1e-16)


def test_where_the_clamp_of_the_kernel_is_not_at_work_it_changes_nothing() -> None:
    net = NetChain([3, Tanh, 3, SoftmaxLayer()], input=2)
    exact, kernel = (net_loss(net, log=log) for log in ("exact", "kernel"))
    x, t, parameters = arrays_for(exact, 2, 3)
    for a, b in ((exact.fisher(), kernel.fisher()), (exact.gauss_newton(), kernel.gauss_newton())):
        np.testing.assert_allclose(a.matrix(x, t, parameters), b.matrix(x, t, parameters), rtol=1e-12, atol=1e-15)


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


RNG = np.random.default_rng(7)
X = RNG.normal(size=(6, 3))


def test_logistic_regression() -> None:
    """``X^T diag(p (1 - p)) X / n``, McCullagh and Nelder, section 4.4: all three matrices are this one."""
    loss = net_loss(NetChain([LinearLayer([], biases=None), LogisticSigmoid], input=3))
    w, t = np.array([0.3, -0.7, 0.2]), RNG.uniform(size=6)
    p = 1 / (1 + np.exp(-X @ w))
    expected = X.T @ np.diag(p * (1 - p)) @ X / 6
    for matrix in (loss.hessian(), loss.gauss_newton(), loss.fisher()):
        np.testing.assert_allclose(matrix.matrix(X, t, {"w1": w[None]}), expected, rtol=1e-12)


def test_linear_regression() -> None:
    """``2 X^T X / n``: all three matrices are this one."""
    loss = net_loss(NetChain([LinearLayer([], biases=None)], input=3))
    for matrix in (loss.hessian(), loss.gauss_newton(), loss.fisher()):
        got = matrix.matrix(X, RNG.normal(size=6), {"w1": [[1.0, 2.0, 3.0]]})
        np.testing.assert_allclose(got, 2 * X.T @ X / 6, rtol=1e-12)


def probit(x: Any) -> Any:
    return (1 + Erf(x / sympy.sqrt(2))) / 2


def test_probit_regression() -> None:
    """``X^T diag(phi^2/(Phi (1 - Phi))) X / n``: the Fisher matrix where there is no canonical link."""
    net = NetChain([LinearLayer([], biases=None), ElementwiseLayer(probit)], input=3)
    w = np.array([0.3, -0.7, 0.2])
    z = X @ w
    weights = norm.pdf(z) ** 2 / (norm.cdf(z) * norm.cdf(-z))
    got = net_loss(net, CrossEntropyLossLayer("Binary")).fisher().matrix(X, None, {"w1": w[None]})
    np.testing.assert_allclose(got, X.T @ np.diag(weights) @ X / 6, rtol=1e-12)


def test_a_bernoulli_of_no_probability_has_no_fisher_matrix() -> None:
    fisher = net_loss(NetChain([1], input=1), CrossEntropyLossLayer("Binary")).fisher()
    with pytest.warns(RuntimeWarning, match="Indeterminate"):
        assert np.isnan(fisher.matrix([2.0], None, {"w1": [[1.0]], "b1": [0.0]})).all()


def test_multinomial_regression() -> None:
    """``(diag(p) - p p^T) x x^T``, Boehning 1992, https://doi.org/10.1007/BF00048682; a part of the classes stays."""
    w = RNG.normal(size=(3, 3))
    p = np.exp(w @ X[0]) / np.exp(w @ X[0]).sum()
    expected = np.kron(np.diag(p) - np.outer(p, p), np.outer(X[0], X[0]))
    linear = LinearLayer(3, biases=None)
    for last in (
        [SoftmaxLayer()],
        [SoftmaxLayer(), PartLayer([Span(1, 3, 2)])],
        [SoftmaxLayer(), ReshapeLayer([1, 3])],
    ):
        loss = net_loss(NetChain([linear, *last], input=3), CrossEntropyLossLayer("Index"))
        target = [2] if isinstance(last[-1], ReshapeLayer) else 2
        got = loss.gauss_newton().matrix(X[0], target, {"w1": w})
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-16)


def test_copies_of_a_probability_are_observations_of_their_own() -> None:
    net = NetChain([LinearLayer([], biases=None), LogisticSigmoid], input=3)
    copied = NetChain([*net.layers.values(), ReplicateLayer(4)], input=3)
    one, four = (net_loss(n, CrossEntropyLossLayer("Binary")).fisher() for n in (net, copied))
    w = {"w1": [[0.3, -0.7, 0.2]]}
    np.testing.assert_allclose(four.matrix(X, None, w), one.matrix(X, None, w), rtol=1e-12)


@pytest.mark.parametrize("x", [X[0], X], ids=["one example", "batch"])
@pytest.mark.parametrize(("loss", "variance"), [(MeanSquaredLossLayer(), 1 / 2), (MeanAbsoluteLossLayer(), 1)])
def test_copies_of_a_mean_are_observations_of_their_own(loss: Any, variance: float, x: Matrix) -> None:
    """``X^T X / (n variance)``, the Fisher matrix of linear regression, however often each output is repeated."""
    net = NetChain([LinearLayer([], biases=None), ReplicateLayer(4)], input=3)
    w = {"w1": [[0.3, -0.7, 0.2]]}
    rows = np.atleast_2d(x)
    expected = rows.T @ rows / len(rows) / variance
    np.testing.assert_allclose(net_loss(net, loss).fisher().matrix(x, None, w), expected, rtol=1e-12)


MATRICES = ["hessian", "gauss_newton", "fisher"]


def flat(parts: dict[str, Any], names: Any) -> Matrix:
    return np.concatenate([np.ravel(parts[name]) for name in names])


def steepest(case: Case, x: Any) -> float:
    """The largest derivative of what is at the cut.

    ``p (v - Total[p v])`` has the rounding error of ``v``, however close p is to 0 and 1: so the error of ``J^T C J``
    is some 1e-16 of the square of that.
    """
    jacobian = net_from_spec(logits(case)[0], case.input_shape).formula().jacobian()
    return max(float(np.abs(block).max()) for block in jacobian.evaluate(x).values())


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(MATRICES), examples=st.sampled_from([None, 1, 3]))
@settings(max_examples=60, deadline=None)
def test_laws(seed: int, kind: str, examples: int | None) -> None:
    """The matrix is symmetric, the Hessian's apart semi-definite, and the mean of the examples'; products are its."""
    case = random_case(seed)
    if kind == "fisher" and case.kind == "ContrastiveLossLayer":
        return
    rng = np.random.default_rng(seed)
    loss = loss_from_case(case)
    matrix: Curvature = getattr(loss, kind)()
    x, t = np.asarray(case.x), np.asarray(case.t)
    if examples is not None:
        x = x + rng.uniform(-1e-3, 1e-3, (examples, *x.shape))
        t = np.broadcast_to(t, (examples, *t.shape))
        if t.dtype == bool:
            t = t.astype(float)
    whole = matrix.matrix(x, t)
    scale = max(float(np.abs(whole).max()), steepest(case, x) ** 2)
    np.testing.assert_allclose(whole, whole.T, rtol=0, atol=1e-13 * scale)
    if kind != "hessian":
        assert np.linalg.eigvalsh(whole).min() >= -1e-13 * scale
    v = {name: rng.normal(size=values.shape) for name, values in loss.known.items()}
    product = flat(matrix.times(v, x, t), matrix.wrt)
    np.testing.assert_allclose(product, whole @ flat(v, matrix.wrt), rtol=0, atol=1e-12 * scale)
    if examples is not None:
        singles = [matrix.matrix(a, b) for a, b in zip(x, t, strict=True)]
        np.testing.assert_allclose(whole, np.mean(singles, axis=0), rtol=0, atol=1e-13 * scale)
        products = [flat(matrix.times(v, a, b), matrix.wrt) for a, b in zip(x, t, strict=True)]
        np.testing.assert_allclose(product, np.mean(products, axis=0), rtol=0, atol=1e-12 * scale)


SMALL = NetChain([2, Tanh, 2, SoftmaxLayer()], input=1)


@pytest.mark.parametrize("kind", MATRICES)
@pytest.mark.parametrize("examples", [None, 3])
def test_one_block(kind: str, examples: int | None) -> None:
    loss = net_loss(SMALL)
    x, t, parameters = arrays_for(loss, 3, examples)
    matrix = getattr(loss, kind)()
    blocks = matrix.evaluate(x, t, parameters)
    assert {*blocks} == {(a, b) for a in parameters for b in parameters}
    for (a, b), block in blocks.items():
        assert block.shape == (*np.shape(parameters[a]), *np.shape(parameters[b]))
        np.testing.assert_allclose(matrix.block(a, b, x, t, parameters), block, rtol=1e-11, atol=1e-16)


def test_a_block_of_a_net_whose_matrix_would_fill_the_memory() -> None:
    """Ten products of one array each; for the whole matrix it would be 101,770."""
    net = NetChain([128, Tanh, 10, SoftmaxLayer()], input=784)
    loss = net_loss(net)
    x, t, parameters = arrays_for(loss, 4)
    parameters = {name: values / 20 for name, values in parameters.items()}
    for kind in MATRICES:
        matrix = getattr(loss, kind)()
        with pytest.raises(FormTooLargeError, match="101,770 rows and 101,770 columns"):
            matrix.evaluate(x, t, parameters)
        block = matrix.block("w1", "b3", x, t, parameters)
        assert block.shape == (128, 784, 10)
        product = matrix.times({"b3": np.eye(10)[4]}, x, t, parameters)["w1"]
        np.testing.assert_allclose(block[..., 4], product, rtol=1e-10, atol=1e-15)


def test_a_block_asked_for_alone_needs_no_other_statements() -> None:
    """The curvature by the last biases reads no other direction and makes no array of the size of the weights."""
    for kind in MATRICES:
        program = getattr(net_loss(SMALL), kind)("b3").program
        assert [name for name in program.placeholders if name.startswith("direction")] == ["direction_b3"]
        assert program.outputs == (program.output,)
        assert not any(name.startswith("d_") and program.shapes[name] == (2, 2) for name, _ in program.statements)


@pytest.mark.parametrize("kind", MATRICES)
def test_expressions_have_the_values_of_evaluate(kind: str) -> None:
    loss = net_loss(SMALL)
    x, t, parameters = arrays_for(loss, 5)
    matrix = getattr(loss, kind)(["w1", "b3"])
    blocks = matrix.evaluate(x, t, parameters)
    inserted = matrix.with_values({**parameters, "x": x, "t": t})
    for pair, block in inserted.expressions.items():
        np.testing.assert_allclose(numbers(block.tolist()), blocks[pair], rtol=1e-12, atol=1e-16)


def test_expressions_are_symmetric() -> None:
    blocks = net_loss(NetChain([1, Tanh, 1], input=1)).gauss_newton().expressions
    for (a, b), block in blocks.items():
        for one, other in zip(sympy.flatten(block.tolist()), sympy.flatten(blocks[b, a].tolist()), strict=True):
            assert sympy.expand(one - other) == 0


@pytest.mark.parametrize("kind", MATRICES)
def test_the_product_in_the_wolfram_language(kind: str) -> None:
    loss = net_loss(SMALL)
    x, t, parameters = arrays_for(loss, 6)
    matrix = getattr(loss, kind)(["w1", "b3"])
    v = {"w1": [[1.0], [2.0]], "b3": [0.5, -1.0]}
    expected = matrix.times(v, x, t, parameters)
    function = matrix.with_values({**parameters, "x": x, "t": t}).to_wl("array")
    with WoxiEngine() as woxi:
        got = woxi.evaluate(type(function)(function, *v.values()))
    for name in v:
        assert np.asarray(got[name]) == pytest.approx(expected[name], rel=1e-12)


@pytest.mark.parametrize("kind", MATRICES)
def test_with_respect_to_the_input(kind: str) -> None:
    """The blocks are those of one example; products with directions have a row for each."""
    loss = net_loss(SMALL)
    x, t, parameters = arrays_for(loss, 8, 3)
    matrix = getattr(loss, kind)(["x", "b1"])
    v = np.array([[1.0], [2.0], [-1.0]])
    got = matrix.times({"x": v}, x, t, parameters)
    assert got["x"].shape == (3, 1)
    singles = [matrix.times({"x": d}, a, b, parameters) for d, a, b in zip(v, x, t, strict=True)]
    np.testing.assert_allclose(got["x"], [single["x"] / 3 for single in singles], rtol=1e-11, atol=1e-16)
    np.testing.assert_allclose(got["b1"], np.mean([single["b1"] for single in singles], axis=0), rtol=1e-11)
    for call in (matrix.evaluate, matrix.matrix, lambda *data: matrix.block("x", "b1", *data)):
        with pytest.raises(DataError, match="one example, and the data are a batch"):
            call(x, t, parameters)


@pytest.mark.parametrize("kind", MATRICES)
def test_single_precision(kind: str) -> None:
    loss = net_loss(SMALL)
    x, t, parameters = arrays_for(loss, 9, 2)
    matrix = getattr(loss, kind)()
    for call in (matrix.matrix, lambda *data, **key: matrix.block("w1", "b1", *data, **key)):
        single = call(x, t, parameters, working_precision="Real32")
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, call(x, t, parameters), rtol=1e-4, atol=1e-6)
    assert matrix.times({}, x, t, parameters, working_precision="Real32")["w1"].dtype == np.float32


@pytest.mark.parametrize("kind", ["gauss_newton", "fisher"])
def test_kinks(kind: str) -> None:
    """``2 s^2`` for the slope s of Ramp at 0, which is 0, 1/2 or none."""
    loss = net_loss(NetChain([Ramp], input=1))
    for kinks, slope in (("zero", 0.0), ("half", 0.5)):
        assert getattr(loss, kind)("x", kinks=kinks).matrix([0.0], [1.0]).tolist() == [[2 * slope**2]]
    matrix = getattr(loss, kind)("x", kinks="error")
    for call in (
        matrix.matrix,
        lambda *data: matrix.block("x", "x", *data),
        lambda *d: matrix.times({"x": [1.0]}, *d),
    ):
        call([-1.0], [1.0])
        with pytest.raises(KinkError, match="lies on a kink"):
            call([0.0], [1.0])


@pytest.mark.parametrize("kind", MATRICES)
def test_a_thousand_layers(kind: str) -> None:
    """At the default recursion limit; the last biases enter the squared loss linearly."""
    loss = net_loss(NetChain([2, Tanh] * 500 + [2], input=2))
    x, t, parameters = arrays_for(loss, 11)
    product = getattr(loss, kind)().times({"b1001": [1.0, 2.0]}, x, t, parameters)
    np.testing.assert_allclose(product["b1001"], [1.0, 2.0], rtol=1e-12)


@pytest.mark.parametrize("kind", MATRICES)
@pytest.mark.parametrize("gap", [1e4, -1e4])
def test_large_logits(kind: str, gap: float) -> None:
    loss = net_loss(NetChain([2, SoftmaxLayer()], input=1))
    got = getattr(loss, kind)().matrix([1.0], 1, {"w1": [[gap], [0.0]], "b1": [0, 0]})
    np.testing.assert_array_equal(got, np.zeros((4, 4)))


def test_a_loss_that_does_not_look_at_the_net() -> None:
    loss = net_loss(NetChain([2], input=1), lambda y, t: t**2 + 0 * y)
    x, t, parameters = arrays_for(loss, 10, 2)
    np.testing.assert_array_equal(loss.gauss_newton().matrix(x, t, parameters), np.zeros((4, 4)))


@pytest.mark.parametrize(
    ("layers", "loss", "message"),
    [
        ([1, PartLayer(1)], ContrastiveLossLayer(), "ContrastiveLossLayer.* is no negative log likelihood"),
        ([2], lambda y, t: (y - t) ** 4, "FormulaLoss.* is no negative log likelihood"),
        ([2], CrossEntropyLossLayer("Index"), "a distribution over the classes"),
        ([2, SoftmaxLayer(), Tanh], CrossEntropyLossLayer("Probabilities"), "a distribution over the classes"),
        ([LinearLayer([2, 2]), SoftmaxLayer(1)], CrossEntropyLossLayer("Index"), "a distribution over the classes"),
        (
            [3, SoftmaxLayer(), PartLayer([Span(1, 2)])],
            CrossEntropyLossLayer("Index"),
            "a distribution over the classes",
        ),
    ],
)
def test_what_has_no_fisher_matrix(layers: Any, loss: Any, message: str) -> None:
    with pytest.raises(NetError, match=message):
        net_loss(NetChain(layers, input=1), loss).fisher()


def test_what_is_refused() -> None:
    loss = net_loss(NetChain([1], input=1))
    for kind in ("gauss_newton", "fisher"):
        with pytest.raises(DataError, match="does not depend on 't'"):
            getattr(loss, kind)(["w1", "t"])
    with pytest.raises(DataError, match="no block of 'x'"):
        loss.hessian().block("w1", "x", [1.0], [0.0])
    with pytest.raises(DataError, match="direction is no mapping"):
        loss.fisher().times({"x": [1.0]}, [1.0], None)
    with pytest.raises(DataError, match="number of examples"):
        loss.fisher().matrix([1.0], [[1.0], [2.0]], {"w1": [[1]], "b1": [0]})
