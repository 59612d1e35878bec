"""The example notebook: made from its text, parsed independently, and run by woxi as far as that goes.

Values are compared with the Python interface, with the published value, and with NumPy written out here.
"""

import re

import numpy as np
import pytest
from notebook import NOTEBOOK, cells, notebook
from package_files import README, parsed_independently, text_of
from verification import KERNEL

from wlbridge import CrossEntropyLossLayer, NetChain, net_loss
from wlbridge.engines.woxi import WoxiEngine
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import head_name, same_tree

CODE = [cell.content for cell in cells() if cell.style == "Code"]


def test_the_notebook_is_that_of_the_text():
    """``python tests/wl/notebook.py`` makes it anew."""
    assert text_of(NOTEBOOK) == notebook()


def test_the_notebook_is_one_expression_that_an_independent_parser_reads():
    assert parsed_independently(text_of(NOTEBOOK)) == (1, [])
    tree = read_wl(text_of(NOTEBOOK))
    assert head_name(tree) == "Notebook"
    assert {head_name(cell) for cell in tree.args[0]} == {"Cell"}


def test_every_cell_of_code_is_read_by_both_parsers():
    code = [cell.content for cell in cells() if cell.style in {"Code", "Input"}]
    assert all(read_wl(cell) is not None for cell in code)
    assert parsed_independently("\n".join(code)).complaints == []


def test_it_shows_what_it_is_to_show():
    sections = [cell.content for cell in cells() if cell.style == "Section"]
    assert sections == [
        "A net with two inputs, three hidden units and two classes",
        "Factoring and dividing",
        "The gradient",
        "The binary cross entropy and its gradient",
        "A trained net",
        "The loss over two of the weights",
    ]


@pytest.fixture(scope="module")
def woxi():
    """woxi after all cells of code, in their order; the value of none of them is a Failure."""
    with WoxiEngine() as engine:
        engine.evaluate_text(f'Get["{KERNEL}"]', deadline=60)
        for cell in CODE:
            assert engine.evaluate(call("Head", read_wl(cell)), deadline=60) != system("Failure"), cell
        yield engine


RANDOM = np.random.default_rng(4)
ARRAYS = {
    "x": RANDOM.normal(size=2),
    "w1": RANDOM.normal(size=(3, 2)),
    "b1": RANDOM.normal(size=3),
    "w3": RANDOM.normal(size=(2, 3)),
    "b3": RANDOM.normal(size=2),
    "t": 2,
}
PARAMETERS = {name: ARRAYS[name] for name in ("w1", "b1", "w3", "b3")}
X, T = ARRAYS["x"], ARRAYS["t"]
LOSS = net_loss(
    NetChain.from_wl('NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2]'), CrossEntropyLossLayer("Index")
)


def rules(arrays):
    """w[1, 2, 3] -> value, for all elements."""
    for name, values in arrays.items():
        for index in np.ndindex(*np.shape(values)):
            key = [int(name[1:])] if name[1:] else []
            places = [*key, *(i + 1 for i in index)]
            symbol = user(name[0])(*places) if places else user(name[0])
            yield call("Rule", symbol, np.asarray(values)[index].item())


def value(woxi, text, arrays):
    tree = call("ReleaseHold", call("ReplaceAll", read_wl(text), list(rules(arrays))))
    return np.array(woxi.evaluate(call("N", tree), deadline=60), dtype=float)


@pytest.mark.parametrize("form", ["loss", "shared"])
def test_the_loss(woxi, form):
    assert value(woxi, form, ARRAYS) == pytest.approx(LOSS.evaluate(X, T, PARAMETERS), rel=1e-13)


def test_the_loss_as_a_function_of_arrays(woxi):
    parameters = woxi.evaluate_text("Map[SymbolName, Extract[arrays, 1]]")
    given = [np.asarray(ARRAYS[name]).tolist() for name in parameters]
    result = woxi.evaluate(call("N", user("arrays")(*given)))
    assert float(result) == pytest.approx(LOSS.evaluate(X, T, PARAMETERS), rel=1e-13)


def test_the_symbols_are_those_of_the_gradient(woxi):
    assert woxi.evaluate_text("{Length[symbols], Length[gradient], First[symbols], Last[symbols]}") == (
        17,
        17,
        user("w")(1, 1, 1),
        user("b")(3, 2),
    )


def test_the_gradient_and_the_hessian(woxi):
    slopes = LOSS.gradient().evaluate(X, T, PARAMETERS)
    assert value(woxi, "slopes", ARRAYS) == pytest.approx(slopes["b3"], rel=1e-12)
    assert value(woxi, "gradient", ARRAYS) == pytest.approx(
        np.concatenate([slopes[n].ravel() for n in PARAMETERS]), rel=1e-12
    )
    block = LOSS.hessian(["b3"]).matrix(X, T, PARAMETERS)
    assert value(woxi, "curvature", ARRAYS) == pytest.approx(block, rel=1e-11)


def test_the_slope_is_the_derivative_of_the_flat_formula_for_each_class(woxi):
    """The cell that a kernel answers by {0, 0}. woxi has its values, and differentiates by plain symbols alone."""
    (cell,) = (cell.content for cell in cells() if cell.style == "Input" and "D[loss" in cell.content)
    numbers = {name: array for name, array in ARRAYS.items() if name != "t"}
    plain = cell.replace("D[loss, b[3, 1]]", "(D[loss /. b[3, 1] -> beta, beta] /. beta -> b[3, 1])")
    assert plain != cell
    assert value(woxi, plain.replace("FullSimplify", "Identity"), numbers) == pytest.approx([0, 0], abs=1e-14)


def test_the_difference_of_losses_and_its_quotient(woxi):
    """With y = w . x it is (y - t)^2 - y^2 = t (t - 2 y)."""
    arrays = {"w1": [[0.5, -1.5]], "x": [2.0, 3.0], "t": [0.25]}
    y, t = 0.5 * 2.0 - 1.5 * 3.0, 0.25
    assert value(woxi, "change", arrays) == pytest.approx(t * (t - 2 * y), rel=1e-14)
    assert value(woxi, "quotient", arrays) == pytest.approx(t - 2 * y, rel=1e-14)


@pytest.mark.parametrize("x", [-6.0, -0.5, 0.0, 3.0])
@pytest.mark.parametrize("t", [0.0, 0.3, 1.0])
def test_the_binary_cross_entropy_and_its_slope(woxi, x, t):
    p = 1 / (1 + np.exp(-x))
    expected = -t * np.log(p) - (1 - t) * np.log1p(-p)
    assert value(woxi, "entropy", {"x": x, "t": t}) == pytest.approx(expected, rel=1e-12)
    assert value(woxi, "entropySlope", {"x": x, "t": t}) == pytest.approx(p - t, rel=1e-12, abs=1e-15)


def test_the_value_that_a_kernel_printed(woxi):
    """Mathematica StackExchange 199360: 28.6963."""
    assert round(woxi.evaluate_text("published"), 4) == 28.6963


def trained(x, first=0.9, last=0.8):
    return last * np.tanh(first * x + 0.1) - 0.5 * np.tanh(-0.4 * x + 0.2) + 0.02


INPUTS, TARGETS = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]), np.array([-0.8, -0.5, 0.0, 0.5, 0.8])


def test_the_trained_net(woxi):
    assert value(woxi, "output", {"x": [0.3]}) == pytest.approx([trained(0.3)], rel=1e-13)
    assert woxi.evaluate_text("error") == pytest.approx(np.mean((trained(INPUTS) - TARGETS) ** 2), rel=1e-12)


@pytest.mark.parametrize(("u", "v"), [(0.9, 0.8), (-3.0, 2.0), (0.0, 0.0)])
def test_the_loss_over_two_weights(woxi, u, v):
    expected = np.mean((trained(INPUTS, u, v) - TARGETS) ** 2)
    assert value(woxi, "surface", {"u": u, "v": v}) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("plot", ["curves", "contours"])
def test_the_plots_are_graphics(woxi, plot):
    assert woxi.evaluate_text(f"Head[{plot}]") == system("Graphics")


def test_the_example_of_the_readme():
    """Its comment is what it gives."""
    blocks = re.findall(r"^```wolfram\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (example,) = (block for block in blocks if "NetLossExpression[" in block)
    (shown,) = re.findall(r"\(\* (.*?) \*\)", example)
    with WoxiEngine() as fresh:
        fresh.evaluate_text(f'Get["{KERNEL}"]', deadline=60)
        given = fresh.evaluate(read_wl(example), deadline=60)
        assert same_tree(given, fresh.evaluate(read_wl(shown)))
