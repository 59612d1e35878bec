"""The losses of other libraries by the names of the library and of the loss."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from wlbridge.choices import check_choice
from wlbridge.errors import NetError
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
    make = getattr(LIBRARIES[library], name, None) if not name.startswith("_") else None
    loss = make(**(options or {})) if callable(make) else None
    if not isinstance(loss, LossLayer):
        raise NetError(f"wlbridge.losses.{library} has no loss {name!r}")
    return loss
