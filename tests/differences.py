"""Derivatives of a loss against central differences of the loss itself, at 100 digits.

Of every array the differences are taken along one random direction: an entry of a derivative that is wrong by a
part e of itself makes the product with the direction wrong by some e.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from mpmath import mp, mpf

from wlbridge.differentiation.products import DIRECTION
from wlbridge.loss import Loss
from wlbridge.multiprecision.reading import multiprecision
from wlbridge.program import Program

DIGITS = 100
TOLERANCE = mpf("1e-20")

SLOPE_STEP = mpf(10) ** -30
"""The error of a difference is some 1e-60, and 1e-70 from the digits of the loss."""

CURVATURE_STEP = mpf(10) ** -25
"""The error of a second difference is some 1e-50, from the step and from the digits of the loss."""

Arrays = Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """A loss as a program, exact values of all its arrays, and the names of those to differentiate by."""

    program: Program
    values: Arrays
    names: Sequence[str]

    @cached_property
    def _reading(self) -> Callable[[Arrays], tuple[Any, ...]]:
        return multiprecision(self.program, DIGITS)

    def loss(self, *steps: tuple[Any, Arrays]) -> Any:
        """The loss after some steps, each a length and a direction."""
        moved = dict(self.values)
        for length, direction in steps:
            for name, part in direction.items():
                moved[name] = moved[name] + part * length
        (result,) = self._reading(moved)
        return result.item()

    def directions(self, seed: int) -> dict[str, Any]:
        """Random numbers for every array, none of them small."""
        rng = np.random.default_rng(seed)
        shapes = {name: np.shape(self.values[name]) for name in self.names}
        drawn = {name: rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape) for name, shape in shapes.items()}
        return {name: exactly(part) for name, part in drawn.items()}


def point_of(loss: Loss, values: Arrays) -> Point:
    """Values of input and target, with respect to every array of reals: weights, input and target."""
    names = [name for name, array in loss.program.placeholders.items() if array.classes is None]
    arrays = {**loss.known, **values}
    return Point(loss.program, {n: exactly(arrays[n]) if n in names else arrays[n] for n in arrays}, names)


def slope_error(point: Point, gradient: Program) -> Any:
    """The largest relative error of a gradient, over the arrays: each along its direction."""
    slopes = dict(zip(point.names, multiprecision(gradient, DIGITS)(point.values), strict=True))
    with mp.workdps(2 * DIGITS):
        smallest = abs(point.loss()) * mpf(10) ** -48
        return max(
            _error(slopes[name], part, _slope(point, {name: part}), smallest)
            for name, part in point.directions(1).items()
        )


def curvature_error(point: Point, times: Program) -> Any:
    """The largest relative error of the product of a Hessian and a direction, over the arrays."""
    direction = point.directions(2)
    given = {**point.values, **{DIRECTION + name: part for name, part in direction.items()}}
    products = dict(zip(point.names, multiprecision(times, DIGITS)(given), strict=True))
    with mp.workdps(2 * DIGITS):
        smallest = abs(point.loss()) * mpf(10) ** -28
        return max(
            _error(products[name], part, _curvature(point, direction, {name: part}), smallest)
            for name, part in point.directions(3).items()
        )


def _slope(point: Point, direction: Arrays) -> Any:
    up, down = (point.loss((step, direction)) for step in (SLOPE_STEP, -SLOPE_STEP))
    return (up - down) / (2 * SLOPE_STEP)


def _curvature(point: Point, first: Arrays, second: Arrays) -> Any:
    h = CURVATURE_STEP
    losses = [a * b * point.loss((a * h, first), (b * h, second)) for a in (1, -1) for b in (1, -1)]
    return mp.fsum(losses) / (4 * h * h)


def _error(derivative: Any, direction: Any, difference: Any, smallest: Any) -> Any:
    """Relative to the terms of the product; ``smallest`` is what the digits of the differences allow for zeros."""
    terms = np.ravel(derivative * direction)
    scale = max(mp.fsum(terms, absolute=True), abs(difference), smallest)
    return abs(mp.fsum(terms) - difference) / scale if scale else scale


def exactly(values: Any) -> Any:
    """The same numbers as objects of mpmath."""
    made = np.asarray(values, dtype=object)
    return np.vectorize(mp.mpmathify, otypes=[object])(made) if made.shape else mp.mpmathify(made.item())
