"""Which engines are there: looked up, never started."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from wlbridge.engines.programs import find_in_packages, find_program, find_wolfram_kernel
from wlbridge.engines.wolfram_cloud import credentials


@dataclass(frozen=True)
class EngineStatus:
    """What is known of one engine on this machine.

    ``version`` is None where it cannot be told without starting the program, ``path`` where there is no program.
    """

    name: str
    found: bool
    version: str | None
    path: Path | None
    note: str
    install: str


@dataclass(frozen=True)
class _Known:
    name: str
    find: Callable[[], Path | None]
    distribution: str
    note: str
    install: str


def find_engines() -> list[EngineStatus]:
    """Look for every engine that is known.

    >>> [status.name for status in find_engines()]
    ['woxi', 'mathilda', 'mathics', 'wolfram', 'wolfram-cloud']
    """
    return [*map(_status, _ENGINES), _cloud()]


def _status(known: _Known) -> EngineStatus:
    path = known.find()
    return EngineStatus(
        name=known.name,
        found=path is not None,
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


def _cloud() -> EngineStatus:
    """The cloud, which is no program: found are the credentials."""
    return EngineStatus(
        name="wolfram-cloud",
        found=credentials() is not None,
        version=None,
        path=None,
        note="evaluates far away, each expression apart",
        install="set WLBRIDGE_CLOUD_KEY and WLBRIDGE_CLOUD_SECRET, as GenerateSecuredAuthenticationKey gives them",
    )


_PROGRAM: Final = "runs as a separate program"
_ENGINES: Final = (
    _Known(
        name="woxi",
        find=lambda: find_program("woxi"),
        distribution="woxi",
        note=_PROGRAM,
        install='pip install "wlbridge[woxi]"',
    ),
    _Known(
        name="mathilda",
        find=lambda: find_in_packages("sage_wheels", "bin", "Mathilda") or find_program("Mathilda"),
        distribution="passagemath-mathilda",
        note=_PROGRAM,
        install='pip install "wlbridge[mathilda]"',
    ),
    _Known(
        name="mathics",
        find=lambda: find_program("mathics3"),
        distribution="Mathics3",
        note=_PROGRAM,
        install='pip install "wlbridge[mathics]"',
    ),
    _Known(
        name="wolfram",
        find=find_wolfram_kernel,
        distribution="",
        note=_PROGRAM,
        install="install the Wolfram Engine, or name its kernel in WLBRIDGE_WOLFRAM_KERNEL",
    ),
)
