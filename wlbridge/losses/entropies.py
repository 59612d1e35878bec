"""Cross entropies as several libraries have them: of logits, of probabilities, with smoothed targets."""

from __future__ import annotations

from typing import Any

from sympy import Abs, Expr, Integer, Piecewise, Rational

from wlbridge.errors import NetError
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import is_integer, number
from wlbridge.losses.reductions import along_classes, target_array
from wlbridge.program import Classes
from wlbridge.statements import Einsum, LogSoftmax, OneHot, Part, Take, slot
from wlbridge.wolfram_functions import SoftPlus

X, T = slot(0), slot(1)
"""An element of the output, and one of the target."""


def binary_of_logit(z: Expr, t: Expr) -> Expr:
    """The cross entropy of the probability t and the logit z; its derivative by z is ``LogisticSigmoid(z) - t``.

    https://www.tensorflow.org/api_docs/python/tf/nn/sigmoid_cross_entropy_with_logits

    >>> binary_of_logit(X, T)
    a1*SoftPlus(-a0) + (1 - a1)*SoftPlus(a0)
    """
    return t * SoftPlus(-z) + (1 - t) * SoftPlus(z)


def huber_of(difference: Expr, delta: Expr) -> Expr:
    """``d^2/2`` up to delta, ``delta Abs[d] - delta^2/2`` from there on.

    https://en.wikipedia.org/wiki/Huber_loss

    >>> huber_of(X - T, Rational(2))
    Piecewise(((a0 - a1)**2/2, Abs(a0 - a1) <= 2), (2*Abs(a0 - a1) - 2, True))
    """
    size = Abs(difference)
    return Piecewise((difference**2 / 2, size <= delta), (delta * (size - delta / 2), True))


def share(value: Any, option: str) -> Expr:
    """A setting that is a number from 0 to 1."""
    given = number(value, option)
    if given > 1:
        raise NetError(f"{option} cannot be {value!r}", hint="Give a number from 0 to 1.")
    return given


def smoothed(t: Expr, smoothing: Expr, classes: int) -> Expr:
    """A target moved towards equal probabilities of the classes; that of one of two is binary."""
    return t if smoothing.is_zero else t * (1 - smoothing) + smoothing * Rational(1, classes)


def log_softmax(scope: Scope, logits: str) -> str:
    """The logarithm of the softmax along the last level."""
    letters, _ = along_classes(scope.shape(logits), "a cross entropy")
    return scope.append(LogSoftmax((logits,), len(letters) - 1), "l")


def of_probabilities(scope: Scope, logarithms: str, smoothing: Expr = Integer(0), *, one_hot: bool = False) -> str:
    """The cross entropy of a target that holds a probability for each class."""
    shape = scope.shape(logarithms)
    letters, others = along_classes(shape, "a cross entropy")
    target = target_array(scope, shape, one_hot=one_hot)
    if not smoothing.is_zero:
        target = scope.map(smoothed(slot(0), smoothing, int(shape[-1])), [target], "smooth")
    entropy = scope.append(Einsum((target, logarithms), f"{letters},{letters}->{others}"), "l")
    return scope.map(-slot(0), [entropy], "loss")


def of_classes(scope: Scope, logarithms: str, first: int = 0) -> str:
    """The cross entropy of a target that holds a class, counted from ``first``."""
    shape = scope.shape(logarithms)
    letters, others = along_classes(shape, "a cross entropy")
    target = target_array(scope, shape[:-1], Classes(int(shape[-1]), first))
    entropy = scope.append(Take((logarithms, target), f"{letters},{others}->{others}", first), "l")
    return scope.map(-slot(0), [entropy], "loss")


def of_classes_but(scope: Scope, logarithms: str, ignored: int, first: int = 0) -> tuple[str, str]:
    """The cross entropy of classes and 0 for the one that is ignored; and 1 where one counts, 0 where not.

    The ignored class may be one of the net, as the background of a picture, or another number.
    """
    shape = scope.shape(logarithms)
    count, (letters, others) = int(shape[-1]), along_classes(shape, "a cross entropy")
    kept = tuple(position for position in range(count) if position + first != ignored)
    outside = len(kept) == count
    if not kept:
        raise NetError(f"the only class, {ignored}, is ignored")
    target = target_array(scope, shape[:-1], Classes(count, first, ignored if outside else None))
    chosen = scope.append(OneHot((target,), f"{others}->{letters}", count, first, partial=outside), "one")
    if not outside:
        chosen, logarithms = (
            scope.append(Part((each,), len(shape) - 1, kept), "kept") for each in (chosen, logarithms)
        )
    entropy = scope.append(Einsum((chosen, logarithms), f"{letters},{letters}->{others}"), "l")
    counts = scope.append(Einsum((chosen,), f"{letters}->{others}"), "count")
    return scope.map(-slot(0), [entropy], "loss"), counts


def class_number(value: Any, option: str) -> int:
    """A setting that is an integer."""
    if not is_integer(value):
        raise NetError(f"{option} cannot be {value!r}", hint="Give an integer or None.")
    return int(value)
