"""The scalar reading: a program as sympy expressions in the elements of its arrays, flat or with shared parts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Expr, Float, Integer, KroneckerDelta, Max, Min, Mul, Symbol, exp, log

from wlbridge.indices import aligned, parse_spec
from wlbridge.program import Program
from wlbridge.size import check_size
from wlbridge.stable import plain
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
from wlbridge.substitution import rebuilt, substituted
from wlbridge.sums import product_of, sum_of
from wlbridge.symbols import Element, Temporary, elements

Objects = NDArray[Any]
Assign = Callable[[Expr], Expr]


@dataclass(frozen=True)
class SharedExpressions:
    """Formulas with shared parts: assignments in an order in which each uses only earlier ones, and the results."""

    assignments: tuple[tuple[Symbol, Expr], ...]
    results: tuple[Objects, ...]

    @property
    def result(self) -> Objects:
        """The result of a formula that has one."""
        (result,) = self.results
        return result

    def expand(self) -> Objects:
        """The result with every assignment inserted."""
        known: dict[Symbol, Expr] = {}
        for symbol, expression in self.assignments:
            known[symbol] = substituted(expression, known)
        return _each(lambda expression: substituted(expression, known), self.result)


def explicit(program: Program, values: Mapping[str, NDArray[Any]]) -> tuple[Objects, ...]:
    """The results as flat expressions; arrays in ``values`` are inserted as numbers, the others as symbols.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> explicit(program, {})[0].item()
    x_1**2 + x_2**2
    """
    check_size(program)
    memory = _given(program, values)
    for name, statement in program.statements:
        memory[name] = _apply(statement, [memory[array] for array in statement.arrays], _flat)
    return tuple(memory[output] for output in program.outputs)


def shared(program: Program, values: Mapping[str, NDArray[Any]]) -> SharedExpressions:
    """The results as a straight line of assignments, as long as the program has elements."""
    memory = _given(program, values)
    assignments: dict[Symbol, Expr] = {}
    taken = {symbol.name for array in memory.values() for symbol in array.flat if isinstance(symbol, Element)}
    for name, statement in program.statements:
        names = (free for number in itertools.count(1) if (free := f"{name}_{number}") not in taken)

        def assign(expression: Expr, names: Iterator[str] = names) -> Expr:
            if not expression.args:
                return expression
            symbol = Temporary(next(names))
            assignments[symbol] = expression
            return symbol

        made = _apply(statement, [memory[array] for array in statement.arrays], assign)
        only_result = name in program.outputs and program.uses[name] == 1
        memory[name] = made if only_result else _each(assign, made)
    return _used(assignments, tuple(memory[output] for output in program.outputs))


def _flat(expression: Expr) -> Expr:
    """No temporary: the expression itself."""
    return expression


def _used(assignments: Mapping[Symbol, Expr], results: tuple[Objects, ...]) -> SharedExpressions:
    """Leave out assignments that nothing reads."""
    needed = {symbol for result in results for expression in result.flat for symbol in expression.atoms(Temporary)}
    kept = []
    for symbol in reversed(assignments):
        if symbol in needed:
            expression = assignments[symbol]
            kept.append((symbol, expression))
            needed |= expression.atoms(Temporary)
    return SharedExpressions(tuple(reversed(kept)), results)


def _given(program: Program, values: Mapping[str, NDArray[Any]]) -> dict[str, Objects]:
    """Symbols or numbers for the placeholders; doubles become floats of the same 53 bits."""
    given = {}
    for name, placeholder in program.placeholders.items():
        if name not in values:
            given[name] = elements(placeholder)
        else:
            array = np.asarray(values[name])
            given[name] = _each(Integer if array.dtype.kind == "i" else Float, array)
    return given


def _each(function: Callable[[Any], Any], array: NDArray[Any]) -> Objects:
    made = np.empty(array.shape, dtype=object)
    for index in np.ndindex(*array.shape):
        made[index] = function(array[index].item() if array.dtype != object else array[index])
    return made


def _apply(statement: Statement, arrays: Sequence[Objects], assign: Assign) -> Objects:
    return _RULES[type(statement)](statement, arrays, assign)


def _map(statement: Map, arrays: Sequence[Objects], assign: Assign) -> Objects:
    inputs, output = parse_spec(statement.spec)
    views = np.broadcast_arrays(*(aligned(c, output)(a) for c, a in zip(inputs, arrays, strict=False)))
    if not views:
        return _scalar(statement.formula)
    slots = [slot(position) for position in range(len(views))]
    formula = plain(statement.formula)
    made = np.empty(views[0].shape, dtype=object)
    for index in np.ndindex(*made.shape):
        made[index] = substituted(formula, {s: view[index] for s, view in zip(slots, views, strict=True)})
    return made


def _scalar(expression: Expr) -> Objects:
    made = np.empty((), dtype=object)
    made[()] = expression
    return made


def _einsum(statement: Einsum, arrays: Sequence[Objects], assign: Assign) -> Objects:
    inputs, output = parse_spec(statement.spec)
    summed = "".join(dict.fromkeys(c for c in "".join(inputs) if c not in output))
    views = []
    for letters, array in zip(inputs, arrays, strict=True):
        once = "".join(dict.fromkeys(letters))
        views.append(aligned(once, output + summed)(array if once == letters else _diagonal(letters, array)))
    views = list(np.broadcast_arrays(*views))
    kept = views[0].shape[: len(output)]
    factors = [view.reshape(*kept, -1) for view in views]
    made = np.empty(kept, dtype=object)
    for index in np.ndindex(*kept):
        terms = zip(*(factor[index] for factor in factors), strict=True)
        products = [product_of(term) for term in terms]
        made[index] = Add(*products) if assign is _flat else sum_of(products)  # what users see is in sympy's order
    return made


def _diagonal(letters: str, array: Objects) -> Objects:
    once = "".join(dict.fromkeys(letters))
    made: Objects = np.einsum(f"{letters}->{once}", array)
    return made


def _groups(spec: str, array: Objects) -> Objects:
    """The elements that the result lacks the indices of, in a last axis, for each index of the result."""
    (letters,), output = parse_spec(spec)
    summed = "".join(c for c in letters if c not in output)
    moved = aligned(letters, output + summed)(array)
    return moved.reshape(*moved.shape[: len(output)], -1)


def _fold(function: Callable[..., Expr], groups: Objects) -> Objects:
    made = np.empty(groups.shape[:-1], dtype=object)
    for index in np.ndindex(*made.shape):
        made[index] = function(*groups[index])
    return made


_REDUCTIONS: dict[str, Callable[..., Expr]] = {
    "max": lambda *terms: rebuilt(Max, terms),
    "min": lambda *terms: rebuilt(Min, terms),
    "prod": Mul,
}


def _log_softmax(statement: LogSoftmax, arrays: Sequence[Objects], assign: Assign) -> Objects:
    lines = np.moveaxis(arrays[0], statement.axis, -1)
    made = np.empty(lines.shape, dtype=object)
    for index in np.ndindex(*lines.shape[:-1]):
        total = assign(log(Add(*map(exp, lines[index]))))
        made[index] = [z - total for z in lines[index]]
    return np.moveaxis(made, -1, statement.axis)


def _softmax(statement: Softmax, arrays: Sequence[Objects], assign: Assign) -> Objects:
    powers = _each(lambda z: assign(exp(z)), np.moveaxis(arrays[0], statement.axis, -1))
    made = np.empty(powers.shape, dtype=object)
    for index in np.ndindex(*powers.shape[:-1]):
        total = assign(Add(*powers[index]))
        made[index] = [power / total for power in powers[index]]
    return np.moveaxis(made, -1, statement.axis)


def _take(statement: Take, arrays: Sequence[Objects], assign: Assign) -> Objects:
    """A symbolic position picks by a sum of KroneckerDelta."""
    (values, positions), output = parse_spec(statement.spec)
    taken = next(c for c in values if c not in output)
    chosen, choices = np.broadcast_arrays(
        aligned(positions, output + taken)(arrays[1]), aligned(values, output + taken)(arrays[0])
    )
    chosen = chosen[..., 0]
    made = np.empty(chosen.shape, dtype=object)
    for index in np.ndindex(*made.shape):
        position: Expr = chosen[index]
        among = choices[index]
        if position.is_Integer:
            made[index] = among[int(position) - 1]
        else:
            made[index] = Add(*(KroneckerDelta(position, number) * value for number, value in enumerate(among, 1)))
    return made


def _one_hot(statement: OneHot, arrays: Sequence[Objects], assign: Assign) -> Objects:
    (letters,), output = parse_spec(statement.spec)
    classes = _each(Integer, np.arange(1, statement.size + 1))
    positions, numbers = np.broadcast_arrays(
        aligned(letters, output)(arrays[0]), aligned(statement.new_letter, output)(classes)
    )
    made = np.empty(positions.shape, dtype=object)
    for index in np.ndindex(*made.shape):
        made[index] = KroneckerDelta(positions[index], numbers[index])
    return made


def _place(statement: Place, arrays: Sequence[Objects], assign: Assign) -> Objects:
    given = np.moveaxis(arrays[0], statement.axis, 0)
    made = np.full((statement.size, *given.shape[1:]), Integer(0), dtype=object)
    for position, part in zip(statement.positions, given, strict=True):
        made[position] = made[position] + part
    return np.moveaxis(made, 0, statement.axis)


def _broadcast(statement: Broadcast, arrays: Sequence[Objects], assign: Assign) -> Objects:
    (letters,), output = parse_spec(statement.spec)
    return np.broadcast_to(aligned(letters, output)(arrays[0]), [int(size) for size in statement.sizes])


def _pad(statement: Pad, arrays: Sequence[Objects], assign: Assign) -> Objects:
    shape = [int(size) for size in statement.shape(arrays[0].shape)]
    made = np.full(shape, statement.value, dtype=object)
    made[tuple(slice(b, b + n) for (b, _), n in zip(statement.widths, arrays[0].shape, strict=True))] = arrays[0]
    return made


_RULES: dict[type[Statement], Callable[[Any, Sequence[Objects], Assign], Objects]] = {
    Map: _map,
    Einsum: _einsum,
    Reduce: lambda s, arrays, assign: _fold(_REDUCTIONS[s.operation], _groups(s.spec, arrays[0])),
    LogSoftmax: _log_softmax,
    Softmax: _softmax,
    Take: _take,
    Broadcast: _broadcast,
    Reshape: lambda s, arrays, assign: arrays[0].reshape([int(size) for size in s.dimensions]),
    Part: lambda s, arrays, assign: np.take(arrays[0], list(s.positions), axis=s.axis),
    Concatenate: lambda s, arrays, assign: np.concatenate(arrays, axis=s.axis),
    Pad: _pad,
    OneHot: _one_hot,
    Place: _place,
}
