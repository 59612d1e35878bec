"""The tests of the paclet, wl/Tests/*.wlt, on each open interpreter."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from cases_of_nets import CASES as NETS
from interpreters import INTERPRETERS, run_tests
from unsupported import UNSUPPORTED
from verification import FILES, Verification, read_file

TESTS = [(path, test) for path in FILES for test in read_file(path)]
RUNS = [(name, path) for name in INTERPRETERS for path in FILES]
FAILING = [(name, test) for name in INTERPRETERS for _, test in TESTS if test.name in UNSUPPORTED[name]]


def wrong(name: str, tests: Iterable[Verification]) -> dict[str, str]:
    """The tests that do not hold, or say another number of messages, with what was printed; all in one run."""
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    chosen = tuple(tests)
    outcomes = run_tests(name, chosen)
    ends = {test: outcomes[test.name] for test in chosen}
    return {test.name: end.output for test, end in ends.items() if not end.passed or end.messages != test.messages}


@pytest.mark.parametrize(("name", "path"), RUNS, ids=[f"{name}-{path.stem}" for name, path in RUNS])
def test_verifications(name: str, path: Path) -> None:
    tests = [test for test in read_file(path) if test.name not in UNSUPPORTED[name]]
    assert tests
    assert wrong(name, tests) == {}


@pytest.mark.parametrize(("name", "test"), FAILING, ids=[f"{name}-{test.name}" for name, test in FAILING])
def test_what_is_unsupported(name: str, test: Verification, request: pytest.FixtureRequest) -> None:
    """Each alone, for some of it ends the interpreter."""
    request.applymarker(pytest.mark.xfail(reason=UNSUPPORTED[name][test.name], strict=True))
    assert wrong(name, [test]) == {}


def test_names_are_different() -> None:
    names = [test.name for _, test in TESTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_unsupported_is_a_test(name: str) -> None:
    assert UNSUPPORTED[name].keys() <= {test.name for _, test in TESTS} | NETS.keys()
