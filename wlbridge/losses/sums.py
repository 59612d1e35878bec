"""What stands in sums of losses beside plain ones: named terms, outputs and targets of their own, regularisers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

from sympy import Abs, Expr, Integer

from wlbridge.errors import NetError
from wlbridge.layers.base import Scope, inside_place
from wlbridge.layers.chain import Chain
from wlbridge.layers.levels import letters_of
from wlbridge.layers.settings import as_list
from wlbridge.losses.base import LossLayer, Term, WeightedSum, as_coefficient, sum_of_terms
from wlbridge.losses.logarithms import Log
from wlbridge.losses.reductions import total
from wlbridge.names import check_heads
from wlbridge.statements import Einsum, slot


@dataclass(frozen=True)
class Scaled:
    """The factor of a loss in a sum, https://reference.wolfram.com/language/ref/LossFunction.html"""

    factor: Any


def weighted_sum(losses: Mapping[str, Any]) -> WeightedSum:
    """The sum of losses by name, each a loss, a weighted one, or a pair of a loss and ``Scaled(r)``.

    >>> from wlbridge.losses import MeanAbsoluteLossLayer, MeanSquaredLossLayer
    >>> weighted_sum({"a": MeanSquaredLossLayer(), "b": (MeanAbsoluteLossLayer(), Scaled(0.5))})
    WeightedSum[{'a': 1*MeanSquaredLossLayer[], 'b': 1/2*MeanAbsoluteLossLayer[]}]

    Raises NetError for what is no loss.
    """
    if not losses:
        raise NetError("a sum of losses needs at least one")
    return WeightedSum({name: _term(name, value) for name, value in losses.items()})


def _term(name: str, value: Any) -> Term:
    with inside_place(f"term {name!r}"):
        loss, factor = value if isinstance(value, tuple) and len(value) == 2 else (value, Scaled(1))
        if not isinstance(loss, LossLayer) or not isinstance(factor, Scaled):
            raise NetError(f"{value!r} is not a loss", hint="Give a loss, one times a number, or (loss, Scaled(r)).")
        coefficient = as_coefficient(factor.factor)
        if isinstance(loss, WeightedSum) and len(loss.summands) == 1:
            (term,) = loss.summands.values()
            return Term(coefficient * term.coefficient, term.loss)
        return Term(coefficient, loss)


@dataclass(frozen=True, eq=False, repr=False)
class At(LossLayer):
    """A loss of another output of the net, with a target of its own.

    ``output`` is the name, number or path of a layer of the chain, by default the last; ``head`` are more layers
    after it, by name, that belong to this loss alone; ``target`` is what its target is called; where
    that is the name of the input, the input is the target.

    >>> from wlbridge.losses import MeanSquaredLossLayer
    >>> from wlbridge import NetChain, Tanh, net_loss
    >>> net = NetChain({"trunk": Tanh, "y": 1}, input=2)
    >>> squared = MeanSquaredLossLayer()
    >>> loss = net_loss(net, {"y": squared, "z": At(squared, output="trunk", target="u")})
    >>> loss.terms()["z"].expression
    (-u_1 + tanh(x_1))**2/2 + (-u_2 + tanh(x_2))**2/2

    Raises NetError for a layer that there is not.
    """

    loss: LossLayer
    _: KW_ONLY
    output: int | str | Sequence[int | str] | None = None
    head: Mapping[str, Any] | None = None
    target: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.loss, LossLayer):
            raise NetError(f"{self.loss!r} is not a loss", where="At", hint="Give a loss, such as one of a library.")
        if isinstance(self.loss, _Regularization):
            raise NetError(
                f"{self.loss!r} is of arrays, not of an output", where="At", hint="Add it to the sum itself."
            )

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """The loss, of the output that was chosen."""
        chosen = output if self.output is None else self._chosen(scope)
        if self.head is not None:
            if not isinstance(self.head, Mapping):
                raise NetError(f"{self.head!r} are no named layers", hint='As head={"classes": [3, SoftmaxLayer()]}.')
            chosen = Chain(self.head).build(scope, chosen)
        if self.target is not None:
            scope = replace(scope, heads=_with_target(scope.heads, self.target))
        return self.loss.build(scope, chosen, log_reading)

    @property
    def reads_arrays(self) -> bool:
        """As the loss."""
        return self.loss.reads_arrays

    @property
    def of_output(self) -> LossLayer | None:
        """The loss, where it is of the output of the net and but its target has another name."""
        return self.loss if self.output is None and self.head is None else None

    def _chosen(self, scope: Scope) -> str:
        several = as_list(self.output)
        path = (self.output,) if several is None else tuple(several)
        if path not in scope.outputs:
            paths = ", ".join(repr(each[0] if len(each) == 1 else each) for each in scope.outputs)
            raise NetError(f"the net has no layer {self.output!r}", hint=f"Its layers are {paths}.")
        return scope.outputs[path]

    def arguments(self) -> tuple[Any, ...]:
        """The loss."""
        return (self.loss,)


def _with_target(heads: Mapping[str, str], target: str) -> dict[str, str]:
    """The head of the target may be that of the input, which then is the target."""
    chosen = {**heads, "Target": target}
    return chosen if target == heads["Input"] else check_heads(chosen)


@dataclass(frozen=True, eq=False, repr=False)
class _Regularization(LossLayer):
    """A penalty of the learned arrays: those named, or all of a kind such as "Weights", or all."""

    arrays: str | Sequence[str] | None = None

    @property
    def reads_arrays(self) -> bool:
        """The learned arrays, of which heads of other terms may have some."""
        return True

    def _penalty(self, scope: Scope, array: str) -> str:
        raise NotImplementedError

    def build(self, scope: Scope, output: str, log_reading: Log) -> str:
        """The penalties of the arrays, added."""
        return sum_of_terms(scope, [self._penalty(scope, name) for name in self._chosen(scope)])

    def _chosen(self, scope: Scope) -> list[str]:
        learned = {p.name: p.head for p in scope.builder.placeholders.values() if p.role == "parameter"}
        if not learned:
            raise NetError("the net has no learned arrays to penalise")
        if self.arrays is None:
            return list(learned)
        if isinstance(self.arrays, str) and self.arrays in ("Weights", "Biases", "Parameters"):
            kind = scope.heads[self.arrays]
            return [name for name, head in learned.items() if head == kind] or self._unknown(self.arrays, learned)
        names = as_list(self.arrays)
        if names is None:
            names = [self.arrays]
        if unknown := [name for name in names if not isinstance(name, str) or name not in learned]:
            self._unknown(unknown[0], learned)
        if not names or len(set(names)) < len(names):
            raise NetError(f"{self!r} names no array, or one twice", hint=f"The net has {', '.join(learned)}.")
        return names

    def _unknown(self, name: Any, learned: Mapping[str, str]) -> list[str]:
        raise NetError(f"the net has no learned array {name!r}", hint=f"It has {', '.join(learned)}.")

    def arguments(self) -> tuple[Any, ...]:
        """The arrays, where they are chosen."""
        return () if self.arrays is None else (self.arrays,)


@dataclass(frozen=True, eq=False, repr=False)
class L2Regularization(_Regularization):
    """The sum of the squares of learned arrays, those of a batch counted once.

    ``arrays`` are names, or "Weights", "Biases" or "Parameters" for all of a kind; all learned arrays by default.

    >>> from wlbridge import MeanSquaredLossLayer, NetChain, net_loss
    >>> net_loss(NetChain([1], input=1), MeanSquaredLossLayer() + L2Regularization("Weights") / 2).expression
    w1_1_1**2/2 + (b1_1 - t_1 + w1_1_1*x_1)**2

    Raises NetError for an array that there is not.
    """

    def _penalty(self, scope: Scope, array: str) -> str:
        letters = letters_of(len(scope.shape(array)))
        return scope.append(Einsum((array, array), f"{letters},{letters}->"), "penalty")


@dataclass(frozen=True, eq=False, repr=False)
class L1Regularization(_Regularization):
    """The sum of the absolute values of learned arrays, chosen as for ``L2Regularization``.

    >>> from wlbridge import MeanSquaredLossLayer, NetChain, net_loss
    >>> net_loss(NetChain([1], input=1), MeanSquaredLossLayer() + 0.1 * L1Regularization("w1")).expression
    (b1_1 - t_1 + w1_1_1*x_1)**2 + 0.1*Abs(w1_1_1)

    Raises NetError for an array that there is not.
    """

    def _penalty(self, scope: Scope, array: str) -> str:
        return total(scope, scope.map(Abs(slot(0)), [array], "penalty"))


def elastic_net(l1_ratio: Expr | float, arrays: str | Sequence[str] | None = None) -> WeightedSum:
    """``l1_ratio Total[Abs[w]] + (1 - l1_ratio)/2 Total[w^2]``, the penalty of scikit-learn's ElasticNet.

    https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.ElasticNet.html

    >>> elastic_net(0.5)
    WeightedSum[{'L1Regularization': 1/2*L1Regularization[], 'L2Regularization': 1/4*L2Regularization[]}]
    """
    ratio = as_coefficient(l1_ratio)
    penalty: WeightedSum = ratio * L1Regularization(arrays) + (Integer(1) - ratio) / 2 * L2Regularization(arrays)
    return penalty
