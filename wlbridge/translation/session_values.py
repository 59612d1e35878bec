"""Values of Python as sessions of wolframclient return them: what of them has parts, and what has no meaning."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from sympy import Basic
from wolframclient.language.expression import WLFunction, WLInputExpression

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.translation.number_rules import READ_NUMBERS
from wlbridge.wolfram.element_list import ElementList
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, arguments

NUMBER_KINDS: Final = "biufc"
"""numpy's kinds of numbers; datetime64 is none of them, though its ``tolist`` gives integers."""


def parts_of(value: Tree) -> list[Tree]:
    """The head and the arguments of a function, the elements of a list or an array, the rules of a dict.

    >>> from wolframclient.language import wl, wlexpr
    >>> parts_of(wl.f(1, [2])), parts_of(np.array(3)), parts_of(wlexpr("1 + x"))
    ([f, 1, [2]], [3], [Plus[1, x]])
    """
    if isinstance(value, WLFunction):
        return [value.head, *value.args]
    if isinstance(value, WLInputExpression):
        return [read_wl(raw_text(value))]
    if isinstance(value, np.ndarray):
        return _elements(value)
    if isinstance(value, ElementList):
        return list(value.to_wl()) if value.shape else [value.to_wl()]
    return list(arguments(value))


def raw_text(value: WLInputExpression) -> str:
    """The text of what wolframclient calls an input expression, which may be bytes."""
    return value.input if isinstance(value.input, str) else value.input.decode("utf-8", errors="replace")


def _elements(array: np.ndarray[Any, Any]) -> list[Tree]:
    if array.dtype.kind not in f"{NUMBER_KINDS}O":
        raise UnsupportedFunctionError(f"an array of numpy's type {array.dtype} has no translation")
    if isinstance(array, np.ma.MaskedArray) and np.ma.is_masked(array):
        raise UnsupportedFunctionError("an array with masked elements has no translation")
    return list(array.tolist()) if array.ndim else [array.item()]


def is_list(value: object) -> bool:
    """Whether a value is a list there; an array without dimensions is the number in it."""
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray | ElementList) and value.shape != ())


def read_numpy(number: np.generic) -> Basic:
    """A number of numpy's, exactly.

    >>> read_numpy(np.int16(3)), read_numpy(np.float32(0.1))
    (3, 0.100000001490116)

    Raises ``UnsupportedFunctionError`` for what is no number, and for long doubles, whose digits no double holds.
    """
    plain = number.item() if number.dtype.kind in NUMBER_KINDS else None
    for kind, read in READ_NUMBERS:
        if type(plain) is kind:
            return read(plain)
    raise UnsupportedFunctionError(f"a value of numpy's type {number.dtype} has no translation")


def not_carried(value: object) -> UnsupportedFunctionError:
    """The error that says what a value is, and what to do."""
    for kind, what, hint in _WITHOUT_MEANING:
        if isinstance(value, kind):
            return UnsupportedFunctionError(what, hint=hint)
    return UnsupportedFunctionError(f"a value of the type {type(value).__name__} has no translation")


_WITHOUT_MEANING: Final[tuple[tuple[Any, str, str], ...]] = (
    (type(None), "Null, for which wolframclient gives None, has no translation", ""),
    (
        bytes | bytearray | memoryview,
        "bytes, a ByteArray there, have no translation",
        "If they are WXF, as of evaluate_wxf, read them first by wlbridge.wolfram.wxf.read_wxf.",
    ),
)
