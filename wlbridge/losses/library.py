"""Losses of other libraries: made by functions of the library's names, and shown as they were called."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

import numpy as np

from wlbridge.layers.base import Scope, named_place
from wlbridge.layers.settings import check_call
from wlbridge.losses.base import LossLayer, check_log_is_exact
from wlbridge.losses.logarithms import Log

P = ParamSpec("P")

Statements = Callable[[Scope, str], str]
"""What adds the statements of a loss of an output, and returns the name of the result."""


@dataclass(frozen=True, eq=False, repr=False)
class LibraryLoss(LossLayer):
    """A loss by the name and with the options of its library."""

    function: str
    shown: str
    statements: Statements

    @property
    def name(self) -> str:
        """The name of the function that made it."""
        return self.function

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """The statements; the library says itself how it takes a logarithm."""
        check_log_is_exact(log_reading, self)
        return self.statements(scope, output)

    def __repr__(self) -> str:
        return f"{self.function}({self.shown})"


def library_loss(function: Callable[P, Statements]) -> Callable[P, LossLayer]:
    """Make of a function that gives the statements of a loss one that gives the loss.

    It shows the options that are not at their defaults, and wrong ones are a NetError.

    >>> from wlbridge.losses.keras import huber
    >>> huber(delta=2.0)
    huber(delta=2.0)
    >>> huber(epsilon=2.0)
    Traceback (most recent call last):
    ...
    wlbridge.errors.NetError: huber got an unexpected keyword argument 'epsilon'. The arguments are delta, ...
    """
    signature, name = inspect.signature(function), function.__name__

    @wraps(function)
    def make(*args: P.args, **options: P.kwargs) -> LossLayer:
        given = check_call(name, signature, args, options).arguments
        with named_place(name):
            statements = function(*args, **options)
        defaults = {key: parameter.default for key, parameter in signature.parameters.items()}
        shown = [f"{key}={value!r}" for key, value in given.items() if not np.array_equal(value, defaults[key])]
        return LibraryLoss(name, ", ".join(shown), statements)

    return make
