"""Reading WXF that comes from anywhere: one walk over the bytes, bounded in depth, in parts and in bytes.

wolframclient reads it too, but by recursion (900 levels), with six kinds of exception for broken input, and not
faithfully: Indeterminate becomes a float NaN, None and Null the same, the keys 1 and 1. of an association one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from numpy.typing import NDArray
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import WXFError
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import tokens
from wlbridge.wolfram.wxf.association import AssociationFunction
from wlbridge.wolfram.wxf.leaves import LEAVES, as_tuples, count, plain_symbol, text

MakeSymbol = Callable[[str], Tree]
MakeFunction = Callable[[Tree, Sequence[Tree]], Tree]

MOST_PARTS: Final = 20_000_000
"""Of an expression: its tree takes up to a hundred bytes a part."""

DEEPEST: Final = 1_000_000
MOST_BYTES: Final = 1 << 28
"""To which compressed data may inflate."""

_FUNCTION, _SYMBOL, _ASSOCIATION = tokens.FUNCTION[0], tokens.SYMBOL[0], tokens.ASSOCIATION[0]
_COMPOUND: Final = {_FUNCTION, _ASSOCIATION}
_ARRAYS: Final = {tokens.PACKED_ARRAY[0], tokens.NUMERIC_ARRAY[0]}
_READERS: Final = {**LEAVES, _SYMBOL: text, **dict.fromkeys(_COMPOUND, count)}
_RULES: Final = {tokens.RULE: WLSymbol("Rule"), tokens.RULE_DELAYED: WLSymbol("RuleDelayed")}
_ASSOCIATION_HEAD: Final = WLSymbol("Association")
_TOO_EARLY: Final = "the data end too early"

_Frame = tuple[list[Tree], int, list[WLSymbol] | None]
"""What has parts still to come: those read, their whole number (with the head, or of keys and values), its rules."""


def read_wxf(
    data: bytes,
    *,
    symbol: MakeSymbol = plain_symbol,
    function: MakeFunction = call,
    arrays: bool = False,
    most_parts: int = MOST_PARTS,
    deepest: int = DEEPEST,
    most_bytes: int = MOST_BYTES,
) -> Tree:
    r"""Read one expression.

    >>> read_wxf(b"8:f\x02s\x04Listr\x00\x00\x00\x00\x00\x00\xf0?s\x08Global`x")
    (1.0, Global`x)

    The tree is what the reader of text would give (tuples, Fraction, complex, a dict where a dict can hold the
    association), except that ``Global`x`` keeps its context; ``symbol`` and ``function`` may make it otherwise.
    Doubles that are not finite become the symbols Infinity and Indeterminate, or -Infinity, a real of arbitrary
    precision a Decimal. A packed or numeric array is the nested tuples that it stands for, or with ``arrays`` a numpy
    array of its own type (a packed one wolframclient's ``PackedArray``), of which ``write_wxf`` makes the same bytes.

    Raises ``WXFError``, with the byte, for anything that is not WXF, for more than ``most_parts`` parts (the
    elements of an array that is read as tuples among them), for more than ``deepest`` levels, and for compressed data
    of more than ``most_bytes``. Nothing is allocated for what a length says before the bytes are there, and nothing
    is evaluated.
    Format: https://reference.wolfram.com/language/tutorial/WXFFormatDescription.html
    """
    body, at = _body(data, most_bytes)
    return _Reading(body, function, arrays, most_parts).expression(at, _Symbols(symbol), deepest)


class _Symbols(dict[str, Tree]):
    """Names of symbols and what stands for them, each made once."""

    def __init__(self, make: MakeSymbol) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Tree:
        value = self[name] = self._make(name)
        return value


class _Reading:
    """One walk: what it makes of the parts, and how many more it may read."""

    def __init__(self, data: bytes, function: MakeFunction, arrays: bool, most_parts: int) -> None:
        self._data, self._function, self._arrays = data, function, arrays
        self._most = self._left = most_parts

    def expression(self, at: int, symbols: _Symbols, deepest: int) -> Tree:
        """Read the one expression that begins at a byte and ends with the data."""
        data = self._data
        stack: list[_Frame] = []
        items, size, rules = self._frame(None, 1, at)
        while True:
            if rules is not None and not len(items) & 1:
                at = _rule(data, at, rules)
            token, value, after = _part(data, at)
            if token == _SYMBOL:
                value = symbols[value]
            elif token in _COMPOUND:
                if len(stack) == deepest:
                    raise _error(f"more than {deepest:,} levels", at)
                stack.append((items, size, rules))
                items, size, rules = self._frame(token, value, at)
                at = after
                if size:
                    continue
                value = self._built(items, rules)
                items, size, rules = stack.pop()
            elif token in _ARRAYS:
                value = self._array(value, at)
            at = after
            items.append(value)
            while len(items) == size:
                if not stack:
                    return _last(items, at, len(data))
                value = self._built(items, rules)
                items, size, rules = stack.pop()
                items.append(value)

    def _frame(self, token: int | None, count: int, at: int) -> _Frame:
        """Make room for parts that are still to come, if there can be as many."""
        size = count + 1 if token == _FUNCTION else 2 * count if token == _ASSOCIATION else count
        if size > len(self._data) - at:
            raise _error(_TOO_EARLY, at)
        self._allow(size, at)
        return [], size, ([] if token == _ASSOCIATION else None)

    def _allow(self, parts: int, at: int) -> None:
        self._left -= parts
        if self._left < 0:
            raise _error(f"more than {self._most:,} parts", at)

    def _array(self, array: NDArray[Any], at: int) -> Tree:
        if self._arrays:
            return array
        self._allow(array.size, at)
        try:
            return as_tuples(array)
        except ValueError as error:
            raise _error(str(error), at) from error

    def _built(self, items: list[Tree], rules: list[WLSymbol] | None) -> Tree:
        if rules is None:
            return self._function(items[0], items[1:])
        entries = map(WLFunction, rules, items[::2], items[1::2])
        value = self._function(_ASSOCIATION_HEAD, list(entries))
        if type(value) is WLFunction and value.head == _ASSOCIATION_HEAD:
            return AssociationFunction(value.head, *value.args)
        return value


def _part(data: bytes, at: int) -> tuple[int, Any, int]:
    """Read a token and what belongs to it; of what has parts, their number."""
    try:
        token = data[at]
        value, after = _READERS[token](data, at + 1)
    except (IndexError, struct.error):
        raise _error(_TOO_EARLY, at) from None
    except KeyError:
        raise _error(f"the unknown token {data[at : at + 1]!r}", at) from None
    except ValueError as error:
        raise _error(str(error), at) from error
    return token, value, after


def _rule(data: bytes, at: int, rules: list[WLSymbol]) -> int:
    """Read what stands before a key: an entry of an association begins here."""
    token = data[at : at + 1]
    if token not in _RULES:
        raise _error(f"{token!r} in place of a rule" if token else _TOO_EARLY, at)
    rules.append(_RULES[token])
    return at + 1


def _last(items: list[Tree], at: int, end: int) -> Tree:
    if at < end:
        raise _error(f"{end - at} bytes after the expression", at)
    return items[0]


def _body(data: bytes, most_bytes: int) -> tuple[bytes, int]:
    """Give the bytes, inflated, and where they begin."""
    if data[:2] == tokens.HEADER:
        return data, 2
    if not data:
        raise _error(_TOO_EARLY, 0)
    if data[:3] != tokens.COMPRESSED_HEADER:
        raise _error("this does not begin with the WXF header 8: or 8C:", 0)
    inflater = zlib.decompressobj()
    try:
        body = inflater.decompress(memoryview(data)[3:], most_bytes + 1)
    except zlib.error as error:
        raise _error(f"the compressed data are damaged: {error}", 3) from error
    if len(body) > most_bytes:
        raise _error(f"the compressed data inflate to more than {most_bytes:,} bytes", 3)
    if not inflater.eof:
        raise _error("the compressed data end too early", len(data))
    if inflater.unused_data:
        raise _error(f"{len(inflater.unused_data)} bytes after the expression", len(data) - len(inflater.unused_data))
    return body, 0


def _error(what: str, at: int) -> WXFError:
    return WXFError(f"{what} in WXF data", where=f"byte {at}")
