"""The chart of an engine's errors: how many answers are how many units in the last place away."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from wlbridge.conformance.results import Result

EDGES: Final = (0.5, 1, 2, 4, 8, 16, 64, 256, 1e3, 1e6, 1e9, 1e12, 1e15)
"""The largest error of each bar; one that is beyond all doubles has none, nor has one of the wrong dimensions."""
_LABELS: Final = (*(f"{edge:g}".replace("e+0", "e").replace("e+", "e") for edge in EDGES), "more", "none")
_SERIES: Final = {
    "pass": ("#010101", "within what the case allows"),
    "fail": ("#020202", "beyond it"),
}
_INK: Final = "#030303"
_FAINT: Final = "#040404"
_VARIABLES: Final = {"#010101": "--pass", "#020202": "--unexpected", _INK: "--ink", _FAINT: "--faint"}
"""The colours that are drawn with, and of the page those that take their places: they are others in the dark."""
_STYLE: Final[Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "wlbridge",
    "font.size": 10,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def bars(results: Iterable[Result]) -> dict[str, list[int]]:
    """How many passed and how many failed with an error up to each of the edges, beyond them, and without a number.

    >>> bars([])["pass"] == [0] * (len(EDGES) + 2)
    True
    """
    found = {status: [0] * len(_LABELS) for status in _SERIES}
    for result in results:
        if result.status in found and (result.status == "fail" or result.ulp is not None):
            place = -1 if result.ulp is None else bisect_left(EDGES, result.ulp)
            found[result.status][place] += 1
    return found


def error_chart(results: Iterable[Result]) -> str:
    """An SVG element that needs nothing else; its colours are variables of the page."""
    with rc_context(_STYLE):
        figure = _figure(bars(results))
        file = io.StringIO()
        figure.savefig(
            file, format="svg", transparent=True, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type"))
        )
    svg = file.getvalue()
    for color, variable in _VARIABLES.items():
        svg = svg.replace(color, f"var({variable})")
    return svg[svg.index("<svg") :]


def _figure(counted: dict[str, list[int]]) -> Figure:
    figure = Figure(figsize=(10, 2.7), layout="constrained")
    axes = figure.subplots()
    for (status, numbers), side in zip(counted.items(), (-0.2, 0.2), strict=True):
        color, _ = _SERIES[status]
        places = [place for place, number in enumerate(numbers) if number]
        heights = [numbers[place] for place in places]
        drawn = axes.bar([place + side for place in places], heights, width=0.38, color=color, gid="bar")
        axes.bar_label(drawn, fontsize=9)
    axes.set_yscale("log")
    axes.set_ylim(0.6, 3 * max(10, *map(max, counted.values())))
    axes.set_xlim(-0.6, len(_LABELS) - 0.4)
    axes.set_xticks(range(len(_LABELS)), _LABELS)
    axes.set(xlabel="error, at most so many units in the last place", ylabel="cases")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(axis="y", linewidth=0.5)
    axes.set_axisbelow(True)
    keys = [Patch(color=color, label=label) for color, label in _SERIES.values()]
    axes.legend(handles=keys, loc="upper right", frameon=False)
    return figure
