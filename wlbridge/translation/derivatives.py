"""Derivatives and substitutions, both ways; nothing is worked out on the way.

The derivative of an undefined function by its arguments is ``Derivative[1, 0][f][x, y]``, any other one ``D[...]``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sympy
from sympy import Basic, Derivative, Dummy, Integral, Lambda, Limit, Product, Subs, Sum, Symbol
from sympy.core.function import AppliedUndef, UndefinedFunction

from wlbridge.translation.rules import Names, NotCarriedError, Rule
from wlbridge.translation.values import Arrow, Entries, Head, as_items, as_number
from wlbridge.wolfram.make import call
from wlbridge.wolfram.tree import Tree


def _of_a_function(part: Derivative) -> bool:
    """Whether it is a derivative of f(x, y, ...) by arguments of its own, which has a form of its own.

    That of f(x, 2*x) by x is one by both arguments, and one by x, y and x again comes back in that order from ``D``.
    """
    function, variables = part.expr, [variable for variable, _ in part.variable_count]
    return (
        isinstance(function, AppliedUndef)
        and len(set(variables)) == len(variables)
        and all(_is_argument(variable, function.args) for variable in variables)
    )


def _is_argument(symbol: Basic, args: Sequence[Any]) -> bool:
    """Whether a symbol is one of the arguments, and in no other."""
    return isinstance(symbol, Symbol) and symbol in args and _occurrences(symbol, args) == 1


def _counts(part: Derivative) -> list[Any]:
    counts = dict(part.variable_count)
    return [counts.get(arg, sympy.S.Zero) for arg in part.expr.args]


def _derivative_parts(part: Derivative) -> tuple[Any, ...]:
    return (*_counts(part), *part.expr.args) if _of_a_function(part) else (part.expr, *part.variable_count)


def _derivative(part: Derivative, args: list[Tree], names: Names) -> Tree:
    if _of_a_function(part):
        return _applied(part, args, names)
    return call("D", args[0], *(pair[0] if pair[1] == 1 else pair for pair in args[1:]))


def _applied(part: Derivative, args: list[Tree], names: Names) -> Tree:
    """``Derivative[1, 0][f][x, y]``."""
    function = names.head(part.expr.func)
    if function is None:
        raise NotCarriedError(unknown_function(part.expr.func))
    count = len(args) // 2
    return call("Derivative", *args[:count])(function)(*args[count:])


def unknown_function(function: Any) -> str:
    """What is said of a function without a translation."""
    kind = "undefined function" if isinstance(function, UndefinedFunction) else "function"
    return f"the {kind} {function.__name__} has no translation; the argument functions may give it a name"


def _at_points(part: Subs) -> bool:
    """Whether it is the derivative of an undefined function at points, put in for arguments that are symbols."""
    derivative = part.expr
    if not isinstance(derivative, Derivative) or not _of_a_function(derivative):
        return False
    args = derivative.expr.args
    return all(_is_argument(variable, args) for variable in part.variables)


def _occurrences(symbol: Basic, args: Sequence[Any]) -> int:
    """In how many of the arguments a symbol occurs."""
    return sum(symbol in arg.free_symbols for arg in args)


def _subs_parts(part: Subs) -> tuple[Any, ...]:
    if _at_points(part):
        points = dict(zip(part.variables, part.point, strict=True))
        return (*_counts(part.expr), *(points.get(arg, arg) for arg in part.expr.expr.args))
    return part.expr, *part.variables, *part.point


def _subs(part: Subs, args: list[Tree], names: Names) -> Tree:
    if _at_points(part):
        return _applied(part.expr, args, names)
    count = len(part.variables)
    if part.expr.has(Lambda, Integral, Sum, Product, Limit, Subs):
        raise NotCarriedError("Subs into something that binds variables: ReplaceAll replaces those too")
    return call(
        "ReplaceAll",
        args[0],
        [call("Rule", *pair) for pair in zip(args[1 : count + 1], args[count + 1 :], strict=True)],
    )


DERIVATIVE_RULES: Final[dict[Any, Rule]] = {
    Derivative: Rule(_derivative, _derivative_parts),
    Subs: Rule(_subs, _subs_parts),
}


@dataclass(frozen=True, slots=True)
class Orders:
    """``Derivative[1, 0]``, and with a function ``Derivative[1, 0][f]``."""

    counts: tuple[Any, ...]
    function: Any = None

    def __call__(self, *args: Any) -> Any:
        """Take the function, then its arguments."""
        if self.function is None:
            if len(args) != 1 or not isinstance(args[0], Head):
                raise TypeError("Derivative[...] of what is no known function")
            return Orders(self.counts, args[0].function)
        return _derivative_at(self.function, self.counts, tuple(map(as_number, args)))


def _derivative_at(function: Any, counts: Sequence[Any], args: tuple[Any, ...]) -> Any:
    if function is sympy.DiracDelta and len(args) == 1:
        return sympy.DiracDelta(args[0], *counts)
    if len(counts) != len(args):
        raise TypeError(f"Derivative of {len(counts)} orders at {len(args)} arguments")
    variables = [
        arg if count == 0 or (isinstance(arg, Symbol) and _occurrences(arg, args) == 1) else Dummy("xi")
        for arg, count in zip(args, counts, strict=True)
    ]
    pairs = [(variable, count) for variable, count in zip(variables, counts, strict=True) if count != 0]
    derivative = Derivative(function(*variables), *pairs) if pairs else function(*variables)
    moved = [(variable, arg) for variable, arg in zip(variables, args, strict=True) if variable is not arg]
    return Subs(derivative, *zip(*moved, strict=True)) if moved else derivative


def _d(body: Any, *variables: Any) -> Any:
    pairs = [as_items(one) if isinstance(one, Entries) else (one, sympy.S.One) for one in variables]
    return Derivative(as_number(body), *((variable, count) for variable, count in pairs))


def _replace_all(body: Any, rules: Any) -> Any:
    arrows = as_items(rules) if isinstance(rules, Entries) else (rules,)
    if not all(isinstance(arrow, Arrow) and isinstance(arrow.left, Symbol) for arrow in arrows):
        raise TypeError("ReplaceAll of anything but symbols")
    return Subs(as_number(body), tuple(arrow.left for arrow in arrows), tuple(as_number(a.right) for a in arrows))


DERIVATIVE_READERS: Final[dict[str, Callable[..., Any]]] = {
    "D": _d,
    "Derivative": lambda *counts: Orders(tuple(map(as_number, counts))),
    "ReplaceAll": _replace_all,
}
