"""Functions of arrays, finite wherever their value is, for every array library.

What a library has is taken by name; the others are made here of what all libraries have.
"""

from __future__ import annotations

import functools
import math
from typing import Any

from wlbridge.numeric.libraries import ArrayLibrary, Operation

Array = Any


@functools.lru_cache
def array_function(name: str, library: ArrayLibrary) -> Operation:
    """The function of arrays that a row of the table of functions names.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(array_function("softplus", NUMPY)(NUMPY.xp.asarray(1000.0)))
    1000.0

    Raises UnsupportedFunctionError where the library lacks it.
    """
    if name in OWN:
        return functools.partial(OWN[name], library)
    return library.special(name) if name in SPECIAL else library.function(name)


SPECIAL = frozenset({"erf", "erfinv", "expit"})
"""Functions of the modules for special functions, which all libraries have."""


def softplus(library: ArrayLibrary, x: Array) -> Array:
    """``log(1 + exp(x))`` without overflow.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> print(softplus(NUMPY, NUMPY.xp.asarray([-700.0, 1000.0])))
    [9.85967654e-305 1.00000000e+003]
    """
    return library.xp.logaddexp(x, 0.0 if library.is_numpy else library.xp.zeros_like(x))


def erfc(library: ArrayLibrary, x: Array) -> Array:
    """``1 - erf(x)``; SciPy's own loses 19 units of the last digit at 17, where it rounds ``x^2``.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> print(erfc(NUMPY, NUMPY.xp.asarray([0.0, 26.0])))
    [1.00000000e+000 5.66319241e-296]
    """
    xp = library.xp
    far = xp.clip(x, 1.0, 40.0)
    tail = _exp_of_square(xp, far, -1.0) * library.special("erfcx")(far)
    return xp.where(x < 1, library.special("erfc")(x), tail)


def one_plus_erf(library: ArrayLibrary, x: Array) -> Array:
    """``1 + erf(x)`` with all its digits below 0.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(one_plus_erf(NUMPY, NUMPY.xp.asarray(-6.0)))
    2.1519736712498913e-17
    """
    return erfc(library, -x)


def normal_cdf(library: ArrayLibrary, x: Array) -> Array:
    """``(1 + erf(x/sqrt(2)))/2``; far below 0 the quotient is not rounded on the way.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> print(normal_cdf(NUMPY, NUMPY.xp.asarray([0.0, -30.0])))
    [5.00000000e-001 4.90671393e-198]
    """
    xp, root = library.xp, -math.sqrt(0.5)
    far = xp.clip(x, -40.0, -1.0)
    tail = _exp_of_square(xp, far, -0.5) * library.special("erfcx")(far * root)
    return xp.where(x > -1, library.special("erfc")(x * root), tail) / 2


def _exp_of_square(xp: Any, x: Array, factor: float) -> Array:
    """``exp(factor x^2)`` for small x: the square of x rounded to sixteenths is exact, the rest is small."""
    near = xp.round(x * 16) / 16
    return xp.exp(factor * near * near) * xp.exp(factor * (x - near) * (x + near))


def erfcinv(library: ArrayLibrary, x: Array) -> Array:
    """The inverse of ``erfc``; where a library has none, by the inverse of the normal distribution's.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(erfcinv(NUMPY, NUMPY.xp.asarray(1e-20)))
    6.601580622355143
    """
    if library.name in {"numpy", "dask", "cupy"}:
        return library.special("erfcinv")(x)
    return library.special("ndtri")(x / 2) * -math.sqrt(0.5)


def gamma(library: ArrayLibrary, x: Array) -> Array:
    """The gamma function; torch has only its logarithm, of which large values lose digits.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(gamma(NUMPY, NUMPY.xp.asarray(5.0)))
    24.0
    """
    if library.name != "torch":
        return library.special("gamma")(x)
    sign = library.xp.where((x < 0) & (library.xp.floor(x) % 2 != 0), -1.0, 1.0)
    return sign * library.xp.exp(library.special("gammaln")(x))


def log_gamma(library: ArrayLibrary, x: Array) -> Array:
    """The logarithm of the gamma function above 0.

    SciPy's ``gammaln`` loses all digits at 1 and 2, where it is 0, and is infinite below 1e-308; its ``loggamma`` of
    complex numbers takes the Taylor series within 0.2 of 1 and 2. The other libraries have ``gammaln`` alone.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> print(log_gamma(NUMPY, NUMPY.xp.asarray([1.0 + 1e-9, 3.0])))
    [-5.77215712e-10  6.93147181e-01]
    """
    xp = library.xp
    result = xp.where(x > 0, library.special("gammaln")(x), math.nan)
    if library.is_numpy:
        near = (abs(x - 1) < 0.2) | (abs(x - 2) < 0.2)
        result = xp.where(near, library.special("loggamma")(xp.where(near, x, 1) + 0j).real, result)
    return xp.where((x > 0) & (x < 1e-30), -xp.log(x), result).astype(x.dtype) if library.is_numpy else result


def polygamma(library: ArrayLibrary, order: Any, x: Array) -> Array:
    """The derivatives of the digamma function, which is that of order 0.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> round(float(polygamma(NUMPY, 1.0, NUMPY.xp.asarray(1.0))), 12)
    1.644934066848
    """
    return library.special("polygamma")(int(order) if isinstance(order, float) else order, x)


def step(library: ArrayLibrary, x: Array) -> Array:
    """1 where x is positive, else 0.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> step(NUMPY, NUMPY.xp.asarray([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    return library.xp.astype(x > 0, x.dtype)


def ramp(library: ArrayLibrary, x: Array) -> Array:
    """x where it is positive, else 0.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> ramp(NUMPY, NUMPY.xp.asarray([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    return library.xp.maximum(x, 0.0)


def cube_root(library: ArrayLibrary, x: Array) -> Array:
    """The real cube root; where a library has none, the power is improved by a step of Newton's method.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> cube_root(NUMPY, NUMPY.xp.asarray([-8.0, 0.0])).tolist()
    [-2.0, 0.0]
    """
    xp = library.xp
    if hasattr(xp, "cbrt"):
        return xp.cbrt(x)
    root = xp.sign(x) * abs(x) ** (1 / 3)
    return xp.where((root == 0) | xp.isinf(root), root, root - (root - x / (root * root)) / 3)


def arccot(library: ArrayLibrary, x: Array) -> Array:
    """The inverse cotangent of the Wolfram Language: odd, and Pi/2 at 0.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> arccot(NUMPY, NUMPY.xp.asarray([-1.0, 1.0])).tolist()
    [-0.7853981633974483, 0.7853981633974483]
    """
    xp = library.xp
    return xp.where(x == 0, math.pi / 2, xp.atan(1 / xp.where(x == 0, 1.0, x)))


def arccoth(library: ArrayLibrary, x: Array) -> Array:
    """The inverse hyperbolic cotangent; ``arctanh(1/x)`` rounds what is close to 1.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(arccoth(NUMPY, NUMPY.xp.asarray(2.0)))
    0.5493061443340549
    """
    xp = library.xp
    return xp.sign(x) * xp.log1p(2 / (abs(x) - 1)) / 2


def arcsec(library: ArrayLibrary, x: Array) -> Array:
    """The inverse secant, from 0 to Pi.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> arcsec(NUMPY, NUMPY.xp.asarray([1.0, -1.0])).tolist()
    [0.0, 3.141592653589793]
    """
    return library.xp.atan2(_root_of_square_less_one(library.xp, x), library.xp.sign(x))


def arccsc(library: ArrayLibrary, x: Array) -> Array:
    """The inverse cosecant, from -Pi/2 to Pi/2.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(arccsc(NUMPY, NUMPY.xp.asarray(-1.0)))
    -1.5707963267948966
    """
    return library.xp.atan2(library.xp.sign(x), _root_of_square_less_one(library.xp, x))


def _root_of_square_less_one(xp: Any, x: Array) -> Array:
    """``sqrt(x^2 - 1)`` without overflow, and accurate where x is close to 1 or -1."""
    return xp.sqrt(abs(x) - 1) * xp.sqrt(abs(x) + 1)


def arcsech(library: ArrayLibrary, x: Array) -> Array:
    """The inverse hyperbolic secant of what lies between 0 and 1.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> print(arcsech(NUMPY, NUMPY.xp.asarray([1.0, 5e-324])))
    [  0.        745.1332191]
    """
    xp = library.xp
    return xp.log1p(xp.sqrt((1 - x) * (1 + x))) - xp.log(x)


def arccsch(library: ArrayLibrary, x: Array) -> Array:
    """The inverse hyperbolic cosecant; the reciprocal of the smallest numbers is infinite.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> print(arccsch(NUMPY, NUMPY.xp.asarray([5e-324, -1e300])))
    [ 7.45133219e+002 -1.00000000e-300]
    """
    xp = library.xp
    near = abs(x) < 0.5
    small = xp.sign(x) * (xp.log1p(xp.hypot(xp.ones_like(x), x)) - xp.log(abs(x)))
    return xp.where(near, small, xp.asinh(1 / xp.where(near, 1.0, x)))


def inverse_haversine(library: ArrayLibrary, x: Array) -> Array:
    """``2 arcsin(sqrt(x))``, accurate where x is close to 1.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(inverse_haversine(NUMPY, NUMPY.xp.asarray(1.0)))
    3.141592653589793
    """
    return 2 * library.xp.atan2(library.xp.sqrt(x), library.xp.sqrt(1 - x))


def inverse_gudermannian(library: ArrayLibrary, x: Array) -> Array:
    """``2 artanh(tan(x/2))``, accurate where x is close to Pi/2; not a number where the cosine is negative.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> float(inverse_gudermannian(NUMPY, NUMPY.xp.asarray(0.5)))
    0.5222381032784403
    """
    xp = library.xp
    return xp.where(xp.cos(x) > 0, xp.asinh(xp.tan(x)), math.nan)


def kronecker_delta(library: ArrayLibrary, x: Array, y: Array) -> Array:
    """1 where two arrays are equal, else 0.

    >>> from wlbridge.numeric.libraries import NUMPY
    >>> kronecker_delta(NUMPY, NUMPY.xp.asarray([1.0, 2.0]), NUMPY.xp.asarray([1.0, 3.0])).tolist()
    [1.0, 0.0]
    """
    return library.xp.astype(x == y, library.xp.result_type(x, y))


OWN: dict[str, Operation] = {
    function.__name__: function
    for function in (
        softplus,
        erfc,
        one_plus_erf,
        normal_cdf,
        erfcinv,
        gamma,
        log_gamma,
        polygamma,
        step,
        ramp,
        cube_root,
        arccot,
        arccoth,
        arcsec,
        arccsc,
        arcsech,
        arccsch,
        inverse_haversine,
        inverse_gudermannian,
        kronecker_delta,
    )
}
"""Functions that are made here, by their names."""
