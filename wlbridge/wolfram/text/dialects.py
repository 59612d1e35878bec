"""The dialects of Wolfram Language text: what each reader of it can take."""

from dataclasses import dataclass
from typing import Final

from wlbridge.choices import check_choice


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one reader of the text takes, and what it gets wrong."""

    name: str
    operators: bool
    """Infix operators, or else ``head[arguments]`` throughout."""
    real_mark: str = ""
    """What stands behind the digits of a machine real."""
    exponent: str = "*^"
    """What stands before the exponent of a machine real; a mark stands before it, or behind an exponent with e."""
    decimals: bool = True
    """Reals of arbitrary precision."""
    contexts: bool = True
    """Names with a context, ``a`b``."""
    two_namespaces: bool = True
    """The names of System` and those of Global` are different symbols."""
    whole_system: bool = True
    """Bare names with a capital are those of System`, known or not; or else System` is written before each."""
    letters: bool = True
    """Letters outside ASCII in names, as escapes."""
    escapes: bool = True
    r"""Characters outside ASCII in strings, as ``\.e9`` and ``\:03b1``; or else they are written as they are."""
    astral: bool = True
    r"""Characters beyond U+FFFF in strings, as ``\|01f600``; or else they are written as they are."""
    indexed: bool = True
    """Indexed symbols such as ``w[1, 2]`` are variables to it, as plain symbols are."""


DIALECTS: Final = {
    dialect.name: dialect
    for dialect in (
        Dialect("wolfram", operators=True),
        # woxi 0.3.0: infix sums take quadratic time to parse; one context only; \[Alpha]$1 is read as a product and
        # \|01f600 as eight characters. Plain 1.5*^10 is exact, and 1.5`*^10 is not.
        # D by an indexed symbol gives 0.
        Dialect("woxi", operators=False, contexts=False, letters=False, astral=False, indexed=False),
        # Mathics3 10.0.1: 0.30000000000000004 becomes a real of arbitrary precision; 0.30000000000000004` is exact,
        # and so is 1.5`*^10. A name of System` that it does not know becomes another one: Global`NetChain. Of 392
        # letters 230 cannot be in names: a\[Phi] is read as a product, a\[Euro] not at all.
        Dialect("mathics", operators=True, real_mark="`", whole_system=False, letters=False),
        # Mathilda 0.345: 1.5*^-20 is read as 1.4999999999999998e-20 (13,890 of 22,004 doubles are read wrongly so),
        # 0.30000000000000004 as a real of arbitrary precision, 1.2`5e3 as one of 1,000 digits; 1.5e-20` and
        # 0.30000000000000004` are exact. In strings \" \\ \n \t \r are known, the rest is UTF-8. Global`Sin is Sin.
        Dialect(
            "mathilda",
            operators=False,
            real_mark="`",
            exponent="e",
            decimals=False,
            two_namespaces=False,
            letters=False,
            escapes=False,
        ),
    )
}
"""Every dialect by its name."""


def dialect_named(name: str) -> Dialect:
    """Give the dialect of that name.

    >>> dialect_named("woxi").operators
    False

    Raises ``DataError`` for a name that is not there.
    """
    check_choice(name, DIALECTS, "dialect")
    return DIALECTS[name]
