"""Arrays of numbers that a loss is given as an option, such as weights of classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from wlbridge.errors import DataError, NetError
from wlbridge.indices import Shape
from wlbridge.layers.base import Scope, as_numbers
from wlbridge.names import array_name
from wlbridge.program import Placeholder


def check_numbers(values: Any, option: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The values of an option as an array of finite reals, copied.

    Raises NetError for others.
    """
    try:
        return as_numbers(values, where=f"option {option}").copy()
    except DataError as error:
        raise NetError(error.what, where=error.where, hint=error.hint) from None


def constant_array(scope: Scope, option: str, values: np.ndarray[Any, Any], shape: Shape) -> str:
    """Declare the array of an option, ``p["weight"]``, with its values; losses with the same values share it.

    Raises NetError where its dimensions are not those of ``shape``.
    """
    if values.shape != shape:
        raise NetError(
            f"the option has dimensions {list(values.shape)} and needs {list(shape)}", where=f"option {option}"
        )
    head, number = scope.heads["Parameters"], 1
    name, key = array_name(head, (option,)), (option,)
    while name in scope.builder.shapes and not _has_values(scope, name, values):
        number += 1
        key = (f"{option}{number}",)
        name = array_name(head, key)
    if name not in scope.builder.shapes:
        scope.builder.placeholder(Placeholder(name, shape, "coefficient", head, key))
        scope.values[name] = values
    return name


def _has_values(scope: Scope, name: str, values: np.ndarray[Any, Any]) -> bool:
    return name in scope.values and np.array_equal(scope.values[name], values)
