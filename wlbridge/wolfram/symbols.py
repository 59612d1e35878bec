r"""Names of symbols: which are legal, which mean the same, and how they are written in ASCII.

A bare name means what the kernel finds for it on its default context path (System`, Global`). So these two contexts
are dropped wherever that cannot change the meaning: the names in System` are words that begin with a capital (or $
and a capital), so ``Global`x`` is ``x``, but ``Global`Plus`` must stay as it is.
"""

import re
from functools import lru_cache
from typing import Final

from wlbridge.errors import SymbolNameError
from wlbridge.wolfram.text.characters import LETTER_NAMES
from wlbridge.wolfram.text.lexer import SYMBOL_PATTERN

# One letter and digits, W1, is the usual name of an array and of nothing in System`, and so is one letter but C, ...
_LIKE_SYSTEM: Final = re.compile(r"(?![ABFGHJLMP-Z]\Z)\$?[A-Z](?![0-9]+\Z)[^`]*")

_SYMBOL: Final = re.compile(SYMBOL_PATTERN)

# The kernel reads these characters, when they are the whole name, as symbols of System`.
_CONSTANTS: Final = {
    "\u03c0": "Pi",
    "\u221e": "Infinity",
    "\u00b0": "Degree",
    "\uf74d": "E",
    "\uf74e": "I",
    "\uf74f": "I",
}


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """Give the shortest name of the same symbol.

    >>> [canonical_name(name) for name in ("System`Plus", "Global`x", "Global`Plus", "a`b")]
    ['Plus', 'x', 'Global`Plus', 'a`b']
    """
    context, tick, rest = name.partition("`")
    like_system = looks_like_system(rest)
    if (
        tick
        and "`" not in rest
        and ((context == "System" and like_system) or (context == "Global" and not like_system))
    ):
        name = rest
    return _CONSTANTS.get(name, name)


def looks_like_system(name: str) -> bool:
    """Say whether a bare name is one of System`, by its capital.

    >>> [looks_like_system(name) for name in ("Plus", "$Failed", "x", "W1", "Global`Plus")]
    [True, True, False, False, False]
    """
    return _LIKE_SYSTEM.fullmatch(name) is not None


def written_name(name: object) -> str:
    r"""Write the name of a symbol in ASCII.

    >>> written_name("Global`x1"), written_name("Global`Plus"), written_name("\u03b1")
    ('x1', 'Global`Plus', '\\[Alpha]')

    Raises ``SymbolNameError`` for anything that is not exactly one symbol: no text can come in by way of a name.
    """
    name = canonical_name(checked_name(name))
    return name if name.isascii() else "".join(map(_written_letter, name))


def checked_name(name: object) -> str:
    """Give the name as it is; raise ``SymbolNameError`` for anything that is not exactly one symbol.

    >>> checked_name("Global`x1")
    'Global`x1'
    """
    if not isinstance(name, str) or _SYMBOL.fullmatch(name) is None:
        raise SymbolNameError(
            f"{name!r:.200} is not the name of a symbol",
            hint="A name is made of letters, digits and $, with ` between contexts, and does not begin with a digit.",
        )
    return name


def _written_letter(letter: str) -> str:
    code = ord(letter)
    if letter.isascii():
        return letter
    if letter in LETTER_NAMES:
        return f"\\[{LETTER_NAMES[letter]}]"
    return f"\\:{code:04x}" if code <= 0xFFFF else f"\\|{code:06x}"
