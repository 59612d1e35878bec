"""``Method -> "Python"`` of the Wolfram package, up to the process that only a kernel can start.

woxi runs the package, real bytes go through ``wlbridge serve`` as a child process, and woxi reads the answer. What is
replaced is ``pythonExchange`` alone: it has StartProcess, which no open interpreter has.
"""

import base64
import re
import subprocess
import sys

import numpy as np
import pytest
from package_files import definitions, text_of
from verification import KERNEL
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.engines.woxi import WoxiEngine
from wlbridge.protocol import version
from wlbridge.wolfram.make import call
from wlbridge.wolfram.renamed import renamed
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import postorder
from wlbridge.wolfram.wxf import read_wxf, write_wxf

NET = (
    'NetChain[{LinearLayer[2, "Weights" -> {{0.3, -1.25}, {0.75, 0.5}}, "Biases" -> {0.1, -0.2}], Tanh, '
    'LinearLayer[2, "Weights" -> {{1., 0.25}, {-1.5, 2.}}, "Biases" -> {0., 0.001}], SoftmaxLayer[]}, "Input" -> 2]'
)


@pytest.fixture(scope="module")
def engine():
    with WoxiEngine() as engine:
        engine.evaluate_text(f'Get["{KERNEL}"]', deadline=60)
        yield engine


def woxi(engine, text):
    return engine.evaluate(read_wl(text), deadline=60)


def request_of(engine, call_text):
    """The bytes that the package would send for a call; woxi says Global` for names that it does not implement."""
    woxi(engine, "Clear[pythonExchange]; pythonExchange[request_] := Throw[BaseEncode[request], captured]")
    request = read_wxf(base64.b64decode(woxi(engine, f"Catch[{call_text}, captured]")))
    return write_wxf(renamed(request, lambda name: re.sub("^Global`(?=[A-Z])", "", name)))


def through_python(engine, call_text):
    """The value of a call, Python's part done by the child process."""
    command = [sys.executable, "-m", "wlbridge", "serve"]
    done = subprocess.run(command, input=request_of(engine, call_text), capture_output=True, check=False, timeout=120)
    assert done.stderr == b""
    return answering(engine, done.stdout, call_text)


def answering(engine, data, call_text):
    """The value of a call to which the process answers these bytes."""
    answer = base64.b64encode(data).decode("ascii")
    woxi(engine, f'Clear[pythonExchange]; pythonExchange[request_] := ByteArray["{answer}"]')
    return woxi(engine, call_text)


RULES = read_wl(
    "{x[1] -> 0.7, x[2] -> -1.1, t -> 2, v[1, 1, 1] -> 0.3, v[1, 1, 2] -> -1.25, v[1, 2, 1] -> 0.75, "
    "v[1, 2, 2] -> 0.5, b[1, 1] -> 0.1, b[1, 2] -> -0.2, v[3, 1, 1] -> 1., v[3, 1, 2] -> 0.25, v[3, 2, 1] -> -1.5, "
    "v[3, 2, 2] -> 2., b[3, 1] -> 0., b[3, 2] -> 0.001}"
)


def number(engine, tree):
    tree = call("ReleaseHold", call("ReplaceAll", tree, list(RULES)))
    return np.array(engine.evaluate(call("N", tree), deadline=60), dtype=float)


DATA = "{{0.7, -1.1} -> 2, {0.2, 0.3} -> 1}"
SYMBOLS = '"Symbols" -> {"Weights" -> "v"}'


@pytest.mark.parametrize(
    "asked",
    [
        f"NetExpression[{NET}, {SYMBOLS}]",
        f"NetExpression[{NET}, {{0.3, 0.4}}, {SYMBOLS}]",
        f"NetLossExpression[{NET}, {SYMBOLS}]",
        f'NetLossExpression[{NET}, Automatic, "Parameters" -> "Values"]',
        f'NetLossExpression[{NET}, CrossEntropyLossLayer["Index"], {DATA}, {SYMBOLS}]',
        f'NetLossExpression[{NET}, Automatic, "Form" -> "Shared", {SYMBOLS}]',
        f'NetLossExpression[{NET}, CrossEntropyLossLayer["Index"], "Log" -> "Kernel", {SYMBOLS}]',
        f"NetLossGradient[{NET}, {SYMBOLS}]",
        f'NetLossGradient[{NET}, Automatic, "Input", {SYMBOLS}]',
        f"NetLossGradient[{NET}, Automatic, {{v[3, 1, 2], b[1, 2]}}, {DATA}, {SYMBOLS}]",
        f"NetLossHessian[{NET}, Automatic, {{v[3, 1, 2], x[1]}}, {SYMBOLS}]",
        'NetExpression[NetChain[<|"a" -> {FlattenLayer[], PartLayer[1 ;; 2]}|>, "Input" -> {1, 3}], {{1, 2, 3}}]',
        'NetExpression[NetChain[{ElementwiseLayer["SELU"], SummationLayer[]}, "Input" -> 2], {-1., 2.}]',
        'NetLossExpression[NetChain[{Tanh}, "Input" -> "Real"], ContrastiveLossLayer[], {0.2 -> True, 1 -> False}]',
        'NetExpression[LinearLayer[1, "Weights" -> {{2, 3}}, "Biases" -> None], {1, 2}, "Parameters" -> "Values"]',
    ],
)
def test_python_answers_what_the_package_answers(engine, asked):
    by_package = number(engine, woxi(engine, asked))
    by_python = number(engine, through_python(engine, f'{asked[:-1]}, Method -> "Python"]'))
    assert by_python == pytest.approx(by_package, rel=1e-12, abs=1e-15)
    assert by_python.shape == by_package.shape


def test_a_simplification_is_done_to_the_answer(engine):
    asked = f'NetLossExpression[{NET}, Method -> "Python", "Simplification" -> Head]'
    assert through_python(engine, asked) == WLSymbol("Plus")


def failure(tree):
    assert tree.head == WLSymbol("Failure")
    tag, details = tree.args
    return tag, details["MessageParameters"]["Text"], details["Position"]


ASKED = f'NetLossExpression[{NET}, Method -> "Python"]'


def test_a_refusal_of_python_is_a_failure(engine):
    tag, message, position = failure(
        through_python(engine, f'NetLossExpression[{NET}, Automatic, {{{{1, 2}} -> 3}}, Method -> "Python"]')
    )
    assert (tag, position) == ("Data", "target 't'")
    assert "the class 3" in message


def test_without_python_there_is_a_failure():
    """woxi has no StartProcess: what comes back is no process, as from a kernel that does not find the program."""
    with WoxiEngine() as fresh:
        fresh.evaluate_text(f'Get["{KERNEL}"]', deadline=60)
        tag, message, _ = failure(woxi(fresh, ASKED))
    assert tag == "PythonNotFound"
    assert "WLBRIDGE_PYTHON" in message


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("/usr/bin/python3: No module named wlbridge", "PythonPackageNotFound"),
        ("Traceback: MemoryError", "PythonFailed"),
        ("", "PythonFailed"),
    ],
)
def test_what_the_process_says_instead_of_an_answer(engine, said, tag):
    woxi(engine, f'Clear[pythonExchange]; pythonExchange[request_] := pythonSilent["{said}"]')
    assert failure(woxi(engine, ASKED))[0] == tag


@pytest.mark.parametrize(
    ("answer", "tag"),
    [
        ({"Version": {**version(), "Package": "9.9"}, "Expression": 1}, "PythonVersion"),
        ({"Version": {**version(), "Protocol": 2}, "Expression": 1}, "PythonVersion"),
        ({"Expression": 1}, "PythonFailed"),
        ([1, 2], "PythonFailed"),
        (1, "PythonFailed"),
    ],
)
def test_other_answers_are_failures(engine, answer, tag):
    assert failure(answering(engine, write_wxf(answer), ASKED))[0] == tag


def test_what_the_kernel_refuses_starts_no_process(engine):
    woxi(engine, "Clear[pythonExchange]; pythonExchange[request_] := started")
    for text, tag in [
        ('NetLossExpression[NetGraph[{}, {}], Method -> "Python"]', "NetGraph"),
        (f'NetLossExpression[{NET}, FooLayer[], Method -> "Python"]', "UnknownLoss"),
        (f'NetLossExpression[{NET}, Method -> "Julia"]', "OptionValue"),
        (f'NetLossExpression[{NET}, Method -> "Python", "Simplification" -> None]', "NotAvailable"),
        ('NetLossExpression[Method -> "Python"]', "Arguments"),
        (f'NetLossExpression[{NET}, 2*MeanSquaredLossLayer[], Method -> "Python"]', "NotAvailable"),
        (f'NetLossExpression[{NET}, Automatic, "Terms", Method -> "Python"]', "NotAvailable"),
    ]:
        assert failure(woxi(engine, text))[0] == tag


# What no test can run


PROCESSES = {"StartProcess", "RunProcess", "ProcessConnection", "BinaryWrite", "ReadByteArray", "ReadString"}


def test_one_function_alone_starts_a_process():
    users = {owner for owner, definition in definitions() for part in every_symbol(definition) if part in PROCESSES}
    assert users == {"pythonExchange"}


def every_symbol(tree):
    for part in postorder(tree):
        if isinstance(part, WLSymbol):
            yield part.name
        elif isinstance(part, WLFunction) and isinstance(part.head, WLSymbol):
            yield part.head.name


def test_that_part_is_marked_as_never_run():
    assert 'Method -> "Python"' in text_of(KERNEL)
    assert re.search(r'\(\* ---- Method -> "Python".*NEVER RUN ON A KERNEL', text_of(KERNEL))


def test_the_version_is_that_of_the_python_package():
    (definition,) = (tree for owner, tree in definitions() if owner == "$pythonVersion")
    assert definition.args[1] == version()
