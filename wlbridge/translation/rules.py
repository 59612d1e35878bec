"""How rules of translation look, and what those that write share: the names that an expression uses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Basic, MatrixExpr, Symbol
from wolframclient.language.expression import WLSymbol

from wlbridge.errors import SymbolNameError, UnsupportedFunctionError
from wlbridge.translation.symbol_names import wolfram_name
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree


class NotCarriedError(Exception):
    """Why something has no translation; the walk adds the place."""


class Names:
    """The symbols of one expression: two that would have one name there are refused."""

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self._taken: dict[str, Any] = {}
        self._heads = {function: canonical_name(name) for name, function in functions.items()}

    def taken(self) -> dict[str, Any]:
        """What each name stands for, by the shortest spelling of the name."""
        return dict(self._taken)

    def symbol(self, part: Basic, named: Basic | None = None) -> Tree:
        """The symbol for a symbol of sympy, a matrix, ...; ``named`` is what has its name."""
        tree = user(wolfram_name(part if named is None else named))
        self._take(canonical_name(tree.name), part)
        return tree

    def head(self, function: Any) -> Tree | None:
        """The symbol of a function of the user's, None for any other function."""
        name = self._heads.get(function)
        if name is None:
            return None
        self._take(name, function)
        return WLSymbol(name)

    def _take(self, name: str, part: Any) -> None:
        first = self._taken.setdefault(name, part)
        if first is not part and (type(first) is not type(part) or first != part):
            same = isinstance(first, Symbol) and isinstance(part, Symbol)
            raise SymbolNameError(
                f"two different {'symbols' if same else 'things'} would have the name {name}",
                hint="Rename one of them." + (" They differ in their assumptions." if same else ""),
            )


Write = Callable[[Any, list[Tree], Names], Tree]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one class of sympy is written: from its parts, which are its ``args`` unless ``parts`` says others."""

    write: Write
    parts: Callable[[Any], Sequence[Any]] | None = None


def leaf(write: Callable[[Any], Tree]) -> Rule:
    """The rule of a class without parts."""
    return Rule(lambda part, _args, _names: write(part), lambda part: ())


def head(name: str) -> Rule:
    """The rule of a class whose arguments are those of one function there."""
    return Rule(lambda _part, args, _names: call(name, *args))


def head_of_numbers(name: str, counts: Collection[int] | None = None) -> Rule:
    """The rule of a function of numbers whose arguments are those of one function there, if they are so many."""

    def write(*args: Tree) -> Tree:
        if counts is not None and len(args) not in counts:
            raise NotCarriedError(f"the function that is {name} there, of {len(args)} arguments")
        return call(name, *args)

    return of_numbers(write)


def of_numbers(write: Callable[..., Tree]) -> Rule:
    """The rule of a function of numbers: there it is applied to every element of a matrix, in sympy to the matrix."""

    def checked(part: Any, args: list[Tree], _: Names) -> Tree:
        if any(isinstance(arg, MatrixExpr) for arg in part.args):
            raise NotCarriedError("a function of a matrix: there it is that of every element, as applyfunc makes it")
        return write(*args)

    return Rule(checked)


def refusal(what: str, where: str) -> UnsupportedFunctionError:
    """The error that names what cannot be carried, and its place."""
    return UnsupportedFunctionError(what, where=where)
