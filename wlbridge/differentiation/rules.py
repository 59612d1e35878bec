"""What a reverse sweep does at each kind of statement: one rule for each, that adds to the adjoints of its arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from string import ascii_letters
from typing import Any

import sympy
from sympy import Expr, Integer

from wlbridge.differentiation.formulas import derivative
from wlbridge.differentiation.sweep import ONE, Adjoint, Sweep, number
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
    Reshape,
    Slot,
    Softmax,
    Statement,
    Take,
    slot,
)
from wlbridge.wolfram_functions import LogisticSigmoid

Rule = Callable[[Sweep, str, Any, Adjoint], None]

OF_THE_VALUE: dict[Any, Callable[[Expr], Expr]] = {
    sympy.tanh: lambda y: 1 - y**2,
    sympy.exp: lambda y: y,
    LogisticSigmoid: lambda y: y * (1 - y),
}
"""Derivatives by the value of the function, which is there already."""


def _map(sweep: Sweep, name: str, statement: Map, adjoint: Adjoint) -> None:
    """The adjoint times the derivative of the formula, as one Map for each argument."""
    inputs, output = parse_spec(statement.spec)
    of_one = statement.formula.args == (slot(0),) and len(statement.arrays) == 1
    by_value = OF_THE_VALUE.get(statement.formula.func) if of_one else None
    for position, array in enumerate(statement.arrays):
        if array not in sweep.active:
            continue
        if by_value is not None:
            slope, given = by_value(slot(0)), [(name, output)]
        else:
            slope = derivative(statement.formula, slot(position))
            given = list(zip(statement.arrays, inputs, strict=True))
        product, present = _product(sweep, (slope, given), (adjoint, output), array)
        sizes = dict(zip(output, sweep.shape(name), strict=True))
        sweep.spread(array, product, present, inputs[position], sizes)


Indexed = tuple[str, str]
"""An array with its indices."""


def _product(
    sweep: Sweep, slope_of: tuple[Expr, Sequence[Indexed]], factor: tuple[Adjoint, str], of: str
) -> tuple[Adjoint, str]:
    """A formula of indexed arrays times an indexed adjoint, and the indices of the product."""
    (slope, given), (adjoint, output) = slope_of, factor
    slots = sorted(slope.atoms(Slot), key=lambda part: part.position)
    if not slots:
        return Adjoint(adjoint.factor * slope, adjoint.array), output if adjoint.array is not None else ""
    arrays = [given[part.position] for part in slots]
    formula = slope.xreplace({part: slot(number) for number, part in enumerate(slots)})
    if adjoint.array is not None:
        formula = formula * slot(len(arrays))
        arrays.append((adjoint.array, output))
    if formula == slot(0):
        return Adjoint(adjoint.factor, arrays[0][0]), arrays[0][1]
    present = "".join(letter for letter in output if any(letter in letters for _, letters in arrays))
    names, specs = zip(*arrays, strict=True)
    return Adjoint(adjoint.factor, sweep.append(Map(names, formula, f"{','.join(specs)}->{present}"), of)), present


def _einsum(sweep: Sweep, name: str, statement: Einsum, adjoint: Adjoint) -> None:
    """The product of the adjoint and the other arrays, summed to the indices of each array."""
    inputs, output = parse_spec(statement.spec)
    shapes = [sweep.shape(array) for array in statement.arrays]
    sizes = index_sizes(statement.spec, shapes)
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
        if len(names) == 1:
            total = sweep.summed(names[0], specs[0], present, array)
            product = Adjoint(factor * total.factor, total.array)
        else:
            product = Adjoint(factor, sweep.append(Einsum(names, f"{','.join(specs)}->{present}"), array))
        sweep.spread(array, product, present, letters, own)


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
    total = Adjoint(Integer(number(sweep.shape(z)[statement.axis])))
    if adjoint.array is not None:
        total = sweep.summed(adjoint.array, letters, others, "s")
    if total.array is not None:
        p = sweep.append(Map((p, total.array), slot(0) * slot(1), f"{letters},{others}->{letters}"), "p")
    sweep.add(z, adjoint.factor, adjoint.array)
    sweep.add(z, -adjoint.factor * total.factor, p)


def _softmax(sweep: Sweep, name: str, statement: Softmax, adjoint: Adjoint) -> None:
    """``p (g - Total[g p])``; the same adjoint everywhere gives 0, since the sum of p is 1."""
    if adjoint.array is None:
        return
    letters = ascii_letters[: len(sweep.shape(name))]
    others = letters.replace(letters[statement.axis], "")
    total = sweep.append(Einsum((adjoint.array, name), f"{letters},{letters}->{others}"), name)
    formula = slot(0) * (slot(1) - slot(2))
    spec = f"{letters},{letters},{others}->{letters}"
    sweep.add(
        statement.arrays[0], adjoint.factor, sweep.append(Map((name, adjoint.array, total), formula, spec), name)
    )


def _take(sweep: Sweep, name: str, statement: Take, adjoint: Adjoint) -> None:
    """A one-hot vector of the position, times the adjoint."""
    values, positions = statement.arrays
    (letters, chosen), output = parse_spec(statement.spec)
    taken = letters[statement.taken]
    classes = number(sweep.shape(values)[statement.taken])
    one_hot = sweep.builder.append(OneHot((positions,), f"{chosen}->{chosen}{taken}", classes), "onehot")
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
    Map: _map,
    Einsum: _einsum,
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
