"""What a reverse sweep does at a Map: the adjoint times the derivatives of the formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sympy import Expr

from wlbridge.differentiation.formulas import derivative
from wlbridge.differentiation.kinks import ONE
from wlbridge.differentiation.sweep import Adjoint, Sweep
from wlbridge.indices import parse_spec
from wlbridge.statements import Map, Slot, slot
from wlbridge.wolfram_functions import Step

slope_of = lru_cache(maxsize=1024)(derivative)
"""The derivative of a formula: the layers of a net have few different ones."""

Indexed = tuple[str, str]
"""An array with its indices."""


def elementwise(sweep: Sweep, name: str, statement: Map, adjoint: Adjoint) -> None:
    """The adjoint times the derivative of the formula, as one Map for each argument."""
    inputs, output = parse_spec(statement.spec)
    given = list(zip(statement.arrays, inputs, strict=False))
    sizes = dict(zip(output, sweep.shape(name), strict=True))
    slopes = {
        position: slope_of(statement.formula, slot(position), sweep.kinks)
        for position, (array, _) in enumerate(given)
        if array in sweep.active
    }
    for position, other in _left_over(slopes, given, output):
        if adjoint.array is not None:
            product, _ = _product(sweep, (slopes[other], given), (adjoint, output), statement.arrays[other])
            sweep.add(statement.arrays[position], adjoint.factor, adjoint.array)
            sweep.add(statement.arrays[position], -product.factor, product.array)
            del slopes[position]
    for position, slope in slopes.items():
        product, present = _product(sweep, (slope, given), (adjoint, output), statement.arrays[position])
        sweep.spread(statement.arrays[position], product, present, inputs[position], sizes)


def _left_over(slopes: Mapping[int, Expr], given: Sequence[Indexed], output: str) -> list[tuple[int, int]]:
    """An argument of Max or Min with the other one: it gets what the other leaves, and no step is taken twice."""
    steps = [k for k, slope in slopes.items() if isinstance(slope, Step) and given[k][1] == output]
    pairs = [(k, step) for step in steps for k in slopes if slopes[k] == 1 - slopes[step] and given[k][1] == output]
    return pairs[:1]


def _product(
    sweep: Sweep, formula_of: tuple[Expr, Sequence[Indexed]], factor: tuple[Adjoint, str], of: str
) -> tuple[Adjoint, str]:
    """A formula of indexed arrays times an indexed adjoint, and the indices of the product."""
    (slope, given), (adjoint, output) = formula_of, factor
    slots = sorted(slope.atoms(Slot), key=lambda part: part.position)
    if not slots:
        return Adjoint(adjoint.factor * slope, adjoint.array), output if adjoint.array is not None else ""
    arrays = [given[part.position] for part in slots]
    formula = slope.xreplace({part: slot(number) for number, part in enumerate(slots)})
    if adjoint.array is not None:
        formula = formula * slot(len(arrays))
        arrays.append((adjoint.array, output))
    coefficient, rest = formula.as_coeff_Mul()
    if rest == slot(0):
        return Adjoint(adjoint.factor * coefficient, arrays[0][0]), arrays[0][1]
    present = "".join(letter for letter in output if any(letter in letters for _, letters in arrays))
    names, specs = zip(*arrays, strict=True)
    made = sweep.append(Map(names, adjoint.factor * formula, f"{','.join(specs)}->{present}"), of)
    return Adjoint(ONE, made), present
