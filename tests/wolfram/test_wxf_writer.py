"""WXF is written as wolframclient's exporter writes it, byte for byte, wherever that keeps the meaning."""

import math
import struct
import zlib
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wolframclient.language import wlexpr
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.serializers import export
from wolframclient.utils.packedarray import PackedArray
from wxf_expressions import ALL_EXPRESSIONS, EXPRESSIONS

from wlbridge.errors import FormTooLargeError, SymbolNameError, WXFError
from wlbridge.wolfram.tree import same_tree
from wlbridge.wolfram.wxf import read_wxf, write_wxf
from wlbridge.wolfram.wxf.association import AssociationFunction

RULE, DELAYED, ASSOCIATION = WLSymbol("Rule"), WLSymbol("RuleDelayed"), WLSymbol("Association")
F, PLUS, X = WLSymbol("f"), WLSymbol("Plus"), WLSymbol("Global`x")


class Colour(IntEnum):
    RED = 3


def many(config: pytest.Config) -> settings:
    return settings(max_examples=10_000 if config.getoption("--long") else 100, deadline=None)


def test_the_bytes_are_those_of_wolframclient(pytestconfig: pytest.Config) -> None:
    @many(pytestconfig)
    @given(EXPRESSIONS, st.booleans())
    def check(tree: Any, compressed: bool) -> None:
        assert write_wxf(tree, compressed=compressed) == export(tree, target_format="wxf", compress=compressed)

    check()


def test_an_expression_that_was_read_is_written_as_it_was(pytestconfig: pytest.Config) -> None:
    @many(pytestconfig)
    @given(ALL_EXPRESSIONS, st.booleans())
    def check(tree: Any, compressed: bool) -> None:
        data = write_wxf(tree, compressed=compressed)
        back = read_wxf(data, arrays=True, symbol=WLSymbol)
        assert write_wxf(back, compressed=compressed) == data

    check()


# From the tables of tutorial/WXFFormatDescription and its examples of bytes.
TOKENS = {
    "Integer8": (127, b"C\x7f"),
    "Integer8, least": (-128, b"C\x80"),
    "Integer16": (128, b"j\x80\x00"),
    "Integer16, least": (-(2**15), b"j\x00\x80"),
    "Integer32": (2**15, b"i\x00\x80\x00\x00"),
    "Integer64": (2**31, b"L\x00\x00\x00\x80\x00\x00\x00\x00"),
    "Integer64, least": (-(2**63), b"L" + bytes(7) + b"\x80"),
    "BigInteger": (2**63, b"I\x139223372036854775808"),
    "BigInteger, negative": (-(2**63) - 1, b"I\x14-9223372036854775809"),
    "an enumeration": (Colour.RED, b"C\x03"),
    "Real64": (1.5, b"r" + struct.pack("<d", 1.5)),
    "the least double": (5e-324, b"r\x01" + bytes(7)),
    "negative zero": (-0.0, b"r" + bytes(7) + b"\x80"),
    "Infinity": (math.inf, b"f\x01s\x10DirectedInfinityC\x01"),
    "-Infinity": (-math.inf, b"f\x01s\x10DirectedInfinityC\xff"),
    "Indeterminate": (math.nan, b"s\rIndeterminate"),
    "BigReal": (Decimal("1.50"), b"R\x051.5`3"),
    "BigReal, small": (Decimal("-2.5E-400"), b"R\x0c-2.5`2*^-400"),
    "infinite BigReal": (Decimal("-Infinity"), b"f\x01s\x10DirectedInfinityC\xff"),
    "BigReal that is none": (Decimal("sNaN"), b"s\rIndeterminate"),
    "Rational": (Fraction(-1, 2), b"f\x02s\x08RationalC\xffC\x02"),
    "Complex": (1 + 2j, b"f\x02s\x07Complex" + struct.pack("<cdcd", b"r", 1, b"r", 2)),
    "String": ("a\u03c0\U0001f600", b"S\x07a\xcf\x80\xf0\x9f\x98\x80"),
    "ByteArray": (b"a\xff", b"B\x02a\xff"),
    "bytearray": (bytearray(b"a"), b"B\x01a"),
    "memoryview": (memoryview(b"a"), b"B\x01a"),
    "Symbol": (WLSymbol("Pi"), b"s\x02Pi"),
    "Symbol in a context": (X, b"s\x08Global`x"),
    "Symbol of letters beyond ASCII": (WLSymbol("Global`\u03b1"), b"s\x09Global`\xce\xb1"),
    "True": (True, b"s\x04True"),
    "Null": (None, b"s\x04Null"),
    "no arguments": (F(), b"f\x00s\x01f"),
    "Function": (F(1, X), b"f\x02s\x01fC\x01s\x08Global`x"),
    "compound head": (F(1)(2), b"f\x01f\x01s\x01fC\x01C\x02"),
    "string as head": (WLFunction("a", 1), b"f\x01S\x01aC\x01"),
    "List": ([1, (2,)], b"f\x02s\x04ListC\x01f\x01s\x04ListC\x02"),
    "300 arguments": ([0] * 300, b"f\xac\x02s\x04List" + b"C\x00" * 300),
    "Association": ({"a": 1, 2: [3]}, b"A\x02-S\x01aC\x01-C\x02f\x01s\x04ListC\x03"),
    "the function Association": (ASSOCIATION(RULE(1, 2)), b"f\x01s\x0bAssociationf\x02s\x04RuleC\x01C\x02"),
    "RuleDelayed": (AssociationFunction(ASSOCIATION, RULE(1, 2), DELAYED(1, 3)), b"A\x02-C\x01C\x02:C\x01C\x03"),
    "Association of no rules": (AssociationFunction(ASSOCIATION, 1), b"f\x01s\x0bAssociationC\x01"),
    "PackedArray": (np.array([[1, 2]], "i2").view(PackedArray), b"\xc1\x01\x02\x01\x02\x01\x00\x02\x00"),
    "PackedArray, widened": (np.array([200], "u1").view(PackedArray), b"\xc1\x01\x01\x01\xc8\x00"),
    "NumericArray": (np.array([200], "u1"), b"\xc2\x10\x01\x01\xc8"),
    "big-endian array": (np.array([1], ">i4"), b"\xc2\x02\x01\x01\x01\x00\x00\x00"),
    "array in Fortran's order": (
        np.array([[1, 2], [3, 4]], "i1", order="F"),
        b"\xc2\x00\x02\x02\x02\x01\x02\x03\x04",
    ),
    "array without dimensions": (np.array(7), b"C\x07"),
    "float32": (np.float32(0.5), b"r" + struct.pack("<d", 0.5)),
    "infinite float64": (np.float64("inf"), b"f\x01s\x10DirectedInfinityC\x01"),
    "uint64": (np.uint64(2**64 - 1), b"I\x1418446744073709551615"),
    "bool_": (np.bool_(False), b"s\x05False"),
}


@pytest.mark.parametrize(("tree", "data"), TOKENS.values(), ids=TOKENS)
def test_each_kind_of_part(tree: Any, data: bytes) -> None:
    assert write_wxf(tree) == b"8:" + data


REFUSED = {
    "raw text": (wlexpr("Run[1]"), WXFError, "raw text"),
    "a set": ({1}, WXFError, "builtins.set"),
    "deep inside": ([1, {"a": F(object())}], WXFError, "builtins.object"),
    "no name": (WLSymbol("x]; Run["), SymbolNameError, "not the name of a symbol"),
    "no name as head": (WLSymbol("1x")(1), SymbolNameError, "not the name of a symbol"),
    "half a surrogate pair": ("a\ud800", WXFError, "surrogate pair at 1"),
    "long double": (np.longdouble(1), WXFError, "float128|longdouble"),
    "array of objects": (np.array([None]), WXFError, "object"),
    "array of strings": (np.array(["a"]), WXFError, "U1"),
    "array of booleans": (np.array([True]), WXFError, "bool"),
    "array of half precision": (np.array([1], "f2"), WXFError, "float16"),
    "packed uint64": (np.array([1], "u8").view(PackedArray), WXFError, "packed array"),
    "masked array": (np.ma.array([1, 2], mask=[0, 1]), WXFError, "MaskedArray"),
    "empty array": (np.zeros((0, 3)), WXFError, "without elements"),
}


@pytest.mark.parametrize(("tree", "error", "what"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_form_is_refused_by_name(tree: Any, error: type[Exception], what: str) -> None:
    with pytest.raises(error, match=what):
        write_wxf(tree)


@pytest.mark.parametrize(
    "wrap", [lambda inner: [inner], lambda inner: WLFunction(inner, 1), lambda inner: {"a": inner}]
)
def test_depth_is_only_a_matter_of_memory(wrap: Any) -> None:
    tree: Any = 1
    for _ in range(100_000):
        tree = wrap(tree)
    assert same_tree(read_wxf(write_wxf(tree)), tree)


def test_an_expression_that_contains_itself_is_refused() -> None:
    own: list[Any] = [1]
    own.append({"a": F(own)})
    with pytest.raises(WXFError, match="contains itself"):
        write_wxf(own)


def doublings(count: int, leaf: Any) -> Any:
    for _ in range(count):
        leaf = PLUS(leaf, leaf)
    return leaf


def test_what_is_repeated_is_copied() -> None:
    calls = 0

    class Counted(int):
        def bit_length(self) -> int:
            nonlocal calls
            calls += 1
            return int.bit_length(self)

    data = write_wxf(doublings(12, F(*[Counted(5000)] * 40)))
    assert calls == 40
    assert len(data) == 2 + (2**12 - 1) * len(b"f2s4Plus") + 2**12 * len(b"f_s1f" + 40 * b"j__")


def test_what_is_repeated_too_often_is_refused_before_it_is_written() -> None:
    with pytest.raises(FormTooLargeError, match="more than 1,073,741,824 bytes"):
        write_wxf(doublings(10_000, X))
    assert len(write_wxf([0] * 10, most_bytes=28)) == 2 + 28
    with pytest.raises(FormTooLargeError, match="more than 99 bytes"):
        write_wxf("a" * 100, most_bytes=99)


def test_objects_that_live_only_while_they_are_written_are_not_taken_for_each_other() -> None:
    class Fresh(list):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            return ([str(number)] * 40 for number in range(len(self)))

    data = write_wxf(Fresh([0] * 50))
    assert read_wxf(data) == tuple((str(number),) * 40 for number in range(50))


@pytest.fixture(scope="module")
def doubles() -> Any:
    """A million: any bits, and as many subnormal ones; those that are no numbers are left out."""
    random = np.random.default_rng(6)
    bits = random.integers(0, 2**64, 10**6, np.uint64)
    bits[: 5 * 10**5] &= np.uint64(0x800F_FFFF_FFFF_FFFF)
    values = bits.view(np.float64)
    values[~np.isfinite(values)] = 5e-324
    return values


@pytest.mark.parametrize("kind", [np.ndarray, PackedArray])
def test_a_million_doubles_come_back_bit_for_bit_as_an_array(doubles: Any, kind: type) -> None:
    back = read_wxf(write_wxf(doubles.view(kind)), arrays=True)
    assert type(back) is kind
    assert back.tobytes() == doubles.tobytes()


def test_a_million_doubles_come_back_bit_for_bit_as_single_reals(doubles: Any) -> None:
    data = write_wxf(doubles.tolist())
    assert (
        data[-9 * 10**6 :] == np.rec.fromarrays([np.full(10**6, b"r"), doubles]).tobytes()
    )  # the token, eight bytes
    assert np.array(read_wxf(data)).tobytes() == doubles.tobytes()


def test_compressed_data_are_the_same_expression() -> None:
    tree = [X] * 1000
    assert zlib.decompress(write_wxf(tree, compressed=True)[3:]) == write_wxf(tree)[2:]
    assert read_wxf(write_wxf(tree, compressed=True)) == tuple(tree)
