"""Sums of products against NumPy's own ``einsum``."""

from __future__ import annotations

import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wlbridge.indices import BATCH
from wlbridge.numeric.libraries import ArrayLibrary
from wlbridge.numeric.reading import numeric, prepared
from wlbridge.program import Placeholder, Program, ProgramBuilder
from wlbridge.statements import Einsum

SIZES = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}


def program_of(spec: str, batch: str = "") -> Program:
    builder = ProgramBuilder()
    names = []
    for position, letters in enumerate(spec.partition("->")[0].split(",")):
        shape = tuple(BATCH if letter == batch else SIZES[letter] for letter in letters)
        names.append(builder.placeholder(Placeholder(f"x{position}", shape, "input", "x")))
    return builder.program(builder.append(Einsum(tuple(names), spec), "y"))


def arrays_of(spec: str, seed: int = 1) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=[SIZES[c] for c in letters]) for letters in spec.partition("->")[0].split(",")]


def check(spec: str, batch: str = "") -> None:
    arrays = arrays_of(spec)
    expected = np.einsum(spec, *arrays)
    program = program_of(spec, batch)
    given = {f"x{position}": array for position, array in enumerate(arrays)}
    np.testing.assert_allclose(numeric(program)(given), expected, rtol=1e-13, atol=1e-14)


@st.composite
def specs(draw: st.DrawFn) -> str:
    arrays = draw(st.lists(st.lists(st.sampled_from("abcde"), unique=True, max_size=3), min_size=1, max_size=3))
    letters = sorted({letter for array in arrays for letter in array})
    output = draw(st.lists(st.sampled_from(letters), unique=True)) if letters else []
    return ",".join("".join(array) for array in arrays) + "->" + "".join(output)


@given(specs())
def test_any_contraction(spec: str) -> None:
    check(spec)


@given(specs(), st.sampled_from("bcd"))
def test_the_axis_of_the_batch_may_be_any(spec: str, batch: str) -> None:
    check(spec, batch)


SPECS = {
    "matrix times vector": "oi,i->o",
    "vector times matrix": "o,oi->i",
    "matrix times matrix": "ab,bc->ac",
    "transposed result": "ab,bc->ca",
    "dot product": "a,a->",
    "outer product": "a,b->ab",
    "outer product, turned": "a,b->ba",
    "rows with rows": "ab,ab->a",
    "columns with columns": "ab,ab->b",
    "a matrix for each example": "abc,acd->abd",
    "two indices summed": "abc,bcd->ad",
    "sum": "ab->",
    "sum of rows": "ab->a",
    "sum of columns": "ab->b",
    "an index of one array alone": "ab,c->a",
    "diagonal": "aa->a",
    "trace": "aa->",
    "three factors": "ab,b,bc->ac",
    "numbers": ",->",
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_named_contractions(spec: str) -> None:
    check(spec.translate(str.maketrans("oi", "de")))


@pytest.mark.parametrize("spec", [s for n, s in SPECS.items() if n not in {"diagonal", "trace"}])
def test_other_libraries_take_the_functions_of_the_standard_alone(spec: str) -> None:
    spec = spec.translate(str.maketrans("oi", "de"))
    arrays = arrays_of(spec)
    library = ArrayLibrary("array_api_strict", array_api_strict)
    run = prepared(program_of(spec), library, array_api_strict.float64)
    (result,) = run(*map(array_api_strict.asarray, arrays))
    np.testing.assert_allclose(np.asarray(result), np.einsum(spec, *arrays), rtol=1e-13, atol=1e-14)
