"""Heads with their arguments: which reader a head has, and what is left as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sympy
from sympy import Basic, Lambda, MatrixExpr

from wlbridge import functions
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.translation.arithmetic import ARITHMETIC_READERS
from wlbridge.translation.calculus import CALCULUS_READERS
from wlbridge.translation.derivatives import DERIVATIVE_READERS, Orders
from wlbridge.translation.function_exceptions import BY_THEMSELVES, READ, READ_LISTS
from wlbridge.translation.function_table import (
    ARGUMENTS,
    LARGEST_EVALUATED,
    LARGEST_FACTORED,
    OF_INTEGERS,
    ONE_TO_ONE,
    QUICK,
)
from wlbridge.translation.logic import LOGIC_READERS, RELATIONS
from wlbridge.translation.matrices import MATRIX_READERS
from wlbridge.translation.values import Arrow, Entries, Head, as_basic, as_number, described

STRUCTURE: Final[dict[str, Callable[..., Any]]] = {
    **ARITHMETIC_READERS,
    **LOGIC_READERS,
    **CALCULUS_READERS,
    **DERIVATIVE_READERS,
    **MATRIX_READERS,
    **READ_LISTS,
    "List": lambda *items: Entries(items),
    "Rule": Arrow,
    "Association": lambda *rules: sympy.Dict({as_basic(rule.left): as_basic(rule.right) for rule in rules}),
}
"""Heads whose readers look at the kinds of their arguments themselves."""

OF_NUMBERS: Final[dict[str, Callable[..., Any]]] = {**ONE_TO_ONE, **READ}

SPECIAL: Final = frozenset({"Function", "Slot", "Inactive", "Direction", "Rational"})
"""Heads that the walk itself looks at, and Rational, which is read as a number."""

_LEFT_DEEP: Final = frozenset({"Plus", "Times", "Power", "Sqrt", "Divide", "Subtract", "Minus", *RELATIONS})
"""Readers that can leave a formula as it is, where it is nested more deeply than sympy can evaluate."""

MOST_COMPARED: Final = 50
"""Of more arguments sympy's Max and Min are not evaluated: each is compared with each, 0.4 ms a pair."""

LISTABLE: Final = frozenset(name for name, row in functions.BY_HEAD.items() if row.arguments == 1)
"""Functions that the Wolfram Language applies to every element of a matrix."""

HINT_OWN: Final = "Functions and symbols of your own can be given by the arguments functions and symbols."


def has_reader(name: str) -> bool:
    """Whether sympy has something for a function of this name.

    >>> has_reader("Sin"), has_reader("Factor")
    (True, False)
    """
    return name in STRUCTURE or name in OF_NUMBERS or name in SPECIAL


def applied(head: Any, args: list[Any], *, evaluate: bool = True) -> Any:
    """A head with its arguments; without ``evaluate`` as it is, for what sympy finds nested too deeply."""
    if not isinstance(head, Head):
        if isinstance(head, Lambda):
            _check_parameters(head, args)
        if isinstance(head, (Lambda, Orders)):
            return head(*args)
        raise UnsupportedFunctionError(f"{described(head)} is applied as a function", hint=HINT_OWN)
    if head.name == "Inactive" and len(args) == 1 and isinstance(args[0], Head):
        return args[0]
    if head.function is None and head.name in STRUCTURE:
        options = {} if evaluate or head.name not in _LEFT_DEEP else {"evaluate": False}
        return STRUCTURE[head.name](*args, **options)
    if head.function is None:
        raise UnsupportedFunctionError(f"{head.name} has no translation by itself")
    if head.name in LISTABLE and len(args) == 1 and isinstance(args[0], MatrixExpr):
        return args[0].applyfunc(head.function)
    return _function_of_numbers(head, [as_number(arg) for arg in args], evaluate)


def _check_parameters(function: Lambda, args: list[Any]) -> None:
    """There parameters of functions inside are renamed; sympy lets them catch symbols of the arguments."""
    inside = {
        variable
        for part in functions.distinct_parts(function.expr)
        if isinstance(part, Lambda)
        for variable in part.variables
    }
    caught = inside and {part for arg in args if isinstance(arg, Basic) for part in functions.distinct_parts(arg)}
    if inside & caught:
        raise TypeError("a symbol of the arguments is the parameter of a function inside; rename that")


def _function_of_numbers(head: Head, args: list[Any], evaluate: bool) -> Any:
    """A function of numbers; as it is where sympy would compute for too long."""
    if head.name in {"Max", "Min"} and len(args) > MOST_COMPARED:
        numbers = [arg for arg in args if arg.is_Number]
        args, evaluate = [arg for arg in args if not arg.is_Number] + [head.function(*numbers)] * bool(numbers), False
    if len(args) not in ARGUMENTS.get(head.name, {len(args)}) and head.name not in READ:
        raise UnsupportedFunctionError(f"{head.name} of {len(args)} arguments has no translation")
    large = any(arg.is_Rational and max(abs(arg.p), arg.q) > LARGEST_EVALUATED for arg in args)
    if large and head.name in OF_INTEGERS:
        if any(abs(arg) > LARGEST_FACTORED for arg in args if arg.is_Rational):
            raise UnsupportedFunctionError(f"{head.name} of a number beyond {LARGEST_FACTORED}")
        return head.function(*args)
    left_alone = large and head.name in OF_NUMBERS and head.name not in QUICK
    function = (
        head.function if evaluate and not left_alone else BY_THEMSELVES.get((head.name, len(args)), head.function)
    )
    if left_alone and not isinstance(function, type):
        raise UnsupportedFunctionError(f"{head.name} at a number as large as these")
    options = {"evaluate": False} if (left_alone or not evaluate) and isinstance(function, type) else {}
    return function(*args, **options)
