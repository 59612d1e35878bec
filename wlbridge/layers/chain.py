"""A chain of layers, each taking the output of the one before: the part of NetChain that makes statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from wlbridge.errors import NetError
from wlbridge.indices import Shape
from wlbridge.layers.base import Layer, Scope, apply_layer, inside_place
from wlbridge.layers.elementwise import ElementwiseLayer
from wlbridge.layers.linear import LinearLayer
from wlbridge.layers.settings import is_integer

LayerLike = Any
"""A layer, or a shorthand for one: a size, a function, a list or mapping of layers."""

MOST_NESTED = 50
"""Chains in chains are read one inside the other, so that Python's stack bounds how deep they may be."""


@dataclass(frozen=True, eq=False, repr=False)
class Chain(Layer):
    """Layers one after another, in a list or in a mapping from their names.

    An integer n stands for ``LinearLayer(n)``, a function for ``ElementwiseLayer(f)``, a list for a nested chain.
    """

    specification: Sequence[LayerLike] | Mapping[str, LayerLike]

    def __post_init__(self) -> None:
        """Refuse what is nested too deep to be read."""
        _check_nesting(self.specification)

    @property
    def named(self) -> bool:
        """Whether the layers have names."""
        return isinstance(self.specification, Mapping)

    @cached_property
    def layers(self) -> Mapping[int | str, Layer]:
        """The layers by their names, or by their numbers counted from 1."""
        if not isinstance(self.specification, Mapping | list | tuple):
            raise NetError(f"{self.specification!r} is not a list of layers", hint="As NetChain([3, Tanh]).")
        if not self.specification:
            raise NetError("a chain needs at least one layer")
        if isinstance(self.specification, Mapping):
            if wrong := [name for name in self.specification if not isinstance(name, str) or not name]:
                raise NetError(f"{wrong[0]!r} is no name of a layer", hint="Layers have non-empty strings as names.")
            return {name: self._layer(name, value) for name, value in self.specification.items()}
        return {number: self._layer(number, value) for number, value in enumerate(self.specification, 1)}

    def _layer(self, name: int | str, value: LayerLike) -> Layer:
        """The layer that a shorthand stands for."""
        if isinstance(value, Layer):
            return value
        if is_integer(value):
            return LinearLayer(int(value))
        if isinstance(value, Mapping | list | tuple):
            with inside_place(_place(name)):
                return self._nested(value)
        if callable(value) and not (isinstance(value, type) and issubclass(value, Layer)):
            return ElementwiseLayer(value)
        hint = "Give a layer, a size, a function, or a list of layers."
        if isinstance(value, type):
            hint = f"Write {value.__name__}(...) with its arguments."
        elif isinstance(value, str):
            hint = f'For a named function write ElementwiseLayer("{value}").'
        raise NetError(f"{value!r} is not a layer", where=_place(name), hint=hint)

    def _nested(self, value: Sequence[LayerLike] | Mapping[str, LayerLike]) -> Self:
        return type(self)(value)

    @property
    def last(self) -> Layer | None:
        """The last layer, looked for in nested chains too."""
        last = None
        layer: Layer | None = self
        while isinstance(layer, Chain):
            layer = last = next(reversed([*layer]), None)
        return last

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers.values())

    def __len__(self) -> int:
        return len(self.layers)

    def input_shape(self) -> Shape | None:
        """As stated, or as the first layer that knows its own tells, through those before it that keep shapes."""
        return self.input_shape_for(None)

    def input_shape_for(self, output: Shape | None) -> Shape | None:
        """The dimensions of the input, worked out backwards from those of the output."""
        if self.input is not None:
            return super().input_shape()
        shape = output
        for name, layer in reversed([*self.layers.items()]):
            with inside_place(_place(name, layer)):
                shape = layer.input_shape_for(shape)
        return shape

    def build(self, scope: Scope, x: str) -> str:
        """The statements of every layer in turn."""
        for name, layer in self.layers.items():
            place = scope.inside(name, _place(name, layer))
            x = place.outputs[place.path] = apply_layer(layer, place, x)
        return x

    def arguments(self) -> tuple[Any, ...]:
        """The layers."""
        return (dict(self.layers) if self.named else list(self.layers.values()),)


def _place(name: int | str, layer: Layer | None = None) -> str:
    """A layer as errors name it."""
    return f"layer {name!r}" + (f" ({type(layer).__name__})" if layer is not None else "")


def _check_nesting(specification: LayerLike) -> None:
    """Refuse chains in chains too deep to be read."""
    stack = [(specification, 1)]
    while stack:
        part, level = stack.pop()
        part = part.specification if isinstance(part, Chain) else part
        if not isinstance(part, Mapping | list | tuple):
            continue
        if level > MOST_NESTED:
            raise NetError(f"chains are nested more than {MOST_NESTED} deep")
        stack += [(entry, level + 1) for entry in (part.values() if isinstance(part, Mapping) else part)]
