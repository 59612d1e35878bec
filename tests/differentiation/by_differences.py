"""Jacobians of the oracle's nets by central differences in mpmath, to about 25 digits, apart from the package."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from mpmath import mp, mpf
from oracle import DIGITS, STEP, output, pack


def jacobian(net: Sequence[dict[str, Any]], x: Any) -> dict[str, np.ndarray]:
    """The derivatives of what the net gives by the elements of ``w1``, ``b1`` and so on, and ``x``, as matrices.

    The rows are the elements of the output.
    """
    places = [
        (f"{letter}{number}", (number - 1, key))
        for number, layer in enumerate(net, 1)
        for letter, key in (("w", "weights"), ("b", "biases"))
        if layer.get(key) is not None
    ]
    columns: dict[str, list[Any]] = {name: [] for name, _ in places} | {"x": []}
    for name, (number, key) in places:
        for index in pack(net[number][key]).indices():
            columns[name].append(_slopes(lambda h, n=number, k=key, i=index: (_moved(net, n, k, i, h), x)))
    for index in pack(x).indices():
        columns["x"].append(_slopes(lambda h, i=index: (net, _changed(x, i, h))))
    return {name: np.array(slopes, dtype=float).T for name, slopes in columns.items()}


def _slopes(case: Any) -> list[Any]:
    with mp.workdps(DIGITS):
        up, down = (pack(output(*case(h))).values for h in (STEP, -STEP))
        return [(a - b) / (2 * STEP) for a, b in zip(up, down, strict=True)]


def _moved(net: Sequence[dict[str, Any]], number: int, key: str, index: tuple[int, ...], h: Any) -> Any:
    return [{**layer, key: _changed(layer[key], index, h)} if n == number else layer for n, layer in enumerate(net)]


def _changed(values: Any, index: tuple[int, ...], h: Any) -> Any:
    if not index:
        return mpf(values) + h
    values = copy.deepcopy(values)
    row = values
    for position in index[:-1]:
        row = row[position]
    row[index[-1]] = mpf(row[index[-1]]) + h
    return values
