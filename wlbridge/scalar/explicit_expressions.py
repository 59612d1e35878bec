"""Flat sympy expressions of the results of a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from sympy import Expr

from wlbridge.program import Program
from wlbridge.scalar.given import given_elements
from wlbridge.scalar.rules import Objects, apply_rule
from wlbridge.size import check_size


def explicit(program: Program, values: Mapping[str, NDArray[Any]]) -> tuple[Objects, ...]:
    """The results as flat expressions; arrays in ``values`` are inserted as numbers, the others as symbols.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> from wlbridge.statements import Einsum
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> explicit(program, {})[0].item()
    x_1**2 + x_2**2
    """
    check_size(program)
    memory = given_elements(program, values)
    for name, statement in program.statements:
        memory[name] = apply_rule(statement, [memory[array] for array in statement.arrays], _flat)
    return tuple(memory[output] for output in program.outputs)


def _flat(expression: Expr) -> Expr:
    """No temporary: the expression itself."""
    return expression
