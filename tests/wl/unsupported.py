"""What the interpreters cannot do of the paclet's tests, and why: when one is mended, its test says so."""

UNSUPPORTED: dict[str, dict[str, str]] = {
    "woxi": {},
    "mathilda": {},
    "mathics": {},
}
