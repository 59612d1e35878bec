"""``wlbridge demo``: a trained net, its loss as a formula, and the numbers by two independent evaluations."""

from __future__ import annotations

import csv
import json
import shutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import click
import numpy as np
import sympy
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sympy import Expr

from wlbridge.engines.base import Engine
from wlbridge.errors import WLBridgeError
from wlbridge.loss import Loss
from wlbridge.loss_of_net import net_loss
from wlbridge.losses import CrossEntropyLossLayer
from wlbridge.net import NetChain
from wlbridge.wolfram.make import call

TOLERANCE: Final = 1e-12
"""Two evaluations in doubles of this small net differ by far less, unless one of them is wrong."""

_WIDTH: Final = 100
_Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Iris:
    """The shipped classifier and its flowers; ``species`` are class numbers from 1."""

    net_text: str
    loss: Loss
    weights: dict[str, Any]
    classes: tuple[str, ...]
    measurements: _Numbers
    species: NDArray[np.int64]

    @property
    def trained(self) -> Loss:
        """The loss with the weights inserted."""
        return self.loss.with_values(self.weights)


@dataclass(frozen=True)
class Comparison:
    """The loss of each flower by an engine and by NumPy, and the species that the net says it is."""

    by_engine: _Numbers
    by_numpy: _Numbers
    answers: NDArray[np.int64]

    @property
    def differences(self) -> _Numbers:
        """How far apart the two are, flower by flower."""
        apart: _Numbers = np.abs(self.by_engine - self.by_numpy)
        return apart


def load_iris() -> Iris:
    """The data that come with wlbridge: Fisher's 150 flowers and the classifier trained on them.

    >>> load_iris().loss.to_wl_text("array")[:30]
    'Function[{x, w1, b1, w3, b3, t'
    """
    folder = files("wlbridge") / "data"
    document = json.loads((folder / "iris_weights.json").read_text(encoding="ascii"))
    _, *rows = csv.reader((folder / "iris.csv").read_text(encoding="ascii").splitlines())
    classes = tuple(document["classes"])
    return Iris(
        net_text=document["net"],
        loss=net_loss(NetChain.from_wl(document["net"]), CrossEntropyLossLayer("Index")),
        weights=document["arrays"],
        classes=classes,
        measurements=np.array([row[:-1] for row in rows], dtype=np.float64),
        species=np.array([classes.index(row[-1]) + 1 for row in rows]),
    )


def compare(iris: Iris, engine: Engine) -> Comparison:
    """Evaluate the loss of every flower twice: its Wolfram Language by the engine, its arrays by NumPy.

    Raises WLBridgeError when the engine answers anything but one real for each flower.
    """
    trained = iris.trained
    data = [iris.measurements.tolist(), iris.species.tolist()]
    answer = engine.evaluate(call("MapThread", trained.to_wl("array"), data))
    if not isinstance(answer, list | tuple) or [type(each) for each in answer] != [float] * len(iris.species):
        raise WLBridgeError(f"{engine.name} did not answer {len(iris.species)} reals but {str(answer)[:120]}")
    by_class = [
        trained.evaluate(iris.measurements, np.full(len(iris.species), number), reduction="none")
        for number, _ in enumerate(iris.classes, 1)
    ]
    return Comparison(
        by_engine=np.array(answer),
        by_numpy=trained.evaluate(iris.measurements, iris.species, reduction="none"),
        answers=np.argmin(by_class, axis=0) + 1,  # the most probable species has the smallest loss
    )


def run_demo(start: Callable[[], Engine]) -> None:
    """Print everything, and raise WLBridgeError when engine and NumPy do not agree to ``TOLERANCE``."""
    iris = load_iris()
    _show_formulas(iris)
    with start() as engine:
        name = f"{engine.name} {engine.version}"
        comparison = compare(iris, engine)
    _show_numbers(iris, comparison, name)
    largest = comparison.differences.max()
    if not largest <= TOLERANCE:
        raise WLBridgeError(f"{name} and NumPy differ by {largest:.1e}, which is more than {TOLERANCE:.0e}")


def _show_formulas(iris: Iris) -> None:
    _say(f"A net that tells {len(iris.classes)} species of iris by the length and width of sepals and petals:")
    _show(iris.net_text)
    _say('Its loss, CrossEntropyLossLayer["Index"]; x: measured, t: species from 1:')
    _show(iris.loss.to_wl_text("array"))
    count = sum(np.size(values) for values in iris.weights.values())
    _say(f"The same in sympy for t = 2, {iris.classes[1]}, the {count} weights rounded for display:")
    for name, part in readable(iris.trained.with_values({"t": 2}).expression).items():
        _show(f"{name} = {part}", end="")
    _say()


def readable(expression: Expr) -> dict[str, Expr]:
    """The expression of the demo for the eye: numbers rounded to 3 digits, and names for its hidden units."""
    rounded = expression.xreplace({number: sympy.Float(number, 3) for number in expression.atoms(sympy.Float)})
    units = sorted(rounded.atoms(sympy.tanh), key=sympy.default_sort_key)
    names = {unit: sympy.Symbol(f"h_{number}") for number, unit in enumerate(units, 1)}
    return {"loss": rounded.xreplace(names), **{str(name): unit for unit, name in names.items()}}


def _show_numbers(iris: Iris, comparison: Comparison, engine: str) -> None:
    _say(f"The Wolfram Language evaluated by {engine}, and NumPy, with all digits:")
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(_table(iris, comparison, engine.split(maxsplit=1)[0]))
    right, count = int(np.sum(comparison.answers == iris.species)), len(iris.species)
    _say()
    _say(f"Over all {count} flowers:")
    _say(f"  mean loss            {float(comparison.by_engine.mean())!r} by {engine}")
    _say(f"                       {float(comparison.by_numpy.mean())!r} by NumPy")
    _say(f"  largest difference   {comparison.differences.max():.1e}")
    _say(f"  species told rightly {right} of {count}, {right / count:.1%}")
    _say()
    _say("Your own net: wlbridge loss --help")


def _table(iris: Iris, comparison: Comparison, engine: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("no.", "species", "net says", "measured, cm"):
        table.add_column(heading, no_wrap=True)
    for heading in (f"loss, {engine}", "loss, NumPy", "apart"):
        table.add_column(heading, justify="right", no_wrap=True)
    for flower in shown_flowers(iris, comparison):
        table.add_row(
            str(flower + 1),
            iris.classes[iris.species[flower] - 1],
            iris.classes[comparison.answers[flower] - 1],
            " ".join(map(str, iris.measurements[flower])),
            f"{comparison.by_engine[flower]:.9f}",
            f"{comparison.by_numpy[flower]:.9f}",
            f"{comparison.differences[flower]:.1e}",
        )
    return table


def shown_flowers(iris: Iris, comparison: Comparison) -> list[int]:
    """Three of each species: its first two, and the one of which the net is least sure."""
    shown: list[int] = []
    for number, _ in enumerate(iris.classes, 1):
        flowers = np.flatnonzero(iris.species == number)
        least = max(flowers[2:], key=lambda flower: comparison.by_numpy[flower])
        shown += [int(flower) for flower in (*flowers[:2], least)]
    return shown


def _say(text: str = "") -> None:
    click.echo(textwrap.fill(text, _width()))


def _show(formula: str, end: str = "\n") -> None:
    """A formula, indented and broken between words; none of it is lost."""
    lines = textwrap.wrap(
        formula,
        _width(),
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo("\n".join(lines) + end)


def _width() -> int:
    return min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
