"""`from_wl` reads what wolframclient's sessions and its `binary_deserialize` return, and names what it does not."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Dict, Float, I, Integer, Order, Rational, Tuple, oo
from wolframclient.deserializers import WXFConsumerNumpy, binary_deserialize
from wolframclient.language import wlexpr
from wolframclient.serializers import export
from wolframclient.utils.datastructures import Association, immutabledict
from wolframclient.utils.packedarray import PackedArray

from wlbridge import from_wl
from wlbridge.errors import UnsupportedFunctionError
from wlbridge.wolfram.make import call, system, user

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Integer(3)),
        (True, sympy.true),
        (0.1, Float(0.1)),
        (Decimal("1.50"), Float("1.50", 3)),
        (Fraction(1, 3), Rational(1, 3)),
        (1 + 2j, 1.0 + 2.0 * I),
        (float("nan"), sympy.nan),  # what wolframclient makes of Indeterminate
        (np.int8(-3), Integer(-3)),
        (np.uint64(2**64 - 1), Integer(2**64 - 1)),
        (np.bool_(True), sympy.true),
        (np.float32(0.1), Float(13421773 / 2**27)),
        (np.complex64(1 + 2j), 1.0 + 2.0 * I),
        (np.array(3), Integer(3)),
        (np.array([1, 2]), Tuple(1, 2)),
        (np.array([[0.5, 1], [2, 3]]), sympy.ImmutableMatrix([[0.5, 1.0], [2.0, 3.0]])),
        (np.array([[1, 2]]).view(PackedArray), sympy.ImmutableMatrix([[1, 2]])),
        (np.array([1, system("Pi")], dtype=object), Tuple(1, sympy.pi)),
        (np.array([]), Tuple()),
        ([], Tuple()),
        ((1, (2, user("x"))), Tuple(1, Tuple(2, x))),
        (immutabledict({1: 2}), Dict({1: 2})),
        (Association([(user("x"), 2)]), Dict({x: 2})),
        (call("Rational", 1, 2), Rational(1, 2)),
        (call("Complex", 1, call("Rational", 1, 2)), 1 + I / 2),
        (call("DirectedInfinity", -1), -oo),
        (call("Plus", wlexpr("y^2"), user("x")), y**2 + x),
        (wlexpr(b"Sin[x]"), sympy.sin(x)),
    ],
    ids=str,
)
def test_a_value_of_python_is_one_of_sympy(value: Any, expected: sympy.Basic) -> None:
    got = from_wl(value)
    assert (type(got), got) == (type(expected), expected)


@pytest.mark.parametrize("consumer", [None, WXFConsumerNumpy()])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (call("Plus", 1, call("Power", user("x"), call("Rational", -1, 2))), 1 + 1 / sympy.sqrt(x)),
        ({1: [2, 3.5]}, Dict({1: Tuple(2, 3.5)})),
        (np.array([[1, 2], [3, 4]]), sympy.ImmutableMatrix([[1, 2], [3, 4]])),
        (2**100, Integer(2**100)),
        (system("Indeterminate"), sympy.nan),
        ([[call("Rule", user("x"), 2)], [call("Rule", user("x"), -2)]], Tuple(Dict({x: 2}), Dict({x: -2}))),
    ],
    ids=str,
)
def test_what_wolframclient_deserializes_is_read(value: Any, expected: sympy.Basic, consumer: Any) -> None:
    assert from_wl(binary_deserialize(export(value, target_format="wxf"), consumer=consumer)) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "expression: Null, for which wolframclient gives None, has no translation"),
        ([1, None], r"expression\[\[2\]\]: Null"),
        (b"8:C\x01", "bytes, a ByteArray there, have no translation.*evaluate_wxf.*read_wxf"),
        (np.array([[1, None]]), r"expression\[\[1, 2\]\]: Null"),
        (np.array(["a"]), "an array of numpy's type <U1"),
        (np.array(["2020-01-01"], dtype="datetime64[ns]"), "an array of numpy's type datetime64"),
        (np.timedelta64(3, "s"), "a value of numpy's type timedelta64"),
        (np.longdouble(1), "a value of numpy's type float128"),
        ([1, np.ma.array([1, 2], mask=[0, 1])], r"expression\[\[2\]\]: an array with masked elements"),
        ({"a": 1}, "a string is no expression"),
        ({1, 2}, "a value of the type set"),
        (range(3), "a value of the type range"),
        ([call("Rule", 1, 2), call("Rule", 1, 3)], "several rules for one thing"),
        (call("DateObject", [2020]), r"expression\[\[0\]\]: the symbol DateObject has no meaning"),
    ],
    ids=repr,
)
def test_a_value_without_meaning_is_refused_by_name(value: Any, message: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match=message):
        from_wl(value)


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[Any] = [1]
    endless.append(endless)
    with pytest.raises(UnsupportedFunctionError, match="contains itself"):
        from_wl(endless)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # https://reference.wolfram.com/language/ref/SeriesData.html: x0, the coefficients, nmin, nmax, den
        ("SeriesData[x, 0, {1, 1, 1/2, 1/6}, 0, 4, 1]", sympy.exp(x).series(x, 0, 4)),
        ("SeriesData[x, 0, {1, 0, -1/6}, -1, 2, 1]", 1 / x - x / 6 + Order(x**2)),
        ("SeriesData[x, 0, {1, 1}, 1, 6, 2]", sympy.sqrt(x) + x + Order(x**3)),
        ("SeriesData[x, Infinity, {1, 1}, 1, 3, 1]", 1 / x + 1 / x**2 + Order(x**-3, (x, oo))),
        ("SeriesData[x, 1, {2}, 1, 2, 1]", 2 * (x - 1) + Order((x - 1) ** 2, (x, 1))),
        ("ConditionalExpression[1/x, x > 0]", sympy.Piecewise((1 / x, x > 0))),
    ],
)
def test_what_series_and_integrals_give(text: str, expected: sympy.Basic) -> None:
    assert from_wl(text) == expected


@pytest.mark.parametrize("text", ["SeriesData[2, 0, {1}, 0, 1, 1]", "SeriesData[x, -Infinity, {1}, 0, 1, 1]"])
def test_a_series_in_no_symbol_or_at_minus_infinity_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match="a series is one in a symbol"):
        from_wl(text)


def test_doubles_of_numpy_are_read_bit_for_bit() -> None:
    doubles = np.frombuffer(np.random.default_rng(1).bytes(8 * 1000))
    doubles = doubles[np.isfinite(doubles)]
    back = from_wl(doubles)
    assert [float(number) for number in back.args] == doubles.tolist()
