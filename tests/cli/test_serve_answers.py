"""What ``wlbridge serve`` answers: the formulas of the Python interface, and their numbers by woxi against NumPy."""

import io

import numpy as np
import pytest
from serving import NET, WEIGHTS, T, X, expression, held, loss, request, with_weights
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.serializers import export

from wlbridge import CrossEntropyLossLayer, MeanSquaredLossLayer, NetChain, net_loss, serve
from wlbridge.engines.woxi import WoxiEngine
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import postorder, same_tree
from wlbridge.wolfram.wxf import read_wxf


@pytest.mark.parametrize(("form", "name"), [("Explicit", "explicit"), ("Array", "array"), ("Shared", "shared")])
def test_the_loss_in_each_form_is_that_of_the_python_interface(form, name):
    tree = loss(loss=CrossEntropyLossLayer("Probabilities"), log="kernel").to_wl(name)
    expected = call("HoldForm", tree) if name == "shared" else tree
    given_ = expression(Loss=call("Hold", read_wl('CrossEntropyLossLayer["Probabilities"]')), Log="Kernel", Form=form)
    assert same_tree(given_, expected)


@pytest.mark.parametrize(
    "automatic", [{}, {"Loss": system("Automatic")}, {"Loss": call("Hold", system("Automatic"))}]
)
def test_without_a_loss_it_is_what_nettrain_takes(automatic):
    assert same_tree(expression(**automatic), loss(loss=CrossEntropyLossLayer("Index")).to_wl())


def test_a_loss_may_be_a_function_of_output_and_target():
    net = NetChain.from_wl(NET)
    data, _ = serve.answer(io.BytesIO(export(request(Loss=held("(#1 - #2)^4 &")), target_format="wxf")))
    assert same_tree(read_wxf(data)["Expression"], net_loss(net, lambda y, t: (y - t) ** 4).to_wl())


def test_the_output_for_symbols_and_for_numbers():
    formula = NetChain.from_wl(NET).formula()
    assert same_tree(expression(Request="Output"), formula.to_wl())
    assert same_tree(expression(Request="Output", Input=X), formula.with_values({"x": X}).to_wl())


def test_weights_come_as_arrays_and_are_put_in_when_asked_for():
    real32 = {name: np.float32(values) if name in {"w3", "b3"} else values for name, values in WEIGHTS.items()}
    assert same_tree(expression(Net=with_weights(), Parameters="Values"), loss().with_values(real32).to_wl())
    assert same_tree(expression(Net=with_weights(), Parameters="Symbolic"), loss().to_wl())


def test_sizes_may_come_packed():
    net = call(
        "Hold",
        call("NetChain", [call("PaddingLayer", np.array([[1, 0], [0, 2]]))], call("Rule", "Input", np.array([2, 3]))),
    )
    plain = NetChain.from_wl('NetChain[{PaddingLayer[{{1, 0}, {0, 2}}]}, "Input" -> {2, 3}]')
    assert same_tree(expression(Net=net, Request="Output"), plain.formula().to_wl())


DATA = {"Input": np.array([[0.7, -1.1], [0.2, 0.3], [1.0, 2.0]]), "Target": [2, 1, 1]}


@pytest.fixture(scope="module")
def woxi():
    with WoxiEngine() as engine:
        yield engine


DOT = read_wl("Dot -> (Inner[Times, #1, #2, Plus] &)")
"""woxi 0.3.0 multiplies arrays of rank 3 wrongly by Dot; see the test of it."""


def number(woxi, tree, arrays):
    """The value of an answer, whatever its form, for arrays by name; symbols are indexed, as in a notebook."""
    rules = [DOT]
    if isinstance(tree, WLFunction) and tree.head == system("Function"):
        names = [symbol.name.removeprefix("Global`") for symbol in tree.args[0]]
        tree = call("Hold", WLFunction(tree, *(arrays[name] for name in names)))
    else:
        rules += [call("Rule", symbol, value) for symbol, value in elements(arrays)]
    tree = call("ReleaseHold", call("ReplaceAll", tree, rules))
    return np.array(woxi.evaluate(call("N", tree), deadline=60), dtype=float)


def test_that_woxi_still_multiplies_wrongly(woxi):
    """When this fails, ``DOT`` can go. The value is that of NumPy's ``a @ v``."""
    a, v = [[[0, 1], [0, 0]], [[0, 0], [1, 0]]], [5, 7]
    assert (np.array(a) @ v).tolist() == [[7, 0], [0, 5]]
    assert woxi.evaluate(call("Dot", a, v)) == ((0, 5), (7, 0))


def elements(arrays):
    """Symbols such as w[1, 2, 3] with their values."""
    for name, values in arrays.items():
        head, key = name[0], [int(name[1:])] if name[1:] else []
        array = np.array(values)
        for index in np.ndindex(*array.shape):
            symbol = WLFunction(user(head), *key, *(i + 1 for i in index)) if key or index else user(head)
            yield symbol, array[index].item()


ARRAYS = {**WEIGHTS, "x": X, "t": T}


@pytest.mark.parametrize("form", ["Explicit", "Array", "Shared"])
class TestNumbers:
    """The values of the answers, evaluated by woxi, against NumPy."""

    def test_of_the_loss(self, woxi, form):
        assert number(woxi, expression(Form=form), ARRAYS) == pytest.approx(loss().evaluate(X, T, WEIGHTS), rel=1e-13)

    def test_of_the_mean_over_data(self, woxi, form):
        expected = loss().evaluate(DATA["Input"], DATA["Target"], WEIGHTS)
        assert number(woxi, expression(Data=DATA, Form=form), WEIGHTS) == pytest.approx(expected, rel=1e-13)

    def test_of_the_gradient_as_one_list(self, woxi, form):
        slopes = loss().gradient().evaluate(X, T, WEIGHTS)
        expected = np.concatenate([slopes[name].ravel() for name in WEIGHTS])
        given_ = number(woxi, expression(Request="Gradient", Form=form), ARRAYS)
        assert given_ == pytest.approx(expected, rel=1e-12, abs=1e-16)

    def test_of_the_gradient_over_data(self, woxi, form):
        slopes = loss().gradient().evaluate(DATA["Input"], DATA["Target"], WEIGHTS)
        expected = np.concatenate([slopes[name].ravel() for name in WEIGHTS])
        given_ = number(woxi, expression(Request="Gradient", Data=DATA, Form=form), WEIGHTS)
        assert given_ == pytest.approx(expected, rel=1e-12, abs=1e-16)

    def test_of_the_gradient_by_the_input_and_by_chosen_symbols(self, woxi, form):
        slopes = loss().gradient(["x", "w1", "b3"]).evaluate(X, T, WEIGHTS)
        by_input = number(woxi, expression(Request="Gradient", Variables="Input", Form=form), ARRAYS)
        assert by_input == pytest.approx(slopes["x"], rel=1e-12)
        chosen = [user("b")(3, 2), user("w")(1, 2, 1), user("x")(1), user("b")(3, 2)]
        by_chosen = number(woxi, expression(Request="Gradient", Variables=chosen, Form=form), ARRAYS)
        expected = [slopes["b3"][1], slopes["w1"][1, 0], slopes["x"][0], slopes["b3"][1]]
        assert by_chosen == pytest.approx(expected, rel=1e-12)

    def test_of_the_whole_hessian(self, woxi, form):
        net = 'NetChain[{LinearLayer[1], Tanh, LinearLayer[1]}, "Input" -> 2]'
        small = {"w1": [[0.3, -1.25]], "b1": [0.1], "w3": [[1.5]], "b3": [0.2]}
        expected = net_loss(NetChain.from_wl(net)).hessian().matrix(X, [0.5], small)
        whole = number(woxi, expression(Request="Hessian", Net=held(net), Form=form), {**small, "x": X, "t": [0.5]})
        assert whole == pytest.approx(expected, rel=1e-11, abs=1e-15)

    def test_of_a_part_of_the_hessian(self, woxi, form):
        expected = loss().hessian().matrix(X, T, WEIGHTS)
        chosen = [user("w")(3, 1, 2), user("b")(1, 1), user("w")(1, 2, 2)]
        rows = [7, 4, 3]
        part = number(woxi, expression(Request="Hessian", Variables=chosen, Form=form), ARRAYS)
        assert part == pytest.approx(expected[np.ix_(rows, rows)], rel=1e-11, abs=1e-15)

    def test_where_every_array_is_a_number(self, woxi, form):
        given_ = expression(
            Net=with_weights(),
            Loss=call("Hold", call("MeanSquaredLossLayer")),
            Parameters="Values",
            Data={"Input": [X], "Target": [[0, 1]]},
            Form=form,
        )
        expected = net_loss(NetChain.from_wl(with_weights().args[0]), MeanSquaredLossLayer()).evaluate(X, [0, 1])
        assert number(woxi, given_, {}) == pytest.approx(expected, rel=1e-13)


# Symbols


def symbols(tree):
    """The names of all symbols outside System`."""
    return {part.name for part in every_head_and_part(tree) if isinstance(part, WLSymbol) and "`" in part.name}


def every_head_and_part(tree):
    for part in postorder(tree):
        yield part
        if isinstance(part, WLFunction):
            yield part.head


@pytest.mark.parametrize("form", ["Explicit", "Array", "Shared"])
def test_symbols_are_those_of_the_context_of_the_notebook(form):
    assert {name.partition("`")[0] for name in symbols(expression(Form=form))} == {"Global"}
    cell = "Notebook$$7$12`"
    local = symbols(expression(Form=form, Context=cell))
    assert {name.rpartition("`")[0] + "`" for name in local} == {cell}
    assert len(local) == len(symbols(expression(Form=form)))


def test_heads_may_be_chosen_by_name_or_as_symbols_of_any_context():
    heads = {"Weights": WLSymbol("other`v"), "Input": "u"}
    assert symbols(expression(Symbols=heads, Request="Output")) == {"other`v", "Global`b", "Global`u"}
    (slope,) = expression(Symbols=heads, Request="Gradient", Variables=[WLSymbol("other`v")(1, 1, 1)])
    by_name = loss(symbols={"Weights": "v", "Input": "u"}).gradient(["v1"])
    assert str(slope).replace("other`", "Global`") == str(by_name.to_wl()["v1"][0][0])


def test_layers_are_named_by_their_names_and_paths():
    net = read_wl('NetChain[<|"a_b" -> {LinearLayer[1], Tanh}|>, "Input" -> 1]')
    key = ("a_b", 1)
    keys = {"Request": "Gradient", "Net": call("Hold", net), "Variables": [user("w")(key, 1, 1)]}
    (slope,) = expression(**keys)
    assert user("w") in every_head_and_part(slope)
