"""One rule for each kind of statement: the sympy expressions of the elements of its array."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Expr, Integer, KroneckerDelta, Max, Min, Mul, exp, log

from wlbridge.indices import Shape, aligned, parse_spec
from wlbridge.scalar.filling import filled
from wlbridge.stable import plain
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
    slot,
)
from wlbridge.substitution import rebuilt
from wlbridge.sums import products_of, sum_of

Objects = NDArray[Any]
Assign = Callable[[Expr], Expr]


def apply_rule(statement: Statement, arrays: Sequence[Objects], assign: Assign) -> Objects:
    """The elements of the array of a statement, from those of the arrays it reads.

    ``assign`` gives what stands for an expression that is read several times.
    """
    return _RULES[type(statement)](statement, arrays, assign)


def objects(expressions: Iterable[Any], shape: Shape) -> Objects:
    """An array of expressions; NumPy would otherwise ask each of them whether it is an array itself."""
    return np.fromiter(expressions, dtype=object).reshape([int(size) for size in shape])


def each(function: Callable[[Any], Any], array: NDArray[Any]) -> Objects:
    """A function of each element of an array."""
    return objects(map(function, array.ravel().tolist()), array.shape)


def _map(statement: Map, arrays: Sequence[Objects], assign: Assign) -> Objects:
    inputs, output = parse_spec(statement.spec)
    formula = plain(statement.formula)
    if not arrays:
        return objects([formula], ())
    views = np.broadcast_arrays(*(aligned(c, output)(a) for c, a in zip(inputs, arrays, strict=True)))
    return objects(filled(formula, zip(*(view.ravel().tolist() for view in views), strict=True)), views[0].shape)


def _einsum(statement: Einsum, arrays: Sequence[Objects], assign: Assign) -> Objects:
    inputs, output = parse_spec(statement.spec)
    summed = "".join(dict.fromkeys(c for c in "".join(inputs) if c not in output))
    views = []
    for letters, array in zip(inputs, arrays, strict=True):
        once = "".join(dict.fromkeys(letters))
        views.append(aligned(once, output + summed)(array if once == letters else _diagonal(letters, array)))
    views = list(np.broadcast_arrays(*views))
    kept = views[0].shape[: len(output)]
    products = _products([view.ravel().tolist() for view in views])
    if not summed:
        return objects(products, kept)
    terms = math.prod(views[0].shape[len(output) :])
    return objects((sum_of(products[k : k + terms]) for k in range(0, math.prod(kept) * terms, terms)), kept)


def _products(factors: Sequence[Sequence[Expr]]) -> Sequence[Expr]:
    if len(factors) == 2:
        return products_of(*factors)
    return factors[0] if len(factors) == 1 else [Mul(*line) for line in zip(*factors, strict=True)]


def _diagonal(letters: str, array: Objects) -> Objects:
    once = "".join(dict.fromkeys(letters))
    made: Objects = np.einsum(f"{letters}->{once}", array)
    return made


def _groups(spec: str, array: Objects) -> Objects:
    """The elements that the result lacks the indices of, in a last axis, for each index of the result."""
    (letters,), output = parse_spec(spec)
    summed = "".join(c for c in letters if c not in output)
    moved = aligned(letters, output + summed)(array)
    return moved.reshape(*moved.shape[: len(output)], -1)


def _fold(function: Callable[..., Expr], groups: Objects) -> Objects:
    lines = groups.reshape(-1, groups.shape[-1]).tolist()
    return objects((function(*line) for line in lines), groups.shape[:-1])


_REDUCTIONS: dict[str, Callable[..., Expr]] = {
    "max": lambda *terms: rebuilt(Max, terms),
    "min": lambda *terms: rebuilt(Min, terms),
    "prod": Mul,
}


def _log_softmax(statement: LogSoftmax, arrays: Sequence[Objects], assign: Assign) -> Objects:
    def line(elements: Sequence[Expr]) -> Iterable[Expr]:
        powers = Add(*filled(_POWER, ([z] for z in elements)))
        total = assign(log(powers, evaluate=not powers.is_Add))  # sympy would ask for the sign of a sum
        return filled(_DIFFERENCE, ([z, total] for z in elements))

    return _along(statement.axis, arrays[0], line)


def _softmax(statement: Softmax, arrays: Sequence[Objects], assign: Assign) -> Objects:
    def line(elements: Sequence[Expr]) -> Iterable[Expr]:
        powers = [assign(power) for power in filled(_POWER, ([z] for z in elements))]
        total = assign(sum_of(powers))
        return filled(_QUOTIENT, ([power, total] for power in powers))

    return _along(statement.axis, arrays[0], line)


_POWER, _DIFFERENCE, _QUOTIENT = exp(slot(0)), slot(0) - slot(1), slot(0) / slot(1)


def _along(axis: int, array: Objects, function: Callable[[Sequence[Expr]], Iterable[Expr]]) -> Objects:
    """A function of the lines of elements along one axis."""
    moved = np.moveaxis(array, axis, -1)
    lines = moved.reshape(-1, moved.shape[-1]).tolist()
    return np.moveaxis(objects(itertools.chain.from_iterable(map(function, lines)), moved.shape), -1, axis)


def _take(statement: Take, arrays: Sequence[Objects], assign: Assign) -> Objects:
    """A symbolic position picks by a sum of KroneckerDelta."""
    (values, positions), output = parse_spec(statement.spec)
    taken = next(c for c in values if c not in output)
    chosen, choices = np.broadcast_arrays(
        aligned(positions, output + taken)(arrays[1]), aligned(values, output + taken)(arrays[0])
    )
    chosen = chosen[..., 0]
    made = np.empty(chosen.shape, dtype=object)
    for index in np.ndindex(*made.shape):
        position: Expr = chosen[index]
        among = choices[index]
        if position.is_Integer:
            made[index] = among[int(position) - statement.first]
        else:
            chances = enumerate(among, statement.first)
            made[index] = Add(*(KroneckerDelta(position, number) * value for number, value in chances))
    return made


def _one_hot(statement: OneHot, arrays: Sequence[Objects], assign: Assign) -> Objects:
    (letters,), output = parse_spec(statement.spec)
    classes = each(Integer, statement.first + np.arange(statement.size))
    positions, numbers = np.broadcast_arrays(
        aligned(letters, output)(arrays[0]), aligned(statement.new_letter, output)(classes)
    )
    made = np.empty(positions.shape, dtype=object)
    for index in np.ndindex(*made.shape):
        made[index] = KroneckerDelta(positions[index], numbers[index])
    return made


def _place(statement: Place, arrays: Sequence[Objects], assign: Assign) -> Objects:
    given = np.moveaxis(arrays[0], statement.axis, 0)
    made = np.full((statement.size, *given.shape[1:]), Integer(0), dtype=object)
    for position, part in zip(statement.positions, given, strict=True):
        made[position] = made[position] + part
    return np.moveaxis(made, 0, statement.axis)


def _broadcast(statement: Broadcast, arrays: Sequence[Objects], assign: Assign) -> Objects:
    (letters,), output = parse_spec(statement.spec)
    return np.broadcast_to(aligned(letters, output)(arrays[0]), [int(size) for size in statement.sizes])


def _pad(statement: Pad, arrays: Sequence[Objects], assign: Assign) -> Objects:
    shape = [int(size) for size in statement.shape(arrays[0].shape)]
    made = np.full(shape, statement.value, dtype=object)
    made[tuple(slice(b, b + n) for (b, _), n in zip(statement.widths, arrays[0].shape, strict=True))] = arrays[0]
    return made


_RULES: dict[type[Statement], Callable[[Any, Sequence[Objects], Assign], Objects]] = {
    Map: _map,
    Einsum: _einsum,
    Reduce: lambda s, arrays, assign: _fold(_REDUCTIONS[s.operation], _groups(s.spec, arrays[0])),
    LogSoftmax: _log_softmax,
    Softmax: _softmax,
    Take: _take,
    Broadcast: _broadcast,
    Reshape: lambda s, arrays, assign: arrays[0].reshape([int(size) for size in s.dimensions]),
    Part: lambda s, arrays, assign: np.take(arrays[0], list(s.positions), axis=s.axis),
    Concatenate: lambda s, arrays, assign: np.concatenate(arrays, axis=s.axis),
    Pad: _pad,
    OneHot: _one_hot,
    Place: _place,
}
