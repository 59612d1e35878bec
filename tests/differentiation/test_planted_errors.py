"""A rule of differentiation that is wrong by one part in a million is noticed by differences of the loss.

For each rule an error is planted, and the nets and the tolerance of ``test_high_precision.py`` have to find it; there
they pass with the right rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import formula_cases
import layer_cases
import oracle
import pytest
import sympy
from adapter import loss_from_case
from differences import TOLERANCE, Point, curvature_error, point_of, slope_error
from sympy import Expr, Rational

from wlbridge.differentiation import elementwise, formulas, kinks
from wlbridge.differentiation.gradient import gradient
from wlbridge.differentiation.kinks import KINKS, Kinks
from wlbridge.differentiation.products import hessian_times_direction
from wlbridge.differentiation.rules import RULES
from wlbridge.differentiation.sweep import Adjoint
from wlbridge.functions import BY_FUNCTION, TABLE
from wlbridge.rewrite import values
from wlbridge.statements import (
    Broadcast,
    Concatenate,
    Einsum,
    LogSoftmax,
    Map,
    Pad,
    Part,
    Place,
    Reduce,
    Reshape,
    Softmax,
    Statement,
    Take,
)
from wlbridge.wolfram_functions import Kink

Plant = pytest.MonkeyPatch
SLIP = Rational(1, 10**6)


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: Plant) -> None:
    """Derivatives found before with the right rules, or here with wrong ones, are not taken for others."""
    monkeypatch.setattr(elementwise, "slope_of", elementwise.slope_of.__wrapped__)
    monkeypatch.setattr(values, "_readable", values._readable.__wrapped__)


def wrong(slope: Expr) -> Expr:
    """A slope with a relative error, and where it is 0 with an absolute one."""
    return slope + SLIP if slope == 0 or isinstance(slope, Kink) else slope * (1 + SLIP)


def all_wrong(rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule that gives slopes, each with an error."""
    return lambda *args: [wrong(slope) for slope in rule(*args)]


def is_noticed(point: Point, convention: Kinks = "zero") -> bool:
    """Whether first or second derivatives at a point are found to be wrong."""
    slopes = gradient(point.program, point.names, kinks=convention)
    if slope_error(point, slopes) > TOLERANCE:
        return True
    times = hessian_times_direction(point.program, point.names, point.names, kinks=convention)
    return bool(curvature_error(point, times) > TOLERANCE)


def point_of_case(case: oracle.Case) -> Point:
    return point_of(loss_from_case(case), {"x": case.x, "t": case.t})


# ------------------------------------------------------------------------------------------------------------
# Statements

WITNESSES: dict[type[Statement], oracle.Case] = {
    Map: layer_cases.layer_case("elementwise"),
    Einsum: layer_cases.layer_case("linear"),
    Reduce: layer_cases.layer_case("largest"),
    Broadcast: layer_cases.layer_case("replicate"),
    LogSoftmax: layer_cases.loss_case("probabilities", "exact"),
    Softmax: layer_cases.layer_case("softmax"),
    Take: layer_cases.loss_case("index, of no softmax", "exact"),
    Part: layer_cases.layer_case("part, span"),
    Place: layer_cases.layer_case("part, span"),
    Reshape: layer_cases.layer_case("flatten"),
    Concatenate: layer_cases.layer_case("smallest"),
    Pad: layer_cases.layer_case("padding"),
}
"""A net for the rule of each kind of statement; Place is in the gradient of Part, so its rule in the Hessian."""


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_the_rule_of_a_statement(kind: type[Statement], monkeypatch: Plant) -> None:
    rule = RULES[kind]

    def planted(sweep: Any, name: str, statement: Any, adjoint: Adjoint) -> None:
        before = {array: len(parts) for array, parts in sweep.adjoints.items()}
        rule(sweep, name, statement, adjoint)
        for array, parts in sweep.adjoints.items():
            for place in range(before.get(array, 0), len(parts)):
                parts[place] = Adjoint(wrong(parts[place].factor), parts[place].array)

    monkeypatch.setitem(RULES, kind, planted)
    convention: Kinks = "half" if kind is Reduce else "zero"  # for "zero" it is taken apart before
    assert is_noticed(point_of_case(WITNESSES[kind]), convention)


# ------------------------------------------------------------------------------------------------------------
# Slopes by the value of a function


def point_with(function: Any) -> Point:
    """A random net with that activation: the net of number n has the n-th."""
    name = "Sqrt" if function is sympy.Pow else BY_FUNCTION[function].head
    return point_of_case(oracle.random_case([*oracle.FUNCTIONS].index(name)))


@pytest.mark.parametrize("place", range(len(values.IDENTITIES)), ids=lambda place: str(values.IDENTITIES[place][1]))
def test_a_part_of_a_slope_by_the_value(place: int, monkeypatch: Plant) -> None:
    function, part, by_value = values.IDENTITIES[place]
    planted = [*values.IDENTITIES]
    planted[place] = (function, part, wrong(by_value))
    monkeypatch.setattr(values, "IDENTITIES", tuple(planted))
    assert is_noticed(point_with(function.func))


@pytest.mark.parametrize("function", [sympy.tanh, sympy.exp], ids=str)
def test_a_value_read_instead_of_computed(function: Any, monkeypatch: Plant) -> None:
    rule = values._readings
    monkeypatch.setattr(values, "_readings", lambda part: [(made, wrong(value)) for made, value in rule(part)])
    assert is_noticed(point_with(function))


# ------------------------------------------------------------------------------------------------------------
# Formulas


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.function.__name__)
@pytest.mark.parametrize("convention", KINKS)
def test_the_slope_of_a_function(row: Any, convention: Kinks, monkeypatch: Plant) -> None:
    """Wherever it comes from."""
    rule = formulas._of_function

    def planted(part: Expr, *args: Any) -> Expr:
        return wrong(rule(part, *args)) if part.func is row.function else rule(part, *args)

    monkeypatch.setattr(formulas, "_of_function", planted)
    assert is_noticed(point_of(*formula_cases.function_case(row.function.__name__)), convention)


BY_SYMPY = [
    row.function
    for row in TABLE
    if row.function not in {*kinks.KINKED, *kinks.CONSTANT_BETWEEN_JUMPS, sympy.Mod}  # these have rules of ours
]


@pytest.mark.parametrize("function", BY_SYMPY, ids=lambda function: function.__name__)
def test_the_derivative_that_a_function_gives(function: Any, monkeypatch: Plant) -> None:
    rule = function.fdiff
    monkeypatch.setattr(function, "fdiff", lambda part, argindex=1: wrong(rule(part, argindex)))
    assert is_noticed(point_of(*formula_cases.function_case(function.__name__)))


@pytest.mark.parametrize("convention", KINKS)
@pytest.mark.parametrize("function", kinks.KINKED, ids=lambda function: function.__name__)
def test_the_slopes_of_a_function_with_kinks(function: Any, convention: Kinks, monkeypatch: Plant) -> None:
    monkeypatch.setitem(kinks.KINKED, function, all_wrong(kinks.KINKED[function]))
    assert is_noticed(point_of(*formula_cases.function_case(function.__name__)), convention)


@pytest.mark.parametrize("convention", KINKS)
def test_the_step_that_slopes_are_made_of(convention: Kinks, monkeypatch: Plant) -> None:
    rule = kinks.STEPS[convention]
    monkeypatch.setitem(kinks.STEPS, convention, lambda u: wrong(rule(u)))
    assert is_noticed(point_of(*formula_cases.function_case("Ramp")), convention)


@pytest.mark.parametrize("function", kinks.JUMPS, ids=lambda function: function.__name__)
def test_the_mark_at_the_jumps_of_a_function(function: Any, monkeypatch: Plant) -> None:
    """Between its jumps it is 0."""
    monkeypatch.setitem(kinks.JUMPS, function, lambda *args: SLIP)
    assert is_noticed(point_of(*formula_cases.function_case(function.__name__)), "error")


@pytest.mark.parametrize("convention", KINKS)
@pytest.mark.parametrize(
    ("rule", "structure"),
    [
        ("_of_product", "product"),
        ("_of_power", "power"),
        ("_of_power", "power of powers"),
        ("slope_of_cases", "cases"),
        ("_of_function", "function of functions"),
        ("_tidy", "binary cross entropy of a logit"),
    ],
)
def test_products_powers_and_cases(rule: str, structure: str, convention: Kinks, monkeypatch: Plant) -> None:
    right = getattr(formulas, rule)
    monkeypatch.setattr(formulas, rule, lambda *args: wrong(right(*args)))
    assert is_noticed(point_of(*formula_cases.structure_case(structure)), convention)
