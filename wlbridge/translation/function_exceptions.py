"""Functions that are not one to one, each with the reason: order of arguments, branch, normalisation, value at 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import Integer
from sympy.functions.combinatorial import numbers
from sympy.functions.special import error_functions, polynomials

from wlbridge import wolfram_functions as wf
from wlbridge.functions import TABLE
from wlbridge.translation.rules import Names, NotCarriedError, Rule, of_numbers
from wlbridge.translation.values import as_integer, as_items, as_number
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.tree import Tree

ORDER_OF_POLYGAMMA: Final = "polygamma and PolyGamma continue the order beyond 0, 1, 2, ... in different ways"


def _written(head: str, *order: int) -> Rule:
    """A function whose arguments stand there in another order, counted from 0."""
    return of_numbers(lambda *args: call(head, *(args[place] for place in order)))


def _defined(definition: Callable[..., Any]) -> Rule:
    """A function without a head, written by its definition."""
    return Rule(lambda _part, args, _names: args[0], lambda part: (definition(*part.args),))


def _polygamma(part: Any, args: list[Tree], _: Names) -> Tree:
    if not (part.args[0].is_integer and part.args[0].is_nonnegative):
        raise NotCarriedError(ORDER_OF_POLYGAMMA)
    return call("PolyGamma", *args)


def _heaviside(part: Any, args: list[Tree], _: Names) -> Tree:
    """HeavisideTheta has no value at 0, UnitStep has 1 there: which of them it is, H0 says."""
    at_zero = part.args[1]
    if at_zero == sympy.Rational(1, 2):
        return call("HeavisideTheta", args[0])
    if at_zero == 1:
        return call("UnitStep", args[0])
    raise NotCarriedError("Heaviside has a value at 0 that is neither 1/2 nor 1")


def _dirac_delta(part: Any, args: list[Tree], _: Names) -> Tree:
    if len(part.args) == 1:
        return call("DiracDelta", *args)
    return call("Derivative", args[1])(call("DiracDelta").head)(args[0])


def _bell(_part: Any, args: list[Tree], _names: Names) -> Tree:
    """The incomplete Bell polynomials have a name of their own."""
    return call("BellB" if len(args) < 3 else "BellY", *args)


def _signature(_part: Any, args: list[Tree], _names: Names) -> Tree:
    """Signature of symbols evaluates at once, to the sign of their alphabetic order; Activate lets it go."""
    return call("Inactive", system("Signature"))(args)


WRITTEN: Final[dict[Any, Rule]] = {
    sympy.log: _written("Log", 0),
    sympy.gamma: _written("Gamma", 0),
    sympy.atan2: _written("ArcTan", 1, 0),  # atan2(y, x), ArcTan[x, y]
    sympy.uppergamma: _written("Gamma", 0, 1),
    sympy.lowergamma: of_numbers(
        lambda s, x: call("Gamma", s, 0, x)
    ),  # Gamma[a, z0, z1] is the integral from z0 to z1
    sympy.betainc: _written("Beta", 2, 3, 0, 1),  # betainc(a, b, x1, x2), Beta[z0, z1, a, b]
    sympy.betainc_regularized: _written("BetaRegularized", 2, 3, 0, 1),
    sympy.beta: of_numbers(lambda x, y=None: call("Beta", x, x if y is None else y)),  # beta(x) is beta(x, x)
    sympy.polygamma: Rule(_polygamma),
    sympy.zeta: of_numbers(lambda s, a=None: call("Zeta", s) if a is None else call("HurwitzZeta", s, a)),
    # bernoulli(1) is 1/2 and BernoulliB[1] is -1/2; the polynomials agree, and bernoulli(n) is that at 1
    sympy.bernoulli: of_numbers(lambda n, x=1: call("BernoulliB", n, x)),
    sympy.binomial: _written("Binomial", 0, 1),
    sympy.bell: Rule(_bell),
    numbers.divisor_sigma: of_numbers(lambda n, k=1: call("DivisorSigma", k, n)),
    sympy.LambertW: of_numbers(lambda x, k=None: call("ProductLog", x) if k is None else call("ProductLog", k, x)),
    sympy.Heaviside: Rule(_heaviside),
    sympy.DiracDelta: Rule(_dirac_delta),
    sympy.LeviCivita: Rule(_signature),
    sympy.frac: of_numbers(lambda x: call("Mod", x, 1)),  # FractionalPart[-1.5] is -0.5, frac(-1.5) is 0.5
    sympy.erf2: _written("Erf", 0, 1),
    sympy.erf2inv: _written("InverseErf", 0, 1),
    error_functions.Li: _defined(lambda x: sympy.li(x) - sympy.li(2)),  # the offset logarithmic integral has no head
    polynomials.legendre: _written("LegendreP", 0, 1),
    polynomials.assoc_legendre: _written("LegendreP", 0, 1, 2),
    polynomials.laguerre: _written("LaguerreL", 0, 1),
    polynomials.assoc_laguerre: _written("LaguerreL", 0, 1, 2),
    # The polynomials for the weight exp(-x^2/2) have no head
    polynomials.hermite_prob: _defined(
        lambda n, x: sympy.Pow(2, -n / 2) * polynomials.hermite(n, x / sympy.sqrt(2), evaluate=False)
    ),
    sympy.hyper: _written("HypergeometricPFQ", 0, 1, 2),
    sympy.meijerg: _written("MeijerG", 0, 1, 2),
    wf.Clip: of_numbers(lambda x, low, high: call("Clip", x, [low, high])),
    **{row.function: _defined(row.define) for row in TABLE if row.head is None},
}
"""How each is written."""


def _at_lists(function: Any) -> Callable[..., Any]:
    def read(above: Any, below: Any, z: Any) -> Any:
        return function(_parameters(above), _parameters(below), as_number(z))

    return read


def _parameters(entries: Any) -> list[Any]:
    return [as_number(item) for item in as_items(entries)]


def _meijer(above: Any, below: Any, z: Any) -> Any:
    return sympy.meijerg(
        [_parameters(half) for half in as_items(above)], [_parameters(half) for half in as_items(below)], as_number(z)
    )


def _read_polygamma(order: Any, z: Any = None) -> Any:
    if z is None:
        return sympy.polygamma(0, as_number(order))
    if not (as_number(order).is_integer and order.is_nonnegative):
        raise TypeError(ORDER_OF_POLYGAMMA)
    return sympy.polygamma(order, as_number(z))


def _read_gamma(s: Any, x: Any = None, y: Any = None) -> Any:
    if y is not None:
        if not x.is_zero:
            return sympy.uppergamma(s, x) - sympy.uppergamma(s, y)
        return sympy.lowergamma(s, y)
    return sympy.gamma(s) if x is None else sympy.uppergamma(s, x)


def _read_zeta(s: Any, a: Any = None) -> Any:
    if a is not None and not a.is_positive:
        raise TypeError("Zeta[s, a] is zeta(s, a) for positive a alone; HurwitzZeta[s, a] is it for all")
    return sympy.zeta(s) if a is None else sympy.zeta(s, a)


def _read_binomial(n: Any, k: Any) -> Any:
    if n.is_negative and k.is_negative and n.is_integer and k.is_integer:
        raise TypeError("of two negative integers Binomial and binomial have different values")
    if n.is_integer and n.is_negative and k.is_integer is None:
        return sympy.binomial(n, k, evaluate=False)  # sympy has zoo, as if k were no integer
    return sympy.binomial(n, k)


def _read_clip(x: Any, bounds: Any = None) -> Any:
    low, high = (Integer(-1), Integer(1)) if bounds is None else as_items(bounds)
    return wf.Clip(as_number(x), as_number(low), as_number(high))


def _read_beta(*args: Any) -> Any:
    """Beta[a, b], Beta[z, a, b] or Beta[z0, z1, a, b]."""
    a, b, *ends = (*args[-2:], *args[:-2])
    if not ends:
        return sympy.beta(a, b)
    return sympy.betainc(a, b, *([Integer(0)] if len(ends) == 1 else []), *ends)


def _read_beta_regularized(*args: Any) -> Any:
    a, b, *ends = (*args[-2:], *args[:-2])
    return sympy.betainc_regularized(a, b, *([Integer(0)] if len(ends) == 1 else []), *ends)


def _read_log(x: Any, argument: Any = None) -> Any:
    return sympy.log(x) if argument is None else sympy.log(argument) / sympy.log(x)


def _read_bernoulli(n: Any, x: Any = Integer(0)) -> Any:
    return sympy.bernoulli(n) if x == 1 else sympy.bernoulli(n, x)


def _read_round(x: Any, step: Any = Integer(1)) -> Any:
    if step.is_zero:
        raise ValueError("the step is 0")
    return wf.Round(x) if step == 1 else step * wf.Round(x / step)


def _or_third(two: Any, three: Any) -> Callable[..., Any]:
    return lambda *args: (two if len(args) == 2 else three)(*args)


READ: Final[dict[str, Callable[..., Any]]] = {
    "Log": _read_log,
    "Log2": lambda x: sympy.log(x) / sympy.log(2),
    "Log10": lambda x: sympy.log(x) / sympy.log(10),
    "Gamma": _read_gamma,
    "Beta": _read_beta,
    "BetaRegularized": _read_beta_regularized,
    "PolyGamma": _read_polygamma,
    "Zeta": _read_zeta,
    "HurwitzZeta": sympy.zeta,
    "BernoulliB": _read_bernoulli,
    "Binomial": _read_binomial,
    "DivisorSigma": lambda k, n: numbers.divisor_sigma(n, *(() if k == 1 else (k,))),
    "ProductLog": lambda k, x=None: sympy.LambertW(k) if x is None else sympy.LambertW(x, k),
    "LambertW": lambda k, x=None: sympy.LambertW(k) if x is None else sympy.LambertW(x, k),
    "UnitStep": lambda x: sympy.Heaviside(x, 1),
    "ArcTan": lambda x, y=None: sympy.atan(x) if y is None else sympy.atan2(y, x),
    "Erf": lambda x, y=None: sympy.erf(x) if y is None else sympy.erf2(x, y),
    "InverseErf": lambda x, y=None: sympy.erfinv(x) if y is None else sympy.erf2inv(x, y),
    "LegendreP": _or_third(polynomials.legendre, polynomials.assoc_legendre),
    "LaguerreL": _or_third(polynomials.laguerre, polynomials.assoc_laguerre),
    "Hypergeometric2F1": lambda a, b, c, z: sympy.hyper([a, b], [c], z),
    "Hypergeometric1F1": lambda a, b, z: sympy.hyper([a], [b], z),
    "Hypergeometric0F1": lambda b, z: sympy.hyper([], [b], z),
    "Surd": lambda x, n: wf.Surd(x, Integer(as_integer(n))),
    "Round": _read_round,
    "KroneckerDelta": lambda x, y=Integer(0): sympy.KroneckerDelta(x, y),
}
"""How the heads are read that take numbers."""

READ_LISTS: Final[dict[str, Callable[..., Any]]] = {
    "HypergeometricPFQ": _at_lists(sympy.hyper),
    "MeijerG": _meijer,
    "Clip": _read_clip,
    "BellY": lambda n, k, entries: sympy.bell(as_number(n), as_number(k), sympy.Tuple(*_parameters(entries))),
    "Signature": lambda indices: sympy.LeviCivita(*_parameters(indices)),
}
"""How the heads are read that take lists besides."""

BY_THEMSELVES: Final[dict[tuple[str, int], Any]] = {
    ("Log", 1): sympy.log,
    ("Gamma", 1): sympy.gamma,
    ("Gamma", 2): sympy.uppergamma,
    ("PolyGamma", 2): sympy.polygamma,
    ("Zeta", 1): sympy.zeta,
    ("HurwitzZeta", 2): sympy.zeta,
    ("Beta", 2): sympy.beta,
    ("BernoulliB", 2): sympy.bernoulli,
    ("LegendreP", 2): polynomials.legendre,
    ("LegendreP", 3): polynomials.assoc_legendre,
    ("LaguerreL", 2): polynomials.laguerre,
    ("LaguerreL", 3): polynomials.assoc_laguerre,
    ("ArcTan", 1): sympy.atan,
    ("Erf", 1): sympy.erf,
    ("InverseErf", 1): sympy.erfinv,
}
"""Head and number of arguments where the function is that of sympy's with the same arguments."""
