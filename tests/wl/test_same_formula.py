"""The losses of nets of 2, 3, 1 and 2, 3, 2 units: the package and the Python side give the same expression.

Terms and factors are sorted, and signs are where sympy has them: interpreters differ in -t (a - b) and t (b - a).
"""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from interpreters import INTERPRETERS, run_text

from wlbridge import (
    CrossEntropyLossLayer,
    LogisticSigmoid,
    Loss,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.wolfram.nets import tree_of_layer
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, head_name

HIDDEN = {"Tanh": Tanh}
LOSSES: dict[str, tuple[list[Any], Any]] = {
    "of NetTrain, 1 unit": ([1], None),
    "of NetTrain, a probability": ([1, LogisticSigmoid], None),
    "of NetTrain, 2 units": ([2], None),
    "of NetTrain, 2 classes": ([2, SoftmaxLayer()], None),
    "of an index": ([2, SoftmaxLayer()], CrossEntropyLossLayer("Index")),
    "of probabilities": ([2, SoftmaxLayer()], CrossEntropyLossLayer("Probabilities")),
    "of 2 probabilities": ([2, LogisticSigmoid], CrossEntropyLossLayer("Binary")),
    "squared, of classes": ([2, SoftmaxLayer()], MeanSquaredLossLayer()),
    "absolute": ([1], MeanAbsoluteLossLayer()),
}
CASES = {
    f"{loss}, {hidden}, {log}": (hidden, loss, log)
    for loss in LOSSES
    for hidden in HIDDEN
    for log in ("exact", "kernel")
}


def ours(case: str) -> Loss:
    hidden, name, log = CASES[case]
    last, loss = LOSSES[name]
    return net_loss(NetChain([3, HIDDEN[hidden], *last], input=2), loss, log=log)


def program(case: str) -> str:
    """Print the formula of the package between two marks."""
    hidden, name, log = CASES[case]
    last, loss = LOSSES[name]
    net = text(tree_of_layer(NetChain([3, HIDDEN[hidden], *last], input=2)))
    layer = "Automatic" if loss is None else text(tree_of_layer(loss))
    call = f'NetLossExpression[{net}, {layer}, "Log" -> "{log.capitalize()}"]'
    return f'Print["@@begin {case}@@"]; Print[ToString[FullForm[{call}]]]; Print["@@end@@"];\n'


def text(tree: Tree) -> str:
    return write_wl(tree, dialect="woxi")


def canonical(tree: Tree) -> Any:
    """As an object of sympy, which sorts."""
    head = head_name(tree)
    if isinstance(tree, int | Fraction):
        return sympy.Rational(tree)
    if head == "Symbol":
        name = tree.name.removeprefix("Global`")
        return sympy.E if name == "E" else sympy.Symbol(name)
    arguments = [canonical(part) for part in tree.args]
    if head in {"w", "b", "x", "t"}:
        return sympy.Symbol(f"{head}{arguments}")
    return BUILDERS.get(head, sympy.Function(head))(*arguments)


def product(*factors: Any) -> Any:
    """With the signs of sums taken out of them."""
    turned = [factor for factor in factors if factor.is_Add and factor.could_extract_minus_sign()]
    rest = [factor for factor in factors if factor not in turned]
    return sympy.Mul((-1) ** len(turned), *(-factor for factor in turned), *rest)


BUILDERS = {
    "Plus": sympy.Add,
    "Times": product,
    "Power": sympy.Pow,
    "Rational": sympy.Rational,
    "Exp": lambda u: sympy.Pow(sympy.E, u),
}


@pytest.mark.parametrize("name", INTERPRETERS)
def test_the_expressions_are_those_of_python(name: str) -> None:
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    printed = run_text(INTERPRETERS[name], "".join(map(program, CASES)))
    for case in CASES:
        _, _, after = printed.partition(f"@@begin {case}@@")
        theirs = canonical(read_wl(after.partition("@@end@@")[0].strip()))
        assert theirs == canonical(ours(case).to_wl()), case
        assert theirs.has(sympy.Function, sympy.Pow)
