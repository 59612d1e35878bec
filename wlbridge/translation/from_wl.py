"""From the Wolfram Language to sympy: iterative, every shared part read once, nothing unknown let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from sympy import Basic, Dummy, Lambda, Symbol
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import SymbolNameError, UnsupportedFunctionError, WLBridgeError
from wlbridge.translation.application import HINT_OWN, OF_NUMBERS, STRUCTURE, applied, has_reader
from wlbridge.translation.number_rules import CONSTANTS, READ_NUMBERS
from wlbridge.translation.session_values import is_list, not_carried, parts_of, read_numpy
from wlbridge.translation.symbol_names import named_symbol, wolfram_name
from wlbridge.translation.values import Entries, Head, as_basic, as_items
from wlbridge.wolfram.symbols import canonical_name, looks_like_system
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, head_name


def from_wl(
    source: Tree | str, *, symbols: Iterable[Basic] = (), functions: Mapping[str, Any] | None = None
) -> Basic:
    """Translate an expression or text of the Wolfram Language into sympy.

    ``symbols`` are those that names may stand for beside plain symbols: symbols with assumptions, matrices;
    ``functions`` gives functions of the user's own by their names there.

    >>> import sympy
    >>> x = sympy.Symbol("x", positive=True)
    >>> from_wl("Sqrt[x^2] + ArcTan[1, y]", symbols=[x])
    x + atan2(y, 1)
    >>> from_wl("f'[x]", functions={"f": sympy.Function("f")})
    Derivative(f(x), x)
    >>> from_wl("1 + NIntegrate[x, {x, 0, 1}]")
    Traceback (most recent call last):
    ...
    wlbridge.errors.UnsupportedFunctionError: expression[[2, 0]]: the symbol NIntegrate has no meaning here...

    A list of numbers of two levels is a matrix, of more an array, a list of rules a Dict, any other list a Tuple.
    What sessions of wolframclient return is read: numbers of numpy and arrays of them too. Raises
    ``UnsupportedFunctionError`` for what cannot be carried, with its place in the expression, ``SymbolNameError`` for
    a name that stands for no symbol, and ``WolframSyntaxError`` for text that is not Wolfram Language.
    """
    tree = read_wl(source) if isinstance(source, str) else source
    return Reading(_by_name(symbols), functions or {}).read(tree)


def _by_name(symbols: Iterable[Basic]) -> dict[str, Basic]:
    table: dict[str, Basic] = {}
    for symbol in symbols:
        label = getattr(symbol, "label", symbol)
        name = wolfram_name(label)
        if table.setdefault(name, symbol) is not symbol:
            raise SymbolNameError(f"two symbols have the name {name}", where="argument symbols")
    return table


class Reading:
    """One translation, from the parts to the whole; ``symbols`` by their shortest names there."""

    def __init__(self, symbols: Mapping[str, Basic], functions: Mapping[str, Any]) -> None:
        self.symbols = symbols
        self.functions = {canonical_name(name): function for name, function in functions.items()}
        self.slots: dict[int, Symbol] = {}
        self.open: dict[int, frozenset[int]] = {}
        self.done: dict[int, Any] = {}
        self.parts: dict[int, Sequence[Tree]] = {}
        self.above: dict[int, tuple[Tree, int]] = {}
        self.kept: list[Any] = []

    def read(self, tree: Tree) -> Basic:
        """The expression of sympy for a tree."""
        stack = [tree]
        while stack:
            part = stack[-1]
            if id(part) in self.done:
                stack.pop()
                continue
            opened = id(part) in self.parts
            if not opened:
                self._open(part)
            if missing := [one for one in self.parts[id(part)] if id(one) not in self.done]:
                if opened:
                    raise UnsupportedFunctionError("an expression that contains itself", where="expression")
                stack += reversed(missing)
                continue
            stack.pop()
            self.done[id(part)] = self._close(part)
        if self.open.get(id(tree)):
            raise UnsupportedFunctionError("a slot # outside a function", where="expression")
        try:
            return as_basic(self.done[id(tree)])
        except TypeError as error:
            raise UnsupportedFunctionError(f"the whole has no translation ({error})") from None

    def _open(self, part: Tree) -> None:
        """Note the head and the arguments, which must outlive their ids."""
        try:
            parts = parts_of(part)
        except WLBridgeError as error:
            error.where = error.where or self._place(part)
            raise
        self.kept.append((part, parts))
        self.parts[id(part)] = parts
        for number, one in enumerate(parts):
            self.above.setdefault(id(one), (part, number + (not isinstance(part, WLFunction))))

    def _close(self, part: Tree) -> Any:
        parts = self.parts[id(part)]
        slots = frozenset().union(*(self.open.get(id(one), frozenset()) for one in parts))
        try:
            if head_name(part) == "Slot":
                number = self._slot(part)
                self.open[id(part)] = frozenset({number})
                return self.slots[number]
            if head_name(part) == "Function":
                return self._function([self.done[id(one)] for one in parts[1:]], slots, part)
            self.open[id(part)] = slots
            value = self._value(part, parts)
            hash(value)  # from the parts to the whole, or it would recurse
            return value
        except WLBridgeError as error:
            error.where = error.where or self._place(part)
            raise
        except Exception as error:  # sympy raises errors of many kinds for arguments that it cannot use
            what = f"{head_name(part) or 'a compound head'} cannot be applied to these arguments ({error!s:.200})"
            raise UnsupportedFunctionError(what, where=self._place(part)) from error

    def _value(self, part: Tree, parts: Sequence[Tree]) -> Any:
        if isinstance(part, WLSymbol):
            return self._symbol(canonical_name(part.name))
        values = [self.done[id(one)] for one in parts]
        if isinstance(part, WLFunction):
            return applied(values[0], values[1:])
        if isinstance(part, str):
            return part
        for kind, number in READ_NUMBERS:
            if isinstance(part, kind):
                return number(part)
        if isinstance(part, np.generic):
            return read_numpy(part)
        if isinstance(part, dict):
            return STRUCTURE["Association"](*values)
        if is_list(part):
            return STRUCTURE["List"](*values)
        if len(values) == 1:  # an array without dimensions, or text
            return values[0]
        raise not_carried(part)

    def _symbol(self, name: str) -> Any:
        if name in self.functions:
            return Head(name, self.functions[name])
        if name in self.symbols:
            return self.symbols[name]
        plain = name.removeprefix("Global`")
        if plain in self.symbols and looks_like_system(plain):
            return self.symbols[plain]
        if name in CONSTANTS:
            return CONSTANTS[name]
        if has_reader(name):
            return Head(name, OF_NUMBERS.get(name))
        if looks_like_system(name):
            raise UnsupportedFunctionError(f"the symbol {name} has no meaning here", hint=HINT_OWN)
        return named_symbol(plain)

    def _slot(self, part: Tree) -> int:
        (number,) = part.args
        if type(number) is not int or not 1 <= number <= _MOST_SLOTS:
            raise UnsupportedFunctionError("a slot that is none of #1, #2, ...")
        self.slots.setdefault(number, Dummy(f"x{number}"))
        return number

    def _function(self, args: Sequence[Any], slots: frozenset[int], part: Tree) -> Any:
        if len(args) == 1:
            variables: tuple[Any, ...] = ()
            for number in range(1, max(slots, default=1) + 1):
                variables += (self.slots.setdefault(number, Dummy(f"x{number}")),)
        elif len(args) == 2:
            variables = as_items(args[0]) if isinstance(args[0], Entries) else (args[0],)
            self.open[id(part)] = slots
        else:
            raise UnsupportedFunctionError("a Function with attributes")
        if not all(isinstance(variable, Symbol) for variable in variables):
            raise UnsupportedFunctionError("a Function whose parameters are no symbols")
        return Lambda(variables, as_basic(args[-1]))

    def _place(self, part: Tree) -> str:
        """The way from the whole to a part, as Part takes it; 0 is the head."""
        steps: list[str] = []
        while id(part) in self.above:
            part, number = self.above[id(part)]
            steps.append(str(number))
        if len(steps) > _LONGEST_PLACE:
            steps[_LONGEST_PLACE // 2 : -_LONGEST_PLACE // 2] = ["..."]
        return f"expression[[{', '.join(reversed(steps))}]]" if steps else "expression"


_LONGEST_PLACE: Final = 20

_MOST_SLOTS: Final = 100
