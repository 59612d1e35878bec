"""The generalised Gauss-Newton matrix and the Fisher matrix: curvature of the loss alone, between two Jacobians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wlbridge.batch import batched, mean_weight
from wlbridge.derivatives.curvature import Curvature, Names
from wlbridge.differentiation.products import congruence_times_direction
from wlbridge.program import Program


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class GaussNewton(Curvature):
    """``J^T H J``: J the Jacobian of the net up to the cut, H the Hessian of the loss as a function of what is there.

    The cut is at the logits for a cross entropy after a softmax or logistic sigmoid, else at the output of the net.
    Where the loss is convex in what is at the cut the matrix is positive semi-definite. ``of`` is the net up to the
    cut, ``curvature`` the product of H with a direction.

    >>> from wlbridge import NetChain, SoftmaxLayer, net_loss
    >>> matrix = net_loss(NetChain([2, SoftmaxLayer()], input=1)).gauss_newton(["b1"])
    >>> matrix.matrix([0.0], 1, {"w1": [[0.0], [0.0]], "b1": [0.0, 0.0]}).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """

    curvature: Program

    def _product(self, columns: Names, rows: Names) -> Program:
        return congruence_times_direction(self.of, self.curvature, columns, rows, kinks=self.kinks)

    def _product_of_mean(self, columns: Names, rows: Names) -> Program:
        of_examples = [p.name for p in self.curvature.placeholders.values() if p.role != "coefficient"]
        curvature = batched(self.curvature, of_examples)
        return congruence_times_direction(
            batched(self.of), curvature, columns, rows, weight=mean_weight(self.of), kinks=self.kinks
        )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Fisher(GaussNewton):
    """``J^T F J``: the Fisher matrix of a net that gives the distribution of its target.

    It is the mean, over the net's own distribution of the target, of the outer product with itself of the gradient of
    the negative log likelihood. So it does not depend on the targets, for which ``None`` can be given; those that are
    given are checked and not used. It is not the empirical Fisher matrix, which takes the targets of the data.
    """

    def _data(self, inputs: Any, *targets: Any) -> dict[str, Any]:
        """The program has a target, which nothing reads."""
        data = super()._data(inputs, *targets)
        (target,) = self.of.with_role("target")
        if data[target.name] is None:
            data[target.name] = np.ones((*self._batch(data), *self._shape(target.name)))
        return data
