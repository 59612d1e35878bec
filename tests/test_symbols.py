"""The symbols of arrays: made many at once, and as good as those made one by one."""

import copy

import numpy as np
import pytest
import sympy

from wlbridge.errors import FormTooLargeError
from wlbridge.program import Classes, Placeholder
from wlbridge.symbols import Element, Temporary, elements

W = Placeholder("w1", (2, 11), "parameter", "w", (1,))
T = Placeholder("t", (3,), "target", "t", (), classes=Classes(4))
SCALAR = Placeholder("s", (), "target", "s")


@pytest.mark.parametrize("array", [W, T, SCALAR], ids=lambda array: array.name)
def test_elements_made_at_once_are_those_made_one_by_one(array: Placeholder) -> None:
    made = elements(array)
    assert made.shape == array.shape
    for index in np.ndindex(*made.shape):
        one = Element(array, index)
        assert made[index] == one
        assert hash(made[index]) == hash(one)
        assert (made[index].name, made[index].head, made[index].key, made[index].index) == (
            one.name,
            one.head,
            one.key,
            one.index,
        )
        assert made[index].assumptions0 == one.assumptions0


@pytest.mark.parametrize("array", [W, T], ids=lambda array: array.name)
def test_all_are_different(array: Placeholder) -> None:
    symbols = elements(array).ravel().tolist()
    assert len(set(symbols)) == len(symbols)
    assert len({symbol.name for symbol in symbols}) == len(symbols)


def test_what_sympy_assumes() -> None:
    w, t, temporary = elements(W)[0, 0], elements(T)[0], Temporary("z1_1")
    for real in (w, temporary):
        assert (real.is_real, real.is_positive, real.is_integer, real.is_zero) == (True, None, None, None)
    assert (t.is_integer, t.is_positive, t.is_zero) == (True, True, False)
    assert sympy.sqrt(w**2) == abs(w)
    assert sympy.sqrt(t**2) == t


def test_copies_are_equal() -> None:
    for symbol in (elements(W)[1, 10], elements(T)[2], Temporary("z1_1")):
        assert copy.copy(symbol) == symbol
        assert type(copy.deepcopy(symbol)) is type(symbol)


def test_temporaries_are_equal_by_name() -> None:
    assert Temporary("a_1") == Temporary("a_1")
    assert hash(Temporary("a_1")) == hash(Temporary("a_1"))
    assert Temporary("a_1") != Temporary("a_2")


def test_more_than_memory_holds_are_refused() -> None:
    with pytest.raises(FormTooLargeError, match=r"1\.6e\+07 elements"):
        elements(Placeholder("w1", (4000, 4000), "parameter", "w", (1,)))
