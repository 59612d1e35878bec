"""The losses of other libraries by the names of the library and of the loss."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from wlbridge.choices import check_choice
from wlbridge.errors import NetError
from wlbridge.layers.settings import check_call
from wlbridge.losses import keras, logits, sklearn, tensorflow, torch, variational
from wlbridge.losses.base import LossLayer

LIBRARIES: Mapping[str, ModuleType] = {
    "keras": keras,
    "logits": logits,
    "sklearn": sklearn,
    "tensorflow": tensorflow,
    "torch": torch,
    "variational": variational,
}


def loss_named(library: str, name: str, options: Mapping[str, Any] | None = None) -> LossLayer:
    """The loss of a library with options by name.

    >>> loss_named("keras", "huber", {"delta": 2.0})
    huber(delta=2.0)
    >>> loss_named("torch", "Hubert")
    Traceback (most recent call last):
    ...
    wlbridge.errors.NetError: wlbridge.losses.torch has no loss 'Hubert'

    Raises NetError for a library or loss that there is not, and for wrong options.
    """
    check_choice(library, LIBRARIES, "library of losses", error=NetError)
    make = _own(LIBRARIES[library]).get(name)
    if make is not None:
        check_call(name, inspect.signature(make), (), options or {})
    loss = make(**(options or {})) if make is not None else None
    if not isinstance(loss, LossLayer):
        raise NetError(f"wlbridge.losses.{library} has no loss {name!r}")
    return loss


def _own(library: ModuleType) -> dict[str, Callable[..., Any]]:
    """The public functions and classes of a library, without those that it imports from elsewhere."""
    home = f"{library.__name__}."
    return {
        name: value
        for name, value in vars(library).items()
        if callable(value) and not name.startswith("_") and f"{value.__module__}.".startswith(home)
    }
