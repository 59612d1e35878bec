"""What a refusal is: the class of the error, the place that it names, and words that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wlbridge.errors import WLBridgeError

Row = tuple[Callable[[], Any], type[WLBridgeError], str, str]


def assert_refused(row: Row) -> None:
    """Call, and compare what is said."""
    call, kind, place, words = row
    with pytest.raises(WLBridgeError) as caught:
        call()
    error = caught.value
    assert type(error) is kind
    assert error.where.startswith(place)
    assert words in str(error)
