"""The first questions to an engine: whether it computes at all, and forgets when it is told to."""

from __future__ import annotations

from typing import Final

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.errors import EngineUnsupportedError, WLBridgeError
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import same_tree

_VARIABLE: Final = user("smokeTest")
_CONTENT: Final = 2718


def smoke_fault(engine: Engine, deadline: float = DEADLINE) -> str:
    """What is wrong with an engine that cannot be asked any case, "" for nothing.

    >>> from wlbridge.engines import WoxiEngine
    >>> with WoxiEngine() as engine:
    ...     smoke_fault(engine)
    ''

    It has to start, to evaluate 1 + 1 to 2, and not to know after a reset what was defined before. An engine that
    evaluates no definitions has nothing to forget.
    """
    try:
        two = engine.evaluate(call("Plus", 1, 1), deadline=deadline)
        if not same_tree(two, 2):
            return f"1 + 1 is {write_wl(two):.80} to it"
        if _remembers(engine, deadline):
            return f"a definition survives its reset: a variable is still {_CONTENT}"
    except WLBridgeError as error:
        return str(error)
    return ""


def _remembers(engine: Engine, deadline: float) -> bool:
    try:
        engine.evaluate(call("Set", _VARIABLE, _CONTENT), deadline=deadline)
        engine.reset()
        return same_tree(engine.evaluate(_VARIABLE, deadline=deadline), _CONTENT)
    except EngineUnsupportedError:
        return False
