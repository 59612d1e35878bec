"""The tests of the paclet, wl/Tests/*.wlt, on each open interpreter."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from cases_of_nets import CASES as NETS
from interpreters import INTERPRETERS, run_tests
from unsupported import UNSUPPORTED
from verification import FILES, Verification, read_file

TESTS = [test for path in FILES for test in read_file(path)]
GROUPS = {"woxi": 3, "mathilda": 1, "mathics": 5}
"""How many runs have all files together: Mathics3 takes six seconds to load the package, woxi two."""
EVERY = {"woxi": 1, "mathilda": 1, "mathics": 4}
"""Mathics3 takes half a second for a test, so that without ``--long`` it is asked each fourth."""
RUNS = [(name, FILES[first::count]) for name, count in GROUPS.items() for first in range(count)]


def wrong(name: str, tests: Iterable[Verification]) -> dict[str, str]:
    """The tests that do not hold, or say another number of messages, with what was printed; all in one run."""
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    chosen = tuple(tests)
    outcomes = run_tests(name, chosen)
    ends = {test: outcomes[test.name] for test in chosen}
    return {test.name: end.output for test, end in ends.items() if not end.passed or end.messages != test.messages}


@pytest.mark.parametrize(
    ("name", "paths"), RUNS, ids=["-".join([name, *(path.stem for path in paths)]) for name, paths in RUNS]
)
def test_verifications(name: str, paths: list[Path], pytestconfig: pytest.Config) -> None:
    tests = [test for path in paths for test in read_file(path) if test.name not in UNSUPPORTED[name]]
    if not pytestconfig.getoption("--long"):
        tests = tests[:: EVERY[name]]
    assert tests
    assert wrong(name, tests) == {}


@pytest.mark.parametrize("name", INTERPRETERS)
def test_what_is_unsupported_still_fails(name: str) -> None:
    """In one run: the one that ends the interpreter is the last."""
    failing = [test for test in TESTS if test.name in UNSUPPORTED[name]]
    ending = [test for test in failing if " ends at " in UNSUPPORTED[name][test.name]]
    assert len(ending) <= 1
    tests = [*(test for test in failing if test not in ending), *ending]
    assert wrong(name, tests).keys() == {test.name for test in tests}


def test_names_are_different() -> None:
    names = [test.name for test in TESTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_unsupported_is_a_test(name: str) -> None:
    assert UNSUPPORTED[name].keys() <= {test.name for test in TESTS} | NETS.keys()
