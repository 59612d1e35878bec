"""The symbols of coefficients among the arrays of a net: declared, and kept apart from the names of elements."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Symbol

from wlbridge.errors import NetError
from wlbridge.layers.base import Scope
from wlbridge.names import plain_symbol
from wlbridge.program import Placeholder

_RENAME = "Rename the symbol."


def declared_coefficient(scope: Scope, symbol: Symbol) -> str:
    """The placeholder of a symbol of a user.

    Raises NetError where the name stands for something else already.
    """
    builder, name = scope.builder, str(symbol.name)
    found = builder.placeholders.get(name)
    if found is not None and found.role == "coefficient" and found.symbol not in (None, symbol):
        what = f"two symbols {name!r} of coefficients have different assumptions"
        raise NetError(what, hint="Use one symbol for both.")
    if found is None and name not in builder.shapes:
        return builder.placeholder(Placeholder(name, (), "coefficient", plain_symbol(name), symbol=symbol))
    if found is None or found.symbol != symbol:
        raise NetError(f"the symbol {name!r} of a coefficient stands for an array", hint=_RENAME)
    return name


def check_coefficients(placeholders: Iterable[Placeholder]) -> None:
    """Refuse a symbol that in the Wolfram Language would be a head, or an element where these are plain symbols.

    Raises NetError that names both.
    """
    arrays = list(placeholders)
    for coefficient in (array for array in arrays if array.symbol is not None):
        plain = plain_symbol(coefficient.name)
        for other in arrays:
            if other is not coefficient and (plain == plain_symbol(other.head) or _is_element(plain, other)):
                raise NetError(
                    f"the symbol {coefficient.name!r} of a coefficient has a name of the array {other.name!r}",
                    hint=_RENAME,
                )


def _is_element(plain: str, array: Placeholder) -> bool:
    head, *index = plain.removeprefix(plain_symbol(array.name)).split("$")
    return (
        plain.startswith(plain_symbol(array.name))
        and not head
        and len(index) == len(array.shape)
        and all(part.isdecimal() for part in index)
    )
