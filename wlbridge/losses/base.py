"""What a loss is, and sums of losses with coefficients that are numbers, symbols or schedules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Add, Expr, Float, Integer, Rational, nan, oo, sstr, zoo

from wlbridge.errors import NetError
from wlbridge.functions import check_formula
from wlbridge.layers.base import Scope, inside_place
from wlbridge.layers.settings import CheckedCall, as_constant, is_integer
from wlbridge.losses.coefficients import declared_coefficient
from wlbridge.losses.logarithms import Log
from wlbridge.losses.reductions import total
from wlbridge.statements import is_kept_apart, slot


@dataclass(frozen=True, eq=False, repr=False)
class LossLayer(metaclass=CheckedCall):
    """A loss of an output and a target: ``build`` adds its statements and returns the name of the result."""

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """Add the statements for the array ``output`` and a target, which this declares."""
        raise NotImplementedError

    __array_ufunc__ = None  # so that a number of NumPy leaves the product to the loss

    @property
    def name(self) -> str:
        """What a term of this loss is called in a sum."""
        return type(self).__name__

    @property
    def reads_arrays(self) -> bool:
        """Whether it penalises learned arrays, those of the other terms of a sum as well, which then come before."""
        return False

    def arguments(self) -> tuple[Any, ...]:
        """The positional arguments, as they are written between the layer's brackets."""
        return ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{', '.join(map(repr, self.arguments()))}]"

    def __add__(self, other: LossLayer) -> WeightedSum:
        return added(self, other)

    def __radd__(self, other: object) -> LossLayer:
        return self if other == 0 else NotImplemented  # as sum() begins with 0

    def __sub__(self, other: LossLayer) -> WeightedSum:
        return added(self, -1 * other) if isinstance(other, LossLayer) else NotImplemented

    def __mul__(self, factor: Any) -> WeightedSum:
        return scaled(self, as_coefficient(factor))

    __rmul__ = __mul__

    def __truediv__(self, divisor: Any) -> WeightedSum:
        return scaled(self, as_coefficient(1 / as_coefficient(divisor)))

    def __neg__(self) -> WeightedSum:
        return -1 * self


@dataclass(frozen=True, eq=False, repr=False)
class WeightedSum(LossLayer):
    """Losses by the names of the terms, each times its coefficient; arithmetic on losses makes one.

    The coefficients are numbers, or formulas of symbols, whose values are given among the parameters. The losses read
    the same target where theirs are alike; ``At`` gives one a target of its own, or another output.

    >>> import sympy
    >>> from wlbridge.losses import MeanAbsoluteLossLayer, MeanSquaredLossLayer
    >>> alpha = sympy.Symbol("alpha", positive=True)
    >>> (MeanSquaredLossLayer() + alpha * MeanAbsoluteLossLayer() / 2).summands["MeanAbsoluteLossLayer"]
    alpha/2*MeanAbsoluteLossLayer[]

    Raises NetError for a coefficient that is no formula of real symbols.
    """

    summands: Mapping[str, Term]

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """The terms, added."""
        return sum_of_terms(scope, list(self.build_terms(scope, output, log_reading).values()))

    def build_terms(self, scope: Scope, output: str, log_reading: Log) -> dict[str, str]:
        """The scalar of each term, its coefficient included, by the names of the terms."""
        built: dict[str, list[str]] = {name: [] for name in self.summands}
        for name, term in sorted(self._single_losses(), key=lambda each: each[1].loss.reads_arrays):
            with inside_place(f"term {name!r}"):
                value = _summed(scope, term.loss.build(scope, output, log_reading))
                built[name].append(_times(scope, term.coefficient, value))
        return {name: sum_of_terms(scope, values) for name, values in built.items()}

    def _single_losses(self) -> Iterator[tuple[str, Term]]:
        """The losses that are no sums, with the names of the terms that they are part of."""
        for name, term in self.summands.items():
            if isinstance(term.loss, WeightedSum):
                for _, part in term.loss._single_losses():
                    yield name, Term(term.coefficient * part.coefficient, part.loss)
            else:
                yield name, term

    @property
    def reads_arrays(self) -> bool:
        """Whether a term does."""
        return any(term.loss.reads_arrays for term in self.summands.values())

    def arguments(self) -> tuple[Any, ...]:
        """The terms."""
        return (dict(self.summands),)


@dataclass(frozen=True)
class Term:
    """A loss and its coefficient."""

    coefficient: Expr
    loss: LossLayer

    def __repr__(self) -> str:
        return f"{sstr(self.coefficient, full_prec=False)}*{self.loss!r}"


def scaled(loss: LossLayer, factor: Expr) -> WeightedSum:
    """Every term of a loss times a factor."""
    return WeightedSum({name: Term(factor * term.coefficient, term.loss) for name, term in terms_of(loss).items()})


def added(first: LossLayer, second: LossLayer) -> WeightedSum:
    """The terms of two losses; those of the same name get numbers."""
    if not isinstance(second, LossLayer):
        return NotImplemented
    terms = dict(terms_of(first))
    for name, term in terms_of(second).items():
        number, free = 1, name
        while free in terms:
            number += 1
            free = f"{name} {number}"
        terms[free] = term
    return WeightedSum(terms)


def terms_of(loss: LossLayer) -> Mapping[str, Term]:
    """The terms of a sum; another loss is one term by the name of its layer."""
    return loss.summands if isinstance(loss, WeightedSum) else {loss.name: Term(Integer(1), loss)}


def _times(scope: Scope, coefficient: Expr, value: str) -> str:
    """A coefficient times an array, its symbols declared as they are met."""
    symbols = sorted(coefficient.free_symbols, key=str)
    names = [declared_coefficient(scope, symbol) for symbol in symbols]
    slots = {symbol: slot(position) for position, symbol in enumerate(symbols, 1)}
    formula: Expr = slot(0) * check_formula(coefficient.xreplace(slots), list(slots.values()))
    return value if formula == slot(0) else scope.map(formula, [value, *names], "loss")


def _summed(scope: Scope, value: str) -> str:
    """A loss that is an array is summed, as NetTrain does: https://reference.wolfram.com/language/ref/NetTrain.html"""
    statement = scope.builder.statements.get(value)
    if statement is not None and is_kept_apart(statement):
        (value,) = statement.arrays  # one for each example, of which the sum is the mean over a batch
    return total(scope, value)


def sum_of_terms(scope: Scope, terms: list[str]) -> str:
    """The sum of scalars."""
    if len(terms) == 1:
        return terms[0]
    return scope.map(Add(*(slot(position) for position in range(len(terms)))), terms, "loss")


def as_coefficient(value: object) -> Expr:
    """A number or formula as a coefficient, exactly the double that was given.

    Raises NetError for what is none.
    """
    if isinstance(value, Expr):
        if value.has(zoo, nan, oo, -oo):
            raise NetError(f"{value} is no coefficient of a loss", hint="Give a finite number.")
        if symbols := [symbol for symbol in value.free_symbols if symbol.is_real is False]:
            raise NetError(f"the symbol {symbols[0]} of a coefficient is not real")
        return value.xreplace({one: as_constant(one) for one in value.atoms(Float) if Float(float(one)) == one})
    if isinstance(value, Fraction):
        return Rational(value)
    if is_integer(value) or (isinstance(value, float | np.floating) and np.isfinite(value)):
        return as_constant(value)
    raise NetError(f"{value!r} is no coefficient of a loss", hint="Give a number or a sympy expression.")


def check_log_is_exact(reading: Log, loss: object) -> None:
    """Refuse a reading of the logarithm for a loss whose library says how it takes it."""
    if reading != "exact":
        raise NetError(
            f"{loss!r} has a logarithm of its own",
            hint="The option log is for CrossEntropyLossLayer; this loss has the convention of its library.",
        )
