"""What the interpreters cannot do of the paclet's tests, and why: when one is mended, its test says so."""

NO_PARTS_OF_FUNCTIONS = "woxi cannot take a Function apart"
NO_CHARACTER_CODES = "Mathilda has no ToCharacterCode"

UNSUPPORTED: dict[str, dict[str, str]] = {
    "woxi": {
        "names of arrays of named layers": NO_PARTS_OF_FUNCTIONS,
        "names of arrays of layers with other characters": NO_PARTS_OF_FUNCTIONS,
    },
    "mathilda": {"names of arrays of layers with other characters": NO_CHARACTER_CODES},
    "mathics": {},
}
