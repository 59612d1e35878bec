"""Layers that move elements or add copies of them: values, and the documented examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers.agreement import assert_agrees
from wlbridge import (
    All,
    Automatic,
    FlattenLayer,
    NetChain,
    PaddingLayer,
    PartLayer,
    ReplicateLayer,
    ReshapeLayer,
    SequenceLastLayer,
    SequenceMostLayer,
    SequenceRestLayer,
    SequenceReverseLayer,
    Span,
    TransposeLayer,
)


@pytest.mark.parametrize(
    ("level", "shape"),
    [
        (None, [3]),
        (None, [2, 3]),
        (None, [2, 1, 3]),
        (1, [2, 3, 2]),
        (2, [2, 3, 2]),
        (-1, [2, 3, 2]),
        (-2, [2, 3, 2]),
    ],
)
def test_flatten(level: int | None, shape: list[int]) -> None:
    assert_agrees({"layer": "FlattenLayer", "level": level}, shape)


@pytest.mark.parametrize(
    ("dimensions", "shape"),
    [
        ([6], [2, 3]),
        ([3, 2], [2, 3]),
        ([2, 3], [6]),
        (["Automatic", 2], [2, 3]),
        ([1, "Automatic", 3], [6]),
        ([], [1]),
    ],
)
def test_reshape_keeps_the_order_last_index_fastest(dimensions: list[Any], shape: list[int]) -> None:
    assert_agrees({"layer": "ReshapeLayer", "dims": dimensions}, shape)


@pytest.mark.parametrize(
    ("key", "setting", "shape"),
    [
        ("swaps", [[1, 2]], [2, 3]),
        ("swaps", [[1, 3]], [2, 3, 4]),
        ("swaps", [[-1, 1]], [2, 3]),
        ("swaps", [[1, 3], [1, 2]], [2, 3, 4]),
        ("permutation", [2, 3, 1], [2, 3, 4]),
        ("permutation", [3, 1, 2], [2, 3, 4]),
        ("permutation", [1], [3]),
    ],
)
def test_transpose(key: str, setting: Any, shape: list[int]) -> None:
    """Pairs are exchanged one after the other; a permutation makes level k of the input level n_k."""
    assert_agrees({"layer": "TransposeLayer", key: setting}, shape)


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (1, [3]),
        (-2, [3]),
        (2, [2, 3]),
        ([1, 2], [2, 3]),
        (["All", 1], [2, 3]),
        (["All", ("span", 2, 3)], [2, 3]),
        (("span", 2, None), [3, 2]),
        (("span", 2, -1), [4]),
        (("span", -2, None), [4]),
        (("span", 1, None, 2), [5]),
        ([("span", 1, 1), -1], [2, 3, 2]),
        ("All", [2, 2]),
    ],
)
def test_part(spec: Any, shape: list[int]) -> None:
    """Single positions drop their level, spans keep it, levels beyond the list stay whole."""
    assert_agrees({"layer": "PartLayer", "spec": spec}, shape)


@pytest.mark.parametrize("padding", [0.0, 1.5, -2, "Fixed", "Reflected"])
@pytest.mark.parametrize(
    ("sizes", "shape"),
    [([[1, 2]], [3]), ([[0, 2]], [3]), ([[0, 0]], [3]), ([[1, 0], [0, 2]], [2, 3]), ([[1, 1]] * 3, [2, 2, 2])],
)
def test_padding(sizes: list[list[int]], shape: list[int], padding: Any) -> None:
    assert_agrees({"layer": "PaddingLayer", "sizes": sizes, "padding": padding}, shape)


@pytest.mark.parametrize(
    ("dimensions", "position", "shape"),
    [(3, 1, []), (1, 1, []), (2, 1, [3]), (2, 2, [3]), ([2, 3], 1, [2]), ([2, 3], 2, [2]), ([2], 2, [2, 3])],
)
def test_replicate(dimensions: Any, position: int, shape: list[int]) -> None:
    assert_agrees({"layer": "ReplicateLayer", "dims": dimensions, "position": position}, shape)


@pytest.mark.parametrize("part", ["Last", "Rest", "Most", "Reverse"])
@pytest.mark.parametrize("shape", [[2], [4], [3, 2], [2, 1, 2]])
def test_parts_of_sequences(part: str, shape: list[int]) -> None:
    assert_agrees({"layer": f"Sequence{part}Layer"}, shape)


NUMBERS = np.arange(1.0, 7.0)
LETTERS = np.arange(360.0).reshape(3, 4, 5, 6)


@pytest.mark.parametrize(
    ("layer", "input", "expected"),
    [
        (PartLayer(-2), NUMBERS, 5.0),
        (PartLayer(Span(2, All)), NUMBERS, NUMBERS[1:]),
        (PartLayer(Span(1, All, 2)), NUMBERS, NUMBERS[::2]),
        (PartLayer(Span(-1, 1, -1)), NUMBERS, NUMBERS[::-1]),
        (PartLayer([All, 1]), NUMBERS.reshape(2, 3), NUMBERS.reshape(2, 3)[:, 0]),
        (TransposeLayer([(1, 3), (2, 4)]), LETTERS, np.transpose(LETTERS, (2, 3, 0, 1))),
        (TransposeLayer([(1, 3), (1, 4)]), LETTERS, np.swapaxes(np.swapaxes(LETTERS, 0, 2), 0, 3)),
        (TransposeLayer(), LETTERS, np.swapaxes(LETTERS, 0, 1)),
        (FlattenLayer(), LETTERS, LETTERS.ravel()),
        (FlattenLayer(0), LETTERS, LETTERS),
        (ReshapeLayer([]), np.array([7.0]), np.array(7.0)),
        (ReshapeLayer([4, Automatic]), LETTERS, LETTERS.reshape(4, -1)),
        (PaddingLayer([(1, 2)]), NUMBERS, np.pad(NUMBERS, (1, 2))),
        (PaddingLayer([(2, 2)], padding="Reflected"), NUMBERS[:3], np.array([3.0, 2, 1, 2, 3, 2, 1])),
        (PaddingLayer([(1, 1), (1, 1)], padding="Fixed"), np.eye(2), np.pad(np.eye(2), 1, mode="edge")),
        (ReplicateLayer(2), NUMBERS, np.array([NUMBERS, NUMBERS])),
        (ReplicateLayer([2, 3], 2), np.eye(2), np.broadcast_to(np.eye(2)[:, None, None], (2, 2, 3, 2))),
        (SequenceLastLayer(), NUMBERS, 6.0),
        (SequenceRestLayer(), NUMBERS, NUMBERS[1:]),
        (SequenceMostLayer(), NUMBERS, NUMBERS[:-1]),
        (SequenceReverseLayer(), NUMBERS, NUMBERS[::-1]),
    ],
)
def test_the_documented_examples(layer: Any, input: Any, expected: Any) -> None:
    """The inputs are those of the reference pages, the expected values NumPy's."""
    formula = NetChain([layer], input=list(np.shape(input))).formula()
    np.testing.assert_array_equal(formula.evaluate(input), expected)
    np.testing.assert_array_equal(formula.evaluate(np.array([input, -input])), np.array([expected, -expected]))


def test_what_changes_nothing_adds_no_statement() -> None:
    for layer in (FlattenLayer(), ReshapeLayer([3]), ReshapeLayer([Automatic]), PartLayer(All)):
        assert NetChain([layer], input=3).formula().program.statements == ()


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (FlattenLayer(), "FlattenLayer[]"),
        (FlattenLayer(-1), "FlattenLayer[-1]"),
        (ReshapeLayer([2, Automatic]), "ReshapeLayer[[2, Automatic]]"),
        (TransposeLayer(), "TransposeLayer[]"),
        (TransposeLayer([(1, 2), (2, 3)]), "TransposeLayer[[(1, 2), (2, 3)]]"),
        (PartLayer(Span(2, All)), "PartLayer[2 ;; All]"),
        (PaddingLayer([(1, 2)]), "PaddingLayer[[(1, 2)]]"),
        (PaddingLayer([(1, 2)], padding="Fixed"), "PaddingLayer[[(1, 2)], Padding -> 'Fixed']"),
        (ReplicateLayer(2), "ReplicateLayer[2]"),
        (ReplicateLayer(2, 2), "ReplicateLayer[2, 2]"),
        (SequenceLastLayer(), "SequenceLastLayer[]"),
    ],
)
def test_a_layer_shows_what_is_not_its_default(layer: Any, text: str) -> None:
    assert repr(layer) == text
