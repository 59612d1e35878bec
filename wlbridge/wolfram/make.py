"""Short ways to make nodes of expression trees.

wolframclient's own factories, ``wl`` and ``Global``, answer to every attribute: that hides typos and confuses
doctest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wolframclient.language.expression import WLFunction, WLSymbol


def system(name: str) -> WLSymbol:
    """A symbol of the Wolfram Language.

    >>> system("Pi")
    Pi
    """
    return WLSymbol(name)


def user(name: str) -> WLSymbol:
    """A symbol of the user's.

    >>> user("w1")
    Global`w1
    """
    return WLSymbol(f"Global`{name}")


def call(head: str, *args: Any) -> WLFunction:
    """A function of the Wolfram Language with arguments.

    >>> call("Plus", user("x"), 1)
    Plus[Global`x, 1]
    """
    return WLFunction(WLSymbol(head), *args)


def keyed(results: Sequence[Any], keys: Sequence[str]) -> Any:
    """The one result, or an association of several from their keys.

    >>> keyed([1], []), keyed([1, 2], ["a", "b"])
    (1, {'a': 1, 'b': 2})
    """
    if keys:
        return dict(zip(keys, results, strict=True))
    (result,) = results
    return result
