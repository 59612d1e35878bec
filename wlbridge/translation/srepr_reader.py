"""The one reader of sympy's serialised form, what ``sympy.srepr`` writes: parsed by a grammar, never evaluated."""

from __future__ import annotations

import ast
from functools import cache
from typing import Any, Final

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput
from sympy import Basic, MatrixBase
from sympy.core.function import UndefinedFunction
from sympy.core.symbol import Str

from wlbridge.errors import SreprError, WLBridgeError
from wlbridge.translation.srepr_kinds import CONSTANTS, KINDS, WITH_KEYWORDS, undefined_call
from wlbridge.wolfram.text.reals import MAX_DIGITS, read_number

MOST_CHARACTERS: Final = 1 << 26
"""Longer text is not read."""

_LITERALS: Final = {"True": True, "False": False, "None": None}

_HINT: Final = "The text is what sympy.srepr writes, of the classes that wlbridge translates."


def read_srepr(text: str) -> Any:
    """Read what ``sympy.srepr`` wrote.

    >>> import sympy
    >>> x = sympy.Symbol("x", positive=True)
    >>> text = sympy.srepr(sympy.Mul(2, x + 1, evaluate=False))
    >>> text
    "Mul(Integer(2), Add(Symbol('x', positive=True), Integer(1)))"
    >>> read_srepr(text)
    2*(x + 1)
    >>> read_srepr("sin(open('secrets'))")
    Traceback (most recent call last):
    ...
    wlbridge.errors.SreprError: line 1, column 5: the name open has no meaning here...

    Gives an object of ``sympy.Basic``, or a mutable matrix. Nothing is worked out: the object is the one that was
    written, and what sympy would only make in another form is refused. Nesting takes memory only. Raises
    ``SreprError`` with line and column for anything else.
    """
    if len(text) > MOST_CHARACTERS:
        raise SreprError(f"the text has more than {MOST_CHARACTERS} characters", line=1, column=1)
    try:
        value = _parser().parse(text)
    except UnexpectedInput as error:
        raise _misread(error, text) from None
    if not isinstance(value, Basic | MatrixBase) or isinstance(value, Str):
        raise SreprError("the whole is no expression of sympy", line=1, column=1, hint=_HINT)
    return value


@cache
def _parser() -> Lark:
    """Its rules are applied while it reads, bottom up and without recursion."""
    return Lark.open("srepr.lark", rel_to=__file__, parser="lalr", lexer="basic", transformer=_Objects())


def _misread(error: UnexpectedInput, text: str) -> SreprError:
    if isinstance(error, UnexpectedCharacters):
        what = f"unexpected character {text[error.pos_in_stream or 0]!r}"
        return SreprError(what, line=error.line, column=error.column, hint=_HINT)
    token = getattr(error, "token", None)
    if isinstance(error, UnexpectedEOF) or token is None or token.type == "$END":
        lines = text.split("\n")
        return SreprError("the text ends too early", line=len(lines), column=len(lines[-1]) + 1)
    shown = token if len(token) <= _LONGEST_SHOWN else f"{token[:_LONGEST_SHOWN]}..."
    return _error(f"unexpected {str(shown)!r}", token)


_LONGEST_SHOWN: Final = 40


def _error(what: str, token: Token, hint: str = _HINT) -> SreprError:
    return SreprError(what, line=token.line or 1, column=token.column or 1, hint=hint)


class _Keyword(tuple[Token, Any]):
    """A name with its value."""

    __slots__ = ()


class _Head:
    """A name before brackets, or what a call gave that is called itself."""

    def __init__(self, token: Token, value: Any = None) -> None:
        self.token = token
        self.value = value


class _Objects(Transformer):  # type: ignore[type-arg]
    """What each rule of the grammar makes of its parts."""

    def start(self, parts: list[Any]) -> Any:
        return _value(parts[0])

    def constant(self, parts: list[Token]) -> Any:
        (name,) = parts
        if name not in CONSTANTS:
            raise _error(f"the name {name} has no meaning here", name)
        return CONSTANTS[name]

    def integer(self, parts: list[Token]) -> int:
        return _whole(parts[0])

    def string(self, parts: list[Token]) -> str:
        return str(ast.literal_eval(str(parts[0])))

    def items_of_list(self, parts: list[Any]) -> list[Any]:
        return list(parts[0] or ())

    def empty(self, _parts: list[Any]) -> tuple[Any, ...]:
        return ()

    def items_of_tuple(self, parts: list[Any]) -> tuple[Any, ...]:
        return tuple(_value(part) for part in parts if part is not None)

    def items(self, parts: list[Any]) -> list[Any]:
        return [_value(part) for part in parts]

    def name(self, parts: list[Token]) -> _Head:
        return _Head(parts[0])

    def keyword(self, parts: list[Token]) -> _Keyword:
        name, value = parts
        if value.type == "INTEGER":
            return _Keyword((name, _whole(value)))
        if value not in _LITERALS:
            raise _error(f"unexpected {str(value)!r}", value)
        return _Keyword((name, _LITERALS[value]))

    def arguments(self, parts: list[Any]) -> list[Any]:
        return parts

    def call(self, parts: list[Any]) -> _Head:
        head, given = parts
        arguments = given or []
        keywords = {str(part[0]): part[1] for part in arguments if isinstance(part, _Keyword)}
        args = [_value(part) for part in arguments if not isinstance(part, _Keyword)]
        if len(args) + len(keywords) < len(arguments):
            raise _error("a keyword is given twice", head.token)
        try:
            value = _made(head, args, keywords)
            if isinstance(value, Basic):
                hash(value)  # from the parts to the whole, or it would recurse
        except WLBridgeError:
            raise
        except Exception as error:  # sympy raises errors of many kinds for arguments that it cannot use
            raise _error(f"{_called(head)} cannot be made of these arguments ({error!s:.200})", head.token) from error
        return _Head(head.token, value)


def _value(part: Any) -> Any:
    if not isinstance(part, _Head):
        return part
    if isinstance(part.value, UndefinedFunction):
        raise _error("a function without arguments", part.token)
    return part.value


def _called(head: _Head) -> str:
    return "the function" if head.value is not None else str(head.token)


def _made(head: _Head, args: list[Any], keywords: dict[str, Any]) -> Any:
    name = str(head.token)
    if keywords and (head.value is not None or name not in WITH_KEYWORDS):
        raise _error(f"{name} takes no keyword", head.token)
    if head.value is not None:
        if not isinstance(head.value, UndefinedFunction):
            raise _error("only Function('...') can be called", head.token)
        return undefined_call(head.value, args)
    if name not in KINDS:
        raise _error(f"the name {name} has no meaning here", head.token)
    return KINDS[name](args, keywords)


def _whole(token: Token) -> int:
    digits = token.removeprefix("-")
    if len(digits) > MAX_DIGITS:
        raise _error(f"a number of more than {MAX_DIGITS} digits", token)
    number = int(read_number(digits))
    return -number if token.startswith("-") else number
