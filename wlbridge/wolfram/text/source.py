r"""A text of Wolfram Language with comments, line continuations and escaped characters taken out, and the way back.

Outside strings ``\[Alpha]``, ``\:03b1`` and a plain letter alpha are the same thing, and comments nest, which no
regular expression can follow. So the reader works on a plain text, and positions in it are mapped back for messages.
"""

import re
from bisect import bisect_right
from typing import Final

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram.text.characters import OPERATOR_TEXT
from wlbridge.wolfram.text.strings import ESCAPED_CHARACTER, decode_character

_SPECIAL: Final = re.compile(r'["\\]|\(\*|[^\x00-\x7f]')
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_COMMENT_MARK: Final = re.compile(r"\(\*|\*\)")
_CONTINUATION: Final = re.compile(r"\\(?:\r\n|\r|\n)")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Source:
    r"""A text, its plain form, and where each piece of the plain form came from.

    >>> ascii(Source(r"\[Alpha] + (* a (* nested *) comment *) 1").plain)
    "'\\u03b1 +   1'"

    Raises ``WolframSyntaxError`` for a string or a comment without end, for an unknown name of a character, and for
    half a character: a surrogate.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._pieces: list[str] = []
        self._starts = [0]
        self._origins = [(0, 0)]
        self._length = 0
        if surrogate := _SURROGATE.search(text):
            raise self._error_at(f"U+{ord(surrogate[0]):04X} is no character of Unicode", surrogate.start())
        self._scan()
        self.plain = "".join(self._pieces)

    def place(self, position: int) -> tuple[int, int]:
        """Give line and column, both from 1, of a position in the plain text."""
        piece = bisect_right(self._starts, position) - 1
        offset, length = position - self._starts[piece], len(self._pieces[piece - 1]) if piece else 0
        start, end = self._origins[piece]
        if end - start == length:
            return self._line_and_column(start + offset)
        # Something that stands for an escape: all of it is at the escape, and only what is behind it is not.
        return self._line_and_column(start if offset < max(1, length - 1) else end)

    def error(self, what: str, position: int, hint: str = "") -> WolframSyntaxError:
        """Make the error that says what is wrong at a position of the plain text."""
        line, column = self.place(position)
        return WolframSyntaxError(what, line=line, column=column, hint=hint)

    def _line_and_column(self, index: int) -> tuple[int, int]:
        line, start = 1, 0
        for end in _LINE_END.finditer(self.text, 0, index):
            line, start = line + 1, end.end()
        return line, index - start + 1

    def _scan(self) -> None:
        index = 0
        while match := _SPECIAL.search(self.text, index):
            self._add(self.text[index : match.start()], index, match.start())
            index = self._special(match.group(), match.start())
        self._add(self.text[index:], index, len(self.text))

    def _add(self, plain: str, start: int, end: int) -> None:
        if plain:
            self._starts.append(self._length)
            self._origins.append((start, end))
            self._pieces.append(plain)
            self._length += len(plain)

    def _special(self, found: str, start: int) -> int:
        if found == '"':
            return self._string(start)
        if found == "(*":
            return self._comment(start)
        if found == "\\":
            return self._escape(start)
        self._character(found, start, start + 1)
        return start + 1

    def _string(self, start: int) -> int:
        match = _STRING.match(self.text, start)
        if match is None:
            raise self._error_at("a string is never closed", start, 'Put a " at its end.')
        self._add(match.group(), start, match.end())
        return match.end()

    def _comment(self, start: int) -> int:
        depth = 0
        for mark in _COMMENT_MARK.finditer(self.text, start):
            depth += 1 if mark.group() == "(*" else -1
            if depth == 0:
                self._add("\n" if _LINE_END.search(self.text, start, mark.end()) else " ", start, mark.end())
                return mark.end()
        raise self._error_at("a comment is never closed", start, "Put a *) at its end; comments nest.")

    def _escape(self, start: int) -> int:
        if match := _CONTINUATION.match(self.text, start):
            return match.end()
        match = ESCAPED_CHARACTER.match(self.text, start)
        if match is None:
            raise self._error_at(f"unexpected {self.text[start : start + 2]!r}", start)
        try:
            self._character(decode_character(match.group()), start, match.end())
        except ValueError as error:
            raise self._error_at(str(error), start) from None
        return match.end()

    def _character(self, character: str, start: int, end: int) -> None:
        operator = OPERATOR_TEXT.get(character)
        # Spaces around it keep two operators from becoming one: \[Minus]\[Minus] is not --.
        self._add(character if operator is None else f" {operator} ", start, end)

    def _error_at(self, what: str, index: int, hint: str = "") -> WolframSyntaxError:
        line, column = self._line_and_column(index)
        return WolframSyntaxError(what, line=line, column=column, hint=hint)
