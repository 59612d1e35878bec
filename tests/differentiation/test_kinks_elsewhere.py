"""What torch and JAX take at kinks, measured, beside what we take: the table of wlbridge.differentiation.kinks.

Where a library takes what one of our conventions does, the row names it; the others are the named differences.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sympy import Abs, Max, Min, Piecewise

from wlbridge import AggregationLayer, Clip, ElementwiseLayer, NetChain, ParametricRampLayer, Ramp, net_loss
from wlbridge import plain_functions as plain
from wlbridge.differentiation.kinks import KINKS

LARGEST = AggregationLayer("Max", 1)

# ours, point, torch and its slopes, JAX and its slopes
ROWS: dict[str, tuple[Any, Any, Callable[[Any], Any], Any, Callable[[Any], Any], Any]] = {
    "Ramp": (Ramp, [0.0], F.relu, [0], jax.nn.relu, [0]),
    "Abs": (Abs, [0.0], torch.abs, [0], jnp.abs, [1]),
    "Max[x, 0]": (lambda x: Max(x, 0), [0.0], lambda x: torch.maximum(x, torch.zeros(1, dtype=x.dtype)), [0.5],
                  lambda x: jnp.maximum(x, 0.0), [0.5]),
    "Min[x, 0]": (lambda x: Min(x, 0), [0.0], lambda x: torch.minimum(x, torch.zeros(1, dtype=x.dtype)), [0.5],
                  lambda x: jnp.minimum(x, 0.0), [0.5]),
    "clamp": (lambda x: Clip(x, -1, 1), [-1.0, 1.0], lambda x: x.clamp(-1, 1), [1, 1],
              lambda x: jnp.clip(x, -1, 1), [0.5, 0.5]),
    "HardTanh": ("HardTanh", [-1.0, 1.0], F.hardtanh, [0, 0], jax.nn.hard_tanh, [1, 1]),
    "relu6": (lambda x: Clip(x, 0, 6), [0.0, 6.0], F.relu6, [0, 0], jax.nn.relu6, [0, 0]),
    "hard sigmoid of slope 1/6": (lambda x: Clip((x + 3) / 6, 0, 1), [-3.0, 3.0], F.hardsigmoid, [0, 0],
                                  jax.nn.hard_sigmoid, [0, 0]),
    "HardSwish": ("HardSwish", [-3.0, 3.0], F.hardswish, [0, 1], jax.nn.hard_swish, [0, 1]),
    "SoftSign": ("SoftSign", [0.0], F.softsign, [1], jax.nn.soft_sign, [1]),
    "ELU": ("ELU", [0.0], F.elu, [1], jax.nn.elu, [1]),
    "SELU": ("SELU", [0.0], F.selu, [1.7580993408473766], jax.nn.selu, [1.7580993408473766]),
    "ParametricRampLayer": (ParametricRampLayer([], slope=0.1), [0.0], lambda x: F.leaky_relu(x, 0.1), [0.1],
                            lambda x: jax.nn.leaky_relu(x, 0.1), [1]),
    "Piecewise": (lambda x: Piecewise((x, x > 0), (3 * x, True)), [0.0], lambda x: torch.where(x > 0, x, 3 * x), [3],
                  lambda x: jnp.where(x > 0, x, 3 * x), [3]),
    "AggregationLayer[Max], one index": (LARGEST, [2.0, 2, 1, 2], lambda x: x.max(0).values, [1, 0, 0, 0],
                                         jnp.max, [1 / 3, 1 / 3, 0, 1 / 3]),
    "AggregationLayer[Max], amax": (LARGEST, [2.0, 2, 1, 2], lambda x: x.amax(0), [1 / 3, 1 / 3, 0, 1 / 3],
                                    jnp.max, [1 / 3, 1 / 3, 0, 1 / 3]),
    "AggregationLayer[Min]": (AggregationLayer("Min", 1), [2.0, 2, 3, 2], lambda x: x.amin(0),
                              [1 / 3, 1 / 3, 0, 1 / 3], jnp.min, [1 / 3, 1 / 3, 0, 1 / 3]),
    "Sign": (plain.Sign, [0.0], torch.sign, [0], jnp.sign, [0]),
    "Floor": (plain.Floor, [1.0], torch.floor, [0], jnp.floor, [0]),
    "Ceiling": (plain.Ceiling, [1.0], torch.ceil, [0], jnp.ceil, [0]),
    "Round": (plain.Round, [0.5], torch.round, [0], jnp.round, [0]),
    "IntegerPart": (plain.IntegerPart, [1.0], torch.trunc, [0], jnp.trunc, [0]),
    "FractionalPart": (plain.FractionalPart, [1.0], torch.frac, [1], lambda x: x - jnp.trunc(x), [1]),
    "Mod": (lambda x: plain.Mod(x, 3), [3.0], lambda x: torch.remainder(x, 3.0), [1], lambda x: jnp.mod(x, 3.0), [1]),
    "Sqrt": (plain.Sqrt, [0.0], torch.sqrt, [np.inf], jnp.sqrt, [np.inf]),
    "CubeRoot": (plain.CubeRoot, [0.0], lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3), [np.nan], jnp.cbrt,
                 [np.inf]),
}  # fmt: skip

# The conventions of ours with which each library agrees; "-" where with none.
AGREES: dict[str, tuple[str, str]] = {
    "Ramp": ("zero", "zero"),
    "Abs": ("zero half", "-"),
    "Max[x, 0]": ("half", "half"),
    "Min[x, 0]": ("half", "half"),
    "clamp": ("-", "half"),
    "HardTanh": ("zero", "-"),
    "relu6": ("zero", "zero"),
    "hard sigmoid of slope 1/6": ("zero", "zero"),
    "HardSwish": ("zero", "zero"),
    "SoftSign": ("zero half", "zero half"),
    "ELU": ("zero half", "zero half"),
    "SELU": ("-", "-"),
    "ParametricRampLayer": ("zero", "-"),
    "Piecewise": ("zero", "zero"),
    "AggregationLayer[Max], one index": ("zero", "half"),
    "AggregationLayer[Max], amax": ("half", "half"),
    "AggregationLayer[Min]": ("half", "half"),
    "Sign": ("zero half", "zero half"),
    "Floor": ("zero half", "zero half"),
    "Ceiling": ("zero half", "zero half"),
    "Round": ("zero half", "zero half"),
    "IntegerPart": ("zero half", "zero half"),
    "FractionalPart": ("zero half", "zero half"),
    "Mod": ("zero half", "zero half"),
    "Sqrt": ("zero half", "zero half"),
    "CubeRoot": ("-", "zero half"),
}


def of_torch(function: Callable[[Any], Any], point: list[float]) -> list[float]:
    x = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(function(x).sum(), x)
    return [float(value) for value in slope]


def of_jax(function: Callable[[Any], Any], point: list[float]) -> list[float]:
    return [float(value) for value in jax.grad(lambda x: jnp.sum(function(x)))(jnp.asarray(point))]


@pytest.mark.parametrize("name", ROWS)
def test_what_they_take(name: str) -> None:
    """Measured; single precision in JAX, as it is by default."""
    _, point, in_torch, torch_slopes, in_jax, jax_slopes = ROWS[name]
    assert of_torch(in_torch, point) == pytest.approx(torch_slopes, rel=1e-12, nan_ok=True)
    assert of_jax(in_jax, point) == pytest.approx(jax_slopes, rel=1e-6)


@pytest.mark.parametrize("name", ROWS)
def test_with_what_of_ours_they_agree(name: str) -> None:
    ours, point, in_torch, _, in_jax, _ = ROWS[name]
    layer = ours if hasattr(ours, "build") else ElementwiseLayer(ours)
    loss = net_loss(NetChain([layer], input=len(point)), lambda y, t: y * t)
    count = len(point) if loss.program.placeholders["t"].shape else 1
    targets: Any = [float(count)] * count if loss.program.placeholders["t"].shape else 1.0
    for slopes, agreeing in zip((of_torch(in_torch, point), of_jax(in_jax, point)), AGREES[name], strict=True):
        for kinks in KINKS[:2]:
            got = loss.gradient("x", kinks=kinks).evaluate(point, targets)["x"]
            agrees = bool(np.allclose(got, slopes, rtol=1e-6, atol=0))
            assert agrees == (kinks in agreeing.split()), (kinks, got, slopes)
