"""The losses of PyTorch that compare distributions, or are likelihoods of counts."""

from __future__ import annotations

from typing import Literal

from sympy import Expr, Piecewise, exp, log, pi

from wlbridge.layers.base import Scope
from wlbridge.layers.settings import flag, number
from wlbridge.losses.entropies import T, X
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.reductions import elementwise, total
from wlbridge.losses.torch.reducing import REDUCTIONS, Reduction, check_reduction, of_elements
from wlbridge.wolfram_functions import Unitize


@library_loss
def KLDivLoss(*, reduction: Reduction | Literal["batchmean"] = "mean", log_target: bool = False) -> Statements:
    """``t (Log[t] - x)`` of logarithms of probabilities x, with ``0 Log[0]`` taken as 0.

    ``log_target`` says that the target holds logarithms as well: ``Exp[t] (t - x)``. "mean" divides by the number of
    elements; only "batchmean", the sum divided by the number of examples, is the Kullback-Leibler divergence.
    https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), KLDivLoss(reduction="batchmean"))
    >>> float(loss.evaluate([-1.0, -2.0], [1.0, 0.0]))
    1.0

    Raises NetError for a wrong option.
    """
    check_reduction(reduction, (*REDUCTIONS, "batchmean"))
    formula = exp(T) * (T - X) if flag(log_target, "log_target") else _t_log_t() - T * X
    if reduction != "batchmean":
        return of_elements(formula, reduction)

    def statements(scope: Scope, output: str) -> str:
        return total(scope, elementwise(scope, output, formula))

    return statements


def _t_log_t() -> Expr:
    """0 for t = 0, and without a value below."""
    return T * log(T + 1 - Unitize(T))


@library_loss
def PoissonNLLLoss(
    *, log_input: bool = True, full: bool = False, eps: float = 1e-8, reduction: Reduction = "mean"
) -> Statements:
    """``Exp[x] - t x``, the likelihood of counts t of which x is the logarithm of the mean.

    For ``log_input=False`` x is the mean itself: ``x - t Log[x + eps]``. ``full`` adds Stirling's approximation of
    ``Log[t!]``, ``t Log[t] - t + Log[2 Pi t]/2``, where t > 1.
    https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input="Real"), PoissonNLLLoss()).expression
    -t*x + exp(x)

    Raises NetError for a wrong option.
    """
    small = number(eps, "eps")
    formula = exp(X) - T * X if flag(log_input, "log_input") else X - T * log(X + small)
    if flag(full, "full"):
        formula += Piecewise((T * log(T) - T + log(2 * pi * T) / 2, T > 1), (0, True))
    return of_elements(formula, reduction)
