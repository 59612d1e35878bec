"""Any program that speaks the protocol of JSON lines, run as a separate program.

We write one request a line, and the program one answer a line, which repeats the nonce of the request:

    {"cmd": "start", "version": 1, "nonce": N}     {"nonce": N, "engine": "mine", "version": "1.0", "features": [...]}
    {"cmd": "eval", "nonce": N, "seq": 7,          {"nonce": N, "seq": 7, "value": ["List", 0.5, "Indeterminate"]}
        "wl": "Log[0.5]", "limit_s": 10}           or "unsupported" or "error", with a reason, in place of "value"
    {"cmd": "reset", "nonce": N}                   {"nonce": N, "reset": true}
    {"cmd": "stop"}

``json_lines.schema.json`` has it in full. Whatever else comes, a line too many or an old answer, is no answer.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.json_lines_messages import read_answer
from wlbridge.engines.process import LineProcess
from wlbridge.engines.programs import find_program
from wlbridge.errors import (
    EngineError,
    EngineNotFoundError,
    EngineProtocolError,
    EngineUnsupportedError,
    WLBridgeError,
)
from wlbridge.wolfram.expression_json import from_json
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree

PROTOCOL: Final = 1
"""Counted up with every change of what the messages mean."""

START: Final = 60.0
"""Seconds that a program may take until it answers that it has started; as for Mathics3, on a busy machine."""


@dataclass(frozen=True)
class Introduction:
    """What a program says of itself at its start; ``features`` are the functions that it knows, None means any."""

    engine: str
    version: str
    dialect: str
    features: frozenset[str] | None


class JsonLinesEngine(Engine):
    """Evaluates with a program that speaks the protocol of JSON lines.

    ``command`` is the program with its arguments: it is started without a shell, in an empty directory, and ``start``
    is how many seconds it may take for that, which do not count for deadlines. Raises EngineNotFoundError for a
    program that is not there.

    >>> import sys
    >>> program = '''if True:
    ...     import json, sys
    ...     for line in sys.stdin:
    ...         request = json.loads(line)
    ...         answer = {"nonce": request.get("nonce")}
    ...         if request["cmd"] == "start":
    ...             answer |= {"engine": "seven", "version": "1.0"}
    ...         if request["cmd"] == "eval":
    ...             answer |= {"seq": request["seq"], "value": 7.5}
    ...         print(json.dumps(answer), flush=True)
    ...         if request["cmd"] == "stop":
    ...             break
    ... '''
    >>> with JsonLinesEngine([sys.executable, "-c", program]) as engine:
    ...     engine.introduction.engine, engine.version, engine.evaluate_text("Log[2.]")
    ('seven', '1.0', 7.5)
    """

    name: ClassVar[str] = "exec"

    def __init__(self, command: Sequence[str], *, start: float = START) -> None:
        self.messages = []
        program, *arguments = command
        found = find_program(program)
        if found is None:
            raise EngineNotFoundError(
                f"there is no program {program!r}", hint="Give its path, and make it executable."
            )
        self._process = LineProcess([str(found.absolute()), *arguments], name=f"{self.name}:{Path(program).name}")
        self._start_limit = start
        self._asked = 0
        self._started: int | None = None
        self._introduction: Introduction | None = None

    @property
    def introduction(self) -> Introduction:
        """What the program says of itself; it is started to be asked, if it never was."""
        return self._introduction or self._start()

    @property
    def version(self) -> str:
        """The version of the engine, as the program says."""
        return self.introduction.version

    @property
    def dialect(self) -> str:
        """The dialect in which the program wants its questions."""
        return self.introduction.dialect

    @property
    def features(self) -> frozenset[str] | None:
        """The functions that the program says it knows."""
        return self.introduction.features

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._process.pid

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Write the expression in the dialect of the program and evaluate it."""
        return self.evaluate_text(write_wl(tree, dialect=self.dialect), deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression, as text that you trust: the program may run whatever it says."""
        self._start()
        self.messages = []
        self._asked += 1
        answer = self._ask({"cmd": "eval", "seq": self._asked, "wl": text, "limit_s": deadline}, deadline)
        self.messages = answer.get("messages", [])
        if "unsupported" in answer:
            raise EngineUnsupportedError(answer["unsupported"], where=self._process.name)
        if "error" in answer:
            raise EngineError(answer["error"], where=self._process.name)
        try:
            return from_json(answer["value"])
        except WLBridgeError as error:
            raise EngineProtocolError(f"its value cannot be read: {error}", where=self._process.name) from error

    def reset(self) -> None:
        """Forget all definitions; a program that cannot do that is started anew."""
        self._start()
        if not self._ask({"cmd": "reset"}, DEADLINE)["reset"]:
            self.restart()

    def restart(self) -> None:
        """End the process and start a new one, without waiting for it to be ready."""
        self.close()
        self._process.restart()

    def close(self) -> None:
        """Tell the program to stop; it is killed when it has not done so within a second."""
        self._process.close(last=json.dumps({"cmd": "stop"}))

    def _start(self) -> Introduction:
        """Wait until the running process has introduced itself, which it does in the same way each time."""
        if self._introduction is not None and self._started == self.pid:
            return self._introduction
        answer = self._ask({"cmd": "start", "version": PROTOCOL}, self._start_limit)
        if "error" in answer:
            self._process.close()
            raise EngineError(f"it does not start: {answer['error']}", where=self._process.name)
        features = frozenset(answer["features"]) if "features" in answer else None
        said = Introduction(answer["engine"], answer["version"], answer.get("dialect", "wolfram"), features)
        if self._introduction not in {None, said}:
            self._process.close()
            raise EngineProtocolError(f"it has become another engine, {said.engine}", where=self._process.name)
        self._introduction, self._started = said, self.pid
        return said

    def _ask(self, command: dict[str, Any], deadline: float) -> dict[str, Any]:
        request = {**command, "nonce": secrets.token_hex(16)}
        reply = self._process.ask_line(json.dumps(request), deadline=deadline)
        try:
            return read_answer(reply.lines[0], request)
        except EngineProtocolError as error:
            self._process.close()
            where = ", ".join(part for part in (self._process.name, error.where) if part)
            raise EngineProtocolError(error.what, where=where, hint="It was killed.") from error
