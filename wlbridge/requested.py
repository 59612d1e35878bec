"""The expression that answers a request: a loss, an output or derivatives, as the Wolfram package gives them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import numpy as np
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.batch import batched
from wlbridge.differentiation.products import DIRECTION, all_directions
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.formula import Form, Formula, Readings
from wlbridge.layers.base import as_numbers
from wlbridge.loss import Loss, net_loss
from wlbridge.losses import LossLayer
from wlbridge.names import DEFAULT_HEADS
from wlbridge.net import NetChain
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.protocol import GLOBAL, Request
from wlbridge.statements import Einsum, slot
from wlbridge.wolfram.from_wl import formula_of
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.nets import loss_from_tree
from wlbridge.wolfram.renamed import renamed
from wlbridge.wolfram.symbols import canonical_name
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
    heads = {kind: name.rpartition("`")[2] for kind, name in request.symbols.items()}
    formula = _output(request, heads) if request.kind == "Output" else _loss(request, heads)
    tree = _derivatives(request, formula) if isinstance(formula, Loss) else formula.to_wl(request.form)
    if request.form == "shared":
        tree = call("HoldForm", tree)
    elif request.form == "array" and head_name(tree) != "Function":
        tree = call("Function", [], tree)
    return _with_symbols(request, tree)


# What a request has formulas of.


def _output(request: Request, heads: dict[str, str]) -> Formula:
    formula = NetChain.from_wl(request.net).formula(heads)
    if request.input is not None:
        (place,) = formula.program.with_role("input")
        formula = formula.with_values({place.name: request.input})
    return _with_parameters(formula, request)


def _loss(request: Request, heads: dict[str, str]) -> Loss:
    net = NetChain.from_wl(request.net)
    loss = net_loss(net, _loss_of(request.loss), log=request.log, symbols=heads)
    if request.input is not None:
        loss = _mean_over_data(loss, request)
    return _with_parameters(loss, request)


def _loss_of(tree: Tree) -> LossLayer | Any:
    """A loss layer, a function of output and target, or None for NetTrain's choice."""
    if tree is None:
        return None
    return formula_of(tree) if head_name(tree) == "Function" else loss_from_tree(tree)


def _mean_over_data(loss: Loss, request: Request) -> Loss:
    """The mean loss over the examples of the request, which stand in the formula as numbers."""
    counts = [np.shape(as_numbers(given, where="the data"))[:1] for given in (request.input, request.target)]
    if not all(counts) or counts[0] != counts[1] or not counts[0][0]:
        raise DataError("inputs and targets are not lists of as many examples, one or more", where="the data")
    (count,) = counts[0]
    builder = ProgramBuilder.of(batched(loss.program, size=count))
    total = builder.append(Einsum((batched(loss.program, size=count).output,), "a->"), "total")
    mean = builder.program(builder.map(slot(0) / count, [total], "mean"))
    places = [*mean.with_role("input"), *mean.with_role("target")]
    values = zip((place.name for place in places), (request.input, request.target), strict=True)
    return replace(loss, program=mean).with_values(dict(values))


def _with_parameters(formula: F, request: Request) -> F:
    """The formula with the values of the net, where they are asked for."""
    if request.parameters == "symbolic":
        return formula
    if missing := [p.name for p in formula.program.with_role("parameter") if p.name not in formula.known]:
        raise DataError(f"the array {missing[0]!r} has no values to put in", hint="Initialise the net.")
    return formula.with_values() if formula.known else formula


# Derivatives, as a list or a matrix.


def _derivatives(request: Request, loss: Loss) -> Tree:
    """The loss itself, its gradient, or its Hessian."""
    if request.kind == "Loss":
        return loss.to_wl(request.form)
    arrays, positions = _variables(request, loss.program)
    if request.kind == "Gradient":
        return _assembled(loss.gradient(arrays), request.form, positions, square=False)
    sizes = [math.prod(_sizes(loss.program.placeholders[name])) for name in arrays]
    if sum(sizes) > MOST_ROWS:
        raise FormTooLargeError(f"the Hessian would have {sum(sizes):,} rows (at most {MOST_ROWS} are written)")
    hessian = loss.hessian(arrays)
    units = np.split(np.eye(sum(sizes), dtype=np.int64), np.cumsum(sizes)[:-1], axis=1)
    directions = {
        DIRECTION + name: unit.reshape(-1, *_sizes(loss.program.placeholders[name]))
        for name, unit in zip(arrays, units, strict=True)
    }
    columns = replace(
        hessian, program=all_directions(hessian.program, arrays), inserted={**loss.inserted, **directions}
    )
    return _assembled(columns, request.form, positions, square=True)


def _variables(request: Request, program: Program) -> tuple[list[str], list[int] | None]:
    """The arrays to differentiate by, and which of their elements, counted from 1; None means all."""
    if request.variables == "Parameters":
        return [place.name for place in program.with_role("parameter")], None
    if request.variables == "Input":
        return [place.name for place in program.with_role("input")], None
    found = [_element(variable, request, program) for variable in request.variables]
    if not found:
        raise DataError("there are no symbols to differentiate by", where="the variables")
    arrays = list(dict.fromkeys(place.name for place, _ in found))
    sizes = [math.prod(_sizes(program.placeholders[name])) for name in arrays]
    starts = dict(zip(arrays, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    return arrays, [starts[place.name] + position for place, position in found]


def _element(variable: Tree, request: Request, program: Program) -> tuple[Placeholder, int]:
    """The array that has an element such as ``w[1, 1, 2]``, and the element's position in it, counted from 1."""
    head, args = (variable.head, variable.args) if isinstance(variable, WLFunction) else (variable, ())
    if isinstance(head, WLSymbol):
        short = {_full_name(request, kind): kind for kind in DEFAULT_HEADS}.get(_qualified(request, head.name))
        for place in program.placeholders.values():
            key, index = args[: len(place.key)], args[len(place.key) :]
            if place.head == _heads(request)[short] if short else False:
                if key == place.key and _is_index(index, _sizes(place)):
                    return place, int(np.ravel_multi_index([i - 1 for i in index], _sizes(place) or (1,))) + 1
    raise DataError(f"the loss has no symbol {variable!r:.80} to differentiate by", where="the variables")
