"""Mathics3, an open interpreter of the Wolfram Language, run as a separate program.

Its console reads expressions line by line; an empty line ends one that is incomplete. We send

    EngineAnswer`answer["mark", expression]

    "mark:end"

and read the value from the line with the mark, a word that is new and random each time: all of that line, so that an
expression that closes the bracket itself has no value. ``mathics.wl`` defines the answer and says how it is written.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import ClassVar, Final

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.mathics_values import read_value
from wlbridge.engines.process import LineProcess
from wlbridge.engines.programs import find_program
from wlbridge.errors import EngineError, EngineNotFoundError, EngineProtocolError
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

START: Final = 60.0
"""Seconds that Mathics3 may take to start: it needs four, and more on a busy machine."""

_PRELUDE: Final = Path(__file__).with_name("mathics.wl")
_CONSOLE: Final = ("--quiet", "--no-readline", "--colors", "NoColor", "--strict-wl-output")
_HINT: Final = 'Install it by pip install "wlbridge[mathics]".'
_PROMPT: Final = re.compile(r"^(?:In\[\d+\]:= ?)+", re.MULTILINE)
_MESSAGE: Final = re.compile(r"^ *((?:[\w$]+`)*[\w$]+::\w+: .*(?:\n {8,}.*)*)", re.MULTILINE)


def find_mathics() -> Path:
    """Find the program; raise ``EngineNotFoundError`` when it is not installed."""
    program = find_program("mathics3")
    if program is None:
        raise EngineNotFoundError("the program mathics3 is not there", hint=_HINT)
    return program


class MathicsEngine(Engine):
    """Evaluates with Mathics3.

    >>> from wolframclient.language import Global, wl
    >>> engine = MathicsEngine()
    >>> engine.evaluate(wl.D(wl.Power(Global.x, 2), Global.x))
    Times[2, Global`x]
    >>> engine.evaluate_text("1/0"), engine.messages
    (ComplexInfinity, ['Power::infy: Infinite expression 1 / 0 encountered.'])
    >>> engine.close()

    Starting takes 4 s, which do not count for the deadline; neither does a start after an error or a restart. What
    has no exact form there, such as a real of arbitrary precision or a byte array, is an ``EngineProtocolError``.
    Mathics3 has no negative zero: -0. is 0. there.
    """

    name: ClassVar[str] = "mathics"

    def __init__(self, program: Path | None = None) -> None:
        self.messages = []
        self._program = find_mathics() if program is None else program
        command = [str(self._program), "--initfile", str(_PRELUDE), *_CONSOLE]
        self._process = LineProcess(command, name=self.name)
        self._started: int | None = None
        self._version = ""

    @property
    def version(self) -> str:
        """The version of Mathics3, which is started to be asked."""
        self._start()
        return self._version

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Write the expression in the dialect of Mathics3 and evaluate it."""
        return self.evaluate_text(write_wl(tree, dialect="mathics"), deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression written on one line, as text that you trust: Mathics3 runs whatever it says."""
        self._start()
        return self._ask(text, deadline)

    def restart(self) -> None:
        """End the process and start a new one, without waiting for it to be ready."""
        self._process.restart()

    def close(self) -> None:
        """End the process; the next evaluation would start a new one."""
        self._process.close()

    def _start(self) -> None:
        """Wait until the running process is ready, if it has not answered yet."""
        if self._started is None or self._started != self.pid:
            self._version = str(self._ask("MathicsVersion", START))
            self._started = self.pid

    def _ask(self, text: str, deadline: float) -> Tree:
        self.messages = []
        mark = f"m{secrets.token_hex(16)}"
        frame = f'EngineAnswer`answer["{mark}", '
        reply = self._process.ask([f"{frame}{text}]", "", f'"{mark}:end"'], mark=mark, deadline=deadline)
        answer = f"]= {mark} "
        answers = [line.partition(answer)[2] for line in reply.lines if answer in line]
        others = [line for line in reply.lines if answer not in line]
        said = _PROMPT.sub("", "\n".join([reply.output, *others]).replace(frame, ""))
        self.messages = [re.sub(r"\n +", "\n", part) for part in _MESSAGE.findall(said)]
        if len(answers) != 1:
            raise self._no_value()
        try:
            return read_value(answers[0])
        except EngineProtocolError as error:
            raise EngineProtocolError(error.what, where=self.name) from error

    def _no_value(self) -> EngineError:
        reason = (
            ": " + "; ".join(self.messages)[:300] if self.messages else ", as by Abort, Return or Sequence at the top"
        )
        return EngineError(f"the evaluation gave no value{reason}", where=self.name)
