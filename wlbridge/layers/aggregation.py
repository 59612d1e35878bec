"""Layers that work along levels: SoftmaxLayer, AggregationLayer, SummationLayer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Integer

from wlbridge.errors import NetError, ShapeError
from wlbridge.layers.base import Layer, Scope, require_rank
from wlbridge.layers.levels import AFTER_FIRST, Levels, letters_of, levels, position
from wlbridge.statements import Einsum, Reduce, Softmax, slot


@dataclass(frozen=True, eq=False, repr=False)
class SoftmaxLayer(Layer):
    """Exponentials divided by their sum along one level, the last by default.

    https://reference.wolfram.com/language/ref/SoftmaxLayer.html

    >>> SoftmaxLayer(), SoftmaxLayer(1)
    (SoftmaxLayer[], SoftmaxLayer[1])
    """

    level: int = -1
    letter: ClassVar[str] = "p"
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """One Softmax."""
        shape = require_rank(scope, x, 1)
        return scope.append(Softmax((x,), position(self.level, len(shape))), self.letter)

    def arguments(self) -> tuple[Any, ...]:
        """The level, where it is not the last."""
        return () if self.level == -1 else (self.level,)


AGGREGATIONS = ("Mean", "Total", "Max", "Min", "Times")


@dataclass(frozen=True, eq=False, repr=False)
class AggregationLayer(Layer):
    """``Mean``, ``Total``, ``Max``, ``Min`` or ``Times`` of the elements along some levels, 2 ;; All by default.

    https://reference.wolfram.com/language/ref/AggregationLayer.html

    >>> AggregationLayer("Mean"), AggregationLayer("Max", 1)
    (AggregationLayer['Mean'], AggregationLayer['Max', 1])
    """

    function: str
    levels: Levels = AFTER_FIRST

    def build(self, scope: Scope, x: str) -> str:
        """An Einsum or a Reduce; the mean divides by the number of elements."""
        if not isinstance(self.function, str) or self.function not in AGGREGATIONS:
            raise NetError(f"cannot aggregate by {self.function!r}", hint=f"Use one of {', '.join(AGGREGATIONS)}.")
        shape = require_rank(scope, x, 1)
        axes = levels(self.levels, len(shape))
        if not axes:
            raise ShapeError("there are no levels to aggregate")
        letters = letters_of(len(shape))
        spec = f"{letters}->{''.join(c for axis, c in enumerate(letters) if axis not in axes)}"
        if self.function in {"Max", "Min"}:
            return scope.append(Reduce((x,), "max" if self.function == "Max" else "min", spec))
        if self.function == "Times":
            return scope.append(Reduce((x,), "prod", spec))
        total = scope.append(Einsum((x,), spec))
        count = math.prod(int(shape[axis]) for axis in axes)
        return total if self.function == "Total" else scope.map(slot(0) / Integer(count), [total])

    def arguments(self) -> tuple[Any, ...]:
        """The function, and the levels where they are not the default."""
        return (self.function,) if self.levels == AFTER_FIRST else (self.function, self.levels)


@dataclass(frozen=True, eq=False, repr=False)
class SummationLayer(Layer):
    """The sum of all elements.

    https://reference.wolfram.com/language/ref/SummationLayer.html

    >>> SummationLayer()
    SummationLayer[]
    """

    def build(self, scope: Scope, x: str) -> str:
        """One Einsum."""
        return scope.append(Einsum((x,), f"{letters_of(len(scope.shape(x)))}->"))
