"""A chain of 2,000 layers, at Python's default recursion limit."""

import sys

import numpy as np
import pytest
from mpmath import mp, tanh
from wolframclient.deserializers import binary_deserialize

from wlbridge import LinearLayer, MeanSquaredLossLayer, NetChain, Tanh, net_loss
from wlbridge.errors import FormTooLargeError
from wlbridge.loss import Loss
from wlbridge.wolfram.tree import head_name, same_tree

RNG = np.random.default_rng(2000)
WEIGHTS = RNG.normal(size=(1000, 2, 2))
BIASES = RNG.normal(size=(1000, 2))
X, T = [0.3, -0.2], [0.1, 0.4]


@pytest.fixture(scope="module")
def net() -> NetChain:
    assert sys.getrecursionlimit() == 1000
    pairs = zip(WEIGHTS, BIASES, strict=True)
    return NetChain([layer for w, b in pairs for layer in (LinearLayer(2, weights=w, biases=b), Tanh)])


@pytest.fixture(scope="module")
def loss(net: NetChain) -> Loss:
    return net_loss(net, MeanSquaredLossLayer())


@pytest.fixture(scope="module")
def expected() -> float:
    """The loss at 50 digits, layer by layer."""
    with mp.workdps(50):
        h = mp.matrix(X)
        for w, b in zip(WEIGHTS, BIASES, strict=True):
            h = (mp.matrix(w.tolist()) * h + mp.matrix(b.tolist())).apply(tanh)
        return float(((h[0] - T[0]) ** 2 + (h[1] - T[1]) ** 2) / 2)


def test_it_evaluates(loss: Loss, expected: float) -> None:
    assert loss.evaluate(X, T) == pytest.approx(expected, rel=1e-9)
    batch = loss.evaluate([X] * 3, [T] * 3, reduction="none")
    assert batch.tolist() == pytest.approx([expected] * 3, rel=1e-9)


def test_it_translates_in_shared_and_array_form(loss: Loss) -> None:
    shared = loss.to_wl_text("shared")
    assert shared.count(" = ") == 1000  # one list for each Tanh
    assert len(loss.shared().assignments) > 6000  # one symbol for each step of each element
    assert head_name(binary_deserialize(loss.to_wxf("shared"))) == "Module"
    assert loss.to_wl_text("array").startswith("Function[{x, w1, b1, w3, b3,")


def backpropagated() -> dict[str, np.ndarray]:
    """The gradient at 50 digits, layer by layer."""
    with mp.workdps(50):
        outputs = [mp.matrix(X)]
        for w, b in zip(WEIGHTS, BIASES, strict=True):
            outputs.append((mp.matrix(w.tolist()) * outputs[-1] + mp.matrix(b.tolist())).apply(tanh))
        back = outputs[-1] - mp.matrix(T)  # of half the sum of two squares
        slopes: dict[str, np.ndarray] = {}
        for layer in reversed(range(len(WEIGHTS))):
            delta = mp.matrix([(1 - h**2) * slope for h, slope in zip(outputs[layer + 1], back, strict=True)])
            slopes[f"b{2 * layer + 1}"] = np.array(delta.tolist(), dtype=float)[:, 0]
            slopes[f"w{2 * layer + 1}"] = np.array((delta * outputs[layer].T).tolist(), dtype=float)
            back = mp.matrix(WEIGHTS[layer].tolist()).T * delta
        return slopes


def test_its_gradient_by_all_2000_arrays(loss: Loss) -> None:
    gradient, expected = loss.gradient(), backpropagated()
    got = gradient.evaluate(X, T)
    assert set(got) == set(expected)
    for name, slopes in expected.items():
        np.testing.assert_allclose(got[name], slopes, rtol=1e-9, atol=1e-300, err_msg=name)
    mean = gradient.evaluate([X] * 3, [T] * 3)
    np.testing.assert_allclose(mean["w1999"], expected["w1999"], rtol=1e-12)


def test_its_gradient_translates_in_shared_and_array_form(loss: Loss) -> None:
    gradient = loss.gradient()
    shared = gradient.to_wl_text("shared")
    assert shared.startswith("Module[{")
    assert all(f'"{name}" -> ' in shared for name in ("w1", "b1", "w1999", "b1999"))
    assert head_name(binary_deserialize(gradient.to_wxf("shared"))) == "Module"
    assert gradient.to_wl_text("array").startswith("Function[{x, w1, b1, w3, b3,")


def test_its_explicit_form_is_refused(loss: Loss) -> None:
    with pytest.raises(FormTooLargeError, match="shared"):
        _ = loss.expression


def test_the_net_itself_survives_text(net: NetChain) -> None:
    read = NetChain.from_wl(net.to_wl_text())
    assert len(read) == 2000
    assert same_tree(read.to_wl(), net.to_wl())
