"""Small programs to rewrite, and the formulas and numbers of their results."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy
from mpmath import mp, mpf
from sympy import Expr

from wlbridge import (
    LogisticSigmoid,
)
from wlbridge.program import Classes, Placeholder, Program, ProgramBuilder
from wlbridge.scalar import explicit
from wlbridge.statements import (
    Statement,
    slot,
)


def builder() -> ProgramBuilder:
    made = ProgramBuilder()
    for name, shape in {"x": (2, 3), "v": (2,), "w": (), "z": (3,), "u": (5,)}.items():
        made.placeholder(Placeholder(name, shape, "parameter", name))
    made.placeholder(Placeholder("t", (2,), "target", "t", (), Classes(3)))
    return made


def program_of(*statements: Statement) -> Program:
    """A program of statements that are called s0, s1, ..., of which the last is the result."""
    made = builder()
    names = [made.append(statement, f"s{number}") for number, statement in enumerate(statements)]
    return made.program(names[-1])


A, B = slot(0), slot(1)
P = LogisticSigmoid(A)


def digits(number: Expr) -> Any:
    """A number by mpmath."""
    with mp.workdps(50):
        return mpf(str(sympy.N(number, 50)))


def elements(program: Program, classes: Sequence[int]) -> list[Expr]:
    """The elements of the result in real symbols, for a target that has those classes."""
    (result,) = explicit(program, {"t": np.array(classes)})
    real = {
        symbol: sympy.Symbol(symbol.name, real=True) for element in result.flat for symbol in element.free_symbols
    }
    return [element.xreplace(real).doit() for element in result.flat]


def exact_values(program: Program, given: Mapping[str, Any]) -> list[Any]:
    """The elements of the result at 50 digits: ``x_1_2`` is an element of the array ``x``."""

    def number(symbol: sympy.Symbol) -> sympy.Rational:
        name, *index = symbol.name.split("_")
        return sympy.Rational(given[name][tuple(int(place) - 1 for place in index)])

    inserted = [
        element.xreplace({symbol: number(symbol) for symbol in element.free_symbols})
        for element in elements(program, given["t"])
    ]
    return [digits(element.doit()) for element in inserted]
