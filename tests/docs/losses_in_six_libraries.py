"""The tables of docs/losses-in-six-libraries.md: ``python tests/docs/losses_in_six_libraries.py`` makes them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from wlbridge import (
    CrossEntropyLossLayer,
    DropoutLayer,
    Loss,
    MeanAbsoluteLossLayer,
    MeanSquaredLossLayer,
    NetChain,
    net_loss,
)
from wlbridge.losses import LossLayer, keras, logits, sklearn, tensorflow, torch

PAGE = Path(__file__).parents[2] / "docs" / "losses-in-six-libraries.md"
MARKS = re.compile(r"(?<=<!-- losses -->\n).*?(?=<!-- end of losses -->)", re.DOTALL)

P = [0.25, 0.75]
LOGITS = [0.5, -1.0]


@dataclass(frozen=True)
class Row:
    """One definition: whose it is, what is written here, the loss, an output, a target, and what else differs."""

    library: str
    written: str
    loss: LossLayer
    output: list[float]
    target: Any
    remark: str = field(default="")


def _row(library: str, written: str, output: list[float], target: Any, remark: str = "") -> Row:
    """The loss is what is written: a call of a function of one of the modules."""
    module, _, call = written.partition(".") if written[0].islower() else ("", "", written)
    name, _, options = call.rstrip(")").partition("(")
    make = getattr(MODULES[module], name)
    return Row(library, f"`{written}`", make(**_options(options)), output, target, remark)


def _options(text: str) -> dict[str, Any]:
    """``a=True, b="text", c=0`` as options; nothing is evaluated."""
    found = dict(part.split("=") for part in text.split(", ") if part)
    values = {"True": True, "False": False, "None": None}
    return {
        key: values.get(value, int(value) if value.isdigit() else value.strip('"')) for key, value in found.items()
    }


class _Wolfram:
    """The layers, whose first argument is their form."""

    @staticmethod
    def CrossEntropyLossLayer(form: str) -> LossLayer:
        return CrossEntropyLossLayer(form)  # type: ignore[arg-type]

    MeanSquaredLossLayer = MeanSquaredLossLayer
    MeanAbsoluteLossLayer = MeanAbsoluteLossLayer


MODULES: Mapping[str, Any] = {
    "": _Wolfram,
    "keras": keras,
    "tensorflow": tensorflow,
    "torch": torch,
    "sklearn": sklearn,
    "logits": logits,
}

W, K, T, S, L, N = "Wolfram Language", "Keras", "PyTorch", "scikit-learn", "TensorFlow", "from logits"

TABLES: Mapping[str, Sequence[Row]] = {
    "Cross entropy of a class, of probabilities": [
        _row(W, 'CrossEntropyLossLayer(form="Index")', P, 2, "classes from 1"),
        _row(K, "keras.sparse_categorical_crossentropy()", P, 1, "classes from 0; divided by their sum, clipped"),
        _row(S, "sklearn.log_loss()", P, 1, "classes from 0; clipped at 2^-52"),
        _row(T, "torch.NLLLoss()", np.log(P).tolist(), 1, "classes from 0; of logarithms of probabilities"),
    ],
    "Cross entropy of a class, of logits": [
        _row(N, 'logits.softmax_cross_entropy(targets="indices", first=0)', LOGITS, 1, "the first class is stated"),
        _row(K, "keras.sparse_categorical_crossentropy(from_logits=True)", LOGITS, 1, "classes from 0"),
        _row(T, "torch.CrossEntropyLoss()", LOGITS, 1, "classes from 0, on the first level; -100 is ignored"),
        _row(L, "tensorflow.sparse_softmax_cross_entropy()", LOGITS, 1, "classes from 0"),
    ],
    "Cross entropy of probabilities of the classes": [
        _row(W, 'CrossEntropyLossLayer(form="Probabilities")', P, [0.5, 0.5]),
        _row(K, "keras.categorical_crossentropy()", P, [0.5, 0.5], "divided by their sum, clipped"),
        _row(T, 'torch.CrossEntropyLoss(targets="probabilities")', LOGITS, [0.5, 0.5], "of logits"),
        _row(L, "tensorflow.softmax_cross_entropy()", LOGITS, [0.5, 0.5], "of logits"),
    ],
    "Binary cross entropy": [
        _row(W, 'CrossEntropyLossLayer(form="Binary")', P, [1.0, 0.5]),
        _row(K, "keras.binary_crossentropy()", P, [1.0, 0.5], "clipped at 1e-7"),
        _row(T, "torch.BCELoss()", P, [1.0, 0.5], "logarithms at least -100"),
        _row(L, "tensorflow.log_loss()", P, [1.0, 0.5], "1e-7 is added to each probability"),
        _row(N, "logits.sigmoid_cross_entropy()", LOGITS, [1.0, 0.5], "of logits"),
        _row(T, "torch.BCEWithLogitsLoss()", LOGITS, [1.0, 0.5], "of logits"),
        _row(L, "tensorflow.sigmoid_cross_entropy()", LOGITS, [1.0, 0.5], "of logits"),
    ],
    "Squared and absolute differences": [
        _row(W, "MeanSquaredLossLayer()", P, [1.0, 0.5]),
        _row(K, "keras.mean_squared_error()", P, [1.0, 0.5]),
        _row(T, "torch.MSELoss()", P, [1.0, 0.5]),
        _row(L, "tensorflow.mean_squared_error()", P, [1.0, 0.5], "a mean over nonzero weights"),
        _row(W, "MeanAbsoluteLossLayer()", P, [1.0, 0.5]),
        _row(K, "keras.mean_absolute_error()", P, [1.0, 0.5]),
        _row(T, "torch.L1Loss()", P, [1.0, 0.5]),
        _row(L, "tensorflow.absolute_difference()", P, [1.0, 0.5], "a mean over nonzero weights"),
    ],
    "Huber": [
        _row(K, "keras.huber()", P, [1.0, 3.0]),
        _row(T, "torch.HuberLoss()", P, [1.0, 3.0]),
        _row(T, "torch.SmoothL1Loss()", P, [1.0, 3.0], "divided by beta"),
        _row(L, "tensorflow.huber_loss()", P, [1.0, 3.0]),
    ],
    "Kullback-Leibler divergence": [
        _row(K, "keras.kl_divergence()", P, [0.5, 0.5], "both clipped; the sum over the classes"),
        _row(T, 'torch.KLDivLoss(reduction="batchmean")', np.log(P).tolist(), [0.5, 0.5], "of logarithms; the sum"),
        _row(T, "torch.KLDivLoss()", np.log(P).tolist(), [0.5, 0.5], "of logarithms; the mean over classes, too"),
    ],
}


def formula(row: Row) -> Loss:
    """The loss of an output of two numbers."""
    return net_loss(NetChain([DropoutLayer()], input=2), row.loss)


def number(value: Any) -> str:
    """A number to seven digits, which shows a clip at 1e-7 beside 1."""
    return "Indeterminate" if np.isnan(value) else f"{float(value) + 0.0:.7g}"


def listed(values: Sequence[float]) -> str:
    """Numbers as a list of the Wolfram Language."""
    return "{" + ", ".join(map(number, values)) + "}"


def line(row: Row) -> str:
    """A line of a table."""
    loss = formula(row)
    text = loss.to_wl_text("array").replace("|", "\\|")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = number(loss.evaluate(row.output, row.target))
        slopes = listed(loss.gradient("x").evaluate(row.output, row.target)["x"])
    shown = f"{listed(row.output)}, {listed(row.target) if isinstance(row.target, list) else row.target}"
    return f"| {row.library} | {row.written} | `{text}` | {shown} | {value} | {slopes} | {row.remark} |\n"


def block() -> str:
    """What stands between the marks."""
    head = "| of | here | formula | at x, t | value | gradient | |\n" + "| --- " * 7 + "|\n"
    return "".join(f"\n## {name}\n\n{head}{''.join(map(line, rows))}" for name, rows in TABLES.items()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(MARKS.sub(lambda _: block(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
