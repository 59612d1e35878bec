"""Names: from what users type to symbols of Python and of the Wolfram Language, and nowhere else.

In the Wolfram Language an underscore makes a pattern and a capital letter begins the system's own names, so heads
that users choose are letters and digits, beginning with a small letter. Layer names are strings there,
``w["hidden", 1, 2]``, and may be anything; where a plain symbol is needed their other characters are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wlbridge.errors import SymbolNameError

Key = int | str | tuple[int | str, ...]

DEFAULT_HEADS: Mapping[str, str] = {
    "Weights": "w",
    "Biases": "b",
    "Parameters": "p",
    "Input": "x",
    "Target": "t",
    "SampleWeights": "sw",
    "Mask": "mask",
    "Noise": "noise",
}
"""What each kind of symbol is called: the settings of the option ``symbols``."""


def check_heads(heads: Mapping[str, str]) -> dict[str, str]:
    """Complete the user's choice of heads with the defaults, refusing what cannot be a symbol.

    >>> check_heads({"Weights": "v"})["Weights"]
    'v'
    >>> check_heads({"Weights": "w_1"})
    Traceback (most recent call last):
    ...
    wlbridge.errors.SymbolNameError: option symbols, 'Weights': 'w_1' cannot name a symbol...
    """
    if not isinstance(heads, Mapping):
        raise SymbolNameError(f"{heads!r} does not choose heads", where="option symbols", hint='As {"Weights": "v"}.')
    for kind, head in heads.items():
        if kind not in DEFAULT_HEADS:
            raise SymbolNameError(
                f"there is no kind of symbol {kind!r}",
                where="option symbols",
                hint=f"The kinds are {', '.join(DEFAULT_HEADS)}.",
            )
        if not isinstance(head, str) or not re.fullmatch(r"[a-z][A-Za-z0-9]*", head, re.ASCII):
            raise SymbolNameError(
                f"{head!r} cannot name a symbol in the Wolfram Language",
                where=f"option symbols, {kind!r}",
                hint="Begin with a small letter and use only letters and digits.",
            )
    chosen = {**DEFAULT_HEADS, **heads}
    if len(set(chosen.values())) < len(chosen):
        raise SymbolNameError(f"two kinds of symbols have the same head: {chosen}", where="option symbols")
    return chosen


def array_name(head: str, key: tuple[Key, ...]) -> str:
    """The name of a whole array in Python: an identifier made of its head and key.

    >>> array_name("w", (3,)), array_name("w", ((2, 1),)), array_name("w", ("hidden",)), array_name("x", ())
    ('w3', 'w2_1', 'w_hidden', 'x')
    >>> array_name("p", (3, "Scaling")), array_name("b", ("a b",))
    ('p3_Scaling', 'b_aZ20Zb')
    """
    parts = [part for entry in key for part in (entry if isinstance(entry, tuple) else (entry,))]
    if parts and isinstance(parts[0], int):
        head, parts = f"{head}{parts[0]}", parts[1:]
    return "_".join([head, *(_identifier(str(part)) for part in parts)])


def element_name(array: str, index: Iterable[int]) -> str:
    """The name of one element in Python, its index counted from 0.

    >>> element_name("w1", (1, 2)), element_name("t", ())
    ('w1_2_3', 't')
    """
    return "_".join([array, *(str(position + 1) for position in index)])


def _identifier(text: str) -> str:
    """Keep ASCII letters, digits and underscores; write any other character as its code between two Z.

    Z itself is doubled, so that different texts stay different.
    """
    return re.sub(r"[^A-Ya-z0-9_]", lambda match: "ZZ" if match[0] == "Z" else f"Z{ord(match[0]):x}Z", text)


def plain_symbol(name: str) -> str:
    """The symbol of the Wolfram Language for a name of Python, where an underscore would be a pattern.

    >>> plain_symbol("w1_2_3")
    'w1$2$3'
    """
    return name.replace("_", "$")
