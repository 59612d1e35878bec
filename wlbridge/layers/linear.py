"""Layers that are linear in their input: LinearLayer, ConstantTimesLayer, ConstantPlusLayer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from wlbridge.errors import ShapeError
from wlbridge.layers.base import ArraySetting, Automatic, Layer, Scope
from wlbridge.statements import Einsum, Reshape, Shape, slot


@dataclass(frozen=True, eq=False, repr=False)
class LinearLayer(Layer):
    """``W . x + b``: every output is a weighted sum of all inputs.

    ``output`` is a size, a list of sizes, or ``[]`` for one real. The input may have any dimensions; it is
    flattened. ``weights`` has dimensions {outputs, inputs}, ``biases`` {outputs}; None leaves the biases out.
    https://reference.wolfram.com/language/ref/LinearLayer.html

    >>> LinearLayer(3, biases=None)
    LinearLayer[3, Biases -> None]
    """

    output: int | Sequence[int]
    weights: ArraySetting = Automatic
    biases: ArraySetting = Automatic
    letter: ClassVar[str] = "z"

    @property
    def output_shape(self) -> Shape:
        """The dimensions of the output."""
        sizes = [self.output] if isinstance(self.output, int) else list(self.output)
        if any(not isinstance(size, int) or isinstance(size, bool) or size < 1 for size in sizes):
            raise ShapeError(f"the output cannot be {self.output!r}", hint="Give a positive size, or a list of them.")
        return tuple(sizes)

    def input_shape(self) -> Shape | None:
        """As stated, or as the number of columns of the weights tells."""
        if self.input is None and self.weights is not Automatic and np.ndim(self._weights) == 2:
            return (np.shape(self._weights)[1],)
        return super().input_shape()

    @property
    def _weights(self) -> Any:
        return self.weights

    def build(self, scope: Scope, x: str) -> str:
        """``einsum("oi,i->o", w, x) + b``, between reshapes where input or output is no vector."""
        shape, outputs = scope.shape(x), math.prod(self.output_shape)
        inputs = math.prod(int(size) for size in shape)
        if len(shape) != 1:
            x = scope.append(Reshape((x,), (inputs,)), "y")
        weights = scope.parameter("Weights", self.weights, (outputs, inputs))
        y = scope.append(Einsum((weights, x), "oi,i->o"), self.letter if self.biases is None else "y")
        if self.biases is not None:
            y = scope.map(slot(0) + slot(1), [y, scope.parameter("Biases", self.biases, (outputs,))], self.letter)
        return y if self.output_shape == (outputs,) else scope.append(Reshape((y,), self.output_shape), self.letter)

    def arguments(self) -> tuple[Any, ...]:
        """The output."""
        return (self.output,)

    def options(self) -> dict[str, Any]:
        """Weights and Biases where they are given."""
        return {**given_arrays(Weights=self.weights, Biases=self.biases), **super().options()}


def given_arrays(**settings: ArraySetting) -> dict[str, Any]:
    """The array options that are not Automatic."""
    return {name: setting for name, setting in settings.items() if setting is not Automatic}


@dataclass(frozen=True, eq=False, repr=False)
class ConstantTimesLayer(Layer):
    """The input times a learned array ``scaling`` of its own dimensions.

    https://reference.wolfram.com/language/ref/ConstantTimesLayer.html

    >>> ConstantTimesLayer(scaling=[1.0, 2.0])
    ConstantTimesLayer[Scaling -> [1.0, 2.0]]
    """

    scaling: ArraySetting = Automatic
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """An elementwise product."""
        return scope.map(slot(0) * slot(1), [x, scope.parameter("Scaling", self.scaling, scope.shape(x))])

    def options(self) -> dict[str, Any]:
        """Scaling where it is given."""
        return {**given_arrays(Scaling=self.scaling), **super().options()}


@dataclass(frozen=True, eq=False, repr=False)
class ConstantPlusLayer(Layer):
    """The input plus a learned array ``biases`` of its own dimensions.

    https://reference.wolfram.com/language/ref/ConstantPlusLayer.html

    >>> ConstantPlusLayer()
    ConstantPlusLayer[]
    """

    biases: ArraySetting = Automatic
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """An elementwise sum."""
        return scope.map(slot(0) + slot(1), [x, scope.parameter("Biases", self.biases, scope.shape(x))])

    def options(self) -> dict[str, Any]:
        """Biases where they are given."""
        return {**given_arrays(Biases=self.biases), **super().options()}
