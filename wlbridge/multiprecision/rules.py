"""How each kind of statement is computed with reals of any precision: arrays of objects, each an ``mpf``."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wlbridge.indices import BATCH, aligned, parse_spec
from wlbridge.multiprecision.formulas import Reals, formula_of_reals
from wlbridge.multiprecision.functions import Context, total
from wlbridge.statements import (
    Broadcast,
    Concatenate,
    Einsum,
    LogSoftmax,
    Map,
    OneHot,
    Pad,
    Part,
    Place,
    Reduce,
    Reshape,
    Softmax,
    Statement,
    Take,
)

Rule = Callable[[Context, Sequence[Reals]], Reals]
"""Computes the array of a statement from those that it reads."""


def rule_for(statement: Statement) -> Rule:
    """Prepare one statement."""
    return _RULES[type(statement)](statement)


def array_of(values: Sequence[Any], shape: Sequence[int]) -> Reals:
    """Objects as an array of those dimensions.

    >>> array_of([1, 2, 3, 4], (2, 2)).tolist()
    [[1, 2], [3, 4]]
    """
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made.reshape(tuple(shape))


def _map(statement: Map) -> Rule:
    inputs, output = parse_spec(statement.spec)
    views = [aligned(letters, output) for letters in inputs]
    apply = formula_of_reals(statement.formula)

    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        shown = np.broadcast_arrays(*(view(array) for view, array in zip(views, arrays, strict=False)))
        return array_of(apply(context, shown), shown[0].shape if shown else ())

    return rule


def _einsum(statement: Einsum) -> Rule:
    inputs, output = parse_spec(statement.spec)
    summed = "".join(dict.fromkeys(letter for letter in "".join(inputs) if letter not in output))

    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        views = [aligned_once(letters, array) for letters, array in zip(inputs, arrays, strict=True)]
        shown = np.broadcast_arrays(*views)
        kept = shown[0].shape[: len(output)]
        rows = [view.reshape(math.prod(kept), -1) for view in shown]
        return array_of([_sum_of_products(context, parts) for parts in zip(*rows, strict=True)], kept)

    def aligned_once(letters: str, array: Reals) -> Reals:
        once = "".join(dict.fromkeys(letters))
        return aligned(once, output + summed)(array if once == letters else np.einsum(f"{letters}->{once}", array))

    return rule


def _sum_of_products(context: Context, factors: Sequence[Reals]) -> Any:
    products: Reals = functools.reduce(operator.mul, factors)
    return total(context, products)


def _broadcast(statement: Broadcast) -> Rule:
    """What is repeated along the batch is given an array that has one, after its own."""
    (letters,), output = parse_spec(statement.spec)
    view = aligned(letters, output)

    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        shape = [len(arrays[1]) if size == BATCH else size for size in statement.sizes]
        return np.broadcast_to(view(arrays[0]), shape)

    return rule


def _reduce(statement: Reduce) -> Rule:
    (letters,), output = parse_spec(statement.spec)
    summed = "".join(letter for letter in letters if letter not in output)
    order = [letters.index(letter) for letter in output + summed]
    reduction = _REDUCTIONS[statement.operation]

    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        moved = np.transpose(arrays[0], order)
        kept = moved.shape[: len(output)]
        return array_of([reduction(context, line) for line in moved.reshape(math.prod(kept), -1)], kept)

    return rule


def _extreme(choose: Callable[..., Any]) -> Callable[[Context, Reals], Any]:
    """The largest or the smallest; NaN where one is NaN."""
    return lambda context, line: context.nan if any(map(context.isnan, line)) else choose(line)


_REDUCTIONS: dict[str, Callable[[Context, Reals], Any]] = {
    "max": _extreme(max),
    "min": _extreme(min),
    "prod": lambda context, line: functools.reduce(operator.mul, line),
}


def _along(axis: int, function: Callable[[Context, Reals], list[Any]]) -> Rule:
    """A function of the elements along one axis, for all others."""

    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        moved = np.moveaxis(arrays[0], axis, -1)
        lines = moved.reshape(-1, moved.shape[-1])
        made = array_of([value for line in lines for value in function(context, line)], moved.shape)
        return np.moveaxis(made, -1, axis)

    return rule


def _softmax(context: Context, line: Reals) -> list[Any]:
    largest = max(line)
    powers = [context.exp(x - largest) for x in line]
    total = context.fsum(powers)
    return [power / total for power in powers]


def _log_softmax(context: Context, line: Reals) -> list[Any]:
    """Less the largest, and the logarithm of 1 and the other exponentials, which keeps the digits of a small loss."""
    place = int(np.argmax(line))
    shifted = [x - line[place] for x in line]
    total = context.log1p(context.fsum(context.exp(x) for x in (*shifted[:place], *shifted[place + 1 :])))
    return [x - total for x in shifted]


def _take(statement: Take) -> Rule:
    (values, positions), output = parse_spec(statement.spec)

    def rule(context: Context, arrays: Sequence[Any]) -> Reals:
        sizes = dict(zip(values + positions, arrays[0].shape + arrays[1].shape, strict=True))
        grid = dict(zip(output, np.indices([sizes[letter] for letter in output]), strict=True))
        chosen = aligned(positions, output)(arrays[1]) - statement.first
        return np.asarray(arrays[0][tuple(grid.get(letter, chosen) for letter in values)], dtype=object)

    return rule


def _one_hot(statement: OneHot) -> Rule:
    (letters,), output = parse_spec(statement.spec)
    numbers = statement.first + np.arange(statement.size)
    view, classes = aligned(letters, output), aligned(statement.new_letter, output)(numbers)

    def rule(context: Context, arrays: Sequence[Any]) -> Reals:
        chosen = view(arrays[0]) == classes
        return array_of([context.mpf(bool(one)) for one in chosen.flat], chosen.shape)

    return rule


def _place(statement: Place) -> Rule:
    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        given = np.moveaxis(arrays[0], statement.axis, 0)
        made = np.full((statement.size, *given.shape[1:]), context.zero, dtype=object)
        for position, part in zip(statement.positions, given, strict=True):
            made[position] = made[position] + part
        return np.moveaxis(made, 0, statement.axis)

    return rule


def _reshape(statement: Reshape) -> Rule:
    dimensions = tuple(-1 if size == BATCH else size for size in statement.dimensions)
    return lambda context, arrays: np.reshape(arrays[0], dimensions)


def _pad(statement: Pad) -> Rule:
    apply = formula_of_reals(statement.value)

    def rule(context: Context, arrays: Sequence[Reals]) -> Reals:
        (value,) = apply(context, [])
        return np.pad(arrays[0], statement.widths, constant_values=value)

    return rule


_RULES: dict[type[Statement], Callable[[Any], Rule]] = {
    Map: _map,
    Einsum: _einsum,
    Broadcast: _broadcast,
    Reduce: _reduce,
    LogSoftmax: lambda statement: _along(statement.axis, _log_softmax),
    Softmax: lambda statement: _along(statement.axis, _softmax),
    Take: _take,
    Part: lambda statement: lambda context, arrays: np.take(arrays[0], list(statement.positions), statement.axis),
    Reshape: _reshape,
    Concatenate: lambda statement: lambda context, arrays: np.concatenate(arrays, axis=statement.axis),
    Pad: _pad,
    OneHot: _one_hot,
    Place: _place,
}
