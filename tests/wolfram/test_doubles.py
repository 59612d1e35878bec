"""Doubles, subnormal ones among them, come back bit for bit, as text and as WXF."""

import random
import struct
from collections.abc import Callable

import numpy as np
import pytest

from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl
from wlbridge.wolfram.tree import Tree
from wlbridge.wolfram.wxf import read_wxf, write_wxf

WAYS: dict[str, Callable[[list[float]], Tree]] = {
    "text": lambda values: read_wl(write_wl(values)),
    "text in full form": lambda values: read_wl(write_wl(values, dialect="woxi")),
    "WXF": lambda values: read_wxf(write_wxf(values)),
    "WXF as an array": lambda values: read_wxf(write_wxf(np.array(values)), arrays=True),
}


def doubles(count: int) -> list[float]:
    """Finite ones of any bits; every tenth is subnormal."""
    source = random.Random(53)  # noqa: S311 -- cases, not secrets
    values = [-0.0, 5e-324, -2.225073858507201e-308, 2.2250738585072014e-308, 1.7976931348623157e308]
    while len(values) < count:
        bits = source.getrandbits(64)
        if len(values) % 10 == 0:
            bits &= ~(0x7FF << 52)
        (value,) = struct.unpack("<d", struct.pack("<Q", bits))
        if value - value == 0:
            values.append(value)
    return values


@pytest.mark.parametrize("way", WAYS)
def test_the_bits_come_back(way: str, pytestconfig: pytest.Config) -> None:
    values = doubles(1_000_000 if pytestconfig.getoption("--long") else 10_000)
    back = WAYS[way](values)
    assert np.asarray(back, dtype="<f8").tobytes() == np.asarray(values, dtype="<f8").tobytes()
