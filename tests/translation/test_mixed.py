"""Expressions of wolframclient with sympy inside become trees of the Wolfram Language alone."""

from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from sympy import IndexedBase, MatrixSymbol, Symbol
from wolframclient.language import wlexpr
from wolframclient.serializers.serializable import WLSerializable

from wlbridge import NetChain, from_wl, net_loss, to_wl
from wlbridge.errors import UnsupportedFunctionError, WolframSyntaxError
from wlbridge.translation.mixed import mixed_tree
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.tree import Tree, same_tree

x, y = sympy.symbols("x y")
square = call("Power", user("x"), 2)


class Wrapped(WLSerializable):
    """An object of the user's, as wolframclient has them."""

    def __init__(self, inside: Any) -> None:
        self.inside = inside

    def to_wl(self) -> Any:
        return call("Wrapped", self.inside)

    def __repr__(self) -> str:
        return f"Wrapped({self.inside!r})"


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        (x**2, square),
        (call("F", x**2, 1, "a", None, True, 0.5), call("F", square, 1, "a", None, True, 0.5)),
        (call("F", x**2)(x**2), call("F", square)(square)),
        ([x, (x**2, [])], [user("x"), [square, []]]),
        ({"a": x, x: 2}, call("Association", call("Rule", "a", user("x")), call("Rule", user("x"), 2))),
        (sympy.Matrix([[x, 1]]), [[user("x"), 1]]),
        (np.array([x, 2], dtype=object), [user("x"), 2]),
        (np.array([1.5, 2.0]), [1.5, 2.0]),
        (np.array(["a", "bc"]), ["a", "bc"]),
        (mpmath.mpf(0.5), 0.5),
        (wlexpr("x^2 + Pi"), call("Plus", square, system("Pi"))),
        (Wrapped([x**2, Wrapped(1)]), call("Wrapped", [square, call("Wrapped", 1)])),
        (NetChain([2], input=1), NetChain([2], input=1).to_wl()),
    ],
    ids=repr,
)
def test_what_is_inside_is_translated(value: Any, tree: Tree) -> None:
    with mpmath.workprec(53):  # which is what sympy gives a number of mpmath
        assert same_tree(mixed_tree(value)[0], tree)


def test_a_loss_is_its_formula() -> None:
    loss = net_loss(NetChain([1], input=1))
    assert same_tree(mixed_tree([loss])[0], [loss.to_wl()])


def test_symbols_are_told_by_their_names_there() -> None:
    matrix, indexed = MatrixSymbol("M", 2, 2), IndexedBase("a_b")
    positive, constant = Symbol("p", positive=True), Symbol("E")
    _, symbols = mixed_tree([call("F", matrix * 2), indexed[1], positive, constant])
    assert symbols == {"M": matrix, "a$b": indexed, "p": positive, "Global`E": constant}


def test_the_tree_reads_back_with_the_symbols() -> None:
    matrix, indexed, k = MatrixSymbol("M", 2, 2), IndexedBase("a"), Symbol("k", integer=True)
    expression = sympy.Sum(indexed[k] * matrix[0, 1], (k, 1, 3))
    tree, symbols = mixed_tree(expression)
    assert from_wl(tree, symbols=symbols.values()) == expression


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (call("F", [1, {2}]), r"^expression\[\[1, 2\]\]: a value of the type set"),
        (call("F", 1)(object()), r"^expression\[\[1\]\]: a value of the type object"),
        (call("F", {1: 2, 3: b"a"}), r"^expression\[\[1, 2, 2\]\]: a value of the type bytes"),
        (call("F", np.longdouble)(1), r"^expression\[\[0, 1\]\]: a value of the type type"),
        ([np.array(["2020"], dtype="datetime64")], r"^expression\[\[1\]\]: a value of the type ndarray"),
        (
            call("F", [x, sympy.exp(sympy.Function("f")(x))]),
            r"^expression\[\[1, 2\]\]\.args\[0\]: the undefined function",
        ),
        (Wrapped(Wrapped({1})), r"^expression\[\[1, 1\]\]: a value of the type set"),
        (Wrapped, r"^expression: a value of the type type"),
    ],
)
def test_what_has_no_form_there_is_refused_with_its_place(value: Any, message: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match=message):
        mixed_tree(value)


def test_raw_text_has_to_be_wolfram_language() -> None:
    with pytest.raises(WolframSyntaxError, match=r"expression\[\[1\]\], line 1, column 3"):
        mixed_tree([wlexpr("1+]")])


def test_depth_is_no_matter() -> None:
    deep: Any = x
    for _ in range(20_000):
        deep = call("F", [deep])
    tree, symbols = mixed_tree(deep)
    for _ in range(20_000):
        ((tree,),) = tree.args
    assert (tree, symbols) == (to_wl(x), {"x": x})


def test_what_is_shared_stays_shared() -> None:
    shared: Any = x + y
    for _ in range(200):
        shared = call("F", shared, shared)
    tree, _ = mixed_tree(shared)
    for _ in range(200):
        assert tree.args[0] is tree.args[1]
        tree = tree.args[0]
