"""Cross entropies of logits, what a net gives before a softmax or a sigmoid: finite for logits of any size.

Their gradients by the logits are ``softmax - target`` and ``sigmoid - target``. Both losses share three options:

* ``mask=True`` declares an array "mask", 1 for what counts and 0 for padding, given with the targets:
  ``loss.evaluate(x, {"t": t, "mask": mask}, parameters)``. The mean is that of what counts, over all examples of a
  batch, and 0 where there is nothing. A target has to be there for padding as well; any will do.
* ``sample_weight``: "example" or "element" declares weights "sw", one for each example or for each value of the loss.
* ``reduction``: "mean" divides the sum of the weighted values by the number of those that count, "weighted mean" by
  the sum of their weights, "mean over nonzero weights" by the number of those whose weight is not 0, "sum" by
  nothing. "none" keeps a value for each step, or element.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wlbridge.choices import check_choice
from wlbridge.errors import NetError
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import flag, is_integer
from wlbridge.losses.entropies import T, X, binary_of_logit, log_softmax, of_classes, of_probabilities
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.reductions import (
    Reduction,
    WeightsOf,
    check_reduction,
    check_weights,
    elementwise,
    optional_weights,
    ratio_over_batch,
    reduced,
    total,
    weighted,
    weights_of_elements,
)
from wlbridge.statements import slot
from wlbridge.wolfram_functions import Unitize

Targets = Literal["indices", "one-hot", "probabilities"]


@dataclass(frozen=True)
class _Reducing:
    """The options that both losses share."""

    mask: bool
    sample_weight: WeightsOf
    reduction: Reduction

    def __post_init__(self) -> None:
        flag(self.mask, "mask")
        check_weights(self.sample_weight, "sample_weight")
        check_reduction(self.reduction)

    def of(self, scope: Scope, values: str) -> str:
        """The values, each times its weight and 0 where it is masked, reduced."""
        shape = scope.shape(values)
        weights = optional_weights(scope, self.sample_weight, shape)
        if not self.mask:
            return reduced(scope, values, self.reduction, weights)
        kept = scope.map(Unitize(slot(0)), [weights_of_elements(scope, shape, "Mask")], "kept")
        weights = kept if weights is None else weighted(scope, kept, weights)
        if self.reduction != "mean":
            return reduced(scope, values, self.reduction, weights)
        return ratio_over_batch(scope, total(scope, weighted(scope, values, weights)), total(scope, kept), "zero")


@library_loss
def softmax_cross_entropy(
    targets: Targets,
    *,
    first: Literal[0, 1] | None = None,
    mask: bool = False,
    sample_weight: WeightsOf = None,
    reduction: Reduction = "mean",
) -> Statements:
    """``-Total[t Log[softmax(x)]]`` along the last level, computed as ``Log[Total[Exp[x]]] - x`` at the target.

    For an output of dimensions {steps, classes} there is a value for each step; ``targets`` says what they are:

    * "indices": a class for each step, counted from ``first``, 0 or 1, which has to be stated. The gradient by the
      logits is p - e, with p the softmax and e one-hot.
    * "one-hot": one-hot vectors, which are checked to be so. The gradient is p - t.
    * "probabilities": anything. The gradient is ``p Total[t] - t``, which is right whether or not t adds up to 1.

    https://www.tensorflow.org/api_docs/python/tf/nn/softmax_cross_entropy_with_logits

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), softmax_cross_entropy("one-hot"))
    >>> loss.gradient("x").expressions["x"]
    [-t_1 + exp(x_1)/(exp(x_1) + exp(x_2)), -t_2 + exp(x_2)/(exp(x_1) + exp(x_2))]
    >>> float(loss.evaluate([1000.0, 0.0], [0, 1]))
    1000.0

    Raises NetError for a wrong option, ShapeError for an output that is one real. When evaluated it raises DataError
    for classes out of range, and for vectors that are not one-hot.
    """
    check_choice(targets, ("indices", "one-hot", "probabilities"), "kind of targets", error=NetError)
    if targets != "indices" and first is not None:
        raise NetError(f'first says how "indices" are counted, and the targets are "{targets}"')
    if targets == "indices" and not (is_integer(first) and first in {0, 1}):
        raise NetError(
            f"first cannot be {first!r}", hint="State whether the classes are counted from first=0 or first=1."
        )
    reducing = _Reducing(mask, sample_weight, reduction)

    def statements(scope: Scope, output: str) -> str:
        logarithms = log_softmax(scope, output)
        if first is not None:
            return reducing.of(scope, of_classes(scope, logarithms, int(first)))
        return reducing.of(scope, of_probabilities(scope, logarithms, one_hot=targets == "one-hot"))

    return statements


@library_loss
def sigmoid_cross_entropy(
    *, mask: bool = False, sample_weight: WeightsOf = None, reduction: Reduction = "mean"
) -> Statements:
    """``-t Log[p] - (1 - t) Log[1 - p]`` of each element, with ``p = LogisticSigmoid[x]``; the target t is in [0, 1].

    The gradient by the logits is p - t. A mask has an element for each of the output.
    https://www.tensorflow.org/api_docs/python/tf/nn/sigmoid_cross_entropy_with_logits

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), sigmoid_cross_entropy())
    >>> loss.gradient("x").expressions["x"]
    -t + LogisticSigmoid(x)
    >>> float(loss.evaluate(-1000.0, 1.0))
    1000.0

    Raises NetError for a wrong option.
    """
    reducing = _Reducing(mask, sample_weight, reduction)
    return lambda scope, output: reducing.of(scope, elementwise(scope, output, binary_of_logit(X, T)))
