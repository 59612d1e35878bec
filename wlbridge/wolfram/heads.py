"""What heads of the Wolfram Language mean in sympy where they are not simply one function of the table."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import sympy
from sympy import Basic, Integer, Piecewise, Rational

from wlbridge.functions import CONDITION
from wlbridge.wolfram_functions import Clip, Round, Surd


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
    if isinstance(condition, Basic) and condition.has(Piecewise):
        raise TypeError("a condition that itself has cases")  # sympy folds it into exponentially many
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


def _all_different(*terms: Any) -> Basic:
    """``a != b != c`` says of a and c too that they differ."""
    return sympy.And(*(sympy.Ne(a, b) for a, b in itertools.combinations(terms, 2)))


def _inequality(*terms: Any) -> Basic:
    """``Inequality[a, Less, b, LessEqual, c]``; the relations stand there as the names of their heads."""
    links = zip(terms[0::2], terms[1::2], terms[2::2], strict=False)
    return sympy.And(*(READERS[relation](a, b) for a, relation, b in links))


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


READERS: dict[str, Callable[..., Any]] = {
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
    "Unequal": _all_different,
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
