"""An independent oracle: nets and losses as plain data, evaluated with mpmath from the documented formulas.

It imports nothing of the package under test. A net is a list of dicts, such as
`{"layer": "LinearLayer", "weights": [[1.0]], "biases": None}`; arrays are nested lists, row-major; levels
count from 1; a level specification is an integer, a list of integers, "All" or ("span", first, last), where
None stands for an omitted end.

What is only inferred or unverified in the documentation is marked so where it is used.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from mpmath import mp, mpf

DIGITS = 50
INFINITY = math.inf
CLAMP = mpf(2) ** -52  # what a kernel's Log is clamped to from below
LEVEL = int | list[int] | tuple[Any, ...] | str

# ------------------------------------------------------------------------------------------------------------
# Functions of one real


@dataclass(frozen=True)
class Function:
    """A documented function of ElementwiseLayer.

    `domain` is one open interval where the function is real and smooth, apart from `kinks` and from the
    points `grid[0] + k grid[1]`, where it or a derivative jumps. Calling it outside works as long as the value
    is real and finite.
    """

    formula: Callable[[Any], Any]
    domain: tuple[float, float] = (-INFINITY, INFINITY)
    kinks: tuple[float, ...] = ()
    grid: tuple[float, float] | None = None

    def __call__(self, x: Any) -> Any:
        with mp.workdps(DIGITS):
            value = mp.mpmathify(self.formula(mpf(x)))
            if not isinstance(value, mpf) or not mp.isfinite(value):
                raise ValueError(f"no finite real value at {mp.nstr(mpf(x), 17)}")
            return value

    def distance(self, x: Any) -> float:
        """Return how far x is from the nearest kink or end of the domain."""
        near = [abs(float(x) - edge) for edge in (*self.kinks, *self.domain)]
        if self.grid:
            start, step = self.grid
            offset = (float(x) - start) / step
            near.append(abs(offset - round(offset)) * step)
        return min(near)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def _clip(x: Any, low: int, high: int) -> Any:
    return min(max(x, mpf(low)), mpf(high))


def _arccot(x: Any) -> Any:
    return mp.atan(1 / x) if x else mp.pi / 2


def _integer_part(x: Any) -> Any:
    return mp.floor(x) if x >= 0 else mp.ceil(x)


def _selu(x: Any) -> Any:
    # the documented factor; it differs from 1.0507009873554805 * 1.6732632423543772 by 1.2e-13 (relative)
    return mpf(1.0507009873554805) * x if x >= 0 else mpf(1.758099340847161) * mp.expm1(x)


POSITIVE = (0.0, INFINITY)
PRINCIPAL = (-math.pi / 2, math.pi / 2)
WHOLE = (0.0, 1.0)

NAMED: dict[str, Function] = {
    "ReLU": Function(lambda x: max(x, mpf(0)), kinks=(0,)),
    "ELU": Function(lambda x: x if x >= 0 else mp.expm1(x), kinks=(0,)),
    "SELU": Function(_selu, kinks=(0,)),
    "GELU": Function(lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2),
    "Swish": Function(lambda x: x * _sigmoid(x)),
    "HardSwish": Function(lambda x: x * _clip(x + 3, 0, 6) / 6, kinks=(-3, 3)),
    "Mish": Function(lambda x: x * mp.tanh(mp.log1p(mp.exp(x)))),
    "SoftSign": Function(lambda x: x / (1 + abs(x)), kinks=(0,)),
    "SoftPlus": Function(lambda x: mp.log1p(mp.exp(x))),
    "HardTanh": Function(lambda x: _clip(x, -1, 1), kinks=(-1, 1)),
    "HardSigmoid": Function(lambda x: _clip((x + 1) / 2, 0, 1), kinks=(-1, 1)),
    "Sigmoid": Function(_sigmoid),
}
ALIASES = {
    "RectifiedLinearUnit": "ReLU",
    "ExponentialLinearUnit": "ELU",
    "ScaledExponentialLinearUnit": "SELU",
    "GaussianErrorLinearUnit": "GELU",
}
PLAIN: dict[str, Function] = {
    "Ramp": NAMED["ReLU"],
    "LogisticSigmoid": Function(_sigmoid),
    "Tan": Function(mp.tan, PRINCIPAL),
    "Tanh": Function(mp.tanh),
    "ArcTan": Function(mp.atan),
    "ArcTanh": Function(mp.atanh, (-1, 1)),
    "Sin": Function(mp.sin),
    "Sinh": Function(mp.sinh),
    "ArcSin": Function(mp.asin, (-1, 1)),
    "ArcSinh": Function(mp.asinh),
    "Cos": Function(mp.cos),
    "Cosh": Function(mp.cosh),
    "ArcCos": Function(mp.acos, (-1, 1)),
    "ArcCosh": Function(mp.acosh, (1, INFINITY)),
    "Cot": Function(lambda x: mp.cos(x) / mp.sin(x), (0, math.pi)),
    "Coth": Function(lambda x: mp.cosh(x) / mp.sinh(x), POSITIVE),
    "ArcCot": Function(_arccot, POSITIVE),  # odd in the Wolfram Language, with a jump at 0
    "ArcCoth": Function(lambda x: mp.atanh(1 / x), (1, INFINITY)),
    "Csc": Function(lambda x: 1 / mp.sin(x), (0, math.pi)),
    "Csch": Function(lambda x: 1 / mp.sinh(x), POSITIVE),
    "ArcCsc": Function(lambda x: mp.asin(1 / x), (1, INFINITY)),
    "ArcCsch": Function(lambda x: mp.asinh(1 / x), POSITIVE),
    "Sec": Function(lambda x: 1 / mp.cos(x), PRINCIPAL),
    "Sech": Function(lambda x: 1 / mp.cosh(x)),
    "ArcSec": Function(lambda x: mp.acos(1 / x), (1, INFINITY)),
    "ArcSech": Function(lambda x: mp.acosh(1 / x), (0, 1)),
    "Haversine": Function(lambda x: mp.sin(x / 2) ** 2),
    "InverseHaversine": Function(lambda x: 2 * mp.asin(mp.sqrt(x)), (0, 1)),
    "Gudermannian": Function(lambda x: 2 * mp.atan(mp.tanh(x / 2))),
    "InverseGudermannian": Function(lambda x: 2 * mp.atanh(mp.tan(x / 2)), PRINCIPAL),
    "Log": Function(mp.log, POSITIVE),
    "Exp": Function(mp.exp),
    "Sqrt": Function(mp.sqrt, POSITIVE),
    "CubeRoot": Function(lambda x: mp.sign(x) * mp.cbrt(abs(x)), kinks=(0,)),
    "Abs": Function(abs, kinks=(0,)),
    "Gamma": Function(mp.gamma, POSITIVE),
    "LogGamma": Function(mp.loggamma, POSITIVE),
    "Erf": Function(mp.erf),
    "InverseErf": Function(mp.erfinv, (-1, 1)),
    "Erfc": Function(mp.erfc),
    "InverseErfc": Function(lambda x: mp.erfinv(1 - x), (0, 2)),
    "Round": Function(mp.nint, grid=(0.5, 1)),  # a half goes to the even neighbour
    "Floor": Function(mp.floor, grid=WHOLE),
    "Ceiling": Function(mp.ceil, grid=WHOLE),
    "Sign": Function(mp.sign, kinks=(0,)),
    "FractionalPart": Function(lambda x: x - _integer_part(x), grid=WHOLE),
    "IntegerPart": Function(_integer_part, grid=WHOLE),
    "Unitize": Function(lambda x: mpf(x != 0), kinks=(0,)),
    "KroneckerDelta": Function(lambda x: mpf(x == 0), kinks=(0,)),
}
FUNCTIONS: dict[str, Function] = {**NAMED, **{alias: NAMED[name] for alias, name in ALIASES.items()}, **PLAIN}

# ------------------------------------------------------------------------------------------------------------
# Arrays


@dataclass(frozen=True)
class Array:
    """A full array: its dimensions and its elements in row-major order; a number has no dimensions."""

    shape: tuple[int, ...]
    values: tuple[Any, ...]

    def __getitem__(self, index: Sequence[int]) -> Any:
        position = 0
        for i, size in zip(index, self.shape, strict=True):
            position = position * size + i
        return self.values[position]

    def indices(self) -> Iterator[tuple[int, ...]]:
        """Yield the 0-based indices in row-major order."""
        return itertools.product(*map(range, self.shape))


def pack(nested: Any) -> Array:
    """Turn nested lists (or one number) into an Array of mpf."""
    shape: list[int] = []
    level = nested
    while isinstance(level, list | tuple):
        shape.append(len(level))
        level = level[0]
    flat = [nested]
    for size in shape:
        if any(len(part) != size for part in flat):
            raise ValueError("the array is ragged")
        flat = [item for part in flat for item in part]
    return Array(tuple(shape), tuple(mpf(v) for v in flat))


def unpack(array: Array) -> Any:
    """Turn an Array into nested lists, or into one number."""
    parts = list(array.values)
    for size in reversed(array.shape):
        parts = [parts[k : k + size] for k in range(0, len(parts), size)]
    return parts[0]


def tabulate(shape: Sequence[int], element: Callable[[tuple[int, ...]], Any]) -> Array:
    """Build the array of those dimensions with element(0-based index) everywhere."""
    return Array(tuple(shape), tuple(element(index) for index in itertools.product(*map(range, shape))))


def _axes(spec: LEVEL, rank: int) -> list[int]:
    """Return the 0-based axes that a level specification names."""
    if isinstance(spec, int):
        levels = [spec]
    elif isinstance(spec, list):
        levels = spec
    else:
        first, last = (1, None) if spec == "All" else spec[1:]
        stop = rank if last is None else last if last > 0 else rank + 1 + last
        levels = list(range(first if first > 0 else rank + 1 + first, stop + 1))
    axes = [n - 1 if n > 0 else rank + n for n in levels]
    if any(not 0 <= a < rank for a in axes) or len(set(axes)) < len(axes):
        raise ValueError(f"level specification {spec} does not fit rank {rank}")
    return axes


def _pick(items: Sequence[Any], places: Sequence[int]) -> tuple[Any, ...]:
    return tuple(items[p] for p in places)


def _along(values: Any, axes: Sequence[int], shape: Sequence[int], default: int) -> Callable[[Sequence[int]], Any]:
    """Read a learned array that lives on some axes of the input, as a function of the input's index."""
    if values is None:
        return lambda _: mpf(default)
    array = pack(values)
    if array.shape != _pick(shape, axes):
        raise ValueError(f"array of dimensions {array.shape}, wanted {_pick(shape, axes)}")
    return lambda index: array[_pick(index, axes)]


# ------------------------------------------------------------------------------------------------------------
# Layers

Layer = dict[str, Any]


def _linear(layer: Layer, x: Array) -> Array:
    weights = pack(layer["weights"])
    out, n = weights.shape
    if n != len(x.values):
        raise ValueError(f"{n} columns of weights for {len(x.values)} inputs")
    bias = _along(layer.get("biases"), [0], [out], 0)
    values = (bias((o,)) + mp.fsum(weights[o, i] * x.values[i] for i in range(n)) for o in range(out))
    return Array(tuple(layer.get("output", [out])), tuple(values))


def _elementwise(layer: Layer, x: Array) -> Array:
    return Array(x.shape, tuple(map(FUNCTIONS[layer["function"]], x.values)))


def _softmax(layer: Layer, x: Array) -> Array:
    (axis,) = _axes(layer.get("level", -1), len(x.shape))

    def element(index: tuple[int, ...]) -> Any:
        line = (x[(*index[:axis], j, *index[axis + 1 :])] for j in range(x.shape[axis]))
        return mp.exp(x[index]) / mp.fsum(map(mp.exp, line))

    return tabulate(x.shape, element)


def _batch_normalization(layer: Layer, x: Array) -> Array:
    channel = [len(x.shape) - 1 if layer.get("interleaving") else 0]
    part = {
        key: _along(layer.get(key), channel, x.shape, default)
        for key, default in (("moving_mean", 0), ("moving_variance", 1), ("scaling", 1), ("biases", 0))
    }
    epsilon = mpf(layer.get("epsilon", 0.001))

    def element(i: tuple[int, ...]) -> Any:
        standard = (x[i] - part["moving_mean"](i)) / mp.sqrt(part["moving_variance"](i) + epsilon)
        return standard * part["scaling"](i) + part["biases"](i)

    return tabulate(x.shape, element)


def _normalization(layer: Layer, x: Array) -> Array:
    """Epsilon inside the root is inferred from BatchNormalizationLayer; the page shows a picture."""
    rank = len(x.shape)
    over = _axes(layer.get("aggregation", ("span", 2, None)), rank)
    rest = [a for a in range(rank) if a not in over]
    spec = layer.get("scaling_levels", "Complement")
    learned = rest if spec == "Complement" else over if spec == "Same" else _axes(spec, rank)
    groups = layer.get("group_number") or [1] * len(over)

    def key(i: tuple[int, ...]) -> tuple[int, ...]:
        return _pick(i, rest) + tuple(i[a] * g // x.shape[a] for a, g in zip(over, groups, strict=True))

    members: dict[tuple[int, ...], list[Any]] = {}
    for i in x.indices():
        members.setdefault(key(i), []).append(x[i])
    rms = layer.get("method", "Standardize") == "RMS"
    mean = {k: mpf(0) if rms else mp.fsum(v) / len(v) for k, v in members.items()}
    spread = {
        k: mp.fsum((e - mean[k]) ** 2 for e in v) / (len(v) - bool(layer.get("unbiased"))) for k, v in members.items()
    }
    epsilon = mpf(layer.get("epsilon", 0.001))
    scaling = _along(layer.get("scaling"), learned, x.shape, 1)
    biases = _along(layer.get("biases"), learned, x.shape, 0)
    return tabulate(
        x.shape,
        lambda i: (x[i] - mean[key(i)]) / mp.sqrt(spread[key(i)] + epsilon) * scaling(i) + biases(i),
    )


def _parametric_ramp(layer: Layer, x: Array) -> Array:
    slope = _along(layer["slope"], _axes(layer.get("levels", 1), len(x.shape)), x.shape, 0)
    return tabulate(x.shape, lambda i: x[i] if x[i] > 0 else slope(i) * x[i])


def _constant_times(layer: Layer, x: Array) -> Array:
    scaling = _along(layer["scaling"], range(len(x.shape)), x.shape, 1)
    return tabulate(x.shape, lambda i: x[i] * scaling(i))


def _constant_plus(layer: Layer, x: Array) -> Array:
    biases = _along(layer["biases"], range(len(x.shape)), x.shape, 0)
    return tabulate(x.shape, lambda i: x[i] + biases(i))


def _flatten(layer: Layer, x: Array) -> Array:
    """`level`: n, -n or None for Infinity; `levels`: lists of levels, the others follow (as in Flatten)."""
    rank, level = len(x.shape), layer.get("level")
    everything = list(range(rank))
    if "levels" in layer:
        groups = [_axes(part, rank) for part in layer["levels"]]
    elif level is None:
        groups = [everything]
    elif abs(level) >= rank:
        raise ValueError(f"FlattenLayer[{level}] needs a rank greater than {abs(level)}")
    else:
        groups = [everything[: level + 1]] if level >= 0 else [[a] for a in everything[: level - 1]]
        groups += [everything[level - 1 :]] if level < 0 else []
    groups += [[a] for a in everything if not any(a in g for g in groups)]
    order = [a for g in groups for a in g]
    moved = _permuted(x, order)
    return Array(tuple(math.prod(_pick(x.shape, g)) for g in groups), moved.values)


def _permuted(x: Array, order: Sequence[int]) -> Array:
    """Make axis k of the result the axis order[k] of x."""
    place = [order.index(a) for a in range(len(order))]
    return tabulate(_pick(x.shape, order), lambda i: x[_pick(i, place)])


def _reshape(layer: Layer, x: Array) -> Array:
    dims: list[Any] = []
    for k, d in enumerate(layer["dims"]):
        dims += x.shape[k:] if d == "All" else [x.shape[k] if d == "Inherited" else d]
    known = math.prod(d for d in dims if d != "Automatic")
    shape = tuple(len(x.values) // known if d == "Automatic" else d for d in dims)
    if math.prod(shape) != len(x.values):
        raise ValueError(f"{len(x.values)} elements do not fill {shape}")
    return Array(shape, x.values)


def _transpose(layer: Layer, x: Array) -> Array:
    """`swaps`: pairs of levels, one after the other; `permutation`: level k of the input becomes n_k."""
    order = list(range(len(x.shape)))
    if "permutation" in layer:
        return _permuted(x, [layer["permutation"].index(k + 1) for k in order])
    for m, n in layer.get("swaps", [[1, 2]]):
        a, b = _axes([m, n], len(order))
        order[a], order[b] = order[b], order[a]
    return _permuted(x, order)


def _part(layer: Layer, x: Array) -> Array:
    """`spec`: an integer, "All", ("span", first, last, step), or a list of these, one a level."""
    spec = layer["spec"]
    specs = spec if isinstance(spec, list) else [spec]
    chosen: list[list[int]] = []
    for s, size in itertools.zip_longest(specs, x.shape, fillvalue="All"):
        if isinstance(s, int):
            chosen.append(_axes(s, size))
            continue
        first, last, step = (1, None, 1) if s == "All" else (*s[1:], 1)[:3]
        picked = _axes(("span", 1 if first is None else first, last), size)[:: step or 1]
        if not picked:
            raise ValueError("PartLayer refuses an empty part")
        chosen.append(picked)
    kept = [c for c, s in itertools.zip_longest(chosen, specs, fillvalue="All") if not isinstance(s, int)]
    return Array(tuple(map(len, kept)), tuple(x[i] for i in itertools.product(*chosen)))


def _median(v: list[Any]) -> Any:
    s = sorted(v)
    return (s[(len(s) - 1) // 2] + s[len(s) // 2]) / 2


def _mean(v: list[Any]) -> Any:
    return mp.fsum(v) / len(v)


def _variance(v: list[Any]) -> Any:
    return mp.fsum((e - _mean(v)) ** 2 for e in v) / (len(v) - 1)  # as Variance; for the layer unverified


AGGREGATIONS: dict[str, Callable[[list[Any]], Any]] = {
    "Mean": _mean,
    "Min": min,
    "Max": max,
    "Total": mp.fsum,
    "Times": mp.fprod,
    "Median": _median,
    "Variance": _variance,
    "StandardDeviation": lambda v: mp.sqrt(_variance(v)),
    "MeanDeviation": lambda v: _mean([abs(e - _mean(v)) for e in v]),
}


def _aggregation(layer: Layer, x: Array) -> Array:
    over = _axes(layer.get("levels", ("span", 2, None)), len(x.shape))
    rest = [a for a in range(len(x.shape)) if a not in over]
    parts: dict[tuple[int, ...], list[Any]] = {}
    for i in x.indices():
        parts.setdefault(_pick(i, rest), []).append(x[i])
    return tabulate(_pick(x.shape, rest), lambda i: AGGREGATIONS[layer["function"]](parts[i]))


def _padding(layer: Layer, x: Array) -> Array:
    """`sizes`: a pair a level; `padding`: a number, "Fixed" or "Reflected" (the edge is not repeated)."""
    sizes, padding = layer["sizes"], layer.get("padding", 0.0)

    def source(k: int, size: int) -> int | None:
        if 0 <= k < size:
            return k
        if padding == "Fixed":
            return min(max(k, 0), size - 1)
        return (-k if k < 0 else 2 * (size - 1) - k) if padding == "Reflected" else None

    def element(index: tuple[int, ...]) -> Any:
        at = [source(i - before, d) for i, (before, _), d in zip(index, sizes, x.shape, strict=True)]
        return mpf(padding) if None in at else x[[a for a in at if a is not None]]

    return tabulate([d + sum(pair) for d, pair in zip(x.shape, sizes, strict=True)], element)


def _replicate(layer: Layer, x: Array) -> Array:
    dims = layer["dims"] if isinstance(layer["dims"], list) else [layer["dims"]]
    at = layer.get("position", 1) - 1
    shape = [*x.shape[:at], *dims, *x.shape[at:]]
    return tabulate(shape, lambda i: x[i[:at] + i[at + len(dims) :]])


def _chain(layer: Layer, x: Array) -> Array:
    for inner in layer["layers"]:
        x = apply(inner, x)
    return x


LAYERS: dict[str, Callable[[Layer, Array], Array]] = {
    "LinearLayer": _linear,
    "ElementwiseLayer": _elementwise,
    "SoftmaxLayer": _softmax,
    "DropoutLayer": lambda _, x: x,
    "BatchNormalizationLayer": _batch_normalization,
    "NormalizationLayer": _normalization,
    "ParametricRampLayer": _parametric_ramp,
    "ConstantTimesLayer": _constant_times,
    "ConstantPlusLayer": _constant_plus,
    "FlattenLayer": _flatten,
    "ReshapeLayer": _reshape,
    "TransposeLayer": _transpose,
    "PartLayer": _part,
    "SummationLayer": lambda _, x: Array((), (mp.fsum(x.values),)),
    "AggregationLayer": _aggregation,
    "PaddingLayer": _padding,
    "ReplicateLayer": _replicate,
    "SequenceLastLayer": lambda _, x: _part({"spec": -1}, x),
    "SequenceRestLayer": lambda _, x: _part({"spec": ("span", 2, None)}, x),
    "SequenceMostLayer": lambda _, x: _part({"spec": ("span", 1, -2)}, x),
    "SequenceReverseLayer": lambda _, x: tabulate(x.shape, lambda i: x[(x.shape[0] - 1 - i[0], *i[1:])]),
    "NetArrayLayer": lambda layer, _: pack(layer["array"]),
    "ConstantArrayLayer": lambda layer, _: pack(layer["array"]),
    "NetChain": _chain,
}


def apply(layer: Layer, x: Array) -> Array:
    """Apply one layer at the current precision."""
    return LAYERS[layer["layer"]](layer, x)


def output(net: list[Layer], x: Any) -> Any:
    """Return what the net gives on x, as nested lists of mpf.

    >>> print(output([{"layer": "LinearLayer", "weights": [[2.0, 3.0]], "biases": [1.0]}], [1.0, 10.0]))
    [mpf('33.0')]
    """
    with mp.workdps(DIGITS):
        return unpack(_chain({"layers": net}, pack(x)))


# ------------------------------------------------------------------------------------------------------------
# Losses


def _log(p: Any, log: str) -> Any:
    value = mp.log(max(p, CLAMP) if log == "kernel" else p)
    if not isinstance(value, mpf) or not mp.isfinite(value):
        raise ValueError(f"no real logarithm of {mp.nstr(p, 17)}")
    return value


def _weighted_log(weight: Any, p: Any, log: str) -> Any:
    return weight * _log(p, log) if weight else mpf(0)  # completely correct predictions give 0


def _index_loss(y: Array, t: Array, log: str) -> Any:
    def one(where: tuple[int, ...]) -> Any:
        label = int(t[where])
        if label != t[where] or not 1 <= label <= y.shape[-1]:
            raise ValueError(f"class {t[where]} of {y.shape[-1]}")
        return -_log(y[(*where, label - 1)], log)

    if t.shape != y.shape[:-1]:
        raise ValueError(f"targets of dimensions {t.shape} for an input of {y.shape}")
    return _mean([one(where) for where in t.indices()])


def _same_shape_loss(kind: str, y: Array, t: Array, log: str) -> Any:
    if y.shape != t.shape:
        raise ValueError(f"targets of dimensions {t.shape} for an input of {y.shape}")
    term: dict[str, Callable[[Any, Any], Any]] = {
        "MeanSquaredLossLayer": lambda a, b: (a - b) ** 2,
        "MeanAbsoluteLossLayer": lambda a, b: abs(a - b),
        "Binary": lambda p, w: -_weighted_log(w, p, log) - _weighted_log(1 - w, 1 - p, log),
        "Probabilities": lambda p, w: -_weighted_log(w, p, log) * y.shape[-1],  # a sum over the classes
    }
    return _mean([term[kind](a, b) for a, b in zip(y.values, t.values, strict=True)])


def _loss(kind: str, options: dict[str, Any], y: Array, t: Array, log: str) -> Any:
    kind = options["form"] if kind == "CrossEntropyLossLayer" else kind
    if kind == "Index":
        return _index_loss(y, t, log)
    if kind == "ContrastiveLossLayer":  # documented in words and a picture: the formula is unverified
        (d,) = y.values
        return max(mpf(options.get("margin", 0.5)) - d, mpf(0)) if t.values[0] else d
    return _same_shape_loss(kind, y, t, log)


def loss(kind: str, options: dict[str, Any], y: Any, t: Any, log: str = "exact") -> Any:
    """Return the loss of the net's output y against the target t.

    `kind` is the layer's name; `options` holds "form" for CrossEntropyLossLayer, "margin" for
    ContrastiveLossLayer; `log` is "exact", or "kernel": the argument of Log is clamped to 2^-52 from below.

    >>> print(mp.nstr(loss("CrossEntropyLossLayer", {"form": "Binary"}, 0.2, 1), 6))
    1.60944
    """
    with mp.workdps(DIGITS):
        return _loss(kind, options, pack(y), pack(t), log)


# ------------------------------------------------------------------------------------------------------------
# Cases, their values, gradients and conditions

ARRAY_KEYS = ("weights", "biases", "scaling", "slope", "moving_mean", "moving_variance", "array")
STEP = mpf(10) ** -20
SCALE = 1e-3  # losses smaller than this are compared absolutely


@dataclass(frozen=True)
class Case:
    """A net with a loss, an input and a target; all numbers are Python floats, class labels integers."""

    net: list[Layer]
    kind: str
    x: Any
    t: Any
    options: dict[str, Any] = field(default_factory=dict)
    log: str = "exact"
    input_shape: tuple[int, ...] = ()
    activation: str = ""


def value(case: Case) -> Any:
    """Return the loss of the case."""
    return loss(case.kind, case.options, output(case.net, case.x), case.t, case.log)


def _probes(case: Case) -> Iterator[tuple[tuple[Any, ...], Any, Callable[[Any], Any]]]:
    """Yield every number v of the case: its name (see `gradient`), v, and the loss as a function of it.

    A nested chain counts as one layer, its arrays are left out.
    """

    def final(y: Array, t: Any = None) -> Any:
        return _loss(case.kind, case.options, y, pack(case.t) if t is None else t, case.log)

    def tail(k: int, x: Array) -> Any:
        return final(_chain({"layers": case.net[k:]}, x))

    def put(array: Array, where: int, v: Any) -> Array:
        return replace(array, values=(*array.values[:where], v, *array.values[where + 1 :]))

    def changed(k: int, key: str, array: Array, x: Array) -> Any:
        return tail(k + 1, apply({**case.net[k], key: unpack(array)}, x))

    def each(name: tuple[Any, ...], array: Array, run: Callable[[Array], Any]) -> Iterator[Any]:
        for where, index in enumerate(array.indices()):
            yield (
                (*name, index),
                array.values[where],
                lambda v, where=where: run(put(array, where, v)),
            )

    x = pack(case.x)
    for k in range(len(case.net) + 1):
        yield from each(("x", k), x, partial(tail, k))
        if k == len(case.net):
            break
        for key in ARRAY_KEYS:
            if case.net[k].get(key) is not None:
                run = partial(changed, k, key, x=x)
                yield from each((k, key), pack(case.net[k][key]), run)
        x = apply(case.net[k], x)
    if case.options.get("form") != "Index" and case.kind != "ContrastiveLossLayer":
        yield from each(("t",), pack(case.t), lambda t, y=x: final(y, t))


def gradient(case: Case) -> dict[tuple[Any, ...], Any]:
    """Return the derivative of the loss by every number of the case, to about 25 digits.

    The names: ("x", k, index) the input of layer k, so k = 0 is the net's input and k = n its output;
    (k, key, index) an array of layer k; ("t", index) the target, where it is real. All counts start at 0.
    """
    with mp.workdps(DIGITS + 20):
        return {name: (f(v + STEP) - f(v - STEP)) / (2 * STEP) for name, v, f in _probes(case)}


def condition(case: Case) -> Any:
    """Return the condition number of the loss, at least 1.

    With L the loss and v running over all inputs, parameters, results of layers and real targets,

        condition = max(1, sum |L(v (1 + h)) - L| / (h max(|L|, SCALE))),    h = 1e-20.

    So an evaluation whose every step has a relative error of at most u is off by about
    u condition max(|L|, SCALE). Rounding inside one activation is not credited: it has to be accurate there.
    """
    with mp.workdps(DIGITS):
        exact = value(case)
        total = mp.fsum(abs(f(v * (1 + STEP)) - exact) for _, v, f in _probes(case)) / STEP
        return max(mpf(1), total / max(abs(exact), mpf(SCALE)))


def tolerance(case: Case, relative: float = 1e-13) -> Any:
    """Return the error allowed to a computed loss: relative * condition * max(|exact|, SCALE)."""
    return relative * condition(case) * max(abs(value(case)), mpf(SCALE))


# ------------------------------------------------------------------------------------------------------------
# Random nets and cases

LOSSES: tuple[tuple[str, str | None], ...] = (
    ("CrossEntropyLossLayer", "Index"),
    ("CrossEntropyLossLayer", "Probabilities"),
    ("CrossEntropyLossLayer", "Binary"),
    ("MeanSquaredLossLayer", None),
    ("MeanAbsoluteLossLayer", None),
    ("ContrastiveLossLayer", None),
)
MARGIN = 1e-2  # how far arguments stay from kinks and from the ends of domains


def _inside(function: Function) -> tuple[float, float]:
    """Return a bounded interval well inside the domain."""
    low, high = function.domain
    width = min(high - low, 5.0)
    return low + width / 10, low + width - width / 10


def _random_linear(rng: random.Random, n: int, shape: list[int]) -> Layer:
    out = math.prod(shape)
    biases = [rng.uniform(-1, 1) for _ in range(out)] if rng.random() < 0.75 else None
    weights = [[rng.gauss(0, 1.2 / math.sqrt(n)) for _ in range(n)] for _ in range(out)]
    layer = {"layer": "LinearLayer", "weights": weights, "biases": biases}
    return layer if len(shape) == 1 else {**layer, "output": shape}


def _into(rng: random.Random, low: float, high: float, n: int) -> list[Layer]:
    """Return two layers that map n reals into the interval: a sigmoid and a diagonal LinearLayer."""
    squash, at, width = rng.choice(
        [("LogisticSigmoid", low, high - low), ("Tanh", (low + high) / 2, (high - low) / 2)]
    )
    weights = [[width * rng.uniform(0.7, 1) if i == o else 0.0 for i in range(n)] for o in range(n)]
    return [
        {"layer": "ElementwiseLayer", "function": squash},
        {"layer": "LinearLayer", "weights": weights, "biases": [at] * n},
    ]


def random_net(
    rng: random.Random,
    activation: str | None = None,
    last: str | None = None,
    output_shape: Sequence[int] = (3,),
    widest: int = 4,
) -> tuple[list[Layer], tuple[int, ...]]:
    """Return a random chain and the dimensions of its input.

    A LinearLayer, the activation (by default a random one; where its domain is not the whole line, two layers
    that map into it come before), a LinearLayer of `output_shape`, and `last`: "SoftmaxLayer" or the name of a
    function. The input and the hidden layer have at most `widest` units.
    """
    name = activation or rng.choice(sorted(FUNCTIONS))
    function = FUNCTIONS[name]
    n, hidden = rng.randint(1, widest), rng.randint(2, widest)
    net = [_random_linear(rng, n, [hidden])]
    if function.domain != (-INFINITY, INFINITY):
        net += _into(rng, *_inside(function), hidden)
    net.append({"layer": "ElementwiseLayer", "function": name})
    net.append(_random_linear(rng, hidden, list(output_shape)))
    if last == "SoftmaxLayer":
        net.append({"layer": "SoftmaxLayer"})
    elif last:
        net.append({"layer": "ElementwiseLayer", "function": last})
    return net, (n,)


def _random_array(rng: random.Random, shape: Sequence[int], draw: Callable[[], Any]) -> Any:
    return unpack(tabulate(shape, lambda _: draw()))


def _random_target(rng: random.Random, form: str, shape: Sequence[int]) -> Any:
    if form == "Index":
        return _random_array(rng, shape[:-1], lambda: rng.randint(1, shape[-1]))
    if form == "ContrastiveLossLayer":
        return rng.random() < 0.5
    low, high = (0, 1) if form in {"Probabilities", "Binary"} else (-2, 2)
    return _random_array(rng, shape, lambda: rng.uniform(low, high))


def _draw(rng: random.Random, activation: str, kind: str, form: str | None, widest: int) -> Case:
    if kind == "ContrastiveLossLayer":
        shape, last = [], "LogisticSigmoid"
    elif form in {"Index", "Probabilities"}:
        shape, last = rng.choice([[2], [3], [4], [2, 3]]), "SoftmaxLayer"
    else:
        shape, last = rng.choice([[], [1], [3], [2, 2]]), "LogisticSigmoid" if form else None
    net, input_shape = random_net(rng, activation, last, shape, widest)
    x = _random_array(rng, input_shape, lambda: rng.uniform(-2, 2))
    t = _random_target(rng, form or kind, shape)
    options = {"form": form} if form else {}
    if kind == "ContrastiveLossLayer":
        options = {"margin": rng.uniform(0.3, 1)}
    return Case(net, kind, x, t, options, input_shape=input_shape, activation=activation)


def _clear_of_kinks(case: Case) -> bool:
    """Whether a relative error of 1e-10 anywhere leaves every branch of every function as it is."""
    state = pack(case.x)
    for layer in case.net:
        if layer["layer"] == "ElementwiseLayer":
            function = FUNCTIONS[layer["function"]]
            if any(function.distance(v) < MARGIN for v in state.values):
                return False
        state = apply(layer, state)
    if case.kind == "MeanAbsoluteLossLayer":
        return all(abs(a - b) > MARGIN for a, b in zip(state.values, pack(case.t).values, strict=True))
    return case.kind != "ContrastiveLossLayer" or abs(state.values[0] - case.options["margin"]) > MARGIN


def random_case(seed: int, widest: int = 4) -> Case:
    """Return the case of that number; any 200 in a row contain every function and every loss.

    No argument of a function is closer than MARGIN to a kink or to the end of the function's domain.
    """
    names = list(FUNCTIONS)
    lap, number = divmod(seed, len(names))
    kind, form = LOSSES[(number + lap) % len(LOSSES)]
    rng = random.Random(seed)  # noqa: S311 - reproducible test data, no secret
    while True:
        case = _draw(rng, names[number], kind, form, widest)
        if _clear_of_kinks(case):
            return case
