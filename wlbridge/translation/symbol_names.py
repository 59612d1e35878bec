"""Names of sympy's symbols as names of the Wolfram Language, one to one: any text may be the name of a symbol here.

An underscore makes a pattern there, so it becomes ``$``; a character that cannot stand in a name becomes its code
between ``$U`` and ``$``; a Dummy has its number between ``$D`` and ``$``, a negative one after ``$DM``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sympy import Basic, Dummy, Symbol

from wlbridge.errors import SymbolNameError
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.text.lexer import SYMBOL_PATTERN

_SIMPLE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ESCAPE: Final = re.compile(r"\$U([0-9a-f]+)\$|\$")
_LETTER: Final = re.compile(SYMBOL_PATTERN)
_DUMMY: Final = re.compile(r"(.*)\$D(M?[0-9]+)\$", re.DOTALL)

LAST_CHARACTER: Final = 0x10FFFF


def wolfram_name(symbol: Basic) -> str:
    r"""The name of a symbol there, without its context.

    >>> [wolfram_name(Symbol(name)) for name in ("x", "w_1_2", "x y", "x'", "2a")]
    ['x', 'w$1$2', 'x$U20$y', 'x$U27$', '$U32$a']
    >>> wolfram_name(Dummy("t", dummy_index=7))
    't$D7$'

    Raises SymbolNameError for a name that is empty.
    """
    name = str(symbol.name)  # type: ignore[attr-defined, unused-ignore]
    if not name:
        raise SymbolNameError("a symbol without a name")
    encoded = name if _SIMPLE.fullmatch(name) else "".join(_encoded(name, place) for place in range(len(name)))
    if isinstance(symbol, Dummy):  # sympy's derivatives make Dummies of negative numbers
        return f"{encoded}$D{symbol.dummy_index}$".replace("$D-", "$DM")
    return encoded


def _encoded(name: str, place: int) -> str:
    character = name[place]
    if character == "_" and name[place + 1 : place + 2] not in {"U", "D"}:
        return "$"
    plain = character != "$" and _LETTER.fullmatch(character) is not None and canonical_name(character) == character
    if plain or (place and character.isascii() and character.isdigit()):
        return character
    return f"$U{ord(character):x}$"


def named_symbol(name: str) -> Symbol:
    """The symbol that a name stands for: what ``wolfram_name`` makes this name of.

    >>> named_symbol("w$1$2"), named_symbol("x$U20$y")
    (w_1_2, x y)
    >>> named_symbol("t$D7$") == Dummy("t", dummy_index=7)
    True

    Raises SymbolNameError for a name that stands for none.
    """
    for symbol in _candidates(name):
        if "`" not in name and wolfram_name(symbol) == name:
            return symbol
    raise SymbolNameError(f"{name} stands for no symbol of sympy", hint="Say which by the argument symbols.")


def _candidates(name: str) -> Iterator[Symbol]:
    """A Dummy and a Symbol whose name ends like that of a Dummy look the same but for what stands before."""
    dummy = _DUMMY.fullmatch(name)
    if dummy and (plain := _ESCAPE.sub(_decoded, dummy[1])):
        yield Dummy(plain, dummy_index=int(dummy[2].replace("M", "-")))
    if plain := _ESCAPE.sub(_decoded, name):
        yield Symbol(plain)


def _decoded(match: re.Match[str]) -> str:
    if match[1] is None:
        return "_"
    code = int(match[1], 16)
    return chr(code) if code <= LAST_CHARACTER else match[0]
