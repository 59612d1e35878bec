"""Sums, products and orders of levels in the Wolfram Language's functions of whole arrays.

Trees come with the letters of their levels, as in index specifications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.tree import Tree


def transposed(tree: Tree, letters: str, output: str) -> Tree:
    """The array with its levels in the order ``output``.

    >>> transposed(user("a"), "ij", "ji"), transposed(user("a"), "ijk", "kij")
    (Transpose[Global`a], Transpose[Global`a, [2, 3, 1]])
    """
    if letters == output:
        return tree
    if len(letters) == 2:
        return call("Transpose", tree)
    return call("Transpose", tree, [output.index(letter) + 1 for letter in letters])


def summed(tree: Tree, letters: str, output: str) -> Tree:
    """The sum over the levels that ``output`` lacks.

    >>> summed(user("a"), "i", ""), summed(user("a"), "ij", ""), summed(user("a"), "ij", "i")
    (Total[Global`a], Total[Global`a, 2], Total[Global`a, [2]])
    """
    lost = [letter for letter in letters if letter not in output]
    kept = "".join(letter for letter in letters if letter in output)
    if not kept and lost:
        return call("Total", tree, *([] if len(letters) == 1 else [len(letters)]))
    for letter in reversed(lost):
        level = letters.index(letter) + 1
        tree = call("Total", tree, *([] if level == 1 else [[level]]))
    return transposed(tree, kept, output)


def product(trees: Sequence[Tree], inputs: Sequence[str], output: str) -> Tree | None:
    """The sum over lost indices of a product of two arrays, or None where no function of whole arrays gives it.

    >>> a, b = user("a"), user("b")
    >>> product([a, b], ["oi", "i"], "o"), product([a, b], ["i", "j"], "ij"), product([a, b], ["ij", "ij"], "")
    (Dot[Global`a, Global`b], Outer[Times, Global`a, Global`b], Total[Times[Global`a, Global`b], 2])
    """
    if any(len(set(letters)) < len(letters) for letters in inputs):
        return None
    for (a, left), (b, right) in (_pairs(trees, inputs), _pairs(trees, inputs)[::-1]):
        if left and right and left[-1] == right[0] and left[:-1] + right[1:] == output and left[-1] not in output:
            return call("Dot", a, b)
        if not left or not right:
            return summed(call("Times", a, b), left + right, output)
        if left + right == output:
            return call("Outer", system("Times"), a, b)
    for (a, left), (b, right) in (_pairs(trees, inputs), _pairs(trees, inputs)[::-1]):
        if left.startswith(right):  # Times threads over the first levels
            return summed(call("Times", a, b), left, output)
    return None


def _pairs(trees: Sequence[Tree], inputs: Sequence[str]) -> list[tuple[Tree, str]]:
    return list(zip(trees, inputs, strict=True))


def index(letter: str) -> Tree:
    """The variable that counts along a level in a Table or Sum."""
    return user(f"index${letter}")


def element(array: Tree, letters: str) -> Tree:
    """One element of a named array, by the variables of its levels.

    >>> element(user("a"), "ij")
    Part[Global`a, Global`index$i, Global`index$j]
    """
    return call("Part", array, *map(index, letters)) if letters else array


def table(body: Tree, letters: str, sizes: Mapping[str, int]) -> Tree:
    """An array whose elements are ``body`` for each value of the variables of its levels.

    >>> table(1, "i", {"i": 3})
    Table[1, [Global`index$i, 3]]
    """
    return call("Table", body, *([index(letter), sizes[letter]] for letter in letters)) if letters else body


def total(body: Tree, letters: str, sizes: Mapping[str, int]) -> Tree:
    """The sum of ``body`` over the variables of some levels.

    >>> total(1, "i", {"i": 3})
    Sum[1, [Global`index$i, 3]]
    """
    return call("Sum", body, *([index(letter), sizes[letter]] for letter in letters)) if letters else body


def at_level(function: Tree, array: Tree, level: int) -> Tree:
    """A function applied to the parts of an array at a level; level 0 is the array itself.

    >>> at_level(system("Max"), user("a"), 0), at_level(system("Max"), user("a"), 1)
    (Max[Global`a], Map[Max, Global`a])
    """
    if level == 0:
        return call(function.name, array) if hasattr(function, "name") else function(array)
    return call("Map", function, array, *([] if level == 1 else [[level]]))
