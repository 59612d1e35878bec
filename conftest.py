"""The option for what takes too long for every run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--long``."""
    parser.addoption("--long", action="store_true", help="also what takes minutes: all random nets on Mathics3")
