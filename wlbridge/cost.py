"""What a program costs: the operations that its statements do, counted from the program alone.

Moving elements is free; a function counts as one operation whatever it takes, as does a comparison.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.functions.elementary.piecewise import ExprCondPair

from wlbridge.functions import distinct_parts
from wlbridge.indices import BATCH, index_sizes, parse_spec
from wlbridge.program import Program
from wlbridge.stable import for_arrays
from wlbridge.statements import Einsum, LogSoftmax, Map, OneHot, Place, Reduce, Slot, Softmax, Statement

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Cost:
    """Multiply-adds of products of arrays, and operations done on elements one by one."""

    multiply_adds: int = 0
    elementwise: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.multiply_adds + other.multiply_adds, self.elementwise + other.elementwise)


def cost(program: Program, examples: int = 1) -> Cost:
    """The operations of a program, for a batch of so many examples where it is one for batches.

    An Einsum takes one multiply-add for each combination of its indices, for more than two arrays in the best order
    of pairs. Where all its arrays have all indices, or where it sums over none and an array has all, its products and
    sums count as elementwise. The formula of a Map is counted in the form in which numbers are computed
    (`stable`), equal parts once and signs not at all. Softmax and LogSoftmax take five operations an element: the
    maximum, a difference, an exponential, a sum, and a quotient or difference.

    >>> from wlbridge import NetChain, Tanh, net_loss
    >>> loss = net_loss(NetChain([128, Tanh, 10], input=784))
    >>> cost(loss.program)
    Cost(multiply_adds=101632, elementwise=297)
    >>> cost(loss.gradient().program)
    Cost(multiply_adds=204544, elementwise=680)
    """
    shapes = {
        name: tuple(examples if size == BATCH else size for size in shape) for name, shape in program.shapes.items()
    }
    parts = (_cost(statement, name, shapes) for name, statement in program.statements)
    return sum(parts, start=Cost())


def _cost(statement: Statement, name: str, shapes: Mapping[str, Sizes]) -> Cost:
    rule = _RULES.get(type(statement))
    return Cost() if rule is None else rule(statement, [shapes[array] for array in statement.arrays], shapes[name])


def _of_map(statement: Map, shapes: Sequence[Sizes], made: Sizes) -> Cost:
    return Cost(elementwise=operations(statement.formula) * math.prod(made))


def _of_einsum(statement: Einsum, shapes: Sequence[Sizes], made: Sizes) -> Cost:
    inputs, output = parse_spec(statement.spec)
    sizes = {letter: int(size) for letter, size in index_sizes(statement.spec, shapes).items()}
    sums = set(sizes) != set(output)
    whole = [set(letters) == set(sizes) for letters in inputs]
    if all(whole) or (any(whole) and not sums):
        return Cost(elementwise=(len(inputs) - 1 + sums) * math.prod(sizes.values()))
    return Cost(multiply_adds=_pairwise(inputs, output, sizes))


def _pairwise(inputs: tuple[str, ...], output: str, sizes: Mapping[str, int]) -> int:
    """The multiply-adds of the cheapest order in which to take the arrays two by two."""
    if len(inputs) < 2:
        return 0
    best = []
    for first, second in itertools.combinations(range(len(inputs)), 2):
        rest = tuple(letters for place, letters in enumerate(inputs) if place not in {first, second})
        both = set(inputs[first] + inputs[second])
        kept = "".join(letter for letter in both if letter in output or any(letter in letters for letters in rest))
        here = math.prod(sizes[letter] for letter in both)
        best.append(here + _pairwise((kept, *rest), output, sizes))
    return min(best)


def _each(count: int) -> Callable[[Statement, Sequence[Sizes], Sizes], Cost]:
    """So many operations for each element of the array that is read or made, whichever is larger."""
    return lambda statement, shapes, made: Cost(elementwise=count * max(math.prod(shapes[0]), math.prod(made)))


_RULES: dict[type[Statement], Callable[[Any, Sequence[Sizes], Sizes], Cost]] = {
    Map: _of_map,
    Einsum: _of_einsum,
    Softmax: _each(5),
    LogSoftmax: _each(5),
    Reduce: _each(1),
    OneHot: _each(1),
    Place: _each(1),
}
"""What is not here moves elements and does nothing to them."""


@lru_cache(maxsize=1024)
def operations(formula: Expr) -> int:
    """The operations that a formula takes for each element, in the form in which numbers are computed.

    >>> from sympy import exp, log, sqrt, tanh
    >>> from wlbridge.statements import slot
    >>> x, y = slot(0), slot(1)
    >>> operations(x - y), operations(2 * x / 3), operations(1 - tanh(x) ** 2), operations(x / sqrt(y))
    (1, 1, 3, 2)
    >>> operations(log(1 + exp(x))), operations(tanh(x) + tanh(x) ** 2)
    (1, 3)
    """
    formula = for_arrays(formula)
    parts = [part for part in distinct_parts(formula) if part.has(Slot)]
    alone = {arg for part in parts if not part.is_Mul for arg in part.args} | {formula}
    return sum(_operations(part) + (part in alone and _is_reciprocal(part)) for part in parts)


def _operations(part: Basic) -> int:
    """Those of a part itself, its arguments being there; a reciprocal belongs to the product in which it stands."""
    if isinstance(part, Slot | ExprCondPair):
        return 0
    if part.is_Mul:
        factors = [arg for arg in part.args if arg.has(Slot)]
        number = part.as_independent(Slot)[0]
        return len(factors) - 1 + int(abs(number) != 1 or all(map(_is_reciprocal, factors)))
    if part.is_Pow:
        return int(part.exp not in {1, -1})
    if isinstance(part, _OF_ANY_NUMBER):
        read = sum(arg.has(Slot) for arg in part.args)
        return int(read - (read == len(part.args)))  # all constants are one
    return 1


_OF_ANY_NUMBER = (sympy.Add, sympy.Max, sympy.Min, sympy.And, sympy.Or, sympy.Piecewise)
"""Operations of two that sympy writes as one of any number."""


def _is_reciprocal(part: Basic) -> bool:
    return bool(part.is_Pow and part.exp.is_number and part.exp.is_negative)
