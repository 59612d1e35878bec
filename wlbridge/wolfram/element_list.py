"""All elements of an array as one leaf of an expression tree, which text and WXF are written from at once.

A node for each of 100,000 weights would take a hundred times longer to make and to write.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, AnyStr, Literal

from wolframclient.serializers.serializable import WLSerializable

from wlbridge.names import plain_symbol
from wlbridge.program import Placeholder
from wlbridge.wolfram.make import user

SymbolStyle = Literal["indexed", "plain"]
"""``w[1, 2, 3]``, or ``w1$2$3`` for engines that do not treat indexed symbols as variables."""


@dataclass(frozen=True)
class ElementList(WLSerializable):
    """The nested list of the elements of an array, each of them a symbol of the Wolfram Language.

    ``to_wl`` gives it as Python lists; wolframclient exports it as these, and ``tree`` sees them in it.

    >>> ElementList(Placeholder("x", (2,), "input", "x"), "indexed").to_wl()
    [Global`x[1], Global`x[2]]
    """

    array: Placeholder
    symbols: SymbolStyle

    @property
    def shape(self) -> tuple[int, ...]:
        """The dimensions of the array."""
        return tuple(int(size) for size in self.array.shape)

    @property
    def head(self) -> str:
        """The name of the symbol before the indices; that of an array of our own is made of two."""
        return plain_symbol(self.array.head)

    @property
    def key(self) -> list[Any]:
        """What stands before the indices in every element: ``1`` of ``w[1, 2, 3]``."""
        return [list(entry) if isinstance(entry, tuple) else entry for entry in self.array.key]

    def to_wl(self) -> Any:
        """The elements in nested lists; that of an array without dimensions by itself."""
        indices = itertools.product(*(range(1, size + 1) for size in self.shape))
        if self.symbols == "plain":
            name = plain_symbol(self.array.name)
            made = [user("$".join([name, *map(str, index)])) for index in indices]
        elif self.key or self.shape:
            head, key = user(self.head), self.key
            made = [head(*key, *index) for index in indices]
        else:
            made = [user(self.head)]
        for size in self.shape[:0:-1]:
            made = [made[start : start + size] for start in range(0, len(made), size)]
        return made if self.shape else made[0]


def nested(
    shape: Sequence[int],
    empty: AnyStr,
    *,
    start: AnyStr,
    number: Callable[[int], AnyStr],
    between: AnyStr,
    row: Callable[[AnyStr, Sequence[AnyStr]], AnyStr],
    opening: Callable[[int], AnyStr],
    comma: AnyStr,
    closing: AnyStr,
) -> AnyStr:
    """Write nested lists of elements that begin with ``start`` and have ``between`` after each index but the last.

    ``row`` writes the elements that differ in their last index alone, from their common beginning and those indices.
    ``empty`` says whether text or bytes are written.
    """
    indices = [[number(index) for index in range(1, size + 1)] for size in shape]
    beginnings = [start]
    for level in indices[:-1]:
        beginnings = [beginning + index + between for beginning in beginnings for index in level]
    lists = [(opening(shape[level]), math.prod(shape[level:-1])) for level in range(len(shape))]
    pieces = []
    for count, beginning in enumerate(beginnings):  # one list of pieces, so that each byte is copied once
        pieces += [comma] if count else []
        pieces += [opened for opened, rows in lists if count % rows == 0]
        pieces.append(row(beginning, indices[-1]))
        pieces += [closing for _, rows in lists if (count + 1) % rows == 0]
    return empty.join(pieces)
