"""THE table of functions: the Wolfram Language's name, the sympy function, and how numbers are computed.

The layers, the numeric reading and the translation in both directions read this one table. What is not in it
is refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom

from wlbridge import wolfram_functions as wf
from wlbridge.errors import UnsupportedFunctionError


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One function: ``head`` in the Wolfram Language (None: written by its definition) and in sympy.

    ``array`` names the function of arrays, as the array API standard does where it has one; where it is None,
    ``definition`` gives the function in others that have one.
    """

    head: str | None
    function: Any
    array: str | None = None
    definition: Callable[..., Expr] | None = None
    arguments: int = 1
    threads: bool = True
    """Whether every engine applies it to the elements of arrays; if not it is mapped over them."""

    def define(self, *args: Expr) -> Expr:
        """The function of ``args`` in functions that have one of arrays."""
        if self.definition is None:
            raise UnsupportedFunctionError(f"{self.head} is not defined by other functions")
        return self.definition(*args)


def _own(function: type[wf.RealFunction], array: str | None = None, arguments: int = 1) -> FunctionRow:
    head = None if function in _NAMELESS else function.__name__
    return FunctionRow(head, function, array, function.definition, arguments, threads=function not in _OF_ONE_NUMBER)


_NAMELESS = {wf.Step, wf.StrictStep, wf.Kink, wf.Winner, wf.SoftPlus, wf.OnePlusErf, wf.NormalCDF}
_OF_ONE_NUMBER = {wf.Clip, wf.Step, wf.StrictStep, wf.Kink, wf.Winner}


TABLE: tuple[FunctionRow, ...] = (
    FunctionRow("Exp", sympy.exp, "exp"),
    FunctionRow("Log", sympy.log, "log"),
    FunctionRow("Sin", sympy.sin, "sin"),
    FunctionRow("Cos", sympy.cos, "cos"),
    FunctionRow("Tan", sympy.tan, "tan"),
    FunctionRow("Cot", sympy.cot, definition=lambda x: 1 / sympy.tan(x)),
    FunctionRow("Sec", sympy.sec, definition=lambda x: 1 / sympy.cos(x)),
    FunctionRow("Csc", sympy.csc, definition=lambda x: 1 / sympy.sin(x)),
    FunctionRow("ArcSin", sympy.asin, "asin"),
    FunctionRow("ArcCos", sympy.acos, "acos"),
    FunctionRow("ArcTan", sympy.atan, "atan"),
    FunctionRow("ArcCot", sympy.acot, "arccot"),
    FunctionRow("ArcSec", sympy.asec, "arcsec"),
    FunctionRow("ArcCsc", sympy.acsc, "arccsc"),
    FunctionRow("Sinh", sympy.sinh, "sinh"),
    FunctionRow("Cosh", sympy.cosh, "cosh"),
    FunctionRow("Tanh", sympy.tanh, "tanh"),
    FunctionRow("Coth", sympy.coth, definition=lambda x: 1 / sympy.tanh(x)),
    FunctionRow("Sech", sympy.sech, definition=lambda x: 1 / sympy.cosh(x)),
    FunctionRow("Csch", sympy.csch, definition=lambda x: 1 / sympy.sinh(x)),
    FunctionRow("ArcSinh", sympy.asinh, "asinh"),
    FunctionRow("ArcCosh", sympy.acosh, "acosh"),
    FunctionRow("ArcTanh", sympy.atanh, "atanh"),
    FunctionRow("ArcCoth", sympy.acoth, "arccoth", threads=False),  # woxi 0.3.0 leaves it
    FunctionRow("ArcSech", sympy.asech, "arcsech", threads=False),  # woxi 0.3.0 leaves it
    FunctionRow("ArcCsch", sympy.acsch, "arccsch", threads=False),  # woxi 0.3.0 leaves it
    FunctionRow("Abs", sympy.Abs, "abs"),
    FunctionRow("Sign", sympy.sign, "sign"),
    FunctionRow("Floor", sympy.floor, "floor"),
    FunctionRow("Ceiling", sympy.ceiling, "ceil"),
    FunctionRow("Gamma", sympy.gamma, "gamma"),
    FunctionRow("LogGamma", sympy.loggamma, "log_gamma"),
    FunctionRow("Erf", sympy.erf, "erf"),
    FunctionRow("Erfc", sympy.erfc, "erfc"),
    FunctionRow("InverseErf", sympy.erfinv, "erfinv"),
    FunctionRow("InverseErfc", sympy.erfcinv, "erfcinv"),
    FunctionRow("KroneckerDelta", sympy.KroneckerDelta, "kronecker_delta", arguments=2, threads=False),
    FunctionRow("PolyGamma", sympy.polygamma, "polygamma", arguments=2),
    FunctionRow("Max", sympy.Max, "maximum", arguments=2, threads=False),
    FunctionRow("Min", sympy.Min, "minimum", arguments=2, threads=False),
    FunctionRow("Mod", sympy.Mod, "remainder", arguments=2),
    FunctionRow(None, expm1, "expm1", lambda x: sympy.exp(x) - 1),
    FunctionRow(None, log1p, "log1p", lambda x: sympy.log(1 + x)),
    _own(wf.SoftPlus, "softplus"),
    _own(wf.OnePlusErf, "one_plus_erf"),
    _own(wf.NormalCDF, "normal_cdf"),
    _own(wf.Step, "step"),
    _own(wf.StrictStep),
    _own(wf.Kink, arguments=2),
    _own(wf.Winner, arguments=2),
    _own(wf.LogisticSigmoid, "expit"),
    _own(wf.Ramp, "ramp"),
    _own(wf.Clip, arguments=3),
    _own(wf.CubeRoot, "cube_root"),
    _own(wf.Surd, arguments=2),
    _own(wf.Haversine),
    _own(wf.InverseHaversine, "inverse_haversine"),
    _own(wf.Gudermannian),
    _own(wf.InverseGudermannian, "inverse_gudermannian"),
    _own(wf.Unitize),
    _own(wf.IntegerPart, "trunc"),
    _own(wf.Round, "round"),
    _own(wf.FractionalPart),
)

BY_HEAD: dict[str, FunctionRow] = {row.head: row for row in TABLE if row.head is not None}
BY_FUNCTION: dict[Any, FunctionRow] = {row.function: row for row in TABLE}

STRUCTURE = (
    sympy.Add,
    sympy.Mul,
    sympy.Pow,
    sympy.Piecewise,
    ExprCondPair,
    Relational,
    sympy.And,
    sympy.Or,
    sympy.Not,
)
"""What a formula may be made of beside numbers, symbols and the functions of the table."""

NOT_REAL = (ComplexInfinity, ImaginaryUnit, NaN, Infinity, NegativeInfinity)

CONDITION = (Relational, sympy.And, sympy.Or, sympy.Not, BooleanAtom)

MOST_LEVELS = 100
"""sympy's own functions fail on formulas of some 200 levels and more; nobody writes half as many."""

MOST_NODES = 10_000
"""Equal parts counted each time, as sympy walks over them: every doubling of a part doubles its time."""


def check_formula(formula: Basic, slots: Collection[Basic], where: str = "") -> Expr:
    """Return a formula of the given slots, or say by name what in it has no meaning here.

    >>> from wlbridge.statements import slot
    >>> a = slot(0)
    >>> check_formula(sympy.tanh(a) + 1, [a])
    tanh(a0) + 1
    >>> check_formula(sympy.zeta(a), [a], "layer 1")
    Traceback (most recent call last):
    ...
    wlbridge.errors.UnsupportedFunctionError: layer 1: the function zeta has no translation...
    """
    levels: dict[Basic, int] = {}
    nodes: dict[Basic, int] = {}
    constant: dict[Basic, bool] = {}
    for part in distinct_parts(formula):
        levels[part] = 1 + max((levels[arg] for arg in part.args), default=0)
        nodes[part] = 1 + sum(nodes[arg] for arg in part.args)
        constant[part] = part not in slots and all(constant[arg] for arg in part.args)
        what, hint = _fault(part, slots, constant[part])
        if levels[part] > MOST_LEVELS or nodes[part] > MOST_NODES:
            what = f"the formula has more than {MOST_LEVELS} levels or {MOST_NODES} nodes"
            hint = "Use several layers."
        if what:
            raise UnsupportedFunctionError(what, where=where, hint=hint)
    if not isinstance(formula, Expr):
        raise UnsupportedFunctionError(f"{formula} is no formula of a number", where=where)
    return formula


def distinct_parts(formula: Basic) -> Iterator[Basic]:
    """Every distinct part of a formula, parts before the whole; iterative, and linear in what is shared.

    >>> x = sympy.Symbol("x")
    >>> list(distinct_parts(sympy.exp(x) + 1))
    [1, x, exp(x), exp(x) + 1]
    """
    done: set[Basic] = set()
    stack = [formula]
    while stack:
        part = stack[-1]
        missing = [arg for arg in part.args if arg not in done]
        if missing and part not in done:
            stack += reversed(missing)
            continue
        stack.pop()
        if part not in done:
            done.add(part)
            yield part


def _fault(part: Basic, slots: Collection[Basic], constant: bool) -> tuple[str, str]:
    """What is wrong with one part, and what to do; nothing where nothing is."""
    if isinstance(part, NOT_REAL):
        return f"the formula contains {part}, which is no real number", ""
    if isinstance(part, sympy.Symbol):
        if part in slots:
            return "", ""
        what = f"the formula contains the symbol {part.name!r}, which is not its argument"
        return what, "Give a formula of its arguments alone."
    if part.func not in BY_FUNCTION and not isinstance(
        part, (*STRUCTURE, BooleanAtom, sympy.Number, sympy.NumberSymbol)
    ):
        what = f"the function {part.func.__name__} has no translation"
        return what, "Use functions of wlbridge.functions.TABLE, or write its definition."
    if misplaced := [arg for arg, kind in zip(part.args, _kinds(part), strict=True) if not isinstance(arg, kind)]:
        return f"{misplaced[0]} cannot stand in {part}, which takes conditions and numbers each in their place", ""
    if constant and isinstance(part, Expr) and not is_finite_real(part):
        return f"the formula contains {part!s:.60}, which is no finite real number", ""
    return "", ""


def _kinds(part: Basic) -> list[Any]:
    """What each argument has to be: a number, a condition, or a case of a Piecewise."""
    if isinstance(part, ExprCondPair):
        return [Expr, CONDITION]
    kind = ExprCondPair if isinstance(part, sympy.Piecewise) else CONDITION if isinstance(part, CONDITION) else Expr
    return [Expr if isinstance(part, Relational) else kind] * len(part.args)


def is_finite_real(number: Expr) -> bool:
    """Whether a constant has a value that arrays can hold; sympy says in several ways that it has none."""
    try:
        return math.isfinite(float(number))
    except (TypeError, ValueError, OverflowError):
        return False
