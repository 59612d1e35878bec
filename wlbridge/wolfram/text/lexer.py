"""The tokens of the Wolfram Language, cut by one regular expression.

Comments, line continuations and escaped characters are taken out before, by ``source``; how tokens bind is said by
the tables of ``operators``.
"""

import re
from typing import Final

from wlbridge.wolfram.text.source import Source

# Letters of any alphabet, $, and signs that the kernel counts as letters, many of them in the private use area.
_SIGNS: Final = r"$\u00a2\u00a3\u00a5\u00b0\u20ac\u2205\u221e\uf6b2-\uf6ff\uf74d-\uf74f\uf770-\uf7bd\uf800-\uf833"
_LETTER: Final = rf"(?:[^\W\d_]|[{_SIGNS}])"
_PART: Final = rf"{_LETTER}(?:{_LETTER}|[0-9])*+"
_SYMBOL: Final = rf"`?{_PART}(?:`{_PART})*+"

_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'

# A point that is followed by another is no part of a number: 1.. is Repeated[1].
_DIGITS: Final = r"[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+"
_SIZE: Final = rf"[+-]?(?:{_DIGITS})"
_NUMBER: Final = (
    rf"(?:[0-9]+\^\^[0-9A-Za-z]+(?:\.(?!\.)[0-9A-Za-z]*)?|{_DIGITS})"
    rf"(?:``{_SIZE}|`(?!`)(?:{_SIZE})?)?(?:\*\^[+-]?[0-9]+)?"
)

# Each says itself where it does not hold: x_. is Optional, x_.. is Repeated.
_BLANK: Final = rf"(?:{_SYMBOL})?(?:_\.(?!\.)|(?:_(?!_|\.(?!\.))|___?)(?:{_SYMBOL})?)"

# The longest first. =. is Unset only where no number begins at the point.
_OPERATOR: Final = (
    r"\|->|===|=!=|<->|>>>|@@@|//\.|//@|//=|\^:=|\.\.\.|<\||\|>|==|=\.(?![0-9.])|!=|!!|<>|<=|<<|>>|>=|->|-=|--|\+="
    r"|\+\+|\*\*|\*=|/;|//|/\.|/@|/\*|/:|/=|\^=|@@|@\*|:=|:>|;;|&&|\|\||~~|\.\."
    r"|[-+*/^.!&|<>=;:?@~',()\[\]{}%\u00ac\u2208\uf3c7-\uf3c9\uf4a0]"
)

_TOKEN: Final = re.compile(
    rf"(?P<SYMBOL>{_SYMBOL}(?!_))|(?P<NUMBER>{_NUMBER})|(?P<STRING>{_STRING})|(?P<BLANK>{_BLANK})"
    rf"|(?P<SLOT>\#\#[0-9]*|\#(?:[0-9]+|[A-Za-z][A-Za-z0-9]*|{_STRING})?)"
    rf"|(?P<MESSAGE>::(?:[A-Za-z$][A-Za-z0-9$]*|{_STRING}))"
    rf"|(?P<OPERATOR>{_OPERATOR})|\s+|(?P<UNKNOWN>.)",
    re.DOTALL,
)

SYMBOL_PATTERN: Final = _SYMBOL
"""The regular expression of a symbol, the same for the reader and the writer."""

Token = tuple[str, str, int]
"""The kind of a token, its text and where it begins."""


def tokens(source: Source) -> list[Token]:
    """Cut a text into tokens.

    >>> [text for kind, text, start in tokens(Source("f[x_, 1.5*^-3]"))]
    ['f', '[', 'x_', ',', '1.5*^-3', ']']

    Raises ``WolframSyntaxError`` at a character that begins no token.
    """
    found = [(kind, one[0], one.start()) for one in _TOKEN.finditer(source.plain) if (kind := one.lastgroup)]
    for kind, text, start in found:
        if kind == "UNKNOWN":
            raise source.error(f"unexpected character {text!r}", start)
    return found
