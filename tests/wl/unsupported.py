"""What the interpreters cannot do of the paclet's tests, and why: when one is mended, its test says so."""

NO_CHARACTER_CODES = "Mathilda has no ToCharacterCode"
NO_SIGMOID = "Mathilda leaves LogisticSigmoid of a list as it stands"
NO_EXTRACT = "Mathics3 extracts nothing from a Function"

UNSUPPORTED: dict[str, dict[str, str]] = {
    "woxi": {},
    "mathilda": {
        "the package has no other public symbols": "Mathilda's Names gives those of all contexts inside",
        "names of arrays of layers with other characters": NO_CHARACTER_CODES,
        "array form of a loss, Index of LogisticSigmoid, Kernel": NO_SIGMOID,
        "array form of a loss, Probabilities of LogisticSigmoid, Kernel": NO_SIGMOID,
        "array form of a loss, Binary of LogisticSigmoid, Kernel": NO_SIGMOID,
    },
    "mathics": {
        "gradient of a ParametricRampLayer": "Mathics3 ends at a Piecewise of symbols that hold a string",
        "names of arrays of named layers": NO_EXTRACT,
        "names of arrays of layers with other characters": NO_EXTRACT,
        "the array form of a loss applied to arrays": "Mathics3 has no Ramp, so that it leaves that of a list",
        "array form of a PaddingLayer with numbers": "Mathics3 has no ArrayPad",
    },
}
