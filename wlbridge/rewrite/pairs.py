"""The pass that writes the largest, smallest or product of many elements as formulas of two."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from functools import partial

import sympy
from sympy import Expr

from wlbridge.indices import parse_spec
from wlbridge.program import Program, ProgramBuilder
from wlbridge.rewrite.passes import Pass, in_turn
from wlbridge.statements import Concatenate, Einsum, Part, Reduce, Reshape, Statement, slot


def pairwise(program: Program, operations: Collection[str] = ("max", "min", "prod")) -> Program:
    """Write the largest, smallest or product of the elements along levels as formulas of neighbours, again and again.

    ``max(a, b, c, d) = max(max(a, b), max(c, d))``, and so for ``min`` and products: a reduction over n elements is
    some log2(n) statements that have derivatives; of equals the first counts.
    """
    return in_turn([Pass("pairwise", (Reduce,), partial(_pairwise, operations))], program)


def _pairwise(operations: Collection[str], builder: ProgramBuilder, name: str, statement: Reduce) -> Statement:
    if statement.operation not in operations:
        return statement
    (letters,), output = parse_spec(statement.spec)
    lost = "".join(letter for letter in letters if letter not in output)
    made = statement.arrays[0]
    if letters != output + lost:
        made = builder.append(Einsum((made,), f"{letters}->{output}{lost}"), name)
    shape = builder.shapes[made]
    kept = len(output)
    count = math.prod(int(size) for size in shape[kept:])
    if len(lost) != 1:
        made = builder.append(Reshape((made,), (*shape[:kept], count)), name)
    function = _PAIRS[statement.operation]
    while count > 1:
        pairs = builder.map(function(slot(0), slot(1)), _neighbours(builder, made, count // 2, name), name)
        if count % 2:
            rest = builder.append(Part((made,), kept, range(count - 1, count)), name)
            pairs = builder.append(Concatenate((pairs, rest), kept), name)
        made, count = pairs, (count + 1) // 2
    return Reshape((made,), shape[:kept])


def _neighbours(builder: ProgramBuilder, array: str, pairs: int, name: str) -> list[str]:
    """The first and the second of each pair along the last axis: as the columns of a matrix, whose width is 2."""
    *kept, count = builder.shapes[array]
    if count != 2 * pairs:
        array = builder.append(Part((array,), len(kept), range(2 * pairs)), name)
    matrix = builder.append(Reshape((array,), (*kept, pairs, 2)), name)
    columns = [builder.append(Part((matrix,), len(kept) + 1, range(place, place + 1)), name) for place in (0, 1)]
    return [builder.append(Reshape((column,), (*kept, pairs)), name) for column in columns]


_PAIRS: dict[str, Callable[[Expr, Expr], Expr]] = {"max": sympy.Max, "min": sympy.Min, "prod": sympy.Mul}
