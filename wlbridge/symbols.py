"""The sympy symbols of a program: one for each element of each array, which know their array and index."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from wlbridge.errors import FormTooLargeError
from wlbridge.names import Key, element_name
from wlbridge.program import Placeholder

Kind = Literal["real", "integer", "nonnegative integer", "positive integer"]

_ASSUMPTIONS: Mapping[Kind, dict[str, bool]] = {
    "real": {"real": True},
    "integer": {"integer": True},
    "nonnegative integer": {"integer": True, "nonnegative": True},
    "positive integer": {"integer": True, "positive": True},
}
"""What sympy assumes of the elements of an array."""


def _kind(array: Placeholder) -> Kind:
    if array.classes is None:
        return "real"
    least = min(array.classes.first, array.classes.first if array.classes.ignored is None else array.classes.ignored)
    return "positive integer" if least > 0 else "nonnegative integer" if least == 0 else "integer"


class Element(Symbol):
    """An element of an array, named ``w1_2_3`` in Python, ``w[1, 2, 3]`` in the Wolfram Language.

    ``index`` counts from 0. Two elements are equal when array and index are; none equals a plain symbol.

    >>> w = Placeholder("w1", (4, 3), "parameter", "w", (1,))
    >>> element = Element(w, (1, 2))
    >>> element, element.is_real, element.head, element.key, element.index
    (w1_2_3, True, 'w', (1,), (1, 2))
    >>> import sympy
    >>> sympy.latex(element**2)
    '\\\\left(w^{(1)}_{2,3}\\\\right)^{2}'
    """

    __slots__ = ("head", "index", "key")

    head: str
    key: tuple[Key, ...]
    index: tuple[int, ...]

    def __new__(cls, array: Placeholder, index: tuple[int, ...] = ()) -> Element:
        """Make the element of ``array`` at ``index``."""
        return cls._make(element_name(array.name, index), array.head, array.key, index, _kind(array))

    @classmethod
    def _make(cls, name: str, head: str, key: tuple[Key, ...], index: tuple[int, ...], kind: Kind) -> Element:
        element: Element = Symbol.__xnew__(cls, name, **_ASSUMPTIONS[kind])
        element.head, element.key, element.index = head, key, index
        return element

    def _at(self, name: str, index: tuple[int, ...]) -> Element:
        """Another element of the same array."""
        element = _like(self, name)
        element.head, element.key, element.index = self.head, self.key, index
        return element

    def __reduce__(self) -> Any:
        return _element, (self.name, self.head, self.key, self.index, self._kind)

    @property
    def _kind(self) -> Kind:
        return next(kind for kind, given in _ASSUMPTIONS.items() if given == self._assumptions_orig)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.head, str(self.key), self.index)

    def _latex(self, printer: Any) -> str:
        return _latex_name(self.head, self.key, self.index)


def _element(*content: Any) -> Element:
    return Element._make(*content)


def _latex_name(head: str, key: tuple[Key, ...], index: tuple[int, ...]) -> str:
    name = head if len(head) == 1 else rf"\mathrm{{{head}}}"
    upper = ",".join(_latex_key(entry) for entry in key)
    lower = ",".join(str(position + 1) for position in index)
    return name + (f"^{{({upper})}}" if upper else "") + (f"_{{{lower}}}" if lower else "")


def _latex_key(entry: Key) -> str:
    if isinstance(entry, tuple):
        return ".".join(map(_latex_key, entry))
    return str(entry) if isinstance(entry, int) else rf"\text{{{_latex_text(entry)}}}"


def _latex_text(text: str) -> str:
    """Text as LaTeX shows it, none of it read as a command."""
    special = {"\\": r"\textbackslash ", "^": r"\^{}", "~": r"\~{}", **{c: "\\" + c for c in "_&%$#{}"}}
    return "".join(special.get(character, character) for character in text)


class Temporary(Symbol):
    """A name for a shared part of a formula, of a class of its own so that no symbol of a user equals it.

    >>> Temporary("z1_2") == Symbol("z1_2", real=True)
    False
    """

    __slots__ = ()

    def __new__(cls, name: str) -> Temporary:
        """Make the temporary of this name."""
        return _like(_A_TEMPORARY, name)

    def __reduce__(self) -> Any:
        return Temporary, (self.name,)


_A_TEMPORARY: Temporary = Symbol.__xnew__(Temporary, "temporary", real=True)

S = TypeVar("S", bound=Symbol)


def _like(symbol: S, name: str) -> S:
    """A symbol of another name that sympy assumes the same of.

    Working out what it assumes takes sympy some 15 microseconds a symbol, and keeping it a kilobyte.
    """
    other: S = Expr.__new__(symbol.__class__)
    other.name = name
    other._assumptions = symbol._assumptions
    other._assumptions_orig = symbol._assumptions_orig
    other._assumptions0 = symbol._assumptions0
    return other


MOST_ELEMENTS = 10_000_000
"""Symbols of more elements would fill the memory."""


def check_count(array: Placeholder) -> None:
    """Refuse an array of more elements than there can be symbols."""
    count = math.prod(int(size) for size in array.shape)
    if count > MOST_ELEMENTS:
        raise FormTooLargeError(
            f"the array {array.name!r} has {count:.3g} elements; symbols are made for {MOST_ELEMENTS:,}",
            hint='Use the form "array", in which arrays are whole.',
        )


def elements(array: Placeholder) -> NDArray[Any]:
    """All elements of an array, as an array of objects of its dimensions.

    >>> elements(Placeholder("x", (2,), "input", "x")).tolist()
    [x_1, x_2]
    """
    if array.symbol is not None:
        return np.array(array.symbol, dtype=object)
    check_count(array)
    shape = tuple(int(size) for size in array.shape)
    names, indices = [array.name], itertools.product(*map(range, shape))
    for size in shape:
        numbers = [f"_{number}" for number in range(1, size + 1)]
        names = [name + number for name in names for number in numbers]
    first = Element(array, (0,) * len(shape))
    symbols = [first._at(name, index) for name, index in zip(names, indices, strict=True)]
    return np.fromiter(symbols, dtype=object, count=len(symbols)).reshape(shape)


def all_elements(placeholders: Mapping[str, Placeholder]) -> dict[str, NDArray[Any]]:
    """The elements of each array by its name."""
    return {name: elements(array) for name, array in placeholders.items()}
