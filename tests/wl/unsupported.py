"""What the interpreters cannot do of the paclet's tests, and why: when one is mended, its test says so."""

UNSUPPORTED: dict[str, dict[str, str]] = {
    "woxi": {},
    "mathilda": {"names of arrays of layers with other characters": "Mathilda has no ToCharacterCode"},
    "mathics": {
        "gradient of a ParametricRampLayer": "Mathics3 ends at a Piecewise of symbols that hold a string",
        "names of arrays of named layers": "Mathics3 extracts nothing from a Function",
        "names of arrays of layers with other characters": "Mathics3 extracts nothing from a Function",
    },
}
