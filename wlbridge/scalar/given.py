"""What stands for the elements of the arrays that are given from outside: symbols, or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Float, Integer

from wlbridge.program import Program
from wlbridge.scalar.rules import Objects, each
from wlbridge.symbols import elements


def given_elements(program: Program, values: Mapping[str, NDArray[Any]]) -> dict[str, Objects]:
    """Symbols or numbers for the placeholders; doubles become floats of the same 53 bits."""
    given = {}
    for name, placeholder in program.placeholders.items():
        if name not in values:
            given[name] = elements(placeholder)
        else:
            array = np.asarray(values[name])
            given[name] = each(Integer if array.dtype.kind == "i" else Float, array)
    return given
