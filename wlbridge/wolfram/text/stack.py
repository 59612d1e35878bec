"""The explicit stack of the reader: brackets and operators that are begun, and how they are completed."""

from typing import Final

from wolframclient.language.expression import WLSymbol

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram.text import build
from wlbridge.wolfram.text.operators import BRACKETS, INFIX, OPTIONAL, Operator
from wlbridge.wolfram.text.source import Source
from wlbridge.wolfram.tree import Tree

NOTHING: Final = object()
"""No operand; None is an operand, the symbol Null."""

BRACKET: Final = Operator("", "", -1, "left")
"""The operator of a bracket: it binds less than any other, and so holds them all."""

_DO_NOT_CHAIN: Final = {"?": "PatternTest takes two operands", ";;": "Span takes three at most"}


class Frame:
    """Something begun: a bracket with its arguments, or an operator with the operands so far."""

    __slots__ = ("head", "operands", "operator", "position", "text", "texts")

    def __init__(self, text: str, position: int, operator: Operator = BRACKET, head: Tree = None) -> None:
        self.text = text
        self.position = position
        self.operator = operator
        self.head = head
        self.operands: list[Tree] = []
        self.texts: list[str] = []

    @property
    def closer(self) -> str:
        """The token that closes a bracket; the two of ``]]`` come one by one."""
        return "]" if self.text == "[[" else BRACKETS.get(self.text, "")

    def goes_on_with(self, operator: Operator) -> bool:
        """Tell whether an operator continues the run of operands of this one: a + b - c is one Plus."""
        if self.operator.precedence != operator.precedence or not self.operands:
            return False
        kind = operator.kind
        if kind in {"sum", "product", "compare", "sequence"}:
            return self.operator.kind == kind
        short = kind in {"span", "infix"} and len(self.operands) == 1
        return self.operator is operator and (kind == "flat" or short)


class Stack:
    """The frames that are open, and the operand that is complete, if there is one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.frames: list[Frame] = []
        self.value: Tree = NOTHING
        self.open_brackets = 0

    def infix(self, text: str, start: int) -> None:
        """Take an infix operator: the operand so far is its left one."""
        operator = INFIX[text]
        if operator.kind == "colon":
            self.pop(operator.precedence)
            operator = operator if isinstance(self.value, WLSymbol) else OPTIONAL
        self.pop(operator.precedence + 1)
        frame = self.frames[-1] if self.frames else Frame("", start)
        if not frame.goes_on_with(operator):
            if frame.operator is operator and text in _DO_NOT_CHAIN:
                raise self.source.error(f"unexpected {text!r}: {_DO_NOT_CHAIN[text]}", start, "Use parentheses.")
            if operator.kind not in {"right", "apply"}:
                self.pop(operator.precedence)
            frame = Frame(text, start, operator)
            self.frames.append(frame)
        frame.operands.append(self.value)
        frame.texts.append(text)
        self.value = NOTHING

    def pop(self, precedence: int) -> None:
        """Complete every operator that binds at least as closely."""
        while self.frames and self.frames[-1].operator.precedence >= precedence:
            self.reduce()

    def reduce(self) -> None:
        """Complete the last operator: the operand so far is its right one."""
        frame = self.frames.pop()
        operator = frame.operator
        if not frame.operands:
            self.value = build.prefix(frame.text, operator.head, self.value)
        elif operator.kind == "infix" and len(frame.operands) == 1:
            raise self.source.error("'~' without a second '~'", frame.position, "The form is a ~f~ b.")
        else:
            self.value = build.infix(operator.kind, operator.head, [*frame.operands, self.value], frame.texts)

    def open(self, text: str, start: int, head: Tree = None) -> None:
        """Take an opening bracket."""
        self.frames.append(Frame(text, start, BRACKET, head))
        self.open_brackets += 1
        self.value = NOTHING

    def comma(self, start: int) -> None:
        """Take a comma: the operand so far is an argument."""
        self.pop(0)
        frame = self.frames[-1]
        if frame.text == "(":
            raise self.source.error(f"unexpected ',' in {self.opened(frame)}", start, "Lists have braces: {a, b}.")
        frame.operands.append(build.plain(self.value))
        self.value = NOTHING

    def close(self, text: str, start: int) -> None:
        """Take a closing bracket, with or without an argument before it."""
        self.pop(0)
        if not self.frames:
            raise self.source.error(f"unexpected {text!r}: nothing is open that it could close", start)
        frame = self.frames[-1]
        if text != frame.closer:
            raise self.source.error(f"unexpected {text!r}: expected {frame.closer!r} for {self.opened(frame)}", start)
        if self.value is not NOTHING:
            frame.operands.append(build.plain(self.value))
        if frame.text == "[[":
            frame.text = "]]"
        else:
            self._finish()

    def second_bracket(self, text: str, start: int) -> None:
        """Take what comes after the first bracket of ``]]``."""
        if text != "]":
            frame = self.frames[-1]
            frame.text = "[["
            raise self.source.error(f"unexpected {short(text)}: expected ']]' for {self.opened(frame)}", start)
        self._finish()

    def _finish(self) -> None:
        frame = self.frames.pop()
        self.open_brackets -= 1
        if frame.text == "]]":
            self.value = build.call(build.symbol("Part"), [frame.head, *frame.operands])
        elif frame.text == "[":
            self.value = build.call(frame.head, frame.operands)
        elif frame.text == "(":
            self.value = frame.operands[0]
        else:
            self.value = build.call(build.symbol("List" if frame.text == "{" else "Association"), frame.operands)

    def opened(self, frame: Frame) -> str:
        """Say which bracket it is, for messages."""
        line, column = self.source.place(frame.position)
        return f"the {frame.text!r} that was opened at line {line}, column {column}"

    def unclosed(self) -> WolframSyntaxError:
        """Make the error for a text that ends within brackets."""
        frame = next(one for one in reversed(self.frames) if one.operator is BRACKET)
        what = f"the text ends, but {self.opened(frame)} is never closed"
        closer = "]]" if frame.text == "[[" else frame.closer
        return self.source.error(what, len(self.source.plain.rstrip()), f"Put a {closer} where it ends.")


def short(text: str) -> str:
    """Quote a token for a message.

    >>> short("abc"), short("")
    ("'abc'", 'end of the text')
    """
    return repr(text if len(text) <= 40 else f"{text[:37]}...") if text else "end of the text"
