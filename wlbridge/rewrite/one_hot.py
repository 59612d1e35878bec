"""The pass that sums one-hot vectors without looking at them."""

from __future__ import annotations

from collections.abc import Iterator

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
    (array,) = statement.arrays
    axis = _axis_of_classes(builder, array)
    if axis is not None and output == letters[:axis] + letters[axis + 1 :]:
        one = builder.append(Map((), Integer(1), "->"), "one")
        shape = (*builder.shapes[array][:axis], *builder.shapes[array][axis + 1 :])
        return Broadcast((one,), f"->{output}", shape) if shape else one
    source = builder.statements.get(array)
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
        axis = _axis_of_classes(builder, product.arrays[position])
        if axis is None or sorted(one_hot) != sorted(letters):
            continue
        if output == letters.replace(one_hot[axis], "") and output.startswith(few):
            yield product.arrays[1 - position], few


def _axis_of_classes(builder: ProgramBuilder, array: str) -> int | None:
    """The axis along which an array has one 1 and else 0, whatever the data; None for other arrays."""
    placeholder, statement = builder.placeholders.get(array), builder.statements.get(array)
    if placeholder is not None and placeholder.one_hot:
        return len(placeholder.shape) - 1
    if isinstance(statement, OneHot) and not statement.partial:
        return parse_spec(statement.spec)[1].index(statement.new_letter)
    return None
