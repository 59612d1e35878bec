"""``python tests/benchmarks/translators``."""

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    import_module("benchmarks.translators.command").main()
