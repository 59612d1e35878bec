"""Where the programs of the engines are: beside our own Python, or on the PATH."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from pathlib import Path


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
