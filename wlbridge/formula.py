"""A program with the values that are known for its arrays, and every reading of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Self

import sympy
from numpy.typing import NDArray

from wlbridge.batch import batched
from wlbridge.choices import check_choice
from wlbridge.differentiation.kinks import KINKS, Kinks
from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.evaluation import Evaluator, WorkingPrecision, as_digits, check_real32, check_values
from wlbridge.indices import show
from wlbridge.program import DATA, Program
from wlbridge.scalar import SharedExpressions, explicit, shared
from wlbridge.symbols import all_elements
from wlbridge.wolfram.array_form import array_form
from wlbridge.wolfram.element_list import SymbolStyle
from wlbridge.wolfram.explicit_form import explicit_form
from wlbridge.wolfram.shared_form import shared_form
from wlbridge.wolfram.text.dialects import dialect_named
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import write_wxf

Form = Literal["explicit", "array", "shared"]
FORMS: tuple[Form, ...] = ("explicit", "array", "shared")


SHOWN = 8
"""How many arrays are named where a formula is shown."""


@dataclass(frozen=True, eq=False, repr=False)
class Readings:
    """An array program with what is known of its arrays, as formulas in sympy and in the Wolfram Language.

    ``program`` is the array program, ``known`` the values of the net's arrays, ``inserted`` those of them (and of
    inputs and targets) that stand in the formulas as numbers.
    """

    program: Program
    known: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    inserted: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __repr__(self) -> str:
        arrays = ", ".join(f"{p.name} {show(p.shape)}" for p in list(self.program.placeholders.values())[:SHOWN])
        more = ", ..." if len(self.program.placeholders) > SHOWN else ""
        return f"<{type(self).__name__} of {arrays}{more} in {len(self.program.statements)} statements>"

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of several results; one result needs none."""
        return ()

    @cached_property
    def symbols(self) -> Mapping[str, NDArray[Any]]:
        """The symbols of each array, as an array of sympy symbols of its dimensions: ``symbols["w1"][0, 1]``."""
        return all_elements(self.program.placeholders)

    def shared(self) -> SharedExpressions:
        """The formula as a straight line of assignments, whose length grows with the number of weights alone.

        >>> from wlbridge import NetChain, Tanh
        >>> shared = NetChain([Tanh, Tanh], input=1).formula().shared()
        >>> shared.assignments, shared.result.tolist()
        (((h1_1, tanh(x_1)),), [tanh(h1_1)])
        """
        return shared(self.program, self.inserted)

    def with_values(self, values: Mapping[str, Any] | None = None) -> Self:
        """The formula with numbers for some arrays: those given by name, or all that the net knows.

        >>> from wlbridge import NetChain
        >>> NetChain([1], input=1).formula().with_values({"w1": [[2.0]]}).expression
        [b1_1 + 2.0*x_1]

        Raises DataError for an unknown name, wrong dimensions, or numbers that are not finite.
        """
        if values is None:
            if not self.known:
                raise DataError("none of the arrays has values", hint="Give them by name: with_values({'w1': ...}).")
            return replace(self, inserted={**self.known, **self.inserted})
        return replace(self, inserted={**self.inserted, **self._checked(values)})

    def _checked(self, values: Mapping[str, Any], *, exact: bool = False) -> dict[str, NDArray[Any]]:
        if not isinstance(values, Mapping):
            raise DataError(
                f"{type(values).__name__} are no values of arrays", hint="Give them by name, in a mapping."
            )
        if unknown := [name for name in values if name not in self.program.placeholders]:
            names = ", ".join(self.program.placeholders)
            raise DataError(f"there is no array {unknown[0]!r}", hint=f"The arrays are {names}.")
        placeholders = self.program.placeholders
        return {name: check_values(placeholders[name], value, exact=exact) for name, value in values.items()}

    @property
    def _values(self) -> dict[str, Any]:
        """What is known of the arrays, for another formula of them."""
        return {"known": self.known, "inserted": self.inserted}

    def _reals(self, wrt: str | Sequence[str] | None, kinks: Kinks) -> tuple[str, ...]:
        """The names of arrays with respect to which to differentiate: by default those of the net."""
        check_choice(kinks, KINKS, "convention for kinks")
        learned = [p.name for p in self.program.with_role("parameter")]
        if not isinstance(wrt, str | Iterable | None):
            raise DataError(f"{wrt!r} is no name of an array", hint="Give a name, or a list of names.")
        names = (wrt,) if isinstance(wrt, str) else tuple(learned if wrt is None else wrt)
        if not names:
            raise DataError("there are no arrays to differentiate by", hint="Name some, such as the input.")
        reals = [p.name for p in self.program.placeholders.values() if p.classes is None]
        if unknown := [name for name in names if name not in reals]:
            raise DataError(
                f"there is no array of reals {unknown[0]!r}", hint=f"The arrays of reals are {', '.join(reals)}."
            )
        if len(set(names)) < len(names):
            raise DataError("an array to differentiate by is named twice", hint=f"The names are {', '.join(names)}.")
        return names

    def _data(self, inputs: Any, *targets: Any) -> dict[str, Any]:
        """The inputs, and the targets of a loss, by the names of their placeholders."""
        given = {"input": inputs, **dict(zip(["target"], targets, strict=False))}
        return {name: value for role, values in given.items() for name, value in self._by_name(role, values).items()}

    def _by_name(self, role: str, values: Any) -> Mapping[str, Any]:
        """The data of one role: a mapping by name, or the data alone where there is one array of them."""
        names = [place.name for place in self.program.with_role(role)]
        if not isinstance(values, Mapping):
            if len(names) == 1:
                return {names[0]: values}
            if not names and values is None:
                return {}
            hint = f"Give them by name: {', '.join(names)}." if names else "Give None."
            raise DataError(f"the formula has {len(names)} {role}s", hint=hint)
        hint = f"The {role}s are {', '.join(names)}." if names else "Give None."
        if unknown := [name for name in values if name not in names]:
            raise DataError(f"{unknown[0]!r} is no {role}", hint=hint)
        if missing := [name for name in names if name not in values]:
            raise DataError(f"the {role} {missing[0]!r} is missing", hint=hint)
        return values

    def _evaluated(
        self,
        evaluator: Evaluator,
        data: Mapping[str, Any],
        parameters: Mapping[str, Any] | None,
        precision: WorkingPrecision,
        more: Mapping[str, NDArray[Any]] | None = None,
    ) -> tuple[tuple[NDArray[Any], ...], bool]:
        """The values on data, of one example or, as the second result tells, of a batch."""
        self._check_symbolic(data)
        given = self._checked(parameters or {}, exact=as_digits(precision) is not None)
        if wrong := [name for name in given if self.program.placeholders[name].role in DATA]:
            raise DataError(f"{wrong[0]!r} is no array of the net", hint="Give inputs and targets by themselves.")
        arrays = {**self.known, **self.inserted, **given, **(more or {})}
        if precision == "Real32":
            for name, values in {**arrays, **data}.items():
                check_real32(evaluator.program.placeholders[name], values)
        return evaluator(data, arrays, precision)

    def _check_symbolic(self, data: Iterable[str]) -> None:
        """Refuse data for what has been inserted."""
        if fixed := [name for name in data if name in self.inserted]:
            raise DataError(
                f"{fixed[0]!r} stands in the formula as numbers already",
                hint="Evaluate the formula in which it is still symbols.",
            )

    def _known_arrays(self) -> dict[str, NDArray[Any]]:
        """The values that a function of arrays need not be given; input and target are, whenever it is called."""
        self._check_symbolic(p.name for p in self.program.placeholders.values() if p.role in DATA)
        return {**self.known, **self.inserted}

    def to_wl(self, form: Form = "explicit", symbols: SymbolStyle = "indexed") -> Tree:
        """A wolframclient expression: ``"explicit"``, ``"shared"`` (a Module) or ``"array"`` (a Function of arrays).

        ``symbols="plain"`` writes ``w1$2$3`` for ``w[1, 2, 3]`` in the first two. In the shared form the symbols of
        an array are one leaf, an ``ElementList``: its ``to_wl`` gives them as lists, as wolframclient exports it.
        """
        check_choice(form, FORMS, "form")
        check_choice(symbols, ("indexed", "plain"), "style of symbols")
        if form == "array":
            return array_form(self.program, self.inserted, self.keys)
        if form == "shared":
            return shared_form(self.program, self.inserted, symbols, self.keys)
        return explicit_form(self.program, self.inserted, symbols, self.keys)

    def to_wl_text(self, form: Form = "explicit", dialect: str = "wolfram") -> str:
        """Wolfram Language text in the dialect of an engine; every real is exactly the double it stands for.

        >>> from wlbridge import NetChain, net_loss
        >>> loss = net_loss(NetChain([1], input=1))
        >>> print(loss.to_wl_text())
        (-t[1] + w[1, 1, 1]*x[1] + b[1, 1])^2
        >>> print(loss.to_wl_text(dialect="woxi"))
        Power[Plus[Times[-1, t$1], Times[w1$1$1, x$1], b1$1], 2]

        Raises DataError for another form or dialect, FormTooLargeError for an explicit form that nobody could read.
        """
        symbols: SymbolStyle = "indexed" if dialect_named(dialect).indexed else "plain"
        return write_wl(self.to_wl(form, symbols), dialect=dialect)

    def to_wxf(self, form: Form = "explicit", symbols: SymbolStyle = "indexed") -> bytes:
        """The expression as WXF."""
        return write_wxf(self.to_wl(form, symbols))


@dataclass(frozen=True, eq=False, repr=False)
class Formula(Readings):
    """A formula: one expression, or an array of them."""

    @cached_property
    def expression(self) -> Any:
        """The explicit sympy expression, or a sympy array of them.

        Raises FormTooLargeError where it would have more than some 200,000 nodes.
        """
        (result,) = explicit(self.program, self.inserted)
        return as_sympy(result)

    def _repr_latex_(self) -> str:
        try:
            text = sympy.latex(self.expression)
        except FormTooLargeError as error:
            return rf"$\text{{{error.what}}}$"
        if len(text) > LATEX_LIMIT:
            return rf"$\text{{a formula of {len(text)} characters; see its .expression}}$"
        return rf"$\displaystyle {text}$"

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.program, lambda: batched(self.program))


def as_sympy(result: NDArray[Any]) -> Any:
    """One expression, or a sympy array of them."""
    return result.item() if result.shape == () else sympy.Array(result.tolist())


LATEX_LIMIT = 5_000
"""A notebook does not typeset longer formulas: nobody could read them."""
