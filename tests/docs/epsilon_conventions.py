"""The tables and the plot of docs/epsilon-conventions.md: ``python tests/docs/epsilon_conventions.py`` makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlbridge import CrossEntropyLossLayer, DropoutLayer, Loss, NetChain, net_loss
from wlbridge.losses import BoundedLog, ClippedLog, Log, ShiftedLog
from wlbridge.losses.logarithms import logarithm

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PLOT = DOCS / "epsilon-conventions.md", DOCS / "epsilon-conventions.svg"
MARKS = re.compile(r"(?<=<!-- conventions -->\n).*?(?=<!-- end of conventions -->)", re.DOTALL)

CONVENTIONS: Mapping[str, tuple[str, Log, str]] = {
    "exact": ('"exact"', "exact", "the definition; wlbridge by default"),
    "clamp of p": ('"kernel"', "kernel", "layers of the Wolfram Language (inferred from one published value)"),
    "clip of p": ("ClippedLog(1e-7)", ClippedLog(1e-7), "Keras; scikit-learn with 2^-52 for doubles"),
    "shift of p": ("ShiftedLog(1e-7)", ShiftedLog(1e-7), "TensorFlow 1, `log_loss`; many scripts"),
    "clamp of the logarithm": ("BoundedLog(100)", BoundedLog(100), "PyTorch, `BCELoss`"),
}
"""By name: what is written for the option log, the same as an object, and who computes like that."""

POINTS = (0.0, 1e-20, 1e-8, 0.5, 1.0)


def binary(log: Log) -> Loss:
    """The binary cross entropy of one probability."""
    return net_loss(NetChain([DropoutLayer()], input="Real"), CrossEntropyLossLayer("Binary"), log=log)


def formula(log: Log) -> str:
    """-Log[p] in the reading, in the Wolfram Language."""
    net, heads = NetChain([DropoutLayer()], input="Real"), {"Input": "p", "Parameters": "q"}
    loss = net_loss(net, lambda p, t: -logarithm(p, log), symbols=heads)
    return loss.to_wl_text()


def values(log: Log) -> list[str]:
    """The loss at some probabilities, where the target is True."""
    with np.errstate(all="ignore"):
        made = binary(log).function()
        return [shown(made({"x": np.array(p), "t": np.array(1.0)})) for p in POINTS]


def slopes(log: Log) -> list[str]:
    """The derivative by the probability at the same."""
    with np.errstate(all="ignore"):
        made = binary(log).gradient("x").function()
        pairs = [made({"x": np.array(p), "t": np.array(1.0)}) for p in POINTS]
        return [shown(slope["x"]) for _, slope in pairs]


def shown(number: Any) -> str:
    """A number to six digits."""
    value = float(number) + 0.0
    return "Indeterminate" if np.isnan(value) else f"{value:.6g}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def block() -> str:
    """What stands between the marks."""
    at = [f"p = {p:g}" for p in POINTS]
    formulas = [[name, f"`log={text}`", f"`{formula(log)}`", who] for name, (text, log, who) in CONVENTIONS.items()]
    loss = [[name, *values(log)] for name, (_, log, _) in CONVENTIONS.items()]
    slope = [[name, *slopes(log)] for name, (_, log, _) in CONVENTIONS.items()]
    return (
        f"\n{table(['convention', 'option', 'for -Log[p]', 'who'], formulas)}\n"
        f"The loss -log(p) of a target that is True:\n\n{table(['convention', *at], loss)}\n"
        f"Its derivative by p:\n\n{table(['convention', *at], slope)}\n"
    )


def plot() -> None:
    """The five losses over the probability, from 1e-50 to 1."""
    import matplotlib  # noqa: PLC0415  (only the script draws)

    matplotlib.use("svg")
    from matplotlib import pyplot  # noqa: PLC0415

    pyplot.rcParams["svg.hashsalt"] = "wlbridge"
    p = np.logspace(-50, -1e-3, 400)
    figure, axes = pyplot.subplots(figsize=(6, 3.6))
    for name, (_, log, _) in CONVENTIONS.items():
        axes.plot(p, each(log, p), label=name)
    axes.set(xscale="log", xlabel="p", ylabel="loss where the target is True")
    axes.legend()
    figure.savefig(PLOT, metadata={"Date": None}, bbox_inches="tight")


def each(log: Log, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """The loss at each probability."""
    return np.asarray(binary(log).evaluate(p, np.ones_like(p), reduction="none"))


if __name__ == "__main__":
    PAGE.write_text(MARKS.sub(lambda _: block(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    plot()
