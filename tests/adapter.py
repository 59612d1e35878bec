"""Nets and losses of the oracle, plain data, made into those of wlbridge with every array given as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oracle import Case

from wlbridge import All, Automatic, Loss, NetChain, Span, net_loss
from wlbridge.layers import LAYERS, Layer
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.losses import LOSSES, LossLayer
from wlbridge.wolfram.from_wl import formula_of
from wlbridge.wolfram.make import system

Spec = dict[str, Any]

# The key of the oracle and the argument of wlbridge, where the names differ.
ARGUMENTS: dict[str, dict[str, str]] = {
    "NormalizationLayer": {"aggregation": "aggregation_levels"},
    "PartLayer": {"spec": "specification"},
    "TransposeLayer": {"swaps": "specification", "permutation": "specification"},
    "ReshapeLayer": {"dims": "dimensions"},
    "ReplicateLayer": {"dims": "copies"},
    "PaddingLayer": {"sizes": "widths"},
}
# What the oracle takes for an array that is not given, as wlbridge spells it.
ABSENT: dict[str, Spec] = {
    "LinearLayer": {"biases": None},
    "BatchNormalizationLayer": {"scaling": None, "biases": None},
    "NormalizationLayer": {"scaling": None, "biases": None},
}


def layer_from_spec(spec: Spec) -> Layer:
    """Make one layer."""
    kind = spec["layer"]
    if kind == "NetChain":
        return NetChain([layer_from_spec(part) for part in spec["layers"]])
    given = {**ABSENT.get(kind, {}), **{key: value for key, value in spec.items() if key != "layer"}}
    if kind == "LinearLayer":
        given.setdefault("output", len(spec["weights"]))
    names = ARGUMENTS.get(kind, {})
    return LAYERS[kind](**{names.get(key, key): setting(kind, key, value) for key, value in given.items()})


def setting(kind: str, key: str, value: Any) -> Any:
    """Spell one setting as wlbridge does."""
    if kind == "TransposeLayer" and key == "swaps":
        return [tuple(pair) for pair in value]
    if key == "function" and kind == "ElementwiseLayer":
        return elementwise_function(value)
    if kind == "FlattenLayer" and value is None:
        return float("inf")
    if key in {"spec", "aggregation", "scaling_levels", "levels", "dims"}:
        return [_level(part) for part in value] if isinstance(value, list) else _level(value)
    return value


def elementwise_function(name: str) -> Any:
    """Spell a function: the documented names are strings, the plain functions symbols of the Wolfram Language."""
    return name if name in NAMED_FUNCTIONS else formula_of(system(name))


def _level(value: Any) -> Any:
    if isinstance(value, tuple):
        _, first, last, *step = value
        return Span(1 if first is None else first, All if last is None else last, *(s or 1 for s in step))
    return {"All": All, "Automatic": Automatic}.get(value, value) if isinstance(value, str) else value


def net_from_spec(spec: Sequence[Spec], input_shape: Sequence[int]) -> NetChain:
    """Make the chain for inputs of those dimensions."""
    return NetChain([layer_from_spec(part) for part in spec], input=list(input_shape))


def loss_layer(kind: str, options: Spec) -> LossLayer:
    """Make the loss layer of that name."""
    return LOSSES[kind](**options)


def loss_from_case(case: Case) -> Loss:
    """Make the loss of a case; its input and target are not inserted."""
    net = net_from_spec(case.net, case.input_shape)
    return net_loss(net, loss_layer(case.kind, case.options), log=case.log)
