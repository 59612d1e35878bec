"""Files: read up to a limit, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from wlbridge.errors import DataError

MOST_BYTES: Final = 512 * 2**20
"""More than this is never read: a file without an end, such as /dev/zero, must not fill the memory."""


def read_bytes(path: Path) -> bytes:
    """The contents of a file.

    Raises DataError, which names the file, when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return read_stream(file, where=str(path))
    except (OSError, ValueError) as error:
        raise DataError(f"the file cannot be read ({reason(error)})", where=str(path)) from error


def read_stream(stream: BinaryIO, *, where: str) -> bytes:
    """Everything that a stream gives until its end; raises DataError when that is too far away."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise DataError(f"there are more than {MOST_BYTES} bytes", where=where)
    return data


def standard_input() -> BinaryIO:
    """Standard input as bytes; raises DataError when it is closed."""
    if sys.stdin is None:
        raise DataError("it is closed", where="standard input")
    return sys.stdin.buffer


def write_output(data: bytes) -> None:
    """Write to standard output; raises DataError when it is closed."""
    if sys.stdout is None:
        raise DataError("it is closed", where="standard output")
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def exists(path: str) -> bool:
    """Whether a text is the path of something."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # longer than a name can be, or with a null character
        return False


def decoded(data: bytes, *, where: str) -> str:
    r"""Text in UTF-8, a byte order mark left out.

    >>> decoded(b"\xef\xbb\xbfTanh", where="net.wl")
    'Tanh'

    Raises DataError for anything else, with the first byte that is wrong.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"this is not text in UTF-8: byte {error.start + 1} is {data[error.start]:#04x}", where=where
        ) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: until everything is on the disk, ``path`` stays as it was.

    A link stays a link. What is no regular file, as /dev/null is, cannot be replaced and is written in place.
    Raises DataError, which names the file, when it cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except (OSError, ValueError) as error:
        raise DataError(f"the file cannot be written ({reason(error)})", where=str(path)) from error


def reason(error: Exception) -> str:
    """What the system says of a file, without the number and the name."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".wlbridge-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
