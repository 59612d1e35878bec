"""The nets and losses that cases ask for: made by wlbridge, evaluated by it, and written as one expression."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np

from wlbridge.conformance.cases import Case
from wlbridge.evaluation import WorkingPrecision
from wlbridge.formula import Readings
from wlbridge.loss import Loss
from wlbridge.loss_of_net import net_loss
from wlbridge.loss_specification import specified_loss
from wlbridge.net import NetChain, NetOutput
from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.expression_json import from_json
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.tree import Tree

Ask = Mapping[str, Any]
KEPT: Final = 4096
"""Of how many cases what is made of them is kept: asking them again, or another engine, does not make it again."""


def formula_of(ask: Ask) -> Loss | NetOutput:
    """The loss of the net that is asked for, or its output where there is no loss."""
    net = NetChain.from_wl(from_json(ask["net"]))
    if "loss" not in ask:
        return net.formula()
    return net_loss(net, specified_loss(from_json(ask["loss"])), log=ask.get("log", "exact"))


@lru_cache(maxsize=KEPT)
def evaluation_of(case: Case, precision: WorkingPrecision) -> Callable[[], Any]:
    """What gives the value that wlbridge computes itself: a number, or nested lists of them."""
    ask = case.ask
    formula = formula_of(ask)
    if isinstance(formula, NetOutput):
        return partial(formula.evaluate, ask["input"], working_precision=precision)
    data = ask["input"], ask["target"]
    match ask.get("order", 0):
        case 1:
            gradient = formula.gradient(ask["by"])
            return lambda: [*gradient.evaluate(*data, working_precision=precision).values()]
        case 2:
            return partial(formula.hessian(ask["by"]).matrix, *data, working_precision=precision)
    return partial(formula.evaluate, *data, working_precision=precision)


def expression_of(ask: Ask) -> Tree:
    """The formula in the form that is asked for, with its numbers: what an engine is to evaluate."""
    formula = formula_of(ask)
    if isinstance(formula, NetOutput):
        return _value(formula, ask, {"x": ask["input"]})
    if not ask.get("batch"):
        return _of_example(formula, ask, {"x": ask["input"], "t": ask["target"]})
    pairs = zip(ask["input"], ask["target"], strict=True)
    examples = [_of_example(formula, ask, {"x": x, "t": t}) for x, t in pairs]
    return call("Times", call("Plus", *examples), call("Power", len(examples), -1))


def _of_example(formula: Loss, ask: Ask, data: Mapping[str, Any]) -> Tree:
    match ask.get("order", 0):
        case 1:
            return call("Values", _value(formula.gradient(ask["by"]), ask, {**formula.known, **data}))
        case 2:
            return _hessian(formula, ask["by"], data)
    return _value(formula, ask, data)


def _value(formula: Readings, ask: Ask, data: Mapping[str, Any]) -> Tree:
    numbers = {**formula.known, **data}
    form = ask.get("form", "explicit")
    if form == "array":
        return formula.with_values(numbers).to_wl("array")
    return _applied(formula, formula.to_wl(form, "plain"), numbers)


def _applied(formula: Readings, body: Tree, numbers: Mapping[str, Any]) -> Tree:
    """``Function[{x$1, ...}, body][0.5, ...]``: no symbol is ever without its value."""
    symbols: list[Tree] = []
    values: list[Tree] = []
    for name, place in formula.program.placeholders.items():
        symbols += _leaves(ElementList(place, "plain").to_wl())
        values += np.asarray(numbers[name]).ravel().tolist()
    return call("Function", symbols, body)(*values)


def _leaves(nested: Any) -> list[Tree]:
    if not isinstance(nested, list):
        return [nested]
    return [leaf for part in nested for leaf in _leaves(part)]


def _hessian(formula: Loss, names: Sequence[str], data: Mapping[str, Any]) -> Tree:
    """The rows of the Hessian: its product with each unit vector, by one function of whole arrays."""
    product = formula.hessian(names).with_values({**formula.known, **data})
    shapes = [tuple(map(int, formula.program.placeholders[name].shape)) for name in names]
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    units = np.split(np.eye(ends[-1]), ends[:-1], axis=1)
    directions = zip(*(unit.reshape(-1, *shape) for unit, shape in zip(units, shapes, strict=True)), strict=True)
    row = user("row")
    rows = [call("Flatten", call("Values", row(*(part.tolist() for part in parts)))) for parts in directions]
    return call("Module", [call("Set", row, product.to_wl("array"))], rows)
