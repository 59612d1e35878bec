"""Sums, products and powers, both ways; products that do not commute, series, and matrices among their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import Add, Mul, Order, Pow, Rational

from wlbridge.translation.matrices import plus_of_matrices, power_of_matrix, times_of_matrices
from wlbridge.translation.rules import Names, NotCarriedError, Rule, head
from wlbridge.translation.values import as_number, is_matrix
from wlbridge.wolfram.make import call
from wlbridge.wolfram.tree import Tree

MOST_BITS: Final = 1 << 20
"""Powers of numbers of more binary digits are not worked out."""

_MOST_BITS_OF_RADICAND: Final = 1 << 13
"""Of larger numbers no factors are taken out of roots: sympy 1.14 takes 2 s at 20,000 bits, minutes at 100,000."""

_MOST_FACTORS: Final = 1000


def _power(part: Pow, args: list[Tree], _: Names) -> Tree:
    if not part.is_commutative:
        return _power_in_order(part, args)
    return call("Sqrt", args[0]) if part.exp == Rational(1, 2) else call("Power", *args)


def _power_in_order(part: Pow, args: list[Tree]) -> Tree:
    exponent = part.exp
    if not (exponent.is_Integer and 2 <= exponent <= _MOST_FACTORS and part.base.is_Symbol):
        raise NotCarriedError("a power that does not commute, other than a small one of a symbol")
    return call("NonCommutativeMultiply", *[args[0]] * int(exponent))


def _product(part: Mul, args: list[Tree], _: Names) -> Tree:
    pairs = list(zip(part.args, args, strict=True))
    ordered = [tree for factor, tree in pairs if not factor.is_commutative]
    below = [tree for factor, tree in pairs if factor.is_commutative and _is_divisor(factor)]
    factors = [tree for factor, tree in pairs if factor.is_commutative and not _is_divisor(factor)] + below
    if ordered:
        parts = [one for tree in ordered for one in _in_order(tree)]
        factors.append(parts[0] if len(parts) == 1 else call("NonCommutativeMultiply", *parts))
    return factors[0] if len(factors) == 1 else call("Times", *factors)


def _is_divisor(factor: Any) -> bool:
    return isinstance(factor, Pow) and factor.exp.is_Rational is True and factor.exp < 0


def _in_order(tree: Tree) -> tuple[Tree, ...]:
    product = getattr(getattr(tree, "head", None), "name", "") == "NonCommutativeMultiply"
    return tuple(tree.args) if product else (tree,)


def _order_parts(part: Order) -> tuple[Any, ...]:
    """O[x, a]^n has a variable, a point and an exponent."""
    if len(part.args) != 2:
        raise NotCarriedError("O of no variable, or of several")
    variable, point = part.args[1]
    if point in {sympy.oo, -sympy.oo, sympy.zoo}:
        if point != sympy.oo:
            raise NotCarriedError("a series at an infinity other than Infinity")
        base, exponent = part.expr.as_base_exp()
        small = base == variable
        exponent = -exponent
    else:
        base, exponent = part.expr.as_base_exp()
        small = base == variable - point
    if part.expr == 1:
        small, exponent = True, sympy.S.Zero
    if not small or variable in exponent.free_symbols:
        raise NotCarriedError("O of anything but a power of the variable")
    return (variable, point, exponent)


def _order(part: Order, args: list[Tree], _: Names) -> Tree:
    variable, point, exponent = args
    base = call("O", variable) if part.args[1][1] == 0 else call("O", variable, point)
    return base if exponent == 1 else call("Power", base, exponent)


ARITHMETIC_RULES: Final[dict[Any, Rule]] = {
    Add: head("Plus"),
    Mul: Rule(_product),
    Pow: Rule(_power),
    Order: Rule(_order, _order_parts),
    sympy.UnevaluatedExpr: head("HoldForm"),
}


def _plus(*terms: Any, **options: bool) -> Any:
    if any(is_matrix(term) for term in terms):
        return plus_of_matrices(terms)
    return Add(*map(as_number, terms), **options)


def _times(*factors: Any, evaluate: bool = True) -> Any:
    if any(is_matrix(factor) for factor in factors):
        return times_of_matrices(factors)
    numbers = [as_number(factor) for factor in factors]
    if sum(not number.is_commutative for number in numbers) > 1:
        raise TypeError("Times of several factors that do not commute")
    return Mul(*numbers) if evaluate else _as_it_is(numbers)


def _as_it_is(factors: list[Any]) -> Any:
    """A product of which only the numbers are multiplied."""
    number = Mul(*(factor for factor in factors if factor.is_Number))
    rest = [factor for factor in factors if not factor.is_Number]
    return Mul(*([] if number == 1 else [number]), *rest, evaluate=False)


def _read_power(base: Any, exponent: Any, **options: bool) -> Any:
    if is_matrix(base):
        return power_of_matrix(base, as_number(exponent))
    base, exponent = as_number(base), as_number(exponent)
    if base.is_Rational and exponent.is_Rational and base not in {0, 1, -1}:
        length = max(abs(int(base.p)), int(base.q)).bit_length()
        if length * abs(exponent) > MOST_BITS:
            raise ValueError("a power of more than a million binary digits")
        if not exponent.is_Integer and length > _MOST_BITS_OF_RADICAND:
            options = {"evaluate": False}
    if exponent.is_Number and exponent.is_zero and (base.is_zero or base.is_infinite or base is sympy.nan):
        return sympy.nan  # where sympy has 1
    if isinstance(base, Order) and exponent.is_Integer:
        return Order(base.expr**exponent, *base.args[1:])
    return Pow(base, exponent, **options)


def _in_this_order(*factors: Any) -> Any:
    numbers = [as_number(factor) for factor in factors]
    if any(number.is_commutative for number in numbers):
        raise TypeError("a factor of NonCommutativeMultiply commutes; say by the argument symbols that it does not")
    return Mul(*numbers)


def _read_order(variable: Any, point: Any = sympy.S.Zero) -> Any:
    if point == sympy.oo:
        return Order(1 / variable, (variable, point))
    return Order(variable - point, (variable, point))


def _rational(p: Any, q: Any) -> Any:
    if not (p.is_Integer and q.is_Integer):
        raise TypeError("the parts of a rational number are integers")
    return Rational(p, q)


def _directed_infinity(direction: Any = None) -> Any:
    return sympy.zoo if direction is None or as_number(direction).is_zero else as_number(direction) * sympy.oo


ARITHMETIC_READERS: Final[dict[str, Callable[..., Any]]] = {
    "Plus": _plus,
    "Times": _times,
    "Power": _read_power,
    "Subtract": lambda x, y, **options: _plus(x, _times(sympy.Integer(-1), y, **options), **options),
    "Divide": lambda x, y, **options: _times(x, _read_power(y, sympy.Integer(-1), **options), **options),
    "Minus": lambda x, **options: _times(sympy.Integer(-1), x, **options),
    "Sqrt": lambda x, **options: _read_power(x, Rational(1, 2), **options),
    "Rational": _rational,
    "Complex": lambda x, y: as_number(x) + as_number(y) * sympy.I,
    "DirectedInfinity": _directed_infinity,
    "NonCommutativeMultiply": _in_this_order,
    "O": _read_order,
    "HoldForm": lambda x: sympy.UnevaluatedExpr(as_number(x)),
}
