"""The shared form: ``Module[{h2, ...}, h2 = Tanh[{{w[1, 1, 1], ...}, ...} . {x[1], ...} + ...]; ...]``.

Every weight, input and target is a symbol, which stands in the formula once; what is shared are whole arrays, one
temporary each. Temporaries for single elements would say the same in five times the size, and thousands of local
variables take engines quadratic time. Since arrays are lists of explicit symbols here, functions of lists such as
Dot and Outer evaluate to the formula of every element, which D, ReplaceAll and Simplify take.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.names import plain_symbol
from wlbridge.program import Program
from wlbridge.symbols import check_count
from wlbridge.wolfram.array_rules import write_statements
from wlbridge.wolfram.array_writer import ArrayWriter
from wlbridge.wolfram.element_list import ElementList, SymbolStyle
from wlbridge.wolfram.make import user
from wlbridge.wolfram.tree import Tree

DEEPEST = 3
"""``{{w[1, 1, 1], ...}} . {x[1], ...} + {b[1, 1], ...}`` has no name, and a function of it has one."""


def shared_form(
    program: Program, values: Mapping[str, NDArray[Any]], symbols: SymbolStyle, keys: Sequence[str] = ()
) -> Tree:
    """The program as a Module of the arrays that are read several times; arrays in ``values`` are numbers.

    With ``keys`` it gives an association of the results. The lists of symbols in it are ``ElementList``.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> from wlbridge.statements import Einsum
    >>> from wlbridge.wolfram.text.writer import write_wl
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> print(write_wl(shared_form(program, {}, "indexed")))
    Module[{xs}, xs = {x[1], x[2]}; xs . xs]

    Raises FormTooLargeError for arrays of more than ten million elements.
    """
    writer = ArrayWriter(program, _local_symbols(program, symbols), DEEPEST)
    for name, placeholder in program.placeholders.items():
        several = program.uses[name] > 1
        if name in values:
            writer.give(name, np.asarray(values[name]).tolist(), by_name=several and bool(placeholder.shape))
        elif placeholder.shape:
            check_count(placeholder)
            writer.give(name, ElementList(placeholder, symbols), by_name=several, symbolic=True)
        else:
            writer.give(name, ElementList(placeholder, symbols).to_wl(), by_name=False, symbolic=True)
    write_statements(writer)
    return writer.body(keys)


def _local_symbols(program: Program, symbols: SymbolStyle) -> dict[str, Tree]:
    """A local variable for each array, whose name cannot be taken for an element's.

    The kernel renames a local variable ``x`` to something like ``x$37``.
    """
    arrays = program.placeholders.values()
    heads = {plain_symbol(array.name if symbols == "plain" else array.head) for array in arrays}
    symbols_of_heads = _beginnings if symbols == "plain" else lambda name: [name]
    local: dict[str, str] = {}
    taken: set[str] = set()
    for name in program.shapes:
        choices = (choice for choice in _choices(plain_symbol(name)) if choice not in taken)
        local[name] = next(choice for choice in choices if heads.isdisjoint(symbols_of_heads(choice)))
        taken.add(local[name])
    return {name: user(free) for name, free in local.items()}


def _choices(name: str) -> Iterator[str]:
    """``x`` itself, else ``xs``, else names that begin in another way."""
    yield name
    yield f"{name}s"
    for number in itertools.count(1):
        yield f"local{number}${name}"


def _beginnings(name: str) -> Iterator[str]:
    """``a``, ``a$b`` and ``a$b$c`` of ``a$b$c``: the arrays whose elements have names like that."""
    return itertools.accumulate(name.split("$"), "{}${}".format)
