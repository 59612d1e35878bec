"""Second derivatives: the gradient of the gradient in a direction, and the Hessian as all directions at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sympy import Add

from wlbridge.batch import batched
from wlbridge.differentiation.gradient import gradient
from wlbridge.layers.levels import letters_of
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.statements import Einsum, Map, slot

DIRECTION = "direction_"
"""What stands before the name of an array in that of its part of a direction."""


def hessian_times_direction(program: Program, wrt: Sequence[str]) -> Program:
    """The Hessian of a scalar program times a direction, one result for each array of ``wrt``.

    ``program`` is a program of the gradient with respect to ``wrt``. The direction is given as placeholders named
    ``direction_w1`` and so on, of the dimensions of the arrays.
    """
    builder = ProgramBuilder.of(program)
    terms = []
    for name, slope in zip(wrt, program.outputs, strict=True):
        shape = program.placeholders[name].shape
        direction = builder.placeholder(Placeholder(DIRECTION + name, shape, "weights", DIRECTION + name))
        letters = letters_of(len(shape))
        terms.append(builder.append(Einsum((slope, direction), f"{letters},{letters}->"), "along"))
    total = Add(*(slot(position) for position in range(len(terms))))
    spec = ",".join("" for _ in terms)
    along = builder.append(Map(tuple(terms), total, f"{spec}->"), "along")
    return gradient(builder.program(along), wrt)


def hessian(program: Program, wrt: Sequence[str]) -> Program:
    """As ``hessian_times_direction``, for as many directions at once as the arrays of ``wrt`` have elements.

    The directions, and the results, run along a new first axis.
    """
    size = sum(math.prod(int(n) for n in program.placeholders[name].shape) for name in wrt)
    return batched(hessian_times_direction(program, wrt), [DIRECTION + name for name in wrt], size)
