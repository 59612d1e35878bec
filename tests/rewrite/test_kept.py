"""Where a pass must not apply, and that derivatives keep nothing for a second time."""

from typing import Any

import pytest
import sympy
from adapter import loss_from_case
from oracle import random_case
from programs import A, B, P, program_of
from sympy import Integer, log, tanh

from wlbridge.losses.logarithms import MACHINE_EPSILON as CLAMP
from wlbridge.program import Program
from wlbridge.rewrite import (
    log_of_sigmoid,
    log_of_softmax,
    rewrite_derivatives,
    sum_of_one_hot,
    sum_of_paddings,
    values_at_hand,
    without_identities,
    without_repetition,
)
from wlbridge.statements import (
    Broadcast,
    Einsum,
    Map,
    OneHot,
    Pad,
    Part,
    Softmax,
)

KEPT: dict[str, tuple[Any, Program]] = {
    "the clamped logarithm of a softmax": (
        log_of_softmax,
        program_of(Softmax(("x",), 1), Map(("s0",), log(sympy.Max(A, CLAMP)), "ab->ab")),
    ),
    "a sigmoid that stands alone": (
        log_of_sigmoid,
        program_of(Map(("z",), P, "a->a"), Map(("s0",), A * log(A), "a->a")),
    ),
    "a transposition": (without_identities, program_of(Einsum(("x",), "ab->ba"))),
    "parts in another order": (without_identities, program_of(Part(("x",), 1, (2, 1, 0)))),
    "two arrays of which one is read": (without_identities, program_of(Map(("v", "x"), A, "a,ab->ab"))),
    "a sum of one-hot vectors over the examples": (
        sum_of_one_hot,
        program_of(OneHot(("t",), "a->ab", 3), Einsum(("s0",), "ab->b")),
    ),
    "a sum of one-hot vectors with weights of the classes": (
        sum_of_one_hot,
        program_of(OneHot(("t",), "a->ab", 3), Einsum(("s0", "z"), "ab,b->ab"), Einsum(("s1",), "ab->a")),
    ),
    "parts that overlap": (
        sum_of_paddings,
        program_of(
            Part(("u",), 0, range(3)),
            Pad(("s0",), ((0, 2),), Integer(0)),
            Part(("u",), 0, range(2, 5)),
            Pad(("s2",), ((2, 0),), Integer(0)),
            Map(("s1", "s3"), A + B, "a,a->a"),
        ),
    ),
    "a sum of arrays in ones": (
        sum_of_paddings,
        program_of(
            Pad(("v",), ((0, 3),), Integer(1)), Pad(("z",), ((2, 0),), Integer(1)), Map(("s0", "s1"), A + B, "a,a->a")
        ),
    ),
    "what is repeated along first levels": (
        without_repetition,
        program_of(Broadcast(("z",), "b->ab", (2, 3)), Map(("x", "s0"), A + B, "ab,ab->ab")),
    ),
    "a product of matrices with what is repeated": (
        without_repetition,
        program_of(Broadcast(("v",), "a->ab", (2, 3)), Einsum(("s0", "z"), "ab,b->a")),
    ),
    "a sum of what is repeated": (
        without_repetition,
        program_of(Broadcast(("w",), "->a", (2,)), Einsum(("s0",), "a->")),
    ),
    "a sum of products with what is repeated": (
        without_repetition,
        program_of(Broadcast(("v",), "a->ab", (2, 3)), Einsum(("s0", "v"), "ab,a->a")),
    ),
    "a function of another array": (
        values_at_hand,
        program_of(Map(("v",), tanh(A), "a->a"), Map(("s0", "x"), A + tanh(B) ** 2, "a,ab->ab")),
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_a_pass_leaves_as_it_is(name: str) -> None:
    rewriting, program = KEPT[name]
    assert rewriting(program) == program


@pytest.mark.parametrize("seed", range(0, 200, 3))
def test_derivatives_rewritten_again_are_the_same(seed: int) -> None:
    """So no pass leaves for a later one what it had done itself; and nothing is computed that is not needed."""
    loss = loss_from_case(random_case(seed))
    for program in (loss.gradient().program, loss.hessian().program):
        again = rewrite_derivatives(program)
        assert [statement for _, statement in again.statements] == [statement for _, statement in program.statements]
        assert min(program.uses[name] for name, _ in program.statements) > 0
        assert len(set(program.statements)) == len(program.statements)
