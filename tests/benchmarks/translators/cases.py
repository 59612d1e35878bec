"""A case of the battery: an expression of sympy, and the texts of the Wolfram Language that mean the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Function, MatrixSymbol

x, y, z, a, b, c, n, s, u = sympy.symbols("x y z a b c n s u")
i, j, k = sympy.symbols("i j k", integer=True)
f = Function("f")
A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
Q, R, v = MatrixSymbol("Q", 2, 2), MatrixSymbol("R", 2, 3), MatrixSymbol("v", 3, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """What is translated, made anew each time, and texts that are right: the first is also read."""

    name: str
    group: str
    make: Callable[[], Any]
    texts: tuple[str, ...]

    @property
    def any_names(self) -> bool:
        """Whether symbols may have other names there: these cannot stand there as they are in sympy."""
        return self.group == "symbols" or self.name in {"undef_underscore", "undef_clash"}


class Battery(list[Case]):
    """Cases in the order in which they are added."""

    def add(self, name: str, group: str, make: Callable[[], Any], *texts: str) -> None:
        """One case more."""
        self.append(Case(name, group, make, texts))
