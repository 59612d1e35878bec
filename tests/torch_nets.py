"""Nets and losses of the oracle, plain data, computed by torch in float64, so that torch can differentiate them.

Independent of wlbridge; wherever torch has a function of its own for a layer or an activation, that is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import oracle
import torch
from oracle import Case
from torch import Tensor
from torch.nn import functional as F

Spec = dict[str, Any]
Arrays = Mapping[str, Tensor]

NAMES = {
    "weights": "w{}",
    "biases": "b{}",
    "scaling": "p{}_Scaling",
    "slope": "p{}_Slope",
    "moving_mean": "p{}_MovingMean",
    "moving_variance": "p{}_MovingVariance",
}
"""The arrays of a layer, and their names in a loss; the place is that of the layer in the chain, from 1."""


def tensor(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def leaves(case: Case) -> dict[str, Tensor]:
    """Input, target where it is real, and every array, ready to be differentiated by."""
    arrays = {"x": tensor(case.x), "t": tensor(float(case.t) if isinstance(case.t, bool) else case.t)}
    if case.options.get("form") == "Index":
        del arrays["t"]
    arrays |= {name: tensor(values) for name, values in _arrays(case.net, ())}
    return {name: array.requires_grad_() for name, array in arrays.items()}


def _arrays(net: Sequence[Spec], path: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    for place, layer in enumerate(net, 1):
        if layer["layer"] == "NetChain":
            yield from _arrays(layer["layers"], (*path, place))
        for key in NAMES:
            if layer.get(key) is not None:
                yield _name(key, (*path, place)), layer[key]


def _name(key: str, path: tuple[int, ...]) -> str:
    return NAMES[key].format("_".join(map(str, path)))


def loss(case: Case, arrays: Arrays) -> Tensor:
    """The loss of a case with other values of its arrays."""
    y = _chain(case.net, (), arrays["x"], arrays)
    kind = case.options.get("form", case.kind)
    target = arrays["t"] if "t" in arrays else torch.tensor(case.t)
    return LOSSES[kind](y, target, case)


def _chain(net: Sequence[Spec], path: tuple[int, ...], x: Tensor, arrays: Arrays) -> Tensor:
    for place, layer in enumerate(net, 1):
        here = (*path, place)
        if layer["layer"] == "NetChain":
            x = _chain(layer["layers"], here, x, arrays)
        else:
            given = {key: arrays.get(_name(key, here)) for key in NAMES}
            x = LAYERS[layer["layer"]](layer, x, given)
    return x


# ------------------------------------------------------------------------------------------------------------
# Layers


def _linear(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    y = F.linear(x.reshape(-1), given["weights"], given["biases"])
    return y.reshape(layer.get("output", [len(y)]))


def _spread(array: Tensor | None, axes: Sequence[int], rank: int, default: float) -> Tensor:
    """An array that lives on some axes, with ones for the others; its axes come in the order of ``axes``."""
    if array is None:
        return tensor(default)
    order = sorted(range(len(axes)), key=lambda place: axes[place])
    sizes = iter(array.permute(order).shape)
    return array.permute(order).reshape([next(sizes) if axis in axes else 1 for axis in range(rank)])


def _batch_normalization(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    """By its formula: torch differentiates its own by neither the moving mean nor the moving variance."""
    channels = -1 if layer.get("interleaving") else 0
    mean, variance, scaling, biases = (
        given[key].reshape([-1] + [1] * (x.ndim - 1))
        for key in ("moving_mean", "moving_variance", "scaling", "biases")
    )
    standard = (x.movedim(channels, 0) - mean) / torch.sqrt(variance + layer.get("epsilon", 0.001))
    return (standard * scaling + biases).movedim(0, channels)


def _normalization(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    over = oracle._axes(layer.get("aggregation", ("span", 2, None)), x.ndim)
    rest = [axis for axis in range(x.ndim) if axis not in over]
    spec = layer.get("scaling_levels", "Complement")
    learned = rest if spec == "Complement" else over
    if layer.get("method") == "RMS":
        standard = x / torch.sqrt((x**2).mean(over, keepdim=True) + 0.001)
    else:
        spread = x.var(over, correction=int(bool(layer.get("unbiased"))), keepdim=True)
        standard = (x - x.mean(over, keepdim=True)) / torch.sqrt(spread + 0.001)
    scaling, biases = (_spread(given[key], learned, x.ndim, d) for key, d in (("scaling", 1.0), ("biases", 0.0)))
    return standard * scaling + biases


def _parametric_ramp(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    slope = _spread(given["slope"], oracle._axes(layer.get("levels", 1), x.ndim), x.ndim, 0.0)
    return torch.where(x > 0, x, slope * x)


def _flatten(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    level = layer.get("level")
    if level is None:
        return x.flatten()
    return x.flatten(0, level) if level > 0 else x.flatten(level - 1)


def _transpose(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    if "permutation" in layer:
        return x.permute([layer["permutation"].index(level + 1) for level in range(x.ndim)])
    for m, n in layer["swaps"]:
        x = x.transpose(m - 1, n - 1)
    return x


def _part(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    """Slices; a step of a span is the last of its three numbers."""
    index: list[Any] = []
    for part in layer["spec"]:
        if isinstance(part, int):
            index.append(part - 1)
        else:
            first, last, step = (None, None, None) if part == "All" else (*part[1:], None)[:3]
            stop = None if last in {None, -1} else last if last > 0 else last + 1
            index.append(slice(first and first - 1, stop, step))
    return x[tuple(index)]


AGGREGATIONS: dict[str, Callable[[Tensor, Sequence[int]], Tensor]] = {
    "Mean": lambda x, over: x.mean(over),
    "Total": lambda x, over: x.sum(over),
    "Max": lambda x, over: x.amax(over),
    "Min": lambda x, over: x.amin(over),
    "Times": lambda x, over: x.prod(over[0]),
}


def _aggregation(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    return AGGREGATIONS[layer["function"]](x, oracle._axes(layer.get("levels", ("span", 2, None)), x.ndim))


def _padding(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    """torch counts axes from the last, and repeats and reflects batches of arrays alone."""
    widths = [width for pair in reversed(layer["sizes"]) for width in pair]
    padding = layer["padding"]
    if isinstance(padding, float):
        return F.pad(x, widths, value=padding)
    return F.pad(x[None], widths, {"Fixed": "replicate", "Reflected": "reflect"}[padding])[0]


def _replicate(layer: Spec, x: Tensor, given: Mapping[str, Any]) -> Tensor:
    at = layer["position"] - 1
    copies = x.reshape(*x.shape[:at], *[1] * len(layer["dims"]), *x.shape[at:])
    return copies.expand(*x.shape[:at], *layer["dims"], *x.shape[at:])


LAYERS: dict[str, Callable[[Spec, Tensor, Mapping[str, Any]], Tensor]] = {
    "LinearLayer": _linear,
    "ElementwiseLayer": lambda layer, x, given: FUNCTIONS[layer["function"]](x),
    "SoftmaxLayer": lambda layer, x, given: x.softmax(oracle._axes(layer.get("level", -1), x.ndim)[0]),
    "DropoutLayer": lambda layer, x, given: F.dropout(x, layer["probability"], training=False),
    "BatchNormalizationLayer": _batch_normalization,
    "NormalizationLayer": _normalization,
    "ParametricRampLayer": _parametric_ramp,
    "ConstantTimesLayer": lambda layer, x, given: x * given["scaling"],
    "ConstantPlusLayer": lambda layer, x, given: x + given["biases"],
    "FlattenLayer": _flatten,
    "ReshapeLayer": lambda layer, x, given: x.reshape([-1 if d == "Automatic" else d for d in layer["dims"]]),
    "TransposeLayer": _transpose,
    "PartLayer": _part,
    "SummationLayer": lambda layer, x, given: x.sum(),
    "AggregationLayer": _aggregation,
    "PaddingLayer": _padding,
    "ReplicateLayer": _replicate,
    "SequenceLastLayer": lambda layer, x, given: x[-1],
    "SequenceRestLayer": lambda layer, x, given: x[1:],
    "SequenceMostLayer": lambda layer, x, given: x[:-1],
    "SequenceReverseLayer": lambda layer, x, given: x.flip(0),
}

# ------------------------------------------------------------------------------------------------------------
# Functions of one real


def _log_gamma(x: Tensor) -> Tensor:
    """Of positive numbers, through that of x + 16: the second derivative of torch 2.13 has 9 digits at small x."""
    return torch.lgamma(x + 16) - sum(torch.log(x + k) for k in range(16))


NAMED: dict[str, Callable[[Tensor], Tensor]] = {
    "ReLU": torch.relu,
    "ELU": F.elu,
    "SELU": lambda x: torch.where(x >= 0, 1.0507009873554805 * x, 1.758099340847161 * torch.expm1(x)),
    "GELU": F.gelu,
    "Swish": F.silu,
    "HardSwish": F.hardswish,
    "Mish": F.mish,
    "SoftSign": F.softsign,
    "SoftPlus": lambda x: F.softplus(x, threshold=1e3),
    "HardTanh": F.hardtanh,
    "HardSigmoid": lambda x: torch.clamp((x + 1) / 2, 0, 1),  # torch's own has other bounds
    "Sigmoid": torch.sigmoid,
}

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    **NAMED,
    **{alias: NAMED[name] for alias, name in oracle.ALIASES.items()},
    "Ramp": torch.relu,
    "LogisticSigmoid": torch.sigmoid,
    "Tan": torch.tan,
    "Tanh": torch.tanh,
    "ArcTan": torch.atan,
    "ArcTanh": torch.atanh,
    "Sin": torch.sin,
    "Sinh": torch.sinh,
    "ArcSin": torch.asin,
    "ArcSinh": torch.asinh,
    "Cos": torch.cos,
    "Cosh": torch.cosh,
    "ArcCos": torch.acos,
    "ArcCosh": torch.acosh,
    "Cot": lambda x: 1 / torch.tan(x),
    "Coth": lambda x: 1 / torch.tanh(x),
    "ArcCot": lambda x: torch.atan(1 / x),
    "ArcCoth": lambda x: torch.atanh(1 / x),
    "Csc": lambda x: 1 / torch.sin(x),
    "Csch": lambda x: 1 / torch.sinh(x),
    "ArcCsc": lambda x: torch.asin(1 / x),
    "ArcCsch": lambda x: torch.asinh(1 / x),
    "Sec": lambda x: 1 / torch.cos(x),
    "Sech": lambda x: 1 / torch.cosh(x),
    "ArcSec": lambda x: torch.acos(1 / x),
    "ArcSech": lambda x: torch.acosh(1 / x),
    "Haversine": lambda x: torch.sin(x / 2) ** 2,
    "InverseHaversine": lambda x: 2 * torch.asin(torch.sqrt(x)),
    "Gudermannian": lambda x: 2 * torch.atan(torch.tanh(x / 2)),
    "InverseGudermannian": lambda x: 2 * torch.atanh(torch.tan(x / 2)),
    "Log": torch.log,
    "Exp": torch.exp,
    "Sqrt": torch.sqrt,
    "CubeRoot": lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3),
    "Abs": torch.abs,
    "Gamma": lambda x: torch.exp(_log_gamma(x)),
    "LogGamma": _log_gamma,
    "Erf": torch.erf,
    "InverseErf": torch.erfinv,
    "Erfc": torch.erfc,
    "InverseErfc": lambda x: torch.erfinv(1 - x),
    "Round": torch.round,
    "Floor": torch.floor,
    "Ceiling": torch.ceil,
    "Sign": torch.sign,
    "FractionalPart": torch.frac,
    "IntegerPart": torch.trunc,
    "Unitize": lambda x: (x != 0).double(),
    "KroneckerDelta": lambda x: (x == 0).double(),
}

# ------------------------------------------------------------------------------------------------------------
# Losses


def _log(p: Tensor, case: Case) -> Tensor:
    return torch.log(p if case.log == "exact" else torch.clamp(p, min=2.0**-52))


def _index(y: Tensor, t: Tensor, case: Case) -> Tensor:
    logarithms = _log(y, case).reshape(-1, y.shape[-1])
    return F.nll_loss(logarithms, t.reshape(-1) - 1)


LOSSES: dict[str, Callable[[Tensor, Tensor, Case], Tensor]] = {
    "Index": _index,
    "Probabilities": lambda y, t, case: -(t * _log(y, case)).sum(-1).mean(),
    "Binary": lambda y, t, case: -(t * _log(y, case) + (1 - t) * _log(1 - y, case)).mean(),
    "MeanSquaredLossLayer": lambda y, t, case: F.mse_loss(y, t),
    "MeanAbsoluteLossLayer": lambda y, t, case: F.l1_loss(y, t),
    "ContrastiveLossLayer": lambda y, t, case: t * torch.relu(case.options.get("margin", 0.5) - y) + (1 - t) * y,
}
