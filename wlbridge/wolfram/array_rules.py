"""One rule for each kind of statement: its array in the Wolfram Language's functions of whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy import Expr

from wlbridge.functions import BY_FUNCTION, TABLE
from wlbridge.indices import parse_spec
from wlbridge.layers.levels import letters_of
from wlbridge.statements import (
    Broadcast,
    Concatenate,
    Einsum,
    LogSoftmax,
    Map,
    OneHot,
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
from wlbridge.wolfram import array_algebra as algebra
from wlbridge.wolfram.array_selection import one_hot, part, place, take
from wlbridge.wolfram.array_writer import ArrayWriter
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.to_wl import Translation, to_wl
from wlbridge.wolfram.tree import Tree

NOT_THREADING = (sympy.Piecewise, sympy.core.relational.Relational, *(r.function for r in TABLE if not r.threads))
"""What is not applied to the elements of arrays by itself."""


def write_statements(writer: ArrayWriter) -> None:
    """Write every statement of the writer's program, in order."""
    for name, statement in writer.program.statements:
        writer.put(name, _RULES[type(statement)](writer, statement), statement.arrays)


def _map(writer: ArrayWriter, statement: Map) -> Tree:
    inputs, output = parse_spec(statement.spec)
    slots = {slot(position): array for position, array in enumerate(statement.arrays)}
    letters = inputs if statement.arrays else ()
    indexed = dict(zip(slots, letters, strict=True))
    if output and not any(indexed[s] == output for s in slots.keys() & statement.formula.free_symbols):
        return _looped(writer, statement, letters, output)
    threads = not statement.formula.has(*NOT_THREADING) or not output
    if threads and all(map(output.startswith, letters)):
        trees = {s: _once(writer, array, statement.formula, s) for s, array in slots.items()}
        return Translation(slots=trees).translate(statement.formula)
    if all(indices in {"", output} for indices in letters):
        return _mapped(writer, statement, letters, output)
    return _looped(writer, statement, letters, output)


def _looped(writer: ArrayWriter, statement: Map, letters: Sequence[str], output: str) -> Tree:
    """A Table over all indices, where no function of whole arrays does."""
    parts = {
        slot(position): algebra.element(writer.named(array), letters[position])
        for position, array in enumerate(statement.arrays)
    }
    body = Translation(slots=parts).translate(statement.formula)
    return algebra.table(body, output, writer.index_sizes(statement))


def _once(writer: ArrayWriter, array: str, formula: Expr, argument: sympy.Symbol) -> Tree:
    """The array itself where the formula reads it once, else its name."""
    readings = sum(part == argument for part in sympy.preorder_traversal(formula))
    return writer.tree(array) if readings == 1 else writer.named(array)


def _mapped(writer: ArrayWriter, statement: Map, letters: Sequence[str], output: str) -> Tree:
    """``Map`` or ``MapThread`` of a pure function, with single reals inside it by their names."""
    trees: dict[Any, Tree] = {}
    arrays = []
    for position, array in enumerate(statement.arrays):
        if letters[position]:
            arrays.append(writer.tree(array))
            trees[slot(position)] = call("Slot", len(arrays))
        else:
            trees[slot(position)] = writer.named(array)
    function = _function(statement.formula, trees)
    if len(arrays) == 1:
        return algebra.at_level(function, arrays[0], len(output))
    return call("MapThread", function, arrays, *([] if len(output) == 1 else [len(output)]))


def _function(formula: Expr, slots: dict[Any, Tree]) -> Tree:
    """``ArcSech``, or a pure function where the formula is more than one function of its argument."""
    row = BY_FUNCTION.get(formula.func)
    if row is not None and row.head is not None and formula.args == (slot(0),):
        return system(row.head)
    return call("Function", Translation(slots=slots).translate(formula))


def _einsum(writer: ArrayWriter, statement: Einsum) -> Tree:
    inputs, output = parse_spec(statement.spec)
    if len(inputs) == 1 and len(set(inputs[0])) == len(inputs[0]):
        return algebra.summed(writer.tree(statement.arrays[0]), inputs[0], output)
    if len(inputs) == 2:
        tree = algebra.product([writer.tree(array) for array in statement.arrays], inputs, output)
        if tree is not None:
            return tree
    sizes = writer.index_sizes(statement)
    named = zip(statement.arrays, inputs, strict=True)
    factors = call("Times", *(algebra.element(writer.named(array), letters) for array, letters in named))
    lost = "".join(letter for letter in sizes if letter not in output)
    return algebra.table(algebra.total(factors, lost, sizes), output, sizes)


def _groups(writer: ArrayWriter, statement: Any) -> tuple[Tree, int]:
    """The array with the lost levels behind the kept ones, and the number of those kept."""
    (letters,), output = parse_spec(statement.spec)
    lost = "".join(letter for letter in letters if letter not in output)
    return algebra.transposed(writer.tree(statement.arrays[0]), letters, output + lost), len(output)


def _reduce(writer: ArrayWriter, statement: Reduce) -> Tree:
    array, kept = _groups(writer, statement)
    if statement.operation != "prod":
        return algebra.at_level(system(statement.operation.capitalize()), array, kept)
    product = call("Apply", system("Times"), call("Flatten", call("Slot", 1)))
    return algebra.at_level(call("Function", product), array, kept)


def _log_softmax(writer: ArrayWriter, statement: LogSoftmax) -> Tree:
    if len(writer.sizes(statement.arrays[0])) == 1:
        return _less_log_total(writer.named(statement.arrays[0]))
    return _along(writer, statement, _less_log_total(call("Slot", 1)))


def _less_log_total(z: Tree) -> Tree:
    return call("Plus", z, call("Times", -1, call("Log", call("Total", call("Exp", z)))))


def _softmax(writer: ArrayWriter, statement: Softmax) -> Tree:
    if len(writer.sizes(statement.arrays[0])) == 1:
        return _share(call("Exp", writer.named(statement.arrays[0])))
    return _along(writer, statement, _share(call("Exp", call("Slot", 1))))


def _share(powers: Tree) -> Tree:
    return call("Times", powers, call("Power", call("Total", powers), -1))


def _along(writer: ArrayWriter, statement: Softmax | LogSoftmax, body: Tree) -> Tree:
    """A pure function with that body, applied to the vectors along the axis of the statement."""
    (z,) = statement.arrays
    rank = len(writer.sizes(z))
    letters = letters_of(rank)
    order = letters.replace(letters[statement.axis], "") + letters[statement.axis]
    last = algebra.transposed(writer.tree(z), letters, order)
    return algebra.transposed(algebra.at_level(call("Function", body), last, rank - 1), order, letters)


def _broadcast(writer: ArrayWriter, statement: Broadcast) -> Tree:
    (letters,), output = parse_spec(statement.spec)
    sizes = dict(zip(output, map(int, statement.sizes), strict=True))
    if output.endswith(letters):
        new = [sizes[letter] for letter in output[: len(output) - len(letters)]]
        return call("ConstantArray", writer.tree(statement.arrays[0]), new[0] if len(new) == 1 else new)
    return algebra.table(algebra.element(writer.named(statement.arrays[0]), letters), output, sizes)


def _reshape(writer: ArrayWriter, statement: Reshape) -> Tree:
    (name,) = statement.arrays
    array, dimensions = writer.tree(name), [int(size) for size in statement.dimensions]
    if not dimensions:
        return call("Part", array, *(1 for _ in writer.sizes(name)))
    if not writer.sizes(name):
        array = [array]
    return call("Flatten", array) if len(dimensions) == 1 else call("ArrayReshape", array, dimensions)


def _concatenate(writer: ArrayWriter, statement: Concatenate) -> Tree:
    level = [] if statement.axis == 0 else [statement.axis + 1]
    return call("Join", *(writer.tree(array) for array in statement.arrays), *level)


def _pad(writer: ArrayWriter, statement: Pad) -> Tree:
    widths = [list(pair) for pair in statement.widths]
    return call("ArrayPad", writer.tree(statement.arrays[0]), widths, to_wl(statement.value))


_RULES: dict[type[Statement], Callable[[ArrayWriter, Any], Tree]] = {
    Map: _map,
    Einsum: _einsum,
    Take: take,
    Reduce: _reduce,
    LogSoftmax: _log_softmax,
    Softmax: _softmax,
    Broadcast: _broadcast,
    Reshape: _reshape,
    Part: part,
    Concatenate: _concatenate,
    Pad: _pad,
    OneHot: one_hot,
    Place: place,
}
