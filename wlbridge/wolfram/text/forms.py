"""How compound expressions are taken apart into text and parts: one form for each head that has an operator."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.wolfram.text.atoms import ATOM, NEGATIVE, is_number, minus_part
from wlbridge.wolfram.text.dialects import Dialect
from wlbridge.wolfram.text.operators import CALL, INFIX, POSTFIX, PREFIX, WRITTEN, Operator
from wlbridge.wolfram.tree import Tree, head_name

Piece = str | tuple[Tree, int]
"""Text, or a part with the least precedence that it needs to stand without parentheses."""

Form = tuple[int, list[Piece]]

_PLUS: Final = INFIX["+"].precedence
_TIMES: Final = INFIX["*"].precedence
_DIVIDE: Final = INFIX["/"].precedence
_MINUS: Final = PREFIX["-"].precedence
_RULE: Final = INFIX["->"].precedence
_SLOT_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_BLANKS: Final = {"Blank": "_", "BlankSequence": "__", "BlankNullSequence": "___"}


def _between(separator: str, parts: Sequence[Piece]) -> list[Piece]:
    pieces = [separator] * (2 * len(parts) - 1)
    joined: list[Piece] = list(pieces)
    joined[::2] = parts
    return joined


def _commas(arguments: Sequence[Tree]) -> list[Piece]:
    return _between(", ", [(one, 0) for one in arguments]) if arguments else []


def head_form(head: Tree, arguments: Sequence[Tree]) -> Form:
    """Write ``head[arguments]``.

    >>> head_form(WLSymbol("f"), [1, 2])
    (670, [(f, 670), '[', (1, 0), ', ', (2, 0), ']'])
    """
    return CALL, [(head, CALL), "[", *_commas(arguments), "]"]


def list_form(elements: Sequence[Tree]) -> Form:
    """Write a list, in every dialect with braces.

    >>> list_form([])
    (1000, ['{', '}'])
    """
    return ATOM, ["{", *_commas(elements), "}"]


def association(entries: Sequence[tuple[Tree, Tree]], dialect: Dialect) -> Form:
    """Write an association from its keys and values."""
    rules = [WLFunction(WLSymbol("Rule"), key, value) for key, value in entries]
    if dialect.operators:
        return ATOM, ["<|", *_commas(rules), "|>"]
    return head_form(WLSymbol("Association"), rules)


def _association(arguments: Sequence[Tree]) -> Form | None:
    rules = all(head_name(one) in {"Rule", "RuleDelayed"} and _count(one) == 2 for one in arguments)
    return (ATOM, ["<|", *_commas(arguments), "|>"]) if rules else None


def _count(tree: Tree) -> int:
    return len(tree.args) if isinstance(tree, WLFunction) else 0


def _operator(operator: Operator) -> Callable[[Sequence[Tree]], Form | None]:
    """Make the form of an infix operator; parts of its own precedence need parentheses unless they group so."""
    precedence = operator.precedence
    left = precedence + (operator.kind != "left")
    right = precedence + (operator.kind != "right")
    separator = {"^": "^", ";": "; "}.get(operator.text, f" {operator.text} ")
    most = {"left": 2, "right": 2, "span": 3}.get(operator.kind)

    def form(arguments: Sequence[Tree]) -> Form | None:
        if len(arguments) < 2 or (most and len(arguments) > most):
            return None
        return precedence, _between(separator, [(arguments[0], left), *((one, right) for one in arguments[1:])])

    return form


def _sum(terms: Sequence[Tree]) -> Form | None:
    if len(terms) < 2:
        return None
    pieces: list[Piece] = [(terms[0], _PLUS + 1)]
    for term in terms[1:]:
        pieces += _later_term(term)
    return _PLUS, pieces


def _later_term(term: Tree) -> list[Piece]:
    without = minus_part(term)
    if without is not None:
        return [" - ", (without, _PLUS + 1)]
    factors: tuple[Tree, ...] = term.args if head_name(term) == "Times" and _count(term) > 1 else ()
    without = minus_part(factors[0]) if factors else None
    if without is None or (_is_minus_one(factors[0]) and len(factors) == 2 and is_number(factors[1])):
        return [" + ", (term, _PLUS + 1)]
    rest = factors[1:] if _is_minus_one(factors[0]) else (without, *factors[1:])
    return [" - ", *_factors([(rest[0], _TIMES + 1)], rest[1:])]


def _is_minus_one(value: Tree) -> bool:
    return type(value) is int and value == -1


def _product(factors: Sequence[Tree]) -> Form | None:
    if len(factors) < 2:
        return None
    first, second, rest = factors[0], factors[1], factors[1:]
    if _is_minus_one(first) and not is_number(second) and _divisor(second) is None:
        return _TIMES, _factors(["-", (second, _MINUS + 1)], rest[1:])
    bare = minus_part(first) is not None and head_name(first) != "Rational"
    return _TIMES, _factors([(first, NEGATIVE if bare else _TIMES + 1)], rest)


def _factors(pieces: list[Piece], factors: Sequence[Tree]) -> list[Piece]:
    for factor in factors:
        divisor = _divisor(factor)
        pieces += ["*", (factor, _TIMES + 1)] if divisor is None else ["/", (divisor[0], _DIVIDE + 1)]
    return pieces


def _divisor(factor: Tree) -> tuple[Tree] | None:
    """Give b of Power[b, -1], which is written /b."""
    power = head_name(factor) == "Power" and _count(factor) == 2 and _is_minus_one(factor.args[1])
    return (factor.args[0],) if power else None


def _not(arguments: Sequence[Tree]) -> Form | None:
    precedence = PREFIX["!"].precedence
    return (precedence, ["!", (arguments[0], precedence + 1)]) if len(arguments) == 1 else None


def _part(arguments: Sequence[Tree]) -> Form | None:
    if len(arguments) < 2:
        return None
    return CALL, [(arguments[0], CALL), "[[", *_commas(arguments[1:]), "]]"]


def _function(arguments: Sequence[Tree]) -> Form | None:
    precedence = POSTFIX["&"].precedence
    return (precedence, [(arguments[0], precedence + 1), " &"]) if len(arguments) == 1 else None


def _slot(arguments: Sequence[Tree]) -> Form | None:
    if len(arguments) != 1:
        return None
    slot = arguments[0]
    named = isinstance(slot, str) and _SLOT_NAME.fullmatch(slot)
    return (ATOM, [f"#{slot}"]) if named or (type(slot) is int and slot >= 0) else None


def _slot_sequence(arguments: Sequence[Tree]) -> Form | None:
    plain = len(arguments) == 1 and type(arguments[0]) is int and arguments[0] >= 0
    return (ATOM, [f"##{arguments[0]}"]) if plain else None


def _blank(marks: str, arguments: Sequence[Tree], name: Sequence[Piece] = ()) -> Form | None:
    if len(arguments) > 1 or not all(isinstance(one, WLSymbol) for one in arguments):
        return None
    return ATOM, [*name, marks, *((one, ATOM) for one in arguments)]


def _pattern(arguments: Sequence[Tree]) -> Form | None:
    if len(arguments) != 2 or not isinstance(arguments[0], WLSymbol):
        return None
    marks = _BLANKS.get(head_name(arguments[1])) if isinstance(arguments[1], WLFunction) else None
    return _blank(marks, arguments[1].args, [(arguments[0], ATOM)]) if marks else None


FORMS: Final[dict[str, Callable[[Sequence[Tree]], Form | None]]] = {
    **{head: _operator(operator) for head, operator in WRITTEN.items()},
    **{head: partial(_blank, marks) for head, marks in _BLANKS.items()},
    "Plus": _sum,
    "Times": _product,
    "Not": _not,
    "Part": _part,
    "Function": _function,
    "Slot": _slot,
    "SlotSequence": _slot_sequence,
    "Pattern": _pattern,
    "Association": _association,
    "List": list_form,
}
"""Head to its form; a form that does not fit the arguments gives None, and ``head[arguments]`` is written."""
