"""Other symbols in a tree: everything else stays, at any depth."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge import NetChain
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.renamed import renamed
from wlbridge.wolfram.tree import Tree, same_tree

ATOMS = st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.booleans(), st.none())
SYMBOLS = st.sampled_from(["x", "Global`x", "Plus", "a`b`c"]).map(WLSymbol)


def compounds(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.lists(parts),
        st.lists(parts).map(tuple),
        st.dictionaries(st.text(), parts),
        st.builds(lambda head, args: WLFunction(head, *args), parts, st.lists(parts)),
    )


@given(st.recursive(ATOMS | SYMBOLS, compounds))
def test_with_the_same_names_it_is_the_same_tree(tree: Tree) -> None:
    assert same_tree(renamed(tree, lambda name: name), tree)


def test_symbols_are_renamed_wherever_they_stand_and_strings_are_not() -> None:
    tree = {"x": [user("x"), (user("x")(user("x"), "Global`x"),)], "y": call("f", system("x"))}
    expected = {"x": [WLSymbol("my`x"), (WLSymbol("my`x")(WLSymbol("my`x"), "Global`x"),)], "y": tree["y"]}
    assert same_tree(renamed(tree, lambda name: name.replace("Global`", "my`")), expected)


def test_lists_of_elements_are_written_out() -> None:
    tree = NetChain([2], input=2).formula().to_wl("shared")
    assert "ElementList" in repr(tree)
    assert same_tree(renamed(tree, lambda name: name), tree)
    assert "ElementList" not in repr(renamed(tree, lambda name: name))


def test_numbers_and_arrays_stay_what_they_are() -> None:
    array = np.array([1.0, 2.0])
    assert renamed([array, -0.0], str.upper)[0] is array


def test_depth_does_not_matter() -> None:
    tree = user("x")
    for _ in range(20_000):
        tree = call("f", tree)
    assert same_tree(renamed(tree, lambda name: name), tree)
