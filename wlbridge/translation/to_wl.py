"""From sympy to the Wolfram Language: iterative, every distinct part written once, nothing unknown let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import mpmath
import sympy
from sympy import Basic, MatrixBase, Symbol, Tuple
from sympy.functions.special.hyper import TupleArg

from wlbridge.errors import UnsupportedFunctionError, WLBridgeError
from wlbridge.translation.arithmetic import ARITHMETIC_RULES
from wlbridge.translation.calculus import CALCULUS_RULES
from wlbridge.translation.derivatives import DERIVATIVE_RULES, unknown_function
from wlbridge.translation.function_exceptions import WRITTEN
from wlbridge.translation.function_table import ARGUMENTS, HEAD_OF
from wlbridge.translation.logic import LOGIC_RULES
from wlbridge.translation.matrices import MATRIX_RULES
from wlbridge.translation.number_rules import NUMBER_RULES
from wlbridge.translation.rules import Names, NotCarriedError, Rule, head_of_numbers
from wlbridge.wolfram.make import call
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.walk import PartsFirst


def _in_turn(table: sympy.Dict) -> list[Any]:
    return [one for pair in table.items() for one in pair]


def _association(_part: Any, args: list[Tree], _names: Names) -> Tree:
    return call("Association", *(call("Rule", *pair) for pair in zip(args[::2], args[1::2], strict=True)))


_RULES: Final[dict[Any, Rule]] = {
    **{function: head_of_numbers(name, ARGUMENTS.get(name)) for function, name in HEAD_OF.items()},
    **WRITTEN,
    **ARITHMETIC_RULES,
    **LOGIC_RULES,
    **CALCULUS_RULES,
    **DERIVATIVE_RULES,
    **MATRIX_RULES,
    Tuple: Rule(lambda _part, args, _names: args),
    TupleArg: Rule(lambda _part, args, _names: args),  # the parameters of hyper and meijerg
    sympy.Dict: Rule(_association, _in_turn),
}

CLASSES: Final = frozenset(_RULES)
"""Every class of sympy with arguments that has a translation."""

_PYTHON: Final = (list, tuple, dict, int, float, complex, mpmath.mpf, mpmath.mpc, MatrixBase, sympy.NDimArray)


def to_wl(expression: Any, *, functions: Mapping[str, Any] | None = None) -> Tree:
    """Translate an expression of sympy into one of the Wolfram Language.

    ``functions`` gives functions that have no translation of their own the names that they have there.

    >>> from wlbridge.wolfram.text.writer import write_wl
    >>> x, k, n = sympy.symbols("x k n")
    >>> write_wl(to_wl(sympy.atan2(x, 2) * sympy.Sum(x**k, (k, 1, n))))
    'Sum[x^k, {k, 1, n}]*ArcTan[2, x]'
    >>> f = sympy.Function("f")
    >>> write_wl(to_wl(f(x).diff(x), functions={"f": f}))
    'Derivative[1][f][x]'
    >>> to_wl(1 + f(x))
    Traceback (most recent call last):
    ...
    wlbridge.errors.UnsupportedFunctionError: expression.args[1]: the undefined function f has no translation...

    Lists, tuples, dicts and numbers of Python may stand for those of sympy. An expression of n distinct parts takes
    time O(n), and equal parts become one object. Raises ``UnsupportedFunctionError`` for what cannot be carried,
    with its place in the expression, and ``SymbolNameError`` for symbols that would have the same name.
    """
    return Writing(functions or {}).written(as_sympy(expression))


def as_sympy(value: Any) -> Any:
    """A value of Python, of those that have one meaning in sympy; no text, which sympify would evaluate."""
    if isinstance(value, Basic):
        return value
    if isinstance(value, list | tuple):
        return Tuple(*map(as_sympy, value))
    if isinstance(value, dict):
        return sympy.Dict({as_sympy(key): as_sympy(entry) for key, entry in value.items()})
    if isinstance(value, _PYTHON):
        return sympy.sympify(value.as_immutable() if isinstance(value, MatrixBase) else value)
    raise UnsupportedFunctionError(f"a value of the type {type(value).__name__} is no expression of sympy")


class Writing:
    """One translation, of one expression or of several that share their symbols."""

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self.names = Names(functions)
        self.rules: dict[Any, Rule] = {}
        self.same: dict[tuple[Any, ...], Tree] = {}
        self.kept: list[dict[int, Tree]] = []  # ``same`` has the ids of what is in them

    def written(self, expression: Any) -> Tree:
        """The tree of an expression."""
        done: dict[int, Tree] = {}
        self.kept.append(done)
        walk = PartsFirst(expression, lambda one: self._parts(walk, one))
        for part, parts in walk:
            try:
                done[id(part)] = self._tree(part, [done[id(one)] for one in parts])
            except NotCarriedError as error:
                raise UnsupportedFunctionError(str(error), where=_place(walk, part)) from None
            except WLBridgeError as error:
                error.where = error.where or _place(walk, part)
                raise
        return done[id(expression)]

    def _parts(self, walk: PartsFirst, part: Any) -> Sequence[Any]:
        rule = self.rules.get(type(part))
        if rule is None:
            rule = self.rules[type(part)] = self._rule(walk, part)
        try:
            return part.args if rule.parts is None else rule.parts(part)
        except NotCarriedError as error:
            raise UnsupportedFunctionError(str(error), where=_place(walk, part)) from None

    def _rule(self, walk: PartsFirst, part: Any) -> Rule:
        rule = _RULES.get(part.func) if isinstance(part, Basic) else None
        if rule is not None:
            return rule
        for kind, other in _BY_KIND:
            if isinstance(part, kind):
                return other
        if isinstance(part, sympy.Function) and self.names.head(part.func) is not None:
            return _OF_USER
        what = unknown_function(part.func) if isinstance(part, sympy.Function) else _kind_unknown(part)
        raise UnsupportedFunctionError(what, where=_place(walk, part))

    def _tree(self, part: Any, args: list[Tree]) -> Tree:
        rule = self.rules[type(part)]
        if part.func not in _PLAIN:
            return rule.write(part, args, self.names)
        key = (part.func, *map(id, args)) if args else (type(part), part)
        tree = self.same.get(key)
        if tree is None:
            tree = self.same[key] = rule.write(part, args, self.names)
        return tree


def _place(walk: PartsFirst, part: Any) -> str:
    """The way from the whole to a part, as Python would take it."""
    steps = []
    for outer, number in walk.way_to(part):
        rule = _RULES.get(outer.func)
        plain = rule is None or rule.parts is None
        steps.append(f".args[{number}]" if plain else f".<part {number} of {outer.func.__name__}>")
    if len(steps) > _LONGEST_PLACE:
        steps[_LONGEST_PLACE // 2 : -_LONGEST_PLACE // 2] = [f"...({len(steps) - _LONGEST_PLACE} steps)..."]
    return "expression" + "".join(steps)


_LONGEST_PLACE: Final = 20


def _kind_unknown(part: Any) -> str:
    return f"{part.func.__name__ if isinstance(part, Basic) else type(part).__name__} has no translation"


def _user_function(part: Any, args: list[Tree], names: Names) -> Tree:
    function: Any = names.head(part.func)
    return function(*args)


_OF_USER: Final = Rule(_user_function)


def _wild(_part: Any, _args: list[Tree], _names: Names) -> Tree:
    raise NotCarriedError("a Wild, which is a pattern")


_BY_KIND: Final = (
    *NUMBER_RULES,
    (sympy.Wild, Rule(_wild, lambda _: ())),
    (Symbol, Rule(lambda part, _args, names: names.symbol(part), lambda _: ())),
)

_PLAIN: Final = frozenset({sympy.Add, sympy.Mul, sympy.Pow, Tuple, *HEAD_OF, *LOGIC_RULES})
"""Classes whose parts say everything, so that equal ones become one object."""
