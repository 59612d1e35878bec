"""Sets and memberships, both ways.

The Wolfram Language has no sets: a finite one is written as a list, which keeps an order and what stands twice and
comes back as a tuple; intervals, conditions and images of real numbers are regions; a membership in anything but a
domain is what it says of the element. Bounds of accumulation are written as Interval too, and read as such where
they stand for a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import AccumBounds, ConditionSet, Contains, FiniteSet, ImageSet, Interval, Lambda, Symbol, Union

from wlbridge.translation.rules import Names, NotCarriedError, Rule
from wlbridge.translation.values import Entries, as_condition, as_items, as_number, is_closed
from wlbridge.wolfram.make import call
from wlbridge.wolfram.tree import Tree

DOMAINS: Final = (
    sympy.Reals,
    sympy.Integers,
    sympy.Complexes,
    sympy.Rationals,
    sympy.Naturals,
    sympy.Naturals0,
)


def _ends(part: Interval) -> tuple[Any, Any]:
    """The ends of a closed interval; they are checked here, since equal ends give one tree."""
    if not is_closed(part):
        raise NotCarriedError("an open interval: Interval is closed")
    return part.start, part.end


def _pieces(part: Union) -> list[Any]:
    """The ends of every interval, one after the other; a point is an interval of one point."""
    ends: list[Any] = []
    for one in part.args:
        if not isinstance(one, Interval | FiniteSet):
            raise NotCarriedError(f"a union with a {type(one).__name__}")
        pairs = [_ends(one)] if isinstance(one, Interval) else [(point, point) for point in one.args]
        ends += [end for pair in pairs for end in pair]
    return ends


def _union(_part: Any, args: list[Tree], _names: Names) -> Tree:
    return call("Interval", *(list(pair) for pair in zip(args[::2], args[1::2], strict=True)))


def _membership(part: Contains) -> tuple[Any, ...]:
    """An element and its domain, or what the membership says of the element."""
    element, members = part.args
    if members in DOMAINS:
        return element, members
    pieces = members.args if isinstance(members, Union) else (members,)
    if not all(isinstance(one, Interval | FiniteSet) for one in pieces):
        raise NotCarriedError("a membership in anything but a domain, intervals and points: MemberQ decides at once")
    return (members.as_relational(element),)


def _contains(_part: Any, args: list[Tree], _names: Names) -> Tree:
    return args[0] if len(args) == 1 else call("Element", *args)


def _over(variable: Any, base: Any) -> tuple[Any, ...]:
    """A variable with the real numbers over which it goes."""
    if isinstance(variable, Symbol) and base == sympy.Reals:
        return (variable,)
    if isinstance(variable, Symbol) and isinstance(base, Interval):
        return (variable, *_ends(base))
    raise NotCarriedError("a region of anything but one real variable, or of its values in a closed interval")


def _image(part: ImageSet) -> tuple[Any, ...]:
    function, *bases = part.args
    if len(bases) != 1 or len(function.variables) != 1 or isinstance(function.expr, sympy.Tuple):
        raise NotCarriedError("a set of images that is no function of one variable")
    return (function.expr, *_over(function.variables[0], bases[0]))


def _range(args: list[Tree]) -> list[Tree]:
    return [args] if len(args) > 1 else args


SET_RULES: Final[dict[Any, Rule]] = {
    FiniteSet: Rule(lambda _part, args, _names: args),
    type(sympy.S.EmptySet): Rule(lambda _part, _args, _names: []),
    Interval: Rule(lambda _part, args, _names: call("Interval", args), _ends),
    AccumBounds: Rule(lambda _part, args, _names: call("Interval", args)),
    Union: Rule(_union, _pieces),
    Contains: Rule(_contains, _membership),
    ConditionSet: Rule(
        lambda _part, args, _names: call("ImplicitRegion", args[0], _range(args[1:])),
        lambda part: (part.condition, *_over(part.sym, part.base_set)),
    ),
    ImageSet: Rule(lambda _part, args, _names: call("ParametricRegion", [args[0]], _range(args[1:])), _image),
}


def _read_interval(*pairs: Any) -> Any:
    """There the smaller end comes first, in whatever order they are given."""
    ends = [as_items(pair) if isinstance(pair, Entries) else (pair, pair) for pair in pairs]
    numbers = [(as_number(low), as_number(high)) for low, high in ends]
    return Union(
        *(Interval(high, low) if (low > high) == sympy.true else Interval(low, high) for low, high in numbers)
    )


def _element(value: Any, domain: Any) -> Any:
    if domain not in DOMAINS:
        raise TypeError("Element of anything but a domain")
    return Contains(as_number(value), domain)


def _read_range(ranges: Any) -> tuple[Any, Any]:
    """The variable of a region and where it is."""
    (one,) = as_items(ranges)
    variable, *ends = as_items(one) if isinstance(one, Entries) else (one,)
    if not isinstance(variable, Symbol) or len(ends) not in {0, 2}:
        raise TypeError("a region of anything but one variable, or of {variable, low, high}")
    return variable, Interval(*map(as_number, ends)) if ends else sympy.Reals


def _implicit(condition: Any, ranges: Any) -> Any:
    variable, base = _read_range(ranges)
    return ConditionSet(variable, as_condition(condition), base)


def _parametric(values: Any, ranges: Any) -> Any:
    (value,) = as_items(values) if isinstance(values, Entries) else (values,)
    variable, base = _read_range(ranges)
    return ImageSet(Lambda(variable, as_number(value)), base)


SET_READERS: Final[dict[str, Callable[..., Any]]] = {
    "Interval": _read_interval,
    "Element": _element,
    "ImplicitRegion": _implicit,
    "ParametricRegion": _parametric,
}
