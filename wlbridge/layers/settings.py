"""The settings of layers and losses: which values an argument or an option takes, and what is said of others."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from sympy import Expr, Float, Integer, Rational

from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import Shape

InputSetting = int | str | Sequence[int] | None


def is_integer(value: object) -> bool:
    """Whether a setting is an integer of Python or NumPy; True and False are none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def as_list(setting: Any) -> list[Any] | None:
    """The entries of a list or tuple, or None for anything else; text is no list of its letters."""
    return list(setting) if isinstance(setting, Sequence) and not isinstance(setting, str | bytes) else None


MOST_LEVELS = 32
"""NumPy holds arrays of rank 64 at most, and a batch and the levels that a layer adds must fit as well."""


def as_sizes(setting: Any) -> Shape | None:
    """A positive size, or a list of them, as dimensions; None for anything else.

    >>> as_sizes(2), as_sizes([2, 3]), as_sizes([]), as_sizes(True), as_sizes([2, -1])
    ((2,), (2, 3), (), None, None)
    """
    sizes = [setting] if is_integer(setting) else as_list(setting)
    if sizes is None or len(sizes) > MOST_LEVELS or not all(is_integer(size) and size > 0 for size in sizes):
        return None
    return tuple(int(size) for size in sizes)


def as_shape(setting: InputSetting) -> Shape:
    """The dimensions that a setting of the option Input names.

    >>> as_shape(2), as_shape([2, 3]), as_shape("Real")
    ((2,), (2, 3), ())
    """
    shape = () if isinstance(setting, str) and setting == "Real" else as_sizes(setting)
    if shape is None:
        raise ShapeError(
            f"Input cannot be {setting!r}",
            hint='Give a size, a list of sizes, or "Real"; "Varying" and encoders are not supported.',
        )
    return shape


def number(value: Any, option: str) -> Expr:
    """A setting that is a number from 0 up as a number of a formula, exactly the double that was given."""
    real = is_integer(value) or isinstance(value, float | np.floating)
    if not real or not 0 <= value < math.inf:
        raise NetError(f"{option} cannot be {value!r}", hint="Give a number from 0 up.")
    return as_constant(value)


FINEST = 2**10
"""Numbers that are so many parts of 1, such as 0.25, are written as fractions."""


def as_constant(value: Any) -> Expr:
    """A real number as a constant of a formula, exactly the double that was given.

    Where it is a simple fraction it is one of sympy, since products of a Float are rounded to its digits.

    >>> str(as_constant(0.25)), as_constant(3), type(as_constant(0.1)).__name__
    ('1/4', 3, 'Float')
    """
    exact = Rational(float(value)) if not is_integer(value) else Integer(int(value))
    return exact if exact.q <= FINEST else Float(float(value))


def flag(value: Any, option: str) -> bool:
    """A setting that is True or False."""
    if not isinstance(value, bool | np.bool):
        raise NetError(f"{option} cannot be {value!r}", hint="Give True or False.")
    return bool(value)


def check_call(
    name: str, signature: inspect.Signature, args: tuple[Any, ...], options: Mapping[str, Any]
) -> inspect.BoundArguments:
    """The arguments of a call by their names; those that ``name`` does not take are a NetError that tells them."""
    try:
        return signature.bind(*args, **options)
    except TypeError as error:
        names = ", ".join(signature.parameters) or "none"
        what = str(error).replace("missing", "is missing", 1).replace("too many", "is given too many", 1)
        raise NetError(f"{name} {what}", hint=f"The arguments are {names}.") from None


class CheckedCall(type):
    """The type of layers and losses: arguments that a class does not take are a NetError that names its own.

    >>> class Blur(metaclass=CheckedCall):
    ...     def __init__(self, width):
    ...         pass
    >>> Blur(size=3)
    Traceback (most recent call last):
    ...
    wlbridge.errors.NetError: Blur is missing a required argument: 'width'. The arguments are width.
    """

    def __call__(cls, *args: Any, **options: Any) -> Any:
        """Make an instance, its arguments checked first."""
        check_call(cls.__name__, _signature(cls), args, options)
        return super().__call__(*args, **options)


@cache
def _signature(kind: type[Any]) -> inspect.Signature:
    """How a class is called, told from its __init__ without self."""
    signature = inspect.signature(kind.__init__)
    return signature.replace(parameters=[*signature.parameters.values()][1:])
