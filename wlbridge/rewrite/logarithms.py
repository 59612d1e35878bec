"""Passes that write the logarithm of a probability in one piece, which is finite where the probability is 0.

They hold for the exact reading of the logarithm; the kernel's clamp, ``Log[Max[p, 2^-52]]``, is never matched.
"""

from __future__ import annotations

from dataclasses import replace
from string import ascii_letters
from typing import TypeGuard

import sympy
from sympy import Expr, exp, log

from wlbridge.indices import parse_spec
from wlbridge.program import ProgramBuilder
from wlbridge.rewrite.passes import rewrites
from wlbridge.statements import Broadcast, Einsum, LogSoftmax, Map, Part, Reshape, Softmax, Statement, slot
from wlbridge.wolfram_functions import LogisticSigmoid


@rewrites(Map)
def log_of_softmax(builder: ProgramBuilder, name: str, statement: Map) -> Statement:
    """Write the logarithm of a softmax as one function, ``z - log(sum of exp(z))``, finite for logits of any size.

    ``log(exp(z_i)/sum_j exp(z_j)) = z_i - log(sum_j exp(z_j))``. Statements between the two that only move elements
    change places with the logarithm.
    """
    if statement.formula != log(slot(0)):
        return statement
    moves: list[Statement] = []
    source = builder.statements.get(statement.arrays[0])
    while only_moves(source):
        moves.append(source)
        source = builder.statements.get(source.arrays[0])
    if not isinstance(source, Softmax):
        return statement
    made: Statement = LogSoftmax(source.arrays, source.axis)
    for move in reversed(moves):
        made = replace(move, arrays=(builder.append(made, name),))
    return made


def only_moves(statement: Statement | None) -> TypeGuard[Statement]:
    """Whether a statement of one array moves or repeats elements and does nothing else to them."""
    if isinstance(statement, Einsum) and len(statement.arrays) == 1:
        (letters,), output = parse_spec(statement.spec)
        return sorted(letters) == sorted(output)
    return isinstance(statement, Reshape | Part | Broadcast)


@rewrites(Einsum, Reshape, Part, Broadcast)
def sigmoid_after_moves(builder: ProgramBuilder, name: str, statement: Statement) -> Statement:
    """Apply a LogisticSigmoid after statements that only move its elements, so that it meets its logarithm.

    An elementwise function and a movement of elements change places freely.
    """
    source = builder.statements.get(statement.arrays[0])
    if not (isinstance(source, Map) and source.formula == LogisticSigmoid(slot(0)) and only_moves(statement)):
        return statement
    moved = builder.append(replace(statement, arrays=source.arrays), name)
    letters = ascii_letters[: len(builder.shapes[moved])]
    return Map((moved,), source.formula, f"{letters}->{letters}")


@rewrites(Map)
def log_of_sigmoid(builder: ProgramBuilder, name: str, statement: Map) -> Statement:
    """Write the logarithms of ``p`` and ``1 - p`` for ``p = LogisticSigmoid(z)`` as ``-log(1 + exp(-z))`` and so on.

    ``log(p) = -log(1 + exp(-z))`` and ``log(1 - p) = -log(1 + exp(z))``. So the derivative by z of the binary cross
    entropy ``-t log(p) - (1 - t) log(1 - p)`` is ``LogisticSigmoid(z) - t``.
    """
    inputs, _ = parse_spec(statement.spec)
    for position, array in enumerate(statement.arrays):
        sigmoid = builder.statements.get(array)
        if not isinstance(sigmoid, Map) or sigmoid.formula != LogisticSigmoid(slot(0)):
            continue
        formula = _without_sigmoid(statement.formula, slot(position))
        if formula is None or parse_spec(sigmoid.spec)[0][0] != ascii_letters[: len(inputs[position])]:
            continue  # used otherwise, or transposed on the way: left alone
        arrays = (*statement.arrays[:position], sigmoid.arrays[0], *statement.arrays[position + 1 :])
        statement = replace(statement, arrays=arrays, formula=formula)
    return statement


def _without_sigmoid(formula: Expr, p: sympy.Symbol) -> Expr | None:
    """The formula in z, where p occurs in ``log(p)`` and ``log(1 - p)`` alone and is LogisticSigmoid(z)."""
    if not formula.has(log(p), log(1 - p)):
        return None
    z = sympy.Dummy(real=True)
    rewritten = formula.xreplace({log(p): -log(1 + exp(-z)), log(1 - p): -log(1 + exp(z))})
    return None if rewritten.has(p) else rewritten.xreplace({z: p})
