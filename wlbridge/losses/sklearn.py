"""The losses of scikit-learn (read in the source of 1.9, and tested against it): of probabilities and of margins.

Where scikit-learn and these differ:

=====================================  ===============================  ============================================
of scikit-learn                        what it does                     here
=====================================  ===============================  ============================================
labels of ``log_loss``                 told from the targets, sorted    0, 1, ..., or the option ``labels``
``log_loss`` of values outside [0, 1]  ValueError                       clipped as the others
``log_loss`` of rows that do not add   a warning, and no normalisation  no normalisation
up to 1
weights that are all 0                 ValueError                       NaN, and an IndeterminateWarning; a sum is 0
gradient of ``log_loss``               there is none                    0 where the probability is clipped
=====================================  ===============================  ============================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import sympy
from sympy import Expr, Integer, Symbol, exp, log

from wlbridge.errors import NetError, ShapeError
from wlbridge.indices import show
from wlbridge.layers.base import Scope
from wlbridge.layers.settings import as_list, flag, is_integer
from wlbridge.losses.base import WeightedSum, as_coefficient
from wlbridge.losses.entropies import T, X, binary_of_logit, of_classes
from wlbridge.losses.library import Statements, library_loss
from wlbridge.losses.logarithms import MACHINE_EPSILON, ClippedLog
from wlbridge.losses.reductions import elementwise, optional_weights, reduced
from wlbridge.losses.sums import L2Regularization
from wlbridge.statements import Concatenate, Reshape, slot
from wlbridge.wolfram_functions import SoftPlus

_LOG = ClippedLog(float(MACHINE_EPSILON))


@library_loss
def log_loss(
    *, normalize: bool = True, sample_weight: bool = False, labels: Sequence[int] | None = None
) -> Statements:
    """``-Log[Clip[p, {e, 1 - e}]]`` at the class t, with e = 2^-52, of the probabilities p of the classes.

    An output of one number is the probability of the second of two classes. ``labels`` are integers in a row, as
    [1, 2, 3]; 0, 1, ... by default. ``sample_weight`` declares a weight "sw" for each example, given with the
    targets. ``normalize`` divides the sum by that of the weights. scikit-learn takes another e for other floats.
    https://scikit-learn.org/stable/modules/generated/sklearn.metrics.log_loss.html

    >>> from wlbridge import DropoutLayer, NetChain, net_loss
    >>> loss = net_loss(NetChain([DropoutLayer()], input=3), log_loss(labels=[1, 2, 3]))
    >>> float(loss.evaluate([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0]], [2, 3]).round(6))
    18.3684

    Raises NetError for a wrong option, and for labels of another number than that of the classes; ShapeError for an
    output of several levels.
    """
    scale = _Scale(normalize, sample_weight)
    chosen = None if labels is None else _checked_labels(labels)

    def statements(scope: Scope, output: str) -> str:
        probabilities = _both_classes(scope, output)
        (count,) = scope.shape(probabilities)
        if chosen is not None and len(chosen) != count:
            raise NetError(f"there are {len(chosen)} labels, and {count} classes", where="option labels")
        logarithms = scope.map(_LOG.of(slot(0)), [probabilities], "l")
        return scale.of(scope, of_classes(scope, logarithms, chosen[0] if chosen else 0))

    return statements


def _checked_labels(labels: Sequence[int]) -> list[int]:
    given = as_list(labels) or []
    if not given or not all(map(is_integer, given)) or given != [*range(given[0], given[0] + len(given))]:
        raise NetError(f"labels cannot be {labels!r}", hint="Give integers in a row, as [1, 2, 3].")
    return given


def _both_classes(scope: Scope, output: str) -> str:
    """The probabilities of all classes; those of two where the output is one number."""
    shape = scope.shape(output)
    if len(shape) > 1:
        raise ShapeError(f"log_loss takes the probabilities of the classes, not an array of dimensions {show(shape)}")
    if shape not in {(), (1,)}:
        return output
    second = output if shape else scope.append(Reshape((output,), (1,)), "p")
    first = scope.map(1 - slot(0), [second], "p")
    return scope.append(Concatenate((first, second), 0), "p")


@dataclass(frozen=True)
class _Scale:
    """How the values of the examples become one number."""

    normalize: bool
    sample_weight: bool

    def __post_init__(self) -> None:
        flag(self.normalize, "normalize")
        flag(self.sample_weight, "sample_weight")

    def of(self, scope: Scope, values: str) -> str:
        weights = optional_weights(scope, "example" if self.sample_weight else None, ())
        reduction: Literal["weighted mean", "sum"] = "weighted mean" if self.normalize else "sum"
        return reduced(scope, values, reduction, weights, of_nothing="indeterminate")


@library_loss
def logistic_loss(
    *, labels: Sequence[int] = (-1, 1), normalize: bool = True, sample_weight: bool = False
) -> Statements:
    """``Log[1 + Exp[-y x]]`` of the margin x, a single real or a vector of one, for labels y of -1 and 1.

    ``labels=(0, 1)`` has it as ``Log[1 + Exp[x]] - t x``, which for labels is the same (``same_logistic_loss``), and
    is a cross entropy for any t from 0 to 1, the form of scikit-learn's ``HalfBinomialLoss``. ``sample_weight`` and
    ``normalize`` are as for ``log_loss``.
    https://scikit-learn.org/stable/modules/linear_model.html#logistic-regression

    >>> from wlbridge import LinearLayer, NetChain, net_loss
    >>> net = NetChain([LinearLayer(1, biases=None)], input=1)
    >>> net_loss(net, logistic_loss()).expression
    log(1 + exp(-t*w1_1_1*x_1))

    Raises NetError for a wrong option, ShapeError for an output of several numbers.
    """
    scale = _Scale(normalize, sample_weight)
    forms = {(-1, 1): SoftPlus(-T * X), (0, 1): binary_of_logit(X, T)}
    given = tuple(as_list(labels) or [])
    if given not in forms:
        raise NetError(f"labels cannot be {labels!r}", hint="Give (-1, 1) or (0, 1).")

    def statements(scope: Scope, output: str) -> str:
        if (shape := scope.shape(output)) not in {(), (1,)}:
            raise ShapeError(f"the margin is one number, not an array of dimensions {show(shape)}")
        margin = scope.append(Reshape((output,), ()), "z") if shape else output
        return scale.of(scope, elementwise(scope, margin, forms[given]))

    return statements


def penalized_logistic_loss(
    alpha: Expr | float,
    *,
    labels: Sequence[int] = (-1, 1),
    normalize: bool = True,
    sample_weight: bool = False,
) -> WeightedSum:
    """The logistic loss and ``alpha/2 w.w`` for the weights w of the net, without its biases.

    ``alpha`` is a number or a formula of symbols. What scikit-learn's ``LogisticRegression`` minimises for its C is
    this for ``alpha = 1/(C s)``, with s the sum of the weights of the examples (their number where there are none),
    or for ``alpha = 1/C`` with ``normalize=False``. See ``LinearModelLoss`` in sklearn/linear_model/_linear_loss.py.
    The other options are those of ``logistic_loss``.

    >>> from wlbridge import LinearLayer, NetChain, net_loss
    >>> net = NetChain([LinearLayer(1)], input=1)
    >>> net_loss(net, penalized_logistic_loss(Symbol("alpha"))).expression
    w1_1_1**2*alpha/2 + log(1 + exp(-t*(b1_1 + w1_1_1*x_1)))

    Raises NetError for a wrong option, and for a net without weights.
    """
    loss = logistic_loss(labels=labels, normalize=normalize, sample_weight=sample_weight)
    penalized: WeightedSum = loss + as_coefficient(alpha) / 2 * L2Regularization("Weights")
    return penalized


@dataclass(frozen=True)
class SameLoss:
    """Two formulas of a loss, the substitution that makes the targets of one those of the other, and the targets.

    ``verify`` proves that they are the same at each target: sympy simplifies the difference to 0.

    >>> x, y, t = Symbol("x", real=True), Symbol("y"), Symbol("t")
    >>> SameLoss((x - y) ** 2, 4 * (x - t) ** 2, {y: t}, {t: (0, 1)}).verify()
    False
    """

    first: Expr
    second: Expr
    substitution: Mapping[Symbol, Expr]
    targets: Mapping[Symbol, tuple[int, ...]]

    def differences(self) -> list[Expr]:
        """The first less the second for each target, before it is simplified."""
        difference = self.first.xreplace(dict(self.substitution)) - self.second
        ((target, values),) = self.targets.items()
        return [difference.xreplace({target: Integer(value)}) for value in values]

    def verify(self) -> bool:
        """Whether sympy simplifies each difference to 0."""
        return all(sympy.simplify(each) == 0 for each in self.differences())


def same_logistic_loss() -> SameLoss:
    """That ``Log[1 + Exp[-y x]]`` for y = -1, 1 is ``Log[1 + Exp[x]] - t x`` for t = 0, 1, by ``y = 2 t - 1``.

    Between the labels they differ: at t = 1/2 the first is Log[2] for every x.

    >>> same_logistic_loss().substitution, same_logistic_loss().verify()
    ({y: 2*t - 1}, True)
    """
    x, y, t = Symbol("x", real=True), Symbol("y", real=True), Symbol("t", real=True)
    return SameLoss(log(1 + exp(-y * x)), log(1 + exp(x)) - t * x, {y: 2 * t - 1}, {t: (0, 1)})
