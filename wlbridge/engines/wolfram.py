"""A Wolfram kernel on this machine, started as wolframclient starts it and kept alive between evaluations.

None was there when this was written: it rests on wolframclient's code and on the documentation, and is tested with a
program that speaks the same protocol.
"""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar, Final

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.kernel_link import KernelLink
from wlbridge.engines.kernel_slots import kernel_slot
from wlbridge.engines.programs import find_wolfram_kernel
from wlbridge.engines.wolfram_question import Reply, located, question, read_reply, read_value
from wlbridge.errors import EngineError, EngineNotFoundError, EngineStartError, EngineTimeoutError, WXFError
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import write_wxf

PAUSES: Final = (1.0, 4.0)
"""Seconds before the second and the third try to start a kernel."""

_HINT: Final = "Install the Wolfram Engine, or name its kernel in WLBRIDGE_WOLFRAM_KERNEL."


def find_kernel() -> Path:
    """Find the program; raise ``EngineNotFoundError`` when it is not installed."""
    kernel = find_wolfram_kernel()
    if kernel is None:
        raise EngineNotFoundError("no Wolfram kernel is there", hint=_HINT)
    return kernel


class WolframEngine(Engine):
    """Evaluates with a Wolfram kernel, found by WLBRIDGE_WOLFRAM_KERNEL, as wolframclient does, or on the PATH.

    >>> WolframEngine(Path("/no/such/WolframKernel")).evaluate_text("1 + 1")
    Traceback (most recent call last):
        ...
    wlbridge.errors.EngineNotFoundError: wolfram: cannot start /no/such/WolframKernel: No such file or directory

    A licence allows few kernels at a time: all processes of a user have one together, unless ``kernels`` allows more;
    a second engine waits until the first is closed. Starting takes seconds, which do not count for the deadline.
    A kernel that does not start is tried three times, then there is an ``EngineStartError`` with what it printed.
    A packed or numeric array comes back as the list of its numbers, a real of arbitrary precision as a Decimal.
    """

    name: ClassVar[str] = "wolfram"

    def __init__(self, kernel: Path | None = None, *, kernels: int = 1) -> None:
        self.messages = []
        self._kernel = find_kernel() if kernel is None else kernel
        self._kernels = kernels
        self._lock = threading.RLock()
        self._link: KernelLink | None = None
        self._end: weakref.finalize[[], WolframEngine] | None = None

    @property
    def version(self) -> str:
        """What the kernel, which is started to be asked, says as ``$Version``."""
        return str(self.evaluate_text("$Version"))

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return None if self._link is None else self._link.pid

    def evaluate(self, tree: Tree, *, deadline: float = DEADLINE) -> Tree:
        """Write the expression as text and evaluate it."""
        return self.evaluate_text(write_wl(tree, dialect=self.dialect), deadline=deadline)

    def evaluate_text(self, text: str, *, deadline: float = DEADLINE) -> Tree:
        """Evaluate one expression written on one line, as text that you trust: a kernel runs whatever it says."""
        self.messages = []
        nonce = secrets.token_hex(16)
        try:
            data = write_wxf(question(text, nonce, deadline))
            reply = self._asked(data, nonce, deadline)
            self.messages = reply.messages
            return read_value(reply, nonce)
        except EngineError as error:
            raise located(error, self.name) from error
        except WXFError as error:
            raise EngineError(error.what, where=self.name, hint=error.hint) from error

    def restart(self) -> None:
        """End the kernel and start a new one, which takes seconds."""
        with self._lock:
            self.close()
            try:
                self._started()
            except EngineError as error:
                raise located(error, self.name) from error

    def close(self) -> None:
        """End the kernel; the next evaluation would start a new one."""
        with self._lock:
            if self._end is not None:
                self._end()
            self._link = self._end = None

    def _asked(self, data: bytes, nonce: str, deadline: float) -> Reply:
        """Ask the kernel; unless it answers just this in time, it is killed."""
        with self._lock:
            link = self._started()
            try:
                return read_reply(link.ask(data, until=time.monotonic() + deadline), nonce)
            except TimeoutError:
                self.close()
                hint = "It was killed. Give a longer deadline or a smaller expression."
                raise EngineTimeoutError(f"no answer within {deadline:g} s", hint=hint) from None
            except BaseException:
                self.close()
                raise

    def _started(self) -> KernelLink:
        if self._link is None:
            with ExitStack() as undo:
                undo.enter_context(kernel_slot(self._kernels))
                link = _start(self._kernel)
                undo.callback(link.end)
                self._end = weakref.finalize(self, undo.pop_all().close)
            self._link = link
        return self._link


def _start(kernel: Path) -> KernelLink:
    """Start a kernel; a licence that another one has just given back may be free a moment later."""
    for pause in PAUSES:
        try:
            return KernelLink(kernel)
        except EngineStartError:
            time.sleep(pause)
    try:
        return KernelLink(kernel)
    except EngineStartError as error:
        raise EngineStartError(f"at the last of {len(PAUSES) + 1} tries {error.what}", hint=error.hint) from error
