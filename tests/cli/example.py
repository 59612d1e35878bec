"""The net of the tests of the command line, as text and as the Python interface makes it."""

from wlbridge import CrossEntropyLossLayer, NetChain, net_loss

NET = 'NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2]'
INDEX = 'CrossEntropyLossLayer["Index"]'
ARRAYS = {
    "w1": [[0.1 + 0.2, -1.25], [1e-20, 0.5], [2.0, -0.7]],
    "b1": [0.1, -0.2, 0.3],
    "w3": [[1.0, 0.25, -0.5], [-1.5, 2.0, 0.75]],
    "b3": [0.0, 1e-3],
}
X, T = [0.7, -1.1], 2


def api(log="exact"):
    return net_loss(NetChain.from_wl(NET), CrossEntropyLossLayer("Index"), log=log)
