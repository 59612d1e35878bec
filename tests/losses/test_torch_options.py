"""The options of the losses of PyTorch: how they are shown, what they declare, and which are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from losses_of_outputs import loss_of_output

from wlbridge.errors import DataError, NetError, ShapeError, WLBridgeError
from wlbridge.losses import torch as ours


def test_options_are_shown_where_they_are_not_the_defaults() -> None:
    assert repr(ours.CrossEntropyLoss()) == "CrossEntropyLoss()"
    assert repr(ours.CrossEntropyLoss([1, 2], label_smoothing=0.1)) == (
        "CrossEntropyLoss(weight=[1, 2], label_smoothing=0.1)"
    )
    assert repr(ours.KLDivLoss(reduction="batchmean", log_target=False)) == "KLDivLoss(reduction='batchmean')"


def test_the_numbers_of_options_have_symbols() -> None:
    """Two losses of a sum have each their own, or share the same."""
    first, second = (
        ours.CrossEntropyLoss(weight=[1, 2], reduction="sum"),
        ours.NLLLoss(weight=[3, 4], reduction="sum"),
    )
    loss = loss_of_output(first + second + ours.NLLLoss(weight=[1, 2], reduction="sum"), np.zeros((1, 2)))
    assert [p.name for p in loss.program.placeholders.values() if p.role == "coefficient"] == [
        "p_weight",
        "p_weight2",
    ]
    assert loss.evaluate([0.0, 0.0], 1) == pytest.approx(2 * np.log(2))
    assert loss.evaluate([0.0, 0.0], 1, {"p_weight": [0, 0]}) == 0


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda: ours.CrossEntropyLoss(reduction="batchmean"), "no reduction 'batchmean'"),
        (lambda: ours.CrossEntropyLoss(label_smoothing=1.5), "label_smoothing cannot be 1.5"),
        (lambda: ours.CrossEntropyLoss(ignore_index=0.5), "ignore_index cannot be 0.5"),
        (lambda: ours.CrossEntropyLoss(targets="index"), "no kind of targets 'index'"),
        (lambda: ours.CrossEntropyLoss(targets="probabilities", ignore_index=0), "ignore_index is for indices"),
        (lambda: ours.CrossEntropyLoss(weight=["a", "b"]), "not an array of real numbers"),
        (lambda: ours.CrossEntropyLoss(size_average=True), "The arguments are weight"),
        (lambda: ours.BCELoss(weight=[1, 2]), "no weight"),
        (lambda: ours.BCEWithLogitsLoss(pos_weight="heavy"), "not an array of real numbers"),
        (lambda: ours.HuberLoss(delta=0), "delta cannot be 0"),
        (lambda: ours.SmoothL1Loss(beta=-1), "beta cannot be -1"),
        (lambda: ours.KLDivLoss(log_target="yes"), "log_target cannot be 'yes'"),
        (lambda: ours.PoissonNLLLoss(eps=-1), "eps cannot be -1"),
        (lambda: ours.HingeEmbeddingLoss(margin="wide"), "margin cannot be 'wide'"),
    ],
)
def test_wrong_options(loss: Any, words: str) -> None:
    with pytest.raises(NetError, match=words):
        loss()


@pytest.mark.parametrize(
    ("loss", "shape", "error", "words"),
    [
        (ours.CrossEntropyLoss, (), ShapeError, "level of classes"),
        (ours.NLLLoss, (), ShapeError, "level of classes"),
        (lambda: ours.CrossEntropyLoss(weight=[1, 2]), (3,), NetError, r"has dimensions \[2\] and needs \[3\]"),
        (lambda: ours.CrossEntropyLoss(ignore_index=0), (1,), NetError, "the only class, 0, is ignored"),
        (lambda: ours.BCEWithLogitsLoss(pos_weight=[1, 2]), (3,), NetError, "are not those of the last levels"),
        (lambda: ours.BCEWithLogitsLoss(pos_weight=[1, 2]), (), NetError, "are not those of the last levels"),
    ],
)
def test_losses_that_do_not_fit(loss: Any, shape: tuple[int, ...], error: type[WLBridgeError], words: str) -> None:
    with pytest.raises(error, match=words):
        loss_of_output(loss(), np.zeros((1, *shape)))


def test_classes_out_of_range() -> None:
    loss = loss_of_output(ours.CrossEntropyLoss(), np.zeros((1, 3)))
    with pytest.raises(DataError, match=r"the class 3 is not one of 0, ..., 2 or -100"):
        loss.evaluate(np.zeros(3), 3)
