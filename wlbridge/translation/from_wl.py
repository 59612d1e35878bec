"""From the Wolfram Language to sympy: iterative, every shared part read once, nothing unknown let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from sympy import Basic, Dummy, Lambda, Symbol
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import SymbolNameError, UnsupportedFunctionError, WLBridgeError
from wlbridge.translation.application import HINT_OWN, OF_NUMBERS, STRUCTURE, applied, has_reader
from wlbridge.translation.nesting import MOST_REPEATED, TOO_DEEP, is_left_alone, levels_of
from wlbridge.translation.number_rules import CONSTANTS, READ_NUMBERS
from wlbridge.translation.session_values import is_list, not_carried, parts_of, read_numpy
from wlbridge.translation.symbol_names import named_symbol, wolfram_name
from wlbridge.translation.values import Entries, Head, as_basic, as_items
from wlbridge.wolfram.renamed import without_module
from wlbridge.wolfram.symbols import canonical_name, looks_like_system
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, distinct_objects, head_name
from wlbridge.wolfram.walk import PartsFirst


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
    The ``Module`` of an expression that was written with ``shared`` is the expression.
    What sessions of wolframclient return is read: numbers of numpy and arrays of them too. Raises
    ``UnsupportedFunctionError`` for what cannot be carried, with its place in the expression, ``SymbolNameError`` for
    a name that stands for no symbol, and ``WolframSyntaxError`` for text that is not Wolfram Language.
    """
    tree = read_wl(source) if isinstance(source, str) else source
    return Reading(_by_name(symbols), functions or {}).read(without_module(tree))


def _by_name(symbols: Iterable[Basic]) -> dict[str, Basic]:
    table: dict[str, Basic] = {}
    if not isinstance(symbols, Iterable):
        raise SymbolNameError("one thing alone is no list of symbols", where="argument symbols")
    for symbol in symbols:
        label = getattr(symbol, "label", symbol)
        if not isinstance(symbol, Basic) or not hasattr(label, "name"):
            raise SymbolNameError(f"{type(symbol).__name__} is no kind of symbol", where="argument symbols")
        name = wolfram_name(label)
        if table.setdefault(name, symbol) is not symbol:
            raise SymbolNameError(f"two symbols have the name {name}", where="argument symbols")
    return table


class Reading:
    """One translation, from the parts to the whole; ``symbols`` by their shortest names there."""

    def __init__(self, symbols: Mapping[str, Basic], functions: Mapping[str, Any]) -> None:
        self.symbols = symbols
        self.functions = {canonical_name(name): function for name, function in functions.items()}
        self.named: dict[str, Any] = {}
        self.tree: Tree = None
        self.slots: dict[int, Symbol] = {}
        self.open: dict[int, frozenset[int]] = {}
        self.levels: dict[int, int] = {}
        self.sizes: dict[int, int] = {}

    def read(self, tree: Tree) -> Basic:
        """The expression of sympy for a tree."""
        done: dict[int, Any] = {}
        self.tree = tree
        walk = PartsFirst(tree, lambda one: _parts(walk, one), UnsupportedFunctionError)
        for part, parts in walk:
            try:
                value = self._value(part, parts, [done[id(one)] for one in parts])
                hash(value)  # from the parts to the whole, or it would recurse
            except WLBridgeError as error:
                error.where = error.where or _place(walk, part)
                raise
            except Exception as error:  # sympy raises errors of many kinds for arguments that it cannot use
                what = (
                    f"{head_name(part) or 'a compound head'} cannot be applied to these arguments ({_reason(error)})"
                )
                raise UnsupportedFunctionError(what, where=_place(walk, part)) from error
            done[id(part)] = value
        if self.open.get(id(tree)):
            raise UnsupportedFunctionError("a slot # outside a function", where="expression")
        try:
            return as_basic(done[id(tree)])
        except TypeError as error:
            raise UnsupportedFunctionError(f"the whole has no translation ({error})") from None

    def _value(self, part: Tree, parts: Sequence[Tree], values: list[Any]) -> Any:
        if not parts:
            return self._atom(part)
        slots: frozenset[int] = frozenset()
        if self.open:
            slots = slots.union(*(self.open.get(id(one), slots) for one in parts))
        level = self._level(part, parts)
        if isinstance(part, WLFunction):
            head = values[0].name if isinstance(values[0], Head) else ""
            if head == "Slot":
                return self._slot(part)
            if head == "Function":
                return self._function(values[1:], slots, part)
        if slots:
            self.open[id(part)] = slots
        if isinstance(part, WLFunction):
            return self._applied(part, values, level)
        if isinstance(part, dict):
            return STRUCTURE["Association"](*values)
        return STRUCTURE["List"](*values) if is_list(part) else values[0]  # text, or an array without dimensions

    def _level(self, part: Tree, parts: Sequence[Tree]) -> int:
        """How deeply functions are nested in the parts; what is mostly repetitions counts as too much of it."""
        level = max(self.levels.get(id(one), 0) for one in parts) if self.levels else 0
        size = self.sizes[id(part)] = 1 + sum(self.sizes.get(id(one), 0) for one in parts)
        if size > 2 * len(self.sizes) + MOST_REPEATED:
            level = TOO_DEEP
        if level:
            self.levels[id(part)] = level
        return level

    def _applied(self, part: Tree, values: list[Any], level: int) -> Any:
        """A function of its arguments; as it is where they are nested more deeply than sympy can evaluate."""
        head, args = values[0], values[1:]
        if level := level + levels_of(head):
            self.levels[id(part)] = level
        if not is_left_alone(head, args, level):
            try:
                return applied(head, args)
            except RecursionError:
                self.levels[id(part)] = TOO_DEEP
        return applied(head, args, evaluate=False)

    def _atom(self, part: Tree) -> Any:
        kind = type(part)
        if kind is WLSymbol:
            name = canonical_name(part.name)
            if name not in self.named:
                self.named[name] = self._symbol(name)
            return self.named[name]
        if kind in _OF_TYPE:
            return _OF_TYPE[kind](part)
        for base, read in READ_NUMBERS:
            if isinstance(part, base):
                return read(part)
        if isinstance(part, WLSymbol):
            return self._symbol(canonical_name(part.name))
        if isinstance(part, str):
            return part
        if isinstance(part, dict):
            return STRUCTURE["Association"]()
        if is_list(part):
            return STRUCTURE["List"]()
        if isinstance(part, np.generic):
            return read_numpy(part)
        raise not_carried(part)

    def _symbol(self, name: str) -> Any:
        if name in self.functions:
            return Head(name, self.functions[name])
        if name in self.symbols and not self._is_beside_its_own(name):
            return self.symbols[name]
        plain = name.removeprefix("Global`")
        if plain != name and plain in self.symbols and looks_like_system(plain):
            return self.symbols[plain]
        if name in CONSTANTS:
            return CONSTANTS[name]
        if has_reader(name):
            return Head(name, OF_NUMBERS.get(name))
        if looks_like_system(name):
            raise UnsupportedFunctionError(f"the symbol {name} has no meaning here", hint=HINT_OWN)
        return named_symbol(plain)

    def _is_beside_its_own(self, name: str) -> bool:
        """Whether a name like E is that of the constant, since the symbol E is there too, as Global`E."""
        if name not in CONSTANTS and not has_reader(name):
            return False
        own = f"Global`{name}"
        parts = (part for part in distinct_objects(self.tree) if isinstance(part, WLSymbol))
        return any(canonical_name(part.name) == own for part in parts)

    def _slot(self, part: Tree) -> Symbol:
        (number,) = part.args
        if type(number) is not int or not 1 <= number <= _MOST_SLOTS:
            raise UnsupportedFunctionError("a slot that is none of #1, #2, ...")
        self.open[id(part)] = frozenset({number})
        return self.slots.setdefault(number, Dummy(f"x{number}"))

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


def _parts(walk: PartsFirst, part: Tree) -> list[Tree]:
    try:
        return parts_of(part)
    except WLBridgeError as error:
        error.where = error.where or _place(walk, part)
        raise


def _reason(error: Exception) -> str:
    """What an error says, where it does not speak of functions of Python."""
    if "positional argument" in str(error):
        return "there is no translation for this number of them"
    return f"{error!s:.200}" or type(error).__name__


def _place(walk: PartsFirst, part: Tree) -> str:
    """The way from the whole to a part, as Part takes it; 0 is the head."""
    way = walk.way_to(part)
    steps = [str(position + (not isinstance(outer, WLFunction))) for outer, position in way]
    if len(steps) > _LONGEST_PLACE:
        steps[_LONGEST_PLACE // 2 : -_LONGEST_PLACE // 2] = ["..."]
    return f"expression[[{', '.join(steps)}]]" if steps else "expression"


_OF_TYPE: Final[dict[type, Any]] = {str: str, **dict(READ_NUMBERS)}

_LONGEST_PLACE: Final = 20

_MOST_SLOTS: Final = 100
