"""The tests of the paclet, wl/Tests/*.wlt, on each open interpreter."""

from pathlib import Path

import pytest
from cases_of_nets import CASES as NETS
from interpreters import INTERPRETERS, run
from unsupported import UNSUPPORTED
from verification import FILES, Verification, read_file

TESTS = [(path, test) for path in FILES for test in read_file(path)]
CASES = [(name, path, test) for name in INTERPRETERS for path, test in TESTS]


@pytest.mark.parametrize(
    ("name", "path", "test"),
    [
        pytest.param(
            *(name, path, test),
            marks=pytest.mark.xdist_group(f"{name} {path.stem}"),  # one process runs the whole file once
            id=f"{name}-{path.stem}-{test.name}",
        )
        for name, path, test in CASES
    ],
)
def test_verification(name: str, path: Path, test: Verification, request: pytest.FixtureRequest) -> None:
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    if reason := UNSUPPORTED[name].get(test.name):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    outcome = run(name, path, test)
    assert outcome.passed, outcome.output
    assert outcome.messages == test.messages, outcome.output


def test_names_are_different() -> None:
    names = [test.name for _, test in TESTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_unsupported_is_a_test(name: str) -> None:
    assert UNSUPPORTED[name].keys() <= {test.name for _, test in TESTS} | NETS.keys()
