"""What the interpreters cannot do of the paclet's tests, and why: when one is mended, its test says so."""

NO_CHARACTER_CODES = "Mathilda has no ToCharacterCode"
NO_SIGMOID = "Mathilda leaves LogisticSigmoid of a list as it stands"
NO_EXTRACT = "Mathics3 extracts nothing from a Function"
ENDS_AT_STRINGS = "Mathics3 ends at a Piecewise of symbols that hold a string"
NO_END_OF_ITERATION = "Mathics3 takes more than 4096 iterations for the quotient of symbolic exponentials"
ENDS_AT_MAX = "Mathics3 ends in an AssertionError of its own at the second derivatives of Max and Min"
COMPLEX_ROOT = "Mathics3 makes the complex power of CubeRoot[u], which a negative u then goes into"

UNSUPPORTED: dict[str, dict[str, str]] = {
    "woxi": {"double with an encoder": "woxi makes $Failed of NetEncoder"},
    "mathilda": {
        "the package has no other public symbols": "Mathilda's Names gives those of all contexts inside",
        "names of arrays of layers with other characters": NO_CHARACTER_CODES,
        "array form of a loss, Index of LogisticSigmoid, Kernel": NO_SIGMOID,
        "array form of a loss, Probabilities of LogisticSigmoid, Kernel": NO_SIGMOID,
        "array form of a loss, Binary of LogisticSigmoid, Kernel": NO_SIGMOID,
    },
    "mathics": {
        "gradient of a ParametricRampLayer": ENDS_AT_STRINGS,
        "names of arrays of named layers": NO_EXTRACT,
        "names of arrays of layers with other characters": NO_EXTRACT,
        "the array form of a loss applied to arrays": "Mathics3 has no Ramp, so that it leaves that of a list",
        "array form of a PaddingLayer with numbers": "Mathics3 has no ArrayPad",
        "net 49": COMPLEX_ROOT,
        "net 179": COMPLEX_ROOT,
        "layer, softmax": NO_END_OF_ITERATION,
        "layer, softmax, first level": NO_END_OF_ITERATION,
        "layer, largest": ENDS_AT_MAX,
        "layer, smallest": ENDS_AT_MAX,
    },
}
