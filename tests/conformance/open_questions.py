"""Questions that the documentation leaves open: what a kernel is asked, and what each answer of it would decide.

Of each the first alternative is what wlbridge has taken, or what is likelier; its value comes from the oracle where
that can compute it, those of the others from their formulas here.
"""

from __future__ import annotations

from typing import Any

import oracle
from mpmath import log, mpf, sqrt
from oracle import Case

Alternative = tuple[str, Any]
"""What the answer means, and the answer: numbers in nested lists, or a string."""

DROPOUT = [{"layer": "DropoutLayer"}]
CONTRASTIVE = "the formula of ContrastiveLossLayer is documented in words only"
EPSILON = "where Epsilon stands in NormalizationLayer is not documented"
CLAMP = 'that the logarithms of "Index" and "Probabilities" are clamped is inferred from those of "Binary"'
KEYS = "the keys of settings in net objects are not documented"

D, MARGIN = mpf(1) / 8, mpf(3) / 4
P = mpf(2) ** -53  # half of where Log is clamped


def contrastive(t: bool) -> Case:
    return Case(DROPOUT, "ContrastiveLossLayer", 0.125, t, {"margin": 0.75})


def cross_entropy(form: str, t: Any) -> Case:
    return Case(DROPOUT, "CrossEntropyLossLayer", [2.0**-53, 1.0], t, {"form": form}, "kernel", (2,))


def clamps(weight: mpf, clamped: Any) -> list[Alternative]:
    """What the loss of a probability of 2^-53 may be."""
    return [
        ("Log[Max[p, 2^-52]], the clamp of \"Binary\"", clamped),
        ("Log[p], without a clamp", -weight * log(P)),
        ("Log[p + 2^-52], an addition", -weight * log(3 * P)),
        ("Log[Max[p, 2^-23]], the clamp of singles", -weight * log(mpf(2) ** -23)),
    ]  # fmt: skip


ROWS, SMALL = [[1.0, 1.5], [2.0, 6.0]], mpf(1) / 4
NORMALISED = {"layer": "NormalizationLayer", "epsilon": 0.25, "scaling": [1.0, 1.0], "biases": [0.0, 0.0]}
"""Rows with the standard deviations 1/4 and 2, around that of Epsilon."""


def normalised(scale: Any) -> list[list[Any]]:
    """The rows less their means, divided by a function of their variances."""
    return [[sign * deviation / scale(deviation**2) for sign in (-1, 1)] for deviation in (mpf(1) / 4, mpf(2))]


def layer(*parts: Any) -> list[Any]:
    """A layer applied to the list that comes last, in doubles."""
    return [[*parts[:-1]], parts[-1], ["Rule", "WorkingPrecision", "'Real64'"]]


def keys_with(layer: list[Any], value: Any) -> list[Any]:
    """``ToString[Keys[Select[NetExtract[layer, All], SameQ[#1, value] &]], InputForm]``."""
    found = ["Select", ["NetExtract", layer, "All"], ["Function", ["SameQ", ["Slot", 1], value]]]
    return ["ToString", ["Keys", found], "InputForm"]


def keys(likely: str) -> list[Alternative]:
    return [
        (f'it is under the key "{likely}"', f'{{"{likely}"}}'),
        ("it is under no key, or not as it was given: scanning for it does not find it", "{}"),
    ]


POOLED = ["List", ["List", 3.0, 5.0, 9.0]]
POOLING = ["PoolingLayer", ["List", 2], ["Rule", "'Function'", "Mean"], ["Rule", "PaddingSize", 1]]

OF_NETS: dict[str, tuple[str, str, Case, list[Alternative]]] = {
    "contrastive/true": (
        CONTRASTIVE,
        "the loss of the distance 1/8 with the margin 3/4 and the target True",
        contrastive(True),
        [
            ("Max[m - d, 0], linear", oracle.value(contrastive(True))),
            ("Max[m - d, 0]^2", (MARGIN - D) ** 2),
            ("Max[m - d, 0]^2/2", (MARGIN - D) ** 2 / 2),
            ("True and False have the other meaning, d", D),
        ],
    ),
    "contrastive/false": (
        CONTRASTIVE,
        "the loss of the distance 1/8 with the margin 3/4 and the target False",
        contrastive(False),
        [
            ("d, linear", oracle.value(contrastive(False))),
            ("d^2", D**2),
            ("d^2/2", D**2 / 2),
            ("True and False have the other meaning, Max[m - d, 0]", MARGIN - D),
        ],
    ),
    "clamp/index": (
        CLAMP,
        "the loss of the class whose probability is 2^-53",
        cross_entropy("Index", 1),
        clamps(mpf(1), oracle.value(cross_entropy("Index", 1))),
    ),
    "clamp/probabilities": (
        CLAMP,
        "the loss of the probabilities 2^-53 and 1 with the target {1/2, 1/2}",
        cross_entropy("Probabilities", [0.5, 0.5]),
        clamps(mpf(1) / 2, oracle.value(cross_entropy("Probabilities", [0.5, 0.5]))),
    ),
}

OF_LAYERS: dict[str, tuple[str, str, Case, list[Alternative]]] = {
    "normalisation": (
        EPSILON,
        "rows with standard deviations below and above Epsilon, normalised",
        Case([NORMALISED], "", ROWS, None, input_shape=(2, 2)),
        [
            ("(x - mean)/Sqrt[variance + Epsilon]", oracle.output([NORMALISED], ROWS)),
            ("(x - mean)/(Sqrt[variance] + Epsilon)", normalised(lambda v: sqrt(v) + SMALL)),
            ("(x - mean)/Max[Sqrt[variance], Epsilon]", normalised(lambda v: max(sqrt(v), SMALL))),
            ("(x - mean)/Sqrt[Max[variance, Epsilon]]", normalised(lambda v: sqrt(max(v, SMALL)))),
        ],
    ),
}

OF_KERNELS: dict[str, tuple[str, str, list[Any], list[Alternative]]] = {
    "pooling": (
        "whether the Mean of PoolingLayer counts padding is not documented",
        "means of two neighbours of 3, 5, 9 with a zero on either side",
        layer(*POOLING, ["Rule", "'Input'", ["List", 1, 3]], POOLED),
        [
            ("zeros count", [[mpf(3) / 2, mpf(4), mpf(7), mpf(9) / 2]]),
            ("zeros do not count", [[mpf(3), mpf(4), mpf(7), mpf(9)]]),
        ],
    ),
    "key of a softmax level": (
        KEYS,
        "the key of the level in a SoftmaxLayer[2]",
        keys_with(["SoftmaxLayer", 2, ["Rule", "'Input'", ["List", 3, 4]]], 2),
        keys("Level"),
    ),
    "key of the form of a cross entropy": (
        KEYS,
        'the key of "Binary" in a CrossEntropyLossLayer["Binary"]',
        keys_with(["CrossEntropyLossLayer", "'Binary'"], "'Binary'"),
        keys("TargetForm"),
    ),
    "key of a contrastive margin": (
        KEYS,
        "the key of the margin in a ContrastiveLossLayer[0.75]",
        keys_with(["ContrastiveLossLayer", 0.75], 0.75),
        keys("Margin"),
    ),
    "a named function": (
        'whether the "Function" of a named activation is its name is not documented',
        'the head of the "Function" in an ElementwiseLayer["ELU"]',
        ["ToString", ["Head", ["NetExtract", ["ElementwiseLayer", "'ELU'"], "'Function'"]]],
        [
            ("it is the name, a string", "String"),
            ("it is a pure function", "Function"),
            ("it is a symbol", "Symbol"),
        ],
    ),
}
