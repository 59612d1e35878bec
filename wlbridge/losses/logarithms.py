"""The logarithm of a probability, and what several libraries do so that it is finite at 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sympy import And, Expr, Float, Max, Piecewise, Rational, exp, log

from wlbridge.choices import check_choice
from wlbridge.errors import NetError
from wlbridge.layers.settings import number
from wlbridge.wolfram_functions import Clip

MACHINE_EPSILON = Rational(1, 2**52)
"""$MachineEpsilon, below which the kernel holds the argument of the logarithm."""


EPSILON_OF_KERAS = 1e-7
"""``keras.config.epsilon()``, https://keras.io/api/utils/config_utils/"""


@dataclass(frozen=True)
class ClippedLog:
    """``Log[Clip[p, {epsilon, 1 - epsilon}]]``, as Keras and scikit-learn compute it.

    Keras has epsilon 1e-7 (https://keras.io/api/utils/config_utils/), scikit-learn the spacing of doubles at 1.

    >>> ClippedLog(1e-7).of(Float(0))
    -16.1180956509583
    """

    epsilon: float

    def of(self, p: Expr) -> Expr:
        """The formula for a probability."""
        return log(self.clipped(p))

    def binary(self, p: Expr, t: Expr) -> Expr:
        """``t Log[p] + (1 - t) Log[1 - p]``, where p is clipped first."""
        clipped = self.clipped(p)
        return t * log(clipped) + (1 - t) * log(1 - clipped)

    def clipped(self, p: Expr) -> Expr:
        """The probability, at least epsilon away from 0 and 1."""
        least = number(self.epsilon, "epsilon")
        return Clip(p, least, Float(1 - float(self.epsilon)))


@dataclass(frozen=True)
class ShiftedLog:
    """``Log[p + epsilon]``, as TensorFlow 1's log_loss computes it, with epsilon 1e-7.

    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/log_loss

    >>> ShiftedLog(1e-7).of(Float(0))
    -16.1180956509583
    """

    epsilon: float

    def of(self, p: Expr) -> Expr:
        """The formula for a probability."""
        return log(p + number(self.epsilon, "epsilon"))


@dataclass(frozen=True)
class BoundedLog:
    """``Max[Log[p], -bound]``, as PyTorch's BCELoss computes it, with the bound 100.

    It is written as a Piecewise of p, which has a derivative at 0.
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html

    >>> BoundedLog(100).of(Float(0))
    -100
    """

    bound: float

    def of(self, p: Expr) -> Expr:
        """The formula for a probability."""
        least = -number(self.bound, "the bound")
        return Piecewise((least, And(p >= 0, p <= exp(least))), (log(p), True))


@dataclass(frozen=True)
class _Exact:
    def of(self, p: Expr) -> Expr:
        return log(p)


@dataclass(frozen=True)
class _Kernel:
    def of(self, p: Expr) -> Expr:
        return log(Max(p, MACHINE_EPSILON))


Log = Literal["exact", "kernel"] | ClippedLog | ShiftedLog | BoundedLog
"""What the option ``log`` of a loss may be."""

_NAMED: dict[str, _Exact | _Kernel] = {"exact": _Exact(), "kernel": _Kernel()}


def logarithm(p: Expr, reading: Log) -> Expr:
    """The logarithm of a probability in a reading.

    >>> from sympy import Symbol
    >>> logarithm(Symbol("p"), "kernel")
    log(Max(1/4503599627370496, p))

    Raises NetError for what is no reading.
    """
    return (_NAMED[reading] if isinstance(reading, str) else reading).of(p)


def check_reading(reading: Log) -> None:
    """Raise NetError for what is no reading of the logarithm."""
    if not isinstance(reading, ClippedLog | ShiftedLog | BoundedLog):
        try:
            check_choice(reading, tuple(_NAMED), "reading of the logarithm", error=NetError)
        except NetError as error:
            error.hint = f"{error.hint} Or give a ClippedLog, ShiftedLog or BoundedLog.".strip()
            raise
