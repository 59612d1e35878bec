"""An independent reader of the Wolfram Language, the program woxi, run as a process of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def evaluate(text: str) -> str:
    """Give what the program prints for a text; skip the test, with the reason, where the program is not installed."""
    beside = Path(sys.executable).with_name("woxi")
    program = shutil.which("woxi") or (str(beside) if beside.exists() else None)
    if program is None:
        pytest.skip("woxi is not installed: pip install wlbridge[woxi]")
    run = subprocess.run(
        [program, "eval", "-"], input=text, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    return run.stdout


def held_full_forms(texts: list[str]) -> list[str]:
    """Give the FullForm of each text as the program reads it, with nothing evaluated."""
    printed = evaluate("\n".join(f"Print[ToString[FullForm[Hold[{text}]]]];" for text in texts))
    lines = [line.replace('\\"', '"') for line in printed.splitlines()[: len(texts)]]
    return [line.removeprefix("Hold[").removesuffix("]") for line in lines]
