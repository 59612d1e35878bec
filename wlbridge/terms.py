"""``Loss.terms``: the terms of a sum of losses, and what each contributes to the value and to the gradient."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table


class Term(Protocol):
    """What a term has to be: a loss."""

    def evaluate(self, inputs: Any, targets: Any, parameters: Any = None) -> Any:
        """The loss in numbers."""

    def gradient(self, wrt: Any = None) -> Any:
        """The gradient of the loss."""


L = TypeVar("L", bound=Term)


@dataclass(frozen=True)
class Contribution:
    """What one term contributes, for given data: its coefficient is included everywhere.

    ``share_of_value`` is its value by that of the loss. ``share_of_gradient`` is the length of the projection of its
    gradient g_k on that of the loss g, by the length of that: g_k . g/g . g. The shares add up to 1; one may be
    negative or above 1, where terms pull in different directions, and is NaN where the whole is 0. ``norms`` are the
    Euclidean norms of its gradient by the names of the arrays.
    """

    name: str
    value: float
    share_of_value: float
    share_of_gradient: float
    norm: float
    norms: Mapping[str, float]


class Contributions(tuple[Contribution, ...]):
    """One ``Contribution`` for each term; as text, a table."""

    __slots__ = ()

    def __str__(self) -> str:
        table = Table("term", "value", "share", "|gradient|", "share", *(f"|d/d{name}|" for name in self[0].norms))
        for row in self:
            numbers = [row.value, row.share_of_value, row.norm, row.share_of_gradient, *row.norms.values()]
            table.add_row(row.name, *(f"{number:.4g}" for number in numbers))
        text = io.StringIO()
        Console(file=text, width=200).print(table)
        return text.getvalue().rstrip()


class Terms(Mapping[str, L], Generic[L]):
    """The terms of a loss by name, each a loss with its coefficient; ``contributions`` compares them."""

    def __init__(self, names: Sequence[str], make: Callable[[str], L]) -> None:
        self._names = tuple(names)
        self._make = make
        self._made: dict[str, L] = {}

    def __getitem__(self, name: str) -> L:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def contributions(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        wrt: str | Sequence[str] | None = None,
    ) -> Contributions:
        """The value and gradient of each term on data, and its share of those of the loss.

        >>> from wlbridge import MeanSquaredLossLayer, NetChain, net_loss
        >>> from wlbridge.losses import L2Regularization
        >>> loss = net_loss(NetChain([1], input=1), {"fit": MeanSquaredLossLayer(), "l2": 0.5 * L2Regularization()})
        >>> fit, l2 = loss.terms().contributions([[1.0], [2.0]], [[1.0], [3.0]], {"w1": [[1.0]], "b1": [0.0]})
        >>> fit.value, l2.value, l2.share_of_value, l2.norms
        (0.5, 0.5, 0.5, {'w1': 1.0, 'b1': 0.0})

        Raises DataError as ``Loss.evaluate`` and ``Loss.gradient`` do.
        """
        slopes = [term.gradient(wrt).evaluate(inputs, targets, parameters) for term in self.values()]
        values = [float(term.evaluate(inputs, targets, parameters)) for term in self.values()]
        gradients = [_flat(slope) for slope in slopes]
        whole = np.sum(gradients, axis=0)
        return Contributions(
            Contribution(
                name=name,
                value=value,
                share_of_value=_share(value, sum(values)),
                share_of_gradient=_share(float(gradient @ whole), float(whole @ whole)),
                norm=float(np.linalg.norm(gradient)),
                norms={array: float(np.linalg.norm(part)) for array, part in slope.items()},
            )
            for name, value, slope, gradient in zip(self, values, slopes, gradients, strict=True)
        )


def _flat(arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.float64]:
    return np.concatenate([np.ravel(array) for array in arrays.values()])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
