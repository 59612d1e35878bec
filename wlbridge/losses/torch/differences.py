"""The losses of PyTorch that compare numbers, each the mean over all elements by default."""

from __future__ import annotations

from sympy import Abs, Expr

from wlbridge.errors import NetError
from wlbridge.layers.settings import number
from wlbridge.losses.entropies import T, X, huber_of
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.torch.reducing import Reduction, of_elements


@library_loss
def MSELoss(*, reduction: Reduction = "mean") -> Statements:
    """``(x - t)^2``.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=2), MSELoss()).expression
    (-t_1 + x_1)**2/2 + (-t_2 + x_2)**2/2

    Raises NetError for a wrong option.
    """
    return of_elements((X - T) ** 2, reduction)


@library_loss
def L1Loss(*, reduction: Reduction = "mean") -> Statements:
    """``Abs[x - t]``.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> net_loss(NetChain([DropoutLayer()], input=2), L1Loss(reduction="none")).expression
    [Abs(-t_1 + x_1), Abs(-t_2 + x_2)]

    Raises NetError for a wrong option.
    """
    return of_elements(Abs(X - T), reduction)


@library_loss
def HuberLoss(*, reduction: Reduction = "mean", delta: float = 1.0) -> Statements:
    """``(x - t)^2/2`` where ``Abs[x - t] <= delta``, else ``delta Abs[x - t] - delta^2/2``; delta is above 0.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), HuberLoss(delta=2.0))
    >>> float(loss.evaluate(1.0, 0.0)), float(loss.evaluate(3.0, 0.0))
    (0.5, 4.0)

    Raises NetError for a wrong option.
    """
    return of_elements(huber_of(X - T, _above_zero(delta, "delta")), reduction)


@library_loss
def SmoothL1Loss(*, reduction: Reduction = "mean", beta: float = 1.0) -> Statements:
    """``(x - t)^2/(2 beta)`` where ``Abs[x - t] <= beta``, else ``Abs[x - t] - beta/2``; for beta = 0 ``L1Loss``.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input="Real"), SmoothL1Loss(beta=2.0))
    >>> float(loss.evaluate(1.0, 0.0)), float(loss.evaluate(3.0, 0.0))
    (0.25, 2.0)

    Raises NetError for a wrong option.
    """
    width = number(beta, "beta")
    return of_elements(Abs(X - T) if width.is_zero else huber_of(X - T, width) / width, reduction)


def _above_zero(value: float, option: str) -> Expr:
    given = number(value, option)
    if given.is_zero:
        raise NetError(f"{option} cannot be {value!r}", hint="Give a number above 0.")
    return given
