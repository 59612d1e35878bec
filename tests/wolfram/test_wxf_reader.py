"""WXF is read as wolframclient writes it, faithfully, at any depth; anything else is one kind of error."""

import math
import struct
import zlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.serializers import export

from wlbridge.errors import WXFError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.tree import Tree, same_tree
from wlbridge.wolfram.wxf import read_wxf

ATOMS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.binary(),
    st.booleans(),
    st.none(),
    st.sampled_from([WLSymbol("Global`x"), WLSymbol("Pi"), WLSymbol("a`b`c")]),
)


def compounds(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, max_size=5)
    return st.one_of(
        some,
        st.dictionaries(st.text() | st.integers(), parts, max_size=5),
        st.builds(
            lambda head, args: WLFunction(head, *args),
            st.sampled_from([WLSymbol("Global`f"), WLFunction(WLSymbol("g"), 1)]),
            some,
        ),
    )


@given(st.recursive(ATOMS, compounds))
def test_every_tree_comes_back(tree: Tree) -> None:
    assert same_tree(read_wxf(export(tree, target_format="wxf")), tree)


@given(st.binary().filter(lambda data: data[:1] != b"8"))
@example(b"")
@example(b"8:")
@example(b"8:f")
@example(b"8:f\xff\xff\xff\xff\xff\xff\xff\xff\x7f")
@example(b"8:f" + b"\xff" * 20)
@example(b"8:S\x02\xff\xff")
@example(b"8:A\x01C\x01C\x02")
@example(b"8:-C\x01C\x02")
@example(b"8:C\x01C\x02")
@example(b"8:I\x021x")
@example(b"8:I\x02\xd9\xa1")
@example(b"8:S\xff\xff\xff\xff\xff\xff\xff\xff\x7f")
@example(b"8C:" + zlib.compress(b"C\x01")[:-1])
@example(b"8C:" + zlib.compress(b"C\x01") + b"x")
@example(b"8C:" + zlib.compress(b"C"))
@example(b"8:f\x00")
@example(b"8:-")
def test_what_is_not_wxf_is_an_error_of_one_kind(data: bytes) -> None:
    with pytest.raises(WXFError):
        read_wxf(data)


@given(st.binary(max_size=30), st.sampled_from([b"8:", b"8:f\x03", b"8:A\x02-", b"8:f\x01s\x04List"]))
def test_fuzzed_data_are_read_or_refused(data: bytes, start: bytes) -> None:
    try:
        tree = read_wxf(start + data)
    except WXFError:
        return
    assert same_tree(tree, read_wxf(start + data))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"9:C\x01", "does not begin with the WXF header"),
        (b"8:\xc1\x10\x01\x01\x05", r"elements b'\\x10'"),  # unsigned integers: only in numeric arrays
        (b"8:A\x01C\x01C\x02", "b'C' in place of a rule"),
        (b"8:C\x01C\x02", "2 bytes after the expression"),
        (b"8:I\x021x", "an integer of 2 characters"),
        (b"8:Z", "unknown token b'Z'"),
        (b"8:S" + b"\xff" * 20, "nine bytes"),
    ],
)
def test_what_is_not_read_is_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(WXFError, match=rf"byte \d+: .*{name}"):
        read_wxf(data)


def test_no_more_parts_are_read_than_allowed() -> None:
    data = export([1, [2, 3]], target_format="wxf")  # two lists with their heads, and three numbers
    assert read_wxf(data, most_parts=7) == (1, (2, 3))
    with pytest.raises(WXFError, match="more than 6 parts"):
        read_wxf(data, most_parts=6)


def test_an_array_of_a_rank_that_numpy_does_not_have_is_refused_before_its_sizes_are_read() -> None:
    with pytest.raises(WXFError, match="an array of rank 65"):
        read_wxf(b"8:\xc1\x00\x41", arrays=True)
    assert read_wxf(b"8:\xc1\x00\x40" + b"\x01" * 64 + b"\x07", arrays=True).shape == (1,) * 64


def test_depth_is_only_a_matter_of_memory() -> None:
    depth = 50_000
    tree = read_wxf(b"8:" + b"f\x01s\x04Hold" * depth + b"C\x01")
    for _ in range(depth):
        assert tree.head == WLSymbol("Hold")
        (tree,) = tree.args
    assert tree == 1


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "Indeterminate"),
    ],
)
def test_doubles_that_are_not_finite_are_named(value: float, tree: str) -> None:
    assert same_tree(read_wxf(b"8:r" + struct.pack("<d", value)), read_wl(tree))


@pytest.mark.parametrize(
    ("data", "tree"),
    [
        (b"8:A\x02-C\x01C\x02-r\0\0\0\0\0\0\xf0\x3fC\x03", "<|1 -> 2, 1. -> 3|>"),
        (b"8:A\x01:s\x01aC\x02", "<|a :> 2|>"),
        (b"8:A\x01-f\x00s\x04ListC\x02", "<|{} -> 2|>"),
        (b"8:A\x02-C\x01C\x02-C\x01C\x03", "<|1 -> 2, 1 -> 3|>"),
    ],
    ids=["1 and 1.", "delayed", "list as key", "twice the same"],
)
def test_an_association_that_no_dict_can_hold_stays_a_function(data: bytes, tree: str) -> None:
    read = read_wxf(data)
    assert isinstance(read, WLFunction)
    assert same_tree(read, read_wl(tree))


def packed(kind: bytes, dimensions: bytes, data: bytes) -> bytes:
    return b"8:\xc1" + kind + bytes([len(dimensions)]) + dimensions + data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (packed(b"\x00", b"\x03", b"\x01\x02\xff"), (1, 2, -1)),
        (packed(b"\x00", b"\x02\x03", bytes(range(6))), ((0, 1, 2), (3, 4, 5))),
        (packed(b"\x00", b"\x02\x01\x02", bytes(range(4))), (((0, 1),), ((2, 3),))),
        (packed(b"\x00", b"\x00", b""), ()),
        (packed(b"\x22", b"\x01", struct.pack("<f", 0.1)), (0.10000000149011612,)),
        (packed(b"\x23", b"\x02", struct.pack("<2d", 0.1, math.inf)), (0.1, WLSymbol("Infinity"))),
        (packed(b"\x34", b"\x01", struct.pack("<2d", 1, 2)), (1 + 2j,)),
        (b"8:f\x02s\x04ListC\x05\xc1\x00\x01\x01\x07", (5, (7,))),
        (b"8:R\x041.`2", Decimal("1.0")),
        (b"8:R\x0b-2.5`3.*^-4", Decimal("-0.000250")),
    ],
)
def test_numbers_of_all_kinds_are_read(data: bytes, value: object) -> None:
    assert same_tree(read_wxf(data), value)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (packed(b"\x00", b"\x02\x00", b""), "an empty array of rank 2"),
        (packed(b"\x44", b"\x01", b"\x00"), "elements b'D'"),
        (b"8:R\x03abc", "abc in place of"),
        (b"8:R\x0215", "15 in place of"),
        (b"8:R\x00", "in place of"),
    ],
)
def test_what_is_no_number_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(WXFError, match=rf"byte \d+: .*{name}"):
        read_wxf(data)


def test_the_elements_of_arrays_count_as_parts() -> None:
    data = packed(b"\x00", b"\x64", bytes(100))
    assert len(read_wxf(data, most_parts=101)) == 100
    with pytest.raises(WXFError, match="more than 100 parts"):
        read_wxf(data, most_parts=100)


@given(st.text("0123456789.`*^+-", max_size=40))
def test_any_text_of_a_real_is_read_or_refused(text: str) -> None:
    try:
        value = read_wxf(b"8:R" + bytes([len(text)]) + text.encode())
    except WXFError:
        return
    assert isinstance(value, Decimal)
