"""``NetChain``: a feed-forward net, its arrays, its output as a formula, and its Wolfram Language expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from numpy.typing import NDArray

from wlbridge.derivatives import Jacobian
from wlbridge.differentiation.kinks import Kinks
from wlbridge.differentiation.products import jacobian_times_direction
from wlbridge.errors import NetError, SymbolNameError
from wlbridge.evaluation import WorkingPrecision
from wlbridge.formula import Formula
from wlbridge.indices import Shape, show
from wlbridge.layers.base import Layer, Scope, named_place
from wlbridge.layers.chain import Chain
from wlbridge.names import check_heads
from wlbridge.program import Placeholder, ProgramBuilder
from wlbridge.rewrite import rewrite
from wlbridge.wolfram.nets import net_from_tree, tree_of_layer
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree


@dataclass(frozen=True)
class Parameter:
    """A learned array of a net: its dimensions, and its values or None."""

    name: str
    shape: Shape
    values: NDArray[Any] | None

    def __repr__(self) -> str:
        return f"{self.name} {show(self.shape)}{'' if self.values is None else ' with values'}"


@dataclass(frozen=True, eq=False, repr=False)
class NetOutput(Formula):
    """The output of a net: a formula of its arrays and its input."""

    def evaluate(
        self,
        inputs: Any,
        parameters: Mapping[str, Any] | None = None,
        *,
        working_precision: WorkingPrecision = "Real64",
    ) -> Any:
        """The output in numbers, for one example or for each of a batch along a leading axis.

        >>> NetChain([1], input=2).formula().evaluate([1.0, 2.0], {"w1": [[1.0, 1.0]], "b1": [0.5]}).tolist()
        [3.5]

        Raises DataError for wrong dimensions, missing values, or NaN.
        """
        (result,), _ = self._evaluated(self._evaluator, self._data(inputs), parameters, working_precision)
        return result[()]

    def jacobian(self, wrt: str | Sequence[str] | None = None, kinks: Kinks = "zero") -> Jacobian:
        """The derivatives of the output, with respect to arrays by name: those of the net by default.

        At kinks, such as that of Ramp at 0, the slopes are those of ``Loss.gradient`` for the same ``kinks``.

        >>> jacobian = NetChain([2], input=1).formula().jacobian("x")
        >>> jacobian.expressions["x"]
        [[w1_1_1], [w1_2_1]]

        Raises DataError for a name that is no array.
        """
        names = self._reals(wrt, kinks)
        program = jacobian_times_direction(self.program, names, kinks)
        return Jacobian(program=program, of=self.program, wrt=names, kinks=kinks, **self._values)


@dataclass(frozen=True, eq=False, repr=False)
class NetChain(Chain):
    """Layers one after another, https://reference.wolfram.com/language/ref/NetChain.html

    ``layers`` is a list, or a mapping from names to layers. An integer n stands for ``LinearLayer(n)``, a function
    for ``ElementwiseLayer(f)``, a list for a nested chain. ``input`` gives the dimensions of the input, which are
    otherwise taken from weights that have values.

    >>> from sympy import tanh
    >>> net = NetChain([3, tanh, 2], input=2)
    >>> net.parameters
    {'w1': w1 {3, 2}, 'b1': b1 {3}, 'w3': w3 {2, 3}, 'b3': b3 {2}}
    >>> net.formula().expression[0]
    b3_1 + w3_1_1*tanh(b1_1 + w1_1_1*x_1 + w1_1_2*x_2) + w3_1_2*tanh(b1_2 + w1_2_1*x_1 + w1_2_2*x_2)\
 + w3_1_3*tanh(b1_3 + w1_3_1*x_1 + w1_3_2*x_2)

    Raises NetError or ShapeError that names the layer, at once where the dimensions of the input are known.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        with named_place("NetChain"):
            if self.input_shape() is not None:
                construct(self)

    @property
    def parameters(self) -> dict[str, Parameter]:
        """The arrays of the net by name."""
        scope, _ = construct(self)
        arrays = [p for p in scope.builder.placeholders.values() if p.role == "parameter"]
        return {array.name: Parameter(array.name, array.shape, scope.values.get(array.name)) for array in arrays}

    def formula(self, symbols: Mapping[str, str] | None = None) -> NetOutput:
        """The output of the net as a formula of its input and its arrays."""
        scope, output = construct(self, symbols)
        return NetOutput(rewrite(scope.builder.program(output)), scope.values)

    @classmethod
    def from_wl(cls, source: str | Tree) -> Self:
        """Read a net from Wolfram Language text or a wolframclient expression; nothing is evaluated.

        >>> NetChain.from_wl('NetChain[{3, Tanh, 2, SoftmaxLayer[]}, "Input" -> 2]').parameters["w3"]
        w3 {2, 3}

        Raises WolframSyntaxError with line and column, or NetError for what is no net.
        """
        return net_from_tree(read_wl(source) if isinstance(source, str) else source, cls)

    def to_wl(self) -> Tree:
        """The net as a wolframclient expression ``NetChain[{...}, "Input" -> ...]`` with its arrays."""
        return tree_of_layer(self)

    def to_wl_text(self, dialect: str = "wolfram") -> str:
        """The net as Wolfram Language text.

        >>> NetChain([3, "x"]).to_wl_text()
        Traceback (most recent call last):
        ...
        wlbridge.errors.NetError: layer 2: 'x' is not a layer. For a named function write ElementwiseLayer("x").
        """
        return write_wl(self.to_wl(), dialect=dialect)


def construct(net: Layer, symbols: Mapping[str, str] | None = None) -> tuple[Scope, str]:
    """The statements of a net in a new program, and the name of its output."""
    if not isinstance(net, Layer):
        raise NetError(f"{net!r} is not a net", hint="Give a NetChain or a layer.")
    chain = net if isinstance(net, Chain) else NetChain([net])
    shape = chain.input_shape()
    if shape is None:
        raise NetError(
            "the dimensions of the input are not known", where="NetChain", hint="Give them: NetChain(..., input=2)."
        )
    heads = check_heads(symbols or {})
    scope = Scope(ProgramBuilder(reserved=frozenset({heads["Target"]})), heads=heads)
    x = scope.builder.placeholder(Placeholder(heads["Input"], shape, "input", heads["Input"]))
    output = chain.build(scope, x)
    _check_names(scope.builder.placeholders)
    return scope, output


def _check_names(arrays: Mapping[str, Placeholder]) -> None:
    """No element may have the name of another array or of its element, as ``w_a_1`` of layers "a" and "a_1"."""
    for name, array in arrays.items():
        prefix, _, last = name.rpartition("_")
        taken = 0
        while prefix and last.isdigit():
            taken += 1
            other = arrays.get(prefix)
            if other is not None and len(other.shape) in {taken, taken + len(array.shape)}:
                raise SymbolNameError(
                    f"elements of the arrays {other.name!r} and {array.name!r} would have the same names",
                    hint="Give the layers other names.",
                )
            prefix, _, last = prefix.rpartition("_")
