"""Whatever bytes come, reading them gives a value or our own error, in memory that is bounded."""

import random
import tracemalloc
import zlib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import fuzzing
import numpy as np
import pytest
from fuzzing import spliced
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.utils.packedarray import PackedArray

from wlbridge.errors import SymbolNameError, WXFError
from wlbridge.wolfram.tree import same_tree
from wlbridge.wolfram.wxf import read_wxf, write_wxf
from wlbridge.wolfram.wxf.association import AssociationFunction
from wlbridge.wolfram.wxf.tokens import varint

RULE, DELAYED = WLSymbol("Rule"), WLSymbol("RuleDelayed")
SEEDS = [
    write_wxf(tree)
    for tree in (
        [1, -300, 70_000, 2**40, -(10**30), 0.1, Decimal("1.50"), Fraction(1, 3), 1 + 2j],
        {"a": [True, None], 2: {"b": b"bytes", WLSymbol("Global`x"): "text \u03c0"}},
        AssociationFunction(WLSymbol("Association"), DELAYED(1, 2.0), RULE((), "a" * 200)),
        WLFunction(WLFunction(WLSymbol("Derivative"), 1), WLSymbol("f"))(WLSymbol("a`b`c")),
        [np.arange(6, dtype="i2").reshape(2, 3), np.array([0.1, np.nan]).view(PackedArray), np.array([1j], "c8")],
        [[[[[]]]], {}, WLSymbol("f")()],
    )
]
BYTES = b"fsSBCjiLIrRA-:\xc1\xc2\x00\x01\x02\x7f\x80\xff"


def mutated(source: random.Random) -> bytes:
    """One of the seeds, cut, spliced, overwritten; a tenth of them compressed."""

    def replacements(length: int) -> list[bytes]:
        other = source.choice(SEEDS)
        cut = source.randrange(2, len(other))
        return [
            bytes(source.choices(BYTES, k=length)),
            source.randbytes(length),
            other[cut : cut + source.randint(1, 40)],
            varint(2 ** source.randint(0, 62)),
            b"",
        ]

    body = spliced(source, source.choice(SEEDS)[2:], replacements)
    if source.random() < 0.9:
        return b"8:" + body
    damaged = bytearray(zlib.compress(body))
    if source.random() < 0.5:
        damaged[source.randrange(len(damaged))] = source.randrange(256)
    return b"8C:" + damaged


def test_mutated_data_are_read_or_refused(pytestconfig: pytest.Config) -> None:
    source = random.Random(6)  # noqa: S311 -- cases, not secrets

    def read(data: bytes) -> None:
        value = read_wxf(data, arrays=source.random() < 0.5)
        try:
            again = write_wxf(value)
        except (WXFError, SymbolNameError):  # an empty array, a name that is none
            return
        assert same_tree(read_wxf(again, arrays=True), value)

    values = fuzzing.check(pytestconfig.getoption("--long"), lambda: mutated(source), read, WXFError)
    assert values > 100  # else too few are tried to the end


def inflating(start: bytes, megabytes: int) -> bytes:
    """What inflates to so many megabytes of zeros, each of them the same few hundred bytes."""
    packer = zlib.compressobj()
    first = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"8C:" + first + (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes


HUGE = varint(2**62 - 1)
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a string of 1 GB in 1 MB": (lambda: inflating(b"S" + varint(10**9), 1000), "inflate to more than 1,000,000"),
    "a million levels of heads": (lambda: b"8:" + b"f\x01" * 10**6 + b"C\x00", "more than 1,000 levels"),
    "levels of associations": (lambda: b"8:" + b"A\x01-C\x01" * 10**5 + b"C\x00", "more than 1,000 levels"),
    **{
        f"{name} of 2^62": (lambda start=start: b"8:" + start + HUGE + bytes(100), "too early")  # type: ignore[misc]
        for name, start in {
            "a string": b"S",
            "bytes": b"B",
            "a name": b"s",
            "an integer": b"I",
            "a real": b"R",
            "a function": b"f",
            "an association": b"A",
            "a packed array": b"\xc1\x00\x01",
            "a numeric array": b"\xc2\x00\x01",
        }.items()
    },
    "an array of 2^3968": (lambda: b"8:\xc1\x00\x40" + HUGE * 64 + bytes(100), "too early"),
    "an array without dimensions": (lambda: b"8:\xc1\x00\x00\x05", "an array of rank 0"),
    "an array without elements": (lambda: b"8:\xc1\x00\x02\x00" + HUGE, "an empty array of rank 2|dimensions"),
    "a list of 2^20 in 2^19 bytes": (lambda: b"8:f" + varint(2**20) + b"s\x04List" + b"S\x00" * 2**18, "too early"),
    "empty associations": (
        lambda: b"8:f" + varint(10**6) + b"s\x04List" + b"A\x00" * 10**6,
        "more than 100,000 parts",
    ),
    "a packed array as tuples": (lambda: b"8:\xc1\x00\x01" + varint(10**6) + bytes(10**6), "than 100,000 parts"),
    "an integer of 10^6 digits": (lambda: b"8:I" + varint(10**6) + b"9" * 10**6, "an integer of 1000000 characters"),
    "a real of 10^6 digits": (lambda: b"8:R" + varint(10**6) + b"9" * 10**6, "more than 200000 characters"),
    "a real in base 36": (lambda: b"8:R\x0c36^^z.`*^999", "in place of a real"),
    "a precision of 10^9": (lambda: b"8:R\x0d1.`1000000000", "precision beyond"),
}


@pytest.mark.parametrize(("made", "what"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_before_it_takes_memory(made: Callable[[], bytes], what: str) -> None:
    data = made()
    tracemalloc.start()
    try:
        with pytest.raises(WXFError, match=what):
            read_wxf(data, most_parts=100_000, deepest=1000, most_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


def test_each_limit_holds_exactly() -> None:
    data = b"8:" + b"f\x01s\x01f" * 3 + b"C\x00"
    assert same_tree(read_wxf(data, most_parts=7, deepest=3), read_wxf(data))
    for limits in ({"most_parts": 6}, {"deepest": 2}):
        with pytest.raises(WXFError, match="more than"):
            read_wxf(data, **limits)
    packed = b"8C:" + zlib.compress(data[2:])
    assert same_tree(read_wxf(packed, most_bytes=len(data) - 2), read_wxf(data))
    with pytest.raises(WXFError, match="inflate to more"):
        read_wxf(packed, most_bytes=len(data) - 3)


@pytest.mark.parametrize("data", SEEDS)
def test_each_beginning_of_wxf_is_refused(data: bytes) -> None:
    for end in range(len(data)):
        with pytest.raises(WXFError):
            read_wxf(data[:end])
