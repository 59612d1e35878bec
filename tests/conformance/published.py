"""What kernels printed and others published is asked here; what they printed is in recordings/published.json.

``layers`` are those of the oracle, which computes what is expected. The sources are in tests/published_values.json.
"""

from typing import Any

QUESTION = "https://mathematica.stackexchange.com/questions/199360"
REAL_DROPOUT = ["NetChain", ["List", ["DropoutLayer"]], ["Rule", "'Input'", "'Real'"]]
DROPOUT = [{"layer": "DropoutLayer"}]
ROTATION = [
    [1.0, 0, 0, 0],
    [0, 0.7648422122001648, 0.6442176699638367, 0],
    [0, -0.6442176699638367, 0.7648422122001648, 0],
    [0, 0, 0, 1.0],
]
MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
ARRAYS = "https://github.com/sw1sh/Arrays docs/Tutorials/NetBackedArrays.md"


def chain(layer: list[Any], dimensions: Any) -> list[Any]:
    return ["NetChain", ["List", layer], ["Rule", "'Input'", dimensions]]


PUBLISHED: dict[str, dict[str, Any]] = {
    "binary": {
        "about": 'CrossEntropyLossLayer["Binary"] of 0.2 with target 1',
        "source": f"{QUESTION} (answer by Carl Lange)",
        "net": REAL_DROPOUT,
        "layers": DROPOUT,
        "loss": ["CrossEntropyLossLayer", "'Binary'"],
        "input": 0.2,
        "target": 1,
        "log": "kernel",
        "within": {"relative": "4e-15"},
    },
    "probabilities": {
        "about": 'CrossEntropyLossLayer["Probabilities"] with a target that adds up to 1.02: nothing is renormalised',
        "source": f"{QUESTION} (answer by Carl Lange)",
        "net": chain(["DropoutLayer"], 3),
        "layers": DROPOUT,
        "loss": ["CrossEntropyLossLayer", "'Probabilities'"],
        "input": [0.1, 0.2, 0.7],
        "target": [0.12, 0.3, 0.6],
        "log": "kernel",
        "within": {"relative": "4e-15"},
    },
    "binary of -1": {
        "about": 'CrossEntropyLossLayer["Binary"] of -1 with target 0.8: Log is clamped from below alone',
        "source": f"{QUESTION} (comment of 2021-09-26)",
        "net": REAL_DROPOUT,
        "layers": DROPOUT,
        "loss": ["CrossEntropyLossLayer", "'Binary'"],
        "input": -1.0,
        "target": 0.8,
        "log": "kernel",
        "within": {"relative": "4e-15"},
    },
    "mean absolute": {
        "about": "MeanAbsoluteLossLayer[] of an identity matrix and a rotation",
        "source": "Wolfram/QuantumFramework, tech note Quantum Machine Learning in Phase Space",
        "net": chain(["DropoutLayer"], ["List", 4, 4]),
        "layers": DROPOUT,
        "loss": ["MeanAbsoluteLossLayer"],
        "input": [[float(i == j) for j in range(4)] for i in range(4)],
        "target": ROTATION,
        "within": {"relative": "4e-15"},
    },
    "transposed": {
        "about": "levels 1 and 2 exchanged",
        "source": ARRAYS,
        "net": chain(["TransposeLayer"], ["List", 2, 3]),
        "layers": [{"layer": "TransposeLayer", "swaps": [[1, 2]]}],
        "input": MATRIX,
        "within": "exact",
    },
    "reshaped": {
        "about": "2 x 3 elements as 3 x 2, row by row",
        "source": ARRAYS,
        "net": chain(["ReshapeLayer", ["List", 3, 2]], ["List", 2, 3]),
        "layers": [{"layer": "ReshapeLayer", "dims": [3, 2]}],
        "input": MATRIX,
        "within": "exact",
    },
}
