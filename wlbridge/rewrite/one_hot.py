"""The pass that sums one-hot vectors without looking at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from sympy import Integer

from wlbridge.indices import parse_spec
from wlbridge.program import ProgramBuilder
from wlbridge.rewrite.passes import rewrites
from wlbridge.statements import Broadcast, Einsum, Map, OneHot, Statement


@rewrites(Einsum)
def sum_of_one_hot(builder: ProgramBuilder, name: str, statement: Einsum) -> Statement | str:
    """Sum one-hot vectors e over their classes: ``sum_j e_j = 1`` and ``sum_j e_j w = w``.

    So the gradient of the cross entropy of a class by its logits, ``p Total[e] - e``, is ``p - e``; and that of the
    mean over a batch, whose examples have the weights w, is ``p w - e w``.
    """
    (letters, *others), output = parse_spec(statement.spec)
    if others:
        return statement
    source = builder.statements.get(statement.arrays[0])
    if _always_one(source) and output == letters.replace(_class_letter(source, letters), ""):
        one = builder.append(Map((), Integer(1), "->"), "one")
        shape = builder.shapes[source.arrays[0]]
        return Broadcast((one,), f"->{output}", shape) if shape else one
    if isinstance(source, Einsum) and len(source.arrays) == 2:
        for weight, few in _weights(builder, source, letters, output):
            shape = builder.shapes[statement.arrays[0]]
            kept = tuple(size for letter, size in zip(letters, shape, strict=True) if letter in output)
            return weight if few == output else Broadcast((weight,), f"{few}->{output}", kept)
    return statement


def _weights(builder: ProgramBuilder, product: Einsum, letters: str, output: str) -> Iterator[tuple[str, str]]:
    """The w of ``sum_j e_j w`` with its indices, where those of the product are ``letters``."""
    specs, made = parse_spec(product.spec)
    first, second = (spec.translate(str.maketrans(made, letters)) for spec in specs)
    for position, (one_hot, few) in enumerate([(first, second), (second, first)]):
        vector = builder.statements.get(product.arrays[position])
        if not _always_one(vector) or sorted(one_hot) != sorted(letters):
            continue
        if output == letters.replace(_class_letter(vector, one_hot), "") and output.startswith(few):
            yield product.arrays[1 - position], few


def _always_one(statement: Statement | None) -> TypeGuard[OneHot]:
    """Whether a statement makes vectors each of which has a 1."""
    return isinstance(statement, OneHot) and not statement.partial


def _class_letter(one_hot: OneHot, letters: str) -> str:
    """The index of the classes, where the vectors have the indices ``letters``."""
    return letters[parse_spec(one_hot.spec)[1].index(one_hot.new_letter)]
