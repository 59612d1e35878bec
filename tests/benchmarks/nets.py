"""The nets that are measured, written as their sizes, and random data for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Net:
    """A chain of linear layers with Tanh between them.

    Its loss is the cross entropy of a softmax and probabilities, or of a logistic sigmoid if there is one output.
    """

    sizes: tuple[int, ...]

    @classmethod
    def named(cls, name: str) -> Net:
        """Read ``784-128-10``, or ``10-32x64-10`` for 64 hidden layers of 32.

        >>> Net.named("10-32x3-10").sizes
        (10, 32, 32, 32, 10)
        """
        sizes: list[int] = []
        for part in name.split("-"):
            size, _, times = part.partition("x")
            sizes += [int(size)] * int(times or 1)
        return cls(tuple(sizes))

    @property
    def layers(self) -> list[tuple[int, int]]:
        """The inputs and outputs of each linear layer."""
        return list(zip(self.sizes, self.sizes[1:], strict=False))

    @property
    def binary(self) -> bool:
        """Whether the loss is that of one probability."""
        return self.sizes[-1] == 1

    @property
    def weights(self) -> int:
        """How many numbers are learned, biases included."""
        return sum(inputs * outputs + outputs for inputs, outputs in self.layers)

    def megabytes(self, batch: int) -> float:
        """The size of the arrays of one gradient: the output of each layer, a slope for each weight."""
        return 8 * (batch * sum(self.sizes[1:]) + self.weights) / 2**20


@dataclass(frozen=True)
class Data:
    """Weights as (matrix, bias) of each layer, and a batch of inputs and targets."""

    weights: list[tuple[Array, Array]]
    inputs: Array
    targets: Array

    @cached_property
    def flat(self) -> Array:
        """All weights in one vector: the matrix of each layer row by row, then its bias."""
        return flattened([array for pair in self.weights for array in pair])


def sample(net: Net, batch: int) -> Data:
    """Random data, the same at every call."""
    source = np.random.default_rng(0)
    weights = [(source.normal(size=(o, i)) / np.sqrt(i), 0.1 * source.normal(size=o)) for i, o in net.layers]
    inputs = source.normal(size=(batch, net.sizes[0]))
    targets = source.uniform(size=(batch, net.sizes[-1]))
    return Data(weights, inputs, targets if net.binary else targets / targets.sum(axis=1, keepdims=True))


def flattened(arrays: list[Array]) -> Array:
    """The elements of all arrays in one vector."""
    return np.concatenate([np.ravel(array) for array in arrays])
