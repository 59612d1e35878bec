"""Nets and losses from Wolfram Language expressions, and back: layers with their arguments and options."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
import sympy
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import NetError, WLBridgeError
from wlbridge.functions import BY_FUNCTION
from wlbridge.layers import LAYERS
from wlbridge.layers.aggregation import AGGREGATIONS
from wlbridge.layers.base import Automatic, Layer
from wlbridge.layers.chain import Chain
from wlbridge.layers.elementwise import ElementwiseLayer, scalar_formula
from wlbridge.layers.levels import All, Span
from wlbridge.losses import LOSSES, LossLayer
from wlbridge.statements import slot
from wlbridge.wolfram.from_wl import formula_of, from_wl
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.to_wl import Translation
from wlbridge.wolfram.tree import Tree, arguments, head_name

ALIASES: Mapping[str, str] = {"DotPlusLayer": "LinearLayer"}
"""Old names of layers."""

SYMBOL_OPTIONS = {"Interleaving", "Method", "Padding"}
"""Options whose names are symbols; those of the others are strings."""

_SYMBOLS: Mapping[str, Any] = {
    "All": All,
    "Automatic": Automatic,
    "None": None,
    "Infinity": math.inf,
    **{name: name for name in AGGREGATIONS},
}

C = TypeVar("C", bound=Chain)


def net_from_tree(tree: Tree, chain: type[C]) -> C:
    """The net that ``NetChain[...]`` or a single layer describes, made with the class ``chain``."""
    made = _layer(tree, chain, "the net")
    return made if isinstance(made, chain) else chain([made], input=made.input)


def loss_from_tree(tree: Tree) -> LossLayer:
    """The loss layer that an expression such as ``CrossEntropyLossLayer["Index"]`` describes.

    >>> from wlbridge.wolfram.reader import read_wl
    >>> loss_from_tree(read_wl("ContrastiveLossLayer[0.7]"))
    ContrastiveLossLayer[0.7]
    """
    head = head_name(tree)
    if head not in LOSSES:
        raise NetError(f"{head} is not a loss layer", hint=f"The loss layers are {', '.join(LOSSES)}.")
    loss: LossLayer = _made(LOSSES[head], tree, head, _value)
    return loss


def _layer(tree: Tree, chain: type[C], where: str) -> Any:
    """A layer, or a shorthand for one as it stands in a chain."""
    if isinstance(tree, list | tuple | dict):
        return chain(_specification(tree, chain, where))
    if isinstance(tree, int) and not isinstance(tree, bool):
        return tree
    head = head_name(tree)
    if head == "Function" or isinstance(tree, WLSymbol):
        return ElementwiseLayer(_function(tree, where))
    if head == "NetChain" and tree.args:
        return _chain(tree, chain, where)
    name = ALIASES.get(head, head)
    if name not in LAYERS:
        raise _unknown(head, where)
    convert = (lambda part: _function(part, where)) if name == "ElementwiseLayer" else _value
    return _made(LAYERS[name], tree, where, convert)


def _unknown(head: str, where: str) -> NetError:
    if head == "NetGraph":
        return NetError("a NetGraph is not supported", where=where, hint="Give a NetChain.")
    close = difflib.get_close_matches(head, LAYERS, n=2)
    hint = f"Did you mean {' or '.join(close)}?" if close else f"The layers are {', '.join(LAYERS)}."
    return NetError(f"{head or 'an expression'} is not a layer that is known here", where=where, hint=hint)


def _function(tree: Tree, where: str) -> Any:
    try:
        return formula_of(tree)
    except WLBridgeError as error:
        error.where = error.where or where
        raise


def _specification(tree: Tree, chain: type[C], where: str) -> Any:
    prefix = "" if where == "the net" else f"{where}, "
    if isinstance(tree, dict):
        return {name: _layer(part, chain, f"{prefix}layer {name!r}") for name, part in tree.items()}
    return [_layer(part, chain, f"{prefix}layer {number}") for number, part in enumerate(tree, 1)]


def _chain(tree: WLFunction, chain: type[C], where: str) -> C:
    layers, *rules = tree.args
    if not isinstance(layers, list | tuple | dict):
        raise NetError("NetChain takes a list or an association of layers", where=where)
    options = _options(rules, chain, where)
    return chain(_specification(layers, chain, where), **options)


def _made(kind: type[Any], tree: Tree, where: str, convert: Callable[[Tree], Any]) -> Any:
    """A layer of a kind with the arguments and options of an expression."""
    given = arguments(tree) if isinstance(tree, WLFunction) else ()
    rules = [part for part in given if head_name(part) in {"Rule", "RuleDelayed"}]
    positional = [part for part in given if head_name(part) not in {"Rule", "RuleDelayed"}]
    options = _options(rules, kind, where)
    try:
        return kind(*(convert(part) for part in positional), **options)
    except TypeError:
        raise NetError(
            f"{kind.__name__} cannot take {len(positional)} arguments and the options {', '.join(options) or 'none'}",
            where=where,
        ) from None


def _options(rules: list[Tree], kind: type[Any], where: str) -> dict[str, Any]:
    known = {field.name for field in dataclasses.fields(kind)}
    options = {}
    for rule in rules:
        if head_name(rule) != "Rule" or len(rule.args) != 2:
            raise NetError("an option is written as name -> value", where=where)
        key = rule.args[0]
        name = canonical_name(key.name) if isinstance(key, WLSymbol) else str(key)
        argument = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        if argument not in known or argument in {"function", "specification"}:
            raise NetError(f"{kind.__name__} has no option {name!r} that is known here", where=where)
        options[argument] = _value(rule.args[1])
    return options


def _value(tree: Tree) -> Any:
    """A setting as Python spells it: levels, sizes, numbers, arrays."""
    if isinstance(tree, WLSymbol):
        name = canonical_name(tree.name)
        if name not in _SYMBOLS:
            raise NetError(f"{name} is no setting that is known here")
        return _SYMBOLS[name]
    if isinstance(tree, list | tuple):
        return [_value(part) for part in tree]
    if isinstance(tree, bool | int | float | str | np.ndarray) or tree is None:
        return tree
    head = head_name(tree)
    if head == "Span":
        return Span(*(_value(part) for part in tree.args))
    if head in {"TwoWayRule", "UndirectedEdge"}:
        return tuple(_value(part) for part in tree.args)
    number = from_wl(tree, {})
    if not getattr(number, "is_real", False):
        raise NetError(f"{head} is no setting that is known here")
    return float(number)


def tree_of_layer(layer: Layer | LossLayer) -> Tree:
    """The Wolfram Language expression of a net, a layer or a loss, with the arrays that have values.

    >>> from wlbridge.layers import LinearLayer
    >>> tree_of_layer(LinearLayer(2, biases=None))
    LinearLayer[2, Rule['Biases', None]]
    """
    name = "NetChain" if isinstance(layer, Chain) else type(layer).__name__
    given = [_tree(argument) for argument in layer.arguments()]
    if isinstance(layer, ElementwiseLayer):
        given = [_function_tree(layer.function)]
    options = layer.options() if isinstance(layer, Layer) else {}
    rules = [
        call("Rule", system(key) if key in SYMBOL_OPTIONS else key, _tree(value)) for key, value in options.items()
    ]
    return call(name, *given, *rules)


def _tree(value: Any) -> Tree:
    """A setting as an expression: the reverse of ``_value``."""
    if isinstance(value, Layer):
        return tree_of_layer(value)
    if isinstance(value, Mapping):
        return {key: _tree(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Span):
        return call("Span", value.start, _tree(value.stop), *([value.step] if value.step != 1 else []))
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, int) for part in value):
        return call("TwoWayRule", *value)
    if isinstance(value, list | tuple):
        return [_tree(part) for part in value]
    for name, setting in _SYMBOLS.items():
        if value is setting or (isinstance(value, str | float) and value == setting):
            return system(name)
    return value


def _function_tree(function: Any) -> Tree:
    """A documented name, the symbol of a function, or a pure function of ``#1``."""
    if isinstance(function, str):
        return function
    row = BY_FUNCTION.get(function) if isinstance(function, sympy.FunctionClass) else None
    if row is not None and row.head is not None:
        return system(row.head)
    formula = scalar_formula(function, 1)
    return call("Function", Translation(slots={slot(0): call("Slot", 1)}).translate(formula))
