"""Cases that have values, the points where they are taken, and the values by sympy, which computes with mpmath."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy
from mpmath.libmp import NoConvergence
from sympy import Basic, Expr, Rational
from sympy.functions.special import bessel
from sympy.functions.special.zeta_functions import riemann_xi
from translation_cases import (
    ARITHMETIC,
    BESSEL,
    CALCULUS,
    COMBINATORIAL,
    ELEMENTARY,
    ELLIPTIC,
    HYPERGEOMETRIC,
    LOGIC,
    NUMBERS,
    OF_NETS,
    POLYNOMIALS,
    SPECIAL,
    a,
    b,
    c,
    i,
    j,
    k,
    n,
    p,
    q,
    s,
    t,
    x,
    y,
    z,
)
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge import to_wl
from wlbridge.engines import Engine
from wlbridge.errors import WLBridgeError
from wlbridge.translation.number_rules import MACHINE_BITS
from wlbridge.wolfram.make import call
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, head_name, postorder

INTEGERS = (i, j, k, n)
PARAMETERS = (a, b, c, s, q)
VARIABLES = (x, y, z)

WITHOUT_NUMBERS = (
    sympy.DiracDelta,
    sympy.Order,
    sympy.UnevaluatedExpr,
    sympy.Integral,
    sympy.Derivative,
    sympy.Subs,
    sympy.Limit,
    sympy.MatrixExpr,
    sympy.Indexed,
    sympy.core.function.AppliedUndef,
    sympy.AccumBounds,
    sympy.Lambda,
    sympy.zoo,
    sympy.nan,
)


def _has_numbers(expression: Basic) -> bool:
    if isinstance(expression, sympy.Tuple):
        return bool(expression.args) and all(isinstance(part, Expr) for part in expression.args)
    return (
        isinstance(expression, Expr)
        and not expression.has(*WITHOUT_NUMBERS)  # first: sympy cannot say what Lambda(x, x) is
        and expression.is_commutative
        and not expression.is_infinite
        and p not in expression.free_symbols
        and all(number._prec == MACHINE_BITS for number in expression.atoms(sympy.Float))
    )


CASES = [
    (expression, text)
    for expression, text in [
        *NUMBERS,
        *ARITHMETIC,
        *ELEMENTARY,
        *OF_NETS,
        *COMBINATORIAL,
        *SPECIAL,
        *BESSEL,
        *ELLIPTIC,
        *HYPERGEOMETRIC,
        *POLYNOMIALS,
        *CALCULUS,
        *LOGIC,
    ]
    if _has_numbers(expression)
]


def _between(numbers: random.Random, low: float, high: float) -> Rational:
    """A number of two digits, which every engine and sympy take exactly."""
    return Rational(numbers.randint(round(100 * low) + 1, round(100 * high) - 1), 100)


OF_POSITIVE_NUMBERS = (sympy.Ynm, bessel.marcumq)
"""A polar angle is in [0, pi], the arguments of MarcumQ are amplitudes."""


def points(expression: Basic, text: str) -> Iterator[tuple[str, dict[Basic, Any]]]:
    """Four points for a case, the same ones every time: in (0, 1), below 0, beyond 1, and off the real axis."""
    numbers = random.Random(text)  # noqa: S311 - the same points every time
    for place, (low, high) in {"inside": (0, 1), "below": (-1, 0), "beyond": (1, 3), "complex": (-2, 2)}.items():
        point: dict[Basic, Any] = {symbol: numbers.randint(1, 4) for symbol in INTEGERS}
        point |= {symbol: _between(numbers, 1, 3) for symbol in (*PARAMETERS, t)}
        for symbol in VARIABLES:
            point[symbol] = _between(numbers, low, high)
            if place == "complex":
                point[symbol] += sympy.I * _between(numbers, low, high)
        if place in {"inside", "beyond"} or not expression.has(*OF_POSITIVE_NUMBERS):
            yield place, point


def _spherical(function: Any) -> Any:
    """By the definition https://dlmf.nist.gov/10.47; sympy 1.14.0 takes the other sign of the root left of 0."""
    return lambda order, z: sympy.sqrt(sympy.pi / 2) / sympy.sqrt(z) * function(order + Rational(1, 2), z)


def _marcum(order: Any, above: Any, below: Any) -> Any:
    """By the series of https://en.wikipedia.org/wiki/Marcum_Q-function, for numbers up to 3 as here."""
    terms = [(above / below) ** m * sympy.besseli(m, above * below) for m in range(1 - int(order), 60)]
    return sympy.exp(-(above**2 + below**2) / 2) * sympy.Add(*terms)


DEFINITIONS: dict[Any, Any] = {
    sympy.erfcinv: lambda x: sympy.erfinv(1 - x),
    sympy.erf2: lambda x, y: sympy.erf(y) - sympy.erf(x),
    sympy.erf2inv: lambda x, y: sympy.erfinv(sympy.erf(x) + y),
    riemann_xi: lambda s: s * (s - 1) / 2 * sympy.gamma(s / 2) * sympy.zeta(s) / sympy.pi ** (s / 2),
    bessel.marcumq: _marcum,
    sympy.jn: _spherical(sympy.besselj),
    sympy.yn: _spherical(sympy.bessely),
    bessel.hn1: _spherical(sympy.hankel1),
    bessel.hn2: _spherical(sympy.hankel2),
}
"""Functions of which sympy finds no numbers, or others than by their definitions."""


def _numeric(part: Basic, point: dict[Basic, Any]) -> Basic:
    part = part.xreplace({symbol: number for symbol, number in point.items() if symbol in part.free_symbols})
    for function, definition in DEFINITIONS.items():
        part = part.replace(function, definition)
    return part


def value(expression: Basic, point: dict[Basic, Any]) -> list[complex] | None:
    """By sympy and mpmath to 30 digits; None where they have none."""
    parts = expression.args if isinstance(expression, sympy.Tuple) else (expression,)
    try:
        found = [complex(sympy.N(_numeric(part, point), 30)) for part in parts]
    except (TypeError, ValueError, AttributeError, NoConvergence):
        return None
    return found if all(abs(number) < float("inf") for number in found) else None


def _at(tree: Tree, point: dict[Basic, Any]) -> Tree:
    """The tree with numbers for its symbols, nothing evaluated."""
    numbers = {canonical_name(to_wl(symbol).name): to_wl(sympy.sympify(number)) for symbol, number in point.items()}
    bound = {
        canonical_name(limit[0].name)
        for part in postorder(tree)
        if head_name(part) in {"Sum", "Product"}
        for limit in part.args[1:]
    }
    made: dict[int, Tree] = {}
    for part in postorder(tree):
        new = part
        if isinstance(part, WLSymbol) and canonical_name(part.name) not in bound:
            new = numbers.get(canonical_name(part.name), part)
        elif isinstance(part, WLFunction):
            new = WLFunction(part.head, *(made[id(arg)] for arg in part.args))
        elif isinstance(part, list):
            new = [made[id(entry)] for entry in part]
        made[id(part)] = new
    return made[id(tree)]


def answers(engine: Engine, expression: Basic, places: list[dict[Basic, Any]]) -> list[list[complex] | None]:
    """The numbers that an engine finds at some points, asked for at once; None where it leaves something as it is."""
    questions = [_question(expression, point) for point in places]
    try:
        found = list(engine.evaluate(questions))  # type: ignore[call-overload]
    except WLBridgeError:
        found = [_one(engine, question) for question in questions]
    return [_numbers(entry) for entry in found]


def _question(expression: Basic, point: dict[Basic, Any]) -> Tree:
    """The real and the imaginary parts: woxi 0.3.0 cannot serialise a complex number whose imaginary part is < 0."""
    parts = expression.args if isinstance(expression, sympy.Tuple) else (expression,)
    numbers = [call("N", _at(to_wl(part), point)) for part in parts]
    return [call(name, number) for number in numbers for name in ("Re", "Im")]


def _one(engine: Engine, question: Tree) -> Tree:
    try:
        return engine.evaluate(question)
    except WLBridgeError:
        return None


def _numbers(entries: Any) -> list[complex] | None:
    """Pairs of real numbers as complex ones."""
    if entries is None or not all(isinstance(entry, int | float | Fraction) for entry in entries):
        return None
    return [complex(real, imaginary) for real, imaginary in zip(entries[::2], entries[1::2], strict=True)]
