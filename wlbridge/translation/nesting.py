"""How deeply functions may be nested and still be evaluated by sympy; beyond, formulas stay as they are written.

sympy 1.14 asks a function whether it is real, positive, ... by asking its argument, and that of a complex hyperbolic
function by its real and its imaginary part: ``sech`` of itself six times over takes seconds, and each further level
three times as long; others take time that grows with the square of the depth, and end in a RecursionError.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sympy import Pow, exp

from wlbridge.translation.values import Head

MOST_LEVELS: Final = 30
"""So many functions within each other are evaluated."""

MOST_REPEATED: Final = 10_000
"""sympy looks at a part anew wherever it occurs; what has so many repeated functions in it is left alone."""

TOO_DEEP: Final = 10**9
"""The level of what was met by a RecursionError."""

_HYPERBOLIC: Final = frozenset({"Sinh", "Cosh", "Tanh", "Coth", "Sech", "Csch"})
_HYPERBOLIC_LEVELS: Final = 10

_POWERS: Final = frozenset({"Power", "Sqrt", "Divide"})


def levels_of(head: Any) -> int:
    """How many levels a function is itself.

    >>> [levels_of(Head(name, function)) for name, function in (("Sin", exp), ("Tanh", exp), ("Plus", None))]
    [1, 10, 0]
    """
    if not isinstance(head, Head):
        return 0
    if head.name in _HYPERBOLIC:
        return _HYPERBOLIC_LEVELS
    return int(head.function is not None or head.name in _POWERS)


def is_left_alone(head: Any, args: Sequence[Any], level: int) -> bool:
    """Whether a function of arguments of this level stays as it is.

    Sums are always quick, and products where sympy looks for no powers of the same base.

    >>> from sympy import Symbol
    >>> plus, times, x = Head("Plus", None), Head("Times", None), Symbol("x")
    >>> [is_left_alone(plus, [x], 31), is_left_alone(times, [x, x], 31), is_left_alone(times, [x, 1 / x], 31)]
    [False, False, True]
    """
    if level <= MOST_LEVELS:
        return False
    name = head.name if isinstance(head, Head) else ""
    if level >= TOO_DEEP or name not in {"Plus", "Times"}:
        return True
    return name == "Times" and any(isinstance(arg, Pow | exp) for arg in args)
