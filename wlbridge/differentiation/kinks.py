"""The derivative at kinks and jumps: three conventions, and what torch, JAX and the Wolfram Language take there.

A derivative is put together function by function, by the chain rule. Where a function of the table has none, the
option ``kinks`` of ``Loss.gradient`` and ``Loss.hessian`` says what stands for it:

* ``"zero"``: 0 at a kink. Of the largest arguments of Max (the smallest of Min) the first gets 1, numbers before
  others; so Max[x, 0] has the slope 0 at 0. At a boundary of a Piecewise it is the slope of the case that holds.
* ``"half"``: the mean of the slopes on both sides; arguments that tie for the largest get equal shares. Where one of
  the two slopes of a Piecewise is not finite it is that of the case that holds.
* ``"error"``: no value. Formulas are Indeterminate there, and numbers are refused with a KinkError.

Slopes on both sides, and what is taken at the kink; the columns of torch 2.13 and JAX 0.10 are measured
(tests/differentiation/test_kinks_elsewhere.py):

=====================  ==========  =====  =====  ======  ======  =============  ===================
function               at          below  above  "zero"  "half"  torch          JAX
=====================  ==========  =====  =====  ======  ======  =============  ===================
Ramp[x]                0           0      1      0       1/2     relu 0         relu 0
Abs[x]                 0           -1     1      0       0       0              1
Max[x, 0]              0           0      1      0       1/2     maximum 1/2    maximum 1/2
Max[x, y]              x = y       0, 1   1, 0   1, 0    1/2     maximum 1/2    maximum 1/2
AggregationLayer[Max]  ties of n           -     first   1/n     max(0) first,  max 1/n
                                                                 amax 1/n
Min                    as Max
Clip[x, {-1, 1}]       -1          0      1      0       1/2     clamp 1,       clip 1/2,
                                                                 hardtanh 0     hard_tanh 1 at both
Clip[x, {-1, 1}]       1           1      0      0       1/2     as at -1       as at -1
"HardSigmoid"          both ends   0, m   m, 0   0       m/2     0              0
"HardSwish"            -3          0      -1/2   0       -1/4    0              0
"HardSwish"            3           3/2    1      1       5/4     1              1
"SoftSign"             0           1      1      1       1       1              1
"ELU"                  0           1      1      1       1       1              1
"SELU"                 0           1.758  1.051  1.051   1.404   1.758          1.758
ParametricRampLayer    0           a      1      a       mean    prelu a        leaky_relu 1
jumps, see below       at jumps    s      s      s       s       s              s
=====================  ==========  =====  =====  ======  ======  =============  ===================

* Jumps: Sign, Unitize, Floor, Ceiling, Round, IntegerPart and KroneckerDelta have the slope s = 0, FractionalPart and
  Mod 1, ArcCot -1, on both sides and at the jump; with ``"error"`` they have none where they jump.
* Piecewise (If, Which, Threshold, Chop, "ELU", ...): ``"error"`` compares the values and the slopes on both sides of
  a boundary, and there is a value only where both are equal; a slope that the comparison cannot tell, as that of
  Sin[x]/x at 0, counts as none.
* Powers and roots are no kinks: Sqrt, CubeRoot and Surd have an infinite slope at 0, which is its true value, and
  Sqrt[x^2 + y^2] has 0/0 at the origin, a NaN for every option. sympy writes Sqrt[x^2] as Abs[x], which has a kink.
* Function by function means that x Abs[x], Ramp[x]^2 and "SoftSign" have no value at 0 with ``"error"`` though they
  have a slope there: its parts have none, and 0 times no value is no value. It never gives a wrong number.
* Wolfram Language: the documentation says that Ramp has the derivative UnitStep "except for the singular point", that
  RealAbs and RealSign are differentiable except at the origin, and that the derivative of UnitStep is a Piecewise;
  unverified here: that all of them, Max, Min and Clip are Indeterminate at their kinks, as with ``"error"``, and what
  NetPortGradient takes there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import sympy
from sympy import Abs, Expr, Integer, Max, Min, Rational, floor, sign

from wlbridge.program import Program, ProgramBuilder, rebuild
from wlbridge.statements import Map, Statement
from wlbridge.wolfram_functions import (
    Clip,
    FractionalPart,
    IntegerPart,
    Kink,
    Ramp,
    Round,
    Step,
    StrictStep,
    Unitize,
    Winner,
)

Kinks = Literal["zero", "half", "error"]
KINKS: tuple[Kinks, ...] = ("zero", "half", "error")

ZERO, ONE = Integer(0), Integer(1)

STEPS: dict[Kinks, Callable[[Expr], Expr]] = {
    "zero": Step,
    "half": lambda u: (1 + sign(u)) / 2,
    "error": StrictStep,
}
"""1 above 0 and 0 below: the slope of Ramp, of which all others are made."""


def _of_abs(kinks: Kinks, x: Expr) -> Sequence[Expr]:
    return (2 * StrictStep(x) - 1,) if kinks == "error" else (sign(x),)


def _of_clip(kinks: Kinks, x: Expr, low: Expr, high: Expr) -> Sequence[Expr]:
    above, below = STEPS[kinks](x - low), STEPS[kinks](high - x)
    return above * below, 1 - above, above * (1 - below)


def _of_best(function: Any, kinks: Kinks, *args: Expr) -> Sequence[Expr]:
    """The slopes of Max or Min, which is ``function``."""
    if kinks == "zero":
        return _of_first(function, *args)
    if len(args) > 2:
        return shares(kinks, function, *args)
    x, y = args
    return STEPS[kinks](gap(function, x, y)), STEPS[kinks](gap(function, y, x))


def _of_first(function: Any, first: Expr, *others: Expr) -> tuple[Expr, ...]:
    """1 for the first of the largest or smallest arguments."""
    if not others:
        return (ONE,)
    rest = function(*others, evaluate=False) if len(others) > 1 else others[0]
    beaten = Step(gap(function, rest, first))
    return (1 - beaten, *(beaten * slope for slope in _of_first(function, *others)))


def shares(kinks: Kinks, function: Any, *args: Expr) -> tuple[Expr, ...]:
    """What each argument of Max or Min gets: equal shares for ties, or no value."""
    best = function(*args, evaluate=False)
    gaps = [gap(function, best, arg) for arg in args]
    count = sympy.Add(*(1 - Step(distance) for distance in gaps))
    return tuple(share(kinks, distance, count) for distance in gaps)


def gap(function: Any, best: Expr, other: Expr) -> Expr:
    """How far ``other`` is from the largest or smallest: 0 or more."""
    return best - other if function is Max else other - best


def share(kinks: Kinks, distance: Expr, count: Expr) -> Expr:
    """The slope of an argument at a distance from the largest, which ``count`` arguments are."""
    return Winner(distance, count) if kinks == "error" else (1 - Step(distance)) / count


KINKED: dict[Any, Callable[..., Sequence[Expr]]] = {
    Abs: _of_abs,
    Ramp: lambda kinks, x: (STEPS[kinks](x),),
    Clip: _of_clip,
    Max: partial(_of_best, Max),
    Min: partial(_of_best, Min),
}
"""The slopes of continuous functions by each argument, for each convention."""

JUMPS: dict[Any, Callable[..., Kink]] = {
    sign: lambda x: Kink(x, 1),
    Step: lambda x: Kink(x, 1),
    StrictStep: lambda x: Kink(x, 1),
    Unitize: lambda x: Kink(x, 1),
    floor: lambda x: Kink(x - floor(x), 1),
    sympy.ceiling: lambda x: Kink(x - floor(x), 1),
    Round: lambda x: Kink(Abs(x - Round(x)) - Rational(1, 2), 1),
    IntegerPart: lambda x: Kink(x - IntegerPart(x), x),
    FractionalPart: lambda x: Kink(x - IntegerPart(x), x),
    sympy.Mod: lambda x, n: Kink(sympy.Mod(x, n), 1),
    sympy.KroneckerDelta: lambda x, y: Kink(x - y, 1),
    sympy.acot: lambda x: Kink(x, 1),
    Kink: Kink,
    Winner: lambda distance, count: Kink(distance, count - 1),
}
"""What is 0, and without a value where a function jumps."""

CONSTANT_BETWEEN_JUMPS = {*JUMPS} - {FractionalPart, sympy.Mod, sympy.acot}


def jump(part: Expr, argument: sympy.Symbol) -> Expr:
    """The mark at the jumps of a function; it counts once, whatever the slope of what is inside."""
    read = part.args[:1] if part.func in {Kink, Winner} else part.args
    return JUMPS[part.func](*part.args) if any(arg.has(argument) for arg in read) else ZERO


def with_values_at_kinks(program: Program) -> Program:
    """A program of derivatives made for "error" with values at kinks, to tell them from what has none of its own."""
    return rebuild(program, _with_values)


def _with_values(builder: ProgramBuilder, name: str, statement: Statement) -> str:
    if isinstance(statement, Map):
        formula = statement.formula
        for function, value in _VALUES.items():
            formula = formula.replace(function, value)
        statement = Map(statement.arrays, formula, statement.spec)
    return builder.append(statement, name)


_VALUES: dict[Any, Callable[..., Expr]] = {
    Kink: lambda u, size: ZERO,
    StrictStep: Step,
    Winner: lambda distance, count: 1 - Step(distance),
}
