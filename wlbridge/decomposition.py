"""A loss taken apart for its curvature: the net up to a cut, and the loss as a function of what the net gives there.

The cut is made at the logits where a cross entropy follows a softmax (forms "Index", "Probabilities") or a logistic
sigmoid ("Binary"), the two being convex together; else at the output of the net. As in Schraudolph,
https://doi.org/10.1162/08997660260028683, and Martens, https://jmlr.org/papers/v21/17-678.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wlbridge.errors import NetError
from wlbridge.losses import CrossEntropyLossLayer, LossLayer
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.rewrite import only_moves, rewrite, sigmoid_after_moves, without_identities
from wlbridge.statements import Map, Softmax, slot
from wlbridge.wolfram_functions import LogisticSigmoid

Link = Literal["Softmax", "LogisticSigmoid", "none"]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A loss layer and the program of the loss and of the net's output, its two results, before any rewriting."""

    layer: LossLayer
    program: Program

    @cached_property
    def net(self) -> Program:
        """The net up to the cut."""
        return rewrite(ProgramBuilder.of(self._program).program(self.cut))

    @cached_property
    def loss(self) -> Program:
        """The loss as a function of the array at the cut, its first placeholder, the target, and constants.

        Raises NetError where it depends on the input or on arrays of the net in another way than through the cut.
        """
        builder = ProgramBuilder()
        builder.placeholder(Placeholder(self.cut, self._program.shapes[self.cut], "input", self.cut))
        for other in (*self._program.with_role("target"), *self._program.with_role("coefficient")):
            builder.placeholder(other)
        for name, statement in self._program.statements:
            if name != self.cut and builder.shapes.keys() >= {*statement.arrays}:
                builder.append(statement, name)
        result = self._program.outputs[0]
        if result not in builder.shapes:
            raise NetError(
                "the loss depends on more than the output of the net and a target, so that it is not cut in two",
                where=self.layer.name,
                hint="Use .hessian().",
            )
        return rewrite(builder.program(result))

    @property
    def cut(self) -> str:
        """The array at which the loss is taken apart."""
        return self._found[0]

    @property
    def link(self) -> Link:
        """What makes a distribution of the array at the cut: a softmax along the classes, or a logistic sigmoid."""
        return self._found[1]

    @cached_property
    def _program(self) -> Program:
        return without_identities(sigmoid_after_moves(self.program))

    @cached_property
    def _found(self) -> tuple[str, Link]:
        """Between a softmax and its loss there may be statements that only move elements."""
        _, output = self._program.outputs
        if not isinstance(self.layer, CrossEntropyLossLayer):
            return output, "none"
        last = self._program.definitions.get(output)
        if self.layer.form == "Binary":
            sigmoid = isinstance(last, Map) and last.formula == LogisticSigmoid(slot(0))
            return (last.arrays[0], "LogisticSigmoid") if last and sigmoid else (output, "none")
        source = last
        while only_moves(source):
            source = self._program.definitions.get(source.arrays[0])
        if not isinstance(source, Softmax):
            return output, "none"
        along_classes = source is last and source.axis == len(self._program.shapes[output]) - 1
        return source.arrays[0], "Softmax" if along_classes else "none"
