"""Losses by the names of their libraries, as questions to engines have them."""

from typing import Any

import pytest

from wlbridge.errors import NetError
from wlbridge.losses.libraries import loss_named


@pytest.mark.parametrize(
    ("library", "name", "options", "expected"),
    [
        ("torch", "HuberLoss", {"delta": 2.0}, "HuberLoss(delta=2.0)"),
        ("variational", "StandardNormalDivergence", None, "StandardNormalDivergence[]"),
        ("logits", "sigmoid_cross_entropy", {}, "sigmoid_cross_entropy()"),
    ],
)
def test_the_loss_of_a_name(library: str, name: str, options: Any, expected: str) -> None:
    assert repr(loss_named(library, name, options)) == expected


@pytest.mark.parametrize(
    ("library", "name", "options", "message"),
    [
        ("theano", "huber", None, "no library of losses 'theano'"),
        ("torch", "huber", None, "torch has no loss 'huber'"),
        ("torch", "binary", None, "torch has no loss 'binary'"),
        ("torch", "__doc__", None, "torch has no loss '__doc__'"),
        ("sklearn", "log", None, "sklearn has no loss 'log'"),
        ("sklearn", "same_logistic_loss", None, "sklearn has no loss 'same_logistic_loss'"),
        ("sklearn", "penalized_logistic_loss", None, "is missing a required argument: 'alpha'"),
        ("keras", "huber", {"epsilon": 1}, "unexpected keyword argument 'epsilon'"),
    ],
)
def test_what_is_no_loss_of_a_library_is_refused(library: str, name: str, options: Any, message: str) -> None:
    """Also what a module has imported, as the log of sympy."""
    with pytest.raises(NetError, match=message):
        loss_named(library, name, options)
