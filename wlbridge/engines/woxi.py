"""woxi, an open interpreter of the Wolfram Language, run as a separate program.

Its console asks for one expression a line. We send

    {"mark", BaseEncode[BinarySerialize[expression]]}
    "mark:end"

and read the WXF of the value from the line with the mark, a word that is new and random each time. Text output would
lose the last digits of reals; the second line shows at once, not at the deadline, that the first gave no value.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import ClassVar, Final

from wolframclient.language.expression import WLSymbol

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.process import LineProcess
from wlbridge.engines.programs import find_program, version_line
from wlbridge.engines.wxf import read_answer
from wlbridge.errors import EngineError, EngineNotFoundError, EngineProtocolError
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import plain_symbol

_CODE: Final = "BaseEncode[BinarySerialize["
_DERIVATIVE: Final = WLSymbol("Derivative")
_HINT: Final = 'Install it by pip install "wlbridge[woxi]".'
_PARSE_ERROR: Final = re.compile(r"Error: Parse error: +--> \d+:(\d+)\n.*?\n *= ([^\n]*)", re.DOTALL)

# woxi has one namespace and says Global` for every name that it does not implement, NetChain and $Failed among them.
# A capital begins the system's names; a letter with digits, W1, is somebody's array.
_SYSTEM_NAME: Final = re.compile(r"Global`(\$?[A-Z](?![0-9]+\Z)[^`]*)")


def find_woxi() -> Path:
    """Find the program; raise ``EngineNotFoundError`` when it is not installed."""
    program = find_program("woxi")
    if program is None:
        raise EngineNotFoundError("the program woxi is not there", hint=_HINT)
    return program


class WoxiEngine(Engine):
    """Evaluates with woxi.

    >>> from wolframclient.language import Global, wl
    >>> engine = WoxiEngine()
    >>> engine.evaluate(wl.D(wl.Power(Global.x, 2), Global.x))
    Times[2, Global`x]
    >>> engine.evaluate_text("1/0"), engine.messages[0].split()[1]
    (ComplexInfinity, 'Power::infy:')
    >>> engine.close()

    A value that woxi itself cannot serialise, such as a pure function, a pattern or a real of arbitrary precision, is
    an ``EngineProtocolError``. There is one namespace: ``System`Sin`` is not Sin.
    """

    name: ClassVar[str] = "woxi"

    def __init__(self, program: Path | None = None) -> None:
        self.messages = []
        self._program = find_woxi() if program is None else program
        self._process = LineProcess([str(self._program), "repl"], name=self.name)

    @property
    def version(self) -> str:
        """The version of woxi."""
        return version_line(self._program, hint=_HINT).removeprefix("woxi").strip()

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Write the expression in the dialect of woxi and evaluate it."""
        return self.evaluate_text(write_wl(tree, dialect="woxi"), deadline=deadline)

    def evaluate_wxf(self, data: bytes, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate an expression given as WXF, exact and without parsing; for packed arrays woxi gives $Failed."""
        text = base64.b64encode(data).decode("ascii")
        return self.evaluate_text(f'BinaryDeserialize[ByteArray["{text}"]]', deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression written on one line, as text that you trust: woxi runs whatever it says."""
        self.messages = []
        mark = f"m{secrets.token_hex(16)}"
        frame = f'{{"{mark}", {_CODE}'
        reply = self._process.ask([f"{frame}{text}]]}}", f'"{mark}:end"'], mark=mark, deadline=deadline)
        said = [part.strip("\n") for part in re.split(r"\n\s*\n", reply.messages) if part.strip()]
        self.messages = [part for part in said if not part.startswith("Error: ")]
        if not reply.lines:
            raise self._no_value(reply.messages.replace(frame, ""), len(frame), len(text))
        return self._value(reply.lines, mark)

    def restart(self) -> None:
        """End the process and start a new one, which takes about 20 ms."""
        self._process.restart()

    def close(self) -> None:
        """End the process; the next evaluation would start a new one."""
        self._process.close()

    def _no_value(self, said: str, before: int, length: int) -> EngineError:
        if match := _PARSE_ERROR.search(said):
            column = min(max(int(match[1]) - before, 1), length + 1)
            return EngineError(f"Parse error: {match[2]:.200}", where=f"{self.name}, column {column}")
        reason = f": {said.strip()[:300]}" if said.strip() else ", as by Abort or Return at the top"
        return EngineError(f"the evaluation gave no value{reason}", where=self.name)

    def _value(self, lines: Sequence[str], mark: str) -> Tree:
        match = re.search(rf"\{{{mark}, (.*)\}}\Z", lines[0])
        if len(lines) != 1 or match is None:
            raise EngineProtocolError(f"an answer of another form: {lines[0][:200]}", where=self.name)
        try:
            return read_answer(base64.b64decode(match[1], validate=True), symbol=_symbol, function=_function)
        except binascii.Error as error:
            shown = match[1].removeprefix(_CODE).removesuffix("]]")
            raise EngineProtocolError(f"woxi cannot serialise the value {shown:.200}") from error


def _symbol(name: str) -> Tree:
    match = _SYSTEM_NAME.fullmatch(name)
    return WLSymbol(match[1]) if match else plain_symbol(name)


def _function(head: Tree, parts: Sequence[Tree]) -> Tree:
    """Make a function; woxi serialises ``f'[x]`` as ``Derivative[1, f, x]``, which is set right where it is clear."""
    orders = list(takewhile(lambda part: isinstance(part, int), parts)) if head == _DERIVATIVE else parts
    flat = parts[len(orders) :]
    if not flat or len(parts) == 1:
        return call(head, parts)
    if not orders or len(flat) not in {1, 1 + len(orders)}:
        raise EngineProtocolError("a derivative of symbolic order, which woxi writes as it writes others")
    derivative = call(call(head, orders), flat[:1])
    return call(derivative, flat[1:]) if flat[1:] else derivative
