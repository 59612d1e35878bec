"""Each kind of statement lowered to steps over arrays."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wlbridge.indices import BATCH, parse_spec
from wlbridge.numeric.contractions import contraction
from wlbridge.numeric.formulas import formula_steps
from wlbridge.numeric.line import Line, Operation, Register
from wlbridge.numeric.softmax import log_softmax, softmax
from wlbridge.numeric.views import arranged, permuted, reshaped, unrepeated
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

Array = Any


def lower(line: Line, statement: Statement, arrays: Sequence[Register]) -> Register:
    """Append what computes a statement from its arrays; the result has the dimensions of the statement."""
    return RULES[type(statement)](line, statement, arrays)


def _map(line: Line, statement: Map, arrays: Sequence[Register]) -> Register:
    """Axes are arranged so that broadcasting does what the specification says."""
    inputs, output = parse_spec(statement.spec)
    shape = statement.shape(*(line.shapes[array] for array in arrays))

    def read(position: int) -> Register:
        return arranged(line, *unrepeated(line, arrays[position], inputs[position]), output)

    result = formula_steps(line, statement.formula, read)
    if line.shapes[result] == shape:
        return result
    given = zip(arrays, inputs, strict=False)
    views = [arranged(line, array, letters, output) for array, letters in given if letters]
    make = functools.partial(line.library.xp.asarray, dtype=line.dtype, device=line.device)
    return line.view(functools.partial(_like_all, line.library.xp, make), result, *views, shape=shape)


def _like_all(xp: Any, make: Operation, result: Array, *arrays: Array) -> Array:
    """The result with the dimensions of arrays that the formula does not read."""
    return xp.broadcast_arrays(make(result), *arrays)[0]


def _einsum(line: Line, statement: Einsum, arrays: Sequence[Register]) -> Register:
    inputs, output = parse_spec(statement.spec)
    return contraction(line, list(zip(arrays, inputs, strict=True)), output)


def _reduce(line: Line, statement: Reduce, arrays: Sequence[Register]) -> Register:
    (letters,), output = parse_spec(statement.spec)
    (array,) = arrays
    axes = tuple(axis for axis, letter in enumerate(letters) if letter not in output)
    kept = [letter for letter in letters if letter in output]
    shape = tuple(line.shapes[array][letters.index(letter)] for letter in kept)
    function = functools.partial(line.library.function(statement.operation), axis=axes)
    return permuted(line, line.apply(function, array, shape=shape), [kept.index(letter) for letter in output])


def _take(line: Line, statement: Take, arrays: Sequence[Register]) -> Register:
    """The taken index comes last in the values."""
    (values, positions), output = parse_spec(statement.spec)
    taken = values[statement.taken]
    shape = statement.shape(*(line.shapes[array] for array in arrays))
    choices = arranged(line, arrays[0], values, output + taken)
    chosen = arranged(line, arrays[1], positions, output)
    return line.apply(_picking(line, len(shape), statement.first), choices, chosen, shape=shape)


def _picking(line: Line, rank: int, first: int) -> Callable[[Array, Array], Array]:
    xp, device = line.library.xp, line.device
    if line.library.is_numpy:
        return functools.partial(_picked_by_numpy, first) if rank else lambda values, place: values[place - first]

    def pick(values: Array, positions: Array) -> Array:
        classes = xp.arange(first, values.shape[-1] + first, device=device)
        return xp.sum(xp.where(positions[..., None] == classes, values, 0.0), axis=-1)

    return pick


def _picked_by_numpy(first: int, values: Array, positions: Array) -> Array:
    sizes = np.broadcast_shapes(values.shape[:-1], positions.shape)
    places = np.broadcast_to(positions - first, sizes).reshape(-1)
    rows = np.broadcast_to(values, (*sizes, values.shape[-1])).reshape(len(places), -1)
    return rows[np.arange(len(places)), places].reshape(sizes)


def _broadcast(line: Line, statement: Broadcast, arrays: Sequence[Register]) -> Register:
    """What computes element by element takes the array itself: it is repeated only where nothing else will do."""
    (letters,), output = parse_spec(statement.spec)
    view = arranged(line, arrays[0], letters, output)
    make = functools.partial(line.library.xp.asarray, dtype=line.dtype, device=line.device)
    repeat = functools.partial(_repeated, line.library.xp, make, statement.sizes)
    batch = [line.batch] if BATCH in statement.sizes else []
    target = line.view(repeat, view, *batch, shape=statement.sizes)
    line.repeats[target] = arrays[0], tuple(output.index(letter) for letter in letters)
    return target


def _repeated(xp: Any, make: Operation, sizes: Sequence[Any], array: Array, *batch: Array) -> Array:
    """``array`` may be a number, ``batch`` is an array whose last axis is that of the batch."""
    return xp.broadcast_to(make(array), tuple(batch[0].shape[-1] if size == BATCH else size for size in sizes))


def _one_hot(line: Line, statement: OneHot, arrays: Sequence[Register]) -> Register:
    (letters,), output = parse_spec(statement.spec)
    xp, dtype, device = line.library.xp, line.dtype, line.device
    index = tuple(slice(None) if letter == statement.new_letter else None for letter in output)

    def apply(positions: Array) -> Array:
        classes = xp.arange(statement.first, statement.size + statement.first, device=device)[index]
        return xp.astype(positions == classes, dtype)

    positions = arranged(line, arrays[0], letters, output)
    return line.apply(apply, positions, shape=statement.shape(line.shapes[arrays[0]]))


def _place(line: Line, statement: Place, arrays: Sequence[Register]) -> Register:
    """Zeros stand at one more position, which is taken where nothing is placed."""
    (array,) = arrays
    xp, axis = line.library.xp, statement.axis
    shape = statement.shape(line.shapes[array])
    sources: list[list[int]] = [[] for _ in range(statement.size)]
    for position, place in enumerate(statement.positions):
        sources[place].append(position)
    most = max(map(len, sources))
    nothing = len(statement.positions)
    taken = [[s[k] if k < len(s) else nothing for s in sources] for k in range(most)]
    places = [xp.asarray(positions, device=line.device) for positions in taken]

    def apply(given: Array) -> Array:
        zero = xp.zeros_like(given[(slice(None),) * axis + (slice(0, 1), ...)])
        extended = xp.concat([given, zero], axis=axis)
        first, *others = (xp.take(extended, of, axis=axis) for of in places)
        return functools.reduce(operator.add, others, first)

    return line.apply(apply, array, shape=shape)


def _part(line: Line, statement: Part, arrays: Sequence[Register]) -> Register:
    (array,) = arrays
    shape = statement.shape(line.shapes[array])
    xp, axis, positions = line.library.xp, statement.axis, statement.positions
    if isinstance(positions, range) and positions.step > 0:
        index = (slice(None),) * axis + (slice(positions.start, positions.stop, positions.step), ...)
        return line.view(lambda given: given[index], array, shape=shape)
    places = xp.asarray(list(positions), device=line.device)
    return line.apply(lambda given: xp.take(given, places, axis=axis), array, shape=shape)


def _concatenate(line: Line, statement: Concatenate, arrays: Sequence[Register]) -> Register:
    xp = line.library.xp
    shape = statement.shape(*(line.shapes[array] for array in arrays))
    return line.apply(lambda *parts: xp.concat(parts, axis=statement.axis), *arrays, shape=shape)


def _pad(line: Line, statement: Pad, arrays: Sequence[Register]) -> Register:
    (array,) = arrays
    if not any(map(any, statement.widths)):
        return array
    shape = statement.shape(line.shapes[array])
    constant = functools.partial(
        line.library.xp.full, fill_value=float(statement.value), dtype=line.dtype, device=line.device
    )
    return line.apply(functools.partial(_padded, line.library.xp, constant, statement.widths), array, shape=shape)


def _padded(xp: Any, constant: Operation, widths: Sequence[tuple[int, int]], array: Array) -> Array:
    for axis, around in enumerate(widths):
        if any(around):
            sizes = [(*array.shape[:axis], width, *array.shape[axis + 1 :]) for width in around]
            before, after = map(constant, sizes)
            array = xp.concat([before, array, after], axis=axis)
    return array


RULES: dict[type[Statement], Callable[[Line, Any, Sequence[Register]], Register]] = {
    Map: _map,
    Einsum: _einsum,
    Broadcast: _broadcast,
    Reduce: _reduce,
    LogSoftmax: lambda line, statement, arrays: log_softmax(line, arrays[0], statement.axis),
    Softmax: lambda line, statement, arrays: softmax(line, arrays[0], statement.axis),
    Take: _take,
    Part: _part,
    Reshape: lambda line, statement, arrays: reshaped(line, arrays[0], statement.dimensions),
    Concatenate: _concatenate,
    Pad: _pad,
    OneHot: _one_hot,
    Place: _place,
}
