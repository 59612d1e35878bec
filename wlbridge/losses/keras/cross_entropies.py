"""The cross entropies of Keras: https://keras.io/api/losses/probabilistic_losses/"""

from __future__ import annotations

from wlbridge.layers.base import Scope
from wlbridge.layers.settings import flag
from wlbridge.losses.entropies import (
    T,
    X,
    binary_of_logit,
    class_number,
    log_softmax,
    of_classes,
    of_classes_but,
    of_probabilities,
    share,
    smoothed,
)
from wlbridge.losses.keras.reducing import Reducing, Reduction, check_axis, mean_of
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.logarithms import EPSILON_OF_KERAS, ClippedLog
from wlbridge.losses.reductions import WeightsOf, along_classes, sum_of_last
from wlbridge.statements import Map, slot

_CLIPPED = ClippedLog(EPSILON_OF_KERAS)


def _logarithms(scope: Scope, output: str, from_logits: bool) -> str:
    """The logarithms of the probabilities: those of a softmax, or of the output divided by its sum, and clipped."""
    if from_logits:
        return log_softmax(scope, output)
    letters, others = along_classes(scope.shape(output), "a cross entropy")
    sums = sum_of_last(scope, output)
    normalized = scope.append(Map((output, sums), slot(0) / slot(1), f"{letters},{others}->{letters}"), "p")
    return scope.map(_CLIPPED.of(slot(0)), [normalized], "l")


@library_loss
def categorical_crossentropy(
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """``-Total[t Log[Clip[x/Total[x], {e, 1 - e}]]]`` for e = 1e-7, of a target with a probability for each class.

    Where x are no probabilities but logits, ``from_logits`` takes the logarithm of their softmax, with no clipping.
    ``label_smoothing`` s makes of t ``(1 - s) t + s/n``, for n classes. The other options are those of all losses
    of Keras. https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), categorical_crossentropy(from_logits=True))
    >>> loss.gradient("x").expressions["x"][0]
    -t_1 + (t_1 + t_2)*exp(x_1)/(exp(x_1) + exp(x_2))

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    check_axis(axis)
    logits, smoothing = flag(from_logits, "from_logits"), share(label_smoothing, "label_smoothing")
    reducing = Reducing(reduction, sample_weight, mask)

    def statements(scope: Scope, output: str) -> str:
        return reducing.of(scope, of_probabilities(scope, _logarithms(scope, output, logits), smoothing))

    return statements


@library_loss
def sparse_categorical_crossentropy(
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """``-Log[Clip[x/Total[x], {e, 1 - e}]]`` at the class t, for e = 1e-7; classes are counted from 0.

    ``from_logits`` is as for ``categorical_crossentropy``. ``ignore_class`` is a class whose steps do not count, as
    if they were masked: one of 0, ..., n - 1, or another number such as -1. The other options are those of all
    losses of Keras. https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), sparse_categorical_crossentropy(ignore_class=-1))
    >>> round(float(loss.evaluate([[0.5, 0.5], [1.0, 3.0]], [0, -1])), 6)
    0.693147

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    check_axis(axis)
    logits = flag(from_logits, "from_logits")
    ignored = None if ignore_class is None else class_number(ignore_class, "ignore_class")
    reducing = Reducing(reduction, sample_weight, mask)

    def statements(scope: Scope, output: str) -> str:
        logarithms = _logarithms(scope, output, logits)
        if ignored is None:
            return reducing.of(scope, of_classes(scope, logarithms))
        return reducing.of(scope, *of_classes_but(scope, logarithms, ignored))

    return statements


@library_loss
def binary_crossentropy(
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``-t Log[p] - (1 - t) Log[1 - p]`` with ``p = Clip[x, {e, 1 - e}]``, for e = 1e-7.

    Where x are no probabilities but logits, ``from_logits`` takes the logarithms of their sigmoid, with no clipping.
    ``label_smoothing`` s makes of t ``(1 - s) t + s/2``. The other options are those of all losses of Keras.
    https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=1), binary_crossentropy(from_logits=True))
    >>> loss.gradient("x").expressions["x"]
    [-t_1 + LogisticSigmoid(x_1)]

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    check_axis(axis)
    t = smoothed(T, share(label_smoothing, "label_smoothing"), 2)
    reducing = Reducing(reduction, sample_weight, mask)
    if flag(from_logits, "from_logits"):
        return mean_of(binary_of_logit(X, t), reducing)
    return mean_of(-_CLIPPED.binary(X, t), reducing)
