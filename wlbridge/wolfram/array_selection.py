"""The rules of the array form for the statements that pick and place elements by their positions."""

from __future__ import annotations

from wlbridge.indices import parse_spec
from wlbridge.layers.levels import letters_of
from wlbridge.statements import OneHot, Part, Place, Take
from wlbridge.wolfram import array_algebra as algebra
from wlbridge.wolfram.array_writer import ArrayWriter
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree


def take(writer: ArrayWriter, statement: Take) -> Tree:
    """The elements at positions, by ``Part``; at positions that are symbols by ``KroneckerDelta``."""
    (values, positions), output = parse_spec(statement.spec)
    if statement.arrays[1] in writer.symbolic:
        return _delta_take(writer, statement)
    if values[:-1] == positions == output:
        array, index = (writer.tree(name) for name in statement.arrays)
        index = _from_one(index, statement.first)
        if not positions:
            return call("Part", array, index)
        return call("MapThread", system("Part"), [array, index], *([] if len(positions) == 1 else [len(positions)]))
    array, index = (writer.named(name) for name in statement.arrays)
    chosen = _from_one(algebra.element(index, positions), statement.first)
    picked = call("Part", array, *(algebra.index(c) if c in output else chosen for c in values))
    return algebra.table(picked, output, writer.index_sizes(statement))


def _delta_take(writer: ArrayWriter, statement: Take) -> Tree:
    """``z . Table[KroneckerDelta[t, c], {c, n}]``: Part would refuse the symbol t."""
    (values, positions), output = parse_spec(statement.spec)
    taken, sizes = values[statement.taken], writer.index_sizes(statement)
    array, index = (writer.named(name) for name in statement.arrays)
    line = call("Part", array, *(system("All") if c == taken else algebra.index(c) for c in values))
    chosen = _deltas(_from_one(algebra.element(index, positions), statement.first), taken, sizes[taken])
    return algebra.table(call("Dot", array if values == taken else line, chosen), output, sizes)


def _deltas(position: Tree, letter: str, size: int) -> Tree:
    return algebra.table(call("KroneckerDelta", position, algebra.index(letter)), letter, {letter: size})


def _from_one(position: Tree, first: int) -> Tree:
    """A position counted from ``first`` as one counted from 1."""
    return position if first == 1 else call("Plus", 1 - first, position)


def one_hot(writer: ArrayWriter, statement: OneHot) -> Tree:
    """A unit vector for each position."""
    (letters,), output = parse_spec(statement.spec)
    (positions,) = statement.arrays
    if not letters and positions not in writer.symbolic and not statement.partial:
        return call("UnitVector", statement.size, _from_one(writer.tree(positions), statement.first))
    sizes = {**dict(zip(letters, writer.sizes(positions), strict=True)), statement.new_letter: statement.size}
    chosen = _from_one(algebra.element(writer.named(positions), letters), statement.first)
    return algebra.table(call("KroneckerDelta", chosen, algebra.index(statement.new_letter)), output, sizes)


def place(writer: ArrayWriter, statement: Place) -> Tree:
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


def part(writer: ArrayWriter, statement: Part) -> Tree:
    """The elements at fixed positions, as a span where they are one."""
    every = [system("All")] * statement.axis
    positions = statement.positions
    if isinstance(positions, range):
        first, last = positions[0] + 1, positions[-1] + 1
        step = [] if positions.step == 1 else [positions.step]
        return call("Part", writer.tree(statement.arrays[0]), *every, call("Span", first, last, *step))
    return call("Part", writer.tree(statement.arrays[0]), *every, [position + 1 for position in positions])
