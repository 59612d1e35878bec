"""The gradient of a program: a reverse sweep that appends statements of the same kinds, one rule for each kind.

The sweep starts from the result and goes back through the statements; each rule adds to the adjoints of the arrays
that a statement reads. So the number of statements of a gradient depends on that of the program alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wlbridge.differentiation.rules import RULES
from wlbridge.differentiation.sweep import ONE, Sweep
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.rewrite import pairwise


def gradient(program: Program, wrt: Sequence[str], seed: Placeholder | None = None) -> Program:
    """The program of the gradient of a program's result with respect to placeholders, in their order.

    ``seed`` is an array of the dimensions of the result, with which each of its elements is weighted; without it all
    count 1.

    >>> from wlbridge.statements import Einsum
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> squares = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> print(gradient(squares, ["x"]))
    x: input {2}
    d_x = Map(arrays=('x', 'x'), formula=a0 + a1, spec='a,a->a')
    result d_x
    """
    program = pairwise(program)
    builder = ProgramBuilder.of(program)
    sweep = Sweep(builder, _active(program, wrt))
    sweep.add(program.output, ONE, None if seed is None else builder.placeholder(seed))
    for name, statement in reversed(program.statements):
        adjoint = sweep.total(name)
        if adjoint is not None:
            RULES[type(statement)](sweep, name, statement, adjoint)
    return builder.program(*(sweep.array(sweep.total(name), name) for name in wrt))


def _active(program: Program, wrt: Iterable[str]) -> set[str]:
    """The arrays that depend on those asked for; only they get adjoints."""
    active = set(wrt)
    for name, statement in program.statements:
        if active.intersection(statement.arrays):
            active.add(name)
    return active
