"""The tokens of the Wolfram Language, cut by lark from the terminals of ``grammar.lark``."""

from collections.abc import Iterator
from functools import cache

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters

from wlbridge.wolfram.text.source import Source


@cache
def _lark() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, start="tokens", parser="lalr", lexer="basic")


def symbol_pattern() -> str:
    """Give the regular expression of a symbol, the same for the reader and the writer.

    >>> import re
    >>> bool(re.fullmatch(symbol_pattern(), "Global`x1")), bool(re.fullmatch(symbol_pattern(), "x_1"))
    (True, False)
    """
    return _lark().get_terminal("SYMBOL").pattern.to_regexp()


def tokens(source: Source) -> Iterator[Token]:
    """Cut a text into tokens.

    >>> [token.value for token in tokens(Source("f[x_, 1.5*^-3]"))]
    ['f', '[', 'x_', ',', '1.5*^-3', ']']

    Raises ``WolframSyntaxError`` at a character that begins no token.
    """
    try:
        yield from _lark().lex(source.plain)
    except UnexpectedCharacters as error:
        position = error.pos_in_stream or 0
        raise source.error(f"unexpected character {source.plain[position]!r}", position) from None
