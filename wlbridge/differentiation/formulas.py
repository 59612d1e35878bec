"""Derivatives of scalar formulas of reals, in forms that stay finite and exact wherever the derivative is.

What stands for it where a function has a kink or a jump is the convention that ``kinks`` names, see
``wlbridge.differentiation.kinks``.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Add, Basic, Expr, Mul, Piecewise, Pow, log
from sympy.core.function import ArgumentIndexError
from sympy.functions.elementary.piecewise import ExprCondPair

from wlbridge.differentiation.cases import Case, slope_of_cases
from wlbridge.differentiation.kinks import CONSTANT_BETWEEN_JUMPS, JUMPS, KINKED, ONE, ZERO, Kinks, jump
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.functions import BY_FUNCTION
from wlbridge.stable import stable
from wlbridge.wolfram_functions import LogisticSigmoid


def derivative(formula: Expr, argument: sympy.Symbol, kinks: Kinks = "zero") -> Expr:
    """The derivative of a formula with respect to one of its symbols.

    >>> x = sympy.Symbol("x", real=True)
    >>> derivative(sympy.log(1 + sympy.exp(x)), x), derivative(sympy.tanh(x), x)
    (LogisticSigmoid(x), 1 - tanh(x)**2)
    >>> derivative(sympy.Max(x, 0) + sympy.Abs(x), x)
    Step(x) + sign(x)
    >>> derivative(sympy.Max(x, 0), x, "half"), derivative(sympy.Max(x, 0), x, "error").subs(x, 0)
    (sign(x)/2 + 1/2, nan)

    Raises UnsupportedFunctionError for a function that is not in the table.
    """
    return _tidy(_derivative(stable(formula), argument, kinks))


def _derivative(part: Expr, argument: sympy.Symbol, kinks: Kinks) -> Expr:
    if part == argument:
        return ONE
    if argument not in part.free_symbols:
        return ZERO
    if isinstance(part, Add):
        return Add(*(_derivative(term, argument, kinks) for term in part.args))
    if isinstance(part, Mul):
        return _of_product(part.args, argument, kinks)
    if isinstance(part, Pow):
        return _of_power(part, argument, kinks)
    if isinstance(part, Piecewise):
        pairs = [(value, _derivative(value, argument, kinks), condition) for value, condition in part.args]
        return slope_of_cases([Case(*pair) for pair in pairs], argument, kinks)
    return _of_function(part, argument, kinks)


def _of_product(factors: Sequence[Expr], argument: sympy.Symbol, kinks: Kinks) -> Expr:
    terms = []
    for position, factor in enumerate(factors):
        slope = _derivative(factor, argument, kinks)
        if slope != ZERO:
            terms.append(Mul(*factors[:position], slope, *factors[position + 1 :]))
    return Add(*terms)


def _of_power(power: Pow, argument: sympy.Symbol, kinks: Kinks) -> Expr:
    base, exponent = power.args
    slope = exponent * base ** (exponent - 1) * _derivative(base, argument, kinks)
    if argument in exponent.free_symbols:
        slope += power * log(base) * _derivative(exponent, argument, kinks)
    return slope


def _of_function(part: Expr, argument: sympy.Symbol, kinks: Kinks) -> Expr:
    args = part.args
    if part.func in {sympy.Max, sympy.Min}:
        args = tuple(sorted(args, key=lambda arg: not arg.is_number))  # of equals a number counts before others
    mark = jump(part, argument) if kinks == "error" and part.func in JUMPS else ZERO
    if part.func in CONSTANT_BETWEEN_JUMPS:
        return mark
    if part.func in KINKED:
        slopes = KINKED[part.func](kinks, *args)
    elif part.func is sympy.Mod:
        slopes = (ONE, -sympy.floor(args[0] / args[1]))  # sympy leaves the derivative unevaluated
    elif part.func in BY_FUNCTION:
        slopes = _own_slopes(part, argument)
        slopes = _padded(part, slopes, argument)
    else:
        raise UnsupportedFunctionError(f"the function {part.func.__name__} has no derivative here")
    inner = zip(slopes, args, strict=True)
    return Add(mark, *(slope * _derivative(arg, argument, kinks) for slope, arg in inner if arg.has(argument)))


def _own_slopes(part: Expr, argument: sympy.Symbol) -> list[Expr]:
    """The derivatives by the arguments that depend on the symbol."""
    try:
        return [part.fdiff(position + 1) for position in range(len(part.args)) if _reads(part, position, argument)]
    except ArgumentIndexError:
        raise UnsupportedFunctionError(
            f"the order of {part.func.__name__} depends on what it is differentiated by, and has no derivative",
            hint="Take a constant order, or differentiate by other arrays.",
        ) from None


def _reads(part: Expr, position: int, argument: sympy.Symbol) -> bool:
    return bool(part.args[position].has(argument))


def _padded(part: Expr, slopes: list[Expr], argument: sympy.Symbol) -> list[Expr]:
    """The slopes with zeros for the arguments that do not depend on ``argument``."""
    given = iter(slopes)
    return [next(given) if _reads(part, position, argument) else ZERO for position in range(len(part.args))]


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
