"""Sums, products, limits, integrals, roots, polynomials and functions without a name, both ways.

Nothing is worked out on the way: what is a Sum there is one here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import Integral, Lambda, Limit, Product, Rational, Sum, Symbol

from wlbridge.translation.matrices import named_function
from wlbridge.translation.rules import Names, NotCarriedError, Rule, leaf
from wlbridge.translation.values import Arrow, as_integer, as_items, as_number
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree


def _limits(part: Any) -> tuple[Any, ...]:
    """What is summed, and the limits: innermost first in sympy, and last there."""
    return (part.function, *reversed(part.limits))


def _sum(name: str) -> Rule:
    def write(part: Any, args: list[Tree], _: Names) -> Tree:
        for _variable, low, high in part.limits:
            _check_range(low, high)
        return call(name, *args)

    return Rule(write, _limits)


def _check_range(low: Any, high: Any) -> None:
    """sympy's sum from 1 to -5 is minus that from -4 to 0 (Karr's convention), there it is empty."""
    length = high - low
    if length.is_number and length.is_finite is not False and not (length.is_integer and length >= -1):
        raise NotCarriedError("a sum or product whose range is no number of steps from the low end to the high one")


def _integral(part: Integral, args: list[Tree], _: Names) -> Tree:
    limits = list(reversed(part.limits))
    if any(len(limit) == 2 for limit in limits):
        raise NotCarriedError("an integral at a point, with an upper limit alone")
    return call("Integrate", args[0], *(arg[0] if len(arg) == 1 else arg for arg in args[1:]))


_DIRECTIONS: Final = {"+": "FromAbove", "-": "FromBelow"}


def _limit(part: Limit, args: list[Tree], _: Names) -> Tree:
    """Both have two sides, if nothing else is said; at an infinity there is only one."""
    limit = call("Limit", args[0], call("Rule", args[1], args[2]))
    side = str(part.args[3])
    if side == "+-" or part.args[2] in {sympy.oo, -sympy.oo}:
        return limit
    return call("Limit", *limit.args, call("Rule", system("Direction"), _DIRECTIONS[side]))


def _lambda(part: Lambda, args: list[Tree], _: Names) -> Tree:
    if not all(isinstance(one, Symbol) for one in part.signature):
        raise NotCarriedError("a Lambda that takes tuples apart")
    return named_function(part) or call("Function", args[0], args[1])


CALCULUS_RULES: Final[dict[Any, Rule]] = {
    Sum: _sum("Sum"),
    Product: _sum("Product"),
    Integral: Rule(_integral, _limits),
    Limit: Rule(_limit, lambda part: part.args[:3]),
    Lambda: Rule(_lambda),
    type(sympy.S.IdentityFunction): leaf(lambda _: call("Function", call("Slot", 1))),
}


def _iterated(kind: Any) -> Callable[..., Any]:
    def read(body: Any, *limits: Any) -> Any:
        ranges = [_range(limit, kind is Integral) for limit in reversed(limits)]
        for _variable, *ends in ranges if kind is not Integral else []:
            _check_range(*ends)
        return kind(as_number(body), *ranges)

    return read


def _range(limit: Any, of_integral: bool) -> tuple[Any, ...]:
    """Sums have ranges, which may begin at 1 of themselves; integrals need none, and have both ends or none."""
    if isinstance(limit, Symbol) and of_integral:
        return (limit,)
    variable, *ends = as_items(limit)
    if len(ends) == 1 and not of_integral:
        ends = [sympy.S.One, *ends]
    if not isinstance(variable, Symbol) or len(ends) != 2:
        raise TypeError("a range is {variable, low, high}")
    return (variable, *map(as_number, ends))


def _read_limit(body: Any, arrow: Any, *options: Any) -> Any:
    if not isinstance(arrow, Arrow) or len(options) > 1:
        raise TypeError("Limit takes x -> point, and a direction")
    side = "+-"
    if options:
        side = {"FromAbove": "+", "FromBelow": "-", sympy.Integer(-1): "+", sympy.Integer(1): "-"}[options[0].right]
    return Limit(as_number(body), arrow.left, as_number(arrow.right), side)


MOST_ROOTS: Final = 20
"""Roots that are not real are told apart by computing all of them."""

NEARER: Final = 10
"""How many times nearer than the others a root is to the number that names it."""


def _root(function: Any, place: Any = None) -> Any:
    """``Root[f, k]`` for the real roots, which come first on both sides, or ``Root[{f, x}]``, the one near x."""
    near = None
    if place is None:
        function, near = as_items(function)
    if not isinstance(function, Lambda) or len(function.variables) != 1:
        raise TypeError("Root takes a polynomial as a function of one variable, and a number")
    polynomial = sympy.Poly(function.expr, function.variables[0])
    if near is not None:
        return _root_near(polynomial, complex(as_number(near)))
    if not 1 <= as_integer(place) <= polynomial.count_roots():
        raise TypeError("a Root that is not real, by its number: their order is not laid down")
    return sympy.rootof(polynomial, as_integer(place) - 1, radicals=False)


def _root_near(polynomial: sympy.Poly, near: complex) -> Any:
    """The root next to a number, which must be much nearer to it than the others."""
    if polynomial.degree() > MOST_ROOTS:
        raise ValueError(f"a root near a number, of a polynomial of a degree beyond {MOST_ROOTS}")
    roots = [sympy.rootof(polynomial, place, radicals=False) for place in range(polynomial.degree())]
    first, *others = sorted(roots, key=lambda root: abs(complex(root.evalf(17)) - near))
    distance = abs(complex(first.evalf(17)) - near)
    if any(abs(complex(root.evalf(17)) - near) < NEARER * distance for root in others if root != first):
        raise ValueError("several roots near this number")
    return first


def _root_parts(part: Any) -> list[Any]:
    """The coefficients, and where the root is unless it is real."""
    coefficients: list[Any] = part.poly.all_coeffs()
    if part.is_real:
        return coefficients
    place = complex(part.evalf(17))
    return [*coefficients, sympy.Float(place.real) + sympy.Float(place.imag) * sympy.I]


def _write_root(part: Any, args: list[Tree], _: Names) -> Tree:
    """The order of roots that are not real is not laid down there: these are named by a number near them."""
    coefficients = args if part.is_real else args[:-1]
    terms = [_term(one, degree) for degree, one in enumerate(reversed(coefficients)) if one != 0]
    function = call("Function", call("Plus", *terms))
    return call("Root", function, int(part.index) + 1) if part.is_real else call("Root", [function, args[-1]])


def _term(coefficient: Tree, degree: int) -> Tree:
    if degree == 0:
        return coefficient
    power = call("Slot", 1) if degree == 1 else call("Power", call("Slot", 1), degree)
    return power if coefficient == 1 else call("Times", coefficient, power)


def _polynomial(part: sympy.Poly) -> tuple[Any, ...]:
    if part.domain.is_FiniteField:
        raise NotCarriedError("a polynomial over a finite field")
    return (part.as_expr(),)


def _series(variable: Any, point: Any, coefficients: Any, *exponents: Any) -> Any:
    """Powers of x - point, or of 1/x at infinity, in steps of 1/denominator, and the order that is left out."""
    first, end, denominator = map(as_integer, exponents)
    if not isinstance(variable, Symbol) or (as_number(point).is_infinite and point is not sympy.oo):
        raise TypeError("a series is one in a symbol, at a number or at Infinity")
    near = 1 / variable if point is sympy.oo else variable - point
    step = Rational(1, denominator)
    terms = [as_number(one) * near ** (place * step) for place, one in enumerate(as_items(coefficients), first)]
    return sympy.Add(*terms, sympy.O(near ** (end * step), (variable, point)))


CALCULUS_RULES[sympy.CRootOf] = Rule(_write_root, _root_parts)
CALCULUS_RULES[sympy.Poly] = Rule(lambda _part, args, _names: args[0], _polynomial)

CALCULUS_READERS: Final[dict[str, Callable[..., Any]]] = {
    "Sum": _iterated(Sum),
    "Product": _iterated(Product),
    "Integrate": _iterated(Integral),
    "Limit": _read_limit,
    "Root": _root,
    "SeriesData": _series,
}
