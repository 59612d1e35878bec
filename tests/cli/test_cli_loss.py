"""``wlbridge loss``: what each option prints, and what an engine answers."""

import json
import re

import numpy as np
import oracle
import pytest
import sympy
from example import ARRAYS, INDEX, NET, T, X, api

from wlbridge.sympy_text import shared_text
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import head_name, same_tree
from wlbridge.wolfram.wxf import read_wxf


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], lambda: api().to_wl_text("explicit")),
        (["--form", "explicit", "--to", "wl"], lambda: api().to_wl_text("explicit")),
        (["--form", "array"], lambda: api().to_wl_text("array")),
        (["--form", "shared"], lambda: api().to_wl_text("shared")),
        (["--log", "kernel", "--form", "array"], lambda: api("kernel").to_wl_text("array")),
        (["--to", "sympy"], lambda: str(api().expression)),
        (["--to", "latex"], lambda: sympy.latex(api().expression)),
        (["--to", "sympy", "--form", "shared"], lambda: shared_text(api().shared(), "loss")),
    ],
)
def test_the_formula_is_the_one_of_the_python_interface(run, options, expected):
    result = run("loss", NET, INDEX, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == expected() + "\n"


@pytest.mark.parametrize("form", ["explicit", "array", "shared"])
def test_wxf_is_the_same_expression(run, form):
    result = run("loss", NET, INDEX, "--form", form, "--to", "wxf")
    assert same_tree(read_wxf(result.stdout_bytes), api().to_wl(form))


# NetTrain's choice, as the documentation states it: https://reference.wolfram.com/language/ref/NetTrain.html
@pytest.mark.parametrize(
    ("net", "loss"),
    [
        (NET, INDEX),
        ('NetChain[{1, LogisticSigmoid}, "Input" -> 2]', 'CrossEntropyLossLayer["Binary"]'),
        ('NetChain[{1, Tanh}, "Input" -> 2]', "MeanSquaredLossLayer[]"),
    ],
)
def test_without_a_loss_it_is_the_choice_of_NetTrain(run, net, loss):
    assert run("loss", net).stdout == run("loss", net, loss).stdout


def test_a_net_is_text_or_a_file_or_standard_input(run, tmp_path):
    (tmp_path / "net.wl").write_bytes(b"\xef\xbb\xbf(* a net *)\n" + NET.encode() + b"\n")
    expected = run("loss", NET).stdout
    assert run("loss", "net.wl").stdout == expected
    assert run("loss", str(tmp_path / "net.wl")).stdout == expected
    assert run("loss", "-", input=NET).stdout == expected


def test_a_file_goes_before_text(run, tmp_path):
    (tmp_path / "{3}").write_text(NET, encoding="ascii")
    assert run("loss", "{3}").stdout == run("loss", NET).stdout


def test_values_in_the_net_are_inserted(run):
    net = 'NetChain[{LinearLayer[1, "Weights" -> {{0.30000000000000004, 2.}}, "Biases" -> None]}, "Input" -> 2]'
    assert run("loss", net, "--to", "sympy").stdout == "(-t_1 + 0.30000000000000004*x_1 + 2.0*x_2)**2\n"


@pytest.mark.parametrize("options", [["--to", "sympy"], ["--to", "latex"], ["--to", "wl"]])
@pytest.mark.parametrize("form", ["explicit", "shared"])
def test_weights_are_inserted_with_all_their_digits(run, weights, options, form):
    output = run("loss", NET, INDEX, "--weights", weights, "--form", form, *options).stdout
    assert "0.30000000000000004" in output
    assert not re.search(r"[wb]1?[\[_^]", output)


def test_a_net_with_weights_still_has_the_arrays_that_the_file_lacks(run, tmp_path):
    (tmp_path / "w.json").write_text(json.dumps({"b1": ARRAYS["b1"]}), encoding="ascii")
    loss = run("loss", NET, "--form", "array", "--weights", "w.json").stdout
    assert [symbol.name for symbol in read_wl(loss).args[0]] == ["x", "w1", "w3", "b3", "t"]


def test_shared_formulas_are_assignments_that_a_program_could_run(run, everything):
    output = run("loss", NET, INDEX, "--form", "shared", "--to", "sympy").stdout
    values = {str(symbol) for array in api().symbols.values() for symbol in array.flat}
    for line in output.splitlines():
        name, expression = line.split(" = ")
        assert set(re.findall(r"[a-z]\d?_[\d_]+|\bt\b", expression)) <= values
        values.add(name)
    assert name == "loss"


# An engine.


def expected_loss():
    net = [
        {"layer": "LinearLayer", "weights": ARRAYS["w1"], "biases": ARRAYS["b1"]},
        {"layer": "ElementwiseLayer", "function": "Tanh"},
        {"layer": "LinearLayer", "weights": ARRAYS["w3"], "biases": ARRAYS["b3"]},
        {"layer": "SoftmaxLayer"},
    ]
    return oracle.loss("CrossEntropyLossLayer", {"form": "Index"}, oracle.output(net, X), T)


@pytest.mark.parametrize("form", ["explicit", "array", "shared"])
def test_an_engine_gives_the_number_of_the_documented_formula(run, everything, form):
    result = run("loss", NET, INDEX, "--weights", everything, "--form", form, "--engine", "woxi")
    assert abs(float(result.stdout) - expected_loss()) < 1e-14


def test_an_engine_gives_back_a_formula_as_text(run):
    result = run("loss", 'NetChain[{1}, "Input" -> 1]', "--engine", "woxi")
    answer = read_wl(result.stdout)
    assert (head_name(answer), answer.args[1]) == ("Power", 2)


def test_messages_of_an_engine_go_to_standard_error(run, tmp_path):
    np.savez(tmp_path / "w.npz", w1=[[0.0]], b1=[0.0], x=[0.0], t=[0.0])
    result = run(
        "loss", 'NetChain[{1, Log}, "Input" -> 1]', "--weights", "w.npz", "--form", "array", "--engine", "woxi"
    )
    assert result.exit_code == 0
    assert read_wl(result.stdout) is not None
    assert "Error" not in result.stderr


def test_the_deadline_is_given_to_the_engine(run):
    result = run("loss", NET, "--engine", "woxi", "--deadline", "1e-6")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: woxi: no answer within 1e-06 s\nHint: ")
