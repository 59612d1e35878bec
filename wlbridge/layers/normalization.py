"""Layers that normalise, as they evaluate outside training: batch normalisation, normalisation, dropout."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar, Literal

from sympy import Expr, sqrt

from wlbridge.choices import check_choice
from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import Shape
from wlbridge.layers.base import ArraySetting, Automatic, Layer, Scope, require_rank
from wlbridge.layers.levels import AFTER_FIRST, Levels, letters_of, levels
from wlbridge.layers.linear import given_arrays
from wlbridge.layers.settings import flag, number
from wlbridge.statements import Einsum, Map, slot

EPSILON = 0.001


@dataclass(frozen=True, eq=False, repr=False)
class DropoutLayer(Layer):
    """The input unchanged, as the layer evaluates outside training.

    https://reference.wolfram.com/language/ref/DropoutLayer.html

    >>> DropoutLayer(), DropoutLayer(0.3)
    (DropoutLayer[], DropoutLayer[0.3])
    """

    probability: float = 0.5
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """No statement."""
        if number(self.probability, "the probability") >= 1:
            raise NetError(f"the probability cannot be {self.probability!r}", hint="Give a number below 1.")
        return x

    def arguments(self) -> tuple[Any, ...]:
        """The probability, where it is not the default."""
        return () if self.probability == 0.5 else (self.probability,)


@dataclass(frozen=True, eq=False, repr=False)
class BatchNormalizationLayer(Layer):
    """``(x - MovingMean)/Sqrt[MovingVariance + Epsilon] Scaling + Biases`` along the first level.

    With ``interleaving`` along the last.
    https://reference.wolfram.com/language/ref/BatchNormalizationLayer.html

    >>> BatchNormalizationLayer(epsilon=0.01)
    BatchNormalizationLayer[Epsilon -> 0.01]
    """

    _: KW_ONLY
    epsilon: float = EPSILON
    interleaving: bool = False
    scaling: ArraySetting = Automatic
    biases: ArraySetting = Automatic
    moving_mean: ArraySetting = Automatic
    moving_variance: ArraySetting = Automatic
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """One Map over the input and four arrays of the size of the channels."""
        shape = require_rank(scope, x, 1)
        letters = letters_of(len(shape))
        axis = len(shape) - 1 if flag(self.interleaving, "option Interleaving") else 0
        channels = (shape[axis],)
        arrays = [x, scope.parameter("MovingMean", self.moving_mean, channels)]
        arrays.append(scope.parameter("MovingVariance", self.moving_variance, channels))
        formula = (slot(0) - slot(1)) / sqrt(slot(2) + number(self.epsilon, "option Epsilon"))
        formula, arrays = scaled(formula, arrays, scope, self, channels)
        spec = ",".join([letters, *[letters[axis]] * (len(arrays) - 1)])
        return scope.append(Map(tuple(arrays), formula, f"{spec}->{letters}"))

    def options(self) -> dict[str, Any]:
        """The options that are given."""
        changed = {"Epsilon": self.epsilon} if self.epsilon != EPSILON else {}
        interleaved = {"Interleaving": True} if self.interleaving else {}
        arrays = given_arrays(
            Scaling=self.scaling,
            Biases=self.biases,
            MovingMean=self.moving_mean,
            MovingVariance=self.moving_variance,
        )
        return {**changed, **interleaved, **arrays, **super().options()}


def scaled(formula: Expr, arrays: list[str], scope: Scope, layer: Any, shape: Shape) -> tuple[Expr, list[str]]:
    """Multiply a formula by the layer's Scaling and add its Biases, each unless it is None."""
    if layer.scaling is not None:
        formula = formula * slot(len(arrays))
        arrays = [*arrays, scope.parameter("Scaling", layer.scaling, shape)]
    if layer.biases is not None:
        formula = formula + slot(len(arrays))
        arrays = [*arrays, scope.parameter("Biases", layer.biases, shape)]
    return formula, arrays


@dataclass(frozen=True, eq=False, repr=False)
class NormalizationLayer(Layer):
    """The input less its mean over the aggregation levels, divided by the root of its variance and Epsilon.

    ``method="RMS"`` divides by the root of the mean square alone. ``scaling_levels`` are those along which
    Scaling and Biases vary: "Complement" of the aggregation levels, the "Same", or levels.
    https://reference.wolfram.com/language/ref/NormalizationLayer.html (that Epsilon stands inside the root is
    inferred from BatchNormalizationLayer).

    >>> NormalizationLayer(1, "Same", method="RMS")
    NormalizationLayer[1, 'Same', Method -> 'RMS']
    """

    aggregation_levels: Levels = AFTER_FIRST
    scaling_levels: Levels = "Complement"
    _: KW_ONLY
    epsilon: float = EPSILON
    unbiased: bool = False
    method: Literal["Standardize", "RMS"] = "Standardize"
    scaling: ArraySetting = Automatic
    biases: ArraySetting = Automatic
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """The mean, the mean square of the difference, and one Map."""
        shape = require_rank(scope, x, 1)
        letters = letters_of(len(shape))
        axes = levels(self.aggregation_levels, len(shape))
        if not axes:
            raise ShapeError(f"no levels to normalise over in an array of rank {len(shape)}")
        kept = "".join(c for axis, c in enumerate(letters) if axis not in axes)
        count = math.prod(int(shape[axis]) for axis in axes)
        centred = x
        check_choice(self.method, ("Standardize", "RMS"), "method", error=NetError)
        if self.method == "Standardize":
            mean = scope.append(
                Map((scope.append(Einsum((x,), f"{letters}->{kept}")),), slot(0) / count, f"{kept}->{kept}")
            )
            centred = scope.append(Map((x, mean), slot(0) - slot(1), f"{letters},{kept}->{letters}"))
        squares = scope.append(Einsum((centred, centred), f"{letters},{letters}->{kept}"))
        variance = scope.append(Map((squares,), slot(0) / self._divisor(count), f"{kept}->{kept}"))
        return self._scale(scope, centred, variance, (letters, kept), axes)

    def _divisor(self, count: int) -> int:
        if not flag(self.unbiased, "option Unbiased"):
            return count
        if count == 1:
            raise ShapeError("an unbiased variance needs more than one element")
        return count - 1

    def _scale(self, scope: Scope, centred: str, variance: str, letters: tuple[str, str], axes: list[int]) -> str:
        """Divide by the root and apply Scaling and Biases along their levels."""
        every, kept = letters
        shape = scope.shape(centred)
        varying = self._scaling_axes(len(shape), axes)
        formula = slot(0) / sqrt(slot(1) + number(self.epsilon, "option Epsilon"))
        formula, arrays = scaled(formula, [centred, variance], scope, self, tuple(shape[axis] for axis in varying))
        along = "".join(every[axis] for axis in varying)
        spec = ",".join([every, kept, *[along] * (len(arrays) - 2)])
        return scope.append(Map(tuple(arrays), formula, f"{spec}->{every}"))

    def _scaling_axes(self, rank: int, aggregated: list[int]) -> list[int]:
        if self.scaling_levels == "Complement":
            return [axis for axis in range(rank) if axis not in aggregated]
        return aggregated if self.scaling_levels == "Same" else levels(self.scaling_levels, rank)

    def arguments(self) -> tuple[Any, ...]:
        """The levels, where they are not the defaults."""
        if self.scaling_levels != "Complement":
            return (self.aggregation_levels, self.scaling_levels)
        return () if self.aggregation_levels == AFTER_FIRST else (self.aggregation_levels,)

    def options(self) -> dict[str, Any]:
        """The options that are given."""
        changed = {
            name: value
            for name, value, default in (
                ("Epsilon", self.epsilon, EPSILON),
                ("Unbiased", self.unbiased, False),
                ("Method", self.method, "Standardize"),
            )
            if value != default
        }
        return {**changed, **given_arrays(Scaling=self.scaling, Biases=self.biases), **super().options()}
