"""The gradient of a program: a reverse sweep that appends statements of the same kinds, one rule for each kind.

The sweep starts from the result and goes back through the statements; each rule adds to the adjoints of the arrays
that a statement reads. So the number of statements of a gradient depends on that of the program alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wlbridge.differentiation.kinks import ONE, Kinks
from wlbridge.differentiation.rules import RULES
from wlbridge.differentiation.sweep import Sweep
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.rewrite import pairwise, rewrite_derivatives


def gradient(program: Program, wrt: Sequence[str], kinks: Kinks = "zero") -> Program:
    """The program of the gradient of the sum of a program's result with respect to placeholders, in their order.

    ``kinks`` is the convention for kinks, see ``wlbridge.differentiation.kinks``.

    >>> from wlbridge.statements import Einsum
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> squares = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> print(gradient(squares, ["x"]))
    x: input {2}
    d_x = Map(arrays=('x',), formula=2*a0, spec='a->a')
    result d_x
    """
    program = with_rules(program, kinks)
    builder = ProgramBuilder.of(program)
    slopes = _swept(builder, program, wrt, [None], kinks)
    return rewrite_derivatives(builder.program(*slopes))


def weighted_gradient(
    program: Program, wrt: Sequence[str], weights: Sequence[Placeholder], kinks: Kinks = "zero"
) -> Program:
    """The program of the gradient of the sum of all results, each times its weights, of the dimensions of the result.

    >>> from wlbridge.statements import Map, slot
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> cubes = builder.program(builder.append(Map((x,), slot(0) ** 3, "i->i"), "y"))
    >>> print(weighted_gradient(cubes, ["x"], [Placeholder("u", (2,), "weights", "u")]))
    x: input {2}
    u: weights {2}
    d_x = Map(arrays=('x', 'u'), formula=3*a0**2*a1, spec='i,i->i')
    result d_x
    """
    program = with_rules(program, kinks)
    builder = ProgramBuilder.of(program)
    seeds = [builder.placeholder(weight) for weight in weights]
    return rewrite_derivatives(builder.program(*_swept(builder, program, wrt, seeds, kinks)))


def _swept(
    builder: ProgramBuilder, program: Program, wrt: Sequence[str], seeds: Sequence[str | None], kinks: Kinks
) -> list[str]:
    """The adjoints of ``wrt``, for those given of the results; 1 everywhere where none is."""
    sweep = Sweep(builder, _active(program, wrt), kinks)
    for result, seed in zip(program.outputs, seeds, strict=True):
        sweep.add(result, ONE, seed)
    for name, statement in reversed(program.statements):
        adjoint = sweep.total(name)
        if adjoint is not None:
            RULES[type(statement)](sweep, name, statement, adjoint)
    return [sweep.array(sweep.total(name), name) for name in wrt]


def with_rules(program: Program, kinks: Kinks = "zero") -> Program:
    """The same program in statements that all have rules."""
    return pairwise(program, {"prod", "max", "min"} if kinks == "zero" else {"prod"})


def _active(program: Program, wrt: Iterable[str]) -> set[str]:
    """The arrays that depend on those asked for; only they get adjoints."""
    active = set(wrt)
    for name, statement in program.statements:
        if active.intersection(statement.arrays):
            active.add(name)
    return active
