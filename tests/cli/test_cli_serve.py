"""The child process of a notebook: started as a kernel would start it, asked in WXF, answered in WXF.

Requests are written by wolframclient's exporter and answers read by its ``binary_deserialize``, so that neither side
is our own reader or writer alone.
"""

import io
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.deserializers import binary_deserialize
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.serializers import export

from wlbridge import CrossEntropyLossLayer, MeanSquaredLossLayer, NetChain, net_loss, protocol, serve
from wlbridge.engines.woxi import WoxiEngine
from wlbridge.engines.wxf import read_wxf
from wlbridge.protocol import version
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import postorder, same_tree

COMMAND = [sys.executable, "-m", "wlbridge", "serve"]
NET = 'NetChain[{LinearLayer[2], Tanh, LinearLayer[2], SoftmaxLayer[]}, "Input" -> 2]'
WEIGHTS = {
    "w1": [[0.1 + 0.2, -1.25], [1e-20, 0.5]],
    "b1": [0.1, -0.2],
    "w3": [[1.0, 0.25], [-1.5, 2.0]],
    "b3": [0.0, 1e-3],
}
X, T = [0.7, -1.1], 2


def request(**keys):
    """A request as an association; the net is held, as a kernel has to hold it."""
    return {"Version": version(), "Request": "Loss", "Net": call("Hold", read_wl(NET)), **keys}


def start(data: bytes, **options):
    """The child process with its standard streams alone, as StartProcess makes it."""
    return subprocess.run(COMMAND, input=data, capture_output=True, check=False, timeout=120, **options)


def answered(**keys):
    """The answer to a request, in this process."""
    data, code = serve.answer(io.BytesIO(export(request(**keys), target_format="wxf")))
    answer = binary_deserialize(data)
    assert answer["Version"] == version()
    return answer, code


def expression(**keys):
    answer, code = answered(**keys)
    assert (set(answer), code) == ({"Version", "Expression"}, 0), answer
    return answer["Expression"]


def failure(**keys):
    answer, code = answered(**keys)
    assert set(answer) == {"Version", "Failure"}
    assert set(answer["Failure"]) == {"Tag", "Message", "Position"}
    return answer["Failure"], code


def loss(**options):
    return net_loss(NetChain.from_wl(NET), **options)


# The process


def test_the_child_process_answers_and_ends():
    done = start(export(request(), target_format="wxf"))
    assert (done.returncode, done.stderr) == (0, b"")
    answer = binary_deserialize(done.stdout)
    assert answer["Version"] == version()
    assert same_tree(answer["Expression"], loss().to_wl())


def test_it_needs_neither_a_terminal_nor_a_locale():
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    net = read_wl('NetChain[<|"h\\[EAcute]" -> LinearLayer[1]|>, "Input" -> 1]')
    done = start(export(request(Net=call("Hold", net)), target_format="wxf"), env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "h\u00e9" in str(binary_deserialize(done.stdout)["Expression"])


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"8:", b"8:C\x01", b"\x00" * 1000, os.urandom(1000), b"8:A\x01-S\x03abc"],
    ids=["nothing", "text", "header", "no association", "zeros", "random", "truncated"],
)
def test_what_is_no_request_is_answered_with_a_failure_and_an_exit_code(data):
    done = start(data)
    assert (done.returncode, done.stderr) == (1, b"")
    answer = binary_deserialize(done.stdout)
    assert (answer["Version"], answer["Failure"]["Tag"]) == (version(), "Request")


def test_every_beginning_of_a_request_is_refused():
    data = export(request(), target_format="wxf")
    for length in range(len(data)):
        answer, code = serve.answer(io.BytesIO(data[:length]))
        assert (code, binary_deserialize(answer)["Failure"]["Tag"]) == (1, "Request")


def test_a_request_without_end_is_read_up_to_a_limit(monkeypatch):
    monkeypatch.setattr("wlbridge.files.MOST_BYTES", 100)
    assert failure(Loss="x" * 200) == (
        {
            "Tag": "Request",
            "Message": "the request: there are more than 100 bytes",
            "Position": "the request",
        },
        1,
    )


def test_a_request_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(protocol, "MOST_PARTS", 1000)
    many = failure(Data={"Input": [0] * 1000, "Target": []})
    assert many[0]["Message"].startswith("byte ")
    assert many[0]["Message"].endswith("more than 1,000 parts in WXF data")
    packed = {"Input": np.zeros((2000, 2)), "Target": np.ones(2000, dtype="int32")}
    assert expression(Data=packed, Form="Array").head == WLSymbol("Function")


def test_at_a_terminal_it_says_that_it_is_not_for_typing(run, monkeypatch):
    monkeypatch.setattr("wlbridge.cli._standard_input", _Terminal)
    result = run("serve")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "talks to a program" in result.stderr


class _Terminal(io.BytesIO):
    def isatty(self):
        return True


def test_an_error_of_our_own_is_a_failure_too(monkeypatch, capsys):
    def fail(_):
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr(serve, "requested_expression", fail)
    answer, code = failure()
    assert (answer["Tag"], code) == ("Internal", 70)
    assert capsys.readouterr().err == "unexpected ZeroDivisionError: a b\n"


@given(st.binary().filter(lambda data: not data.startswith(b"8:")))
def test_garbage_is_always_answered(data):
    answer, code = serve.answer(io.BytesIO(data))
    assert (code, binary_deserialize(answer)["Failure"]["Tag"]) == (1, "Request")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_request_with_wrong_bytes_is_answered(data):
    """Whatever is changed in a request, the answer is WXF, and nothing is the fault of wlbridge."""
    bytes_ = bytearray(export(request(Request="Output"), target_format="wxf"))
    places = st.integers(2, len(bytes_) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=5)):
        bytes_[place] = value
    answer, code = serve.answer(io.BytesIO(bytes(bytes_)))
    assert code in {0, 1}
    assert binary_deserialize(answer)["Version"] == version()


# What is asked for


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


def with_weights():
    """The net with weights, in the two kinds of array that a kernel writes, Real64 packed and Real32 numeric."""
    layers = [
        call(
            "LinearLayer",
            2,
            call("Rule", "Weights", np.array(WEIGHTS["w1"])),
            call("Rule", "Biases", np.array(WEIGHTS["b1"])),
        ),
        system("Tanh"),
        call(
            "LinearLayer",
            2,
            call("Rule", "Weights", np.array(WEIGHTS["w3"], dtype="float32")),
            call("Rule", "Biases", np.array(WEIGHTS["b3"], dtype="float32")),
        ),
        call("SoftmaxLayer"),
    ]
    return call("Hold", call("NetChain", layers))


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

    def test_of_the_hessian(self, woxi, form):
        expected = loss().hessian().matrix(X, T, WEIGHTS)
        whole = number(woxi, expression(Request="Hessian", Form=form), ARRAYS)
        assert whole == pytest.approx(expected, rel=1e-11, abs=1e-15)
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


# What is refused


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"Version": {"Protocol": 2, "Package": "0.1.0"}}, "protocol 2, package 0.1.0 is not protocol 1"),
        ({"Version": {"Protocol": 1, "Package": "9.9"}}, "package 9.9 is not"),
        ({"Version": {"Protocol": True, "Package": "0.1.0"}}, "is not protocol 1"),
        ({"Version": "1"}, "no version is not protocol 1"),
        ({"Version": [1, 2]}, "no version"),
        ({"Version": {**version(), "Kernel": "14.2"}}, "is not protocol 1"),
    ],
)
def test_another_version_is_refused_before_anything_else(keys, fault):
    answer, code = failure(**keys, Request="Unheard of", Method="Unheard of")
    assert (answer["Tag"], code) == ("Version", 1)
    assert fault in answer["Message"]
    assert "Install the same version" in answer["Message"]


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"Request": "Jacobian"}, "'Request' is not one of Loss, Output, Gradient, Hessian"),
        ({"Request": ["Loss"]}, "'Request' is not one of"),
        ({"Working": 1}, "the key 'Working' is not known"),
        ({"Variables": "Input"}, "the key 'Variables' is not known"),
        ({"Request": "Output", "Loss": system("Automatic")}, "the key 'Loss' is not known"),
        ({"Request": "Gradient", "Input": X}, "the key 'Input' is not known"),
        ({"Form": "Flat"}, "'Form' is not one of Explicit, Array, Shared"),
        ({"Form": "explicit"}, "'Form' is not one of"),
        ({"Log": system("Exact")}, "'Log' is not one of Exact, Kernel"),
        ({"Parameters": True}, "'Parameters' is not one of Symbolic, Values"),
        ({"Symbols": ["v"]}, "'Symbols' is no association of symbols"),
        ({"Symbols": {"Weights": 1}}, "'Symbols' is no association of symbols"),
        ({"Symbols": {"Weight": "v"}}, "there is no kind of symbol 'Weight'"),
        ({"Context": "Global"}, "'Context' is no context"),
        ({"Context": "a b`"}, "'Context' is no context"),
        ({"Context": system("Global")}, "'Context' is no context"),
        ({"Request": "Hessian", "Variables": "All"}, "'Variables' is not"),
        ({"Request": "Hessian", "Variables": {"w": 1}}, "'Variables' is not"),
        ({"Data": [[X], [T]]}, "'Data' is no association"),
        ({"Data": {"Input": [X]}}, "'Data' is no association"),
    ],
)
def test_what_is_not_understood(keys, fault):
    answer, code = failure(**keys)
    assert (answer["Tag"], answer["Position"], code) == ("Request", "the request", 1)
    assert fault in answer["Message"]


def test_a_request_without_a_net_is_not_understood():
    keys = request()
    del keys["Net"]
    data, code = serve.answer(io.BytesIO(export(keys, target_format="wxf")))
    assert (binary_deserialize(data)["Failure"]["Message"], code) == ("the request: there is no net", 1)


def held(text):
    return call("Hold", read_wl(text))


@pytest.mark.parametrize(
    ("keys", "tag", "position", "fault"),
    [
        ({"Net": held("NetGraph[{}, {}]")}, "Net", "the net", "a NetGraph is not supported"),
        ({"Net": "NetChain[{1}]"}, "Net", "the net", "this is not a net"),
        ({"Net": call("Hold", 1, 2)}, "Net", "the net", "Hold is not a layer"),
        ({"Net": held('NetChain[{3, FooLayer[]}, "Input" -> 2]')}, "Net", "layer 2", "FooLayer is not a layer"),
        ({"Net": held('NetChain[{3, PartLayer[9]}, "Input" -> 2]')}, None, "layer 2 (PartLayer)", "9"),
        ({"Net": held("NetChain[{3}]")}, "Net", "NetChain", "the dimensions of the input are not known"),
        ({"Net": held('NetChain[{Run[#] &}, "Input" -> 2]')}, "UnknownFunction", "layer 1", "Run"),
        ({"Loss": held("FooLossLayer[]")}, "Net", "", "FooLossLayer is not a loss layer"),
        ({"Loss": "Index"}, "Net", "", "is not a loss layer"),
        ({"Loss": held("ToExpression[#1] &")}, "UnknownFunction", "", "ToExpression"),
        ({"Symbols": {"Weights": "w_1"}}, "Symbols", "option symbols, 'Weights'", "cannot name a symbol"),
        ({"Symbols": {"Weights": "b"}}, "Symbols", "option symbols", "two kinds of symbols"),
        ({"Parameters": "Values"}, "Data", "", "the array 'w1' has no values to put in"),
        ({"Data": {"Input": [X, X], "Target": [1]}}, "Data", "the data", "equally many examples"),
        ({"Data": {"Input": [], "Target": []}}, "Data", "the data", "equally many examples"),
        ({"Data": {"Input": [[1, 2, 3]], "Target": [1]}}, "Data", "input 'x'", "{1, 3} and need {1, 2}"),
        ({"Data": {"Input": [X], "Target": [3]}}, "Data", "target 't'", "the class 3"),
        ({"Data": {"Input": [["a", "b"]], "Target": [1]}}, "Data", "the data", "not an array of real numbers"),
        ({"Request": "Output", "Input": [math.inf, 0]}, "Data", "input 'x'", "real numbers"),
        ({"Request": "Gradient", "Variables": [user("v")(1)]}, "Data", "the variables", "has no symbol"),
        ({"Request": "Gradient", "Variables": [user("w")(1, 1, 9)]}, "Data", "the variables", "has no symbol"),
        ({"Request": "Gradient", "Variables": [user("w")(True, 1, 1)]}, "Data", "the variables", "has no symbol"),
        ({"Request": "Gradient", "Variables": [WLSymbol("my`w")(1, 1, 1)]}, "Data", "the variables", "has no symbol"),
        ({"Request": "Gradient", "Variables": [user("t")]}, "Data", "", "'t'"),
        ({"Request": "Gradient", "Variables": [1]}, "Data", "the variables", "has no symbol 1"),
        ({"Request": "Gradient", "Variables": []}, "Data", "", "no arrays to differentiate by"),
        ({"Request": "Hessian", "Net": held('NetChain[{90}, "Input" -> 9]')}, "TooLarge", "", "900 rows"),
        ({"Net": held('NetChain[{784, Tanh, 128}, "Input" -> 784]')}, "TooLarge", "", "explicit form"),
    ],
)
def test_what_is_understood_and_refused(keys, tag, position, fault):
    answer, code = failure(**keys)
    assert code == 0
    assert answer["Tag"] in ({tag} if tag else set(serve.TAGS.values()))
    assert answer["Position"] == position
    assert fault in answer["Message"]
