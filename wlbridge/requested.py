"""The expression that answers a request: a loss, an output or derivatives, as the Wolfram package gives them."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any, Final, TypeVar

import numpy as np

from wlbridge.batch import batched
from wlbridge.chosen_symbols import ChosenSymbols
from wlbridge.differentiation.products import DIRECTION, all_directions
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.formula import Form, Formula, Readings
from wlbridge.layers.base import as_numbers
from wlbridge.loss import Loss
from wlbridge.loss_of_net import net_loss
from wlbridge.loss_specification import specified_loss
from wlbridge.losses import LossLayer
from wlbridge.net import NetChain
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.protocol import Request
from wlbridge.statements import Einsum, slot
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.nets import net_from_tree
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, head_name

MOST_ROWS: Final = 300
"""A Hessian of more rows is refused: it is differentiated along as many unit vectors, which stand in the formula."""

F = TypeVar("F", bound=Formula)


def requested_expression(request: Request) -> Tree:
    """The formula that a request asks for: held in the shared form, a Function of arrays in the array form.

    A gradient is a flat list and a Hessian a matrix, in the order of the variables.

    >>> from wlbridge.wolfram.text.reader import read_wl
    >>> net = read_wl('NetChain[{LinearLayer[1, "Biases" -> None]}, "Input" -> 1]')
    >>> requested_expression(Request(kind="Output", net=net))
    [Times[Global`w[1, 1, 1], Global`x[1]]]

    Raises WLBridgeError for what cannot be built.
    """
    chosen = ChosenSymbols(request.symbols, request.context)
    net = net_from_tree(request.net, NetChain)
    if request.kind == "Output":
        tree = _output(net, request, chosen).to_wl(request.form)
    else:
        loss = _loss(net, request, chosen)
        tree = loss.to_wl(request.form) if request.kind == "Loss" else _derivatives(loss, request, chosen)
    if request.form == "shared":
        tree = call("HoldForm", tree)
    elif request.form == "array" and head_name(tree) != "Function":
        tree = call("Function", [], tree)
    return chosen.in_notebook(tree)


def _output(net: NetChain, request: Request, chosen: ChosenSymbols) -> Formula:
    formula = net.formula(chosen.heads)
    if request.input is not None:
        (place,) = formula.program.with_role("input")
        formula = formula.with_values({place.name: request.input})
    return _with_parameters(formula, request)


def _loss(net: NetChain, request: Request, chosen: ChosenSymbols) -> Loss:
    loss = net_loss(net, _loss_of(request.loss), log=request.log, symbols=chosen.heads)
    if request.input is not None:
        loss = _mean_over_data(loss, request.input, request.target)
    return _with_parameters(loss, request)


def _loss_of(tree: Tree) -> LossLayer | None:
    """A loss layer, a function of output and target, a sum of losses, or None for NetTrain's choice."""
    return None if tree is None else specified_loss(tree)


def _mean_over_data(loss: Loss, inputs: Any, targets: Any) -> Loss:
    """The mean loss over examples, which stand in the formula as numbers."""
    shapes = [np.shape(as_numbers(given, where="the data")) for given in (inputs, targets)]
    counts = {shape[0] if shape else 0 for shape in shapes}
    if len(counts) > 1 or 0 in counts:
        raise DataError("inputs and targets are not lists of equally many examples", where="the data")
    (count,) = counts
    of_each = batched(loss.program, size=count)
    builder = ProgramBuilder.of(of_each)
    total = builder.append(Einsum((of_each.output,), "a->"), "total")
    mean = builder.program(builder.map(slot(0) / count, [total], "mean"))
    places = [*mean.with_role("input"), *mean.with_role("target")]
    values = zip((place.name for place in places), (inputs, targets), strict=True)
    return replace(loss, program=mean).with_values(dict(values))


def _with_parameters(formula: F, request: Request) -> F:
    """The formula with the values of the net, where they are asked for."""
    if request.parameters == "symbolic":
        return formula
    if missing := [p.name for p in formula.program.with_role("parameter") if p.name not in formula.known]:
        raise DataError(f"the array {missing[0]!r} has no values to put in", hint="Initialise the net.")
    return formula.with_values() if formula.known else formula


def _derivatives(loss: Loss, request: Request, chosen: ChosenSymbols) -> Tree:
    names, positions = _variables(request.variables, chosen, loss.program)
    if request.kind == "Gradient":
        return _gradient(Readings.to_wl(loss.gradient(names), request.form), request.form, positions)
    columns = _columns(loss, names)
    return _hessian(columns.program, Readings.to_wl(columns, request.form), request.form, positions)


def _columns(loss: Loss, names: list[str]) -> Readings:
    """The Hessian times all unit vectors, the columns of it: a part for each array, along a first axis."""
    places = [loss.program.placeholders[name] for name in names]
    rows = sum(map(_size, places))
    if rows > MOST_ROWS:
        raise FormTooLargeError(f"the Hessian would have {rows:,} rows (at most {MOST_ROWS} are written)")
    cuts = list(itertools.accumulate(map(_size, places)))[:-1]
    units = np.split(np.eye(rows, dtype=np.int64), cuts, axis=1)
    directions = {
        DIRECTION + place.name: unit.reshape(rows, *place.shape) for place, unit in zip(places, units, strict=True)
    }
    hessian = loss.hessian(names)
    columns = all_directions(hessian.program, names)
    return replace(hessian, program=columns, inserted={**loss.inserted, **directions})


def _size(place: Placeholder) -> int:
    return math.prod(int(size) for size in place.shape)


def _variables(wanted: Tree, chosen: ChosenSymbols, program: Program) -> tuple[list[str], list[int] | None]:
    """The arrays to differentiate by, and which of their elements, counted from 1; None means all."""
    if isinstance(wanted, str):
        role = {"Parameters": "parameter", "Input": "input"}[wanted]
        return [place.name for place in program.with_role(role)], None
    found = [_element(variable, chosen, program) for variable in wanted]
    places = {place.name: place for place, _ in found}
    starts = dict(zip(places, itertools.accumulate(map(_size, places.values()), initial=1), strict=False))
    return list(places), [starts[place.name] + position for place, position in found]


def _element(variable: Tree, chosen: ChosenSymbols, program: Program) -> tuple[Placeholder, int]:
    """The array that has an element such as ``w[1, 1, 2]``, and the position of the element in it."""
    for place in program.placeholders.values():
        position = chosen.position(variable, place)
        if position is not None:
            return place, position
    raise DataError(f"the loss has no symbol {write_wl(variable):.80} to differentiate by", where="the variables")


def _gradient(tree: Tree, form: Form, positions: list[int] | None) -> Tree:
    """An association of arrays as one list; in a form that is evaluated later the kernel makes it one."""
    if form == "explicit":
        return _picked(list(itertools.chain(*map(_flat, tree.values()))), positions)
    made = call("Flatten", list(_result(tree).values()))
    return _with_result(tree, made if positions is None else call("Part", made, positions))


def _hessian(program: Program, tree: Tree, form: Form, positions: list[int] | None) -> Tree:
    """An association of the columns in the rows of each array as one matrix."""
    if form == "explicit":
        columns = zip(*tree.values(), strict=True)
        rows = [_picked(list(itertools.chain(*map(_flat, column))), positions) for column in columns]
        return _picked(rows, positions)
    parts = [
        call("Map", system("Flatten" if program.shapes[name][1:] else "List"), part)
        for name, part in zip(program.outputs, _result(tree).values(), strict=True)
    ]
    made = call("MapThread", system("Join"), parts)
    return _with_result(tree, made if positions is None else call("Part", made, positions, positions))


def _flat(tree: Tree) -> list[Tree]:
    return list(itertools.chain(*map(_flat, tree))) if isinstance(tree, list) else [tree]


def _picked(items: list[Tree], positions: list[int] | None) -> list[Tree]:
    return items if positions is None else [items[position - 1] for position in positions]


def _result(tree: Tree) -> dict[str, Tree]:
    """What ``Function[{...}, Module[{...}, ...; result]]`` gives; there may be no Function or no Module."""
    while not isinstance(tree, dict):
        tree = tree.args[-1]
    return tree


def _with_result(tree: Tree, result: Tree) -> Tree:
    """The same tree with another result."""
    outside = []
    while not isinstance(tree, dict):
        outside.append(tree)
        tree = tree.args[-1]
    for around in reversed(outside):
        result = type(around)(around.head, *around.args[:-1], result)
    return result
