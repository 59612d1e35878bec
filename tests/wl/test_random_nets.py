"""The package's formulas of 200 random nets, every layer and every loss on the interpreters, against torch."""

import numpy as np
import oracle
import pytest
from adapter import loss_from_case
from cases_of_nets import CASES, PRELUDE, Most, by_torch, places_of, program
from interpreters import INTERPRETERS, outcome_of, run_text
from unsupported import UNSUPPORTED

TOLERANCE = 1e-12  # as in agreeQ, wl/Tests/Comparison.wl
MOST = {"woxi": Most(8, 3), "mathilda": Most(40, 8), "mathics": Most(4, 2)}
"""By how many symbols: what woxi does in a quarter of a second, Mathilda in a tenth, Mathics3 in four."""
BLOCK = {"woxi": 80, "mathilda": 120, "mathics": 10}
"""How many cases one run of an interpreter has."""
SHORT = {f"net {seed}" for seed in range(0, 200, 40)}
"""What Mathics3, which takes four seconds for each, is asked for in every run; --long asks it for all."""


def blocks(name: str) -> list[tuple[str, ...]]:
    """Cases that run together; what is known to fail runs alone, for some of it ends the interpreter."""
    alone = [case for case in CASES if case in UNSUPPORTED[name]]
    kinds = [SHORT, CASES.keys() - SHORT] if name == "mathics" else [CASES.keys()]
    together = [[case for case in CASES if case in kind and case not in alone] for kind in kinds]
    return [(case,) for case in alone] + [
        tuple(cases[start : start + BLOCK[name]]) for cases in together for start in range(0, len(cases), BLOCK[name])
    ]


RUNS = [(name, block) for name in INTERPRETERS for block in blocks(name)]


@pytest.mark.parametrize(("name", "block"), RUNS, ids=[f"{name}-from {block[0]}" for name, block in RUNS])
def test_value_gradient_and_hessian(name: str, block: tuple[str, ...], request: pytest.FixtureRequest) -> None:
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    reason = UNSUPPORTED[name].get(block[0])
    if name == "mathics" and (reason or block[0] not in SHORT) and not request.config.getoption("--long"):
        pytest.skip(reason or "Mathics3 takes too long for all nets without --long")
    if reason:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    programs = [program(case, CASES[case](), MOST[name]) for case in block]
    printed = run_text(INTERPRETERS[name], PRELUDE + "".join(programs))
    ends = {case: outcome_of(case, printed) for case in block}
    assert {case: end.output for case, end in ends.items() if not end.passed} == {}


@pytest.mark.parametrize("name", CASES)
def test_python_and_mpmath_agree_with_what_is_compared_with(name: str) -> None:
    case = CASES[name]()
    places = places_of(case)
    value, gradient, hessian = by_torch(case, places, places[:12])
    theirs = (value, gradient, hessian[:1])
    loss, names = loss_from_case(case), list({name: None for name, _ in places})
    slopes = loss.gradient(names).evaluate(case.x, case.t)
    first, index = places[0]
    direction = np.zeros(slopes[first].shape)
    direction[index] = 1.0
    row = loss.hessian(names).times({first: direction}, case.x, case.t)
    ours = (
        loss.evaluate(case.x, case.t),
        [slopes[name][index] for name, index in places],
        [[row[name][index] for name, index in places[:12]]],
    )
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=0, atol=TOLERANCE * max(1e-3, np.max(np.abs(other))))
    assert abs(oracle.value(case) - value) <= TOLERANCE * max(1e-3, abs(value))
