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

from wlbridge.engines.wxf_source import Source
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.text.reals import read_number
from wlbridge.wolfram.tree import Tree

MakeSymbol = Callable[[str], Tree]
MakeFunction = Callable[[Tree, Sequence[Tree]], Tree]
_MAX_DIGITS: Final = 200_000  # the time to convert an integer grows with the square of its digits
_MAX_RANK: Final = 64  # of numpy; the product of as many sizes as there are bytes would take hours
_NAMED: Final = {"True": True, "False": False, "Null": None}
_NEGATIVE_INFINITY: Final = WLFunction(WLSymbol("Times"), -1, WLSymbol("Infinity"))


@dataclass
class _Part:
    """A function whose parts are still being read; ``size`` counts the head too, or keys and values."""

    size: int
    items: list[Tree] = field(default_factory=list)

    def before_next(self, source: Source) -> None:
        """Nothing stands between the parts of a function."""

    def build(self, function: MakeFunction) -> Tree:
        head, *parts = self.items
        return function(head, parts)


@dataclass
class _Association(_Part):
    heads: list[WLSymbol] = field(default_factory=list)

    def before_next(self, source: Source) -> None:
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


def _big_integer(source: Source) -> int:
    text = source.text()
    if len(text) > _MAX_DIGITS or not re.fullmatch(r"-?[0-9]+", text):
        raise source.refused(f"an integer of {len(text)} characters, {text:.20}...,")
    return int(Decimal(text))  # int(text) stops at 4300 digits


def _real(source: Source) -> Tree:
    return _finite(struct.unpack("<d", source.take(8))[0])


def _finite(value: float) -> Tree:
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return WLSymbol("Indeterminate")
    return WLSymbol("Infinity") if value > 0 else _NEGATIVE_INFINITY


def _precise_real(source: Source) -> Tree:
    """Read a real of arbitrary precision, written as in the Wolfram Language: ``-3.1415926535897932385`20.``."""
    text = source.text()
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    try:
        value = read_number(digits)
    except ValueError as error:
        raise source.refused(f"{text:.20} in place of a real of arbitrary precision ({error})") from error
    if not isinstance(value, Decimal):
        raise source.refused(f"{text:.20} in place of a real of arbitrary precision")
    return value.copy_negate() if sign < 0 else value


def _integer(size: int) -> Callable[[Source], int]:
    return lambda source: int.from_bytes(source.take(size), "little", signed=True)


def _array(source: Source, elements: Mapping[bytes, str]) -> NDArray[Any]:
    token = source.take(1)
    if token not in elements:
        raise source.refused(f"an array of the elements {token!r}")
    kind = np.dtype(elements[token])
    rank = source.count()
    if rank > _MAX_RANK:
        raise source.refused(f"an array of rank {rank}")
    dimensions = [source.count() for _ in range(rank)]
    data = source.take(math.prod(dimensions) * kind.itemsize)
    try:
        return np.frombuffer(data, kind).reshape(dimensions)
    except ValueError as error:
        raise source.refused(f"an array of rank {len(dimensions)} ({error})") from error


def _as_tuples(source: Source) -> Tree:
    """Read an array as the list that it stands for; rank by rank, from the innermost one."""
    array = _array(source, {**_ELEMENTS, **_COMPLEX})
    source.allow(array.size)
    if not array.size and array.ndim > 1:
        raise source.refused(f"an empty array of rank {array.ndim}")
    items: list[Tree] = [_finite(item) if isinstance(item, float) else item for item in array.ravel().tolist()]
    for size in reversed(array.shape):
        items = [tuple(items[start : start + size]) for start in range(0, max(len(items), 1), max(size, 1))]
    return items[0]


_ATOMS: Final[Mapping[bytes, Callable[[Source], Any]]] = {
    b"S": Source.text,
    b"B": lambda source: source.take(source.count()),
    b"C": _integer(1),
    b"j": _integer(2),
    b"i": _integer(4),
    b"L": _integer(8),
    b"I": _big_integer,
    b"r": _real,
}
_COMPOUND: Final[Mapping[bytes, Callable[[Source], _Part]]] = {
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
_COMPLEX: Final = {b"\x33": "<c8", b"\x34": "<c16"}
_RULES: Final = {b"-": WLSymbol("Rule"), b":": WLSymbol("RuleDelayed")}
_ARRAYS: Final[Mapping[bytes, Callable[[Source], Any]]] = dict.fromkeys(
    (b"\xc1", b"\xc2"), lambda source: _array(source, _ELEMENTS)
)
_NUMBERS: Final = {b"R": _precise_real, b"\xc1": _as_tuples, b"\xc2": _as_tuples}
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
    all_numbers: bool = False,
    most_parts: float = math.inf,
) -> Tree:
    """Read one expression.

    >>> read_wxf(b"8:f\\x02s\\x04Listr\\x00\\x00\\x00\\x00\\x00\\x00\\xf0?s\\x08Global`x")
    (1.0, Global`x)

    The tree is what the reader of text would give (tuples, Fraction, complex, a dict where a dict can hold the
    association), except that ``Global`x`` keeps its context; ``symbol`` and ``function`` may make it otherwise.
    Doubles that are not finite become the symbols Infinity and Indeterminate, or -Infinity.
    With ``arrays`` a packed or numeric array of reals or integers is a numpy array of its own type. With
    ``all_numbers`` it is the nested tuples that it stands for, and a real of arbitrary precision a Decimal. An
    expression of more parts than ``most_parts`` is refused, since one byte can become a hundred in memory.
    Raises ``EngineProtocolError``, with the byte, for anything that is not WXF, and for such numbers otherwise.
    """
    source = Source(data, most_parts)
    atoms = {**_ATOMS, **(_NUMBERS if all_numbers else {}), **(_ARRAYS if arrays else {})}
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
        elif token in atoms:
            value = atoms[token](source)
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
