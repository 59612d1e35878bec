"""Formulas with expressions put in for their slots, without sympy asking what it knows of large expressions.

``Max``, ``Abs``, comparisons and the like ask for the sign of their arguments when they are built, which takes
longer than everything else on the formula of a net. They are left unevaluated unless the arguments are simple.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.core.relational import Relational

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


def rebuilt(function: Any, args: Sequence[Basic]) -> Expr:
    """A function of arguments, evaluated unless that would ask for signs of compound expressions."""
    asks = isinstance(function, type) and issubclass(function, ASKING)
    return function(*args, evaluate=False) if asks and any(map(_compound, args)) else function(*args)


def _compound(arg: Basic) -> bool:
    return bool(arg.args) and not arg.is_number
