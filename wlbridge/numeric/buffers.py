"""Memory used again: where an array is read for the last time, the result of the same size is written over it."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from wlbridge.numeric.line import Line, Operation, Register, Step, last_uses

UFUNCS: dict[Operation, Operation] = {
    operator.add: np.add,
    operator.sub: np.subtract,
    operator.mul: np.multiply,
    operator.truediv: np.divide,
    operator.neg: np.negative,
}
"""The functions of NumPy behind the operators: those take the array to write on as one more argument."""


def reuse_buffers(line: Line, needed: Sequence[Step], outputs: Sequence[Register]) -> list[Step]:
    """Steps of a line for NumPy, with results written over arrays of the same size that are read no more."""
    last = last_uses(needed, outputs)
    steps = []
    for position, step in enumerate(needed):
        function = UFUNCS.get(step.operation, step.operation)
        free = [
            operand
            for operand in step.operands
            if operand in line.fresh
            and last[operand] == position
            and line.shapes[operand] == line.shapes[step.target]
        ]
        if isinstance(function, np.ufunc) and free and line.shapes[step.target] and step.target in line.fresh:
            steps.append(Step(step.target, function, step.operands, free[0]))
        else:
            steps.append(step)
    return steps
