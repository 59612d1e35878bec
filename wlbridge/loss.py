"""The loss of a net: a formula of its arrays, its input and its target, its values and derivatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from wlbridge.batch import batched, check_is_mean, of_one_example, over_batch
from wlbridge.choices import check_choice
from wlbridge.decomposition import Decomposition
from wlbridge.derivatives import Fisher, GaussNewton, Gradient, Hessian
from wlbridge.derivatives.gradient import REDUCTIONS
from wlbridge.differentiation.gradient import gradient
from wlbridge.differentiation.kinks import Kinks
from wlbridge.differentiation.products import DIRECTION, congruence_times_direction, hessian_times_direction
from wlbridge.errors import DataError, NetError
from wlbridge.evaluation import Evaluator, WorkingPrecision
from wlbridge.formula import Formula
from wlbridge.indices import show
from wlbridge.likelihoods import fisher_at_cut
from wlbridge.numeric.array_function import ArrayFunction
from wlbridge.program import Program
from wlbridge.statements import is_kept_apart
from wlbridge.terms import Terms


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Loss(Formula):
    """The loss of a net: a formula of its arrays, its input and a target.

    ``parts`` has it in two, for curvature, where there is an output of the net at which to cut it; ``whole`` tells
    what of it is summed over the examples of a batch, where that is more than their mean; ``of_terms`` are the
    programs of the terms of a sum, for batches as well.
    """

    parts: Decomposition | None
    whole: Program | None = None
    of_terms: Mapping[str, Program] = field(default_factory=dict)

    def evaluate(
        self,
        inputs: Any,
        targets: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        reduction: Literal["mean", "none"] = "mean",
        working_precision: WorkingPrecision = "Real64",
    ) -> Any:
        """The loss in numbers, of one example or of a batch of them along a leading axis.

        Where there are several inputs or targets, or weights of examples, they are given by name, in a mapping.
        Arrays of the net have their known values unless ``parameters`` gives others by name, and coefficients theirs.
        The loss of a batch is the mean, unless the loss says otherwise; ``reduction="none"`` gives one value for each
        example of a batch. Nets compute in "Real32" in the Wolfram Language by default.
        A ``working_precision`` of n decimal digits, up to 10,000, gives a number of mpmath that is right to all of
        them; floats count as exactly what they are, and so do fractions and numbers of mpmath.

        >>> from wlbridge import NetChain, SoftmaxLayer, net_loss
        >>> loss = net_loss(NetChain([SoftmaxLayer()], input=2))
        >>> loss.evaluate([[0.0, 0.0], [1.0, 0.0]], [1, 2], reduction="none").round(6).tolist()
        [0.693147, 1.313262]
        >>> import mpmath
        >>> mpmath.nprint(loss.evaluate([0, 0], 1, working_precision=30), 30)
        0.693147180559945309417232121458

        Raises DataError for wrong dimensions, classes out of range, missing values, or NaN. Where the formula
        itself has no value, as ``0 Log[0]``, the result is NaN, with an IndeterminateWarning.
        """
        check_choice(reduction, REDUCTIONS, "reduction")
        if reduction == "none":
            self._check_is_mean("values of single examples")
        data = self._data(inputs, targets)
        evaluator = self._of_mean if reduction == "mean" else self._evaluator
        (result,), _ = self._evaluated(evaluator, data, parameters, working_precision)
        return result[()]

    @property
    def _many(self) -> bool:
        """Whether the loss is a number for each step, element or example, as for the reduction "none"."""
        kept_apart = is_kept_apart(self._whole.definitions.get(self._whole.output))
        return kept_apart or self.program.shapes[self.program.output] != ()

    def _check_is_one(self, what: str) -> None:
        if self._many:
            shape = self.program.shapes[self.program.output]
            raise DataError(
                f"a loss of {f'dimensions {show(shape)}' if shape else 'each example'} has no {what}",
                hint="Reduce it to one number.",
            )

    @property
    def _whole(self) -> Program:
        return self.program if self.whole is None else self.whole

    def _check_is_mean(self, what: str) -> None:
        """Refuse what there is only of a loss that for a batch is the mean over its examples."""
        check_is_mean(self._whole, what, 'Give single examples, or the loss the reduction "none".')

    @cached_property
    def _of_mean(self) -> Evaluator:
        return Evaluator(self.program, lambda: batched(self.program) if self._many else over_batch(self._whole))

    def function(self) -> Callable[[Mapping[str, Any]], Any]:
        """The loss as a function of arrays by name, as ``Gradient.function``; for a batch it gives the mean.

        >>> import numpy as np
        >>> from wlbridge import NetChain, net_loss
        >>> function = net_loss(NetChain([1], input=2)).function()
        >>> arrays = {"w1": [[1.0, 1.0]], "b1": [0.5], "x": [[1.0, 2.0]], "t": [[3.0]]}
        >>> float(function({name: np.array(values) for name, values in arrays.items()}))
        0.25

        Raises DataError where the input or the target stands in the formula as numbers.
        """
        self._check_is_one("function for optimisers")
        run = ArrayFunction(
            self.program.placeholders,
            lambda: self.program,
            lambda: over_batch(self._whole),
            self._known_arrays(),
        )
        return lambda arrays: run(arrays)[0]

    def gradient(self, wrt: str | Sequence[str] | None = None, kinks: Kinks = "zero") -> Gradient:
        """The gradient of the loss by reverse mode, with respect to arrays by name: those of the net by default.

        At kinks, such as that of Ramp at 0, the slope is 0, ``"half"`` the mean of both sides, or none with
        ``"error"``: Indeterminate in formulas, a KinkError in numbers. ``wlbridge.differentiation.kinks`` has the
        table of all functions, and what torch, JAX and the Wolfram Language take.

        >>> from wlbridge import NetChain, net_loss
        >>> gradient = net_loss(NetChain([1], input=2)).gradient()
        >>> gradient.expressions["b1"]
        [2*b1_1 - 2*t_1 + 2*w1_1_1*x_1 + 2*w1_1_2*x_2]
        >>> from wlbridge import MeanAbsoluteLossLayer, Tanh, net_loss
        >>> loss = net_loss(NetChain([Tanh], input=1), MeanAbsoluteLossLayer())
        >>> loss.gradient("x").evaluate([0.0], [0.0])["x"].tolist()
        [0.0]
        >>> loss.gradient("x", kinks="error").evaluate([0.0], [0.0])
        Traceback (most recent call last):
        ...
        wlbridge.errors.KinkError: derivative by 'x' at position [1]: there is none, for the point lies on a kink...

        Raises DataError for a name that is no array of reals.
        """
        self._check_is_one("gradient")
        names = self._reals(wrt, kinks)
        program = gradient(self.program, names, kinks=kinks)
        return Gradient(program=program, of=self._whole, wrt=names, kinks=kinks, **self._values)

    def hessian(self, wrt: str | Sequence[str] | None = None, kinks: Kinks = "zero") -> Hessian:
        """The second derivatives of the loss, with respect to arrays by name: those of the net by default.

        They are the derivatives of the gradient for the same ``kinks``: at a kink those of its slope taken there.

        >>> from wlbridge import NetChain, net_loss
        >>> hessian = net_loss(NetChain([1], input=1)).hessian()
        >>> hessian.expressions["w1", "b1"]
        [[[2*x_1]]]

        Raises DataError for a name that is no array of reals.
        """
        self._check_is_one("Hessian")
        names = self._reals(wrt, kinks)
        program = hessian_times_direction(self.program, names, names, kinks=kinks)
        return Hessian(program=program, of=self._whole, wrt=names, kinks=kinks, **self._values)

    def gauss_newton(self, wrt: str | Sequence[str] | None = None, kinks: Kinks = "zero") -> GaussNewton:
        """The generalised Gauss-Newton matrix, with respect to arrays by name: those of the net by default.

        It is the Hessian of the loss with the net made linear: at the logits for a cross entropy after a SoftmaxLayer
        or LogisticSigmoid, at the output of the net else. ``kinks`` is as in ``gradient``.

        >>> from wlbridge import LinearLayer, NetChain, Tanh, net_loss
        >>> loss = net_loss(NetChain([LinearLayer(1, biases=None), Tanh], input=1))
        >>> loss.gauss_newton().expressions["w1", "w1"]
        [[[[2*x_1**2*(1 - tanh(w1_1_1*x_1)**2)**2]]]]

        Raises DataError for a name that is no array of reals of the net.
        """
        parts = self._cut_in_two()
        curvature = hessian_times_direction(parts.loss, [parts.cut], [parts.cut], kinks=kinks)
        return GaussNewton(**self._congruence(parts, curvature, wrt, kinks))

    def fisher(self, wrt: str | Sequence[str] | None = None, kinks: Kinks = "zero") -> Fisher:
        """The Fisher matrix of the net, with respect to arrays by name: those of the net by default.

        The loss tells the distribution of the target that the net gives: categorical, Bernoulli, normal of variance
        1/2 (MeanSquaredLossLayer) or Laplace of scale 1 (MeanAbsoluteLossLayer). The matrix equals that of
        ``gauss_newton`` for a normal distribution, and for a cross entropy after a SoftmaxLayer or LogisticSigmoid;
        but where "Probabilities" do not add up to 1 the latter is that of the example times their total.

        >>> from wlbridge import LinearLayer, LogisticSigmoid, NetChain, net_loss
        >>> loss = net_loss(NetChain([LinearLayer(1, biases=None), LogisticSigmoid], input=1))
        >>> loss.fisher().matrix([3.0], None, {"w1": [[0.0]]}).tolist()
        [[2.25]]

        Raises DataError for a name that is no array of reals of the net, NetError where there is no distribution.
        """
        parts = self._cut_in_two()
        return Fisher(**self._congruence(parts, fisher_at_cut(parts, DIRECTION + parts.cut), wrt, kinks))

    def terms(self) -> Terms[Loss]:
        """The terms of a sum of losses by name, each a loss with its coefficient; another loss is its only term.

        What each contributes to value and gradient is told by ``terms().contributions(inputs, targets, parameters)``.

        >>> from wlbridge import MeanSquaredLossLayer, NetChain, net_loss
        >>> from wlbridge.losses import L1Regularization
        >>> loss = net_loss(NetChain([1], input=1), MeanSquaredLossLayer() + 0.1 * L1Regularization("w1"))
        >>> {name: term.expression for name, term in loss.terms().items()}
        {'MeanSquaredLossLayer': (b1_1 - t_1 + w1_1_1*x_1)**2, 'L1Regularization': 0.1*Abs(w1_1_1)}
        """
        programs = self.of_terms or {"loss": self._whole}
        return Terms(list(programs), lambda name: loss_of(programs[name], self._values))

    def _cut_in_two(self) -> Decomposition:
        self._check_is_one("matrix of this kind")
        self._check_is_mean("matrices of this kind")
        if self.parts is None:
            raise NetError(
                "a sum of losses is not cut in two at the output of the net",
                hint="Use .hessian(), or one of .terms().",
            )
        return self.parts

    def _congruence(
        self, parts: Decomposition, curvature: Program, wrt: str | Sequence[str] | None, kinks: Kinks
    ) -> dict[str, Any]:
        """What makes a matrix by the arrays of the net of the curvature at the cut."""
        net, names = parts.net, self._reals(wrt, kinks)
        for target in net.with_role("target"):
            if target.name in names:
                raise DataError(f"the output of the net does not depend on {target.name!r}", hint="Use .hessian().")
        program = congruence_times_direction(net, curvature, names, names, kinks=kinks)
        return {"program": program, "curvature": curvature, "of": net, "wrt": names, "kinks": kinks, **self._values}


def loss_of(
    program: Program,
    values: Mapping[str, Any],
    parts: Decomposition | None = None,
    of_terms: Mapping[str, Program] | None = None,
) -> Loss:
    """The loss of a program that may tell what is summed over the examples."""
    single = of_one_example(program)
    whole = None if single is program else program
    return Loss(program=single, parts=parts, whole=whole, of_terms=of_terms or {}, **values)
