"""The pass that reads values of functions which the program has instead of computing them again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy
from sympy import Expr, cos, cosh, sin, sinh, sqrt, tanh

from wlbridge.functions import distinct_parts
from wlbridge.indices import parse_spec
from wlbridge.program import ProgramBuilder
from wlbridge.rewrite.arguments import map_of
from wlbridge.rewrite.passes import rewrites
from wlbridge.statements import Map, Slot, Statement, slot
from wlbridge.wolfram_functions import LogisticSigmoid

Z, Y = sympy.symbols("z y", real=True)

IDENTITIES: tuple[tuple[Expr, Expr, Expr], ...] = (
    (LogisticSigmoid(Z), LogisticSigmoid(-Z), 1 - Y),
    (sqrt(Z), 1 / sqrt(Z), 1 / Y),
    (sympy.acosh(Z), 1 / sqrt(Z - 1), sqrt(Z + 1) / sinh(Y)),
    (sympy.asec(Z), 1 / sqrt(1 - 1 / Z**2), 1 / sin(Y)),
    (sympy.acsc(Z), 1 / sqrt(1 - 1 / Z**2), 1 / cos(Y)),
    (sympy.acsch(Z), 1 / sqrt(1 + 1 / Z**2), 1 / cosh(Y)),
    (sympy.asech(Z), 1 / sqrt(1 - Z**2), 1 / tanh(Y)),
)
"""For y = f(z): f(z), what stands in its derivative, and the same by y."""


@rewrites(Map)
def values_at_hand(builder: ProgramBuilder, name: str, statement: Map) -> Statement:
    """Read ``y = f(z)`` where the program has it and a formula has ``f(z)``, or what an identity gives by y.

    So derivatives are written by the values of their functions: ``1 - tanh(z)^2 = 1 - y^2``, ``exp(z) = y``,
    ``1/(2 sqrt(z)) = 1/(2 y)``. No digits are lost but in ``LogisticSigmoid(z) LogisticSigmoid(-z) = y (1 - y)``,
    whose error is that of 1, 1e-16, as that of ``1 - y^2`` for tanh is: both are 0 where the function is 1 to all
    digits.
    """
    inputs, output = parse_spec(statement.spec)
    formula, arrays = statement.formula, [*zip(statement.arrays, inputs, strict=False)]
    for part, argument, function, value in _readable(formula):
        array, letters = arrays[argument.position]
        made = builder.find(Map((array,), function, f"{letters}->{letters}"))
        if made is None or not formula.has(part):
            continue
        if (made, letters) not in arrays:
            arrays.append((made, letters))
        y = slot(arrays.index((made, letters)))
        formula = formula.xreplace({part: value.xreplace({Z: argument, Y: y})})
        if not formula.has(argument):  # y takes its place
            formula = formula.xreplace({y: argument})
            arrays[argument.position] = (made, letters)
    return statement if formula is statement.formula else map_of(formula, arrays, output)


@lru_cache(maxsize=1024)
def _readable(formula: Expr) -> tuple[tuple[Expr, Slot, Expr, Expr], ...]:
    """Parts of one slot: each with the slot, the function whose value tells it, and how; the largest come first."""
    found = []
    for part in distinct_parts(formula):
        slots = part.atoms(Slot) if isinstance(part, sympy.Function | sympy.Pow) else ()
        if len(slots) == 1:
            found += [(part, *slots, *reading) for reading in _readings(part.xreplace({next(iter(slots)): Z}))]
    return tuple(reversed(found))


def _readings(part: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Functions, in the first slot, by whose value Y a part in Z can be written, and what it is."""
    yield part.xreplace({Z: slot(0)}), Y
    for function, other, value in IDENTITIES:
        if part == other:
            yield function.xreplace({Z: slot(0)}), value
