"""How many kernels run at a time, counted over all processes of a user: a licence allows few.

A slot is a lock on a file, which ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from wlbridge.errors import EngineStartError

WAIT: Final = 60.0
"""Seconds to wait for a slot."""

_PAUSE: Final = 0.05


@contextmanager
def kernel_slot(most: int, *, wait: float = WAIT) -> Iterator[None]:
    """Hold one of ``most`` slots.

    >>> with kernel_slot(2):
    ...     pass

    Raises ``EngineStartError`` when all of them stay taken for ``wait`` seconds.
    """
    until = time.monotonic() + wait
    while (slot := _free_slot(most)) is None:
        if time.monotonic() > until:
            raise EngineStartError(
                f"as many kernels as are allowed, {most}, ran for {wait:g} s",
                hint="Close the engine that has one, here or in another process, or allow more kernels.",
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        slot.release()


def _free_slot(most: int) -> FileLock | None:
    """Lock the first file that nobody has locked."""
    folder = Path(tempfile.gettempdir(), f"wlbridge-kernels-{getattr(os, 'getuid', int)()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(most):
        slot = FileLock(folder / f"{number}.lock", thread_local=False)  # the end may come in another thread
        try:
            slot.acquire(blocking=False)
        except Timeout:
            continue
        return slot
    return None
