"""Passes that rewrite a program into an equal one that reads better and computes safely.

They hold for the exact reading of the logarithm; the kernel's clamp, ``Log[Max[p, 2^-52]]``, is never matched.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from string import ascii_letters
from typing import TypeGuard

import sympy
from sympy import Expr, exp, log

from wlbridge.indices import parse_spec
from wlbridge.program import Program, ProgramBuilder, rebuild
from wlbridge.statements import (
    Broadcast,
    Concatenate,
    Einsum,
    LogSoftmax,
    Map,
    Part,
    Reduce,
    Reshape,
    Softmax,
    Statement,
    slot,
)
from wlbridge.wolfram_functions import LogisticSigmoid


def log_of_softmax(program: Program) -> Program:
    """Write the logarithm of a softmax as one function, ``z - log(sum of exp(z))``, finite for logits of any size.

    ``log(exp(z_i)/sum_j exp(z_j)) = z_i - log(sum_j exp(z_j))``. Statements between the two that only move elements
    change places with the logarithm.
    """
    return rebuild(program, _log_of_softmax)


def _log_of_softmax(builder: ProgramBuilder, name: str, statement: Statement) -> str:
    if not (isinstance(statement, Map) and statement.formula == log(slot(0))):
        return builder.append(statement, name)
    moves: list[Statement] = []
    source = builder.statements.get(statement.arrays[0])
    while _only_moves(source):
        moves.append(source)
        source = builder.statements.get(source.arrays[0])
    if not isinstance(source, Softmax):
        return builder.append(statement, name)
    made = builder.append(LogSoftmax(source.arrays, source.axis), name)
    for move in reversed(moves):
        made = builder.append(replace(move, arrays=(made,)), name)
    return made


def _only_moves(statement: Statement | None) -> TypeGuard[Statement]:
    """Whether a statement of one array moves or repeats elements and does nothing else to them."""
    if isinstance(statement, Einsum) and len(statement.arrays) == 1:
        (letters,), output = parse_spec(statement.spec)
        return sorted(letters) == sorted(output)
    return isinstance(statement, Reshape | Part | Broadcast)


def sigmoid_after_moves(program: Program) -> Program:
    """Apply a LogisticSigmoid after statements that only move its elements, so that it meets its logarithm.

    An elementwise function and a movement of elements change places freely.
    """
    return rebuild(program, _sigmoid_after_moves)


def _sigmoid_after_moves(builder: ProgramBuilder, name: str, statement: Statement) -> str:
    source = builder.statements.get(statement.arrays[0]) if statement.arrays else None
    if not (_only_moves(statement) and isinstance(source, Map) and source.formula == LogisticSigmoid(slot(0))):
        return builder.append(statement, name)
    moved = builder.append(replace(statement, arrays=source.arrays), name)
    return builder.map(source.formula, [moved], name)


def log_of_sigmoid(program: Program) -> Program:
    """Write the logarithms of ``p`` and ``1 - p`` for ``p = LogisticSigmoid(z)`` as ``-log(1 + exp(-z))`` and so on.

    ``log(p) = -log(1 + exp(-z))`` and ``log(1 - p) = -log(1 + exp(z))``.
    """
    return rebuild(program, _log_of_sigmoid)


def _log_of_sigmoid(builder: ProgramBuilder, name: str, statement: Statement) -> str:
    if not isinstance(statement, Map):
        return builder.append(statement, name)
    inputs, _ = parse_spec(statement.spec)
    for position, array in enumerate(statement.arrays):
        sigmoid = builder.statements.get(array)
        formula = _without_sigmoid(statement.formula, slot(position))
        if formula is None or not isinstance(sigmoid, Map) or sigmoid.formula != LogisticSigmoid(slot(0)):
            continue
        if parse_spec(sigmoid.spec)[0][0] != ascii_letters[: len(inputs[position])]:
            continue  # transposed on the way: left alone
        arrays = (*statement.arrays[:position], sigmoid.arrays[0], *statement.arrays[position + 1 :])
        statement = replace(statement, arrays=arrays, formula=formula)
    return builder.append(statement, name)


def _without_sigmoid(formula: Expr, p: sympy.Symbol) -> Expr | None:
    """The formula in z, where p occurs in ``log(p)`` and ``log(1 - p)`` alone and is LogisticSigmoid(z)."""
    if not formula.has(log(p), log(1 - p)):
        return None
    z = sympy.Dummy(real=True)
    rewritten = formula.xreplace({log(p): -log(1 + exp(-z)), log(1 - p): -log(1 + exp(z))})
    return None if rewritten.has(p) else rewritten.xreplace({z: p})


def pairwise(program: Program) -> Program:
    """Write the largest, smallest or product of the elements along levels as formulas of neighbours, again and again.

    So a reduction over n elements is some log2(n) statements that have derivatives; of equals the first counts.
    """
    return rebuild(program, _pairwise)


def _pairwise(builder: ProgramBuilder, name: str, statement: Statement) -> str:
    if not isinstance(statement, Reduce):
        return builder.append(statement, name)
    (letters,), output = parse_spec(statement.spec)
    lost = "".join(letter for letter in letters if letter not in output)
    kept = [
        size for letter, size in zip(letters, builder.shapes[statement.arrays[0]], strict=True) if letter in output
    ]
    made = builder.append(Einsum(statement.arrays, f"{letters}->{output}{lost}"), name)
    shape = builder.shapes[made]
    count = math.prod(int(size) for size in shape[len(output) :])
    made = builder.append(Reshape((made,), (*shape[: len(output)], count)), name)
    function = _PAIRS[statement.operation]
    while count > 1:
        pairs = builder.map(function(slot(0), slot(1)), _neighbours(builder, made, count // 2, name), name)
        if count % 2:
            rest = builder.append(Part((made,), len(kept), range(count - 1, count)), name)
            pairs = builder.append(Concatenate((pairs, rest), len(kept)), name)
        made, count = pairs, (count + 1) // 2
    return builder.append(Reshape((made,), shape[: len(output)]), name)


def _neighbours(builder: ProgramBuilder, array: str, pairs: int, name: str) -> list[str]:
    """The first and the second of each pair along the last axis: as the columns of a matrix, whose width is 2."""
    *kept, count = builder.shapes[array]
    if count != 2 * pairs:
        array = builder.append(Part((array,), len(kept), range(2 * pairs)), name)
    matrix = builder.append(Reshape((array,), (*kept, pairs, 2)), name)
    columns = [builder.append(Part((matrix,), len(kept) + 1, range(place, place + 1)), name) for place in (0, 1)]
    return [builder.append(Reshape((column,), (*kept, pairs)), name) for column in columns]


_PAIRS: dict[str, Callable[[Expr, Expr], Expr]] = {"max": sympy.Max, "min": sympy.Min, "prod": sympy.Mul}

PASSES = (log_of_softmax, sigmoid_after_moves, log_of_sigmoid)


def rewrite(program: Program) -> Program:
    """Apply every pass in order."""
    for rewriting in PASSES:
        program = rewriting(program)
    return program
