"""The one walk over what has parts: each object once however often it occurs, parts before the whole, no recursion.

Objects are told apart by identity, since comparing deep expressions recurses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wlbridge.errors import DataError, WLBridgeError

Parts = Sequence[Any]


class PartsFirst:
    """The walk over the distinct objects of a whole, whose parts a function gives; it keeps them all alive.

    >>> inner = [1]
    >>> for part, parts in PartsFirst([inner, inner], lambda part: part if isinstance(part, list) else ()):
    ...     print(part, len(parts))
    1 0
    [1] 1
    [[1], [1]] 2

    Raises ``error`` for what contains itself.
    """

    def __init__(self, whole: Any, parts_of: Callable[[Any], Parts], error: type[WLBridgeError] = DataError) -> None:
        self.whole = whole
        self._parts_of = parts_of
        self._error = error
        self._opened: dict[int, tuple[Any, Parts]] = {}

    def __iter__(self) -> Iterator[tuple[Any, Parts]]:
        """Give each part with its own parts."""
        stack, opened, done = [self.whole], self._opened, set[int]()
        while stack:
            part = stack[-1]
            key = id(part)
            if key in done:
                stack.pop()
                continue
            again = key in opened
            if not again:
                opened[key] = (part, self._parts_of(part))
            parts = opened[key][1]
            if missing := [one for one in parts if id(one) not in done]:
                if again:
                    raise self._error("an expression that contains itself", hint="Give a tree.")
                stack += missing[::-1]
                continue
            stack.pop()
            done.add(key)
            yield part, parts

    def way_to(self, part: Any) -> list[tuple[Any, int]]:
        """The way from the whole to a part: what is gone through, with the position of the next in it, from 0."""
        above: dict[int, tuple[Any, int]] = {}
        for outer, parts in self._opened.values():
            for position, one in enumerate(parts):
                above.setdefault(id(one), (outer, position))
        way: list[tuple[Any, int]] = []
        while part is not self.whole:
            way.append(above[id(part)])
            part = way[-1][0]
        return way[::-1]
