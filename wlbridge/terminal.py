"""How commands end: one or two lines for an error, a traceback only for those who ask for it."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, Final

import click

from wlbridge.errors import WLBridgeError
from wlbridge.files import reason

UNEXPECTED: Final = 70
"""The exit code after an error that is a fault of wlbridge, EX_SOFTWARE of sysexits.h."""

_LONGEST: Final = 600


class Program(click.Group):
    """A group of commands whose errors are told in a line, and shown with a traceback after ``--debug``."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click itself answers wrong usage, Ctrl-C and a pipe that nobody reads any more."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if ctx.params.get("debug") or (isinstance(error, OSError) and error.errno == errno.EPIPE):
                raise
            ctx.exit(_tell(error))


def _tell(error: Exception) -> int:
    """Say what went wrong on standard error, and return the exit code."""
    if isinstance(error, WLBridgeError):
        hint, error.hint = error.hint, ""
        return _write(str(error), hint, error.exit_code)
    if isinstance(error, OSError):
        _drop_output()
        name = "" if error.filename is None else f"{error.filename}: "
        return _write(f"{name}{reason(error)}", "", 1)
    what = f"unexpected {type(error).__name__}: {error}" if str(error) else f"unexpected {type(error).__name__}"
    return _write(
        what, "This is a fault of wlbridge. Run again with wlbridge --debug to see where it is.", UNEXPECTED
    )


def _write(what: str, hint: str, code: int) -> int:
    click.echo(f"Error: {one_line(what)}", err=True)
    if hint:
        click.echo(f"Hint: {one_line(hint)}", err=True)
    return code


def one_line(text: str) -> str:
    r"""Text that stays on its line and sends no command to the terminal; of a long one the beginning and the end.

    >>> one_line("a\n  b\x1b[2J")
    'a b\\x1b[2J'
    """
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)
    half = _LONGEST // 2
    return line if len(line) <= _LONGEST else f"{line[:half]} ... {line[-half:]}"


def _drop_output() -> None:
    """Python writes what is left of the output once more when it ends: after a full disk that would fail again."""
    try:
        sys.stdout.flush()
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
