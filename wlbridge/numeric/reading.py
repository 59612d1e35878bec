"""The numeric reading: a program as a function of arrays, of NumPy in a chosen precision or of any array library."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from wlbridge.indices import BATCH, Shape
from wlbridge.numeric.buffers import reuse_buffers
from wlbridge.numeric.layout import batch_last, last
from wlbridge.numeric.libraries import NUMPY, ArrayLibrary
from wlbridge.numeric.line import Line, Register, needed
from wlbridge.numeric.rules import lower
from wlbridge.numeric.straight_line import compiled
from wlbridge.numeric.views import permuted
from wlbridge.program import Program

Array = Any


def numeric(program: Program, dtype: DTypeLike = np.float64) -> Callable[[Mapping[str, Array]], NDArray[Any]]:
    """Prepare a program of one result: it takes the placeholders' values by name and gives the value of the result.

    Arrays of positions stay integers; all others are taken as ``dtype``. Sizes are not checked again.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> from wlbridge.statements import Einsum
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> float(numeric(program)({"x": np.array([3.0, 4.0])}))
    25.0
    """
    run = numeric_outputs(program, dtype)
    return lambda values: run(values)[0]


def numeric_outputs(program: Program, dtype: DTypeLike) -> Callable[[Mapping[str, Array]], tuple[NDArray[Any], ...]]:
    """Prepare a program of any number of results."""
    run = prepared(program, NUMPY, np.dtype(dtype))
    given = [(name, None if p.classes else np.dtype(dtype)) for name, p in program.placeholders.items()]

    def evaluate(values: Mapping[str, Array]) -> tuple[NDArray[Any], ...]:
        with np.errstate(all="ignore"):  # a NaN in the result is reported by the caller, who knows what it means
            results = run(*(np.asarray(values[name], dtype=kind) for name, kind in given))
        return tuple(np.array(result, dtype) + 0.0 for result in results)  # an array of its own, in which -0. is 0

    return evaluate


def prepared(
    program: Program, library: ArrayLibrary, dtype: Any, device: Any = None
) -> Callable[..., tuple[Array, ...]]:
    """A function of the values of the placeholders, in their order, that gives the results.

    A result is an array of its own, that shares no memory with what was given.
    """
    line = Line(library, dtype, device)
    registers = {}
    for name, placeholder in program.placeholders.items():
        order = last(placeholder.shape, tuple(range(len(placeholder.shape))))
        registers[name] = permuted(line, line.input(name, placeholder.shape), order)
    line.batch = next((register for register in registers.values() if BATCH in line.shapes[register]), -1)
    for name, statement in batch_last(program).statements:
        registers[name] = lower(line, statement, [registers[array] for array in statement.arrays])
    own: list[Register] = []
    for output in program.outputs:
        own.append(_own(line, registers[output], own))
    outputs = [_in_front(line, one, program.shapes[name]) for one, name in zip(own, program.outputs, strict=True)]
    steps = needed(line.steps, outputs)
    return compiled(line, reuse_buffers(line, steps, outputs) if library.is_numpy else steps, outputs)


def _own(line: Line, register: Register, others: Sequence[Register]) -> Register:
    """A result as an array of its own: what is not, or is another result too, is copied."""
    if register in line.constants:
        make = functools.partial(line.library.xp.asarray, dtype=line.dtype, device=line.device)
        return line.apply(make, register, shape=line.shapes[register])
    while register not in line.made or register in others:
        register = line.apply(operator.add, register, line.constant(0.0), shape=line.shapes[register])
    return register


def _in_front(line: Line, register: Register, shape: Shape) -> Register:
    """A result with its axes in the order of ``shape``, that of the batch no longer last."""
    order = last(shape, tuple(range(len(shape))))
    return permuted(line, register, [order.index(axis) for axis in range(len(shape))])
