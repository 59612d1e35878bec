"""One package over the battery, in a process of its own: a line of JSON for each case."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.translators.battery import BATTERY
from benchmarks.translators.packages import PACKAGES
from benchmarks.translators.read_back import verdict

SECONDS = 30

CRASHES = {
    "AssertionError",
    "AttributeError",
    "IndexError",
    "KeyError",
    "MemoryError",
    "NameError",
    "RecursionError",
    "SystemExit",
    "UnboundLocalError",
}
"""Errors that no package means to raise; any other one counts as a refusal."""

NOT_READ = {
    *("sym_underscore", "sym_underscore2", "sym_two_underscored", "sym_clash_E_I", "sym_clash_N_D_C", "sym_space"),
    *("sym_prime", "sym_dummy", "sym_assumption_twins", "undef_underscore", "undef_clash", "finiteset", "ite"),
    *("indexed_int", "interval_open", "uneval", "indexedbase", "hadamard", "hadamard_pow", "elementwise"),
}
"""Cases whose first text stands for several expressions of sympy, or does not say what is a matrix."""


def main(name: str) -> None:
    """Answer for every case how it is written, and how its first text is read."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what packages print is no answer
    signal.signal(signal.SIGALRM, _too_long)
    for case, found in results(name):
        answers.write(json.dumps({"case": case, **found}) + "\n")
    answers.flush()


def results(name: str) -> Any:
    """Every case with how it is written and read: ``[status, text]``."""
    write, read = PACKAGES[name].load()
    for case in BATTERY:
        found = {"to": _tried(lambda case=case: ("text", str(write(case.make()))))}
        if read is not None and case.name not in NOT_READ:
            found["from"] = _tried(lambda case=case: _read(read, case))
        yield case.name, found


def _read(read: Any, case: Any) -> tuple[str, str]:
    expression = case.make()
    back = read(case.texts[0], expression)
    found = verdict(expression, back)
    return found, "" if found == "same" else str(back)[:200]


def _tried(action: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return action()
    except BaseException as error:  # whatever a package raises is its result
        name = type(error).__name__
        return ("crash" if name in CRASHES else "refused"), f"{name}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_signal: int, _frame: Any) -> None:
    raise RecursionError(f"over {SECONDS} s")


if __name__ == "__main__":
    main(sys.argv[1])
