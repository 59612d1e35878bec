"""The chart of growth: seconds against the width of a layer, and against the number of layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison import comparisons
from benchmarks.jobs import DEPTHS, JOBS, OURS, WIDTHS, Job
from benchmarks.nets import Net
from benchmarks.report import TITLES
from benchmarks.results import Results
from benchmarks.summary import exponent

FORMS = {
    "array-gradient": ("arrays", "-o"),
    "shared-wxf-gradient": ("WXF", "--s"),
}
"""The jobs that are drawn: how they are named, and the line."""

DRAWN = tuple(job for job in JOBS if job.name in FORMS)
COLORS = {
    peer: f"C{number}" for number, peer in enumerate(dict.fromkeys(p for job in DRAWN for p in (OURS, *job.peers)))
}


@dataclass(frozen=True)
class Panel:
    """One side of the chart: the nets of a series, and what grows in it."""

    label: str
    nets: tuple[str, ...]
    size: Callable[[Net], int]


PANELS = (
    Panel("width of the hidden layer", WIDTHS, lambda net: net.sizes[1]),
    Panel("number of linear layers", DEPTHS, lambda net: len(net.layers)),
)


@dataclass(frozen=True)
class Curve:
    """The median seconds of a peer over the sizes."""

    peer: str
    sizes: list[int]
    seconds: list[float]

    @property
    def exponent(self) -> float:
        """The power of the size with which the time grows."""
        return exponent(self.sizes, self.seconds)


def curves(results: Results, job: Job, panel: Panel) -> list[Curve]:
    """What each peer took along a series, as far as it got."""
    found = [comparison for comparison in comparisons(results, job) if comparison.net in panel.nets]
    made = []
    for peer in (OURS, *job.peers):
        usable = [each for each in found if peer in each.records and each.records[peer].usable]
        if len(usable) > 1:
            sizes = [panel.size(Net.named(each.net)) for each in usable]
            made.append(Curve(peer, sizes, [each.spread(each.records[peer]).median for each in usable]))
    return made


def growth(results: Results) -> Iterator[str]:
    """The exponents, a line each."""
    for panel in PANELS:
        for job in DRAWN:
            for curve in curves(results, job, panel):
                yield f"{job.title}, by the {panel.label}: {TITLES[curve.peer]} grows with power {curve.exponent:.2f}"


def draw(results: Results, path: Path) -> None:
    """Draw both panels into a file."""
    from matplotlib import rc_context  # noqa: PLC0415 - not there where only the tests run
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(10, 5.4), layout="constrained")
    for axes, panel in zip(figure.subplots(1, 2), PANELS, strict=True):
        for job in DRAWN:
            form, style = FORMS[job.name]
            for curve in curves(results, job, panel):
                label = f"{TITLES[curve.peer]}, {form}: {curve.exponent:.2f}"
                look = {"color": COLORS[curve.peer], "linewidth": 2.5 if curve.peer == OURS else 1}
                axes.loglog(curve.sizes, curve.seconds, style, label=label, markersize=4, **look)
        axes.set(xlabel=panel.label, ylabel="seconds")
        axes.grid(visible=True, linewidth=0.3)
        if axes.lines:
            below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.13), "ncols": 2}
            axes.legend(fontsize=7, title="exponent of growth", title_fontsize=7, frameon=False, **below)
    path.parent.mkdir(parents=True, exist_ok=True)
    with rc_context({"svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})
