"""The array form: a program as a held ``Function`` of its arrays, as long as the program has statements.

It is a Function, never a bare expression, because ``Part[W1 . x + b1, 2]`` or ``Total[Exp[z]]`` on symbols that
stand for arrays would evaluate to nonsense.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from numpy.typing import NDArray
from sympy import Expr

from wlbridge.functions import BY_FUNCTION, TABLE
from wlbridge.indices import parse_spec
from wlbridge.layers.levels import letters_of
from wlbridge.names import plain_symbol
from wlbridge.program import Program
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
from wlbridge.wolfram.array_writer import ArrayWriter
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.to_wl import Translation, to_wl
from wlbridge.wolfram.tree import Tree

NOT_THREADING = (sympy.Piecewise, sympy.core.relational.Relational, *(r.function for r in TABLE if not r.threads))
"""What is not applied to the elements of arrays by itself."""


def array_form(program: Program, values: Mapping[str, NDArray[Any]], keys: Sequence[str] = ()) -> Tree:
    """The program as ``Function[{x, t, w1, b1, ...}, ...]``; arrays in ``values`` are inserted as numbers.

    With ``keys`` the Function gives an association of the results.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> array_form(program, {})
    Function[[Global`x], Dot[Global`x, Global`x]]
    """
    writer = ArrayWriter(program, values)
    for name, statement in program.statements:
        writer.put(name, _RULES[type(statement)](writer, statement), statement.arrays)
    parameters = [user(plain_symbol(name)) for name in program.placeholders if name not in values]
    body = writer.body(keys)
    return call("Function", parameters, body) if parameters else body


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


def _take(writer: ArrayWriter, statement: Take) -> Tree:
    (values, positions), output = parse_spec(statement.spec)
    if values[:-1] == positions == output:
        array, index = (writer.tree(name) for name in statement.arrays)
        if not positions:
            return call("Part", array, index)
        return call("MapThread", system("Part"), [array, index], *([] if len(positions) == 1 else [len(positions)]))
    array, index = (writer.named(name) for name in statement.arrays)
    chosen = algebra.element(index, positions)
    part = call("Part", array, *(algebra.index(c) if c in output else chosen for c in values))
    return algebra.table(part, output, writer.index_sizes(statement))


def _one_hot(writer: ArrayWriter, statement: OneHot) -> Tree:
    (letters,), output = parse_spec(statement.spec)
    (positions,) = statement.arrays
    if not letters:
        return call("UnitVector", statement.size, writer.tree(positions))
    sizes = {**dict(zip(letters, writer.sizes(positions), strict=True)), statement.new_letter: statement.size}
    chosen = algebra.element(writer.named(positions), letters)
    return algebra.table(call("KroneckerDelta", chosen, algebra.index(statement.new_letter)), output, sizes)


def _place(writer: ArrayWriter, statement: Place) -> Tree:
    """The parts that belong at each position, added, with the axis in front."""
    (name,) = statement.arrays
    letters = letters_of(len(writer.sizes(name)))
    order = letters[statement.axis] + letters.replace(letters[statement.axis], "")
    array = writer.named(name)
    if order != letters:
        array = algebra.transposed(array, letters, order)
    zero = call("Times", 0, call("Part", array, 1))
    rows: list[Tree] = []
    for position in range(statement.size):
        parts = [call("Part", array, k + 1) for k, place in enumerate(statement.positions) if place == position]
        rows.append(zero if not parts else parts[0] if len(parts) == 1 else call("Plus", *parts))
    return algebra.transposed(rows, order, letters)


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


def _part(writer: ArrayWriter, statement: Part) -> Tree:
    every = [system("All")] * statement.axis
    positions = statement.positions
    if isinstance(positions, range):
        first, last = positions[0] + 1, positions[-1] + 1
        step = [] if positions.step == 1 else [positions.step]
        return call("Part", writer.tree(statement.arrays[0]), *every, call("Span", first, last, *step))
    return call("Part", writer.tree(statement.arrays[0]), *every, [position + 1 for position in positions])


def _concatenate(writer: ArrayWriter, statement: Concatenate) -> Tree:
    level = [] if statement.axis == 0 else [statement.axis + 1]
    return call("Join", *(writer.tree(array) for array in statement.arrays), *level)


def _pad(writer: ArrayWriter, statement: Pad) -> Tree:
    widths = [list(pair) for pair in statement.widths]
    return call("ArrayPad", writer.tree(statement.arrays[0]), widths, to_wl(statement.value))


_RULES: dict[type[Statement], Callable[[ArrayWriter, Any], Tree]] = {
    Map: _map,
    Einsum: _einsum,
    Take: _take,
    Reduce: _reduce,
    LogSoftmax: _log_softmax,
    Softmax: _softmax,
    Broadcast: _broadcast,
    Reshape: _reshape,
    Part: _part,
    Concatenate: _concatenate,
    Pad: _pad,
    OneHot: _one_hot,
    Place: _place,
}
