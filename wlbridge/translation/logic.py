"""Relations, logic, cases and sets, both ways."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import FiniteSet, Interval, Piecewise, Symbol, Union
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import ITE, Boolean, Equivalent, Implies, Xor

from wlbridge.translation.rules import Names, NotCarriedError, Rule, head
from wlbridge.translation.values import Entries, Head, as_basic, as_condition, as_items, as_number
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree

DOMAINS: Final = (
    sympy.Reals,
    sympy.Integers,
    sympy.Complexes,
    sympy.Rationals,
    sympy.Naturals,
    sympy.Naturals0,
)


def _piecewise(_part: Any, pairs: list[Tree], _names: Names) -> Tree:
    """Without a last case sympy's is undefined elsewhere, that of the Wolfram Language 0."""
    if pairs[-1][1] is True:
        return call("Piecewise", pairs[:-1], pairs[-1][0])
    return call("Piecewise", pairs, system("Indeterminate"))


def _interval(part: Interval, args: list[Tree], _: Names) -> Tree:
    _check_closed(part)
    return call("Interval", args[:2])


def _check_closed(part: Any) -> None:
    if not isinstance(part, Interval):
        raise NotCarriedError(f"a union with a {type(part).__name__}")
    if (part.left_open and part.start != -sympy.oo) or (part.right_open and part.end != sympy.oo):
        raise NotCarriedError("an open interval: Interval is closed")


def _union(part: Union, args: list[Tree], _: Names) -> Tree:
    for one in part.args:
        _check_closed(one)
    return call("Interval", *(pair for tree in args for pair in tree.args))


def _contains(part: sympy.Contains, args: list[Tree], _: Names) -> Tree:
    if part.args[1] not in DOMAINS:
        raise NotCarriedError("a membership in anything but a domain: MemberQ decides at once")
    return call("Element", *args)


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
    # A list keeps an order and what stands twice, which a set has not; it comes back as a tuple
    FiniteSet: Rule(lambda _part, args, _names: args),
    Interval: Rule(_interval, lambda part: part.args[:2]),
    Union: Rule(_union),
    sympy.Contains: Rule(_contains),
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


def _read_interval(*pairs: Any) -> Any:
    ends = [as_items(pair) if isinstance(pair, Entries) else (pair, pair) for pair in pairs]
    return Union(*(Interval(*map(as_number, pair)) for pair in ends))


def _element(value: Any, domain: Any) -> Any:
    if domain not in DOMAINS:
        raise TypeError("Element of anything but a domain")
    return sympy.Contains(as_number(value), domain)


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
    **{name: _chain(relation, as_number) for name, relation in RELATIONS.items()},
    "Equal": _chain(sympy.Eq, as_basic),
    "Unequal": _unequal,
    "Inequality": _inequality,
    "Interval": _read_interval,
    "Element": _element,
    "Boole": lambda condition: Piecewise((1, as_condition(condition)), (0, True)),
}
