"""Derivatives of scalar formulas of reals, in forms that stay finite and exact wherever the derivative is.

Where a function has a kink or a jump a value is taken by one convention: the derivative of Ramp at 0, of Abs at 0, of
Clip at its bounds and of Max and Min where their arguments are equal to a constant is 0; that of a step is 0
everywhere. torch and JAX take the same for Ramp (0); the Wolfram Language gives Indeterminate there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy import Add, Basic, Expr, Integer, Mul, Piecewise, Pow, log, sign
from sympy.core.function import ArgumentIndexError
from sympy.functions.elementary.piecewise import ExprCondPair

from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_FUNCTION
from wlbridge.stable import stable
from wlbridge.wolfram_functions import Clip, LogisticSigmoid, Step

ZERO, ONE = Integer(0), Integer(1)


def derivative(formula: Expr, argument: sympy.Symbol) -> Expr:
    """The derivative of a formula with respect to one of its symbols.

    >>> x = sympy.Symbol("x", real=True)
    >>> derivative(sympy.log(1 + sympy.exp(x)), x), derivative(sympy.tanh(x), x)
    (LogisticSigmoid(x), 1 - tanh(x)**2)
    >>> derivative(sympy.Max(x, 0) + sympy.Abs(x), x)
    Step(x) + sign(x)

    Raises UnsupportedFunctionError for a function that is not in the table.
    """
    return _tidy(_derivative(stable(formula), argument))


def _derivative(part: Expr, argument: sympy.Symbol) -> Expr:
    if part == argument:
        return ONE
    if argument not in part.free_symbols:
        return ZERO
    if isinstance(part, Add):
        return Add(*(_derivative(term, argument) for term in part.args))
    if isinstance(part, Mul):
        return _of_product(part.args, argument)
    if isinstance(part, Pow):
        return _of_power(part, argument)
    if isinstance(part, Piecewise):
        return _of_cases(part, argument)
    return _of_function(part, argument)


def _of_product(factors: Sequence[Expr], argument: sympy.Symbol) -> Expr:
    terms = []
    for position, factor in enumerate(factors):
        slope = _derivative(factor, argument)
        if slope != ZERO:
            terms.append(Mul(*factors[:position], slope, *factors[position + 1 :]))
    return Add(*terms)


def _of_power(power: Pow, argument: sympy.Symbol) -> Expr:
    base, exponent = power.args
    by_base = exponent * base ** (exponent - 1) * _derivative(base, argument)
    by_exponent = power * log(base) * _derivative(exponent, argument) if argument in exponent.free_symbols else ZERO
    return by_base + by_exponent


def _of_cases(cases: Piecewise, argument: sympy.Symbol) -> Expr:
    """The derivative of each case, by the same conditions: at a boundary that of the case that holds there."""
    pairs: list[Any] = [(_derivative(case.args[0], argument), case.args[1]) for case in cases.args]
    return Piecewise(*pairs)


def _of_function(part: Expr, argument: sympy.Symbol) -> Expr:
    args = part.args
    if part.func in {sympy.Max, sympy.Min}:
        args = tuple(sorted(args, key=lambda arg: not arg.is_number))  # of equals a number counts before others
    if part.func in PARTIAL_DERIVATIVES:
        slopes = PARTIAL_DERIVATIVES[part.func](*args)
    elif part.func in BY_FUNCTION:
        slopes = _own_slopes(part, argument)
        slopes = _padded(part, slopes, argument)
    else:
        raise UnsupportedFunctionError(f"the function {part.func.__name__} has no derivative here")
    inner = zip(slopes, args, strict=True)
    return Add(*(slope * _derivative(arg, argument) for slope, arg in inner if arg.has(argument)))


def _own_slopes(part: Expr, argument: sympy.Symbol) -> list[Expr]:
    """The derivatives by the arguments that depend on the symbol."""
    try:
        return [part.fdiff(position + 1) for position in range(len(part.args)) if _reads(part, position, argument)]
    except ArgumentIndexError:
        raise UnsupportedFunctionError(
            f"the order of {part.func.__name__} depends on {argument}, and has no derivative",
            hint="Take a constant order, or differentiate by other arrays.",
        ) from None


def _reads(part: Expr, position: int, argument: sympy.Symbol) -> bool:
    return bool(part.args[position].has(argument))


def _padded(part: Expr, slopes: list[Expr], argument: sympy.Symbol) -> list[Expr]:
    """The slopes with zeros for the arguments that do not depend on ``argument``."""
    given = iter(slopes)
    return [next(given) if _reads(part, position, argument) else ZERO for position in range(len(part.args))]


def _of_larger(first: Expr, *others: Expr) -> tuple[Expr, ...]:
    """1 for the largest argument; sympy puts numbers first, and the first of equals counts."""
    if not others:
        return (ONE,)
    rest = sympy.Max(*others, evaluate=False) if len(others) > 1 else others[0]
    larger = Step(rest - first)
    return (1 - larger, *(larger * slope for slope in _of_larger(*others)))


def _of_smaller(first: Expr, *others: Expr) -> tuple[Expr, ...]:
    if not others:
        return (ONE,)
    rest = sympy.Min(*others, evaluate=False) if len(others) > 1 else others[0]
    smaller = Step(first - rest)
    return (1 - smaller, *(smaller * slope for slope in _of_smaller(*others)))


PARTIAL_DERIVATIVES: dict[Any, Callable[..., Sequence[Expr]]] = {
    sympy.Abs: lambda x: (sign(x),),
    sympy.sign: lambda x: (ZERO,),
    sympy.floor: lambda x: (ZERO,),
    sympy.ceiling: lambda x: (ZERO,),
    sympy.KroneckerDelta: lambda x, y: (ZERO, ZERO),
    sympy.Max: _of_larger,
    sympy.Min: _of_smaller,
    Clip: lambda x, low, high: (
        Step(x - low) * Step(high - x),
        1 - Step(x - low),
        Step(x - low) * (1 - Step(high - x)),
    ),
    sympy.Mod: lambda x, n: (ONE, -sympy.floor(x / n)),
}
"""Where sympy's own derivative is a delta function, a Heaviside function or an unevaluated Derivative."""


def _tidy(formula: Expr) -> Expr:
    """Write sums of LogisticSigmoid(u) and LogisticSigmoid(-u) in one of them, where that is shorter.

    So the derivative of the binary cross entropy by its logit reads ``LogisticSigmoid(z) - t``.
    """
    sigmoids = formula.atoms(LogisticSigmoid)
    if not sigmoids or _length(formula) > LONG:
        return formula
    pairs = {part for part in sigmoids if LogisticSigmoid(-part.args[0]) in sigmoids}
    if not pairs:
        return formula
    chosen = {part for part in pairs if not part.args[0].could_extract_minus_sign()}
    shorter = sympy.expand_mul(formula.xreplace({LogisticSigmoid(-part.args[0]): 1 - part for part in chosen}))
    return shorter if _length(shorter) < _length(formula) else formula


LONG = 200
"""Nodes above which a formula is left as it is: to expand it takes longer than anybody reads it."""


def _length(formula: Basic) -> int:
    return sum(not isinstance(part, ExprCondPair) for part in sympy.preorder_traversal(formula))
