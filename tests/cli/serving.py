"""Requests to ``wlbridge serve`` and its answers.

Requests are written by wolframclient's exporter and answers read by its ``binary_deserialize``, so that neither side
is our own reader or writer alone.
"""

import io

import numpy as np
from wolframclient.deserializers import binary_deserialize
from wolframclient.serializers import export

from wlbridge import NetChain, net_loss, serve
from wlbridge.protocol import version
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.text.reader import read_wl

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


def held(text):
    return call("Hold", read_wl(text))


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
