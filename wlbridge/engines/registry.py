"""The engines that can evaluate, by the names that users give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wlbridge.engines.base import Engine
from wlbridge.engines.mathics import MathicsEngine
from wlbridge.engines.mathilda import MathildaEngine
from wlbridge.engines.wolfram import WolframEngine
from wlbridge.engines.wolfram_cloud import WolframCloudEngine
from wlbridge.engines.woxi import WoxiEngine

ENGINES: Final[Mapping[str, type[Engine]]] = {
    engine.name: engine for engine in (WoxiEngine, MathildaEngine, MathicsEngine, WolframEngine, WolframCloudEngine)
}
"""Each is started by calling it without arguments."""
