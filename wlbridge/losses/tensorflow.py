"""The losses of TensorFlow 1, ``tf.compat.v1.losses``, with their names, options and defaults, as in 2.21's source.

They are elementwise: nothing is added or averaged but the classes of a softmax. How the values become one number is
told by two options that all of them share:

* ``weights``: "example" or "element" declares weights, one for each example or for each value of the loss, which are
  given with the targets: ``loss.evaluate(x, {"t": t, "sw": weights}, parameters)``. A weight for an example counts
  for each of its values. Where TensorFlow takes a number for all, multiply the loss by it.
* ``reduction``: "SUM_BY_NONZERO_WEIGHTS", the default, divides the sum of the weighted values by the number of those
  whose weight is not 0; "MEAN" by the sum of the weights, "SUM_OVER_BATCH_SIZE" by the number of values, "SUM" by
  nothing, each over the whole batch. What is divided by 0 is 0. "NONE" keeps the weighted values.

TensorFlow computes them in float32, whatever it is given; here they are doubles. At kinks it has slopes of its own,
here the option ``kinks`` says which.
https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sympy import Abs, Expr

from wlbridge.choices import check_choice
from wlbridge.errors import NetError
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import number
from wlbridge.losses import reductions
from wlbridge.losses.entropies import (
    T,
    X,
    binary_of_logit,
    huber_of,
    log_softmax,
    of_classes,
    of_probabilities,
    share,
    smoothed,
)
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.logarithms import ShiftedLog
from wlbridge.losses.reductions import WeightsOf, check_weights, elementwise, optional_weights, target_array
from wlbridge.statements import slot
from wlbridge.wolfram_functions import Ramp

Reduction = Literal["SUM_BY_NONZERO_WEIGHTS", "MEAN", "SUM", "SUM_OVER_BATCH_SIZE", "NONE"]

_REDUCTIONS: dict[str, reductions.Reduction] = {
    "SUM_BY_NONZERO_WEIGHTS": "mean over nonzero weights",
    "MEAN": "weighted mean",
    "SUM": "sum",
    "SUM_OVER_BATCH_SIZE": "mean",
    "NONE": "none",
}


@dataclass(frozen=True)
class _Reducing:
    """The options that all losses share."""

    weights: WeightsOf
    reduction: Reduction

    def __post_init__(self) -> None:
        check_weights(self.weights, "weights")
        check_choice(self.reduction, _REDUCTIONS, "reduction", error=NetError)

    def of(self, scope: Scope, values: str) -> str:
        weights = optional_weights(scope, self.weights, scope.shape(values))
        return reductions.reduced(scope, values, _REDUCTIONS[self.reduction], weights)

    def of_formula(self, formula: Expr) -> Statements:
        return lambda scope, output: self.of(scope, elementwise(scope, output, formula))


@library_loss
def softmax_cross_entropy(
    weights: WeightsOf = None,
    label_smoothing: float = 0,
    *,
    reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS",
) -> Statements:
    """``-Total[t Log[softmax of x]]`` of logits x and a target with a probability for each class.

    ``label_smoothing`` s makes of t ``(1 - s) t + s/n``, for n classes; the other options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/softmax_cross_entropy

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), softmax_cross_entropy())
    >>> loss.gradient("x").expressions["x"][0]
    -t_1 + (t_1 + t_2)*exp(x_1)/(exp(x_1) + exp(x_2))

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    reducing, smoothing = _Reducing(weights, reduction), share(label_smoothing, "label_smoothing")

    def statements(scope: Scope, output: str) -> str:
        return reducing.of(scope, of_probabilities(scope, log_softmax(scope, output), smoothing))

    return statements


@library_loss
def sparse_softmax_cross_entropy(
    weights: WeightsOf = None, *, reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS"
) -> Statements:
    """``-Log[softmax of x]`` at the class t, for logits x; classes are counted from 0.

    The options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/sparse_softmax_cross_entropy

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), sparse_softmax_cross_entropy())
    >>> round(float(loss.evaluate([0.0, 0.0], 1)), 6)
    0.693147

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    reducing = _Reducing(weights, reduction)

    def statements(scope: Scope, output: str) -> str:
        return reducing.of(scope, of_classes(scope, log_softmax(scope, output)))

    return statements


@library_loss
def sigmoid_cross_entropy(
    weights: WeightsOf = None,
    label_smoothing: float = 0,
    *,
    reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS",
) -> Statements:
    """``-t Log[p] - (1 - t) Log[1 - p]`` where p is the logistic sigmoid of the logit x.

    ``label_smoothing`` s makes of t ``(1 - s) t + s/2``; the other options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/sigmoid_cross_entropy

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=1), sigmoid_cross_entropy())
    >>> loss.gradient("x").expressions["x"]
    [-t_1 + LogisticSigmoid(x_1)]

    Raises NetError for a wrong option.
    """
    t = smoothed(T, share(label_smoothing, "label_smoothing"), 2)
    return _Reducing(weights, reduction).of_formula(binary_of_logit(X, t))


@library_loss
def log_loss(
    weights: WeightsOf = None,
    epsilon: float = 1e-7,
    *,
    reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS",
) -> Statements:
    """``-t Log[x + epsilon] - (1 - t) Log[1 - x + epsilon]`` of a probability x.

    ``epsilon`` is a number from 0 up; the other options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/log_loss

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=1), log_loss())
    >>> round(float(loss.evaluate([0.0], [1.0])), 6)
    16.118096

    Raises NetError for a wrong option.
    """
    log, reducing = ShiftedLog(epsilon), _Reducing(weights, reduction)
    entropy = -T * log.of(X) - (1 - T) * log.of(slot(2))

    def statements(scope: Scope, output: str) -> str:
        complement = scope.map(
            1 - X, [output], "q"
        )  # apart, for sympy would round 1 + epsilon, which counts at x = 1
        target = target_array(scope, scope.shape(output))
        return reducing.of(scope, scope.map(entropy, [output, target, complement], "loss"))

    return statements


@library_loss
def mean_squared_error(weights: WeightsOf = None, *, reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS") -> Statements:
    """``(x - t)^2``.

    The options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/mean_squared_error

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=1), mean_squared_error()).expression
    (-t_1 + x_1)**2

    Raises NetError for a wrong option.
    """
    return _Reducing(weights, reduction).of_formula((X - T) ** 2)


@library_loss
def absolute_difference(weights: WeightsOf = None, *, reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS") -> Statements:
    """``Abs[x - t]``.

    The options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/absolute_difference

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=1), absolute_difference()).expression
    Abs(-t_1 + x_1)

    Raises NetError for a wrong option.
    """
    return _Reducing(weights, reduction).of_formula(Abs(X - T))


@library_loss
def hinge_loss(weights: WeightsOf = None, *, reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS") -> Statements:
    """``Ramp[1 - (2 t - 1) x]`` of targets 0 and 1.

    The options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/hinge_loss

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=1), hinge_loss()).expression
    Ramp(-x_1*(2*t_1 - 1) + 1)

    Raises NetError for a wrong option.
    """
    return _Reducing(weights, reduction).of_formula(Ramp(1 - (2 * T - 1) * X))


@library_loss
def huber_loss(
    weights: WeightsOf = None, delta: float = 1.0, *, reduction: Reduction = "SUM_BY_NONZERO_WEIGHTS"
) -> Statements:
    """``(x - t)^2/2`` where ``Abs[x - t] <= delta``, else ``delta Abs[x - t] - delta^2/2``.

    ``delta`` is a number from 0 up; the other options are those of all losses.
    https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/huber_loss

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=1), huber_loss(delta=2)).expression
    Piecewise(((-t_1 + x_1)**2/2, Abs(-t_1 + x_1) <= 2), (2*Abs(-t_1 + x_1) - 2, True))

    Raises NetError for a wrong option.
    """
    return _Reducing(weights, reduction).of_formula(huber_of(X - T, number(delta, "delta")))
