"""Reading WXF, the binary form of expressions, that came from an engine.

wolframclient reads it too, but by recursion (900 levels), with six kinds of exception for broken input, and not
faithfully: Indeterminate becomes a float NaN, None and Null the same, the keys 1 and 1. of an association one.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import EngineProtocolError
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.tree import Tree

MakeSymbol = Callable[[str], Tree]
MakeFunction = Callable[[Tree, Sequence[Tree]], Tree]
_MAX_DIGITS: Final = 200_000  # the time to convert an integer grows with the square of its digits
_MAX_RANK: Final = 64  # of numpy; the product of as many sizes as there are bytes would take hours
_NAMED: Final = {"True": True, "False": False, "Null": None}
_NEGATIVE_INFINITY: Final = WLFunction(WLSymbol("Times"), -1, WLSymbol("Infinity"))


class _Source:
    """Bytes and the place where reading stands."""

    def __init__(self, data: bytes, most_parts: float) -> None:
        self._data = data
        self._at = 0
        self._parts, self._most_parts = 0, most_parts

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise self.refused("the data end too early")
        self._at += count
        return taken

    def next_part(self) -> bytes:
        self._parts += 1
        if self._parts > self._most_parts:
            raise self.refused(f"more than {self._most_parts:,} parts")
        return self.take(1)

    def count(self) -> int:
        value = shift = 0
        while True:
            (byte,) = self.take(1)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            if shift > 56:
                raise self.refused("a length of more than nine bytes")

    def text(self) -> str:
        try:
            return self.take(self.count()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.refused("text that is not UTF-8") from error

    def expect_end(self) -> None:
        if self._at < len(self._data):
            raise self.refused(f"{len(self._data) - self._at} bytes after the expression")

    def refused(self, what: str) -> EngineProtocolError:
        return EngineProtocolError(f"{what} in WXF data", where=f"byte {self._at}")


@dataclass
class _Part:
    """A function whose parts are still being read; ``size`` counts the head too, or keys and values."""

    size: int
    items: list[Tree] = field(default_factory=list)

    def before_next(self, source: _Source) -> None:
        """Nothing stands between the parts of a function."""

    def build(self, function: MakeFunction) -> Tree:
        head, *parts = self.items
        return function(head, parts)


@dataclass
class _Association(_Part):
    heads: list[WLSymbol] = field(default_factory=list)

    def before_next(self, source: _Source) -> None:
        if len(self.items) % 2 == 0:
            token = source.take(1)
            if token not in _RULES:
                raise source.refused(f"{token!r} in place of a rule")
            self.heads.append(_RULES[token])

    def build(self, function: MakeFunction) -> Tree:
        pairs = zip(self.heads, self.items[::2], self.items[1::2], strict=True)
        return function(WLSymbol("Association"), [WLFunction(head, key, value) for head, key, value in pairs])


def plain_symbol(name: str) -> Tree:
    """Give the tree of a symbol: Python's own True, False and None, and no context System`.

    >>> plain_symbol("Null") is None, plain_symbol("System`Pi"), plain_symbol("Global`x")
    (True, Pi, Global`x)
    """
    return _NAMED[name] if name in _NAMED else WLSymbol(name.removeprefix("System`"))


def _big_integer(source: _Source) -> int:
    text = source.text()
    if len(text) > _MAX_DIGITS or not re.fullmatch(r"-?[0-9]+", text):
        raise source.refused(f"an integer of {len(text)} characters, {text:.20}...,")
    return int(Decimal(text))  # int(text) stops at 4300 digits


def _real(source: _Source) -> Tree:
    value: float = struct.unpack("<d", source.take(8))[0]
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return WLSymbol("Indeterminate")
    return WLSymbol("Infinity") if value > 0 else _NEGATIVE_INFINITY


def _integer(size: int) -> Callable[[_Source], int]:
    return lambda source: int.from_bytes(source.take(size), "little", signed=True)


def _array(source: _Source) -> NDArray[Any]:
    token = source.take(1)
    if token not in _ELEMENTS:
        raise source.refused(f"an array of the elements {token!r}")
    kind = np.dtype(_ELEMENTS[token])
    rank = source.count()
    if rank > _MAX_RANK:
        raise source.refused(f"an array of rank {rank}")
    dimensions = [source.count() for _ in range(rank)]
    data = source.take(math.prod(dimensions) * kind.itemsize)
    try:
        return np.frombuffer(data, kind).reshape(dimensions)
    except ValueError as error:
        raise source.refused(f"an array of rank {len(dimensions)} ({error})") from error


_ATOMS: Final[Mapping[bytes, Callable[[_Source], Any]]] = {
    b"S": _Source.text,
    b"B": lambda source: source.take(source.count()),
    b"C": _integer(1),
    b"j": _integer(2),
    b"i": _integer(4),
    b"L": _integer(8),
    b"I": _big_integer,
    b"r": _real,
}
_COMPOUND: Final[Mapping[bytes, Callable[[_Source], _Part]]] = {
    b"f": lambda source: _Part(source.count() + 1),
    b"A": lambda source: _Association(source.count() * 2),
}
_ELEMENTS: Final = {
    b"\x00": "<i1",
    b"\x01": "<i2",
    b"\x02": "<i4",
    b"\x03": "<i8",
    b"\x10": "<u1",
    b"\x11": "<u2",
    b"\x12": "<u4",
    b"\x13": "<u8",
    b"\x22": "<f4",
    b"\x23": "<f8",
}
_RULES: Final = {b"-": WLSymbol("Rule"), b":": WLSymbol("RuleDelayed")}
_ARRAYS: Final = {b"\xc1", b"\xc2"}
_REFUSED: Final = {
    b"R": "a real of arbitrary precision",
    b"\xc1": "a packed array",
    b"\xc2": "a numeric array",
}


def read_wxf(
    data: bytes,
    *,
    symbol: MakeSymbol = plain_symbol,
    function: MakeFunction = call,
    arrays: bool = False,
    most_parts: float = math.inf,
) -> Tree:
    """Read one expression.

    >>> read_wxf(b"8:f\\x02s\\x04Listr\\x00\\x00\\x00\\x00\\x00\\x00\\xf0?s\\x08Global`x")
    (1.0, Global`x)

    The tree is what the reader of text would give (tuples, Fraction, complex, a dict where a dict can hold the
    association), except that ``Global`x`` keeps its context; ``symbol`` and ``function`` may make it otherwise.
    Doubles that are not finite become the symbols Infinity and Indeterminate, or -Infinity.
    With ``arrays`` a packed or numeric array of reals or integers is a numpy array of its own type; an expression of
    more parts than ``most_parts`` is refused, since one byte can become a hundred in memory.
    Raises ``EngineProtocolError``, with the byte, for anything that is not WXF, for reals of arbitrary precision, and
    for arrays otherwise.
    """
    source = _Source(data, most_parts)
    if source.take(2) != b"8:":
        raise source.refused("this does not begin with the WXF header 8:")
    stack: list[_Part] = []
    while True:
        if stack:
            stack[-1].before_next(source)
        token = source.next_part()
        if token in _COMPOUND:
            part = _COMPOUND[token](source)
            if part.size:
                stack.append(part)
                continue
            value: Tree = part.build(function)
        elif token == b"s":
            value = symbol(source.text())
        elif token in _ATOMS:
            value = _ATOMS[token](source)
        elif arrays and token in _ARRAYS:
            value = _array(source)
        else:
            raise source.refused(_REFUSED.get(token, f"the unknown token {token!r}"))
        while stack:
            stack[-1].items.append(value)
            if len(stack[-1].items) < stack[-1].size:
                break
            value = stack.pop().build(function)
        if not stack:
            source.expect_end()
            return value
