"""The engines that can evaluate, by the names that users give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wlbridge.engines.base import Engine
from wlbridge.engines.woxi import WoxiEngine

ENGINES: Final[Mapping[str, type[Engine]]] = {WoxiEngine.name: WoxiEngine}
"""Each is started by calling it without arguments."""
