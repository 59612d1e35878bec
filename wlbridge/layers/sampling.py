"""A layer that draws a sample, as a function of noise that is given from outside."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import exp

from wlbridge.errors import ShapeError
from wlbridge.indices import Shape, show
from wlbridge.layers.base import Layer, Scope
from wlbridge.names import array_name
from wlbridge.program import Placeholder
from wlbridge.statements import Part, slot


@dataclass(frozen=True, eq=False, repr=False)
class GaussianSamplingLayer(Layer):
    """``mean + Exp[logvariance/2] noise``: a sample of a normal distribution, reparametrised so that it has slopes.

    The input are the means followed by the logarithms of the variances, in one list; the noise, of a standard normal
    distribution, is an input of its own, named "noise"; that of a second layer like this has the place of the layer
    in its name, as "noise4". Kingma and Welling, https://arxiv.org/abs/1312.6114, 2.4.

    >>> from wlbridge.net import NetChain
    >>> formula = NetChain([GaussianSamplingLayer()], input=2).formula()
    >>> formula.expression
    [noise_1*exp(x_2/2) + x_1]
    >>> formula.evaluate({"x": [3.0, 0.0], "noise": [0.5]}).tolist()
    [3.5]

    Raises ShapeError for an input that is no list of an even length.
    """

    letter = "z"

    def build(self, scope: Scope, x: str) -> str:
        """Both halves of the input, and one Map."""
        mean, logarithm = halves(scope, x)
        head = scope.heads["Noise"]
        key = (scope.key,) if head in scope.builder.placeholders else ()  # samples of two layers are independent
        noise = scope.data(Placeholder(array_name(head, key), scope.shape(mean), "input", head, key))
        return scope.map(slot(0) + exp(slot(1) / 2) * slot(2), [mean, logarithm, noise], self.letter)


def halves(scope: Scope, x: str) -> tuple[str, str]:
    """The first and the second half of a list: means, and logarithms of variances."""
    size = _half(scope.shape(x))
    mean = scope.append(Part((x,), 0, range(size)), "mean")
    return mean, scope.append(Part((x,), 0, range(size, 2 * size)), "logvar")


def _half(shape: Shape) -> int:
    if len(shape) != 1 or int(shape[0]) % 2:
        raise ShapeError(
            f"means and logarithms of variances are one list of an even length, not of dimensions {show(shape)}",
            hint="Let the encoder end with twice as many outputs as there are latent variables.",
        )
    return int(shape[0]) // 2
