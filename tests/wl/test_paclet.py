"""The tests of the paclet, wl/Tests/*.wlt, on each open interpreter."""

from pathlib import Path

import pytest
from interpreters import INTERPRETERS, run
from unsupported import UNSUPPORTED
from verification import FILES, Verification, read_file

CASES = [(path, test) for path in FILES for test in read_file(path)]


@pytest.mark.parametrize("name", INTERPRETERS)
@pytest.mark.parametrize(("path", "test"), CASES, ids=[f"{path.stem}-{test.name}" for path, test in CASES])
def test_verification(path: Path, test: Verification, name: str, request: pytest.FixtureRequest) -> None:
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    if reason := UNSUPPORTED[name].get(test.name):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    outcome = run(name, path, test)
    assert outcome.passed, outcome.output
    assert outcome.messages == test.messages, outcome.output


def test_names_are_different() -> None:
    names = [test.name for _, test in CASES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_unsupported_is_a_test(name: str) -> None:
    assert UNSUPPORTED[name].keys() <= {test.name for _, test in CASES}
