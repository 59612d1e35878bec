"""What holds of every softmax, its sum, shift, logarithm and derivatives, in the precision that mpmath has."""

from collections.abc import Sequence
from typing import Any

from mpmath import mp, mpf

X = [0.5, -1.25, 2.0]
SOFTMAX = ["SoftmaxLayer"]
LOG = ["ElementwiseLayer", "Log"]
SHIFTS = ["ConstantPlusLayer", ["Rule", "'Biases'", ["List", 64.0, 64.0, 64.0]]]
Identity = tuple[str, dict[str, Any], Any]


def output(*layers: Any, of: Any = X, dimensions: Any = 3) -> dict[str, Any]:
    return {"net": ["NetChain", ["List", *layers], ["Rule", "'Input'", dimensions]], "input": of}


def cross_entropy(form: str, target: Any, order: int) -> dict[str, Any]:
    loss = ["CrossEntropyLossLayer", f"'{form}'"]
    return {**output(SOFTMAX), "loss": loss, "target": target, "by": ["x"], "order": order, "form": "array"}


def softmax(z: Sequence[Any]) -> list[Any]:
    powers = [mp.exp(mpf(part)) for part in z]
    return [power / mp.fsum(powers) for power in powers]


def identities() -> dict[str, Identity]:
    return {**of_outputs(), **of_derivatives()}


def of_outputs() -> dict[str, Identity]:
    p, quarter = softmax(X), mpf("0.25")
    logarithm = mp.log(mp.fsum(map(mp.exp, X)))
    return {
        "sum": ("it adds up to 1", output(SOFTMAX, ["SummationLayer"]), mpf(1)),
        "shift": ("a number added to all inputs changes nothing", output(SHIFTS, SOFTMAX), p),
        "equal inputs": ("each of four has a quarter", output(SOFTMAX, of=[7.0] * 4, dimensions=4), [quarter] * 4),
        "one class": ("it is certain", output(SOFTMAX, of=[3.0], dimensions=1), [mpf(1)]),
        "two classes": (
            "it is the logistic sigmoid of the difference",
            output(SOFTMAX, of=[1.5, 0.25], dimensions=2),
            [1 / (1 + mp.exp(mpf("-1.25"))), 1 / (1 + mp.exp(mpf("1.25")))],
        ),
        "a far class": (
            "e^-40 is not rounded away",
            output(SOFTMAX, of=[0.0, 40.0], dimensions=2),
            [1 / (1 + mp.exp(40)), 1 / (1 + mp.exp(-40))],
        ),
        "logarithm": (
            "it is the input less the logarithm of the sum of exponentials",
            output(SOFTMAX, LOG),
            [part - logarithm for part in X],
        ),
        "rows": (
            "each row of a matrix adds up to 1",
            output(SOFTMAX, of=[X, X[::-1]], dimensions=["List", 2, 3]),
            [p, p[::-1]],
        ),
    }


def of_derivatives() -> dict[str, Identity]:
    p, target, heavy = softmax(X), [0.25, 0.5, 0.25], [0.5, 0.5, 0.5]
    return {
        "gradient": (
            "that of the cross entropy by the logits is p - t",
            cross_entropy("Probabilities", target, 1),
            [[part - t for part, t in zip(p, target, strict=True)]],
        ),
        "gradient, a target of 1.5 in all": (
            "that of the cross entropy by the logits is p Total[t] - t",
            cross_entropy("Probabilities", heavy, 1),
            [[part * mpf("1.5") - t for part, t in zip(p, heavy, strict=True)]],
        ),
        "gradient, a class": (
            "that of the cross entropy by the logits is p less 1 for the class",
            cross_entropy("Index", 3, 1),
            [[p[0], p[1], p[2] - 1]],
        ),
        "Hessian": (
            "that of the cross entropy by the logits is the diagonal of p less the products of p",
            cross_entropy("Index", 3, 2),
            [[p[i] * ((i == j) - p[j]) for j in range(3)] for i in range(3)],
        ),
    }
