"""``python tests/benchmarks``."""

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    import_module("benchmarks.command").main(prog_name="python tests/benchmarks")
