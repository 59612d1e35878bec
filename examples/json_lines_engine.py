#!/usr/bin/env python3
"""A small engine in plain Python that ``wlbridge conformance run --engine exec:examples/json_lines_engine.py`` tests.

It evaluates arithmetic, a few functions of real numbers, lists and pure functions. docs/conformance-engines.md
explains the protocol; this file needs nothing but Python.
"""

import json
import math
import re
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any


class UnsupportedError(Exception):
    """What this engine does not evaluate."""


def exp(x: float) -> float:
    """The exponential function, which overflows to infinity."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def power(base: Any, exponent: Any) -> Any:
    """A power; of exact numbers an exact one."""
    exact = isinstance(base, int | Fraction) and isinstance(exponent, int)
    return Fraction(base) ** exponent if exact else math.pow(base, exponent)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Plus": lambda *terms: sum(terms),
    "Times": lambda *factors: math.prod(factors),
    "Power": power,
    "Rational": Fraction,
    "Abs": abs,
    "Max": max,
    "Min": min,
    "Sqrt": math.sqrt,
    "Exp": exp,
    "Log": math.log,
    "Sin": math.sin,
    "Cos": math.cos,
    "Tan": math.tan,
    "ArcTan": math.atan,
    "Sinh": math.sinh,
    "Cosh": math.cosh,
    "Tanh": math.tanh,
    "Erf": math.erf,
    "KroneckerDelta": lambda m, n: int(m == n),
}

# In the dialect that is asked for below there are no operators: all is head[argument, ...], {element, ...}, a number,
# a symbol or a string.
TOKEN = re.compile(r'\s*([\[\]{},]|"(?:\\.|[^"\\])*"|-?[0-9]+\.?[0-9]*(?:\*\^-?[0-9]+)?|[A-Za-z$][A-Za-z0-9$]*)')


def parse(text: str) -> Any:
    """An expression as a number, a symbol (a string), or a list of a head and its arguments."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text) or '"' in text:
        raise UnsupportedError("this text")
    expression, rest = parse_one(tokens[::-1])
    if rest:
        raise UnsupportedError("more than one expression")
    return expression


def parse_one(tokens: list[str]) -> tuple[Any, list[str]]:
    """The expression at the end of the reversed tokens, and what is left of them."""
    word = tokens.pop()
    expression: Any = word
    if word == "{":
        expression = ["List", *parse_arguments(tokens, "}")]
    elif word[0] in "-0123456789":
        expression = float(word.replace("*^", "e")) if "." in word else int(word)
    while tokens and tokens[-1] == "[":
        tokens.pop()
        expression = [expression, *parse_arguments(tokens, "]")]
    return expression, tokens


def parse_arguments(tokens: list[str], end: str) -> list[Any]:
    """The expressions up to a closing bracket."""
    arguments = []
    while tokens[-1] != end:
        arguments.append(parse_one(tokens)[0])
        if tokens[-1] == ",":
            tokens.pop()
    tokens.pop()
    return arguments


def value(expression: Any, variables: dict[str, Any]) -> Any:
    """The value of an expression."""
    match expression:
        case str() if expression in variables:
            return variables[expression]
        case [["Function", ["List", *names], body], *arguments]:
            inner = dict(zip(names, [value(argument, variables) for argument in arguments], strict=True))
            return value(body, inner)
        case ["List", *parts]:
            return [value(part, variables) for part in parts]
        case [str(head), *arguments] if head in FUNCTIONS:
            return FUNCTIONS[head](*[value(argument, variables) for argument in arguments])
        case int() | float():
            return expression
    raise UnsupportedError(f"{expression}")


def as_json(result: Any) -> Any:
    """A value in Wolfram's format ExpressionJSON; the names of infinity and of NaN are symbols."""
    if isinstance(result, list):
        return ["List", *map(as_json, result)]
    if isinstance(result, Fraction) and result.denominator > 1:
        return ["Rational", result.numerator, result.denominator]
    if isinstance(result, float) and math.isnan(result):
        return "Indeterminate"
    if isinstance(result, float) and math.isinf(result):
        return "Infinity" if result > 0 else ["Times", -1, "Infinity"]
    return result if isinstance(result, float) else int(result)


def evaluate(text: str) -> dict[str, Any]:
    """The part of an answer that tells the value, or why there is none."""
    try:
        return {"value": as_json(value(parse(text), {}))}
    except UnsupportedError as error:
        return {"unsupported": f"it does not evaluate {error}"[:200]}
    except (ArithmeticError, ValueError, TypeError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request."""
    match request["cmd"]:
        case "start":
            features = [*FUNCTIONS, "Function"]
            said = {"engine": "example", "version": "1.0", "dialect": "woxi", "features": features}
        case "eval":
            said = {"seq": request["seq"], **evaluate(request["wl"])}
        case _:
            said = {"reset": True}
    return {"nonce": request["nonce"], **said}


def main() -> None:
    """Answer each line by a line, until there are no more or we are to stop."""
    for line in sys.stdin:
        request = json.loads(line)
        if request["cmd"] == "stop":
            break
        print(json.dumps(answer(request)), flush=True)


if __name__ == "__main__":
    main()
