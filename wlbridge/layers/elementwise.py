"""ElementwiseLayer with its documented names and any scalar formula, and ParametricRampLayer."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

import sympy
from sympy import Expr, Float, Integer, Max, Min, Piecewise, erf, exp, log, sqrt, tanh

from wlbridge.errors import NetError, UnsupportedFunctionError, WLBridgeError
from wlbridge.functions import check_formula
from wlbridge.layers.base import ArraySetting, Automatic, Layer, Scope
from wlbridge.layers.levels import Levels, letters_of, levels
from wlbridge.layers.linear import given_arrays
from wlbridge.statements import Map, slot
from wlbridge.wolfram_functions import Clip, LogisticSigmoid, Ramp

_SELU_ABOVE = 1.0507009873554805
_SELU_BELOW = 1.758099340847161

NAMED_FUNCTIONS: dict[str, Callable[[Expr], Expr]] = {
    "RectifiedLinearUnit": Ramp,
    "ReLU": Ramp,
    "ExponentialLinearUnit": lambda x: Piecewise((x, x >= 0), (exp(x) - 1, True)),
    "ELU": lambda x: Piecewise((x, x >= 0), (exp(x) - 1, True)),
    "ScaledExponentialLinearUnit": lambda x: Piecewise((_SELU_ABOVE * x, x >= 0), (_SELU_BELOW * (exp(x) - 1), True)),
    "SELU": lambda x: Piecewise((_SELU_ABOVE * x, x >= 0), (_SELU_BELOW * (exp(x) - 1), True)),
    "GaussianErrorLinearUnit": lambda x: x * (1 + erf(x / sqrt(2))) / 2,
    "GELU": lambda x: x * (1 + erf(x / sqrt(2))) / 2,
    "Swish": lambda x: x * LogisticSigmoid(x),
    "HardSwish": lambda x: x * Min(Max(x + 3, 0), 6) / 6,
    "Mish": lambda x: x * tanh(log(1 + exp(x))),
    "SoftSign": lambda x: x / (1 + sympy.Abs(x)),
    "SoftPlus": lambda x: log(exp(x) + 1),
    "HardTanh": lambda x: Clip(x, -1, 1),
    "HardSigmoid": lambda x: Clip((x + 1) / 2, 0, 1),
    "Sigmoid": LogisticSigmoid,
}
"""The complete documented table, https://reference.wolfram.com/language/ref/ElementwiseLayer.html"""


@dataclass(frozen=True, eq=False, repr=False)
class ElementwiseLayer(Layer):
    """A scalar function applied to every element.

    ``function`` is one of the documented names, a function of wlbridge or sympy, a ``sympy.Lambda``, or a Python
    callable that makes a formula from one symbol.
    https://reference.wolfram.com/language/ref/ElementwiseLayer.html

    >>> ElementwiseLayer("Swish").formula()
    a0*LogisticSigmoid(a0)
    >>> ElementwiseLayer(lambda x: x**2 + 1).formula()
    a0**2 + 1
    """

    function: Any
    letter: ClassVar[str] = "h"
    keeps_shape: ClassVar[bool] = True

    def formula(self) -> Expr:
        """The function as a formula in ``slot(0)``."""
        return scalar_formula(self.function, 1)

    def build(self, scope: Scope, x: str) -> str:
        """One Map."""
        return scope.map(self.formula(), [x], self.letter)

    def arguments(self) -> tuple[Any, ...]:
        """The function."""
        return (self.function,)


def scalar_formula(function: Any, arguments: int) -> Expr:
    """A user's function as a formula in the first slots, checked for functions that have no translation."""
    slots = [slot(position) for position in range(arguments)]
    if isinstance(function, str):
        formula = _named(function)(*slots)
    elif callable(function):
        formula = _called(function, slots)
    else:
        raise NetError(
            f"{function!r} is not a function",
            hint="Give a documented name, a function of sympy, a Lambda, or a callable of symbols.",
        )
    return check_formula(formula, slots)


def _called(function: Callable[..., Any], slots: list[Any]) -> Expr:
    if isinstance(function, sympy.Lambda):
        check_formula(function.expr, function.variables)
    if function is sympy.KroneckerDelta and len(slots) == 1:
        slots = [*slots, Integer(0)]  # of one argument the Wolfram Language's tells whether it is 0
    try:
        formula = function(*slots)
    except WLBridgeError:
        raise
    except Exception as error:  # the function is the user's, and sympy too raises errors of many kinds
        what = f"the function cannot be applied to {len(slots)} symbols ({type(error).__name__}: {error})"
        raise NetError(what) from error
    if isinstance(formula, bool) or not isinstance(formula, int | float | Expr):
        raise UnsupportedFunctionError(f"the function gives {type(formula).__name__}, which is no formula")
    return Integer(formula) if isinstance(formula, int) else Float(formula) if isinstance(formula, float) else formula


def _named(name: str) -> Callable[[Expr], Expr]:
    if name in NAMED_FUNCTIONS:
        return NAMED_FUNCTIONS[name]
    close = difflib.get_close_matches(name, NAMED_FUNCTIONS, n=2)
    raise UnsupportedFunctionError(
        f"ElementwiseLayer documents no function named {name!r}",
        hint=f"Did you mean {' or '.join(close)}?" if close else f"The names are {', '.join(NAMED_FUNCTIONS)}.",
    )


@dataclass(frozen=True, eq=False, repr=False)
class ParametricRampLayer(Layer):
    """x where it is positive, and a learned ``slope`` times x elsewhere.

    ``levels`` says along which levels the slope varies: 1 by default, ``[]`` for one slope for everything.
    https://reference.wolfram.com/language/ref/ParametricRampLayer.html

    >>> ParametricRampLayer([])
    ParametricRampLayer[[]]
    """

    levels: Levels = 1
    _: KW_ONLY
    slope: ArraySetting = Automatic
    letter: ClassVar[str] = "h"
    keeps_shape: ClassVar[bool] = True

    def build(self, scope: Scope, x: str) -> str:
        """``Piecewise((x, x > 0), (slope x, True))``, the slope repeated along the other levels."""
        shape = scope.shape(x)
        chosen = levels(self.levels, len(shape))
        slope = scope.parameter("Slope", self.slope, tuple(shape[axis] for axis in chosen))
        letters = letters_of(len(shape))
        spec = f"{letters},{''.join(letters[axis] for axis in chosen)}->{letters}"
        x0, a = slot(0), slot(1)
        return scope.append(Map((x, slope), Piecewise((x0, x0 > 0), (a * x0, True)), spec), self.letter)

    def arguments(self) -> tuple[Any, ...]:
        """The levels, where they are not the default."""
        return () if self.levels == 1 else (self.levels,)

    def options(self) -> dict[str, Any]:
        """Slope where it is given."""
        return {**given_arrays(Slope=self.slope), **super().options()}
