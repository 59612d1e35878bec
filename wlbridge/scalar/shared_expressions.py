"""Sympy expressions with shared parts: a straight line of assignments, and the results in terms of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray
from sympy import Basic, Expr, Symbol

from wlbridge.errors import DataError
from wlbridge.program import Program
from wlbridge.scalar.collector import paused_collector
from wlbridge.scalar.given import given_elements
from wlbridge.scalar.rules import Objects, apply_rule, each
from wlbridge.substitution import substituted
from wlbridge.symbols import Temporary


@dataclass(frozen=True)
class SharedExpressions:
    """Formulas with shared parts: assignments in an order in which each uses only earlier ones, and the results."""

    assignments: tuple[tuple[Symbol, Expr], ...]
    results: tuple[Objects, ...]

    @property
    def result(self) -> Objects:
        """The result of a formula that has one.

        Raises DataError for one of several, as a gradient: they are ``results``.
        """
        if len(self.results) != 1:
            raise DataError(f"the formula has {len(self.results)} results", hint="Take them from .results.")
        return self.results[0]

    def expand(self) -> Objects:
        """The result with every assignment inserted.

        >>> import numpy as np
        >>> from sympy.abc import x, y
        >>> SharedExpressions(((y, x**2),), (np.array([y + 1, 2 * y]),)).expand().tolist()
        [x**2 + 1, 2*x**2]

        Raises DataError for one of several.
        """
        known: dict[Symbol, Expr] = {}
        for symbol, expression in self.assignments:
            known[symbol] = substituted(expression, known)
        return each(lambda expression: substituted(expression, known), self.result)


def shared(program: Program, values: Mapping[str, NDArray[Any]]) -> SharedExpressions:
    """The results as a straight line of assignments, as long as the program has elements.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> from wlbridge.statements import Einsum, slot
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> y = builder.map(2 * slot(0), [x], "y")
    >>> shared(builder.program(builder.append(Einsum((y, y), "i,i->"), "z")), {})
    SharedExpressions(assignments=((y_1, 2*x_1), (y_2, 2*x_2)), results=(array(y_1**2 + y_2**2, dtype=object),))
    """
    with paused_collector():
        return _shared(program, values)


def _shared(program: Program, values: Mapping[str, NDArray[Any]]) -> SharedExpressions:
    memory = given_elements(program, values)
    assignments: list[tuple[Temporary, Expr]] = []
    for name, statement in program.statements:
        names = _free_names(name, memory, program)

        def assign(expression: Expr, names: Iterator[str] = names) -> Expr:
            if not expression.args:
                return expression
            symbol = Temporary(next(names))
            assignments.append((symbol, expression))
            return symbol

        made = apply_rule(statement, [memory[array] for array in statement.arrays], assign)
        only_result = name in program.outputs and program.uses[name] == 1
        memory[name] = made if only_result else each(assign, made)
    return _used(assignments, tuple(memory[output] for output in program.outputs))


def _free_names(statement: str, memory: Mapping[str, Objects], program: Program) -> Iterator[str]:
    """``z1_1``, ``z1_2``, ... without those that elements of an array have."""
    single = [name for name, array in program.placeholders.items() if not array.shape]
    beginnings = itertools.accumulate(statement.split("_"), "{}_{}".format)
    arrays = [name for name in (*single, *beginnings) if name in program.placeholders]
    taken = {str(element) for name in arrays for element in memory[name].ravel().tolist()}
    return (name for number in itertools.count(1) if (name := f"{statement}_{number}") not in taken)


def _used(assignments: Sequence[tuple[Temporary, Expr]], results: tuple[Objects, ...]) -> SharedExpressions:
    """Leave out assignments that nothing reads."""
    needed: set[str] = set()
    for result in results:
        _collect_temporaries(result.ravel().tolist(), needed)
    kept = []
    for symbol, expression in reversed(assignments):
        if symbol.name in needed:
            kept.append((symbol, expression))
            _collect_temporaries([expression], needed)
    return SharedExpressions(tuple(reversed(kept)), results)


def _collect_temporaries(expressions: Iterable[Basic], names: set[str]) -> None:
    """Add the names of the temporaries in expressions; sympy's ``atoms`` takes ten times longer."""
    stack = list(expressions)
    while stack:
        part = stack.pop()
        args = part.args
        if args:
            stack += args
        elif part.__class__ is Temporary:
            names.add(part.name)
