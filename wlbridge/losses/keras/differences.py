"""The losses of Keras that compare numbers: https://keras.io/api/losses/regression_losses/"""

from __future__ import annotations

from sympy import Abs, Float, Max, log

from wlbridge.layers.settings import number
from wlbridge.losses.entropies import T, X, huber_of
from wlbridge.losses.keras.reducing import Reducing, Reduction, mean_of
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.logarithms import EPSILON_OF_KERAS
from wlbridge.losses.reductions import WeightsOf
from wlbridge.wolfram_functions import SoftPlus

_EPSILON = Float(EPSILON_OF_KERAS)


@library_loss
def mean_squared_error(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``(x - t)^2``.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#meansquarederror-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), mean_squared_error())
    >>> loss.expression
    (-t_1 + x_1)**2/2 + (-t_2 + x_2)**2/2

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of((X - T) ** 2, Reducing(reduction, sample_weight, mask))


@library_loss
def mean_absolute_error(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``Abs[x - t]``.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), mean_absolute_error())
    >>> loss.expression
    Abs(-t_1 + x_1)/2 + Abs(-t_2 + x_2)/2

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(Abs(X - T), Reducing(reduction, sample_weight, mask))


@library_loss
def mean_absolute_percentage_error(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``100 Abs[x - t]/Max[Abs[t], 1e-7]``.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), mean_absolute_percentage_error())
    >>> float(loss.evaluate([1.0, 3.0], [2.0, 2.0]))
    50.0

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(100 * Abs(T - X) / Max(Abs(T), _EPSILON), Reducing(reduction, sample_weight, mask))


@library_loss
def mean_squared_logarithmic_error(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``(Log[1 + Max[x, 1e-7]] - Log[1 + Max[t, 1e-7]])^2``.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), mean_squared_logarithmic_error())
    >>> round(float(loss.evaluate([1.0, 3.0], [3.0, 3.0])), 6)
    0.240227

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    difference = log(1 + Max(X, _EPSILON)) - log(1 + Max(T, _EPSILON))
    return mean_of(difference**2, Reducing(reduction, sample_weight, mask))


@library_loss
def huber(
    delta: float = 1.0,
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``(x - t)^2/2`` where ``Abs[x - t] <= delta``, else of ``delta Abs[x - t] - delta^2/2``.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#huber-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), huber())
    >>> float(loss.evaluate([0.5, 5.0], [0.0, 1.0]))
    1.8125

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(huber_of(X - T, number(delta, "delta")), Reducing(reduction, sample_weight, mask))


@library_loss
def log_cosh(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``Log[Cosh[x - t]]``, finite for x of any size.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#logcosh-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), log_cosh())
    >>> round(float(loss.evaluate([1.0, 1000.0], [1.0, 0.0])), 6)
    499.653426

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(X - T + SoftPlus(2 * (T - X)) - log(2), Reducing(reduction, sample_weight, mask))
