r"""The one reader of Wolfram Language text: InputForm and FullForm to an expression tree.

Reading is as the kernel's, with nothing evaluated, and by an explicit stack: depth is only a matter of memory. One
freedom is taken: ``a/b*c``, ``-a*b`` and ``a/b/c`` are one flat ``Times``, as kernels up to 12.1 read them; later
ones nest two by two what their evaluator flattens again.
"""

from typing import Final

from wolframclient.language.expression import WLSymbol

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram.text import build
from wlbridge.wolfram.text.lexer import tokens
from wlbridge.wolfram.text.operators import BRACKETS, CALL, INFIX, MESSAGE, POSTFIX, PREFIX
from wlbridge.wolfram.text.reals import read_number
from wlbridge.wolfram.text.source import Source
from wlbridge.wolfram.text.stack import BRACKET, NOTHING, Frame, Stack, short
from wlbridge.wolfram.text.strings import read_string
from wlbridge.wolfram.tree import Tree

_CLOSERS: Final = frozenset({")", "]", "}", "|>"})
_ATOMS: Final = frozenset({"STRING", "NUMBER", "SYMBOL", "BLANK", "SLOT"})
# Before these, the right operand of a ; may be missing and is Null.
_ENDS_SEQUENCE: Final = _CLOSERS | {";", ",", "&", "//", ""}
# And before these that of ;; which is All then.
_ENDS_SPAN: Final = _ENDS_SEQUENCE | {op.text for op in INFIX.values() if op.precedence <= INFIX[";;"].precedence}
_UNSUPPORTED: Final = {
    "<<": "Get reads files",
    ">>": "Put writes files",
    ">>>": "PutAppend writes files",
    "%": "there is no earlier output to refer to",
    "/:": "definitions with tags are not read",
}


def read_wl(text: str) -> Tree:
    r"""Read one expression.

    >>> read_wl("a - b/c"), read_wl("{1, 2.5, \"s\"}"), read_wl("f[x_] := x^2")
    (Plus[a, Times[-1, b, Power[c, -1]]], (1, 2.5, 's'), SetDelayed[f[Pattern[x, Blank[]]], Power[x, 2]])

    A list is a tuple; an association is a dict when its entries are rules with different strings, integers or
    symbols on the left, otherwise ``Association[...]`` stays a function. A line break outside brackets ends the
    expression, as for the kernel. Raises ``WolframSyntaxError`` with line and column.
    """
    return _Reader(Source(text)).read()


class _Reader(Stack):
    """Gives every token its role: an operand, or an operator behind the operand that is complete."""

    def read(self) -> Tree:
        end = 0
        for kind, text, start in [*tokens(self.source), ("END", "", len(self.source.plain.rstrip()))]:
            if self.frames and self.frames[-1].text == "]]":
                self.second_bracket(text, start)
            elif self.value is NOTHING:
                self._operand(kind, text, start)
            else:
                self._check_line(text, end, start)
                self._operator(kind, text, start)
            end = start + len(text)
        if self.frames:
            raise self.unclosed()
        return build.plain(self.value)

    # Where an operand is expected.

    def _operand(self, kind: str, text: str, start: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if kind in _ATOMS:
            self.value = self._atom(kind, text, start)
        elif text == "[" and frame is not None and frame.text == "[" and not frame.operands:
            # The kernel takes f[[ for Part, whatever space is between the brackets.
            frame.text = "[["
        elif text in BRACKETS and text != "[":
            self.open(text, start)
        elif text in PREFIX:
            self.frames.append(Frame(text, start, PREFIX[text]))
        else:
            self._no_operand(text, start, frame)

    def _atom(self, kind: str, text: str, start: int) -> Tree:
        if kind == "NUMBER":
            try:
                return read_number(text)
            except ValueError as error:
                raise self.source.error(f"{short(text)} cannot be read: {error}", start) from None
        if kind == "STRING":
            return self._string(text, start)
        if kind == "SLOT":
            return self._slot(text, start)
        return build.symbol(text) if kind == "SYMBOL" else build.blank(text)

    def _string(self, text: str, start: int) -> str:
        value, fault = read_string(text)
        if fault is not None:
            raise self.source.error(f"{fault[1]} in a string", start + fault[0])
        return value

    def _slot(self, text: str, start: int) -> Tree:
        body = text.lstrip("#")
        head = WLSymbol("SlotSequence" if text.startswith("##") else "Slot")
        if body.startswith('"'):
            return build.call(head, [self._string(body, start + 1)])
        return build.call(head, [int(body) if body.isdigit() else body or 1])

    def _no_operand(self, text: str, start: int, frame: Frame | None) -> None:
        begun = frame.text if frame else ""
        if begun == ";" and text in _ENDS_SEQUENCE:
            self.value = None
            if text != ";":
                self.reduce()
        elif begun == ";;" and text in _ENDS_SPAN:
            self.value = WLSymbol("All")
        elif text == ";;":
            self.value = 1
        elif frame is None or frame.operator is not BRACKET or frame.operands or begun == "(" or text != frame.closer:
            raise self._missing(text, start, frame)
        else:
            self.close(text, start)
            return
        self._operator("OPERATOR", text, start)

    def _missing(self, text: str, start: int, frame: Frame | None) -> WolframSyntaxError:
        if text in _UNSUPPORTED:
            return self.source.error(f"{text!r} is not supported: {_UNSUPPORTED[text]}", start)
        if frame is None:
            return self.source.error(f"unexpected {short(text)}: expected an expression", start)
        if not text and frame.operator is BRACKET:
            return self.unclosed()
        after = "," if frame.operator is BRACKET and frame.operands else frame.text
        hint = "Write Null for an argument that is missing." if "," in {text, after} else ""
        return self.source.error(f"unexpected {short(text)}: expected an expression after {after!r}", start, hint)

    # Where an operator is expected.

    def _check_line(self, text: str, end: int, start: int) -> None:
        gap = self.source.plain[end:start]
        if text and not self.open_brackets and ("\n" in gap or "\r" in gap):
            raise self.source.error(
                f"unexpected {short(text)}: the expression ended with the line before",
                start,
                "Only one expression is read; it goes on over a line break in brackets or after an operator.",
            )

    def _operator(self, kind: str, text: str, start: int) -> None:
        if kind == "MESSAGE":
            self.pop(MESSAGE)
            name = self._string(text[2:], start + 2) if text[2] == '"' else text[2:]
            self.value = build.call(build.symbol("MessageName"), [build.plain(self.value), name])
        elif kind in _ATOMS or (text in BRACKETS and text != "[") or (text in PREFIX and not _follows(text)):
            # Two operands side by side are a product.
            self.infix("*", start)
            self._operand(kind, text, start)
        elif text in POSTFIX:
            self.pop(POSTFIX[text].precedence)
            self.value = build.postfix(POSTFIX[text].head, self.value)
        elif text in INFIX:
            self.infix(text, start)
        else:
            self._punctuation(text, start)

    def _punctuation(self, text: str, start: int) -> None:
        if text == "[":
            self.pop(CALL)
            self.open("[", start, build.plain(self.value))
        elif text == "," and self.open_brackets:
            self.comma(start)
        elif text in _CLOSERS:
            self.close(text, start)
        elif not text:
            self.pop(0)
        elif text in _UNSUPPORTED:
            raise self.source.error(f"{text!r} is not supported: {_UNSUPPORTED[text]}", start)
        else:
            raise self.source.error(f"unexpected {text!r} outside brackets", start)


def _follows(text: str) -> bool:
    return text in INFIX or text in POSTFIX
