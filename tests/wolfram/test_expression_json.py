"""ExpressionJSON: what it stands for, at any depth, and what it does not; test_json_lines.py has more values."""

from typing import Any

import pytest

from wlbridge.errors import ExpressionJSONError
from wlbridge.wolfram.expression_json import from_json, to_json
from wlbridge.wolfram.make import call, system, user
from wlbridge.wolfram.tree import same_tree

# From the page of the format, https://reference.wolfram.com/language/ref/format/ExpressionJSON.html
PAIRS: list[tuple[Any, Any]] = [
    (["List", 1, 2, 3], (1, 2, 3)),
    ("'abc'", "abc"),
    (["Quantity", 2.45, "'Meters'"], call("Quantity", 2.45, "Meters")),
    (["f", "x", "y"], user("f")(user("x"), user("y"))),
    ("Pi", system("Pi")),
]


@pytest.mark.parametrize(("value", "tree"), PAIRS)
def test_both_ways(value: Any, tree: Any) -> None:
    assert same_tree(from_json(value), tree)
    assert to_json(from_json(value)) == value


@pytest.mark.parametrize(("value", "tree"), [(True, True), (False, False), (None, None), ("Null", None)])
def test_true_false_and_null_are_those_of_json(value: Any, tree: Any) -> None:
    assert from_json(value) is tree


def test_depth_does_not_matter() -> None:
    value: Any = "x"
    for _ in range(20_000):
        value = ["f", value]
    again = to_json(from_json(value))
    for _ in range(20_000):
        (head, again), (_, value) = again, value
        assert head == "f"
    assert again == "x"


@pytest.mark.parametrize(
    "value", [{}, [], "", "a b", "1.2.3", "1+1", "-x", [1, 2], [["List", 1], 2], ["f", {"a": 1}]]
)
def test_what_stands_for_no_expression(value: Any) -> None:
    with pytest.raises(ExpressionJSONError):
        from_json(value)


def test_a_compound_head_has_no_form() -> None:
    with pytest.raises(ExpressionJSONError, match=r"f\[x\]\[y\]"):
        to_json(call("f", 1)(2))
