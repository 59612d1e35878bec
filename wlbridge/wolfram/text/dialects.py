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
    contexts: bool = True
    """Names with a context, ``a`b``."""
    letters: bool = True
    """Letters outside ASCII in names, as escapes."""
    astral: bool = True
    r"""Characters beyond U+FFFF in strings, as ``\|01f600``."""
    indexed: bool = True
    """Indexed symbols such as ``w[1, 2]`` are variables to it, as plain symbols are."""


DIALECTS: Final = {
    dialect.name: dialect
    for dialect in (
        Dialect("wolfram", operators=True),
        # woxi 0.3.0: infix sums take quadratic time to parse; one context only; \[Alpha]$1 is read as a product and
        # \|01f600 as ten characters. Plain 1.5*^10 is exact, and 1.5`*^10 is not.
        # D by an indexed symbol gives 0.
        Dialect("woxi", operators=False, contexts=False, letters=False, astral=False, indexed=False),
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
