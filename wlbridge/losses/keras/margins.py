"""The losses of Keras that ask for a margin: https://keras.io/api/losses/hinge_losses/"""

from __future__ import annotations

from sympy import Expr

from wlbridge.errors import NetError
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import as_list, is_integer
from wlbridge.losses.entropies import T, X
from wlbridge.losses.keras.reducing import Reducing, Reduction, check_has_levels, mean_of
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.reductions import WeightsOf, along_classes, elementwise, sum_of_last
from wlbridge.statements import Reduce, slot
from wlbridge.wolfram_functions import Ramp


def _signed(labels: object) -> Expr:
    """The label -1 or 1 of a target, whose labels are told."""
    given = as_list(labels)
    if given is None or not all(map(is_integer, given)) or given not in ([-1, 1], [0, 1]):
        raise NetError(f"labels cannot be {labels!r}", hint="Give (-1, 1) or (0, 1).")
    return T if given[0] == -1 else 2 * T - 1


@library_loss
def hinge(
    labels: tuple[int, int],
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``Ramp[1 - t x]`` for targets -1 and 1.

    ``labels`` are those of the targets, (-1, 1) or (0, 1); Keras guesses them from each batch. The other options are
    those of all losses of Keras. https://keras.io/api/losses/hinge_losses/#hinge-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=1), hinge(labels=(0, 1))).expression
    Ramp(-x_1*(2*t_1 - 1) + 1)

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(Ramp(1 - _signed(labels) * X), Reducing(reduction, sample_weight, mask))


@library_loss
def squared_hinge(
    labels: tuple[int, int],
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """The mean of ``Ramp[1 - t x]^2`` for targets -1 and 1.

    ``labels`` are those of the targets, (-1, 1) or (0, 1); Keras guesses them from each batch. The other options are
    those of all losses of Keras. https://keras.io/api/losses/hinge_losses/#squaredhinge-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=1), squared_hinge(labels=(-1, 1))).expression
    Ramp(-t_1*x_1 + 1)**2

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    return mean_of(Ramp(1 - _signed(labels) * X) ** 2, Reducing(reduction, sample_weight, mask))


@library_loss
def categorical_hinge(
    *,
    reduction: Reduction = "sum_over_batch_size",
    sample_weight: WeightsOf = None,
    mask: bool = False,
) -> Statements:
    """``Ramp[1 + Max[(1 - t) x] - t . x]`` for a target that is 1 for one class and 0 for the others.

    The options are those of all losses of Keras. https://keras.io/api/losses/hinge_losses/#categoricalhinge-class

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=3), categorical_hinge())
    >>> float(loss.evaluate([1.0, 2.0, 3.0], [0.0, 1.0, 0.0]))
    2.0

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    reducing = Reducing(reduction, sample_weight, mask)

    def statements(scope: Scope, output: str) -> str:
        check_has_levels(scope, output)
        letters, others = along_classes(scope.shape(output), "a hinge loss")
        right = sum_of_last(scope, elementwise(scope, output, T * X))
        others_scores = elementwise(scope, output, (1 - T) * X)
        wrong = scope.append(Reduce((others_scores,), "max", f"{letters}->{others}"), "wrong")
        return reducing.of(scope, scope.map(Ramp(1 + slot(1) - slot(0)), [right, wrong], "loss"))

    return statements
