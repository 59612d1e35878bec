"""The options ``--wlbridge-engine`` and ``--wlbridge-expectations`` of pytest.

Every run of pytest, of whatever project, imports this where wlbridge is installed. It stands beside the package
because an import of anything in wlbridge imports sympy, which takes most of a second: that is done when an engine is
given.
``-p no:wlbridge`` leaves it out altogether.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("wlbridge")
    group.addoption(
        "--wlbridge-engine",
        action="append",
        default=[],
        metavar="NAMES",
        help="also ask these engines the cases of 'wlbridge conformance': woxi, or woxi,mathilda; select with -k",
    )
    group.addoption(
        "--wlbridge-expectations",
        metavar="FILE",
        help="what is known to go wrong in the one engine, as TOML; the package has its own list of its engines",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Have the cases collected where an engine is given."""
    if names := config.getoption("--wlbridge-engine"):
        from wlbridge.conformance.pytest_plugin import ConformancePlugin  # noqa: PLC0415

        config.pluginmanager.register(
            ConformancePlugin(names, config.getoption("--wlbridge-expectations")), "wlbridge-conformance"
        )
