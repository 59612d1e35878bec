"""What can be tested, by the names that users give."""

from __future__ import annotations

from typing import Final
from weakref import WeakValueDictionary

from wlbridge.conformance.external import PREFIX, External, command_of
from wlbridge.conformance.interpreter import Interpreter
from wlbridge.conformance.kernel import FORMULA, KERNELS, Kernel
from wlbridge.conformance.package import PACKAGE, Package
from wlbridge.conformance.reference import PRECISIONS, Reference
from wlbridge.conformance.stored import STORED, Stored
from wlbridge.conformance.subject import Subject
from wlbridge.engines.base import Engine
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import EngineError

NAMES: Final = tuple(dict.fromkeys([*PRECISIONS, *STORED, *ENGINES, *KERNELS, FORMULA, PACKAGE]))

_KERNELS: Final[WeakValueDictionary[type[Engine], Engine]] = WeakValueDictionary()
"""The kernel that runs: it is asked under all of its names, since a licence may allow no second one."""


def engine_names(text: str) -> list[str]:
    """The names in a comma-separated list, each once.

    >>> engine_names("woxi,reference,woxi")
    ['woxi', 'reference']

    Raises EngineError for one that cannot be a name.
    """
    names = list(dict.fromkeys(text.split(",")))
    for name in names:
        if name.startswith(PREFIX):
            command_of(name)
        elif name not in NAMES:
            raise _unknown(name)
    return names


def subject_named(name: str) -> Subject:
    """Start what a user names: ``reference``, ``reference-real32``, ``reference-mpmath``, ``stored``, or an engine.

    A program with its arguments is an engine behind ``exec:``.

    Raises EngineNotFoundError for an engine that is not installed, EngineError for an unknown name.
    """
    if name in PRECISIONS:
        return Reference(name)
    if name in STORED:
        return Stored(name)
    if name in KERNELS or name == FORMULA:
        return kernel_named(name)
    if name == PACKAGE:
        return Package()
    if name in ENGINES:
        return Interpreter(name, ENGINES[name])
    if name.startswith(PREFIX):
        return External(name)
    raise _unknown(name)


def _unknown(name: str) -> EngineError:
    return EngineError(f"there is no engine {name!r}", hint=f"The engines are {', '.join(NAMES)} and exec:PROGRAM.")


def kernel_named(name: str) -> Interpreter:
    """Start a kernel that evaluates nets, in doubles or singles, or formulas: by its name.

    Raises EngineNotFoundError when none is installed.
    """
    kind = ENGINES["wolfram"]
    engine = _KERNELS.get(kind) or _KERNELS.setdefault(kind, kind())
    return Interpreter(name, lambda: engine) if name == FORMULA else Kernel(name, lambda: engine)
