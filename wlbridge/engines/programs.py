"""Where the programs of the engines are: beside our own Python, or on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

from wolframclient.utils.environment import find_default_kernel_path

from wlbridge.errors import EngineError

_DEADLINE: Final = 10.0


def find_program(name: str) -> Path | None:
    """Find an installed program, first in the environment that runs us.

    >>> find_program("no-such-program") is None
    True
    """
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    return None if found is None else Path(found)


def find_in_packages(*parts: str) -> Path | None:
    """Find an executable file inside the installed packages of the environment that runs us.

    >>> find_in_packages("no_such_package", "bin", "program") is None
    True
    """
    for kind in ("platlib", "purelib"):
        path = Path(sysconfig.get_path(kind), *parts)
        if shutil.which(path) is not None:
            return path
    return None


def find_wolfram_kernel() -> Path | None:
    """Find the kernel that WLBRIDGE_WOLFRAM_KERNEL names, or else an installed one.

    Installed is what wolframclient finds, what stands on the PATH, and what stands beside ``wolframscript``, which
    itself does not take the options of a kernel.
    """
    named = os.environ.get("WLBRIDGE_WOLFRAM_KERNEL")
    if named:
        return find_program(named)
    default = find_default_kernel_path()
    if default is not None:
        return Path(default)
    script = find_program("wolframscript")
    beside = None if script is None else find_program(str(script.resolve().with_name("WolframKernel")))
    return find_program("WolframKernel") or beside


def version_line(program: Path, *, hint: str) -> str:
    """Give what a program answers to ``--version``, such as ``woxi 0.3.0``.

    Raises ``EngineError``, with the hint, when the program does not run, fails, or takes more than ten seconds.
    """
    command = [str(program), "--version"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_DEADLINE, check=True)  # noqa: S603 - no shell
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(f"{program} does not tell its version: {error}", hint=hint) from error
    return done.stdout.decode("utf-8", errors="replace").strip()
