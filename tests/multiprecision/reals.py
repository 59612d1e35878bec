"""Programs of one statement, and numbers compared without rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from mpmath import mp, mpf

from wlbridge.multiprecision.reading import multiprecision
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.statements import Map, Statement

DIGITS = 50


def built(statement: Statement, arrays: dict[str, Any], classes: int | None = None) -> Program:
    """The program of one statement; arrays of integers hold classes."""
    builder = ProgramBuilder()
    for name, values in arrays.items():
        kind = classes if np.asarray(values).dtype.kind == "i" else None
        builder.placeholder(Placeholder(name, np.shape(values), "input", name, (), kind))
    return builder.program(builder.append(statement, "result"))


def computed(formula: sympy.Expr, *values: Any, digits: int = DIGITS) -> Any:
    """A formula of numbers."""
    arrays = {f"v{position}": number for position, number in enumerate(values)}
    program = built(Map(tuple(arrays), formula, ",".join("" for _ in values) + "->"), dict.fromkeys(arrays, 0.5))
    (result,) = multiprecision(program, digits)(arrays)
    return result.item()


def assert_close(got: Any, expected: Any, relative: str = "1e-49") -> None:
    """Numbers or arrays of them; nothing is rounded on the way to the comparison."""
    with mp.workdps(4 * DIGITS):
        for one, other in zip(np.ravel(np.asarray(got, object)), np.ravel(np.asarray(expected, object)), strict=True):
            exact = exactly(other)
            assert abs(one - exact) <= mpf(relative) * abs(exact), f"{one} instead of {exact}"


def exactly(number: Any) -> Any:
    """A fraction as a quotient at the precision of the moment."""
    if isinstance(number, Fraction | int | np.integer):
        return mpf(int(number.numerator)) / int(number.denominator)
    return mp.mpmathify(number)
