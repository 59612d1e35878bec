"""Options that several commands have."""

from __future__ import annotations

import math

import click

from wlbridge.conformance.runner import DEADLINE


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if math.isnan(value):  # which every range lets pass
        raise click.BadParameter("this is not a number of seconds")
    return value


deadline_option = click.option(
    "--deadline",
    type=click.FloatRange(0, 3600, min_open=True),
    callback=_seconds,
    default=DEADLINE,
    show_default=True,
    metavar="SECONDS",
    help="For each case.",
)
