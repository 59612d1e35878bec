"""Every form of the loss of 200 random nets, evaluated by woxi, agrees with values computed apart from the program.

The nets, data and expected values are those of `oracle.py`: plain data, evaluated in mpmath at 50 digits straight
from the documented formulas. The tolerance is 1e-13 times the condition of the case, as `oracle.tolerance` has it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from adapter import loss_from_case
from oracle import Case, random_case, tolerance, value
from wolframclient.language.expression import WLFunction
from wolframclient.serializers import export

from wlbridge import Loss
from wlbridge.engines import WoxiEngine
from wlbridge.names import plain_symbol
from wlbridge.wolfram.make import call, user
from wlbridge.wolfram.text.reader import read_wl

SEEDS = range(200)


@pytest.fixture(scope="module")
def woxi() -> Iterator[WoxiEngine]:
    with WoxiEngine() as engine:
        yield engine


@pytest.fixture(scope="module", params=SEEDS)
def case(request: pytest.FixtureRequest) -> Case:
    return random_case(request.param)


def arrays(loss: Loss, case: Case) -> dict[str, Any]:
    """Every array of the formula with its numbers; a target True is 1."""
    given = {"x": case.x, "t": int(case.t) if isinstance(case.t, bool) else case.t}
    return {name: np.asarray(loss.known.get(name, given.get(name))).tolist() for name in loss.program.placeholders}


def applied(loss: Loss, case: Case, tree: Any) -> Any:
    """A Function of arrays, applied to them."""
    return WLFunction(tree, *arrays(loss, case).values())


def assigned(loss: Loss, case: Case, tree: Any) -> Any:
    """A formula in scalar symbols inside a Module that gives them numbers."""
    numbers: dict[str, float] = {}
    for name, values in arrays(loss, case).items():
        for symbol, number in zip(loss.symbols[name].flat, np.ravel(values).tolist(), strict=True):
            numbers[plain_symbol(symbol.name)] = number
    names = [user(name) for name in numbers]
    return call("Module", names, call("CompoundExpression", call("Set", names, list(numbers.values())), tree))


FORMS: dict[str, Callable[[WoxiEngine, Loss, Case], Any]] = {
    "explicit": lambda woxi, loss, case: woxi.evaluate(assigned(loss, case, loss.to_wl("explicit", symbols="plain"))),
    "shared": lambda woxi, loss, case: woxi.evaluate(assigned(loss, case, loss.to_wl("shared", symbols="plain"))),
    "array": lambda woxi, loss, case: woxi.evaluate(applied(loss, case, loss.to_wl("array"))),
    "text": lambda woxi, loss, case: woxi.evaluate(applied(loss, case, read_wl(loss.to_wl_text("array")))),
    "wxf": lambda woxi, loss, case: woxi.evaluate_wxf(
        export(applied(loss, case, loss.to_wl("array")), target_format="wxf")
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_woxi_agrees_with_the_documented_formulas(woxi: WoxiEngine, case: Case, form: str) -> None:
    got = FORMS[form](woxi, loss_from_case(case), case)
    assert isinstance(got, float | int), f"{form}: woxi gave {got}"
    assert abs(got - value(case)) <= tolerance(case)


def test_numpy_agrees_with_the_documented_formulas(case: Case) -> None:
    got = loss_from_case(case).evaluate(case.x, case.t)
    assert abs(float(got) - value(case)) <= tolerance(case)
