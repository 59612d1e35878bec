"""A layer of the oracle, evaluated by every reading of wlbridge and compared with the oracle."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import oracle
import sympy
from adapter import Spec, net_from_spec
from mpmath import mp, mpf

BATCH = 3


def random_array(seed: str, shape: list[int], low: float = -2.0, high: float = 2.0) -> Any:
    """Numbers as nested lists, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - reproducible test data, no secret
    return oracle.unpack(oracle.tabulate(shape, lambda _: rng.uniform(low, high)))


def assert_agrees(spec: Spec, shape: list[int], low: float = -2.0, high: float = 2.0) -> None:
    """Values, batches, explicit and shared expressions of one layer are those of the oracle."""
    formula = net_from_spec([spec], shape).formula()
    inputs = [random_array(f"{spec} {k}", shape, low, high) for k in range(BATCH)]
    with mp.workdps(oracle.DIGITS):
        expected = [oracle.pack(oracle.output([spec], x)) for x in inputs]
    batch = formula.evaluate(inputs)
    assert batch.shape == (BATCH, *expected[0].shape)
    for x, row, values in zip(inputs, batch, expected, strict=True):
        assert_close(row, values, 1e-13)
        np.testing.assert_allclose(formula.evaluate(x), row, rtol=1e-14, atol=1e-15)
    result = np.array(formula.expression) if expected[0].shape else np.array(formula.expression, dtype=object)
    assert result.shape == expected[0].shape
    exact = exact_values(formula, inputs[0])
    assert_close(result, expected[0], None, exact)
    assert_close(formula.shared().expand(), expected[0], None, exact)


def exact_values(formula: Any, x: Any) -> dict[Any, Any]:
    """What every symbol of a formula stands for, exactly."""
    values = {**formula.known, "x": np.array(x)}
    return {
        symbol: sympy.Rational(float(value))
        for name, symbols in formula.symbols.items()
        for symbol, value in zip(symbols.flat, np.asarray(values[name]).flat, strict=True)
    }


def assert_close(got: Any, expected: oracle.Array, tolerance: float | None, exact: Any = None) -> None:
    """Numbers, or expressions evaluated by sympy: to 25 digits unless they contain doubles."""
    for entry, value in zip(np.asarray(got).flat, expected.values, strict=True):
        with mp.workdps(oracle.DIGITS):
            if exact is None:
                number, allowed = mpf(float(entry)), tolerance
            else:
                number, allowed = mpf(str(entry.subs(exact).evalf(30))), 1e-13 if entry.has(sympy.Float) else 1e-25
            assert abs(number - value) <= allowed * max(abs(value), 1)
