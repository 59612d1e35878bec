"""Numbers: every notation, the nearest double, exact bits, and an outside program that reads the same bits."""

import math
import struct
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outside import evaluate
from wolframclient.deserializers import binary_deserialize

from wlbridge.errors import WolframSyntaxError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.reals import PreciseReal, write_real
from wlbridge.wolfram.text.writer import write_wl

BOTH = pytest.mark.parametrize("dialect", ["wolfram", "woxi"])
EDGES = [0.0, -0.0, 5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 0.1, 0.1 + 0.2]


def bits(value: float) -> bytes:
    return struct.pack(">d", value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("007", 7),
        ("-12", -12),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1*^3", 1000),
        ("25*^-1", Fraction(5, 2)),
        ("20*^-1", 2),
        ("1.", 1.0),
        (".5", 0.5),
        ("0.1", 0.1),
        ("1.5`", 1.5),
        ("3`", 3.0),
        ("1.5*^-20", 1.5e-20),
        ("1.5`*^10", 1.5e10),
        ("1.5*^+3", 1500.0),
        ("0.30000000000000004", 0.1 + 0.2),
        ("5.*^-324", 5e-324),
        ("-0.", -0.0),
        ("16^^ff", 255),
        ("16^^FF", 255),
        ("36^^zz", 1295),
        ("2^^1*^3", 8),
        ("2^^1.01", 1.25),
        ("16^^0.8", 0.5),
        ("2^^1.1*^4", 24.0),
        ("1.5`3", Decimal("1.50")),
        ("1.5`20", Decimal("1.5000000000000000000")),
        ("-1.5`3", Decimal("-1.50")),
        ("1.5`3*^100", Decimal("1.50E+100")),
        ("1.5`2.7", Decimal("1.50")),
        ("150.``2", Decimal("150.0")),
        ("0``20", Decimal("0E-20")),
        ("1.23456789`3", PreciseReal(Decimal("1.23456789"), 3)),
        ("1.23456789012345678901", Decimal("1.23456789012345678901")),
        ("1.5*^400", Decimal("1.5E+400")),
        ("1.5*^-400", Decimal("1.5E-400")),
        ("2^^1.1`5", Decimal("1.5000")),
    ],
)
def test_a_number_is_read_with_its_type_and_all_its_digits(text: str, expected: object) -> None:
    read = read_wl(text)
    assert (type(read), repr(read)) == (type(expected), repr(expected))


@pytest.mark.parametrize(
    "text",
    ["1^^0", "37^^1", "2^^3", "8^^19", "1*^200001", "1*^-200001", "1.5`200001", "1.5`3*^" + "9" * 30, "9" * 200_001],
)
def test_a_number_out_of_all_bounds_is_refused(text: str) -> None:
    with pytest.raises(WolframSyntaxError, match="cannot be read"):
        read_wl(text)


@given(st.integers(0, 10**17 - 1), st.integers(-345, 310))
def test_a_machine_real_is_the_nearest_double(digits: int, exponent: int) -> None:
    exact = Fraction(digits) * Fraction(10) ** exponent
    read = read_wl(f"{digits}.*^{exponent}")
    if isinstance(read, Decimal):
        assert exact > Fraction(math.nextafter(math.inf, 0)) or exact < Fraction(5e-324)
        assert Fraction(read) == exact
    else:
        error = abs(Fraction(read) - exact)
        for way in (math.inf, -math.inf):
            neighbour = math.nextafter(read, way)
            assert math.isinf(neighbour) or error <= abs(Fraction(neighbour) - exact)


@BOTH
@given(value=st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(EDGES))
def test_every_double_survives_bit_for_bit(dialect: str, value: float) -> None:
    text = write_wl(value, dialect=dialect)
    assert text.isascii()
    assert bits(read_wl(text)) == bits(value)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_is_written_as_the_double_that_it_is(value: float) -> None:
    assert bits(read_wl(write_wl(np.float32(value)))) == bits(value)


@BOTH
@given(value=st.integers() | st.integers(0, 30_000).map(lambda digits: -(10**digits) + 7))
def test_every_integer_survives(dialect: str, value: int) -> None:
    assert read_wl(write_wl(value, dialect=dialect)) == value


@BOTH
@given(value=st.decimals(allow_nan=False, allow_infinity=False).filter(lambda value: value or not value.is_signed()))
def test_every_decimal_keeps_its_digits(dialect: str, value: Decimal) -> None:
    read = read_wl(write_wl(value, dialect=dialect))
    assert isinstance(read, Decimal)
    assert read.as_tuple() == value.as_tuple()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1."),
        (0.1, "0.1"),
        (1.5e-20, "1.5*^-20"),
        (1e22, "1.*^22"),
        (1e16, "1.*^16"),
        (123456.75, "123456.75"),
        (-2.5, "-2.5"),
        (-0.0, "-0."),
        (5e-324, "5.*^-324"),
        (math.nan, "Indeterminate"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (Decimal("NaN"), "Indeterminate"),
        (Decimal("sNaN"), "Indeterminate"),
        (Decimal("-Infinity"), "-Infinity"),
        (Decimal("1.50"), "1.5`3"),
        (Decimal("-12.3"), "-1.23`3*^1"),
        (Decimal("0.00"), "0``2"),
        (Decimal("-0.0"), "0``1"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(4, 2), "2"),
        (complex(1, -0.0), "Complex[1., -0.]"),
        (True, "True"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_the_spelling_of_numbers(value: object, text: str) -> None:
    assert write_wl(value) == text


def test_the_precision_mark_of_a_dialect_stands_before_the_exponent() -> None:
    assert (write_real(1.5e10, "`"), write_real(0.1, "`")) == ("15000000000.`", "0.1`")
    assert write_real(1.5e-20, "`") == "1.5`*^-20"


def test_mathics_has_every_machine_real_marked() -> None:
    values = [1.5e-20, -1e22, 0.1 + 0.2, 1.0, 5e-324]
    written = ["1.5`*^-20", "-1.`*^22", "0.30000000000000004`", "1.`", "5.`*^-324"]
    assert [write_wl(value, dialect="mathics") for value in values] == written


def test_the_mark_stands_behind_an_exponent_with_e() -> None:
    values = [1.5e-20, -1e22, 0.1 + 0.2, -0.0, 1.0, 5e-324]
    written = ["1.5e-20`", "-1.e22`", "0.30000000000000004`", "-0.`", "1.`", "5.e-324`"]
    assert [write_wl(value, dialect="mathilda") for value in values] == written


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=300))
def test_a_list_of_doubles_as_one_text(values: list[float]) -> None:
    assert list(map(bits, read_wl(write_wl(np.array(values))))) == list(map(bits, values))


def test_an_independent_program_reads_the_same_bits() -> None:
    rng = np.random.default_rng(7)
    random = rng.integers(0, 2**64, 2000, dtype=np.uint64).view(np.float64)
    values = [*EDGES, *rng.normal(size=500).tolist(), *random[np.isfinite(random)].tolist()]
    printed = evaluate(f"Normal[BinarySerialize[{write_wl(values, dialect='woxi')}]]")
    read = binary_deserialize(bytes(map(int, printed.strip().strip("{}").split(","))))
    assert list(map(bits, read)) == list(map(bits, values))
