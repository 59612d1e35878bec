"""Random expressions in every kind of part that WXF has, for tests of the writer and the reader."""

from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from wolframclient.language.expression import WLFunction, WLSymbol
from wolframclient.utils.packedarray import PackedArray

from wlbridge.wolfram.wxf.association import AssociationFunction

ELEMENTS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "c8", "c16"]
NAMES = ["Global`x", "Pi", "a`b`c", "$Failed", "List", "Plus", "System`Sin"]
SYMBOLS = st.sampled_from(NAMES).map(WLSymbol)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def arrays(kinds: list[str]) -> st.SearchStrategy[Any]:
    shapes = hnp.array_shapes(max_dims=3, max_side=3)
    return st.sampled_from(kinds).flatmap(lambda kind: hnp.arrays(np.dtype("<" + kind), shapes))


NUMERIC_ARRAYS = arrays(ELEMENTS)
PACKED_ARRAYS = arrays([kind for kind in ELEMENTS if kind[0] != "u"]).map(lambda array: array.view(PackedArray))

# What is in both writers, and of which wolframclient's loses nothing.
ATOMS = st.one_of(
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.sampled_from(
        [sign * 2**bits + one for bits in (7, 8, 15, 16, 31, 32, 63, 64) for one in (-1, 0, 1) for sign in (1, -1)]
    ),
    st.floats(),
    st.builds(complex, FINITE, FINITE),
    st.fractions(),
    st.text(),
    st.binary(),
    st.booleans(),
    st.none(),
    SYMBOLS,
    NUMERIC_ARRAYS,
    PACKED_ARRAYS,
)


def compounds(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, max_size=4)
    return st.one_of(
        some,
        some.map(tuple),
        st.dictionaries(st.text() | st.integers() | SYMBOLS, parts, max_size=4),
        st.builds(lambda head, args: WLFunction(head, *args), SYMBOLS | parts, some),
        parts.map(lambda part: [part, part]),  # the same object twice
    )


EXPRESSIONS = st.recursive(ATOMS, compounds, max_leaves=20)


def _rules(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    rule = st.builds(WLFunction, st.sampled_from([WLSymbol("Rule"), WLSymbol("RuleDelayed")]), parts, parts)
    return st.lists(rule, max_size=3).map(lambda rules: AssociationFunction(WLSymbol("Association"), *rules))


# Besides, what only our writer keeps.
DECIMALS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-(10**40), 10**40), st.integers(-400, 400)
)
ALL_EXPRESSIONS = st.recursive(ATOMS | DECIMALS, lambda parts: compounds(parts) | _rules(parts), max_leaves=20)
