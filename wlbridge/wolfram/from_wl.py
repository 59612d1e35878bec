"""From Wolfram Language expressions to scalar formulas of sympy: iterative, unknown heads refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Expr, Float, Integer, Rational
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_HEAD, CONDITION, MOST_LEVELS, is_finite_real
from wlbridge.wolfram.heads import READERS
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, arguments, head_name, postorder
from wlbridge.wolfram.walk import PartsFirst

_CONSTANTS: dict[str, Basic] = {
    "Pi": sympy.pi,
    "E": sympy.E,
    "EulerGamma": sympy.EulerGamma,
    "GoldenRatio": sympy.GoldenRatio,
    "Catalan": sympy.Catalan,
    "Degree": sympy.pi / 180,
    "True": sympy.true,
    "False": sympy.false,
}


_OF_CONDITIONS = {"And", "Or", "Not"}
_OF_ANYTHING = {"List", "If", "Which", "Piecewise", "Clip", "Inequality"}

_MOST_LEVELS = 2 * MOST_LEVELS
"""A quotient is two levels of an expression; sympy fails on formulas of some 300."""


def from_wl(tree: Tree, variables: Mapping[str, Basic]) -> Any:
    """Translate a formula; ``variables`` gives what symbols and ``"#1"``, ``"#2"``, ... stand for.

    Raises UnsupportedFunctionError for a head or symbol that has no meaning here.

    >>> from wlbridge.wolfram.text.reader import read_wl
    >>> x = sympy.Symbol("x", real=True)
    >>> from_wl(read_wl("#^2 + Tanh[#]/2"), {"#1": x})
    x**2 + tanh(x)/2
    """
    done: dict[int, Any] = {}
    levels: dict[int, int] = {}
    for part, parts in PartsFirst(tree, arguments):
        levels[id(part)] = 1 + max((levels[id(arg)] for arg in parts), default=0)
        if levels[id(part)] > _MOST_LEVELS:
            raise UnsupportedFunctionError(f"the formula has more than {_MOST_LEVELS} levels")
        done[id(part)] = _translated(part, [done[id(one)] for one in parts], variables)
    if not isinstance(done[id(tree)], Basic | tuple):
        raise UnsupportedFunctionError(f"{done[id(tree)]} is no formula")
    return done[id(tree)]


def _translated(part: Tree, args: list[Any], variables: Mapping[str, Basic]) -> Any:
    if isinstance(part, bool):
        return sympy.true if part else sympy.false
    for kind, number in _NUMBERS:
        if isinstance(part, kind):
            return number(part)
    if isinstance(part, WLSymbol):
        return _symbol(canonical_name(part.name), variables)
    head = head_name(part)
    if head == "Slot" and len(part.args) == 1:
        return _symbol(f"#{part.args[0]}", variables)
    function = READERS.get(head) or (BY_HEAD[head].function if head in BY_HEAD else None)
    if function is None or not isinstance(part, WLFunction | list | tuple):
        raise UnsupportedFunctionError(
            f"{head or 'an expression'} has no translation",
            hint="See wlbridge.functions.TABLE for the functions known.",
        )
    return _call(head, function, args)


def _call(head: str, function: Callable[..., Any], args: list[Any]) -> Any:
    kind: Any = CONDITION if head in _OF_CONDITIONS else object if head in _OF_ANYTHING else Expr
    try:
        if wrong := [arg for arg in args if not isinstance(arg, kind)]:
            raise TypeError(f"{wrong[0]} is no {'condition' if kind is CONDITION else 'number'}")
        value = function(*args)
    except Exception as error:  # sympy raises errors of many kinds for arguments that it cannot use
        raise UnsupportedFunctionError(f"{head} cannot be applied to {len(args)} such arguments ({error})") from error
    if isinstance(value, Expr) and value.is_number and not is_finite_real(value):
        raise UnsupportedFunctionError(f"{head} gives {value!s:.60}, which is no finite real number")
    return value


def _symbol(name: str, variables: Mapping[str, Basic]) -> Any:
    if name in variables:
        return variables[name]
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    if name in BY_HEAD or name in READERS:
        return name  # the head of a function, which is read with its arguments
    raise UnsupportedFunctionError(
        f"the symbol {name} has no meaning here", hint=f"The variables are {', '.join(variables) or 'none'}."
    )


_NUMBERS: tuple[tuple[Any, Callable[[Any], Basic]], ...] = (
    (int, Integer),
    (float, Float),
    (Fraction, lambda number: Rational(number.numerator, number.denominator)),
    (Decimal, lambda number: Float(str(number), len(number.as_tuple().digits))),
)


def formula_of(tree: Tree) -> Any:
    """The formula of a function of the Wolfram Language: a symbol such as Ramp, a name, or a pure function.

    >>> from wlbridge.wolfram.text.reader import read_wl
    >>> formula_of(read_wl("Function[{u}, u + Sin[u]]"))(sympy.Symbol("z"))
    z + sin(z)
    >>> formula_of(read_wl('"ReLU"')), formula_of(read_wl("Tanh"))
    ('ReLU', tanh)
    """
    if isinstance(tree, str):
        return tree
    if isinstance(tree, WLSymbol):
        name = canonical_name(tree.name)
        function = READERS.get(name) or (BY_HEAD[name].function if name in BY_HEAD else None)
        if function is None:
            raise UnsupportedFunctionError(f"the function {name} has no translation")
        return function
    if head_name(tree) != "Function" or not 1 <= len(tree.args) <= 2:
        raise UnsupportedFunctionError("this is not a function", hint="Write a symbol, a name or a pure function.")
    names = _parameters(tree)
    arguments_ = [sympy.Dummy(f"x{number}", real=True) for number in range(1, len(names) + 1)]
    return sympy.Lambda(tuple(arguments_), from_wl(tree.args[-1], dict(zip(names, arguments_, strict=True))))


MOST_ARGUMENTS = 9
"""Formulas of nets have one argument, those of losses two."""


def _parameters(function: WLFunction) -> list[str]:
    if len(function.args) == 1:
        used = [part.args[0] for part in postorder(function.args[0]) if head_name(part) == "Slot" and part.args]
        last = max((number for number in used if isinstance(number, int)), default=1)
        if last > MOST_ARGUMENTS:
            raise UnsupportedFunctionError(f"a function of {last} arguments is not supported")
        return [f"#{number}" for number in range(1, last + 1)]
    given = function.args[0]
    parameters = list(given) if isinstance(given, list | tuple) else [given]
    if not all(isinstance(parameter, WLSymbol) for parameter in parameters):
        raise UnsupportedFunctionError("the parameters of a Function are not symbols")
    return [canonical_name(parameter.name) for parameter in parameters]
