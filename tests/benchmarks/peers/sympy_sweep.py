"""sympy used with care: unevaluated sums and products, every part shared, one reverse sweep by identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sympy import Add, Mul, Pow, S, Symbol, exp, log, tanh

from benchmarks.nets import Data, Net

PACKAGE = "sympy"

Model = tuple[Any, list[Any]]


def scalar_gradient(net: Net, data: Data) -> Callable[[], Any]:
    """The loss of one example, and its gradient."""

    def run() -> Any:
        loss, weights = build(net)
        return gradient(loss, weights)

    return run


def hessian(net: Net, data: Data) -> Callable[[], Any]:
    """A sweep for each row."""

    def run() -> Any:
        loss, weights = build(net)
        return [gradient(slope, weights) for slope in gradient(loss, weights)]

    return run


def sympy_objects(net: Net, data: Data, of: str) -> Callable[[], Any]:
    """The loss, or from the loss its gradient."""
    if of == "loss":
        return lambda: build(net)
    loss, weights = model(net)
    return lambda: gradient(loss, weights)


@lru_cache(maxsize=1)
def model(net: Net) -> Model:
    """The loss and its weights, the same objects at every call."""
    return build(net)


def build(net: Net) -> Model:
    """The loss and its weights."""
    inputs = [Symbol(f"x{i}") for i in range(net.sizes[0])]
    targets = [Symbol(f"t{i}") for i in range(net.sizes[-1])]
    weights: list[Any] = []
    h = z = inputs
    for layer, (i, o) in enumerate(net.layers, 1):
        matrix = [[Symbol(f"w{layer}x{row}x{column}") for column in range(i)] for row in range(o)]
        bias = [Symbol(f"b{layer}x{row}") for row in range(o)]
        weights += [symbol for row in matrix for symbol in row] + bias
        z = [
            _sum([_product(w, value) for w, value in zip(row, h, strict=True)] + [b])
            for row, b in zip(matrix, bias, strict=True)
        ]
        h = [tanh(value, evaluate=False) for value in z]
    minus = [_product(S.NegativeOne, t, value) for t, value in zip(targets, z, strict=True)]
    powers = [exp(value, evaluate=False) for value in z]
    if net.binary:
        return _sum([log(_sum([S.One, *powers]), evaluate=False), *minus]), weights
    return _sum([_product(_sum(targets), log(_sum(powers), evaluate=False)), *minus]), weights


def gradient(root: Any, weights: Sequence[Any]) -> list[Any]:
    """One reverse sweep over the nodes, each told by its identity; the derivatives share their parts."""
    order = nodes([root])
    wanted = {id(weight) for weight in weights}
    active: set[int] = set()
    for node in order:
        if id(node) in wanted or any(id(arg) in active for arg in node.args):
            active.add(id(node))
    slopes: dict[int, list[Any]] = {id(root): [S.One]}
    for node in reversed(order):
        if id(node) in active and node.args:
            slope = _sum(slopes.pop(id(node)))
            for arg, partial in zip(node.args, _partials(node), strict=True):
                if id(arg) in active:
                    slopes.setdefault(id(arg), []).append(_product(*(f for f in (slope, *partial) if f is not S.One)))
    return [_sum(slopes.get(id(weight), [S.Zero])) for weight in weights]


def _partials(node: Any) -> list[tuple[Any, ...]]:
    """The factors of the derivative of a node by each of its arguments."""
    args = node.args
    if node.func is Add:
        return [()] * len(args)
    if node.func is Mul:
        return [args[:position] + args[position + 1 :] for position in range(len(args))]
    if node.func is Pow:
        return [(args[1], Pow(args[0], args[1] - 1, evaluate=False)), ()]
    return [(_SLOPES[node.func](node),)]


def nodes(roots: Sequence[Any]) -> list[Any]:
    """Every node once, arguments first."""
    seen: set[int] = set()
    order = []
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack += [(arg, False) for arg in node.args if id(arg) not in seen]
    return order


def _sum(terms: list[Any]) -> Any:
    return terms[0] if len(terms) == 1 else Add._from_args(tuple(terms))


def _product(*factors: Any) -> Any:
    return factors[0] if len(factors) == 1 else Mul._from_args(factors)


_SLOPES: dict[Any, Callable[[Any], Any]] = {
    tanh: lambda node: _sum([S.One, _product(S.NegativeOne, Pow(node, 2, evaluate=False))]),
    exp: lambda node: node,
    log: lambda node: Pow(node.args[0], -1, evaluate=False),
}
