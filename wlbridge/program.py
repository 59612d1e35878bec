"""The array program: a net with its loss as a short list of statements, each naming one array.

Only sizes depend on the width of a layer, never the number of statements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from string import ascii_letters
from typing import Literal

from sympy import Expr, Symbol

from wlbridge.errors import ShapeError
from wlbridge.indices import Shape, show
from wlbridge.statements import Map, Statement

Role = Literal["input", "target", "parameter", "coefficient", "weights"]
"""Inputs and targets are data, one for each example of a batch; parameters are learned, coefficients only given."""

DATA: tuple[Role, ...] = ("input", "target")


@dataclass(frozen=True, slots=True)
class Classes:
    """The class indices that an array may hold: ``count`` of them from ``first`` on, and one that means none."""

    count: int
    first: int = 1
    ignored: int | None = None

    def __str__(self) -> str:
        last = self.first + self.count - 1
        return f"{self.first}, ..., {last}" + ("" if self.ignored is None else f" or {self.ignored}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """An array that is given from outside: an input, a target, a learned array or a coefficient.

    ``head`` and ``key`` are its name in the Wolfram Language: the array ``w1`` has head ``"w"`` and key ``(1,)``,
    so that its elements are ``w[1, i, j]``. ``classes`` is set where the array holds class indices; ``one_hot`` where
    along its last level one element is 1 and the others are 0; ``symbol`` where the array is one number for which a
    user has a symbol already.
    """

    name: str
    shape: Shape
    role: Role
    head: str
    key: tuple[int | str | tuple[int | str, ...], ...] = ()
    classes: Classes | None = None
    symbol: Symbol | None = None
    one_hot: bool = False


@dataclass(frozen=True)
class Program:
    """Placeholders, statements in an order in which each reads only earlier arrays, and the names of the results.

    >>> from wlbridge.statements import Einsum
    >>> builder = ProgramBuilder()
    >>> x = builder.placeholder(Placeholder("x", (2,), "input", "x"))
    >>> y = builder.append(Einsum((x, x), "i,i->"), "y")
    >>> program = builder.program(y)
    >>> program.output, program.shapes["y"], [name for name, _ in program.statements]
    ('y', (), ['y'])
    """

    placeholders: Mapping[str, Placeholder]
    statements: tuple[tuple[str, Statement], ...]
    outputs: tuple[str, ...]
    shapes: Mapping[str, Shape]

    @property
    def output(self) -> str:
        """The name of the result of a program that has one."""
        (output,) = self.outputs
        return output

    def __str__(self) -> str:
        given = [f"{p.name}: {p.role} {show(p.shape)}" for p in self.placeholders.values()]
        made = [f"{name} = {statement}" for name, statement in self.statements]
        return "\n".join([*given, *made, f"result {', '.join(self.outputs)}"])

    def with_role(self, role: str) -> list[Placeholder]:
        """The placeholders of one role, in order."""
        return [placeholder for placeholder in self.placeholders.values() if placeholder.role == role]

    @cached_property
    def definitions(self) -> Mapping[str, Statement]:
        """The statement that makes each array."""
        return dict(self.statements)

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """How often each array is read, the result counting as one reading."""
        uses = dict.fromkeys(self.shapes, 0)
        for _, statement in self.statements:
            for name in statement.arrays:
                uses[name] += 1
        for name in self.outputs:
            uses[name] += 1
        return uses


@dataclass
class ProgramBuilder:
    """Makes a program statement by statement; a statement made before gives the name it had."""

    placeholders: dict[str, Placeholder] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    """Names of placeholders that come later, which no statement takes."""
    _names: dict[Statement, str] = field(default_factory=dict)
    _variations: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> ProgramBuilder:
        """A builder that has made a program and can go on."""
        builder = cls()
        builder.include(program)
        return builder

    def placeholder(self, placeholder: Placeholder) -> str:
        """Declare an array that is given from outside and return its name."""
        if placeholder.name in self.shapes:
            raise ShapeError(f"two arrays have the name {placeholder.name!r}")
        self.placeholders[placeholder.name] = placeholder
        self.shapes[placeholder.name] = placeholder.shape
        return placeholder.name

    def find(self, statement: Statement) -> str | None:
        """The name of the array of a statement made before, if it was."""
        return self._names.get(statement)

    def append(self, statement: Statement, hint: str) -> str:
        """Add a statement and return the name of its array: ``hint``, or a variation of it when that is taken."""
        if statement in self._names:
            return self._names[statement]
        name = self._free_name(hint)
        self.shapes[name] = statement.shape(*(self.shapes[array] for array in statement.arrays))
        self.statements[name] = statement
        self._names[statement] = name
        return name

    def _free_name(self, hint: str) -> str:
        """The first variation of a hint that is free; what was taken before stays so and is not tried again."""
        name, number = hint, self._variations.get(hint, 1)
        while name in self.shapes or name in self.reserved:
            number += 1
            name = f"{hint}_{number}"
        self._variations[hint] = number
        return name

    def include(self, program: Program, given: Mapping[str, str] | None = None, hint: str = "") -> tuple[str, ...]:
        """Add the statements of a program, under their names or variations of ``hint``; return those of its results.

        ``given`` names arrays that are there already and stand for some of its placeholders; the others are shared
        with those of the same name, or declared.
        """
        names = dict(given or {})
        for placeholder in program.placeholders.values():
            if placeholder.name not in names and self.placeholders.get(placeholder.name) != placeholder:
                self.placeholder(placeholder)
        for name, statement in program.statements:
            arrays = tuple(names.get(array, array) for array in statement.arrays)
            names[name] = self.append(replace(statement, arrays=arrays), hint or name)
        return tuple(names.get(output, output) for output in program.outputs)

    def map(self, formula: Expr, arrays: Sequence[str], hint: str) -> str:
        """Add a Map over arrays that all have the same dimensions, or none."""
        rank = max((len(self.shapes[array]) for array in arrays), default=0)
        letters = ascii_letters[:rank]
        spec = ",".join(letters if self.shapes[array] else "" for array in arrays)
        return self.append(Map(tuple(arrays), formula, f"{spec}->{letters}"), hint)

    def program(self, *outputs: str) -> Program:
        """The program that makes ``outputs``, without the statements it does not need."""
        needed = set(outputs)
        kept: list[tuple[str, Statement]] = []
        for name, statement in reversed(self.statements.items()):
            if name in needed:
                kept.append((name, statement))
                needed.update(statement.arrays)
        kept.reverse()
        names = [*self.placeholders, *(name for name, _ in kept)]
        return Program(dict(self.placeholders), tuple(kept), outputs, {name: self.shapes[name] for name in names})


Rule = Callable[[ProgramBuilder, str, Statement], str]
"""Adds what stands for a statement, its arrays renamed already, and returns the name of its array."""


def rebuild(
    program: Program,
    rule: Rule,
    placeholders: Mapping[str, Placeholder] | None = None,
    result: Callable[[ProgramBuilder, str], str] = lambda builder, array: array,
) -> Program:
    """Build a program anew: each statement by ``rule``, each result by ``result``, some placeholders replaced."""
    builder = ProgramBuilder()
    for placeholder in program.placeholders.values():
        builder.placeholder((placeholders or {}).get(placeholder.name, placeholder))
    renamed: dict[str, str] = {}
    for name, statement in program.statements:
        arrays = tuple(renamed.get(array, array) for array in statement.arrays)
        renamed[name] = rule(
            builder, name, statement if arrays == statement.arrays else replace(statement, arrays=arrays)
        )
    return builder.program(*(result(builder, renamed.get(output, output)) for output in program.outputs))
