"""Functions of arrays that NumPy and SciPy lack, finite wherever their value is."""

from __future__ import annotations

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
    from scipy.special import erfc  # noqa: PLC0415 (takes a tenth of a second, and few formulas need it)

    result: Array = erfc(-x)
    return result


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


def kronecker_delta(x: Array, y: Array) -> Array:
    """1 where two arrays are equal, else 0.

    >>> kronecker_delta(np.array([1.0, 2.0]), np.array([1.0, 3.0])).tolist()
    [1.0, 0.0]
    """
    return np.equal(x, y).astype(np.result_type(x, y))
