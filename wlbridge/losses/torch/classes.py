"""The losses of PyTorch for one of several classes, which are counted from 0 along the first level of an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray
from sympy import Expr, Integer

from wlbridge.choices import check_choice
from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import Shape
from wlbridge.layers.base import Scope
from wlbridge.layers.levels import letters_of
from wlbridge.layers.settings import is_integer
from wlbridge.losses.constants import check_numbers, constant_array
from wlbridge.losses.entropies import share, smoothed
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.reductions import ratio_over_batch, reduced, target_array, total
from wlbridge.losses.torch.reducing import Reduction, check_reduction
from wlbridge.program import Classes
from wlbridge.statements import Einsum, LogSoftmax, OneHot, Part, slot

ClassWeights = Sequence[float] | NDArray[Any] | None


@dataclass(frozen=True)
class _Options:
    """What the losses of classes share."""

    weight: ClassWeights
    ignore_index: int
    reduction: Reduction
    smoothing: Expr

    def __post_init__(self) -> None:
        check_reduction(self.reduction)
        if self.weight is not None:
            check_numbers(self.weight, "weight")
        if not is_integer(self.ignore_index):
            raise NetError(f"ignore_index cannot be {self.ignore_index!r}", hint="Give an integer.")

    def weights(self, scope: Scope, classes: int) -> list[str]:
        """The array of the weights of the classes, where there is one."""
        if self.weight is None:
            return []
        return [constant_array(scope, "weight", check_numbers(self.weight, "weight"), (classes,))]


def _of_indices(scope: Scope, logarithms: str, options: _Options) -> str:
    """The weighted logarithms at the classes; the mean is that by the weights of the classes that occur."""
    shape = _with_classes(scope, logarithms)
    one, others = letters_of(len(shape))[0], letters_of(len(shape))[1:]
    weights = options.weights(scope, int(shape[0]))
    arrays = [_one_hot(scope, shape, options.ignore_index), logarithms, *weights]
    specs = [others + one, one + others, *(one for _ in weights)]
    chosen, *kept = _without(scope, options.ignore_index, arrays, specs)
    picked = _sum_over(scope, one, [chosen, *kept], specs)
    counts = _sum_over(scope, one, [chosen, *kept[1:]], [specs[0], *specs[2:]])
    values, terms = [picked], (1 - options.smoothing) * slot(0)
    if not options.smoothing.is_zero:
        values.append(_sum_over(scope, one, arrays[1:], specs[1:]))
        values.append(_sum_over(scope, one, [chosen], specs[:1]))  # 0 where the class is ignored
        terms += options.smoothing / int(shape[0]) * slot(1) * slot(2)
    loss = scope.map(-terms, values, "loss")
    if options.reduction != "mean":
        return reduced(scope, loss, options.reduction)
    return ratio_over_batch(scope, total(scope, loss), total(scope, counts), "indeterminate")


def _of_probabilities(scope: Scope, logarithms: str, options: _Options) -> str:
    """The weighted logarithms times the target; the mean is that over all steps, whatever the weights."""
    shape = _with_classes(scope, logarithms)
    letters, classes = letters_of(len(shape)), int(shape[0])
    target = target_array(scope, shape)
    if not options.smoothing.is_zero:
        target = scope.map(smoothed(slot(0), options.smoothing, classes), [target], "smooth")
    weights = options.weights(scope, classes)
    specs = [letters, letters, *(letters[0] for _ in weights)]
    entropy = _sum_over(scope, letters[0], [target, logarithms, *weights], specs)
    return reduced(scope, scope.map(-slot(0), [entropy], "loss"), options.reduction)


def _with_classes(scope: Scope, array: str) -> Shape:
    if not scope.shape(array):
        raise ShapeError("the loss needs an output with a level of classes, not a single real")
    return scope.shape(array)


def _one_hot(scope: Scope, shape: Shape, ignored: int) -> str:
    """One-hot vectors of the classes, along the last level; zeros for a number that is ignored and is no class."""
    classes = int(shape[0])
    other = not 0 <= ignored < classes
    letters = letters_of(len(shape))
    target = target_array(scope, shape[1:], Classes(classes, 0, ignored if other else None))
    spec = f"{letters[1:]}->{letters[1:]}{letters[0]}"
    return scope.append(OneHot((target,), spec, classes, 0, partial=other), "one")


def _without(scope: Scope, ignored: int, arrays: list[str], specs: list[str]) -> list[str]:
    """The arrays without the class that is ignored, where it is one; its letter is the first of the second."""
    one = specs[1][0]
    classes = int(scope.shape(arrays[1])[0])
    if not 0 <= ignored < classes:
        return arrays
    if classes == 1:
        raise NetError("the only class, 0, is ignored")
    kept = tuple(position for position in range(classes) if position != ignored)
    return [
        scope.append(Part((array,), spec.index(one), kept), "kept") for array, spec in zip(arrays, specs, strict=True)
    ]


def _sum_over(scope: Scope, letter: str, arrays: list[str], specs: list[str]) -> str:
    """The sum of the product of arrays over one index."""
    output = max(specs, key=len).replace(letter, "")
    return scope.append(Einsum(tuple(arrays), f"{','.join(specs)}->{output}"), "l")


@library_loss
def CrossEntropyLoss(
    weight: ClassWeights = None,
    *,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
    targets: Literal["indices", "probabilities"] = "indices",
) -> Statements:
    """``-w[[t]] Log[softmax(x)][[t]]`` of logits x, for a class t counted from 0 and weights w of the classes.

    The classes are the first level of an example: an output of dimensions {C, d1, ...} has a target of {d1, ...}
    for ``targets="indices"``. For "probabilities", which PyTorch tells by the type of the target, it is {C, d1, ...},
    and the loss is ``-Total[w t Log[softmax(x)]]``.

    * ``weight``: numbers, one for each class; they stand in formulas as ``p["weight", i]``.
    * ``ignore_index``: a class, or another number, whose steps do not count. It is for indices alone.
    * ``reduction``: "mean" divides by the sum of ``w[[t]]`` over all steps of the batch that are not ignored, and
      has no value where there are none; but for probabilities it divides by the number of steps. "sum" and "none".
    * ``label_smoothing`` s makes of t ``(1 - s) t + s/C``, each class still times its weight.

    https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), CrossEntropyLoss(weight=[1.0, 3.0]))
    >>> float(loss.evaluate([[1000.0, 0.0], [0.0, 0.0], [7.0, 5.0]], [1, 1, -100]).round(6))
    500.346574

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    check_choice(targets, ("indices", "probabilities"), "kind of targets", error=NetError)
    if targets == "probabilities" and ignore_index != -100:
        raise NetError("ignore_index is for indices", hint="Give probabilities of 0 for what is to be ignored.")
    options = _Options(weight, ignore_index, reduction, share(label_smoothing, "label_smoothing"))
    of_targets = _of_indices if targets == "indices" else _of_probabilities

    def statements(scope: Scope, output: str) -> str:
        _with_classes(scope, output)
        return of_targets(scope, scope.append(LogSoftmax((output,), 0), "l"), options)

    return statements


@library_loss
def NLLLoss(weight: ClassWeights = None, *, ignore_index: int = -100, reduction: Reduction = "mean") -> Statements:
    """``-w[[t]] x[[t]]`` of logarithms of probabilities x, for a class t counted from 0 and weights w of the classes.

    Dimensions and options are those of ``CrossEntropyLoss`` for indices.
    https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=2), NLLLoss(reduction="sum"))
    >>> float(loss.evaluate([[-0.5, -1.0], [-2.0, -0.25]], [0, 1]))
    0.75

    Raises NetError for a wrong option, ShapeError for an output that is one real.
    """
    options = _Options(weight, ignore_index, reduction, Integer(0))
    return lambda scope, output: _of_indices(scope, output, options)
