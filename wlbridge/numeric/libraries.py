"""The array libraries that programs run on: NumPy, and those that array-api-compat knows."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import array_namespace

from wlbridge.errors import DataError, UnsupportedFunctionError

Operation = Callable[..., Any]

SPECIAL_FUNCTIONS = {
    "numpy": "scipy.special",
    "dask": "scipy.special",
    "jax": "jax.scipy.special",
    "torch": "torch.special",
    "cupy": "cupyx.scipy.special",
}
"""Where each library has erf and its like; Dask applies those of SciPy to its blocks."""


@dataclass(frozen=True)
class ArrayLibrary:
    """One library: its name and ``xp``, its functions under the names of the Python array API standard."""

    name: str
    xp: Any

    @property
    def is_numpy(self) -> bool:
        """Whether arrays can be written in place and functions are NumPy's."""
        return self.name == "numpy"

    def function(self, name: str) -> Operation:
        """A function of the standard, or of those for which the libraries go beyond it.

        Raises UnsupportedFunctionError where the library has none of the name.
        """
        found: Operation | None = getattr(self.xp, name, None)
        return found if found is not None else self._lacking(name)

    def special(self, name: str) -> Operation:
        """A special function; its module is loaded where it is needed, which takes a tenth of a second.

        Raises UnsupportedFunctionError where the library has none of the name.
        """
        module = SPECIAL_FUNCTIONS.get(self.name)
        found: Operation | None = getattr(importlib.import_module(module), name, None) if module else None
        return found if found is not None else self._lacking(name)

    def outside_of_traces(self) -> AbstractContextManager[Any]:
        """Inside it new arrays hold numbers, also while JAX traces a function: so they can be kept for the next."""
        if self.name != "jax":
            return nullcontext()
        manager: AbstractContextManager[Any] = importlib.import_module("jax").ensure_compile_time_eval()
        return manager

    def _lacking(self, name: str) -> Operation:
        raise UnsupportedFunctionError(
            f"{self.name} has no function {name!r} for arrays", hint="Compute with NumPy arrays."
        )


NUMPY = ArrayLibrary("numpy", np)

_BY_TYPE: dict[type[Any], ArrayLibrary] = {np.ndarray: NUMPY}


def library_of(array: Any) -> ArrayLibrary:
    """The library of an array, the tracers of JAX included.

    >>> library_of(np.zeros(2)).name
    'numpy'

    Raises DataError for what is no array of a library that array-api-compat knows.
    """
    kind = type(array)
    if kind not in _BY_TYPE:
        try:
            namespace = array_namespace(array)
        except TypeError:
            raise DataError(
                f"a value of type {kind.__name__} is no array", hint="Give arrays of one library."
            ) from None
        package, *rest = namespace.__name__.split(".")
        name = rest[0] if package == "array_api_compat" else package
        _BY_TYPE[kind] = NUMPY if name == "numpy" else ArrayLibrary(name, namespace)
    return _BY_TYPE[kind]
