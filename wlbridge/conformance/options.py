"""Options that several commands have."""

from __future__ import annotations

import math

import click

from wlbridge.conformance.runner import DEADLINE


def seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    """Refuse NaN, which every range lets pass."""
    if math.isnan(value):
        raise click.BadParameter("this is not a number of seconds")
    return value


deadline_option = click.option(
    "--deadline",
    type=click.FloatRange(0, 3600, min_open=True),
    callback=seconds,
    default=DEADLINE,
    show_default=True,
    metavar="SECONDS",
    help="For each case.",
)
