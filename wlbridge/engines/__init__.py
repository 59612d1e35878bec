"""Engines: programs that evaluate expressions of the Wolfram Language for us."""

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.discovery import EngineStatus, find_engines
from wlbridge.engines.mathics import MathicsEngine
from wlbridge.engines.mathilda import MathildaEngine
from wlbridge.engines.wolfram import WolframEngine
from wlbridge.engines.wolfram_cloud import WolframCloudEngine
from wlbridge.engines.wolfram_pool import WolframPool
from wlbridge.engines.woxi import WoxiEngine

__all__ = [
    "DEADLINE",
    "Engine",
    "EngineStatus",
    "MathicsEngine",
    "MathildaEngine",
    "WolframCloudEngine",
    "WolframEngine",
    "WolframPool",
    "WoxiEngine",
    "find_engines",
]
