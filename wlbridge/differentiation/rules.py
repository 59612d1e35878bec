"""What a reverse sweep does at each kind of statement: one rule for each, that adds to the adjoints of its arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from string import ascii_letters
from typing import Any

import sympy
from sympy import Integer

from wlbridge.differentiation.elementwise import elementwise
from wlbridge.differentiation.kinks import ONE, gap, share
from wlbridge.differentiation.sweep import Adjoint, Sweep, number
from wlbridge.errors import ShapeError
from wlbridge.indices import index_sizes, parse_spec
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
from wlbridge.wolfram_functions import Step

Rule = Callable[[Sweep, str, Any, Adjoint], None]


def _einsum(sweep: Sweep, name: str, statement: Einsum, adjoint: Adjoint) -> None:
    """The product of the adjoint and the other arrays, summed to the indices of each array."""
    inputs, output = parse_spec(statement.spec)
    shapes = [sweep.shape(array) for array in statement.arrays]
    sizes = index_sizes(statement.spec, shapes)
    if adjoint.array is not None:  # a factor goes into what is smaller than the weights
        adjoint = Adjoint(ONE, sweep.array(adjoint, name))
    for position, (array, letters) in enumerate(zip(statement.arrays, inputs, strict=True)):
        if array not in sweep.active:
            continue
        if len(set(letters)) < len(letters):
            raise ShapeError(f"the gradient of {statement.spec!r}, with an index twice, is not supported")
        factors = list(zip(statement.arrays, inputs, strict=True))
        del factors[position]
        if adjoint.array is not None:
            factors.insert(0, (adjoint.array, output))
        own = {letter: sizes[letter] for letter in letters}
        if not factors:
            sweep.spread(array, adjoint, "", letters, own)
            continue
        names, specs = zip(*factors, strict=True)
        present = "".join(letter for letter in letters if any(letter in spec for spec in specs))
        lost = [c for c in sizes if c not in letters and not any(c in spec for spec in specs)]
        factor = adjoint.factor * math.prod(number(sizes[letter]) for letter in lost)
        product = names[0]
        if specs != (present,):
            product = sweep.append(Einsum(names, f"{','.join(specs)}->{present}"), array)
        sweep.spread(array, Adjoint(factor, product), present, letters, own)


def _extreme(sweep: Sweep, name: str, statement: Reduce, adjoint: Adjoint) -> None:
    """The adjoint for the largest or smallest element; what it is at ties depends on how many there are."""
    (array,) = statement.arrays
    (letters,), output = parse_spec(statement.spec)
    distance = gap(sympy.Max if statement.operation == "max" else sympy.Min, slot(1), slot(0))
    best = sweep.append(Map((array, name), 1 - Step(distance), f"{letters},{output}->{letters}"), array)
    count = sweep.append(Einsum((best,), f"{letters}->{output}"), name)
    formula = share(sweep.kinks, distance, slot(2))
    names, specs = [array, name, count], [letters, output, output]
    if adjoint.array is not None:
        formula *= slot(len(names))
        names.append(adjoint.array)
        specs.append(output)
    sweep.add(array, adjoint.factor, sweep.append(Map(tuple(names), formula, f"{','.join(specs)}->{letters}"), array))


def _broadcast(sweep: Sweep, name: str, statement: Broadcast, adjoint: Adjoint) -> None:
    (letters,), output = parse_spec(statement.spec)
    sizes = dict(zip(output, sweep.shape(name), strict=True))
    sweep.spread(statement.arrays[0], adjoint, output if adjoint.array is not None else "", letters, sizes)


def _log_softmax(sweep: Sweep, name: str, statement: LogSoftmax, adjoint: Adjoint) -> None:
    """The adjoint less the softmax times the adjoint's sum along the axis."""
    (z,) = statement.arrays
    letters = ascii_letters[: len(sweep.shape(z))]
    others = letters.replace(letters[statement.axis], "")
    p = sweep.builder.append(Softmax((z,), statement.axis), "p")
    total = Integer(number(sweep.shape(z)[statement.axis]))
    if adjoint.array is not None:
        total = ONE
        s = sweep.append(Einsum((adjoint.array,), f"{letters}->{others}"), "s")
        p = sweep.append(Map((p, s), slot(0) * slot(1), f"{letters},{others}->{letters}"), "p")
    sweep.add(z, adjoint.factor, adjoint.array)
    sweep.add(z, -adjoint.factor * total, p)


def _softmax(sweep: Sweep, name: str, statement: Softmax, adjoint: Adjoint) -> None:
    """``p (g - Total[g p])``; the same adjoint everywhere gives 0, since the sum of p is 1."""
    if adjoint.array is None:
        return
    letters = ascii_letters[: len(sweep.shape(name))]
    others = letters.replace(letters[statement.axis], "")
    total = sweep.append(Einsum((adjoint.array, name), f"{letters},{letters}->{others}"), name)
    formula = adjoint.factor * slot(0) * (slot(1) - slot(2))
    spec = f"{letters},{letters},{others}->{letters}"
    sweep.add(statement.arrays[0], ONE, sweep.append(Map((name, adjoint.array, total), formula, spec), name))


def _take(sweep: Sweep, name: str, statement: Take, adjoint: Adjoint) -> None:
    """A one-hot vector of the position, times the adjoint."""
    values, positions = statement.arrays
    (letters, chosen), output = parse_spec(statement.spec)
    taken = letters[statement.taken]
    classes = number(sweep.shape(values)[statement.taken])
    one_hot = sweep.builder.append(
        OneHot((positions,), f"{chosen}->{chosen}{taken}", classes, statement.first), "onehot"
    )
    factors = [(one_hot, chosen + taken)]
    if adjoint.array is not None:
        factors.append((adjoint.array, output))
    names, specs = zip(*factors, strict=True)
    present = "".join(letter for letter in letters if any(letter in spec for spec in specs))
    sizes = dict(zip(letters, sweep.shape(values), strict=True))
    made = one_hot
    if specs != (present,):
        made = sweep.append(Einsum(names, f"{','.join(specs)}->{present}"), values)
    sweep.spread(values, Adjoint(adjoint.factor, made), present, letters, sizes)


def _part(sweep: Sweep, name: str, statement: Part, adjoint: Adjoint) -> None:
    """The adjoint back at its positions; contiguous ones need only zeros around them."""
    (array,) = statement.arrays
    size = number(sweep.shape(array)[statement.axis])
    positions = tuple(statement.positions)
    given = sweep.array(adjoint, name)
    back: Statement = Place((given,), statement.axis, positions, size)
    if sorted(positions) == list(range(size)):
        back = Part((given,), statement.axis, tuple(positions.index(place) for place in range(size)))
    elif positions == tuple(range(positions[0], positions[0] + len(positions))):
        around = (positions[0], size - positions[-1] - 1)
        rank = len(sweep.shape(array))
        widths = tuple(around if axis == statement.axis else (0, 0) for axis in range(rank))
        back = Pad((given,), widths, Integer(0))
    sweep.add(array, ONE, sweep.append(back, array))


def _place(sweep: Sweep, name: str, statement: Place, adjoint: Adjoint) -> None:
    back = Part((sweep.array(adjoint, name),), statement.axis, statement.positions)
    sweep.add(statement.arrays[0], ONE, sweep.append(back, statement.arrays[0]))


def _reshape(sweep: Sweep, name: str, statement: Reshape, adjoint: Adjoint) -> None:
    (array,) = statement.arrays
    if adjoint.array is None:
        sweep.add(array, adjoint.factor, None)
    else:
        sweep.add(array, adjoint.factor, sweep.append(Reshape((adjoint.array,), sweep.shape(array)), array))


def _concatenate(sweep: Sweep, name: str, statement: Concatenate, adjoint: Adjoint) -> None:
    given, start = sweep.array(adjoint, name), 0
    for array in statement.arrays:
        size = number(sweep.shape(array)[statement.axis])
        sweep.add(array, ONE, sweep.append(Part((given,), statement.axis, range(start, start + size)), array))
        start += size


def _pad(sweep: Sweep, name: str, statement: Pad, adjoint: Adjoint) -> None:
    """The part of the adjoint inside the padding."""
    (array,) = statement.arrays
    if adjoint.array is None:
        sweep.add(array, adjoint.factor, None)
        return
    inside = adjoint.array
    for axis, ((before, after), size) in enumerate(zip(statement.widths, sweep.shape(array), strict=True)):
        if before or after:
            inside = sweep.append(Part((inside,), axis, range(before, before + number(size))), array)
    sweep.add(array, adjoint.factor, inside)


RULES: dict[type[Statement], Rule] = {
    Map: elementwise,
    Einsum: _einsum,
    Reduce: _extreme,
    Broadcast: _broadcast,
    LogSoftmax: _log_softmax,
    Softmax: _softmax,
    Take: _take,
    Part: _part,
    Place: _place,
    Reshape: _reshape,
    Concatenate: _concatenate,
    Pad: _pad,
}
