"""Engines: programs that evaluate expressions of the Wolfram Language for us."""

from wlbridge.engines.base import DEADLINE, Engine
from wlbridge.engines.discovery import EngineStatus, find_engines
from wlbridge.engines.woxi import WoxiEngine

__all__ = ["DEADLINE", "Engine", "EngineStatus", "WoxiEngine", "find_engines"]
