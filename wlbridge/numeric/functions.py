"""Functions of arrays that NumPy and SciPy lack, finite wherever their value is."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def softplus(x: Array) -> Array:
    """``log(1 + exp(x))`` without overflow.

    >>> float(softplus(np.float64(1000.0))), float(softplus(np.float64(-700.0))) > 0
    (1000.0, True)
    """
    result: Array = np.logaddexp(x, x.dtype.type(0))
    return result


def one_plus_erf(x: Array) -> Array:
    """``1 + erf(x)`` with all its digits below 0.

    >>> float(one_plus_erf(np.array(-6.0)))
    2.1519736712498913e-17
    """
    return erfc(-x)


def erfc(x: Array) -> Array:
    """``1 - erf(x)``; SciPy's own loses 19 units of the last digit at 17, where it rounds ``x^2``.

    >>> print(erfc(np.array([0.0, 26.0])))
    [1.00000000e+000 5.66319241e-296]
    """
    special = _special()
    far = np.clip(x, 1, 40)
    result: Array = np.where(x < 1, special.erfc(x), _exp_of_square(far, -1) * special.erfcx(far))
    return result


def normal_cdf(x: Array) -> Array:
    """``(1 + erf(x/sqrt(2)))/2``; far below 0 the quotient is not rounded on the way.

    >>> print(normal_cdf(np.array([0.0, -30.0])))
    [5.00000000e-001 4.90671393e-198]
    """
    special = _special()
    root = x.dtype.type(-(0.5**0.5))
    far = np.clip(x, -40, -1)
    tail = _exp_of_square(far, -0.5) * special.erfcx(far * root)
    result: Array = np.where(x > -1, special.erfc(x * root), tail) / 2
    return result


def _exp_of_square(x: Array, factor: float) -> Array:
    """``exp(factor x^2)`` for small x: the square of x rounded to sixteenths is exact, the rest is small."""
    near = np.rint(x * 16) / 16
    result: Array = np.exp(factor * near * near) * np.exp(factor * (x - near) * (x + near))
    return result


def log_gamma(x: Array) -> Array:
    """The logarithm of the gamma function above 0.

    SciPy's ``gammaln`` loses all digits at 1 and 2, where it is 0, and is infinite below 1e-308; its ``loggamma`` of
    complex numbers takes the Taylor series within 0.2 of 1 and 2.

    >>> print(log_gamma(np.array([1.0 + 1e-9, 3.0])))
    [-5.77215712e-10  6.93147181e-01]
    """
    special = _special()
    result = np.where(x > 0, special.gammaln(x), x.dtype.type(np.nan))
    near = (np.abs(x - 1) < 0.2) | (np.abs(x - 2) < 0.2)
    result = np.where(near, special.loggamma(np.where(near, x, 1) + 0j).real, result)
    return np.where((x > 0) & (x < 1e-30), -np.log(x), result).astype(x.dtype)


def _special() -> Any:
    """SciPy's functions, loaded where they are needed: it takes a tenth of a second, and few formulas need it."""
    return importlib.import_module("scipy.special")


def ramp(x: Array) -> Array:
    """x where it is positive, else 0.

    >>> ramp(np.array([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    result: Array = np.maximum(x, x.dtype.type(0))
    return result


def step(x: Array) -> Array:
    """1 where x is positive, else 0.

    >>> step(np.array([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    return (x > 0).astype(x.dtype)


def arccot(x: Array) -> Array:
    """The inverse cotangent of the Wolfram Language: odd, and Pi/2 at 0.

    >>> float(arccot(np.float64(-1.0))), float(arccot(np.float64(0.0)))
    (-0.7853981633974483, 1.5707963267948966)
    """
    with np.errstate(divide="ignore"):
        return np.where(x == 0, x.dtype.type(np.pi / 2), np.arctan(1 / x))


def arccoth(x: Array) -> Array:
    """The inverse hyperbolic cotangent; ``arctanh(1/x)`` rounds what is close to 1.

    >>> float(arccoth(np.float64(2.0)))
    0.5493061443340549
    """
    result: Array = np.copysign(np.log1p(2 / (np.abs(x) - 1)) / 2, x)
    return result


def arcsec(x: Array) -> Array:
    """The inverse secant, from 0 to Pi.

    >>> arcsec(np.array([1.0, -1.0])).tolist()
    [0.0, 3.141592653589793]
    """
    result: Array = np.arctan2(_root_of_square_less_one(x), np.sign(x))
    return result


def arccsc(x: Array) -> Array:
    """The inverse cosecant, from -Pi/2 to Pi/2.

    >>> float(arccsc(np.float64(-1.0)))
    -1.5707963267948966
    """
    result: Array = np.arctan2(np.sign(x), _root_of_square_less_one(x))
    return result


def _root_of_square_less_one(x: Array) -> Array:
    """``sqrt(x^2 - 1)`` without overflow, and accurate where x is close to 1 or -1."""
    result: Array = np.sqrt(np.abs(x) - 1) * np.sqrt(np.abs(x) + 1)
    return result


def arcsech(x: Array) -> Array:
    """The inverse hyperbolic secant of what lies between 0 and 1.

    >>> print(arcsech(np.array([1.0, 5e-324])))
    [  0.        745.1332191]
    """
    result: Array = np.log1p(np.sqrt((1 - x) * (1 + x))) - np.log(x)
    return result


def arccsch(x: Array) -> Array:
    """The inverse hyperbolic cosecant; the reciprocal of the smallest numbers is infinite.

    >>> print(arccsch(np.array([5e-324, -1e300])))
    [ 7.45133219e+002 -1.00000000e-300]
    """
    small = np.copysign(np.log1p(np.hypot(x.dtype.type(1), x)) - np.log(np.abs(x)), x)
    with np.errstate(divide="ignore", over="ignore"):
        result: Array = np.where(np.abs(x) < 0.5, small, np.arcsinh(1 / x))
    return result


def inverse_haversine(x: Array) -> Array:
    """``2 arcsin(sqrt(x))``, accurate where x is close to 1.

    >>> float(inverse_haversine(np.float64(1.0)))
    3.141592653589793
    """
    result: Array = 2 * np.arctan2(np.sqrt(x), np.sqrt(1 - x))
    return result


def inverse_gudermannian(x: Array) -> Array:
    """``2 artanh(tan(x/2))``, accurate where x is close to Pi/2; not a number where the cosine is negative.

    >>> float(inverse_gudermannian(np.float64(0.5)))
    0.5222381032784403
    """
    return np.where(np.cos(x) > 0, np.arcsinh(np.tan(x)), x.dtype.type(np.nan))


def kronecker_delta(x: Array, y: Array) -> Array:
    """1 where two arrays are equal, else 0.

    >>> kronecker_delta(np.array([1.0, 2.0]), np.array([1.0, 3.0])).tolist()
    [1.0, 0.0]
    """
    return np.equal(x, y).astype(np.result_type(x, y))
