"""From sympy to Wolfram Language expressions: iterative, each distinct part translated once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_FUNCTION, FunctionRow
from wlbridge.names import plain_symbol
from wlbridge.symbols import Element, Temporary
from wlbridge.wolfram.element_list import SymbolStyle
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.tree import Tree, head_name
from wlbridge.wolfram_functions import Clip

__all__ = ["SymbolStyle", "Translation", "to_wl"]

_CONSTANTS: dict[Any, Tree] = {
    sympy.pi: system("Pi"),
    sympy.E: system("E"),
    sympy.EulerGamma: system("EulerGamma"),
    sympy.GoldenRatio: system("GoldenRatio"),
    sympy.Catalan: system("Catalan"),
}

_HEADS: dict[type[Basic], str] = {
    sympy.And: "And",
    sympy.Or: "Or",
    sympy.Not: "Not",
    sympy.Eq: "Equal",
    sympy.Ne: "Unequal",
    sympy.Lt: "Less",
    sympy.Le: "LessEqual",
    sympy.Gt: "Greater",
    sympy.Ge: "GreaterEqual",
}


def to_wl(expression: Basic, symbols: SymbolStyle = "indexed") -> Tree:
    """Translate a sympy expression; unknown functions and plain symbols are refused by name.

    Equal parts become one object, so that an expression with n distinct parts costs O(n).

    >>> from wlbridge.program import Placeholder
    >>> x = Element(Placeholder("x", (2,), "input", "x"), (0,))
    >>> to_wl(sympy.tanh(x) / 2)
    Times[Fraction(1, 2), Tanh[Global`x[1]]]
    """
    return Translation(symbols).translate(expression)


class Translation:
    """A translation that remembers what it has translated, for several expressions that share parts."""

    def __init__(self, symbols: SymbolStyle = "indexed", slots: dict[Basic, Tree] | None = None) -> None:
        self.symbols = symbols
        self._done: dict[Basic, Tree] = dict(slots or {})

    def translate(self, expression: Basic) -> Tree:
        """The Wolfram Language expression that means the same."""
        stack = [expression]
        while stack:
            part = stack[-1]
            if part in self._done:
                stack.pop()
                continue
            parts = _parts(part)
            if missing := [arg for arg in parts if arg not in self._done]:
                stack += missing
                continue
            stack.pop()
            self._done[part] = self._translated(part, [self._done[arg] for arg in parts])
        return self._done[expression]

    def _translated(self, part: Basic, args: list[Tree]) -> Tree:
        for kind, translate in _LEAVES:
            if isinstance(part, kind):
                return translate(part)
        if isinstance(part, Element):
            return self._element(part)
        if isinstance(part, Temporary):
            return user(plain_symbol(part.name))
        if isinstance(part, sympy.Pow):
            return _power(part, args)
        if isinstance(part, ExprCondPair):
            return args
        if isinstance(part, sympy.Piecewise):
            return _piecewise(args)
        if isinstance(part, sympy.Mul):
            return call("Times", *_denominators_last(part, args))
        if isinstance(part, sympy.Add):
            return call("Plus", *_flattened(args))
        if part.func in _HEADS:
            return call(_HEADS[part.func], *args)
        return _function(part, args)

    def _element(self, element: Element) -> Tree:
        if self.symbols == "plain":
            return user(plain_symbol(element.name))
        indices = [list(key) if isinstance(key, tuple) else key for key in element.key]
        indices += [position + 1 for position in element.index]
        head = user(element.head)
        return head(*indices) if indices else head


def _parts(part: Basic) -> tuple[Basic, ...]:
    """What must be translated before ``part``; functions without a head are translated by their definition."""
    row = BY_FUNCTION.get(part.func)
    if row is None and not isinstance(part, _KNOWN):
        name = f"the symbol {part.name!r}" if isinstance(part, sympy.Symbol) else f"the function {part.func.__name__}"
        raise UnsupportedFunctionError(f"{name} has no translation into the Wolfram Language")
    if row is not None and row.head is None:
        return (row.define(*part.args),)
    args: tuple[Basic, ...] = part.args
    return args


def _function(part: Basic, args: list[Tree]) -> Tree:
    row: FunctionRow = BY_FUNCTION[part.func]
    if row.head is None:
        return args[0]
    if row.function is Clip:
        return call("Clip", args[0], [args[1], args[2]])
    return call(row.head, *args)


def _power(part: sympy.Pow, args: list[Tree]) -> Tree:
    if part.exp == sympy.Rational(1, 2):
        return call("Sqrt", args[0])
    return call("Power", *args)


def _flattened(terms: list[Tree]) -> list[Tree]:
    """The terms of a sum, with those of sums that were put in for its symbols."""
    return [part for term in terms for part in (term.args if head_name(term) == "Plus" else [term])]


def _denominators_last(product: sympy.Mul, args: list[Tree]) -> list[Tree]:
    """The factors in an order in which the text writer makes quotients of them."""
    below = [isinstance(factor, sympy.Pow) and factor.exp.could_extract_minus_sign() for factor in product.args]
    pairs = list(zip(args, below, strict=True))
    return [arg for arg, last in pairs if not last] + [arg for arg, last in pairs if last]


def _piecewise(pairs: list[Tree]) -> Tree:
    """sympy's Piecewise without a last case is undefined elsewhere, that of the Wolfram Language 0."""
    if pairs[-1][1] is True:
        return call("Piecewise", pairs[:-1], pairs[-1][0])
    return call("Piecewise", pairs, system("Indeterminate"))


def _constant(constant: sympy.NumberSymbol) -> Tree:
    if constant not in _CONSTANTS:
        raise UnsupportedFunctionError(f"the constant {constant} has no translation into the Wolfram Language")
    return _CONSTANTS[constant]


def _float(number: sympy.Float) -> Tree:
    """A float of at most 53 bits is a machine real, a longer one an arbitrary-precision real."""
    return float(number) if number._prec <= 53 else Decimal(str(number))


def _rational(number: sympy.Rational) -> Tree:
    """A fraction; the small powers of 2, such as the kernel's clamp 2^-52, as powers."""
    exponent = int(number.q).bit_length() - 1
    if number.p == 1 and number.q == 1 << exponent and exponent > READABLE_BITS:
        return call("Power", 2, -exponent)
    return Fraction(int(number.p), int(number.q))


READABLE_BITS = 10
"""Up to 1/1024 a power of 2 is written as a fraction."""


_LEAVES: tuple[tuple[Any, Callable[[Any], Tree]], ...] = (
    (sympy.Integer, int),
    (sympy.Float, _float),
    (sympy.Rational, _rational),
    (NaN, lambda number: system("Indeterminate")),
    (Infinity, lambda number: system("Infinity")),
    (NegativeInfinity, lambda number: call("Times", -1, system("Infinity"))),
    (ComplexInfinity, lambda number: system("ComplexInfinity")),
    (ImaginaryUnit, lambda number: system("I")),
    (sympy.NumberSymbol, _constant),
    (BooleanTrue, lambda truth: True),
    (BooleanFalse, lambda truth: False),
)

_KNOWN = (
    *_HEADS,
    *(kind for kind, _ in _LEAVES),
    sympy.Add,
    sympy.Mul,
    sympy.Pow,
    sympy.Piecewise,
    ExprCondPair,
    Element,
    Temporary,
)
"""What is translated beside the functions of the table."""
