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
from sympy.codegen.cfunctions import expm1
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom

from wlbridge import wolfram_functions as wf
from wlbridge.errors import UnsupportedFunctionError


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One function: ``head`` in the Wolfram Language (None: written by its definition) and in sympy.

    ``array`` is the module and name of the function of arrays; where it is None, ``definition`` gives the
    function in others that have one.
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
    head = None if function in {wf.Step, wf.SoftPlus, wf.OnePlusErf, wf.NormalCDF} else function.__name__
    return FunctionRow(
        head, function, array, function.definition, arguments, threads=function not in {wf.Clip, wf.Step}
    )


TABLE: tuple[FunctionRow, ...] = (
    FunctionRow("Exp", sympy.exp, "numpy.exp"),
    FunctionRow("Log", sympy.log, "numpy.log"),
    FunctionRow("Sin", sympy.sin, "numpy.sin"),
    FunctionRow("Cos", sympy.cos, "numpy.cos"),
    FunctionRow("Tan", sympy.tan, "numpy.tan"),
    FunctionRow("Cot", sympy.cot, definition=lambda x: 1 / sympy.tan(x)),
    FunctionRow("Sec", sympy.sec, definition=lambda x: 1 / sympy.cos(x)),
    FunctionRow("Csc", sympy.csc, definition=lambda x: 1 / sympy.sin(x)),
    FunctionRow("ArcSin", sympy.asin, "numpy.arcsin"),
    FunctionRow("ArcCos", sympy.acos, "numpy.arccos"),
    FunctionRow("ArcTan", sympy.atan, "numpy.arctan"),
    FunctionRow("ArcCot", sympy.acot, "wlbridge.array_functions.arccot"),
    FunctionRow("ArcSec", sympy.asec, "wlbridge.array_functions.arcsec"),
    FunctionRow("ArcCsc", sympy.acsc, "wlbridge.array_functions.arccsc"),
    FunctionRow("Sinh", sympy.sinh, "numpy.sinh"),
    FunctionRow("Cosh", sympy.cosh, "numpy.cosh"),
    FunctionRow("Tanh", sympy.tanh, "numpy.tanh"),
    FunctionRow("Coth", sympy.coth, definition=lambda x: 1 / sympy.tanh(x)),
    FunctionRow("Sech", sympy.sech, definition=lambda x: 1 / sympy.cosh(x)),
    FunctionRow("Csch", sympy.csch, definition=lambda x: 1 / sympy.sinh(x)),
    FunctionRow("ArcSinh", sympy.asinh, "numpy.arcsinh"),
    FunctionRow("ArcCosh", sympy.acosh, "numpy.arccosh"),
    FunctionRow("ArcTanh", sympy.atanh, "numpy.arctanh"),
    FunctionRow("ArcCoth", sympy.acoth, "wlbridge.array_functions.arccoth", threads=False),  # woxi 0.3.0 leaves it
    FunctionRow("ArcSech", sympy.asech, "wlbridge.array_functions.arcsech", threads=False),  # woxi 0.3.0 leaves it
    FunctionRow("ArcCsch", sympy.acsch, "wlbridge.array_functions.arccsch", threads=False),  # woxi 0.3.0 leaves it
    FunctionRow("Abs", sympy.Abs, "numpy.abs"),
    FunctionRow("Sign", sympy.sign, "numpy.sign"),
    FunctionRow("Floor", sympy.floor, "numpy.floor"),
    FunctionRow("Ceiling", sympy.ceiling, "numpy.ceil"),
    FunctionRow("Gamma", sympy.gamma, "scipy.special.gamma"),
    FunctionRow("LogGamma", sympy.loggamma, "wlbridge.array_functions.log_gamma"),
    FunctionRow("Erf", sympy.erf, "scipy.special.erf"),
    FunctionRow("Erfc", sympy.erfc, "wlbridge.array_functions.erfc"),
    FunctionRow("InverseErf", sympy.erfinv, "scipy.special.erfinv"),
    FunctionRow("InverseErfc", sympy.erfcinv, "scipy.special.erfcinv"),
    FunctionRow(
        "KroneckerDelta", sympy.KroneckerDelta, "wlbridge.array_functions.kronecker_delta", arguments=2, threads=False
    ),
    FunctionRow("PolyGamma", sympy.polygamma, "scipy.special.polygamma", arguments=2),
    FunctionRow("Max", sympy.Max, "numpy.maximum", arguments=2, threads=False),
    FunctionRow("Min", sympy.Min, "numpy.minimum", arguments=2, threads=False),
    FunctionRow("Mod", sympy.Mod, "numpy.mod", arguments=2),
    FunctionRow(None, expm1, "numpy.expm1", lambda x: sympy.exp(x) - 1),
    _own(wf.SoftPlus, "wlbridge.array_functions.softplus"),
    _own(wf.OnePlusErf, "wlbridge.array_functions.one_plus_erf"),
    _own(wf.NormalCDF, "wlbridge.array_functions.normal_cdf"),
    _own(wf.Step, "wlbridge.array_functions.step"),
    _own(wf.LogisticSigmoid, "scipy.special.expit"),
    _own(wf.Ramp, "wlbridge.array_functions.ramp"),
    _own(wf.Clip, arguments=3),
    _own(wf.CubeRoot, "numpy.cbrt"),
    _own(wf.Surd, arguments=2),
    _own(wf.Haversine),
    _own(wf.InverseHaversine, "wlbridge.array_functions.inverse_haversine"),
    _own(wf.Gudermannian),
    _own(wf.InverseGudermannian, "wlbridge.array_functions.inverse_gudermannian"),
    _own(wf.Unitize),
    _own(wf.IntegerPart, "numpy.trunc"),
    _own(wf.Round, "numpy.rint"),
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
