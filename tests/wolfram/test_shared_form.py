"""The shared form: every weight a symbol. Evaluated by woxi, first in symbols, then in numbers.

Expected values are those of the numeric reading, which is held against mpmath in the tests of the layers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from nets_and_losses import LOSSES, NETS, values
from wolframclient.deserializers import binary_deserialize

from wlbridge import (
    CrossEntropyLossLayer,
    ElementwiseLayer,
    LinearLayer,
    Loss,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.engines import WoxiEngine
from wlbridge.errors import FormTooLargeError
from wlbridge.formula import Readings
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.numeric.reading import numeric
from wlbridge.program import Classes, Placeholder, Program, ProgramBuilder
from wlbridge.statements import Map, OneHot, Reshape, Take, slot
from wlbridge.wolfram.element_list import ElementList, SymbolStyle
from wlbridge.wolfram.make import call
from wlbridge.wolfram.shared_form import shared_form
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, postorder, same_tree

STYLES: tuple[SymbolStyle, ...] = ("indexed", "plain")


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


def classifier(*sizes: int, **options: Any) -> Loss:
    """A net with tanh between its linear layers, and its cross entropy."""
    layers = [layer for size in sizes[1:-1] for layer in (size, Tanh)]
    net = NetChain([*layers, sizes[-1], SoftmaxLayer()], input=sizes[0])
    return net_loss(net, CrossEntropyLossLayer("Probabilities"), **options)


def symbols_of(array: Placeholder, style: SymbolStyle) -> list[Tree]:
    """The elements one after another; NumPy would take ``x[1]`` for a list."""
    trees = [ElementList(array, style).to_wl()]
    for _ in array.shape:
        trees = [part for tree in trees for part in tree]
    return trees


def rules(program: Program, given: Mapping[str, Any], style: SymbolStyle) -> list[Tree]:
    """A number for each symbol."""
    made = []
    for name, array in program.placeholders.items():
        pairs = zip(symbols_of(array, style), np.ravel(given[name]).tolist(), strict=True)
        made += [call("Rule", symbol, number) for symbol, number in pairs]
    return made


def check(woxi: WoxiEngine, program: Program, style: SymbolStyle = "indexed") -> None:
    given = values(program)
    got = woxi.evaluate(call("ReplaceAll", shared_form(program, {}, style), rules(program, given, style)))
    np.testing.assert_allclose(np.asarray(got, dtype=float), numeric(program)(given), rtol=1e-12, atol=1e-14)


def test_it_reads_as_one_would_write_it() -> None:
    assert classifier(2, 3, 2).to_wl_text("shared") == (
        "Module[{h2, z3}, "
        "h2 = Tanh[{{w[1, 1, 1], w[1, 1, 2]}, {w[1, 2, 1], w[1, 2, 2]}, {w[1, 3, 1], w[1, 3, 2]}} . {x[1], x[2]} "
        "+ {b[1, 1], b[1, 2], b[1, 3]}]; "
        "z3 = {{w[3, 1, 1], w[3, 1, 2], w[3, 1, 3]}, {w[3, 2, 1], w[3, 2, 2], w[3, 2, 3]}} . h2 "
        "+ {b[3, 1], b[3, 2]}; "
        "-{t[1], t[2]} . (z3 - Log[Total[Exp[z3]]])]"
    )


@pytest.mark.parametrize("name", [name for name in NETS if name != "forty layers"])  # of which each doubles its text
def test_layers(woxi: WoxiEngine, name: str) -> None:
    layers, shape = NETS[name]
    check(woxi, NetChain(layers, input=shape).formula().program)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("log", ["exact", "kernel"])
@pytest.mark.parametrize("name", LOSSES)
def test_losses(woxi: WoxiEngine, name: str, log: Any, style: SymbolStyle) -> None:
    layers, shape, loss = LOSSES[name]
    check(woxi, net_loss(NetChain(layers, input=shape), loss, log=log).program, style)


@pytest.mark.parametrize("name", NAMED_FUNCTIONS)
def test_gradients(woxi: WoxiEngine, name: str) -> None:
    loss = net_loss(NetChain([2, ElementwiseLayer(name), LinearLayer([2, 2]), SoftmaxLayer()], input=2))
    gradient = loss.gradient()
    given = values(gradient.program)
    got = woxi.evaluate(call("ReplaceAll", gradient.to_wl("shared"), rules(gradient.program, given, "indexed")))
    expected = gradient.evaluate(given["x"], given["t"], {n: v for n, v in given.items() if n not in "xt"})
    for array, slopes in expected.items():
        np.testing.assert_allclose(np.asarray(got[array], dtype=float), slopes, rtol=1e-11, atol=1e-14)


def test_a_hessian_times_a_direction(woxi: WoxiEngine) -> None:
    hessian = classifier(2, 2, 2).hessian()
    given = values(hessian.program)
    tree = shared_form(hessian.program, {}, "indexed", hessian.keys)
    got = woxi.evaluate(call("ReplaceAll", tree, rules(hessian.program, given, "indexed")))
    direction = {name: given[f"direction_{name}"] for name in hessian.wrt}
    parameters = {name: given[name] for name in hessian.wrt}
    for array, product in hessian.times(direction, given["x"], given["t"], parameters).items():
        np.testing.assert_allclose(np.asarray(got[array], dtype=float), product, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ["w1", "b1", "w3", "b3"])
def test_its_derivative_by_a_weight_is_our_gradient(woxi: WoxiEngine, name: str) -> None:
    loss = classifier(2, 2, 2)
    given = values(loss.program)
    slope = call("D", loss.to_wl("shared", "plain"), symbols_of(loss.program.placeholders[name], "plain")[0])
    got = woxi.evaluate(call("ReplaceAll", slope, rules(loss.program, given, "plain")))
    parameters = {n: v for n, v in given.items() if n not in "xt"}
    expected = loss.gradient(name).evaluate(given["x"], given["t"], parameters)[name].flat[0]
    assert float(got) == pytest.approx(float(expected), rel=1e-12)


def classes(rank: int) -> ProgramBuilder:
    builder = ProgramBuilder()
    builder.placeholder(Placeholder("v", (4, 2), "parameter", "v"))
    builder.placeholder(Placeholder("t", (3,) * rank, "target", "t", (), Classes(4)))
    return builder


@pytest.mark.parametrize(
    ("rank", "statement"),
    [
        (0, Take(("v", "t"), "cd,->d")),
        (1, Take(("v", "t"), "cd,b->bd")),
        (1, Take(("v", "t"), "cd,b->db")),
        (0, OneHot(("t",), "->c", 4)),
        (1, OneHot(("t",), "b->bc", 4)),
    ],
)
def test_a_class_that_is_a_symbol_picks_by_kronecker_delta(woxi: WoxiEngine, rank: int, statement: Any) -> None:
    builder = classes(rank)
    program = builder.program(builder.append(statement, "y"))
    check(woxi, program)
    assert "KroneckerDelta" in Readings(program).to_wl_text("shared")
    given = values(program)
    known = woxi.evaluate(Readings(program, inserted=given).to_wl("shared"))
    np.testing.assert_allclose(np.asarray(known, dtype=float), numeric(program)(given), rtol=1e-15)


def test_a_class_found_among_others_is_still_a_symbol(woxi: WoxiEngine) -> None:
    builder = classes(1)
    builder.append(Reshape(("t",), (3, 1)), "r")
    check(woxi, builder.program(builder.append(Take(("v", "r"), "cd,ab->abd"), "y")))


def test_numbers_stand_where_the_symbols_stood(woxi: WoxiEngine) -> None:
    net = NetChain([LinearLayer(2, weights=[[1, 2], [3, 4]], biases=None), Tanh])
    formula = net.formula().with_values()
    assert formula.to_wl_text("shared") == "Tanh[{{1., 2.}, {3., 4.}} . {x[1], x[2]}]"
    everything = formula.with_values({"x": [1, 0]})
    assert woxi.evaluate(everything.to_wl("shared")) == pytest.approx(np.tanh([1, 3]).tolist(), rel=1e-15)
    twice = classifier(1, 1, 1).gradient().with_values({"x": [0.5], "w3": [[2.0]]})
    assert "w3 = {{2.}}; " in twice.to_wl_text("shared")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("loss", [classifier(3, 4, 2), classifier(2, 2, symbols={"Weights": "z", "Input": "xs"})])
def test_text_and_wxf_are_the_tree(loss: Loss, style: SymbolStyle) -> None:
    """Read by our reader and by wolframclient's."""
    for formula in (loss, loss.gradient()):
        tree = formula.to_wl("shared", style)
        dialect = "wolfram" if style == "indexed" else "woxi"
        assert same_tree(read_wl(formula.to_wl_text("shared", dialect)), tree)
        assert same_tree(binary_deserialize(formula.to_wxf("shared", style)), tree)


@pytest.mark.parametrize("head", ["w", "h", "z", "z1", "x", "xs", "ts", "local1", "d", "loss"])
@pytest.mark.parametrize("kind", ["Weights", "Biases", "Input", "Target"])
@pytest.mark.parametrize("style", STYLES)
def test_a_local_variable_is_never_taken_for_an_element(kind: str, head: str, style: SymbolStyle) -> None:
    """Nor what the kernel makes of it: it renames a local x to x$37, and x$37 may be an element."""
    if (kind, head) in {("Input", "w"), ("Target", "w"), ("Biases", "w")} or (head == "x" and kind != "Input"):
        return  # the head of another kind of symbol
    program = classifier(2, 2, 2, symbols={kind: head}).gradient().program
    elements = set()
    for array in program.placeholders.values():
        symbols = symbols_of(array, style)
        elements |= {(symbol if style == "plain" else symbol.head).name for symbol in symbols}
    local = {symbol.name for symbol in shared_form(program, {}, style, ("w1", "b1", "w3", "b3")).args[0]}
    assert not local & elements
    assert not {f"{name}${number}" for name in local for number in range(1, 3)} & elements


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("sizes", "weights"), [((10, 32, 10), 682), ((64, 64, 64, 10), 8970)])
def test_its_length_is_that_of_the_names_of_the_weights(
    sizes: tuple[int, ...], weights: int, style: SymbolStyle
) -> None:
    """The limits are 26 and 50 bytes a weight: what one occurrence, and two, of ``w[1, i, j]`` take in WXF."""
    loss = classifier(*sizes)
    assert len(loss.to_wxf("shared", style)) <= 26 * weights
    assert len(loss.gradient().to_wxf("shared", style)) <= 50 * weights
    assert sum(isinstance(node, ElementList) for node in postorder(loss.to_wl("shared", style))) == 2 * len(sizes)


def test_arrays_that_would_fill_the_memory_are_refused() -> None:
    loss = net_loss(NetChain([4000, Tanh, 1], input=4000))
    with pytest.raises(FormTooLargeError, match='"array"'):
        loss.to_wl("shared")


def test_a_net_without_arrays_needs_no_module() -> None:
    builder = ProgramBuilder()
    builder.placeholder(Placeholder("x", (), "input", "x"))
    program = builder.program(builder.append(Map(("x",), 2 * slot(0), "->"), "y"))
    assert Readings(program).to_wl_text("shared") == "2*x"
