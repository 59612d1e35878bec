"""The option for what takes too long for every run."""

import gc

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--long``."""
    parser.addoption("--long", action="store_true", help="also what takes minutes: all random nets on Mathics3")


def pytest_collection_finish() -> None:
    """What was collected stays: garbage is looked for among the rest, as several tests do again and again."""
    gc.collect()
    gc.freeze()
