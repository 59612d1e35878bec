"""Reading JSON strictly: what has no clear meaning, and what Python alone takes for JSON, is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn


def read_json(text: str) -> Any:
    """The value of a JSON text.

    >>> read_json('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    >>> read_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ...
    ValueError: the key 'a' occurs twice

    Raises ValueError for anything else: a key that occurs twice, a number that no double can hold, NaN, lists nested
    too deeply for the reader of Python, integers of more than 4,300 digits.
    """
    try:
        return json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("lists are nested too deeply") from error


def _without_repetition(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r:.80} occurs twice")
        found[key] = value
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number that JSON can have")


def _finite(text: str) -> float:
    return float(text) if math.isfinite(float(text)) else _refuse(text)
