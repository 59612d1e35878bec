"""A list of elements as one leaf is written as the lists of its symbols are, one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.serializers import export

from wlbridge.names import array_name
from wlbridge.program import Placeholder
from wlbridge.wolfram.element_list import ElementList, SymbolStyle
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import arguments, head_name, same_tree
from wlbridge.wolfram.wxf import write_wxf

SHAPES = st.lists(st.integers(1, 11), min_size=1, max_size=3).map(tuple)
KEYS = st.lists(
    st.one_of(
        st.integers(1, 300),
        st.tuples(st.integers(1, 3), st.sampled_from(["a", "\u03b1"])),
        st.sampled_from(["hidden", 'a"b', "\u03b1"]),
    ),
    max_size=2,
).map(tuple)


@settings(deadline=None)
@given(SHAPES, KEYS, st.sampled_from(["indexed", "plain"]))
def test_text_and_wxf(shape: tuple[int, ...], key: tuple[int | str, ...], style: SymbolStyle) -> None:
    elements = ElementList(Placeholder(array_name("w", key), shape, "parameter", "w", key), style)
    one_by_one = elements.to_wl()
    for dialect in ("wolfram", "woxi"):
        assert write_wl(elements, dialect=dialect) == write_wl(one_by_one, dialect=dialect)
    assert write_wxf(elements) == write_wxf(one_by_one)
    assert same_tree(elements, one_by_one)


@pytest.mark.parametrize("style", ["indexed", "plain"])
@pytest.mark.parametrize("size", [9, 10, 99, 127, 128, 129, 255, 256, 1000, 32767, 32768, 40000])
def test_sizes_at_which_numbers_get_longer(size: int, style: SymbolStyle) -> None:
    elements = ElementList(Placeholder("x", (size,), "input", "x"), style)
    assert write_wxf(elements) == write_wxf(elements.to_wl())
    assert write_wl(elements) == write_wl(elements.to_wl())


def test_it_is_a_list_in_a_tree() -> None:
    elements = ElementList(Placeholder("w1", (2, 1), "parameter", "w", (1,)), "indexed")
    assert head_name(elements) == "List"
    assert [head_name(row) for row in arguments(elements)] == ["List", "List"]
    assert repr(elements.to_wl()) == "[[Global`w[1, 1, 1]], [Global`w[1, 2, 1]]]"


def test_the_text_of_wolframclient() -> None:
    elements = ElementList(Placeholder("w1", (1, 2), "parameter", "w", (1,)), "indexed")
    assert export(elements) == b"{{Global`w[1, 1, 1], Global`w[1, 1, 2]}}"


def test_an_array_without_dimensions_is_one_symbol() -> None:
    assert repr(ElementList(Placeholder("t", (), "target", "t"), "indexed").to_wl()) == "Global`t"
    assert repr(ElementList(Placeholder("p1", (), "parameter", "p", (1,)), "indexed").to_wl()) == "Global`p[1]"
    assert repr(ElementList(Placeholder("p1", (), "parameter", "p", (1,)), "plain").to_wl()) == "Global`p1"
