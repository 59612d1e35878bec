"""Relations, logic and cases, both ways, and sets with them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import Piecewise, Symbol
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import ITE, Boolean, Equivalent, Implies, Xor

from wlbridge.translation.rules import Names, Rule, head
from wlbridge.translation.sets import SET_READERS, SET_RULES
from wlbridge.translation.values import Head, as_basic, as_condition, as_items, as_number
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree


def _piecewise(_part: Any, pairs: list[Tree], _names: Names) -> Tree:
    """Without a last case sympy's is undefined elsewhere, that of the Wolfram Language 0."""
    if pairs[-1][1] is True:
        return call("Piecewise", pairs[:-1], pairs[-1][0])
    return call("Piecewise", pairs, system("Indeterminate"))


LOGIC_RULES: Final[dict[Any, Rule]] = {
    sympy.And: head("And"),
    sympy.Or: head("Or"),
    sympy.Not: head("Not"),
    Xor: head("Xor"),
    Implies: head("Implies"),
    Equivalent: head("Equivalent"),
    ITE: head("If"),
    sympy.Eq: head("Equal"),
    sympy.Ne: head("Unequal"),
    sympy.Lt: head("Less"),
    sympy.Le: head("LessEqual"),
    sympy.Gt: head("Greater"),
    sympy.Ge: head("GreaterEqual"),
    ExprCondPair: Rule(lambda _part, args, _names: args),
    Piecewise: Rule(_piecewise),
    **SET_RULES,
}


def _cases(*pairs: tuple[Any, Any]) -> Any:
    for _, condition in pairs:
        if as_condition(condition).has(Piecewise):
            raise TypeError("a condition that itself has cases")  # sympy folds it into exponentially many
    return Piecewise(*((as_number(value), condition) for value, condition in pairs))


def _read_piecewise(pairs: Any, default: Any = sympy.S.Zero) -> Any:
    cases = [as_items(pair) for pair in as_items(pairs)]
    if any(len(case) != 2 for case in cases):
        raise TypeError("a case is a value with its condition")
    if default is sympy.nan:
        return _cases(*cases)
    return _cases(*cases, (default, sympy.true))


def _if(condition: Any, yes: Any, no: Any) -> Any:
    """One of truth values where the branches are, or where all three are symbols; else one of numbers."""
    branches = (yes, no)
    truths = [isinstance(branch, Boolean) and not isinstance(branch, Symbol) for branch in branches]
    symbols = all(isinstance(branch, Symbol) for branch in (condition, *branches))
    if any(truths) or symbols:
        return ITE(*map(as_condition, (condition, *branches)))
    return _cases((yes, condition), (no, sympy.true))


def _which(*entries: Any) -> Any:
    return _cases(*((value, c) for c, value in zip(entries[::2], entries[1::2], strict=True)))


def _chain(relation: Any, kind: Callable[[Any], Any]) -> Callable[..., Any]:
    def read(*terms: Any, **options: bool) -> Any:
        return sympy.And(*(relation(a, b, **options) for a, b in itertools.pairwise(map(kind, terms))))

    return read


def _unequal(*terms: Any, **options: bool) -> Any:
    """All of them different, not only neighbours."""
    pairs = itertools.combinations(map(as_basic, terms), 2)
    return sympy.And(*(sympy.Ne(a, b, **options) for a, b in pairs))


RELATIONS: Final[dict[str, Any]] = {
    "Equal": sympy.Eq,
    "Unequal": sympy.Ne,
    "Less": sympy.Lt,
    "LessEqual": sympy.Le,
    "Greater": sympy.Gt,
    "GreaterEqual": sympy.Ge,
}


def _inequality(*terms: Any) -> Any:
    """``Inequality[a, Less, b, LessEqual, c]``."""
    links = zip(terms[0:-2:2], terms[1:-1:2], terms[2::2], strict=True)
    return sympy.And(*(_relation(sign)(as_number(a), as_number(b)) for a, sign, b in links))


def _relation(sign: Any) -> Any:
    if not isinstance(sign, Head) or sign.name not in RELATIONS:
        raise TypeError("a sign of Inequality is no relation")
    return RELATIONS[sign.name]


def _of_conditions(function: Any) -> Callable[..., Any]:
    return lambda *conditions: function(*map(as_condition, conditions))


LOGIC_READERS: Final[dict[str, Callable[..., Any]]] = {
    "And": _of_conditions(sympy.And),
    "Or": _of_conditions(sympy.Or),
    "Not": _of_conditions(sympy.Not),
    "Xor": _of_conditions(Xor),
    "Implies": _of_conditions(Implies),
    "Equivalent": _of_conditions(Equivalent),
    "If": _if,
    "Which": _which,
    "Piecewise": _read_piecewise,
    # Undefined where the condition fails, as a Piecewise is nan where all fail
    "ConditionalExpression": lambda value, condition: Piecewise((as_number(value), as_condition(condition))),
    **{name: _chain(relation, as_number) for name, relation in RELATIONS.items()},
    "Equal": _chain(sympy.Eq, as_basic),
    "Unequal": _unequal,
    "Inequality": _inequality,
    **SET_READERS,
    "Boole": lambda condition: Piecewise((1, as_condition(condition)), (0, True)),
}
