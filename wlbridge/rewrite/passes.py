"""What a pass is: a rule for one statement, applied to every statement of a program from the first to the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wlbridge.program import Program, ProgramBuilder, rebuild
from wlbridge.statements import Statement

Rule = Callable[[ProgramBuilder, str, Any], Statement | str]
"""Gives for a statement one that is equal to it, or the name of an array that is; it may add statements before."""


@dataclass(frozen=True)
class Pass:
    """A rule for statements of some kinds; called with a program it gives one that is equal."""

    name: str
    kinds: tuple[type[Statement], ...]
    rule: Rule

    def __call__(self, program: Program) -> Program:
        """The program rewritten."""
        return in_turn([self], program)


def rewrites(*kinds: type[Statement]) -> Callable[[Rule], Pass]:
    """Make a pass of a rule for statements of those kinds."""

    def make(rule: Rule) -> Pass:
        made = Pass(rule.__name__, kinds, rule)
        object.__setattr__(made, "__doc__", rule.__doc__)
        return made

    return make


def in_turn(passes: Sequence[Pass], program: Program) -> Program:
    """Apply passes to each statement in turn, so that each finds what it reads rewritten already.

    Equal statements become one, and those that are not needed for the results are left out.
    """
    kinds = tuple(kind for each in passes for kind in each.kinds)
    if not any(isinstance(statement, kinds) for _, statement in program.statements):
        return program

    def rule(builder: ProgramBuilder, name: str, statement: Statement) -> str:
        for each in passes:
            if isinstance(statement, each.kinds):
                made = each.rule(builder, name, statement)
                if isinstance(made, str):
                    return made
                statement = made
        return builder.append(statement, name)

    return rebuild(program, rule)
