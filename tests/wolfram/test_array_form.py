"""The array form of every kind of statement, evaluated by woxi, against the numeric reading.

The numeric reading is itself held against mpmath in the tests of the layers.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from nets_and_losses import LOSSES, NETS, values
from wolframclient.language.expression import WLFunction

from wlbridge import (
    ElementwiseLayer,
    LinearLayer,
    NetChain,
    SoftmaxLayer,
    Tanh,
    net_loss,
)
from wlbridge.engines import WoxiEngine
from wlbridge.formula import Formula
from wlbridge.layers.elementwise import NAMED_FUNCTIONS
from wlbridge.numeric.reading import numeric
from wlbridge.program import Classes, Placeholder, Program, ProgramBuilder
from wlbridge.statements import Broadcast, Concatenate, Einsum, Map, Take, slot
from wlbridge.wolfram.array_form import array_form


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


def check(woxi: WoxiEngine, program: Program) -> None:
    given = values(program)
    tree = WLFunction(array_form(program, {}), *(np.asarray(given[name]).tolist() for name in program.placeholders))
    expected = numeric(program)(given)
    np.testing.assert_allclose(np.asarray(woxi.evaluate(tree), dtype=float), expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", NETS)
def test_layers(woxi: WoxiEngine, name: str) -> None:
    layers, shape = NETS[name]
    check(woxi, NetChain(layers, input=shape).formula().program)


@pytest.mark.parametrize("name", NAMED_FUNCTIONS)
def test_gradients(woxi: WoxiEngine, name: str) -> None:
    """Every named function, whose derivatives have steps and cases that do not thread over arrays."""
    loss = net_loss(NetChain([2, ElementwiseLayer(name), LinearLayer([2, 2]), SoftmaxLayer()], input=3))
    gradient = loss.gradient()
    given = values(gradient.program)
    tree = WLFunction(
        gradient.to_wl("array"), *(np.asarray(given[n]).tolist() for n in gradient.program.placeholders)
    )
    parameters = {n: v for n, v in given.items() if n not in "xt"}
    expected = gradient.evaluate(given["x"], given["t"], parameters)
    got = woxi.evaluate(tree)
    for array, slopes in expected.items():
        np.testing.assert_allclose(np.asarray(got[array], dtype=float), slopes, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("log", ["exact", "kernel"])
@pytest.mark.parametrize("name", LOSSES)
def test_losses(woxi: WoxiEngine, name: str, log: Any) -> None:
    layers, shape, loss = LOSSES[name]
    check(woxi, net_loss(NetChain(layers, input=shape), loss, log=log).program)


@pytest.mark.parametrize(
    ("spec", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 2)]),
        ("ij,jk->ki", [(2, 3), (3, 2)]),
        ("ij,kj->ik", [(2, 3), (4, 3)]),
        ("ij,i->ij", [(2, 3), (2,)]),
        ("ij,j->ij", [(2, 3), (3,)]),
        ("ij,j->", [(2, 3), (3,)]),
        ("ij,ij->j", [(2, 3), (2, 3)]),
        ("bi,bj->bij", [(2, 3), (2, 2)]),
        ("i,j->ji", [(2,), (3,)]),
        (",ij->ij", [(), (2, 3)]),
        ("ii->i", [(3, 3)]),
        ("ii->", [(3, 3)]),
        ("i,i,i->", [(3,), (3,), (3,)]),
        ("ijk->kj", [(2, 3, 4)]),
    ],
)
def test_einsum(woxi: WoxiEngine, spec: str, shapes: list[tuple[int, ...]]) -> None:
    builder = ProgramBuilder()
    arrays = [builder.placeholder(Placeholder(f"v{k}", s, "parameter", "v", (k,))) for k, s in enumerate(shapes)]
    check(woxi, builder.program(builder.append(Einsum(tuple(arrays), spec), "y")))


def two_arrays(first: tuple[int, ...], second: tuple[int, ...], classes: int | None = None) -> ProgramBuilder:
    builder = ProgramBuilder()
    builder.placeholder(Placeholder("u", first, "parameter", "u"))
    builder.placeholder(Placeholder("v", second, "parameter", "v", (), classes))
    return builder


def test_join_repeat_and_take(woxi: WoxiEngine) -> None:
    builder = two_arrays((2, 3), (2, 2))
    check(woxi, builder.program(builder.append(Concatenate(("u", "v"), 1), "y")))
    builder = two_arrays((3,), (2,))
    check(woxi, builder.program(builder.append(Broadcast(("u",), "j->ijk", (2, 3, 4)), "y")))
    builder = two_arrays((4, 2), (3,), classes=Classes(4))
    check(woxi, builder.program(builder.append(Take(("u", "v"), "cd,b->bd"), "y")))


def test_a_map_that_reads_an_array_twice_with_other_indices(woxi: WoxiEngine) -> None:
    builder = two_arrays((3, 3), (3,))
    check(woxi, builder.program(builder.append(Map(("u", "u"), slot(0) - slot(1) ** 2, "ab,ba->ab"), "y")))


def test_a_map_that_repeats_along_first_levels(woxi: WoxiEngine) -> None:
    builder = two_arrays((2, 3), (3,))
    check(woxi, builder.program(builder.append(Map(("u", "v"), slot(0) * slot(1) + slot(1), "ij,j->ij"), "y")))


def test_inserted_values_stand_in_a_module(woxi: WoxiEngine) -> None:
    net = NetChain([LinearLayer(2, weights=[[1, 2], [3, 4]], biases=None), Tanh])
    text = net.formula().with_values().to_wl_text("array")
    assert text == "Function[{x}, Module[{w1}, w1 = {{1., 2.}, {3., 4.}}; Tanh[w1 . x]]]"
    everything = net.formula().with_values({"x": [1, 0], "w1": [[1, 2], [3, 4]]})
    assert woxi.evaluate(everything.to_wl("array")) == pytest.approx(np.tanh([1, 3]).tolist(), rel=1e-15)


def test_a_net_of_any_width_has_the_same_text() -> None:
    def text(width: int) -> str:
        return Formula(net_loss(NetChain([width, Tanh, 10, SoftmaxLayer()], input=784)).program).to_wl_text("array")

    assert text(128) == text(4096)
    assert text(128) == (
        "Function[{x, w1, b1, w3, b3, t}, Module[{z3}, z3 = w3 . Tanh[w1 . x + b1] + b3; "
        "-(z3 - Log[Total[Exp[z3]]])[[t]]]]"
    )
