"""Layers that are linear in their input: LinearLayer, ConstantTimesLayer, ConstantPlusLayer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from wlbridge.errors import DataError, ShapeError
from wlbridge.indices import Shape, show
from wlbridge.layers.base import ArraySetting, Automatic, Layer, Scope, as_numbers
from wlbridge.layers.settings import as_sizes
from wlbridge.statements import Einsum, Reshape, slot


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
    _: KW_ONLY
    weights: ArraySetting = Automatic
    biases: ArraySetting = Automatic
    letter: ClassVar[str] = "z"

    @property
    def output_shape(self) -> Shape:
        """The dimensions of the output."""
        sizes = as_sizes(self.output)
        if sizes is None:
            raise ShapeError(f"the output cannot be {self.output!r}", hint="Give a positive size, or a list of them.")
        return sizes

    def input_shape_for(self, output: Shape | None) -> Shape | None:
        """As stated, or a vector of as many elements as the weights have columns."""
        if self.input is not None or self.weights is Automatic:
            return self.input_shape()
        weights = as_numbers(self.weights, where="option Weights")
        if weights.ndim != 2 or weights.size == 0:
            raise DataError(f"the weights have dimensions {show(weights.shape)} and are no matrix")
        return (weights.shape[1],)

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


def _shape_for(layer: Layer, array: ArraySetting, otherwise: Shape | None) -> Shape | None:
    """The dimensions of an array that are those of the input, unless the layer states them."""
    if layer.input is not None or array is Automatic:
        return otherwise
    return as_numbers(array, where=type(layer).__name__).shape


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

    _: KW_ONLY
    scaling: ArraySetting = Automatic
    keeps_shape: ClassVar[bool] = True

    def input_shape_for(self, output: Shape | None) -> Shape | None:
        """As stated, or those of the array."""
        return _shape_for(self, self.scaling, super().input_shape_for(output))

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

    _: KW_ONLY
    biases: ArraySetting = Automatic
    keeps_shape: ClassVar[bool] = True

    def input_shape_for(self, output: Shape | None) -> Shape | None:
        """As stated, or those of the array."""
        return _shape_for(self, self.biases, super().input_shape_for(output))

    def build(self, scope: Scope, x: str) -> str:
        """An elementwise sum."""
        return scope.map(slot(0) + slot(1), [x, scope.parameter("Biases", self.biases, scope.shape(x))])

    def options(self) -> dict[str, Any]:
        """Biases where they are given."""
        return {**given_arrays(Biases=self.biases), **super().options()}
