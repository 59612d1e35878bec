"""The functions of the table for reals of any precision, by mpmath.

mpmath goes on into the complex plane outside a real domain and raises an error at a pole; here the value is NaN
there, as in the reading of arrays of floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import mpmath
import sympy
from sympy.codegen.cfunctions import expm1, log1p

from wlbridge import wolfram_functions as wf

Context = Any
"""A context of mpmath, which has no types."""

Real = Any
"""An ``mpf`` of some context."""

RealFunction = Callable[..., Real]
"""A function of a context and of reals of that context."""


def real_context() -> Context:
    """A context of mpmath of its own; ``cancelled`` notes whether a 0 may be what is left of other digits."""
    context = mpmath.MPContext()
    context.cancelled = False
    return context


def real_function(function: Any) -> RealFunction | None:
    """A function of the table, NaN outside its domain; None for one that is written by its definition.

    >>> import mpmath
    >>> context = real_context()
    >>> logarithm = real_function(sympy.log)
    >>> logarithm(context, context.mpf(2)), logarithm(context, context.mpf(-1))
    (mpf('0.69314718055994529'), mpf('nan'))
    """
    if function not in _FUNCTIONS:
        return None
    value, farthest = _FUNCTIONS[function], _FARTHEST.get(function)

    def apply(context: Context, *args: Real) -> Real:
        if any(map(context.isnan, args)):
            return context.nan
        if farthest is not None and context.mag(args[0]) > farthest:
            args = (context.sign(args[0]) * context.inf, *args[1:])
        try:
            result = _real(context, value(context, *args))
        except (ValueError, ZeroDivisionError):  # a pole
            return context.nan
        context.cancelled |= not result and function in _ZERO_AT_ONE
        return result

    return apply


def total(context: Context, terms: Iterable[Real]) -> Real:
    """The sum, rounded once; a sum of 0 is noted, since all digits may have cancelled."""
    result = context.fsum(terms)
    context.cancelled |= not result and any(terms)
    return result


def power(context: Context, base: Real, exponent: Real) -> Real:
    """``base^exponent``: 0 has infinite reciprocals, and negative numbers have integer powers alone.

    >>> import mpmath
    >>> [str(power(mpmath.mp, mpmath.mpf(a), mpmath.mpf(b))) for a, b in ((2, -1), (0, -2), (-8, 1 / 3))]
    ['0.5', '+inf', 'nan']
    """
    if not base and exponent < 0:
        return context.inf
    if context.isfinite(exponent) and context.mag(exponent) > FARTHEST_EXPONENT:
        return _far_power(context, base, exponent)
    return _real(context, context.power(base, exponent))


def _far_power(context: Context, base: Real, exponent: Real) -> Real:
    """By logarithms: mpmath would shift by as many bits as the exponent says."""
    if not base:
        return base
    _, _, twos, _ = exponent._mpf_  # how often 2 divides it
    if base < 0 and twos < 0:
        return context.nan
    size = _exp(context, exponent * context.ln(abs(base)))
    return -size if base < 0 and twos == 0 else size


def _real(context: Context, value: Any) -> Real:
    """The value where it is real, else NaN."""
    return value if isinstance(value, context.mpf) else context.nan


FARTHEST_EXPONENT = 40
"""Numbers of the size of ``exp(2^40)``, some 10^(5 10^11), are the largest that are told from infinity."""

FARTHEST_ANGLE = 2**16
"""An angle of n bits needs pi to n bits; a sine of more than 2^(2^16) is NaN, as that of infinity."""

_FARTHEST: dict[Any, int] = {
    **dict.fromkeys(
        (sympy.exp, sympy.sinh, sympy.cosh, sympy.tanh, sympy.gamma, expm1, wf.SoftPlus, wf.LogisticSigmoid),
        FARTHEST_EXPONENT,
    ),
    **dict.fromkeys((sympy.erfc, wf.OnePlusErf, wf.NormalCDF), FARTHEST_EXPONENT // 2),
    **dict.fromkeys((sympy.sin, sympy.cos, sympy.tan, wf.InverseGudermannian), FARTHEST_ANGLE),
}
"""For n bits: what is larger than 2^n is taken for infinite, since mpmath would fill the memory with its digits."""


def _exp(context: Context, x: Real) -> Real:
    return context.exp(context.sign(x) * context.inf if context.mag(x) > FARTHEST_EXPONENT else x)


def _reciprocal(context: Context, x: Real) -> Real:
    return 1 / x if x else context.inf


def _softplus(context: Context, x: Real) -> Real:
    """``log(1 + exp(x))`` with all digits where it is small."""
    return max(x, context.zero) + context.log1p(context.exp(-abs(x)))


def _mod(context: Context, x: Real, n: Real) -> Real:
    """x less the multiple of n that leaves a rest of the sign of n."""
    if abs(x) < abs(n):
        return x if not x or (x > 0) == (n > 0) else x + n
    far = context.mag(x) - context.mag(n) > FARTHEST_ANGLE  # infinite where x is, and where n is 0
    return context.nan if far else x % n


def _polygamma(context: Context, order: Real, x: Real) -> Real:
    """Below 0 by reflection, https://dlmf.nist.gov/5.15.E6: mpmath would go up in steps of 1."""
    if not context.isint(order) or order < 0:
        return context.nan
    n = int(order)
    if n and context.mag(x) > FARTHEST_ANGLE:
        x = context.sign(x) * context.inf
    if x >= 0 or n == 0:
        return context.psi(n, x)
    cotangent = [0, 1]  # the n-th derivative of cot is a polynomial of cot, since cot' = -1 - cot^2
    for _ in range(n):
        slope = [power * factor for power, factor in enumerate(cotangent)][1:]
        cotangent = [-a - b for a, b in zip([*slope, 0, 0], [0, 0, *slope], strict=True)]
    derivative = context.pi ** (n + 1) * context.polyval(cotangent[::-1], context.cospi(x) / context.sinpi(x))
    return (-1) ** n * context.psi(n, 1 - x) - derivative


def _inverse_erf(context: Context, x: Real) -> Real:
    """Near 0 from erf, elsewhere from erfc, which tells numbers close to 1 apart."""
    if abs(x) <= 0.5:
        return _solved(context, lambda y: context.erf(y) - x, context.sqrt(context.pi) / 2 * x)
    return context.sign(x) * _inverse_erfc(context, 1 - abs(x))


def _inverse_erfc(context: Context, x: Real) -> Real:
    """Where it is large ``erfc(y)`` is ``exp(-y^2)/(y sqrt(pi))``, from which the search starts."""
    if not 0 < x < 2:
        return {0: context.inf, 2: context.ninf}.get(x, context.nan)
    if x > 0.5:
        return -_inverse_erfc(context, 2 - x) if x >= 1.5 else _inverse_erf(context, 1 - x)
    size = -context.ln(context.pi * x * x / 2)
    return _solved(context, lambda y: x - context.erfc(y), context.sqrt((size - context.ln(size)) / 2))


def _solved(context: Context, excess: Callable[[Real], Real], start: Real) -> Real:
    """Where a function with the derivative of erf is 0, by Halley's method, which triples the right digits."""
    y = start
    while True:
        slope = 2 / context.sqrt(context.pi) * context.exp(-y * y)
        step = excess(y) / slope
        step /= 1 + step * y
        y -= step
        if not step or context.mag(step) < context.mag(y) - context.prec // 2:
            return y


_ZERO_AT_ONE = {sympy.log, sympy.acos, sympy.asec, sympy.acosh, sympy.asech, sympy.loggamma, sympy.erfcinv}
"""Functions that are 0 at 1, to which an argument may have been rounded."""

_FUNCTIONS: dict[Any, RealFunction] = {
    sympy.exp: lambda c, x: c.exp(x),
    sympy.log: lambda c, x: c.ln(x),
    sympy.sin: lambda c, x: c.sin(x),
    sympy.cos: lambda c, x: c.cos(x),
    sympy.tan: lambda c, x: c.tan(x),
    sympy.asin: lambda c, x: c.asin(x),
    sympy.acos: lambda c, x: c.acos(x),
    sympy.atan: lambda c, x: c.atan(x),
    sympy.acot: lambda c, x: c.atan(_reciprocal(c, x)),
    sympy.asec: lambda c, x: c.acos(_reciprocal(c, x)),
    sympy.acsc: lambda c, x: c.asin(_reciprocal(c, x)),
    sympy.sinh: lambda c, x: c.sinh(x),
    sympy.cosh: lambda c, x: c.cosh(x),
    sympy.tanh: lambda c, x: c.tanh(x),
    sympy.asinh: lambda c, x: c.asinh(x),
    sympy.acosh: lambda c, x: c.acosh(x),
    sympy.atanh: lambda c, x: c.atanh(x),
    sympy.acoth: lambda c, x: c.atanh(_reciprocal(c, x)),
    sympy.asech: lambda c, x: c.acosh(_reciprocal(c, x)),
    sympy.acsch: lambda c, x: c.asinh(_reciprocal(c, x)),
    sympy.Abs: lambda c, x: abs(x),
    sympy.sign: lambda c, x: c.sign(x),
    sympy.floor: lambda c, x: c.floor(x),
    sympy.ceiling: lambda c, x: c.ceil(x),
    sympy.gamma: lambda c, x: c.gamma(x),
    sympy.loggamma: lambda c, x: c.loggamma(x),
    sympy.erf: lambda c, x: c.erf(x),
    sympy.erfc: lambda c, x: c.erfc(x),
    sympy.erfinv: _inverse_erf,
    sympy.erfcinv: _inverse_erfc,
    sympy.KroneckerDelta: lambda c, x, y: c.mpf(x == y),
    sympy.polygamma: _polygamma,
    sympy.Max: lambda c, *args: max(args),
    sympy.Min: lambda c, *args: min(args),
    sympy.Mod: _mod,
    expm1: lambda c, x: c.expm1(x),
    log1p: lambda c, x: c.ln(1 + x),
    wf.SoftPlus: _softplus,
    wf.OnePlusErf: lambda c, x: c.erfc(-x),
    wf.NormalCDF: lambda c, x: c.erfc(-x / c.sqrt(2)) / 2,
    wf.Step: lambda c, x: c.mpf(x > 0),
    wf.LogisticSigmoid: lambda c, x: 1 / (1 + c.exp(-x)),
    wf.Ramp: lambda c, x: max(x, c.zero),
    wf.CubeRoot: lambda c, x: c.sign(x) * c.cbrt(abs(x)),
    wf.InverseHaversine: lambda c, x: 2 * c.asin(c.sqrt(x)),
    wf.InverseGudermannian: lambda c, x: c.asinh(c.tan(x)) if c.cos(x) > 0 else c.nan,
    wf.IntegerPart: lambda c, x: c.floor(x) if x > 0 else c.ceil(x),
    wf.Round: lambda c, x: c.nint(x),  # of two the even one
}
"""Cot, Sec, Surd, Clip and others are written by their definitions."""
