"""Mathilda, an open computer algebra system with the syntax of the Wolfram Language, run as a separate program.

Without a terminal it speaks a protocol of JSON lines. We send three requests,

    {"id": 1, "type": "evaluate", "expr": "..."}

the definitions that write a value exactly (``mathilda_values``), ``wlbridge`answer["mark", expression]``, and
``"mark:end"``, and read the line with the mark, a word that is new and random each time. The definitions go along
every time, so nothing that was evaluated before, such as ``Remove``, changes how a value is told.
"""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path
from typing import Any, ClassVar, Final

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.mathilda_values import ENCODER, read_value
from wlbridge.engines.process import LineProcess
from wlbridge.engines.programs import find_in_packages, find_program, version_line
from wlbridge.errors import EngineError, EngineNotFoundError, EngineProtocolError
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

_HINT: Final = 'Install it by pip install "wlbridge[mathilda]".'
_REPLY: Final = '{"id":1,"type":'
_UNREAD: Final = "Extra characters after expression: "


def find_mathilda() -> Path:
    """Find the program; raise ``EngineNotFoundError`` when it is not installed."""
    program = find_in_packages("sage_wheels", "bin", "Mathilda") or find_program("Mathilda")
    if program is None:
        raise EngineNotFoundError("the program Mathilda is not there", hint=_HINT)
    return program


class MathildaEngine(Engine):
    """Evaluates with Mathilda.

    >>> from wolframclient.language import Global, wl
    >>> engine = MathildaEngine()
    >>> engine.evaluate(wl.D(wl.Power(Global.x, 2), Global.x))
    Times[2, Global`x]
    >>> engine.evaluate_text("{0.1 + 0.2, 1/0}"), engine.messages
    ((0.30000000000000004, ComplexInfinity), ['Power::infy: Infinite expression 1/0 encountered.'])
    >>> engine.close()

    What Mathilda cannot do: a machine real that becomes too large or too small turns into one of arbitrary precision
    (``Exp[1000.]``, and ``Exp[-1000.]``, not 0.) or into ``Overflow[]``, and a literal of 17 digits without a mark,
    ``0.30000000000000004``, is one already; such a value is an ``EngineProtocolError``, as is a compiled function or
    an NDArray. ``1.5*^-20`` is read with an error in the last digits, so trees are written with ``e``. System` and
    Global` are one namespace; other contexts are real. The characters of a string are its bytes of UTF-8; escapes of
    characters are not known, nor letters outside ASCII in names. ``Abort[]`` and ``Quit[]`` do nothing. Messages that
    a program gives itself, by ``Message``, have unfilled templates. ``LogisticSigmoid[0.3]`` stays as it is.
    """

    name: ClassVar[str] = "mathilda"

    def __init__(self, program: Path | None = None) -> None:
        self.messages = []
        self._program = find_mathilda() if program is None else program
        self._process = LineProcess([str(self._program)], name=self.name)

    @property
    def version(self) -> str:
        """The version of Mathilda."""
        return version_line(self._program, hint=_HINT).removeprefix("Mathilda").strip().partition(" ")[0]

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Write the expression in the dialect of Mathilda and evaluate it."""
        return self.evaluate_text(write_wl(tree, dialect="mathilda"), deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression, as text that you trust: Mathilda runs whatever it says."""
        self.messages = []
        mark = f"m{secrets.token_hex(16)}"
        questions = (ENCODER, f'wlbridge`answer["{mark}", {text}]', f'"{mark}:end"')
        reply = self._process.ask([_request(question) for question in questions], mark=mark, deadline=deadline)
        said = [line for line in reply.messages.split("\n") if line.strip()]
        answer = _answer(reply.lines)
        if answer.get("type") == "error":
            raise _parse_error(said, text)
        self.messages = said
        return self._value(str(answer.get("payload", "")), mark)

    def restart(self) -> None:
        """End the process and start a new one, which takes about 20 ms."""
        self._process.restart()

    def close(self) -> None:
        """End the process; the next evaluation would start a new one."""
        self._process.close()

    def _value(self, payload: str, mark: str) -> Tree:
        start = f'"{mark} '
        if payload.startswith(start):
            return read_value(payload[len(start) : -1])
        said = f": {self.messages[-1][:300]}" if self.messages else ", as by two expressions with a comma"
        raise EngineError(f"the evaluation gave no value{said}", where=self.name)


def _request(text: str) -> str:
    if "\0" in text:
        raise EngineError("the text has the character U+0000, which ends it for Mathilda", where=MathildaEngine.name)
    surrogate = re.search("[\ud800-\udfff]", text)
    if surrogate:
        raise EngineError(f"half of a surrogate pair at {surrogate.start()}", where=MathildaEngine.name)
    return json.dumps({"id": 1, "type": "evaluate", "expr": text})


def _answer(lines: tuple[str, ...]) -> dict[str, Any]:
    """Give the one line with the mark; none came when Mathilda gave another value than asked, as for a Throw."""
    if not lines:
        return {}
    try:
        (line,) = lines
        answer: dict[str, Any] = json.loads(line[line.index(_REPLY) :])
    except ValueError as error:
        raise EngineProtocolError(
            f"an answer of another form: {lines[0][:200]}", where=MathildaEngine.name
        ) from error
    return answer


def _parse_error(said: list[str], text: str) -> EngineError:
    reason = said[-1] if said else ""
    where = MathildaEngine.name
    rest = reason.removeprefix(_UNREAD).removesuffix("]")
    if reason.startswith(_UNREAD) and text.endswith(rest):
        where, reason = f"{where}, column {len(text) - len(rest) + 1}", "no expression goes on like this"
    return EngineError(f"Parse error: {reason:.200}", where=where)
