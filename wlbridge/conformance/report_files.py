"""The files that the commands read and write: one that is missing, or cannot be written, is wrong usage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wlbridge.errors import CaseError, DataError
from wlbridge.files import decoded, read_bytes, write_whole


def read_text(path: str | Path) -> str:
    """The text of a file in UTF-8; raises CaseError when it cannot be read."""
    with _as_wrong_usage():
        return decoded(read_bytes(Path(path)), where=str(path))


def write_text(path: str | Path, text: str) -> None:
    """Write a file in UTF-8 whole or not at all; raises CaseError when it cannot be written."""
    with _as_wrong_usage():
        write_whole(Path(path), text.encode("utf-8"))


def check_writable(path: str | Path) -> None:
    """Raise CaseError when a file will not be writable, before it has cost hours to find its contents."""
    target = Path(os.path.realpath(path))
    with _as_wrong_usage():
        if "\0" in str(path) or target.is_dir():
            raise DataError("no file can have this name", where=str(path))
        if not target.parent.is_dir():
            raise DataError("the folder is not there", where=str(path))
        if not os.access(target if target.exists() and not target.is_file() else target.parent, os.W_OK):
            raise DataError("the file cannot be written (Permission denied)", where=str(path))


@contextmanager
def _as_wrong_usage() -> Iterator[None]:
    try:
        yield
    except DataError as error:
        raise CaseError(error.what, where=error.where, hint=error.hint) from error
