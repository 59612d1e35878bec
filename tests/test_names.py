"""Names: different arrays and elements have different names, all of them symbols of the Wolfram Language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wlbridge import LinearLayer, NetChain, net_loss
from wlbridge.errors import WLBridgeError
from wlbridge.names import DEFAULT_HEADS, array_name, check_heads, element_name, plain_symbol

TEXT = st.one_of(st.text(min_size=1, max_size=6), st.text("aZ_15 ]\u00e9\u0416", min_size=1, max_size=6))
SYMBOL = re.compile(r"[A-Za-z$][A-Za-z0-9$]*")


@pytest.mark.parametrize(
    ("head", "key", "name"),
    [
        ("x", (), "x"),
        ("w", (3,), "w3"),
        ("w", ((2, 1),), "w2_1"),
        ("w", ("hidden",), "w_hidden"),
        ("w", (("a", 2),), "w_a_2"),
        ("p", (3, "Scaling"), "p3_Scaling"),
        ("w", ("a b",), "w_aZ20Zb"),
        ("w", ("Z",), "w_ZZ"),
        ("w", ("\u03b1",), "w_Z3b1Z"),
        ("w", ("1",), "w_1"),
    ],
)
def test_an_array_is_named_by_head_and_key(head: str, key: Any, name: str) -> None:
    assert array_name(head, key) == name


@given(TEXT, TEXT)
def test_different_layer_names_give_different_arrays(one: str, other: str) -> None:
    assert (array_name("w", (one,)) == array_name("w", (other,))) == (one == other)


@given(TEXT, st.lists(st.integers(0, 20), max_size=3))
def test_every_name_is_an_identifier_and_a_symbol(layer: str, index: list[int]) -> None:
    name = element_name(array_name("w", (layer,)), index)
    assert name.isidentifier()
    assert name.isascii()
    assert SYMBOL.fullmatch(plain_symbol(name))
    assert plain_symbol(name).replace("$", "_") == name  # no name contains a $, so nothing is lost


def test_indices_count_from_1() -> None:
    assert element_name("w1", (0, 2)) == "w1_1_3"
    assert element_name("t", ()) == "t"


def test_heads_that_are_not_chosen_are_the_defaults() -> None:
    assert check_heads({}) == dict(DEFAULT_HEADS)
    assert check_heads({"Weights": "v2W"}) == {**DEFAULT_HEADS, "Weights": "v2W"}
    assert check_heads({"Weights": "b", "Biases": "w"}) == {**DEFAULT_HEADS, "Weights": "b", "Biases": "w"}


LAYER_NAMES = st.sampled_from(["a", "b", "a_1", "a_b", "1", "a_1_1", "_", "a_"])
CHAINS = st.recursive(
    st.dictionaries(LAYER_NAMES, st.sampled_from([1, 2, LinearLayer([]), LinearLayer(2, biases=None)]), min_size=1),
    lambda inner: st.one_of(
        st.dictionaries(LAYER_NAMES, inner, min_size=1, max_size=3), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=3,
)


@settings(max_examples=200, deadline=None)
@given(CHAINS)
def test_the_elements_of_a_net_have_different_names_or_it_is_refused(specification: Any) -> None:
    try:
        loss = net_loss(NetChain(specification, input=2))
    except WLBridgeError as error:
        assert "name" in str(error)
        return
    names = [symbol.name for symbols in loss.symbols.values() for symbol in symbols.flat]
    assert len({plain_symbol(name) for name in names}) == len(names)


@pytest.mark.parametrize("head", ["w", "h", "loss", "y", "z"])
def test_shared_parts_have_names_of_their_own(head: str) -> None:
    loss = net_loss(NetChain([2, [2, 2]], input=2), symbols={"Weights": head})
    taken = {symbol.name for symbols in loss.symbols.values() for symbol in symbols.flat}
    assert not taken & {symbol.name for symbol, _ in loss.shared().assignments}
