"""Reading the values that Mathics3 tells in the tokens that ``mathics.wl`` explains."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import EngineProtocolError
from wlbridge.wolfram.text.build import call
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import plain_symbol

_TOKEN: Final = re.compile(
    r"(?P<open>\[)|(?P<close>\]) |(?P<integer>-?[0-9]+) |y(?P<symbol>[^ \[\]]+) "
    r"|(?P<kind>[rvis?])\((?P<inside>[^()]*)\) |(?P<long>[rv]\(.*?mpf\()"
)
_REAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_CODE: Final = re.compile(r"[0-9]{1,7}")
_LONG: Final = "a machine real that is no double: of more than 53 bits, such as N[2^60 + 1], or too large"
_DIRECTIONS: Final[dict[tuple[Tree, ...], Tree]] = {
    (): WLSymbol("ComplexInfinity"),
    (1,): WLSymbol("Infinity"),
    (-1,): WLFunction(WLSymbol("Times"), -1, WLSymbol("Infinity")),
}


def read_value(text: str) -> Tree:
    """Read one value.

    >>> read_value("[ySystem`List 1 r(0.30000000000000004,) s(97, 34) [yGlobal`f yGlobal`x ] ] ")
    (1, 0.30000000000000004, 'a"', Global`f[Global`x])

    DirectedInfinity[1] is Infinity, as the other engines write it. Raises ``EngineProtocolError`` for what is no such
    value, and for one that holds something without an exact form, which it names.
    """
    stack: list[list[Tree]] = [[]]
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise EngineProtocolError(f"an answer of another form: {text[at : at + 200]}")
        at = match.end()
        if match["open"]:
            stack.append([])
        elif not match["close"]:
            stack[-1].append(_atom(match))
        elif len(stack) > 1 and stack[-1]:
            head, *parts = stack.pop()
            stack[-1].append(_compound(head, parts))
        else:
            raise EngineProtocolError("an answer with a bracket too many")
    if len(stack) != 1 or len(stack[0]) != 1:
        raise EngineProtocolError(f"an answer of {len(stack[0])} values, {len(stack) - 1} of them unfinished")
    return stack[0][0]


def _atom(match: re.Match[str]) -> Tree:
    if match["integer"]:
        return _integer(match["integer"])
    if match["symbol"]:
        return plain_symbol(match["symbol"])
    if match["long"]:
        raise EngineProtocolError(_LONG)
    return _INSIDE[match["kind"]](match["inside"])


def _compound(head: Tree, parts: list[Tree]) -> Tree:
    if isinstance(head, WLSymbol) and head.name == "DirectedInfinity":
        direction = tuple(parts)
        if all(type(part) is int for part in direction) and direction in _DIRECTIONS:
            return _DIRECTIONS[direction]
    return call(head, parts)


def _items(inside: str, form: re.Pattern[str]) -> list[str]:
    items = inside.removesuffix(",").replace(" ", "").split(",") if inside else []
    if not all(form.fullmatch(item) for item in items):
        raise EngineProtocolError(f"an answer with the numbers {inside:.200}")
    return items


def _integers(inside: str) -> tuple[int, ...]:
    return tuple(map(_integer, _items(inside, _INTEGER)))


def _integer(text: str) -> int:
    return int(Decimal(text))  # int(text) stops at 4300 digits


def _reals(inside: str) -> tuple[float, ...]:
    return tuple(map(_double, _items(inside, _REAL)))


def _double(text: str) -> float:
    """Read one real; an integer among them is told with all its digits, and has to be a double."""
    value = float(text)
    if not math.isfinite(value) or (_INTEGER.fullmatch(text) and int(value) != _integer(text)):
        raise EngineProtocolError(_LONG)
    return value


def _real(inside: str) -> float:
    (value,) = _reals(inside)
    return value


def _string(inside: str) -> str:
    codes = [int(code) for code in _items(inside, _CODE)]
    if any(code > sys.maxunicode for code in codes):
        raise EngineProtocolError(f"an answer with the characters {inside:.200}")
    return "".join(map(chr, codes))


def _unreadable(inside: str) -> Tree:
    raise EngineProtocolError(f"Mathics3 cannot tell the value {_string(inside):.200} exactly")


_INSIDE: Final[dict[str, Callable[[str], Tree]]] = {
    "r": _real,
    "v": _reals,
    "i": _integers,
    "s": _string,
    "?": _unreadable,
}
