"""A straight line of array operations: what a program is lowered to, and what is compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wlbridge.indices import Shape
from wlbridge.numeric.libraries import ArrayLibrary

Operation = Callable[..., Any]
Register = int


@dataclass(frozen=True, slots=True)
class Step:
    """``target = operation(*operands)``, written over the array of the register ``out`` where that is given."""

    target: Register
    operation: Operation
    operands: tuple[Register, ...]
    out: Register | None = None


@dataclass
class Line:
    """Steps in the order of their evaluation, over numbered registers; equal steps share their result.

    ``made`` are the registers of arrays of reals that steps made: no placeholder, and no view. ``fresh`` are those of
    them that no view shows. ``shapes`` are those that arrays have, or broadcast from. New arrays get ``dtype``, made
    on ``device``, where the library has several. ``batch`` is an array whose last axis is that of the batch.
    ``repeats`` tells for an array that only repeats another which that is, and which of its axes are of the other.
    """

    library: ArrayLibrary
    dtype: Any = None
    device: Any = None
    batch: Register = -1
    inputs: dict[str, Register] = field(default_factory=dict)
    constants: dict[Register, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    repeats: dict[Register, tuple[Register, tuple[int, ...]]] = field(default_factory=dict)
    made: set[Register] = field(default_factory=set)
    fresh: set[Register] = field(default_factory=set)
    _made: dict[tuple[Any, ...], Register] = field(default_factory=dict)

    def input(self, name: str, shape: Shape) -> Register:
        """The register of a placeholder."""
        self.inputs[name] = self._new(shape)
        return self.inputs[name]

    def constant(self, value: Any) -> Register:
        """The register of a number."""
        key = ("constant", type(value), value)
        if key not in self._made:
            self._made[key] = self._new(())
            self.constants[self._made[key]] = value
        return self._made[key]

    def array(self, value: Any) -> Register:
        """The register of an array that is known."""
        register = self._new(tuple(value.shape))
        self.constants[register] = value
        return register

    def apply(self, operation: Operation, *operands: Register, shape: Shape) -> Register:
        """Add a step whose result is a new array of reals."""
        target = self.step(operation, operands, shape)
        if target not in self.made:
            self.made.add(target)
            self.fresh.add(target)
        return target

    def view(self, operation: Operation, *operands: Register, shape: Shape) -> Register:
        """Add a step whose result may show the elements of its operands, which are written on no more."""
        self.fresh.difference_update(operands)
        return self.step(operation, operands, shape)

    def step(self, operation: Operation, operands: Sequence[Register], shape: Shape) -> Register:
        """Add a step whose result is not written on."""
        key = (operation, *operands)
        if key not in self._made:
            self._made[key] = self._new(shape)
            self.steps.append(Step(self._made[key], operation, tuple(operands)))
        return self._made[key]

    def _new(self, shape: Shape) -> Register:
        self.shapes.append(shape)
        return len(self.shapes) - 1


def needed(steps: Sequence[Step], outputs: Sequence[Register]) -> list[Step]:
    """The steps that the results depend on."""
    wanted = set(outputs)
    kept = []
    for step in reversed(steps):
        if step.target in wanted:
            kept.append(step)
            wanted.update(step.operands)
    return kept[::-1]


def last_uses(steps: Sequence[Step], outputs: Sequence[Register]) -> dict[Register, int]:
    """The position of the step that reads each register last; results are read after all."""
    uses = {operand: position for position, step in enumerate(steps) for operand in step.operands}
    return {**uses, **dict.fromkeys(outputs, len(steps))}
