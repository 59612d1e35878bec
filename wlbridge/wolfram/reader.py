r"""The one reader of Wolfram Language text: InputForm and FullForm to an expression tree.

Reading is as the kernel's, with nothing evaluated, and by explicit stacks, so that depth is only a matter of memory. One
freedom is taken: ``a/b*c``, ``-a*b`` and ``a/b/c`` are one flat ``Times``, as kernels up to 12.1 read them; later ones nest
two by two what their evaluator flattens again.
"""

from typing import Final

from lark import Token

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram import build
from wlbridge.wolfram.lexer import tokens
from wlbridge.wolfram.operators import BRACKETS, CALL, INFIX, MESSAGE, OPTIONAL, POSTFIX, PREFIX, Operator
from wlbridge.wolfram.reals import read_number
from wlbridge.wolfram.source import Source
from wlbridge.wolfram.strings import read_string
from wlbridge.wolfram.tree import Tree, WLSymbol

_NOTHING: Final = object()
_CLOSERS: Final = frozenset(BRACKETS.values()) | {"]"}
_ATOMS: Final = frozenset({"STRING", "NUMBER", "SYMBOL", "BLANK", "SLOT"})
# After these, the right operand of a ; may be missing and is Null.
_ENDS_SEQUENCE: Final = frozenset({";", ",", "&", "//", ""}) | _CLOSERS
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

    >>> read_wl("a - b/c"), read_wl("{1, 2.5, \"s\"}"), read_wl("f[x_] := x^2 &")
    (Plus[a, Times[-1, b, Power[c, -1]]], (1, 2.5, 's'), SetDelayed[f[Pattern[x, Blank[]]], Function[Power[x, 2]]])

    A list is a tuple; an association is a dict when its entries are rules with different strings, integers or symbols
    on the left, otherwise ``Association[...]`` stays a function. A line break outside brackets ends the expression, as
    for the kernel. Raises ``WolframSyntaxError`` with line and column.
    """
    return _Reader(Source(text)).read()


class _Frame:
    """Something begun: a bracket with its arguments, or an operator with the operands so far."""

    __slots__ = ("head", "operands", "operator", "position", "text", "texts")

    def __init__(self, text: str, position: int, operator: Operator | None = None, head: Tree = None) -> None:
        self.text = text
        self.position = position
        self.operator = operator
        self.head = head
        self.operands: list[Tree] = []
        self.texts: list[str] = []

    @property
    def precedence(self) -> int:
        return self.operator.precedence if self.operator else -1


class _Reader:
    """The state of reading: the frames that are open, and the operand that is complete, if there is one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.frames: list[_Frame] = []
        self.value: Tree = _NOTHING
        self.open_brackets = 0
        self.end = 0

    def read(self) -> Tree:
        for token in tokens(self.source):
            self._token(token)
        self._token(Token("END", "", len(self.source.plain.rstrip())))
        if self.frames:
            self._unclosed()
        return build.plain(self.value)

    def _token(self, token: Token) -> None:
        start = token.start_pos or 0
        if self.frames and self.frames[-1].text == "]]":
            self._second_bracket(token, start)
        elif self.value is _NOTHING:
            self._operand(token, start)
        else:
            self._operator(token, start)
        self.end = start + len(token)

    # Where an operand is expected.

    def _operand(self, token: Token, start: int) -> None:
        text = str(token)
        if token.type in _ATOMS:
            self.value = self._atom(token, start)
        elif text == "[" and self._is_part(start):
            self.frames[-1].text = "[["
        elif text in BRACKETS and text != "[":
            self._open(text, start)
        elif text in PREFIX:
            self.frames.append(_Frame(text, start, PREFIX[text]))
        elif text == ";;":
            self.value = 1
            self._operator(token, start)
        else:
            self._no_operand(token, start)

    def _is_part(self, start: int) -> bool:
        """Tell whether a bracket follows right on the bracket of a call: f[[ is Part, whatever space is between."""
        frame = self.frames[-1] if self.frames else None
        return frame is not None and frame.text == "[" and not frame.operands and start >= frame.position

    def _atom(self, token: Token, start: int) -> Tree:
        text = str(token)
        if token.type == "NUMBER":
            try:
                return read_number(text)
            except ValueError as error:
                raise self.source.error(f"{_short(text)} cannot be read: {error}", start) from None
        if token.type == "STRING":
            return self._string(text, start)
        if token.type == "SLOT":
            return self._slot(text, start)
        return build.symbol(text) if token.type == "SYMBOL" else build.blank(text)

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
        return build.call(head, [read_number(body) if body.isdigit() else body or 1])

    def _no_operand(self, token: Token, start: int) -> None:
        text = str(token)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.text == ";" and text in _ENDS_SEQUENCE:
            self.value = None
            if text != ";":
                self._reduce()
            self._operator(token, start)
        elif frame is not None and frame.text == ";;" and text in _ENDS_SPAN:
            self.value = WLSymbol("All")
            self._operator(token, start)
        elif frame is not None and not frame.operands and frame.text != "(" and text == BRACKETS.get(frame.text):
            self._close(text, start, empty=True)
        else:
            raise self._missing(token, start, frame)

    def _missing(self, token: Token, start: int, frame: _Frame | None) -> WolframSyntaxError:
        text = str(token)
        if text in _UNSUPPORTED:
            return self.source.error(f"{text!r} is not supported: {_UNSUPPORTED[text]}", start)
        found = f"unexpected {_short(text)}" if text else "the text ends too early"
        if frame is None:
            where = "at the beginning"
        elif frame.operator is None and frame.operands:
            where = "after ','"
        else:
            where = f"after {frame.text!r}"
        hint = "Write Null for an argument that is missing." if text == "," or where == "after ','" else ""
        if not text and frame is not None and frame.operator is None:
            return self._unclosed_error()
        return self.source.error(f"{found}: expected an expression {where}", start, hint)

    # Where an operator is expected.

    def _operator(self, token: Token, start: int) -> None:
        text = str(token)
        if not self.open_brackets and text and "\n" in self.source.plain[self.end : start].replace("\r", "\n"):
            raise self._second_expression(token, start)
        if token.type == "OPERATOR" or not text:
            self._bind(text, token, start)
        elif token.type == "MESSAGE":
            self._message(text, start)
        else:
            self._juxtapose(token, start)

    def _bind(self, text: str, token: Token, start: int) -> None:
        if text == "[":
            self._pop(CALL)
            self._open("[", start, build.plain(self.value))
        elif text in POSTFIX:
            self._pop(POSTFIX[text].precedence)
            self.value = build.postfix(POSTFIX[text].head, self.value)
        elif text in INFIX:
            self._infix(text, start)
        elif text in {"(", "{", "<|", "\u00ac"}:
            self._juxtapose(token, start)
        elif text == "," and self.open_brackets:
            self._comma(start)
        elif text in _CLOSERS:
            self._close(text, start)
        elif not text:
            self._pop(0)
        elif text in _UNSUPPORTED:
            raise self.source.error(f"{text!r} is not supported: {_UNSUPPORTED[text]}", start)
        else:
            raise self.source.error(f"unexpected {text!r} outside brackets", start)

    def _juxtapose(self, token: Token, start: int) -> None:
        self._infix("*", start)
        self._operand(token, start)

    def _message(self, text: str, start: int) -> None:
        self._pop(MESSAGE)
        name = self._string(text[2:], start + 2) if text[2] == '"' else text[2:]
        self.value = build.call(WLSymbol("MessageName"), [build.plain(self.value), name])

    def _infix(self, text: str, start: int) -> None:
        operator = INFIX[text]
        if operator.kind == "colon":
            operator = self._colon(operator)
        self._pop(operator.precedence + (operator.kind in {"right", "apply"}), operator)
        frame = self.frames[-1] if self.frames else None
        if frame is None or not _joins(frame, operator):
            if frame is not None and frame.operator is operator and text in {"?", ";;"}:
                raise self.source.error(f"unexpected {text!r}: this operator does not chain", start, "Use parentheses.")
            frame = _Frame(text, start, operator)
            self.frames.append(frame)
        frame.operands.append(self.value)
        if len(frame.operands) > 1 or operator.kind != "infix":
            frame.texts.append(text)
        self.value = _NOTHING

    def _colon(self, operator: Operator) -> Operator:
        self._pop(operator.precedence)
        if isinstance(self.value, WLSymbol):
            return operator
        return OPTIONAL

    def _pop(self, precedence: int, joining: Operator | None = None) -> None:
        """Complete every operator that binds at least as closely, but for one that goes on with this one."""
        while self.frames and self.frames[-1].precedence >= max(precedence, 0):
            if joining is not None and _joins(self.frames[-1], joining):
                return
            self._reduce()

    def _reduce(self) -> None:
        frame = self.frames.pop()
        operator = frame.operator
        if operator is None:
            return
        if not frame.operands:
            self.value = build.prefix(frame.text, operator.head, self.value)
            return
        if operator.kind == "infix" and len(frame.operands) == 1:
            raise self.source.error("'~' without a second '~'", frame.position, "The form is a ~f~ b.")
        self.value = build.infix(operator.kind, operator.head, [*frame.operands, self.value], frame.texts)

    # Brackets.

    def _open(self, text: str, start: int, head: Tree = None) -> None:
        self.frames.append(_Frame(text, start, None, head))
        self.open_brackets += 1
        self.value = _NOTHING

    def _comma(self, start: int) -> None:
        self._pop(0)
        frame = self.frames[-1]
        if frame.text == "(":
            raise self.source.error(f"unexpected ',' in {self._opened(frame)}", start, "Lists have braces: {a, b}.")
        frame.operands.append(build.plain(self.value))
        self.value = _NOTHING

    def _close(self, text: str, start: int, *, empty: bool = False) -> None:
        if not empty:
            self._pop(0)
        frame = self.frames[-1] if self.frames else None
        if frame is None:
            raise self.source.error(f"unexpected {text!r}: nothing is open that it could close", start)
        if text not in {BRACKETS[frame.text], BRACKETS[frame.text][0]} or (text == "|" and frame.text == "<|"):
            raise self.source.error(
                f"unexpected {text!r}: expected {BRACKETS[frame.text]!r} for {self._opened(frame)}", start
            )
        if not empty:
            frame.operands.append(build.plain(self.value))
        if frame.text == "[[" and text == "]":
            frame.text = "]]"
            return
        self._finish()

    def _second_bracket(self, token: Token, start: int) -> None:
        frame = self.frames[-1]
        if str(token) != "]":
            frame.text = "[["
            found = _short(str(token)) if token else "the end of the text"
            raise self.source.error(f"unexpected {found}: expected ']]' for {self._opened(frame)}", start)
        self._finish()

    def _finish(self) -> None:
        frame = self.frames.pop()
        self.open_brackets -= 1
        if frame.text in {"[[", "]]"}:
            self.value = build.call(WLSymbol("Part"), [frame.head, *frame.operands])
        elif frame.text == "[":
            self.value = build.call(frame.head, frame.operands)
        elif frame.text == "(":
            self.value = frame.operands[0]
        else:
            self.value = build.call(WLSymbol("List" if frame.text == "{" else "Association"), frame.operands)

    # Messages.

    def _opened(self, frame: _Frame) -> str:
        line, column = self.source.place(frame.position)
        return f"the {frame.text!r} that was opened at line {line}, column {column}"

    def _unclosed_error(self) -> WolframSyntaxError:
        frame = next(one for one in reversed(self.frames) if one.operator is None)
        return self.source.error(
            f"the text ends, but {self._opened(frame)} is never closed",
            len(self.source.plain.rstrip()),
            f"Put a {BRACKETS[frame.text]} where it ends.",
        )

    def _unclosed(self) -> None:
        raise self._unclosed_error()

    def _second_expression(self, token: Token, start: int) -> WolframSyntaxError:
        return self.source.error(
            f"unexpected {_short(str(token))}: the expression ended with the line before",
            start,
            "One expression is read; one that goes on over a line break needs brackets or an operator at the line's end.",
        )


def _joins(frame: _Frame, operator: Operator) -> bool:
    """Tell whether an operator goes on with a run that is open."""
    if frame.operator is None or frame.operator.precedence != operator.precedence or not frame.operands:
        return False
    match operator.kind:
        case "flat":
            return frame.operator is operator
        case "sum" | "product" | "compare" | "sequence":
            return frame.operator.kind == operator.kind
        case "span":
            return frame.operator is operator and len(frame.operands) == 1
        case "infix":
            return frame.operator is operator and len(frame.operands) == 1
        case _:
            return False


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")  # noqa: PLR2004
