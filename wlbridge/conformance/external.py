"""A program of somebody else's that is tested like an engine: ``exec:./mine``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

from wlbridge.conformance.interpreter import Interpreter
from wlbridge.engines.json_lines import START, JsonLinesEngine
from wlbridge.errors import EngineError

PREFIX: Final = "exec:"
"""What stands before a program where users name engines, and before the name of its engine in reports."""


def command_of(name: str) -> list[str]:
    """The program and its arguments, split as by a shell, which is not used.

    >>> command_of("exec:./mine --precision 'as it is'")
    ['./mine', '--precision', 'as it is']

    Raises EngineError when there is no program, or a quotation has no end.
    """
    try:
        command = shlex.split(name.removeprefix(PREFIX))
    except ValueError as error:
        raise EngineError(f"{name!r} cannot be read: {error}") from error
    if not command:
        raise EngineError(f"{name!r} names no program", hint="Write exec:./mine.")
    return command


class External(Interpreter):
    """A program that speaks the protocol of JSON lines.

    Its name is the one that it gives itself, behind ``exec:``, so that it cannot pose as another engine; one that
    does not even start goes by the name of its file. ``start`` is how many seconds it may take for that.
    """

    def __init__(self, name: str, *, start: float = START) -> None:
        command = command_of(name)
        engine = JsonLinesEngine(command, start=start)
        super().__init__(PREFIX + Path(command[0]).name, lambda: engine)
        if self.started:
            self.name = PREFIX + engine.introduction.engine
