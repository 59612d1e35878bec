"""What ``wlbridge serve`` does not understand, and what it refuses: one Failure with tag, message and position."""

import io
import math

import pytest
from serving import X, failure, held, request
from wolframclient.deserializers import binary_deserialize
from wolframclient.language.expression import WLSymbol
from wolframclient.serializers import export

from wlbridge import serve
from wlbridge.protocol import version
from wlbridge.wolfram.make import call, system, user


def deep():
    tree = user("x")
    for _ in range(3_000):
        tree = call("f", tree)
    return tree


@pytest.mark.parametrize(
    "keys",
    [
        {"Net": call("Hold", deep())},
        {"Net": call("Hold", call("NetChain", [deep()]))},
        {"Net": call("Hold", call("NetChain", [call("LinearLayer", deep())]))},
        {"Net": call("Hold", call("NetChain", [call("Function", deep())], call("Rule", "Input", 2)))},
        {"Loss": deep()},
        {"Form": deep()},
        {"Symbols": {"Weights": deep()}},
        {"Data": {"Input": deep(), "Target": [1]}},
        {"Request": "Output", "Input": [deep()]},
        {"Request": "Gradient", "Variables": [deep()]},
        {"Request": "Gradient", "Variables": [user("w")(deep(), 1, 1)]},
        {"Version": deep()},
        {"Version": {"Protocol": deep(), "Package": ""}},
        {"Unknown": deep()},
    ],
    ids=", ".join,
)
def test_depth_is_no_fault_of_ours(keys):
    answer, code = failure(**keys)
    assert answer["Tag"] != "Internal"
    assert code in {0, 1}


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
        ({"Data": [[X], [2]]}, "'Data' is no association"),
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
