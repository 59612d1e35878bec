"""``wlbridge translate``: one expression from the Wolfram Language or sympy's serialised form to other languages."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import click
import sympy
from sympy import Basic

from wlbridge.code_text import LANGUAGES, numeric_code, sympy_code
from wlbridge.errors import DataError, FormTooLargeError, TextError, WXFError
from wlbridge.files import decoded, exists, read_bytes, read_stream, standard_input, write_output
from wlbridge.sympy_text import latex_text
from wlbridge.translation.from_wl import from_wl
from wlbridge.translation.srepr_reader import read_srepr
from wlbridge.translation.to_wl import to_wl
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.wxf import read_wxf

Language = Literal["wl", "srepr", "wxf"]

_ARGUMENT: Final = "EXPRESSION"

_LIKE_A_FILE: Final = re.compile(r"[\w./\\~-]+\.(?:m|nb|py|srepr|txt|wl|wls|wxf)")


def _srepr(expression: Any) -> str:
    try:
        return str(sympy.srepr(expression))
    except RecursionError:
        raise FormTooLargeError(
            "the formula is nested more deeply than sympy can print", hint="Use --to wl."
        ) from None


def _numeric(language: Any) -> Callable[[Any, Mapping[str, Any]], str]:
    return lambda expression, _: numeric_code(expression, language)


_WRITERS: Final[dict[str, Callable[[Any, Mapping[str, Any]], str]]] = {
    "wl": lambda expression, functions: write_wl(to_wl(expression, functions=functions)),
    "sympy": lambda expression, _: sympy_code(expression),
    "srepr": lambda expression, _: _srepr(expression),
    "latex": lambda expression, _: latex_text(expression),
    **{language: _numeric(language) for language in LANGUAGES},
}


@click.command()
@click.argument("expression")
@click.option(
    "--from",
    "source",
    type=click.Choice(["wl", "srepr", "wxf"]),
    default="wl",
    show_default=True,
    help="The language of EXPRESSION: Wolfram Language, what sympy.srepr writes, or WXF.",
)
@click.option(
    "--to",
    "target",
    type=click.Choice(list(_WRITERS)),
    help="The language to write.  [default: sympy, and wl from srepr]",
)
@click.option("--function", "functions", metavar="NAME", multiple=True, help="An undefined function; once for each.")
def translate(*, expression: str, source: Language, target: str | None, functions: tuple[str, ...]) -> None:
    """Translate EXPRESSION between the Wolfram Language, sympy, LaTeX and code that computes with doubles.

    EXPRESSION is a file, - for standard input, or the text itself. It is read and never evaluated. What has no
    translation is refused by name.

    \b
    wlbridge translate 'Sum[x^k/k!, {k, 0, n}]' --to latex
    wlbridge translate formula.wl --to c
    python -c 'import sympy; print(sympy.srepr(...))' | wlbridge translate - --from srepr

    \b
    --to sympy      Python, after: from sympy import *
         c          C99, after: #include <math.h>
         fortran    Fortran 2008, free form
         numpy      Python, after: import numpy
    """
    own = {name: sympy.Function(name) for name in functions}
    data, where = _data(expression, source)
    read = _read(data, where, source, own)
    text = _written(read, target or ("wl" if source == "srepr" else "sympy"), own)
    write_output(f"{text}\n".encode(errors="backslashreplace"))


def _written(expression: Basic, target: str, functions: Mapping[str, Any]) -> str:
    try:
        return _WRITERS[target](expression, functions)
    except ValueError as error:  # of int, in sympy's printers
        if "integer string conversion" not in str(error):
            raise
    digits = sys.get_int_max_str_digits()
    raise FormTooLargeError(
        f"an integer has more than {digits} digits, which Python does not write", hint="Use --to wl."
    )


def _data(expression: str, source: Language) -> tuple[bytes, str]:
    """What is to be read, and what errors in it call the place."""
    if expression == "-":
        return read_stream(standard_input(), where="standard input"), "standard input"
    if expression.strip() and exists(expression):
        return read_bytes(Path(expression)), expression
    if source == "wxf" or _LIKE_A_FILE.fullmatch(expression):
        raise DataError("there is no such file", where=expression)
    return expression.encode(errors="surrogatepass"), _ARGUMENT


def _read(data: bytes, where: str, source: Language, functions: Mapping[str, Any]) -> Basic:
    try:
        if source == "wxf":
            return from_wl(read_wxf(data), functions=functions)
        text = decoded(data, where=where)
        return read_srepr(text.rstrip("\n")) if source == "srepr" else from_wl(read_wl(text), functions=functions)
    except (TextError, WXFError) as error:
        error.where = f"{where}, {error.where}" if error.where else where
        raise
