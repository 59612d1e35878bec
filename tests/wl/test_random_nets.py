"""The package's formulas of 200 random nets, every layer and every loss on the interpreters, against torch."""

import numpy as np
import pytest
from adapter import loss_from_case
from cases_of_nets import CASES, PRELUDE, Most, by_torch, places_of, program
from interpreters import INTERPRETERS, outcome_of, run_once
from oracle import value
from unsupported import UNSUPPORTED

TOLERANCE = 1e-12  # as in agreeQ, wl/Tests/Comparison.wl
MOST = {"woxi": Most(40, 5), "mathilda": Most(40, 8), "mathics": Most(4, 2)}
"""By how many symbols: what woxi does in a third of a second, Mathilda in a tenth, Mathics3 in four."""
BLOCK = 20
"""How many cases one run of an interpreter has."""
SHORT = {name for name in CASES if not name.startswith("net ") or int(name[4:]) % 10 == 0}
"""What Mathics3, which takes four seconds for each, is asked for in every run; --long asks it for all."""


def blocks(name: str) -> list[tuple[str, ...]]:
    """Cases that run together; what is known to fail runs alone, for some of it ends the interpreter."""
    alone = [case for case in CASES if case in UNSUPPORTED[name]]
    kinds = [SHORT, CASES.keys() - SHORT] if name == "mathics" else [CASES.keys()]
    together = [[case for case in CASES if case in kind and case not in alone] for kind in kinds]
    return [(case,) for case in alone] + [
        tuple(cases[start : start + BLOCK]) for cases in together for start in range(0, len(cases), BLOCK)
    ]


@pytest.mark.parametrize(
    ("name", "block", "case"),
    [
        pytest.param(name, block, case, marks=pytest.mark.xdist_group(f"{name} {block[0]}"), id=f"{name}-{case}")
        for name in INTERPRETERS
        for block in blocks(name)
        for case in block
    ],
)
def test_value_gradient_and_hessian(
    name: str, block: tuple[str, ...], case: str, request: pytest.FixtureRequest
) -> None:
    if INTERPRETERS[name].find() is None:
        pytest.skip(f"{name} is not installed")
    reason = UNSUPPORTED[name].get(case)
    if name == "mathics" and (reason or case not in SHORT) and not request.config.getoption("--long"):
        pytest.skip(reason or "Mathics3 takes too long for all nets without --long")
    if reason:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    printed = run_once(name, PRELUDE + "".join(program(other, CASES[other](), MOST[name]) for other in block))
    outcome = outcome_of(case, printed)
    assert outcome.passed, outcome.output


@pytest.mark.parametrize("name", CASES)
def test_python_and_mpmath_agree_with_what_is_compared_with(name: str) -> None:
    case = CASES[name]()
    places = places_of(case)
    theirs = by_torch(case, places, places[:12])
    loss, names = loss_from_case(case), list({name: None for name, _ in places})
    slopes = loss.gradient(names).evaluate(case.x, case.t)
    blocks = loss.hessian(names).evaluate(case.x, case.t)
    ours = (
        loss.evaluate(case.x, case.t),
        [slopes[name][index] for name, index in places],
        [[blocks[a, b][(*i, *j)] for b, j in places[:12]] for a, i in places[:12]],
    )
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=0, atol=TOLERANCE * max(1e-3, np.max(np.abs(other))))
    assert abs(value(case) - theirs[0]) <= TOLERANCE * max(1e-3, abs(theirs[0]))
