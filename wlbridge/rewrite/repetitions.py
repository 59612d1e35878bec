"""The pass that reads an array before it is repeated."""

from __future__ import annotations

from dataclasses import replace

from wlbridge.indices import parse_spec
from wlbridge.program import ProgramBuilder
from wlbridge.rewrite.passes import rewrites
from wlbridge.statements import Broadcast, Einsum, Map, Statement


@rewrites(Map, Einsum)
def without_repetition(builder: ProgramBuilder, name: str, statement: Map | Einsum) -> Statement:
    """Read an array instead of what repeats it: ``f(x_ij, r_ij) = f(x_ij, w_i)`` where ``r_ij = w_i``.

    Only where its indices are the first ones of the result, over which functions of the Wolfram Language thread; and
    not in sums, which libraries do as products of matrices. A function of what is repeated alone is repeated itself.
    """
    inputs, output = parse_spec(statement.spec)
    arrays, specs = [*statement.arrays], [*inputs]
    if isinstance(statement, Map) and len(arrays) == 1:
        return _repeated(builder, name, statement)
    if set("".join(inputs)) != set(output):
        return statement  # a sum over what is repeated counts the repetitions
    for place in range(len(arrays)):
        others = {letter for other, spec in enumerate(specs) if other != place for letter in spec}
        while isinstance(source := builder.statements.get(arrays[place]), Broadcast):
            (few,), many = parse_spec(source.spec)
            letters = few.translate(str.maketrans(many, specs[place]))
            if not output.startswith(letters) or set(letters) | others != set(output):
                break
            arrays[place], specs[place] = source.arrays[0], letters
    return replace(statement, arrays=tuple(arrays), spec=f"{','.join(specs)}->{output}")


def _repeated(builder: ProgramBuilder, name: str, statement: Map) -> Statement:
    """``f(r_ij) = f(w_i)``, repeated."""
    (letters,), output = parse_spec(statement.spec)
    source = builder.statements.get(statement.arrays[0])
    if not isinstance(source, Broadcast) or letters != output:
        return statement
    few = "".join(parse_spec(source.spec)[0])
    made = builder.append(Map(source.arrays, statement.formula, f"{few}->{few}"), name)
    return replace(source, arrays=(made,))
