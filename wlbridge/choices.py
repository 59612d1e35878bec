"""Settings that are one of a few names."""

from __future__ import annotations

from collections.abc import Iterable

from wlbridge.errors import DataError, WLBridgeError


def check_choice(
    value: object, choices: Iterable[str], what: str, *, where: str = "", error: type[WLBridgeError] = DataError
) -> None:
    """Refuse a setting that is not one of the choices, of whatever type it is.

    >>> check_choice("mean", ["mean", "none"], "reduction")
    >>> check_choice(["mean"], ["mean", "none"], "reduction")
    Traceback (most recent call last):
    ...
    wlbridge.errors.DataError: there is no reduction ['mean']. Use "mean" or "none".
    """
    names = list(choices)
    if not isinstance(value, str) or value not in names:
        shown = [f'"{name}"' for name in names]
        hint = f"Use {' or '.join([', '.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)}."
        raise error(f"there is no {what} {value!r}", where=where, hint=hint)
