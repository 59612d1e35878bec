"""A program for one example made into one for a batch: one more index, in front, on whatever depends on the data.

Statements ``OverBatch`` tell what of a loss is summed over the examples, as the weights in a weighted mean; where
there are none, the loss of a batch is the mean of those of its examples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from string import ascii_letters
from typing import Any

from wlbridge.errors import DataError
from wlbridge.indices import BATCH, Size, parse_spec
from wlbridge.program import DATA, Placeholder, Program, ProgramBuilder, rebuild
from wlbridge.statements import (
    Broadcast,
    Concatenate,
    Einsum,
    LogSoftmax,
    Map,
    OneHot,
    OverBatch,
    Pad,
    Part,
    Place,
    Reduce,
    Reshape,
    Softmax,
    Statement,
    Take,
    slot,
)

MEAN_WEIGHT = "mean weight"
"""The placeholder, of a program for batches, of the weight of each example in the mean: 1 by their number."""


WEIGHT_IN_WHOLE = "weight in the whole batch"
"""The same, of a program whose results for parts of a batch cannot be added up to those of the whole."""


def mean_weight(program: Program) -> Placeholder:
    """The placeholder of the weight of each example in the mean."""
    name = WEIGHT_IN_WHOLE if is_over_batch(program) else MEAN_WEIGHT
    return Placeholder(name, (), "weights", name)


def is_over_batch(program: Program) -> bool:
    """Whether the loss of a batch is more than the mean of those of its examples."""
    return any(isinstance(step, OverBatch) and step.operation != "none" for _, step in program.statements)


def check_is_mean(program: Program, what: str, hint: str = "Give single examples.") -> None:
    """Refuse what there is only of a loss that for a batch is the mean over its examples, with a DataError."""
    if is_over_batch(program):
        raise DataError(
            f"the loss of a batch is not the mean over its examples, so that there are no {what}", hint=hint
        )


def of_one_example(program: Program) -> Program:
    """The program of a loss for one example: what is summed over the examples is its own."""
    if not any(isinstance(statement, OverBatch) for _, statement in program.statements):
        return program

    def rule(builder: ProgramBuilder, name: str, statement: Statement) -> str:
        return statement.arrays[0] if isinstance(statement, OverBatch) else builder.append(statement, name)

    return rebuild(program, rule)


def check_not_empty(examples: int | None) -> None:
    """Raise DataError for a batch of no example; None stands for one example without a batch."""
    if examples == 0:
        raise DataError("the batch is empty, and an empty batch has no mean", hint="Give one example or more.")


def over_batch(program: Program) -> Program:
    """The program of a loss made into that for a batch: the mean over its examples, but for statements OverBatch."""
    batch, placeholders = _batch(program, BATCH, None)
    return rebuild(program, batch.statement, placeholders, batch.mean)


def batched(program: Program, names: Collection[str] | None = None, size: Size = BATCH) -> Program:
    """The same program with one more axis in front of some placeholders; its results have one value for each example.

    The placeholders are inputs and targets unless ``names`` tells them, the new axis the batch unless ``size`` does.

    >>> from wlbridge.program import Placeholder
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> print(batched(program).definitions["y"].spec)
    ai,ai->a
    """
    batch, placeholders = _batch(program, size, names)
    return rebuild(program, batch.statement, placeholders, batch.result)


def _batch(program: Program, size: Size, names: Collection[str] | None) -> tuple[_Batch, dict[str, Placeholder]]:
    """The axis that is added, and the placeholders that have it."""
    data = [p.name for p in program.placeholders.values() if p.role in DATA]
    batch = _Batch(size, set(data if names is None else names), mean_weight(program))
    placeholders = {
        name: replace(program.placeholders[name], shape=(size, *program.placeholders[name].shape))
        for name in batch.of
    }
    return batch, placeholders


@dataclass
class _Batch:
    """The axis, and the arrays that have it."""

    size: Size
    of: set[str]
    weight: Placeholder

    def statement(self, builder: ProgramBuilder, name: str, statement: Statement) -> str:
        """Add a statement with the axis where one of its arrays has it."""
        if isinstance(statement, OverBatch):
            return self._over_batch(builder, name, statement)
        flags = [array in self.of for array in statement.arrays]
        if not any(flags):
            return builder.append(statement, name)
        if isinstance(statement, Concatenate):
            statement = replace(statement, arrays=tuple(self.result(builder, array) for array in statement.arrays))
        made = builder.append(_RULES[type(statement)](statement, flags, self.size), name)
        self.of.add(made)
        return made

    def _over_batch(self, builder: ProgramBuilder, name: str, statement: OverBatch) -> str:
        """The mean over the examples, each of the weight 1/n, or the sum: the mean divided by that weight."""
        (array,) = statement.arrays
        mean = self.mean(builder, array, name)
        if statement.operation == "mean":
            return mean
        letters = ascii_letters[: len(builder.shapes[mean])]
        self._declare_weight(builder)
        return builder.append(Map((mean, self.weight.name), slot(0) / slot(1), f"{letters},->{letters}"), name)

    def mean(self, builder: ProgramBuilder, array: str, name: str = "mean") -> str:
        """The mean over the examples, each of the weight 1/n; the array itself where it does not depend on them."""
        if array not in self.of:
            return array
        self._declare_weight(builder)
        letters = ascii_letters[: len(builder.shapes[array])]
        return builder.append(Einsum((self.weight.name, array), f",{letters}->{letters[1:]}"), name)

    def _declare_weight(self, builder: ProgramBuilder) -> None:
        if self.weight.name not in builder.placeholders:
            builder.placeholder(self.weight)

    def result(self, builder: ProgramBuilder, array: str) -> str:
        """The array with the axis, repeated along it where it does not depend on the examples."""
        if array in self.of:
            return array
        shape = builder.shapes[array]
        letters = ascii_letters[: len(shape)]
        spec = f"{letters}->{ascii_letters[len(shape)]}{letters}"
        made = builder.append(Broadcast((array,), spec, (self.size, *shape)), array)
        self.of.add(made)
        return made


def _with_index(statement: Any, flags: list[bool], size: Size) -> Any:
    """Put an unused letter before the indices of the batched arrays and of the result."""
    inputs, output = parse_spec(statement.spec)
    letter = next(c for c in ascii_letters if c not in statement.spec)
    marked = ",".join(letter + letters if flag else letters for letters, flag in zip(inputs, flags, strict=True))
    return replace(statement, spec=f"{marked}->{letter}{output}")


def _with_size(statement: Broadcast, flags: list[bool], size: Size) -> Broadcast:
    indexed: Broadcast = _with_index(statement, flags, size)
    return replace(indexed, sizes=(size, *statement.sizes))


def _next_axis(statement: Any, flags: list[bool], size: Size) -> Any:
    return replace(statement, axis=statement.axis + 1)


_RULES: dict[type[Statement], Callable[[Any, list[bool], Size], Statement]] = {
    Map: _with_index,
    Einsum: _with_index,
    Reduce: _with_index,
    Take: _with_index,
    OneHot: _with_index,
    Broadcast: _with_size,
    Softmax: _next_axis,
    LogSoftmax: _next_axis,
    Part: _next_axis,
    Place: _next_axis,
    Concatenate: _next_axis,
    Reshape: lambda statement, flags, size: replace(statement, dimensions=(size, *statement.dimensions)),
    Pad: lambda statement, flags, size: replace(statement, widths=((0, 0), *statement.widths)),
}
