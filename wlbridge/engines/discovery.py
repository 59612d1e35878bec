"""Which engines are there: looked up, never started."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from wlbridge.engines.programs import find_in_packages, find_program


@dataclass(frozen=True)
class EngineStatus:
    """What is known of one engine on this machine.

    ``version`` is None where it cannot be told without starting the program; ``usable`` says whether wlbridge can
    evaluate with it, which found alone does not.
    """

    name: str
    found: bool
    usable: bool
    version: str | None
    path: Path | None
    note: str
    install: str


@dataclass(frozen=True)
class _Known:
    name: str
    find: Callable[[], Path | None]
    distribution: str
    evaluates: bool
    note: str
    install: str


def find_engines() -> list[EngineStatus]:
    """Look for every engine that is known.

    >>> [status.name for status in find_engines()]
    ['woxi', 'mathilda', 'mathics', 'wolfram']
    >>> [status.name for status in find_engines() if "cannot evaluate" in status.note]
    ['wolfram']
    """
    return [_status(known) for known in _ENGINES]


def _status(known: _Known) -> EngineStatus:
    path = known.find()
    return EngineStatus(
        name=known.name,
        found=path is not None,
        usable=path is not None and known.evaluates,
        version=None if path is None else _version(known.distribution, path),
        path=path,
        note=known.note,
        install=known.install,
    )


def _version(distribution: str, path: Path) -> str | None:
    """Give the version of the installed package, if the program found is the one that came with it."""
    if not distribution or not path.is_relative_to(sys.prefix):
        return None
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _find_wolfram() -> Path | None:
    named = os.environ.get("WLBRIDGE_WOLFRAM_KERNEL")
    if named:
        return find_program(named)
    return find_program("wolframscript") or find_program("WolframKernel")


_PROGRAM: Final = "runs as a separate program"
_ENGINES: Final = (
    _Known(
        name="woxi",
        find=lambda: find_program("woxi"),
        distribution="woxi",
        evaluates=True,
        note=_PROGRAM,
        install='pip install "wlbridge[woxi]"',
    ),
    _Known(
        name="mathilda",
        find=lambda: find_in_packages("sage_wheels", "bin", "Mathilda") or find_program("Mathilda"),
        distribution="passagemath-mathilda",
        evaluates=True,
        note=_PROGRAM,
        install='pip install "wlbridge[mathilda]"',
    ),
    _Known(
        name="mathics",
        find=lambda: find_program("mathics3"),
        distribution="Mathics3",
        evaluates=True,
        note=_PROGRAM,
        install='pip install "wlbridge[mathics]"',
    ),
    _Known(
        name="wolfram",
        find=_find_wolfram,
        distribution="",
        evaluates=False,
        note="wlbridge cannot evaluate with it yet; it is never started",
        install="install the Wolfram Engine, or name its kernel in WLBRIDGE_WOLFRAM_KERNEL",
    ),
)
