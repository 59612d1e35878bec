"""The losses of Keras that compare distributions and directions: https://keras.io/api/losses/"""

from __future__ import annotations

from sympy import Float, Max, log, sqrt

from wlbridge.layers.base import Scope
from wlbridge.losses.entropies import T, X
from wlbridge.losses.keras.reducing import Reducing, Reduction, check_axis, check_has_levels, mean_of
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.logarithms import EPSILON_OF_KERAS
from wlbridge.losses.reductions import WeightsOf, along_classes, elementwise, sum_of_last, target_array
from wlbridge.statements import Einsum, slot
from wlbridge.wolfram_functions import Clip

_EPSILON = Float(EPSILON_OF_KERAS)


@library_loss
def kl_divergence(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """``Total[t Log[t/x]]`` with t and x clipped to ``{1e-7, 1}``; nothing is normalised.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/probabilistic_losses/#kldivergence-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), kl_divergence())
    >>> round(float(loss.evaluate([0.5, 0.5], [1.0, 0.0])), 6)
    0.693146

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    reducing = Reducing(reduction, sample_weight, mask)
    x, t = Clip(X, _EPSILON, 1), Clip(T, _EPSILON, 1)

    def statements(scope: Scope, output: str) -> str:
        check_has_levels(scope, output)
        return reducing.of(scope, sum_of_last(scope, elementwise(scope, output, t * log(t / x))))

    return statements


@library_loss
def poisson(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``x - t Log[x + 1e-7]``.

    The options are those of all losses of Keras. https://keras.io/api/losses/probabilistic_losses/#poisson-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), poisson())
    >>> float(loss.evaluate([1.0, 3.0], [0.0, 0.0]))
    2.0

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(X - T * log(X + _EPSILON), Reducing(reduction, sample_weight, mask))


@library_loss
def cosine_similarity(
    axis: int = -1,
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """``-x . t/(Max[Norm[x], 1e-7] Max[Norm[t], 1e-7])``: -1 for equal directions, 1 for opposite ones.

    The options are those of all losses of Keras.
    https://keras.io/api/losses/regression_losses/#cosinesimilarity-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), cosine_similarity())
    >>> float(loss.evaluate([3.0, 4.0], [4.0, 3.0]))
    -0.96

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    check_axis(axis)
    reducing = Reducing(reduction, sample_weight, mask)

    def statements(scope: Scope, output: str) -> str:
        check_has_levels(scope, output)
        shape = scope.shape(output)
        letters, others = along_classes(shape, "a direction")
        target = target_array(scope, shape)
        product, of_x, of_t = (
            scope.append(Einsum(pair, f"{letters},{letters}->{others}"), "dot")
            for pair in [(output, target), (output, output), (target, target)]
        )
        least = _EPSILON**2  # under the root, so that there is a derivative at 0
        norms = sqrt(Max(slot(1), least)) * sqrt(Max(slot(2), least))
        return reducing.of(scope, scope.map(-slot(0) / norms, [product, of_x, of_t], "loss"))

    return statements
