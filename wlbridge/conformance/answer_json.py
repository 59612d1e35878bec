"""Answers as JSON, exactly: expressions of numbers, or a string."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from wlbridge.conformance.comparison import Special
from wlbridge.conformance.exact_numbers import as_fractions
from wlbridge.wolfram.expression_json import from_json


def answer_to_json(value: Any) -> Any:
    """The JSON that stands for the value of an answer: nested lists of fractions, or a string.

    >>> answer_to_json([Fraction(1, 4), Fraction(1, 3), Special("-Infinity")])
    ['List', 0.25, ['Rational', 1, 3], ['Times', -1, 'Infinity']]
    >>> answer_to_json("\u03bb!")
    "'\u03bb!'"
    """
    match value:
        case str():
            return f"'{value}'"
        case list():
            return ["List", *map(answer_to_json, value)]
        case Special(name="-Infinity"):
            return ["Times", -1, "Infinity"]
        case Special(name=name):
            return name
    return _number(value)


def _number(value: Fraction) -> Any:
    try:
        if Fraction(float(value)) == value:
            return float(value)
    except OverflowError:
        pass
    return value.numerator if value.denominator == 1 else ["Rational", value.numerator, value.denominator]


def answer_from_json(value: Any) -> Any:
    """The value of an answer, as exact as it was.

    >>> answer_from_json(["List", 0.25, ["Rational", 1, 3]])
    [Fraction(1, 4), Fraction(1, 3)]

    Raises ExpressionJSONError for what is no expression, ValueError for what is neither number nor string.
    """
    tree = from_json(value)
    return tree if isinstance(tree, str) else as_fractions(tree)
