"""Nets and losses from Wolfram Language expressions, and back: layers with their arguments and options."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
import sympy
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import NetError
from wlbridge.functions import BY_FUNCTION
from wlbridge.layers import LAYERS
from wlbridge.layers.aggregation import AGGREGATIONS
from wlbridge.layers.base import Automatic, Layer, inside_place, named_place
from wlbridge.layers.chain import MOST_NESTED, Chain
from wlbridge.layers.elementwise import ElementwiseLayer, scalar_formula
from wlbridge.layers.levels import All, Span
from wlbridge.layers.settings import MOST_LEVELS
from wlbridge.layers.structure import TransposeLayer
from wlbridge.losses import LOSSES, LossLayer
from wlbridge.statements import slot
from wlbridge.wolfram.from_wl import formula_of, from_wl
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.to_wl import Translation
from wlbridge.wolfram.tree import Tree, head_name

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
    if head_name(tree) == "CompoundExpression" and len(tree.args) == 2 and tree.args[1] is None:
        tree = tree.args[0]  # a file may end in a semicolon
    if not isinstance(tree, WLFunction) or head_name(tree) == "Function":
        raise NetError("this is not a net", where="the net", hint="Write NetChain[{...}] or one layer.")
    made = _layer(tree, chain, ())
    return made if isinstance(made, chain) else chain([made], input=made.input)


def loss_from_tree(tree: Tree) -> LossLayer:
    """The loss layer that an expression such as ``CrossEntropyLossLayer["Index"]`` describes.

    >>> from wlbridge.wolfram.text.reader import read_wl
    >>> loss_from_tree(read_wl("ContrastiveLossLayer[0.7]"))
    ContrastiveLossLayer[0.7]
    """
    head = head_name(tree)
    if head not in LOSSES or not isinstance(tree, WLFunction):
        raise NetError(f"{head} is not a loss layer", hint=f"The loss layers are {', '.join(LOSSES)}.")
    with named_place(head):
        loss: LossLayer = _made(LOSSES[head], tree, _value)
    return loss


Path = tuple[int | str, ...]
"""Where a layer stands: its name or number in each of the chains around it."""


def _layer(tree: Tree, chain: type[C], path: Path) -> Any:
    """A layer, or a shorthand for one as it stands in a chain."""
    if isinstance(tree, list | tuple | dict):
        return _chain(WLFunction(WLSymbol("NetChain"), tree), chain, path)
    if isinstance(tree, int) and not isinstance(tree, bool):
        return tree
    head = head_name(tree)
    if head == "NetChain" and tree.args:
        return _chain(tree, chain, path)
    with named_place(_place(path)):
        if head == "Function" or isinstance(tree, WLSymbol):
            return ElementwiseLayer(formula_of(tree))
        name = ALIASES.get(head, head)
        if name not in LAYERS:
            raise _unknown(head)
        return _made(LAYERS[name], tree, formula_of if name == "ElementwiseLayer" else _value)


def _unknown(head: str) -> NetError:
    if head == "NetGraph":
        return NetError("a NetGraph is not supported", hint="Give a NetChain.")
    close = difflib.get_close_matches(head, LAYERS, n=2)
    hint = f"Did you mean {' or '.join(close)}?" if close else f"The layers are {', '.join(LAYERS)}."
    return NetError(f"{head or 'an expression'} is not a layer that is known here", hint=hint)


def _chain(tree: WLFunction, chain: type[C], path: Path) -> C:
    layers, *rules = tree.args
    if len(path) >= MOST_NESTED:
        raise NetError(f"chains are nested more than {MOST_NESTED} deep", where="the net")
    with named_place(_place(path)):
        if not isinstance(layers, list | tuple | dict):
            raise NetError("NetChain takes a list or an association of layers")
        options = _options(rules, chain)
    specification: Any = (
        {name: _layer(part, chain, (*path, name)) for name, part in layers.items()}
        if isinstance(layers, dict)
        else [_layer(part, chain, (*path, number)) for number, part in enumerate(layers, 1)]
    )
    with inside_place(_place(path) if path else ""):
        return chain(specification, **options)


def _place(path: Path) -> str:
    return ", ".join(f"layer {name!r}" for name in path) or "the net"


def _made(kind: type[Any], tree: WLFunction, convert: Callable[[Tree], Any]) -> Any:
    """A layer of a kind with the arguments and options of an expression."""
    rules = [part for part in tree.args if head_name(part) in {"Rule", "RuleDelayed"}]
    positional = [part for part in tree.args if head_name(part) not in {"Rule", "RuleDelayed"}]
    return kind(*(convert(part) for part in positional), **_options(rules, kind))


def _options(rules: list[Tree], kind: type[Any]) -> dict[str, Any]:
    """The options of an expression by the names of Python: ``"MovingMean" -> ...`` is ``moving_mean``."""
    known = {
        "".join(word.capitalize() for word in field.name.split("_")): field.name
        for field in dataclasses.fields(kind)
        if field.kw_only
    }
    options = {}
    for rule in rules:
        if head_name(rule) != "Rule" or len(rule.args) != 2:
            raise NetError("an option is written as name -> value")
        key = rule.args[0]
        name = canonical_name(key.name) if isinstance(key, WLSymbol) else str(key)
        if name not in known:
            hint = f"The options are {', '.join(known)}." if known else ""
            raise NetError(f"{kind.__name__} has no option {name!r} that is known here", hint=hint)
        if known[name] in options:
            raise NetError(f"option {name!r} is given twice")
        options[known[name]] = _value(rule.args[1])
    return options


def _value(tree: Tree, level: int = 0) -> Any:
    """A setting as Python spells it: levels, sizes, numbers, arrays."""
    if level > MOST_LEVELS:
        raise NetError(f"a list is nested more than {MOST_LEVELS} deep")
    if isinstance(tree, WLSymbol):
        name = canonical_name(tree.name)
        if name not in _SYMBOLS:
            raise NetError(f"{name} is no setting that is known here")
        return _SYMBOLS[name]
    if isinstance(tree, list | tuple):
        return [_value(part, level + 1) for part in tree]
    if isinstance(tree, np.ndarray) and tree.dtype.kind in "iu":
        return tree.tolist()  # sizes and levels, which a kernel may have packed
    if isinstance(tree, bool | int | float | str | np.ndarray) or tree is None:
        return tree
    head = head_name(tree)
    if head == "Span" and len(tree.args) in {2, 3}:
        return Span(*(_value(part, level + 1) for part in tree.args))
    if head == "NumericArray" and tree.args:
        return _value(tree.args[0], level + 1)
    if head == "DirectedInfinity" and tree.args == (1,):
        return math.inf  # Infinity, as a kernel writes it in WXF
    if head in {"TwoWayRule", "UndirectedEdge"}:
        return tuple(_value(part, level + 1) for part in tree.args)
    number = from_wl(tree, {})
    if not getattr(number, "is_real", False):
        raise NetError(f"{head} is no setting that is known here")
    return int(number) if number.is_Integer else float(number)


def tree_of_layer(layer: Layer | LossLayer) -> Tree:
    """The Wolfram Language expression of a net, a layer or a loss, with the arrays that have values.

    >>> from wlbridge.layers import LinearLayer
    >>> tree_of_layer(LinearLayer(2, biases=None))
    LinearLayer[2, Rule['Biases', None]]
    """
    name = "NetChain" if isinstance(layer, Chain) else type(layer).__name__
    if name not in {"NetChain", *LAYERS, *LOSSES}:
        raise NetError(f"the Wolfram Language has no layer {name}", hint="Translate the formula of the net instead.")
    given = [_tree(argument, pairs=isinstance(layer, TransposeLayer)) for argument in layer.arguments()]
    if isinstance(layer, ElementwiseLayer):
        given = [_function_tree(layer.function)]
    options = layer.options() if isinstance(layer, Layer) else {}
    rules = [
        call("Rule", system(key) if key in SYMBOL_OPTIONS else key, _tree(value)) for key, value in options.items()
    ]
    return call(name, *given, *rules)


def _tree(value: Any, pairs: bool = False) -> Tree:
    """A setting as an expression: the reverse of ``_value``; ``pairs`` of levels are exchanged."""
    if isinstance(value, Layer):
        return tree_of_layer(value)
    if isinstance(value, Mapping):
        return {key: _tree(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Span):
        return call("Span", value.start, _tree(value.stop), *([value.step] if value.step != 1 else []))
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple) and pairs:
        return call("TwoWayRule", *value)
    if isinstance(value, list | tuple):
        return [_tree(part, pairs) for part in value]
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
