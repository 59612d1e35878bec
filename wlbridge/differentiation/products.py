"""Products of Jacobians and Hessians with directions, as programs: none of the matrices is formed.

The product of a Jacobian with a direction is the transpose of the reverse sweep: ``J^T u`` is linear in ``u``, and
the gradient of ``<J^T u, v>`` by ``u`` is ``J v``, in which no ``u`` is left. So one rule for each kind of statement
gives both products. Once dead statements are gone there stay the program and what forward mode has, one linear
statement for each argument that depends on the arrays: at most 3 times the multiply-adds of the program. (Why the
transpose of a linear program costs no more: https://arxiv.org/abs/2204.10923.) The Hessian is the same sweep over a
sweep, taken by the arrays instead of ``u``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from wlbridge.batch import batched
from wlbridge.differentiation.gradient import gradient, weighted_gradient, with_rules
from wlbridge.differentiation.kinks import Kinks
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.rewrite import rewrite_derivatives
from wlbridge.statements import slot

DIRECTION = "direction_"
"""What stands before the name of an array in that of its part of a direction."""

COTANGENT = "cotangent of the result"
"""The placeholder that a transposed Jacobian is multiplied by: no array of a user has such a name."""


def cotangent_times_jacobian(program: Program, wrt: Sequence[str], kinks: Kinks = "zero") -> Program:
    """The vector-Jacobian product of a program of one result, one result for each array of ``wrt``.

    The vector is given as the placeholder COTANGENT, of the dimensions of the result.
    """
    shape = program.shapes[program.output]
    return weighted_gradient(program, wrt, [Placeholder(COTANGENT, shape, "weights", COTANGENT)], kinks)


def jacobian_times_direction(program: Program, wrt: Sequence[str], kinks: Kinks = "zero") -> Program:
    """The Jacobian-vector product of a program of one result, which has the dimensions of that result.

    The direction is given as placeholders named ``direction_w1`` and so on, of the dimensions of the arrays ``wrt``.
    """
    transposed = cotangent_times_jacobian(program, wrt, kinks)
    product = weighted_gradient(transposed, [COTANGENT], _directions(program, wrt), kinks)
    placeholders = {name: given for name, given in product.placeholders.items() if name != COTANGENT}
    builder = ProgramBuilder.of(with_rules(program, kinks))
    return builder.program(*builder.include(replace(product, placeholders=placeholders), hint="tangent"))


def hessian_times_direction(
    program: Program, columns: Sequence[str], rows: Sequence[str], kinks: Kinks = "zero"
) -> Program:
    """The Hessian of a scalar program times a direction along ``columns``, one result for each array of ``rows``."""
    first = gradient(program, columns, kinks)
    return weighted_gradient(first, rows, _directions(program, columns), kinks)


def congruence_times_direction(
    net: Program,
    curvature: Program,
    columns: Sequence[str],
    rows: Sequence[str],
    *,
    weight: Placeholder | None = None,
    kinks: Kinks = "zero",
) -> Program:
    """``J^T C J`` times a direction along ``columns``, where J is the Jacobian of ``net``; results for ``rows``.

    ``curvature`` is the product of C with a direction: its placeholders are one for the result of ``net`` and one for
    the direction of it, besides those that ``net`` has. ``weight`` is that of each example of a batch.
    """
    output, *_ = curvature.placeholders
    builder = ProgramBuilder()
    (result,) = builder.include(with_rules(net, kinks))
    (tangent,) = builder.include(jacobian_times_direction(net, columns, kinks))
    (middle,) = builder.include(curvature, {output: result, DIRECTION + output: tangent})
    if weight is not None:
        middle = builder.map(slot(0) * slot(1), [middle, builder.placeholder(weight)], middle)
    slopes = builder.include(cotangent_times_jacobian(net, rows, kinks), {COTANGENT: middle})
    return rewrite_derivatives(builder.program(*slopes))


def all_directions(product: Program, columns: Sequence[str]) -> Program:
    """A product with a direction, for as many directions at once as the arrays ``columns`` have elements.

    The directions, and the results, run along a new first axis.
    """
    directions = [DIRECTION + name for name in columns]
    size = sum(math.prod(int(n) for n in product.placeholders[name].shape) for name in directions)
    return batched(product, directions, size)


def all_cotangents(product: Program) -> Program:
    """A vector-Jacobian product for as many vectors at once as the result has elements, along a new first axis."""
    size = math.prod(int(n) for n in product.placeholders[COTANGENT].shape)
    return batched(product, [COTANGENT], size)


def _directions(program: Program, names: Sequence[str]) -> list[Placeholder]:
    """The parts of a direction along some arrays."""
    shapes = [program.placeholders[name].shape for name in names]
    return [
        Placeholder(DIRECTION + name, shape, "weights", DIRECTION + name)
        for name, shape in zip(names, shapes, strict=True)
    ]
