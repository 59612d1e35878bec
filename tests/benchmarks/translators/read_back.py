"""Whether what a package reads is the expression that the text stands for."""

from __future__ import annotations

import random
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.logic.inference import satisfiable

POINTS = 4


def verdict(expression: Any, back: Any) -> str:
    """``same``, ``left inert`` where functions stand as undefined ones, or ``wrong``."""
    expression, back = _as_sympy(expression), _as_sympy(back)
    if back is None:
        return "wrong"
    if _same(expression, back) or _equivalent(expression, back) or _equal_in_numbers(expression, back):
        return "same"
    return "left inert" if _inert(back) - _inert(expression) else "wrong"


def _as_sympy(value: Any) -> Any:
    """Python's own lists and numbers as sympy's; matrices of any kind as one."""
    if isinstance(value, list | tuple):
        return sympy.Tuple(*map(_as_sympy, value))
    if isinstance(value, sympy.MatrixBase | sympy.NDimArray):
        return _as_sympy(value.tolist())
    if isinstance(value, sympy.Tuple):
        return sympy.Tuple(*map(_as_sympy, value))
    return value if value is None or isinstance(value, sympy.Basic) else sympy.sympify(value)


def _same(expression: Any, back: Any) -> bool:
    """Up to the assumptions of symbols, which text has not."""
    return expression == back or (type(expression) is type(back) and str(expression) == str(back))


def _equivalent(expression: Any, back: Any) -> bool:
    """Logic in another form."""
    if not all(isinstance(one, Boolean) and not one.has(Relational) for one in (expression, back)):
        return False
    return not satisfiable(sympy.Xor(expression, back))


def _equal_in_numbers(expression: Any, back: Any) -> bool:
    if not (isinstance(expression, sympy.Expr) and isinstance(back, sympy.Expr)) or back.has(AppliedUndef):
        return False
    names = {str(symbol) for symbol in expression.free_symbols}
    if names != {str(symbol) for symbol in back.free_symbols}:
        return False
    numbers = random.Random(1)  # noqa: S311 - the same points every time
    for _ in range(POINTS):
        point = {name: _number(name, numbers) for name in sorted(names)}
        values = [_at(one, point) for one in (expression, back)]
        if None in values or abs(values[0] - values[1]) > 1e-12 * (1 + abs(values[0])):
            return False
    return True


def _number(name: str, numbers: random.Random) -> Any:
    """Names of indices stand for integers."""
    return sympy.Integer(numbers.randint(1, 4)) if name in "ijkn" else sympy.Float(numbers.uniform(0.2, 0.9), 30)


def _at(expression: Any, point: dict[str, Any]) -> complex | None:
    try:
        return complex(sympy.N(expression.subs({one: point[str(one)] for one in expression.free_symbols}), 20))
    except (TypeError, ValueError, AttributeError):
        return None


def _inert(expression: Any) -> set[str]:
    """What has no meaning in sympy: undefined functions, Mathics3's wrappers, constants as plain symbols."""
    functions = {one.func.__name__ for one in sympy.preorder_traversal(expression) if _has_no_meaning(one)}
    return functions | ({str(symbol) for symbol in expression.atoms(sympy.Symbol)} & CONSTANTS)


def _has_no_meaning(part: Any) -> bool:
    return isinstance(part, AppliedUndef) or type(part).__name__ == "SympyExpression"


CONSTANTS = {"Infinity", "ComplexInfinity", "Indeterminate", "Reals"}
