"""The pass that joins arrays instead of adding them with zeros around."""

from __future__ import annotations

from sympy import Add

from wlbridge.program import ProgramBuilder
from wlbridge.rewrite.passes import rewrites
from wlbridge.statements import Concatenate, Map, Pad, Statement, slot


@rewrites(Map)
def sum_of_paddings(builder: ProgramBuilder, name: str, statement: Map) -> Statement:
    """Join arrays that are added with zeros around each: ``Pad(x, (0, n)) + Pad(y, (m, 0)) = Concatenate(x, y)``.

    Such is the gradient by an array whose parts are all that is read of it: one after the other, none twice.
    """
    terms = [slot(position) for position in range(len(statement.arrays))]
    pads = [builder.statements.get(array) for array in statement.arrays]
    paddings = [pad for pad in pads if isinstance(pad, Pad) and pad.value == 0]
    if len(paddings) < 2 or len(paddings) < len(terms) or statement.formula != Add(*terms):
        return statement
    axes = {axis for pad in paddings for axis, widths in enumerate(pad.widths) if widths != (0, 0)}
    if len(axes) != 1:
        return statement
    (axis,) = axes
    paddings.sort(key=lambda pad: pad.widths[axis])
    starts = [pad.widths[axis][0] for pad in paddings]
    ends = [start + int(builder.shapes[pad.arrays[0]][axis]) for start, pad in zip(starts, paddings, strict=True)]
    if [*starts, ends[-1] + paddings[-1].widths[axis][1]] != [0, *ends]:
        return statement
    return Concatenate(tuple(pad.arrays[0] for pad in paddings), axis)
