"""From Wolfram Language expressions to scalar formulas of sympy: iterative, unknown heads refused by name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Expr, Float, Integer, Piecewise, Rational
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_HEAD, CONDITION, MOST_LEVELS, is_finite_real
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, arguments, head_name, postorder
from wlbridge.wolfram_functions import Clip, Round, Surd

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
    low, high = bounds
    if not (low.is_number and high.is_number and low <= high):
        raise ValueError(f"the bounds {low} and {high} are not two numbers in order")
    below, above = bounds if outside is None else outside
    return Clip(x, low, high) if outside is None else Piecewise((below, x < low), (above, x > high), (x, True))


def _if(condition: Any, yes: Any, no: Any) -> Basic:
    return Piecewise((yes, _condition(condition)), (no, True))


def _which(*entries: Any) -> Basic:
    return Piecewise(*((value, _condition(c)) for c, value in zip(entries[::2], entries[1::2], strict=True)))


def _piecewise(pairs: Any, default: Any = Integer(0)) -> Basic:
    return Piecewise(*((value, _condition(condition)) for value, condition in pairs), (default, True))


def _condition(condition: Any) -> Any:
    """What is True or False; sympy would take a bare symbol as well."""
    if not isinstance(condition, CONDITION):
        raise TypeError(f"{condition} is neither True nor False")
    return condition


def _power(base: Any, exponent: Any) -> Basic:
    """A power, unless exact digits would fill the memory: 10^10^10 has ten thousand million of them."""
    if base.is_Rational and exponent.is_Rational:
        bits = max(abs(int(base.p)), int(base.q)).bit_length() * abs(exponent)
        if bits > MOST_BITS:
            raise ValueError(f"the power has some {int(bits)} binary digits")
    return sympy.Pow(base, exponent)


def _factorial(function: Any) -> Callable[[Any], Basic]:
    """Gamma or LogGamma, which sympy computes to the last digit where the argument is exact."""

    def bounded(x: Any) -> Basic:
        if x.is_Rational and abs(x) > MOST_FACTORIAL:
            raise ValueError(f"the argument {x} is too large")
        value: Basic = function(x)
        return value

    return bounded


MOST_BITS = 2048
"""The largest double has 1024."""

MOST_FACTORIAL = 200
"""Gamma[172] is larger than any double."""


def _comparison(relation: Any) -> Callable[..., Basic]:
    return lambda *terms: sympy.And(*(relation(a, b) for a, b in itertools.pairwise(terms)))


def _inequality(*terms: Any) -> Basic:
    """``Inequality[a, Less, b, LessEqual, c]``; the relations stand there as the names of their heads."""
    links = zip(terms[0::2], terms[1::2], terms[2::2], strict=False)
    return sympy.And(*(_READERS[relation](a, b) for a, relation, b in links))


def _logarithm(*args: Any) -> Basic:
    return sympy.log(args[0]) if len(args) == 1 else sympy.log(args[1]) / sympy.log(args[0])


def _rounded(x: Any, step: Any = Integer(1)) -> Basic:
    if step.is_zero:
        raise ValueError("the step is 0")
    return Round(x) if step == 1 else step * Round(x / step)


def _surd(x: Any, n: Any) -> Basic:
    if not n.is_Integer or n.is_zero:
        raise ValueError(f"{n} is no integer other than 0")
    return Surd(x, n)


def _rational(p: Any, q: Any) -> Basic:
    if not (p.is_Integer and q.is_Integer):
        raise TypeError("the parts of a rational number are integers")
    return Rational(p, q)


_READERS: dict[str, Callable[..., Any]] = {
    "Plus": sympy.Add,
    "Times": sympy.Mul,
    "Power": _power,
    "Subtract": lambda x, y: x - y,
    "Divide": lambda x, y: x / y,
    "Minus": lambda x: -x,
    "Sqrt": sympy.sqrt,
    "Rational": _rational,
    "List": lambda *entries: tuple(entries),
    "Log": _logarithm,
    "Max": sympy.Max,
    "Min": sympy.Min,
    "Clip": _clip,
    "Round": _rounded,
    "Surd": _surd,
    "Gamma": _factorial(sympy.gamma),
    "LogGamma": _factorial(sympy.loggamma),
    "KroneckerDelta": lambda x, y=Integer(0): sympy.KroneckerDelta(x, y),
    "Threshold": lambda x, d: Piecewise((x, sympy.Abs(x) > d), (Integer(0), True)),
    "Chop": lambda x, d=Rational(1, 10**10): Piecewise((Integer(0), sympy.Abs(x) < d), (x, True)),
    "If": _if,
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

_OF_CONDITIONS = {"And", "Or", "Not"}
_OF_ANYTHING = {"List", "If", "Which", "Piecewise", "Clip", "Inequality"}

_MOST_LEVELS = 2 * MOST_LEVELS
"""A quotient is two levels of an expression; sympy fails on formulas of some 300."""


def from_wl(tree: Tree, variables: Mapping[str, Basic]) -> Any:
    """Translate a formula; ``variables`` gives what symbols and ``"#1"``, ``"#2"``, ... stand for.

    Raises UnsupportedFunctionError for a head or symbol that has no meaning here.

    >>> from wlbridge.wolfram.reader import read_wl
    >>> x = sympy.Symbol("x", real=True)
    >>> from_wl(read_wl("#^2 + Tanh[#]/2"), {"#1": x})
    x**2 + tanh(x)/2
    """
    done: dict[int, Any] = {}
    levels: dict[int, int] = {}
    keep = []  # parts that are made on the way must outlive their ids
    for part in postorder(tree):
        keep.append(part)
        if id(part) in done:
            continue
        levels[id(part)] = 1 + max((levels.get(id(arg), 0) for arg in arguments(part)), default=0)
        if levels[id(part)] > _MOST_LEVELS:
            raise UnsupportedFunctionError(f"the formula has more than {_MOST_LEVELS} levels")
        done[id(part)] = _translated(part, done, variables)
    if not isinstance(done[id(tree)], Basic):
        raise UnsupportedFunctionError(f"{done[id(tree)]} is no formula")
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
    if head == "Slot" and len(part.args) == 1:
        return _symbol(f"#{part.args[0]}", variables)
    function = _READERS.get(head) or (BY_HEAD[head].function if head in BY_HEAD else None)
    if function is None or not isinstance(part, WLFunction | list | tuple):
        raise UnsupportedFunctionError(
            f"{head or 'an expression'} has no translation",
            hint="See wlbridge.functions.TABLE for the functions known.",
        )
    return _call(head, function, [done[id(arg)] for arg in arguments(part)])


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
