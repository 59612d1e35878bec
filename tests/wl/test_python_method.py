"""``Method -> "Python"`` of the Wolfram package, up to the process that only a kernel can start.

woxi runs the package, real bytes go through ``wlbridge serve`` as a child process, and woxi reads the answer. What is
replaced is ``pythonExchange`` alone: it has StartProcess, which no open interpreter has.
"""

import base64
import subprocess
import sys

import numpy as np
import pytest
from package_files import KERNEL, definitions, text_of
from wolframclient.language.expression import WLSymbol

from wlbridge.engines.woxi import WoxiEngine
from wlbridge.engines.wxf import read_wxf
from wlbridge.protocol import version
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

NET = (
    'NetChain[{LinearLayer[2, "Weights" -> {{0.3, -1.25}, {0.75, 0.5}}, "Biases" -> {0.1, -0.2}], Tanh, '
    'LinearLayer[2, "Weights" -> {{1., 0.25}, {-1.5, 2.}}, "Biases" -> {0., 0.001}], SoftmaxLayer[]}, "Input" -> 2]'
)
VALUES = "{x[1] -> 0.7, x[2] -> -1.1, t -> 2}"


@pytest.fixture(scope="module")
def engine():
    with WoxiEngine() as engine:
        engine.evaluate_text(f'Get["{KERNEL}"]', deadline=60)
        yield engine


def woxi(engine, text):
    return engine.evaluate(read_wl(text), deadline=60)


def request_of(engine, call_text):
    """The bytes that the package would send for a call."""
    woxi(engine, "Clear[pythonExchange]; pythonExchange[request_] := Throw[BaseEncode[request], captured]")
    return base64.b64decode(woxi(engine, f"Catch[{call_text}, captured]"))


def through_python(engine, call_text, then="Identity"):
    """The value of a call, Python's part done by the child process."""
    command = [sys.executable, "-m", "wlbridge", "serve"]
    done = subprocess.run(command, input=request_of(engine, call_text), capture_output=True, check=False, timeout=120)
    assert done.stderr == b""
    answer = base64.b64encode(done.stdout).decode("ascii")
    woxi(engine, f'Clear[pythonExchange]; pythonExchange[_] := ByteArray["{answer}"]')
    return woxi(engine, f"{then}[{call_text}]")
