"""What is repeated is named once, where that changes nothing; what would be too long otherwise is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from occurrences import occurrences
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge.errors import DataError, FormTooLargeError
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.shared_tree import shared_tree
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree, distinct_objects, same_tree
from wlbridge.wolfram.wxf import write_wxf

X = user("x")


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("Sin[x]^2 + Exp[Sin[x]^2]", "Module[{t1}, t1 = Sin[x]^2; t1 + Exp[t1]]"),
        ("f[f[x]] + f[x]", "Module[{t1}, t1 = f[x]; f[t1] + t1]"),
        ("{{a + b, c}, {c, a + b}}", "Module[{t1}, t1 = a + b; {{t1, c}, {c, t1}}]"),
        (
            "Sin[Cos[x]] + Cos[x] + Tan[Sin[Cos[x]]]",
            "Module[{t1, t2}, t1 = Cos[x]; t2 = Sin[t1]; t2 + t1 + Tan[t2]]",
        ),
        ("Sin[x] + Exp[Sin[x]]*t1", "Module[{t2}, t2 = Sin[x]; t2 + Exp[t2]*t1]"),
        # What is outside of Sum has a name, what is inside of it has none.
        (
            "Sin[x] + Exp[Sin[x]] + Sum[Sin[x]^i, {i, n}]",
            "Module[{t1}, t1 = Sin[x]; t1 + Exp[t1] + Sum[Sin[x]^i, {i, n}]]",
        ),
    ],
)
def test_what_is_repeated_is_named(text: str, shared: str) -> None:
    assert write_wl(read_wl(text), shared=True) == shared


@pytest.mark.parametrize(
    "text",
    [
        "x + y*x",
        "w[1, 2] + Exp[w[1, 2]]",
        "1/3 + x/3",
        "Function[x, Sin[x] + Sin[x]^2]",
        "Sin[#1] + Sin[#1]^2 &",
        "Hold[Sin[x], Sin[x]]",
        "RandomReal[] + RandomReal[]",
        "Sin[RandomReal[]] + Sin[RandomReal[]]",
        "Sum[Sin[i], {i, n}] + Sum[Sin[i], {i, n}]",
        "f'[x] + f'[x]",
        "{a_ + b_, a_ + b_}",
        "Sin[1] + Sin[1.]",
        "<|a -> Sin[x], b -> Sin[x]|>",
    ],
)
def test_what_must_stay_or_is_no_shorter_stays(text: str) -> None:
    assert write_wl(read_wl(text), shared=True) == write_wl(read_wl(text))


def formulas() -> st.SearchStrategy[Tree]:
    leaves = st.sampled_from([X, user("y"), user("t1"), 2, 0.5])

    def compounds(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return st.one_of(
            st.builds(call, st.sampled_from(["Sin", "f", "Sum", "RandomReal"]), parts),
            st.builds(call, st.sampled_from(["Plus", "Times"]), parts, parts),
            parts.map(lambda part: call("Plus", part, call("Exp", part))),
            st.lists(parts, max_size=3),
        )

    return st.recursive(leaves, compounds, max_leaves=12)


def put_back(tree: Tree) -> Tree:
    """The tree with the names of its Module replaced by what they stand for."""
    if not (isinstance(tree, WLFunction) and tree.head == WLSymbol("Module")):
        return tree
    *steps, result = tree.args[1].args
    values: dict[Any, Tree] = {}

    def replaced(node: Tree) -> Tree:
        if isinstance(node, WLFunction):
            return WLFunction(replaced(node.head), *map(replaced, node.args))
        if isinstance(node, list | tuple):
            return [replaced(part) for part in node]
        return values.get(node, node) if isinstance(node, WLSymbol) else node

    for step in steps:
        values[step.args[0]] = replaced(step.args[1])
    return replaced(result)


@given(formulas())
def test_with_the_values_put_back_it_is_the_expression(tree: Tree) -> None:
    shared = shared_tree(tree)
    assert same_tree(put_back(shared), tree)
    if shared is not tree:  # each name is worth it
        names = shared.args[0]
        counts = [occurrences(shared.args[1], name.__eq__) for name in names]
        assert all(count >= 3 for count in counts)  # where it is set, and twice at least


def doublings(count: int) -> Tree:
    tree = call("Sin", X)
    for _ in range(count):
        tree = call("Times", tree, call("Exp", tree))
    return tree


def test_the_shared_text_of_a_thousand_doublings_is_short() -> None:
    text = write_wl(doublings(1000), shared=True)
    assert len(text) < 40_000
    assert text.startswith("Module[{t1, t2,")
    assert len(list(distinct_objects(read_wl(text)))) < 20_000


def test_a_text_that_is_mostly_repetitions_is_refused() -> None:
    with pytest.raises(FormTooLargeError, match=r"6,291,454 functions .*, of which 43 are different.*shared=True"):
        write_wl(doublings(21))  # 3*2^21 - 2: twice what is inside, and the product and the Exp, each time
    with pytest.raises(FormTooLargeError, match=r"10\^12 or more"):
        write_wl(doublings(500))
    assert write_wl([0] * 300_000).count("0") == 300_000


def test_depth_is_only_a_matter_of_memory() -> None:
    tree: Tree = X
    for _ in range(100_000):
        tree = call("Sin", tree)
    pair = shared_tree([tree, tree])
    assert pair.args[1].args[1] == [user("t1")] * 2
    assert len(write_wxf(pair)) < 800_000


def test_arrays_are_compared_as_objects() -> None:
    array = np.arange(3.0)
    one, other = call("Total", array), call("Total", array.copy())
    assert shared_tree([one, other]) == [one, other]


def test_what_contains_itself_is_refused() -> None:
    own: list[Any] = []
    own.append(own)
    with pytest.raises(DataError, match="contains itself"):
        shared_tree(own)
