"""The array form: a program as a held ``Function`` of its arrays, as long as the program has statements.

It is a Function, never a bare expression, because ``Part[W1 . x + b1, 2]`` or ``Total[Exp[z]]`` on symbols that
stand for arrays would evaluate to nonsense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge.names import plain_symbol
from wlbridge.program import Program
from wlbridge.wolfram.array_rules import write_statements
from wlbridge.wolfram.array_writer import ArrayWriter
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.tree import Tree

DEEPEST = 30
"""Arrays nested deeper than this get a name, so that the form of a deep net stays flat and readable."""


def array_form(program: Program, values: Mapping[str, NDArray[Any]], keys: Sequence[str] = ()) -> Tree:
    """The program as ``Function[{x, t, w1, b1, ...}, ...]``; arrays in ``values`` are inserted as numbers.

    With ``keys`` the Function gives an association of the results.

    >>> from wlbridge.program import Placeholder, ProgramBuilder
    >>> from wlbridge.statements import Einsum
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> program = builder.program(builder.append(Einsum((x, x), "i,i->"), "y"))
    >>> array_form(program, {})
    Function[[Global`x], Dot[Global`x, Global`x]]
    """
    writer = ArrayWriter(program, {name: user(plain_symbol(name)) for name in program.shapes}, DEEPEST)
    for name, value in values.items():
        writer.give(name, np.asarray(value).tolist(), by_name=True)
    write_statements(writer)
    parameters = [user(plain_symbol(name)) for name in program.placeholders if name not in values]
    body = writer.body(keys)
    return call("Function", parameters, body) if parameters else body
