"""The expectations against engines: each is shown by the engine alone, and is a deviation from the oracle."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest
from mpmath import mp

from wlbridge.conformance.cases import all_cases
from wlbridge.conformance.expectations import Expectation, check_expectations, expectations_of
from wlbridge.engines.base import Engine
from wlbridge.engines.registry import ENGINES
from wlbridge.errors import EngineNotFoundError
from wlbridge.wolfram.text.reader import read_wl
from wlbridge.wolfram.text.writer import write_wl

INTERPRETERS = ("woxi", "mathilda", "mathics")
ENTRIES = [(name, entry) for name in INTERPRETERS for entry in expectations_of(name)]

# What a kernel would give, by mpmath at 40 digits from the definition of the function.
ORACLES: dict[str, Callable[[], Any]] = {
    "1 + Erf[-21.5]": lambda: mp.erfc(21.5),
    "1 + Erf[-1.9003494546805276`]": lambda: 1 + mp.erf(-1.9003494546805276),
    "Erf[2.65625]": lambda: mp.erf(2.65625),
    "Erfc[2.65625]": lambda: mp.erfc(2.65625),
    "Erfc[21.5]": lambda: mp.erfc(21.5),
    "InverseErfc[0.5]": lambda: mp.erfinv(0.5),
    "Gamma[7.5]": lambda: mp.gamma(7.5),
    "LogGamma[2.]": lambda: mp.loggamma(2),
    "Log[1 + Exp[-30.25]]": lambda: mp.log1p(mp.exp(-30.25)),
    "Log[1 + Exp[-40.]]": lambda: mp.log1p(mp.exp(-40)),
    "Exp[745.]": lambda: mp.exp(745),
    "Exp[-30.25]": lambda: mp.exp(-30.25),
    "LogisticSigmoid[-30.25]": lambda: 1 / (1 + mp.exp(30.25)),
    "LogisticSigmoid[0.5]": lambda: 1 / (1 + mp.exp(-0.5)),
    "Haversine[0.5]": lambda: mp.sin(0.25) ** 2,
    "InverseHaversine[0.5]": lambda: 2 * mp.asin(mp.sqrt(0.5)),
    "Gudermannian[0.5]": lambda: 2 * mp.atan(mp.tanh(0.25)),
    "InverseGudermannian[0.5]": lambda: mp.asinh(mp.tan(0.5)),
    "CubeRoot[0.5]": lambda: mp.cbrt(0.5),
}
BY_DEFINITION = {
    "KroneckerDelta[1, 2]": "0",
    "Unitize[0.5]": "1",
    "Surd[8., 3]": "2",
    "Mod[5.5, 2.]": "1.5",
    "Ramp[0.5]": "0.5",
    "Clip[2.5, {-1, 1}]": "1",
    "ArrayReshape[{1, 2, 3, 4}, {2, 2}]": "{{1, 2}, {3, 4}}",
    "ToCharacterCode[FromCharacterCode[{97, 0, 98}]]": "{97, 0, 98}",
}


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[str, Engine]]:
    started: dict[str, Engine] = {}
    yield started
    for engine in started.values():
        engine.close()


def started(name: str, engines: dict[str, Engine]) -> Engine:
    try:
        return engines.setdefault(name, ENGINES[name]())
    except EngineNotFoundError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}: {entry.reproducer}" for name, entry in ENTRIES])
def test_the_reproducer_gives_what_is_said(name: str, entry: Expectation, engines: dict[str, Engine]) -> None:
    given = write_wl(started(name, engines).evaluate_text(entry.reproducer, deadline=60))
    assert given.replace("Global`", "") == entry.gives


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}: {entry.reproducer}" for name, entry in ENTRIES])
def test_the_oracle_says_otherwise(name: str, entry: Expectation) -> None:
    gives, oracle = read_wl(entry.gives), entry.oracle
    if isinstance(gives, float):
        assert abs(Fraction(gives) - Fraction(oracle)) > 8 * Fraction(2) ** -53 * abs(Fraction(oracle))
    else:
        assert entry.gives != oracle


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}: {entry.reproducer}" for name, entry in ENTRIES])
def test_the_oracle_is_right(name: str, entry: Expectation) -> None:
    if entry.reproducer in BY_DEFINITION:
        assert entry.oracle == BY_DEFINITION[entry.reproducer]
    else:
        with mp.workdps(40):
            assert mp.almosteq(mp.mpf(entry.oracle), ORACLES[entry.reproducer](), rel_eps=1e-19, abs_eps=0)


@pytest.mark.parametrize("name", INTERPRETERS)
def test_they_are_for_the_installed_version(name: str, engines: dict[str, Engine]) -> None:
    version = started(name, engines).version
    check_expectations(f"{name}.toml", version, expectations_of(name), all_cases())


@pytest.mark.parametrize("name", ["reference", "reference-real32", "reference-mpmath", "stored"])
def test_nothing_is_expected_to_fail_in_wlbridge_itself(name: str) -> None:
    assert expectations_of(name) == ()
