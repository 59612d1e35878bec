"""Formulas with expressions put in for their slots, without sympy asking what it knows of large expressions.

``Max``, ``Abs``, comparisons and the like ask for the sign of their arguments when they are built, which takes
longer than everything else on the formula of a net. They are left unevaluated unless the arguments are simple.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Basic, Tuple
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair

ASKING = (
    sympy.Max,
    sympy.Min,
    sympy.Abs,
    sympy.sign,
    sympy.floor,
    sympy.ceiling,
    sympy.Mod,
    sympy.Piecewise,
    Relational,
)


MANY = 4
"""Up to as many arguments of Max and Min are compared."""


def substituted(formula: Basic, expressions: Mapping[Basic, Basic]) -> Any:
    """The formula with ``expressions`` put in.

    >>> from sympy.abc import x, y
    >>> substituted(sympy.Max(x, 0), {x: sympy.sin(y) - 2})
    Max(0, sin(y) - 2)
    """
    if formula in expressions:
        return expressions[formula]
    if not formula.args:
        return formula
    args = [substituted(arg, expressions) for arg in formula.args]
    if args == list(formula.args):
        return formula
    return rebuilt(formula.func, args)


def rebuilt(function: Any, args: Sequence[Basic]) -> Any:
    """A function of arguments, evaluated unless that would ask for signs of compound expressions."""
    if function is ExprCondPair:
        return Tuple.__new__(ExprCondPair, *args)  # its own constructor folds conditions that contain Piecewise
    if function is sympy.Piecewise:
        return _piecewise([pair for pair in args if pair.args[1] is not sympy.false])
    asks = isinstance(function, type) and issubclass(function, ASKING)
    many = len(args) > MANY and not all(arg.is_number for arg in args)  # sympy compares every two arguments of Max
    return function(*args, evaluate=False) if asks and (many or any(map(_compound, args))) else function(*args)


def _piecewise(pairs: list[Any]) -> Any:
    """The cases up to the first that always holds, NaN where none can; sympy would fold nested ones endlessly."""
    if not pairs:
        return sympy.nan
    certain = next((number for number, pair in enumerate(pairs) if pair.args[1] is sympy.true), len(pairs) - 1)
    if pairs[0].args[1] is sympy.true:
        return pairs[0].args[0]
    return Basic.__new__(sympy.Piecewise, *pairs[: certain + 1])


def _compound(arg: Basic) -> bool:
    return bool(arg.args) and not arg.is_number
