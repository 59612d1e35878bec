"""Each pass with its proof, and where it must not apply.

The proof of a pass is a small program before and after it: sympy shows that their formulas are the same, and mpmath
that their values are, to 45 digits.
"""

from typing import Any

import numpy as np
import pytest
import sympy
from mpmath import mpf
from programs import A, B, P, elements, exact_values, program_of
from sympy import Integer, log, tanh

from wlbridge.numeric.reading import numeric
from wlbridge.program import Program
from wlbridge.rewrite import (
    constant_arguments,
    log_of_sigmoid,
    log_of_softmax,
    pairwise,
    sigmoid_after_moves,
    sum_of_one_hot,
    sum_of_paddings,
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
    Reduce,
    Reshape,
    Softmax,
)

PROOFS: dict[str, tuple[Any, Program, list[str]]] = {
    "the logarithm of a softmax": (
        log_of_softmax,
        program_of(Softmax(("x",), 1), Map(("s0",), log(A), "ab->ab")),
        ["LogSoftmax(arrays=('x',), axis=1)"],
    ),
    "the logarithm of parts of a softmax, in another order": (
        log_of_softmax,
        program_of(
            Softmax(("x",), 0), Part(("s0",), 1, (0, 2)), Einsum(("s1",), "ab->ba"), Map(("s2",), log(A), "ab->ab")
        ),
        [
            "LogSoftmax(arrays=('x',), axis=0)",
            "Part(arrays=('s3',), axis=1, positions=(0, 2))",
            "Einsum(arrays=('s3_2',), spec='ab->ba')",
        ],
    ),
    "a sigmoid before elements are moved": (
        sigmoid_after_moves,
        program_of(Map(("x",), P, "ab->ab"), Reshape(("s0",), (3, 2)), Part(("s1",), 0, range(2))),
        [
            "Reshape(arrays=('x',), dimensions=(3, 2))",
            "Part(arrays=('s1',), axis=0, positions=range(0, 2))",
            "Map(arrays=('s2',), formula=LogisticSigmoid(a0), spec='ab->ab')",
        ],
    ),
    "the logarithms of a sigmoid": (
        log_of_sigmoid,
        program_of(Map(("z",), P, "a->a"), Map(("s0", "w"), B * log(A) + 3 * log(1 - A), "a,->a")),
        ["Map(arrays=('z', 'w'), formula=-a1*log(1 + exp(-a0)) - 3*log(exp(a0) + 1), spec='a,->a')"],
    ),
    "a product with 1": (without_identities, program_of(Map(("x",), 1 * A, "ab->ab")), []),
    "a sum over nothing": (without_identities, program_of(Einsum(("x",), "ab->ab")), []),
    "the dimensions it has": (without_identities, program_of(Reshape(("x",), (2, 3))), []),
    "dimensions given twice": (
        without_identities,
        program_of(Reshape(("x",), (3, 2)), Reshape(("s0",), (6,))),
        ["Reshape(arrays=('x',), dimensions=(6,))"],
    ),
    "dimensions there and back": (
        without_identities,
        program_of(Reshape(("x",), (3, 2)), Reshape(("s0",), (2, 3))),
        [],
    ),
    "all parts": (without_identities, program_of(Part(("x",), 1, range(3))), []),
    "no padding": (without_identities, program_of(Pad(("x",), ((0, 0), (0, 0)), Integer(7))), []),
    "an array of ones": (
        constant_arguments,
        program_of(Map((), Integer(1), "->"), Broadcast(("s0",), "->a", (2,)), Map(("x", "s1"), A * B, "ab,a->ab")),
        ["Map(arrays=('x',), formula=a0, spec='ab->ab')"],
    ),
    "an array of zeros": (
        constant_arguments,
        program_of(Map((), Integer(0), "->"), Map(("s0", "v"), A + B**2, ",a->a")),
        ["Map(arrays=('v',), formula=a0**2, spec='a->a')"],
    ),
    "the sum of one-hot vectors": (
        sum_of_one_hot,
        program_of(OneHot(("t",), "a->ba", 3), Einsum(("s0",), "ba->a")),
        ["Map(arrays=(), formula=1, spec='->')", "Broadcast(arrays=('one',), spec='->a', sizes=(2,))"],
    ),
    "the sum of one-hot vectors with weights": (
        sum_of_one_hot,
        program_of(OneHot(("t",), "a->ab", 3), Einsum(("v", "s0"), "b,bc->bc"), Einsum(("s1",), "ij->i")),
        [],
    ),
    "the sum of one-hot vectors with one weight": (
        sum_of_one_hot,
        program_of(OneHot(("t",), "a->ab", 3), Einsum(("s0", "w"), "ab,->ab"), Einsum(("s1",), "ab->a")),
        ["Broadcast(arrays=('w',), spec='->a', sizes=(2,))"],
    ),
    "a sum of arrays in zeros": (
        sum_of_paddings,
        program_of(
            Pad(("x",), ((0, 0), (1, 0)), Integer(0)),
            Reshape(("v",), (2, 1)),
            Pad(("s1",), ((0, 0), (0, 3)), Integer(0)),
            Map(("s0", "s2"), A + B, "ab,ab->ab"),
        ),
        ["Reshape(arrays=('v',), dimensions=(2, 1))", "Concatenate(arrays=('s1', 'x'), axis=1)"],
    ),
    "what is repeated": (
        without_repetition,
        program_of(
            Broadcast(("w",), "->a", (2,)),
            Broadcast(("s0",), "a->ab", (2, 3)),
            Map(("x", "s1"), A**2 * B, "ij,ij->ij"),
        ),
        ["Map(arrays=('x', 'w'), formula=a0**2*a1, spec='ij,->ij')"],
    ),
    "a product with what is repeated": (
        without_repetition,
        program_of(Broadcast(("v",), "a->ab", (2, 3)), Einsum(("s0", "x"), "ab,ab->ab")),
        ["Einsum(arrays=('v', 'x'), spec='a,ab->ab')"],
    ),
    "a function of what is repeated": (
        without_repetition,
        program_of(Broadcast(("z",), "b->ab", (2, 3)), Map(("s0",), tanh(A), "ab->ab")),
        [
            "Map(arrays=('z',), formula=tanh(a0), spec='b->b')",
            "Broadcast(arrays=('s1',), spec='b->ab', sizes=(2, 3))",
        ],
    ),
}


@pytest.mark.parametrize("name", PROOFS)
def test_what_a_pass_makes(name: str) -> None:
    rewriting, program, expected = PROOFS[name]
    assert [str(statement) for _, statement in rewriting(program).statements] == expected


EVERY = {name: (rewriting, program) for name, (rewriting, program, _) in PROOFS.items()} | {
    f"{operation} of {spec}": (pairwise, program_of(Reduce(("x",), operation, spec)))
    for operation in ("max", "min", "prod")
    for spec in ("ab->", "ab->a", "ab->b")
}


@pytest.mark.parametrize("classes", [[1, 3], [2, 2]])
@pytest.mark.parametrize("name", EVERY)
def test_a_pass_keeps_the_formulas(name: str, classes: list[int]) -> None:
    rewriting, program = EVERY[name]
    for before, after in zip(elements(program, classes), elements(rewriting(program), classes), strict=True):
        assert sympy.simplify(sympy.expand_log(sympy.expand_func(before - after), force=True)) == 0


@pytest.mark.parametrize("name", EVERY)
def test_a_pass_keeps_the_values(name: str) -> None:
    """To 45 digits by mpmath, and in doubles to 13."""
    rewriting, program = EVERY[name]
    rng = np.random.default_rng(8)
    given: dict[str, Any] = {p.name: rng.uniform(-3, 3, p.shape) for p in program.placeholders.values()}
    given["t"] = np.array([3, 1])
    after, exact = rewriting(program), exact_values(program, given)
    for value, rewritten in zip(exact, exact_values(after, given), strict=True):
        assert abs(rewritten - value) <= mpf("1e-45") * abs(value)
    np.testing.assert_allclose(np.ravel(numeric(after)(given)), [float(value) for value in exact], rtol=1e-13)
