r"""String literals: every escape of the Wolfram Language is read, and what is written is plain ASCII."""

import re
from typing import Final

from wlbridge.errors import DataError
from wlbridge.wolfram.text.characters import CHARACTERS

ESCAPED_CHARACTER: Final = re.compile(
    r"\\(?:\[[^\]\s\"\\]*\]?|:[0-9a-fA-F]{4}|\.[0-9a-fA-F]{2}|\|[0-9a-fA-F]{6}|[0-7]{3})"
)
r"""The escapes that also stand outside strings: ``\[Alpha]``, ``\:03b1``, ``\.e9``, ``\|01f600``, ``\012``."""

_ESCAPE: Final = re.compile(rf"{ESCAPED_CHARACTER.pattern}|\\(?:\r\n|.)|\\", re.DOTALL)
# \< and \> mark text that a line break must not change; the kernel drops them.
_SHORT: Final = {
    '"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "<": "", ">": "",
    "\n": "", "\r": "", "\r\n": "",
}  # fmt: skip
_WRITTEN: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# woxi 0.3.0 takes \" for the end of a string when it looks for escapes, and so reads "\"\\.e9" as if it held \.e9.
_UNPRINTABLE: Final = re.compile(r"[^ !#-\[\]-~]|(?<=\\)[.:]")


def decode_character(escape: str) -> str:
    r"""Give the character that one escape stands for.

    >>> decode_character(r"\[Beta]"), decode_character(r"\:0041"), decode_character(r"\102")
    ('β', 'A', 'B')

    Raises ``ValueError`` for a name that is not known and for numbers that are no character.
    """
    kind = escape[1]
    if kind == "[":
        name = escape[2:].removesuffix("]")
        if not escape.endswith("]") or name not in CHARACTERS:
            raise ValueError(f"unknown character name {escape}")
        return CHARACTERS[name]
    code = int(escape[1:], 8) if kind.isdigit() else int(escape[2:], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"{escape} is no character of Unicode")
    return chr(code)


def read_string(literal: str) -> tuple[str, None] | tuple[str, tuple[int, str]]:
    r"""Read a string literal with its quotes: the string, and None or the position and the reason of the first fault.

    >>> read_string(r'"a\tb\[Beta]"')
    ('a\tbβ', None)
    """
    pieces, index, body = [], 1, literal[:-1]
    while match := _ESCAPE.search(body, index):
        pieces.append(body[index : match.start()])
        escape = match.group()
        try:
            pieces.append(_decode(escape))
        except ValueError as error:
            return "", (match.start(), str(error))
        index = match.end()
    pieces.append(body[index:])
    return "".join(pieces), None


def _decode(escape: str) -> str:
    if escape[1:] in _SHORT:
        return _SHORT[escape[1:]]
    if ESCAPED_CHARACTER.fullmatch(escape) is None:
        raise ValueError(f"unknown escape {escape}")
    return decode_character(escape)


def write_string(text: str, *, escapes: bool = True, astral: bool = True) -> str:
    r"""Write a string literal, in ASCII as far as the reader of the text knows escapes of characters.

    >>> print(write_string('say "hé"'))
    "say \"h\.e9\""

    ``escapes`` says whether it knows any, ``astral`` whether it knows ``\|01f600``; where it does not, characters are
    written as they are. Raises ``DataError`` for surrogates, which are no characters, and without ``escapes`` for
    U+0000.
    """

    def escape(match: re.Match[str]) -> str:
        character = match.group()
        code = ord(character)
        if 0xD800 <= code <= 0xDFFF:
            raise DataError(f"a string holds the lone surrogate U+{code:04X}, which is no character")
        if code > 0xFFFF and not astral:
            return character
        if not escapes:
            if code == 0:
                raise DataError("a string holds U+0000, which the dialect cannot write")
            return _WRITTEN.get(character, character)
        return _WRITTEN.get(character) or (
            f"\\.{code:02x}" if code <= 0xFF else f"\\:{code:04x}" if code <= 0xFFFF else f"\\|{code:06x}"
        )

    return f'"{_UNPRINTABLE.sub(escape, text)}"'
