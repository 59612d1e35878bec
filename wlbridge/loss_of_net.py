"""``net_loss``: a net and a loss made into one formula."""

from __future__ import annotations

from collections.abc import Mapping

from wlbridge.batch import of_one_example
from wlbridge.decomposition import Decomposition
from wlbridge.layers.base import Layer, named_place
from wlbridge.loss import Loss, loss_of
from wlbridge.losses import At, Log, WeightedSum, as_loss
from wlbridge.losses.base import sum_of_terms
from wlbridge.losses.choice import LossSpecification
from wlbridge.losses.coefficients import check_coefficients
from wlbridge.losses.logarithms import check_reading
from wlbridge.net import construct
from wlbridge.rewrite import rewrite


def net_loss(
    net: Layer,
    loss: LossSpecification = None,
    *,
    log: Log = "exact",
    symbols: Mapping[str, str] | None = None,
) -> Loss:
    """The loss of a net as a formula.

    ``loss`` is a loss layer, or a formula as a callable of output and target, whose mean over all elements is
    taken; without one it is what NetTrain takes. Losses times coefficients are added by ``+``, or given by name in a
    mapping. ``log="kernel"`` clamps the logarithm as the layers of the Wolfram Language do, and the classes of
    ``wlbridge.losses.logarithms`` as others do. ``symbols`` chooses other heads, as ``{"Weights": "v"}``.

    >>> from wlbridge.net import NetChain
    >>> loss = net_loss(NetChain([1], input=2))
    >>> loss.expression
    (b1_1 - t_1 + w1_1_1*x_1 + w1_1_2*x_2)**2
    >>> float(loss.evaluate([1.0, 2.0], [3.0], {"w1": [[1.0, 1.0]], "b1": [0.5]}))
    0.25

    Raises NetError or ShapeError for what cannot be built, and names the layer.
    """
    check_reading(log)
    scope, output = construct(net, symbols)
    layer = as_loss(loss, net)
    scope.description = layer.name
    with named_place(scope.description):
        if isinstance(layer, WeightedSum):
            terms = layer.build_terms(scope, output, log)
            result = sum_of_terms(scope, list(terms.values()))
            check_coefficients(scope.builder.placeholders.values())
            of_terms = {name: rewrite(scope.builder.program(term)) for name, term in terms.items()}
            return loss_of(rewrite(scope.builder.program(result)), {"known": scope.values}, None, of_terms)
        result = layer.build(scope, output, log)
        check_coefficients(scope.builder.placeholders.values())
    program = rewrite(scope.builder.program(result))
    while isinstance(layer, At) and layer.of_output is not None:
        layer = layer.of_output
    parts = Decomposition(layer, of_one_example(scope.builder.program(result, output)))
    return loss_of(program, {"known": scope.values}, parts)
