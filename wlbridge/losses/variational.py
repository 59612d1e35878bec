"""The loss of a variational autoencoder: reconstruction and divergence from a standard normal distribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Rational, exp

from wlbridge.layers.base import Scope
from wlbridge.layers.sampling import halves
from wlbridge.losses.base import LossLayer, WeightedSum
from wlbridge.losses.logarithms import Log
from wlbridge.losses.reductions import total
from wlbridge.losses.sums import At, weighted_sum
from wlbridge.names import DEFAULT_HEADS
from wlbridge.statements import slot


@dataclass(frozen=True, eq=False, repr=False)
class StandardNormalDivergence(LossLayer):
    """The Kullback-Leibler divergence of independent normal distributions from standard ones.

    ``1/2 Total[m^2 + Exp[v] - v - 1]`` of means m and logarithms v of variances, which the output holds in this order
    in one list; it has no target. Kingma and Welling, https://arxiv.org/abs/1312.6114, appendix B.

    >>> from wlbridge import NetChain, DropoutLayer, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=2), StandardNormalDivergence()).expression
    x_1**2/2 - x_2/2 + exp(x_2)/2 - 1/2

    Raises ShapeError for an output that is no list of an even length.
    """

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """A Map of both halves, and its sum."""
        m, v = slot(0), slot(1)
        divergence = Rational(1, 2) * (m**2 + exp(v) - v - 1)
        return total(scope, scope.map(divergence, list(halves(scope, output)), "loss"))


def variational_loss(
    reconstruction: LossLayer,
    coefficient: Any = 1,
    *,
    encoder: int | str | Sequence[int | str] = "encoder",
    input: str = DEFAULT_HEADS["Input"],
) -> WeightedSum:
    """Reconstruction of the input plus ``coefficient`` times the divergence: the negative evidence lower bound.

    For a net whose layer ``encoder`` gives means and logarithms of variances and is followed by a
    GaussianSamplingLayer. The terms are "reconstruction" and "divergence". With ``MeanSquaredLossLayer()`` or
    ``CrossEntropyLossLayer("Binary")`` the reconstruction is a mean over the elements of the input, while the
    divergence is a sum over the latent variables: their number and the variance of the data are in the coefficient.
    It may be a schedule, such as ``Min(1, step/1000)`` (Bowman and others, https://arxiv.org/abs/1511.06349).

    >>> from sympy import Min, Symbol
    >>> from wlbridge import MeanSquaredLossLayer, NetChain, net_loss
    >>> from wlbridge.layers import GaussianSamplingLayer
    >>> net = NetChain({"encoder": [2], "sample": GaussianSamplingLayer(), "decoder": [1]}, input=1)
    >>> loss = net_loss(net, variational_loss(MeanSquaredLossLayer(), Min(1, Symbol("step") / 1000)))
    >>> loss.symbols.keys() - {p.name for p in loss.program.with_role("parameter")} == {"x", "noise", "step"}
    True

    Raises NetError, when the loss is built, for a net without such a layer.
    """
    divergence = At(StandardNormalDivergence(), output=encoder)
    return weighted_sum({"reconstruction": At(reconstruction, target=input), "divergence": coefficient * divergence})
