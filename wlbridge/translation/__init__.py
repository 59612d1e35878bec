"""sympy and the Wolfram Language, both ways: all of sympy that has a meaning there, not only what nets are made of.

``wlbridge.wolfram.to_wl`` and ``from_wl`` are for formulas of nets, which are real and whose symbols are elements of
arrays; they share the table of functions with this package.
"""

from wlbridge.translation.from_wl import from_wl
from wlbridge.translation.srepr_reader import read_srepr
from wlbridge.translation.to_wl import to_wl

__all__ = ["from_wl", "read_srepr", "to_wl"]
