"""The oracle itself, against published kernel output, NumPy, SciPy and identities of the documentation."""

import math

import numpy as np
import oracle
import pytest
import scipy.special
from mpmath import mpf

ROTATION = [
    [1.0, 0, 0, 0],
    [0, 0.7648422122001648, 0.6442176699638367, 0],
    [0, -0.6442176699638367, 0.7648422122001648, 0],
    [0, 0, 0, 1.0],
]
MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
CUBE = np.arange(24.0).reshape(2, 3, 4)


def cross_entropy(form, y, t, log="exact"):
    return oracle.loss("CrossEntropyLossLayer", {"form": form}, y, t, log)


@pytest.mark.parametrize(
    ("got", "printed", "half_unit"),
    [
        (cross_entropy("Binary", 0.2, 1), 1.60944, 5e-6),
        (cross_entropy("Probabilities", [0.1, 0.2, 0.7], [0.12, 0.3, 0.6]), 0.973147, 5e-7),
        (cross_entropy("Binary", -1.0, 0.8, "kernel"), 28.6963, 5e-5),
        (
            oracle.loss("MeanAbsoluteLossLayer", {}, np.eye(4).tolist(), ROTATION),
            0.10992193222045898,
            1e-7,
        ),
    ],
)
def test_losses_give_the_values_printed_by_a_kernel(got, printed, half_unit):
    assert abs(got - printed) <= half_unit


@pytest.mark.parametrize(
    ("logits", "target", "printed"),
    [([1.0, 3.0, 5.0, 7.0], 4, 0.14507794), ([1.0, -9.0, 4.0, 8.0], 2, 17.01904505)],
)
def test_softmax_with_index_gives_the_values_printed_by_a_numpy_article(logits, target, printed):
    y = oracle.output([{"layer": "SoftmaxLayer"}], logits)
    assert abs(cross_entropy("Index", y, target) - printed) <= 1e-8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Binary", 0.3, 0.8), ("Probabilities", [0.3, 0.7], [0.8, 0.2])),
        (("Index", [0.2, 0.8], 2), ("Probabilities", [0.2, 0.8], [0, 1])),
        (("Index", [[0.2, 0.8], [1.0, 0.0]], [2, 1]), ("Index", [0.8**0.5, 0.2], 1)),
        (("Binary", 1.0, 1), ("Binary", [0.0, 1.0], [0, 1])),
    ],
)
def test_the_forms_of_cross_entropy_agree_as_documented(one, other):
    assert abs(cross_entropy(*one) - cross_entropy(*other)) < 1e-15


@pytest.mark.parametrize(("target", "d", "expected"), [(True, 0.2, 0.3), (True, 0.7, 0), (False, 0.7, 0.7)])
def test_contrastive_loss_has_a_margin_of_one_half(target, d, expected):
    assert abs(oracle.loss("ContrastiveLossLayer", {}, d, target) - expected) < 1e-15


REFERENCES = {
    "ReLU": lambda x: np.maximum(x, 0),
    "ELU": lambda x: np.where(x > 0, x, np.expm1(x)),
    "GELU": lambda x: x * scipy.special.ndtr(x),
    "SoftPlus": lambda x: np.logaddexp(0, x),
    "HardTanh": lambda x: np.clip(x, -1, 1),
    "Sigmoid": scipy.special.expit,
    "Swish": lambda x: x * scipy.special.expit(x),
    "Mish": lambda x: x * np.tanh(np.logaddexp(0, x)),
    "CubeRoot": np.cbrt,
    "Erf": scipy.special.erf,
    "Erfc": scipy.special.erfc,
    "InverseErf": scipy.special.erfinv,
    "InverseErfc": scipy.special.erfcinv,
    "Gamma": scipy.special.gamma,
    "LogGamma": scipy.special.gammaln,
    "ArcCosh": np.arccosh,
    "ArcTanh": np.arctanh,
    "ArcCot": lambda x: np.arctan(1 / x),
    "ArcCsc": lambda x: np.arcsin(1 / x),
    "ArcSech": lambda x: np.arccosh(1 / x),
    "Haversine": lambda x: (1 - np.cos(x)) / 2,
    "InverseHaversine": lambda x: np.arccos(1 - 2 * x),
    "Gudermannian": lambda x: np.arctan(np.sinh(x)),
    "InverseGudermannian": lambda x: np.arcsinh(np.tan(x)),
    "Round": np.round,
    "IntegerPart": np.trunc,
    "FractionalPart": lambda x: x - np.trunc(x),
    "Unitize": lambda x: np.where(x == 0, 0.0, 1.0),
    "KroneckerDelta": lambda x: np.where(x == 0, 1.0, 0.0),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_functions_agree_with_numpy_and_scipy(name):
    function = oracle.FUNCTIONS[name]
    low, high = max(function.domain[0], -3.5), min(function.domain[1], 3.5)
    points = np.linspace(low, high, 29)[1:-1]
    got = [float(function(x)) for x in points]
    np.testing.assert_allclose(got, REFERENCES[name](points), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("ArcCot", -2.0, math.atan(-0.5)),
        ("ArcCot", 0.0, math.pi / 2),
        ("Round", 2.5, 2),
        ("Round", -3.5, -4),
        ("FractionalPart", -2.25, -0.25),
        ("IntegerPart", -2.25, -2),
        ("CubeRoot", -8.0, -2),
        ("SELU", -1.0, 1.758099340847161 * math.expm1(-1)),
        ("HardSigmoid", 0.5, 0.75),
        ("HardSwish", 1.0, 2 / 3),
        ("Unitize", 0.0, 0),
        ("Ramp", -1.0, 0),
    ],
)
def test_conventions_of_the_wolfram_language(name, x, expected):
    assert abs(oracle.FUNCTIONS[name](x) - expected) < 1e-15


@pytest.mark.parametrize(("name", "x"), [("Log", -1.0), ("ArcSin", 1.5), ("LogGamma", -0.5), ("Sqrt", -1.0)])
def test_functions_refuse_what_is_not_real(name, x):
    with pytest.raises(ValueError, match="no finite real value"):
        oracle.FUNCTIONS[name](x)


def standardized(a, axes, epsilon=0.001, ddof=0):
    return (a - a.mean(axes, keepdims=True)) / np.sqrt(a.var(axes, keepdims=True, ddof=ddof) + epsilon)


LAYERS = [
    (
        {"layer": "LinearLayer", "weights": [[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]], "biases": None},
        [1, 2, 3],
        [14, 2],
    ),
    ({"layer": "LinearLayer", "weights": [[1.0, 2.0, 3.0]], "biases": [1.0], "output": []}, [1, 2, 3], 15),
    ({"layer": "LinearLayer", "weights": np.ones((2, 6)).tolist(), "biases": [0.0, 1.0]}, MATRIX, [21, 22]),
    ({"layer": "SoftmaxLayer", "level": 1}, MATRIX, scipy.special.softmax(np.array(MATRIX), axis=0)),
    ({"layer": "SoftmaxLayer"}, MATRIX, scipy.special.softmax(np.array(MATRIX), axis=-1)),
    ({"layer": "DropoutLayer", "p": 0.5}, MATRIX, MATRIX),
    (
        {"layer": "BatchNormalizationLayer", "moving_mean": [1.0, 2.0], "moving_variance": [3.0, 4.0]},
        MATRIX,
        (np.array(MATRIX) - [[1], [2]]) / np.sqrt([[3.001], [4.001]]),
    ),
    (
        {
            "layer": "BatchNormalizationLayer",
            "interleaving": True,
            "scaling": [1.0, 2.0, 3.0],
            "biases": [0, 1.0, 0],
        },
        MATRIX,
        np.array(MATRIX) / np.sqrt(1.001) * [1, 2, 3] + [0, 1, 0],
    ),
    ({"layer": "NormalizationLayer", "epsilon": 0.001}, CUBE, standardized(CUBE, (1, 2))),
    (
        {
            "layer": "NormalizationLayer",
            "aggregation": 3,
            "scaling_levels": "Same",
            "scaling": [1.0, 2.0, 3.0, 4.0],
        },
        CUBE,
        standardized(CUBE, 2) * [1, 2, 3, 4],
    ),
    (
        {
            "layer": "NormalizationLayer",
            "aggregation": [1],
            "unbiased": True,
            "biases": np.ones((3, 4)).tolist(),
        },
        CUBE,
        standardized(CUBE, 0, ddof=1) + 1,
    ),
    (
        {"layer": "NormalizationLayer", "aggregation": 3, "group_number": [2]},
        CUBE,
        standardized(CUBE.reshape(2, 3, 2, 2), 3).reshape(2, 3, 4),
    ),
    (
        {"layer": "NormalizationLayer", "aggregation": ("span", 1, None), "method": "RMS", "epsilon": 0.0},
        CUBE,
        CUBE / np.sqrt((CUBE**2).mean()),
    ),
    (
        {"layer": "ParametricRampLayer", "slope": [0.1, 0.5]},
        [[-1.0, 1.0], [-1.0, 2.0]],
        [[-0.1, 1], [-0.5, 2]],
    ),
    ({"layer": "ParametricRampLayer", "levels": [], "slope": 0.25}, [10.0, -10.0], [10, -2.5]),
    ({"layer": "ConstantTimesLayer", "scaling": [2.0, 3.0]}, [5.0, 7.0], [10, 21]),
    ({"layer": "ConstantPlusLayer", "biases": [2.0, 3.0]}, [5.0, 7.0], [7, 10]),
    ({"layer": "FlattenLayer"}, CUBE, CUBE.ravel()),
    ({"layer": "FlattenLayer", "level": 1}, CUBE, CUBE.reshape(6, 4)),
    ({"layer": "FlattenLayer", "level": -1}, CUBE, CUBE.reshape(2, 12)),
    ({"layer": "FlattenLayer", "level": 0}, CUBE, CUBE),
    ({"layer": "FlattenLayer", "levels": [[2, 3], [1]]}, CUBE, CUBE.reshape(2, 12).T),
    ({"layer": "ReshapeLayer", "dims": [3, 2]}, MATRIX, [[1, 2], [3, 4], [5, 6]]),
    ({"layer": "ReshapeLayer", "dims": ["Inherited", 2, "Automatic"]}, CUBE, CUBE.reshape(2, 2, 6)),
    ({"layer": "ReshapeLayer", "dims": []}, [7.0], 7),
    ({"layer": "TransposeLayer"}, CUBE, CUBE.transpose(1, 0, 2)),
    ({"layer": "TransposeLayer", "swaps": [[1, 3]]}, CUBE, CUBE.transpose(2, 1, 0)),
    ({"layer": "TransposeLayer", "permutation": [2, 3, 1]}, CUBE, CUBE.transpose(2, 0, 1)),
    ({"layer": "PartLayer", "spec": -2}, [1.0, 2, 3, 4, 5, 6], 5),
    ({"layer": "PartLayer", "spec": ("span", 1, 2)}, [[1.0, 2], [3, 4], [5, 6]], [[1, 2], [3, 4]]),
    ({"layer": "PartLayer", "spec": ["All", 1]}, MATRIX, [1, 4]),
    ({"layer": "PartLayer", "spec": ("span", None, None, 2)}, [1.0, 2, 3, 4, 5], [1, 3, 5]),
    ({"layer": "PartLayer", "spec": [2, ("span", -2, None), 1]}, CUBE, CUBE[1, -2:, 0]),
    ({"layer": "SummationLayer"}, CUBE, CUBE.sum()),
    ({"layer": "AggregationLayer", "function": "Mean"}, CUBE, CUBE.mean((1, 2))),
    ({"layer": "AggregationLayer", "function": "Total", "levels": 1}, MATRIX, [5, 7, 9]),
    ({"layer": "AggregationLayer", "function": "Max", "levels": ("span", 1, 2)}, CUBE, CUBE.max((0, 1))),
    ({"layer": "AggregationLayer", "function": "Times", "levels": [-1]}, MATRIX, [6, 120]),
    ({"layer": "AggregationLayer", "function": "Min", "levels": "All"}, CUBE, 0),
    ({"layer": "PaddingLayer", "sizes": [[1, 0], [0, 2]]}, MATRIX, np.pad(MATRIX, [(1, 0), (0, 2)])),
    (
        {"layer": "PaddingLayer", "sizes": [[2, 2]], "padding": "Reflected"},
        [1.0, 2, 3],
        [3, 2, 1, 2, 3, 2, 1],
    ),
    (
        {"layer": "PaddingLayer", "sizes": [[1, 1], [2, 0]], "padding": "Fixed"},
        MATRIX,
        np.pad(MATRIX, [(1, 1), (2, 0)], mode="edge"),
    ),
    ({"layer": "ReplicateLayer", "dims": 2}, [1.0, 2.0], [[1, 2], [1, 2]]),
    ({"layer": "ReplicateLayer", "dims": [3], "position": 2}, [1.0, 2.0], [[1, 1, 1], [2, 2, 2]]),
    ({"layer": "ReplicateLayer", "dims": 1}, 4.0, [4]),
    ({"layer": "SequenceLastLayer"}, MATRIX, [4, 5, 6]),
    ({"layer": "SequenceRestLayer"}, MATRIX, [[4, 5, 6]]),
    ({"layer": "SequenceMostLayer"}, MATRIX, [[1, 2, 3]]),
    ({"layer": "SequenceReverseLayer"}, MATRIX, [[4, 5, 6], [1, 2, 3]]),
    ({"layer": "NetArrayLayer", "array": MATRIX}, 0.0, MATRIX),
    ({"layer": "NetChain", "layers": [{"layer": "FlattenLayer"}, {"layer": "SequenceLastLayer"}]}, MATRIX, 6),
]


@pytest.mark.parametrize(("layer", "x", "expected"), LAYERS)
def test_layers_agree_with_numpy(layer, x, expected):
    nested = x.tolist() if isinstance(x, np.ndarray) else x
    got = np.array(oracle.output([layer], nested), dtype=float)
    assert got.shape == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=1e-13)


@pytest.mark.parametrize(("swaps", "shape"), [([[1, 3], [2, 4]], (5, 6, 3, 4)), ([[1, 3], [1, 4]], (6, 4, 3, 5))])
def test_swaps_of_levels_happen_one_after_the_other(swaps, shape):
    """Both shapes are stated in the documentation of TransposeLayer for a 3 x 4 x 5 x 6 array."""
    got = oracle.output([{"layer": "TransposeLayer", "swaps": swaps}], np.zeros((3, 4, 5, 6)).tolist())
    assert np.shape(got) == shape


def test_every_layer_is_in_the_table_above():
    checked = {layer["layer"] for layer, _, _ in LAYERS}
    assert checked == set(oracle.LAYERS) - {"ElementwiseLayer", "ConstantArrayLayer"}


CASES = [oracle.random_case(seed) for seed in range(200)]


def test_two_hundred_cases_cover_every_function_and_every_loss():
    assert {case.activation for case in CASES} == set(oracle.FUNCTIONS)
    assert {(case.kind, case.options.get("form")) for case in CASES} == set(oracle.LOSSES)
    assert {case.net[0]["biases"] is None for case in CASES} == {True, False}
    assert {np.ndim(case.t) for case in CASES} == {0, 1, 2}


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_cases_are_reproducible_and_well_conditioned(seed):
    case = CASES[seed]
    assert case == oracle.random_case(seed)
    assert mpf(1) <= oracle.condition(case) < 1e5


def test_the_condition_counts_input_weight_result_and_target():
    """L = (w x - t)^2 at w x = 2, t = 1: each of x, w, w x gives 2 (y-t) y / L = 4, the target 2."""
    net = [{"layer": "LinearLayer", "weights": [[0.5]], "biases": None}]
    case = oracle.Case(net, "MeanSquaredLossLayer", [4.0], [1.0])
    assert abs(oracle.condition(case) - 14) < 1e-15
    got = oracle.gradient(case)
    expected = {("x", 0, (0,)): 1, (0, "weights", (0, 0)): 8, ("x", 1, (0,)): 2, ("t", (0,)): -2}
    assert got.keys() == expected.keys()
    assert all(abs(got[name] - expected[name]) < 1e-25 for name in expected)


@pytest.mark.parametrize("seed", range(200))
def test_the_tolerance_holds_for_the_same_formulas_at_double_precision(seed, monkeypatch):
    exact, allowed = oracle.value(CASES[seed]), oracle.tolerance(CASES[seed], 1e-15)
    monkeypatch.setattr(oracle, "DIGITS", 15)
    assert abs(oracle.value(CASES[seed]) - exact) <= allowed
