"""From Wolfram Language expressions to scalar formulas of sympy: iterative, unknown heads refused by name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Float, Integer, Piecewise, Rational
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_HEAD
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, arguments, head_name, postorder
from wlbridge.wolfram_functions import Clip, Round

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


def _clip(x: Any, bounds: Any = (Integer(-1), Integer(1)), outside: Any = None) -> Basic:
    if outside is None:
        return Clip(x, *bounds)
    return Piecewise((outside[0], x < bounds[0]), (outside[1], x > bounds[1]), (x, True))


def _which(*entries: Any) -> Basic:
    return Piecewise(*zip(entries[1::2], entries[0::2], strict=True))


def _piecewise(pairs: Any, default: Any = Integer(0)) -> Basic:
    return Piecewise(*((value, condition) for value, condition in pairs), (default, True))


def _comparison(relation: Any) -> Callable[..., Basic]:
    return lambda *terms: sympy.And(*(relation(a, b) for a, b in itertools.pairwise(terms)))


def _inequality(*terms: Any) -> Basic:
    """``Inequality[a, Less, b, LessEqual, c]``; the relations stand there as the names of their heads."""
    links = zip(terms[0::2], terms[1::2], terms[2::2], strict=False)
    return sympy.And(*(_READERS[relation](a, b) for a, relation, b in links))


def _logarithm(*args: Any) -> Basic:
    return sympy.log(args[0]) if len(args) == 1 else sympy.log(args[1]) / sympy.log(args[0])


def _rounded(x: Any, step: Any = Integer(1)) -> Basic:
    return Round(x) if step == 1 else step * Round(x / step)


_READERS: dict[str, Callable[..., Any]] = {
    "Plus": sympy.Add,
    "Times": sympy.Mul,
    "Power": sympy.Pow,
    "Subtract": lambda x, y: x - y,
    "Divide": lambda x, y: x / y,
    "Minus": lambda x: -x,
    "Sqrt": sympy.sqrt,
    "Rational": Rational,
    "List": lambda *entries: tuple(entries),
    "Log": _logarithm,
    "Max": sympy.Max,
    "Min": sympy.Min,
    "Clip": _clip,
    "Round": _rounded,
    "KroneckerDelta": lambda x, y=Integer(0): sympy.KroneckerDelta(x, y),
    "Threshold": lambda x, d: Piecewise((x, sympy.Abs(x) > d), (Integer(0), True)),
    "Chop": lambda x, d=Rational(1, 10**10): Piecewise((Integer(0), sympy.Abs(x) < d), (x, True)),
    "If": lambda condition, yes, no: Piecewise((yes, condition), (no, True)),
    "Which": _which,
    "Piecewise": _piecewise,
    "And": sympy.And,
    "Or": sympy.Or,
    "Not": sympy.Not,
    "Equal": _comparison(sympy.Eq),
    "Unequal": _comparison(sympy.Ne),
    "Less": _comparison(sympy.Lt),
    "LessEqual": _comparison(sympy.Le),
    "Greater": _comparison(sympy.Gt),
    "GreaterEqual": _comparison(sympy.Ge),
    "Inequality": _inequality,
    "Positive": lambda x: x > 0,
    "Negative": lambda x: x < 0,
    "NonNegative": lambda x: x >= 0,
    "NonPositive": lambda x: x <= 0,
    "PossibleZeroQ": lambda x: sympy.Eq(x, 0),
}
"""Heads whose arguments are not simply those of one sympy function."""


def from_wl(tree: Tree, variables: Mapping[str, Basic]) -> Any:
    """Translate a formula; ``variables`` gives what symbols and ``"#1"``, ``"#2"``, ... stand for.

    Raises UnsupportedFunctionError for a head or symbol that has no meaning here.

    >>> from wlbridge.wolfram.reader import read_wl
    >>> x = sympy.Symbol("x", real=True)
    >>> from_wl(read_wl("#^2 + Tanh[#]/2"), {"#1": x})
    x**2 + tanh(x)/2
    """
    done: dict[int, Any] = {}
    keep = []  # parts that are made on the way must outlive their ids
    for part in postorder(tree):
        keep.append(part)
        if id(part) not in done:
            done[id(part)] = _translated(part, done, variables)
    return done[id(tree)]


def _translated(part: Tree, done: dict[int, Any], variables: Mapping[str, Basic]) -> Any:
    if isinstance(part, bool):
        return sympy.true if part else sympy.false
    for kind, number in _NUMBERS:
        if isinstance(part, kind):
            return number(part)
    if isinstance(part, WLSymbol):
        return _symbol(canonical_name(part.name), variables)
    head = head_name(part)
    if head == "Slot":
        return _symbol(f"#{part.args[0]}", variables)
    args = [done[id(arg)] for arg in arguments(part)]
    function = _READERS.get(head) or (BY_HEAD[head].function if head in BY_HEAD else None)
    if function is None or not isinstance(part, WLFunction | list | tuple):
        raise UnsupportedFunctionError(
            f"{head or 'an expression'} has no translation",
            hint="See wlbridge.functions.TABLE for the functions known.",
        )
    return _call(head, function, args)


def _call(head: str, function: Callable[..., Any], args: list[Any]) -> Any:
    try:
        return function(*args)
    except TypeError as error:
        raise UnsupportedFunctionError(f"{head} cannot be applied to {len(args)} arguments ({error})") from None


def _symbol(name: str, variables: Mapping[str, Basic]) -> Any:
    if name in variables:
        return variables[name]
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    if name in BY_HEAD or name in _READERS:
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

    >>> from wlbridge.wolfram.reader import read_wl
    >>> formula_of(read_wl("Function[{u}, u + Sin[u]]"))(sympy.Symbol("z"))
    z + sin(z)
    >>> formula_of(read_wl('"ReLU"')), formula_of(read_wl("Tanh"))
    ('ReLU', tanh)
    """
    if isinstance(tree, str):
        return tree
    if isinstance(tree, WLSymbol):
        name = canonical_name(tree.name)
        function = _READERS.get(name) or (BY_HEAD[name].function if name in BY_HEAD else None)
        if function is None:
            raise UnsupportedFunctionError(f"the function {name} has no translation")
        return function
    if head_name(tree) != "Function" or not 1 <= len(tree.args) <= 2:
        raise UnsupportedFunctionError("this is not a function", hint="Write a symbol, a name or a pure function.")
    names = _parameters(tree)
    arguments_ = [sympy.Dummy(f"x{number}", real=True) for number in range(1, len(names) + 1)]
    return sympy.Lambda(tuple(arguments_), from_wl(tree.args[-1], dict(zip(names, arguments_, strict=True))))


def _parameters(function: WLFunction) -> list[str]:
    if len(function.args) == 1:
        used = [part.args[0] for part in postorder(function.args[0]) if head_name(part) == "Slot" and part.args]
        return [f"#{number}" for number in range(1, max((n for n in used if isinstance(n, int)), default=1) + 1)]
    given = function.args[0]
    parameters = list(given) if isinstance(given, list | tuple) else [given]
    if not all(isinstance(parameter, WLSymbol) for parameter in parameters):
        raise UnsupportedFunctionError("the parameters of a Function are not symbols")
    return [canonical_name(parameter.name) for parameter in parameters]
