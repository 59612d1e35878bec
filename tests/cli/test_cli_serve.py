"""The child process of a notebook: started as a kernel would start it, asked in WXF, answered in WXF."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import expression, failure, loss, request
from wolframclient.deserializers import binary_deserialize
from wolframclient.language.expression import WLSymbol
from wolframclient.serializers import export

from wlbridge import protocol, serve
from wlbridge.protocol import version
from wlbridge.wolfram.make import call
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import same_tree

COMMAND = [sys.executable, "-m", "wlbridge", "serve"]


def start(data: bytes, **options):
    """The child process with its standard streams alone, as StartProcess makes it."""
    return subprocess.run(COMMAND, input=data, capture_output=True, check=False, timeout=120, **options)


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
    monkeypatch.setattr("wlbridge.cli.standard_input", _Terminal)
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
