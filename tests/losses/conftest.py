"""The engine on which formulas of losses are evaluated."""

from collections.abc import Iterator

import pytest

from wlbridge.engines.woxi import WoxiEngine


@pytest.fixture(scope="session")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine
