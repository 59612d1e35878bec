"""A Map with another formula, or without the arrays that its formula does not read."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from wlbridge.statements import Map, Slot, slot

Indexed = tuple[str, str]
"""An array with its indices."""


def map_of(formula: Expr, arrays: Sequence[Indexed], output: str) -> Map:
    """The Map of a formula in the slots of ``arrays``, without those that it does not read and that no index needs.

    >>> map_of(slot(1) + 1, [("x", "ij"), ("y", "ij")], "ij")
    Map(arrays=('y',), formula=a0 + 1, spec='ij->ij')
    >>> map_of(slot(1) + 1, [("x", "ij"), ("y", "i")], "ij").spec
    'ij,i->ij'
    """
    read = {part.position for part in formula.atoms(Slot)}
    kept = [position for position in range(len(arrays)) if position in read]
    for position, (_, letters) in enumerate(arrays):
        if not set(letters) <= {letter for place in kept for letter in arrays[place][1]}:
            kept.append(position)
    kept.sort()
    renumbered = {slot(position): slot(number) for number, position in enumerate(kept) if position != number}
    names = tuple(arrays[position][0] for position in kept)
    spec = ",".join(arrays[position][1] for position in kept)
    return Map(names, formula.xreplace(renumbered), f"{spec}->{output}")
