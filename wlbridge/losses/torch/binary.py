"""The losses of PyTorch for yes or no: of probabilities, of logits, of labels -1 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from sympy import Expr

from wlbridge.errors import NetError
from wlbridge.indices import show
from wlbridge.layers.base import Scope
from wlbridge.layers.levels import letters_of
from wlbridge.layers.settings import as_constant, number
from wlbridge.losses.constants import check_numbers, constant_array
from wlbridge.losses.entropies import T, X, binary_of_logit
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.logarithms import BoundedLog
from wlbridge.losses.reductions import WeightsOf, check_weights, elementwise, optional_weights, reduced, target_array
from wlbridge.losses.torch.reducing import Reduction, check_reduction, of_elements
from wlbridge.statements import Map, slot
from wlbridge.wolfram_functions import Ramp, SoftPlus, Unitize

_LOG = BoundedLog(100)


@library_loss
def BCELoss(weight: WeightsOf = None, *, reduction: Reduction = "mean") -> Statements:
    """``-t Max[Log[x], -100] - (1 - t) Max[Log[1 - x], -100]`` of probabilities x.

    ``weight``, "example" or "element", declares weights "sw", given with the targets; "mean" divides by the number
    of elements, whatever they are. https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html

    The gradient differs from PyTorch's next to 0 and 1. Here it is the derivative of the loss, so that it is 0 where
    the logarithm is clamped, and grows as ``1/x`` before. PyTorch takes ``(x - t)/Max[x (1 - x), 1*^-12]``
    (``binary_cross_entropy_backward``), -1*^12 for x = 0 and t = 1. Where ``x (1 - x) >= 1*^-12`` they agree.

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), BCELoss())
    >>> float(loss.evaluate([0.0, 0.0], [1.0, 0.0]))
    50.0

    Raises NetError for a wrong option.
    """
    check_reduction(reduction)
    check_weights(weight, "weight")
    formula = -(T * _LOG.of(X) + (1 - T) * _LOG.of(1 - X))
    return lambda scope, output: _weighted(scope, elementwise(scope, output, formula), weight, reduction)


@library_loss
def BCEWithLogitsLoss(
    weight: WeightsOf = None,
    *,
    reduction: Reduction = "mean",
    pos_weight: float | Sequence[Any] | NDArray[Any] | None = None,
) -> Statements:
    """``-q t Log[p] - (1 - t) Log[1 - p]`` of logits x, with ``p = LogisticSigmoid[x]`` and a weight q for t = 1.

    ``weight`` and "mean" are as for ``BCELoss``. ``pos_weight`` is a number, or numbers for the elements along the
    last levels of an example; they stand in formulas as ``p["posweight", i]``. Without it the gradient is p - t.
    https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), BCEWithLogitsLoss(pos_weight=3.0))
    >>> float(loss.evaluate([-1000.0, 1000.0], [1.0, 1.0]))
    1500.0

    Raises NetError for a wrong option.
    """
    check_reduction(reduction)
    check_weights(weight, "weight")
    if pos_weight is not None:
        check_numbers(pos_weight, "pos_weight")

    def statements(scope: Scope, output: str) -> str:
        return _weighted(scope, _with_logits(scope, output, pos_weight), weight, reduction)

    return statements


def _with_logits(scope: Scope, output: str, pos_weight: Any) -> str:
    if pos_weight is None:
        return elementwise(scope, output, binary_of_logit(X, T))
    numbers = check_numbers(pos_weight, "pos_weight")
    if not numbers.ndim:
        return elementwise(scope, output, _weighted_positive(as_constant(float(numbers))))
    shape = scope.shape(output)
    if numbers.shape != shape[len(shape) - numbers.ndim :] or numbers.ndim > len(shape):
        what = f"dimensions {show(numbers.shape)} are not those of the last levels of an output of {show(shape)}"
        raise NetError(what, where="option pos_weight")
    weights = constant_array(scope, "posweight", numbers, numbers.shape)
    letters = letters_of(len(shape))
    spec = f"{letters},{letters},{letters[len(shape) - numbers.ndim :]}->{letters}"
    arrays = (output, target_array(scope, shape), weights)
    return scope.append(Map(arrays, _weighted_positive(slot(2)), spec), "loss")


def _weighted_positive(q: Expr) -> Expr:
    return q * T * SoftPlus(-X) + (1 - T) * SoftPlus(X)


def _weighted(scope: Scope, values: str, weight: WeightsOf, reduction: Reduction) -> str:
    return reduced(scope, values, reduction, optional_weights(scope, weight, scope.shape(values)))


@library_loss
def SoftMarginLoss(*, reduction: Reduction = "mean") -> Statements:
    """``Log[1 + Exp[-t x]]`` of logits x and labels t, -1 or 1.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), SoftMarginLoss())
    >>> float(loss.evaluate([-1000.0, 1000.0], [1, 1]))
    500.0

    Raises NetError for a wrong option.
    """
    return of_elements(SoftPlus(-T * X), reduction)


@library_loss
def HingeEmbeddingLoss(margin: float = 1.0, *, reduction: Reduction = "mean") -> Statements:
    """x where the label t is 1, ``Max[margin - x, 0]`` where it is -1; and their sum for any other t, as in PyTorch.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), HingeEmbeddingLoss())
    >>> float(loss.evaluate([0.25, 0.25], [1, -1]))
    0.5

    Raises NetError for a wrong option.
    """
    return of_elements(Unitize(T + 1) * X + Unitize(T - 1) * Ramp(number(margin, "margin") - X), reduction)
