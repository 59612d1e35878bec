"""Formulas as sympy text and LaTeX: no digit is lost."""

import pytest
import sympy

from wlbridge.sympy_text import latex_text, sympy_text


@pytest.mark.parametrize(
    ("number", "text", "latex"),
    [
        (0.1 + 0.2, "0.30000000000000004", "0.30000000000000004"),
        (-2.5e-20, "-2.5e-20", r"-2.5 \cdot 10^{-20}"),
        (1e300, "1e+300", r"1 \cdot 10^{300}"),
        (5e-324, "5e-324", r"5 \cdot 10^{-324}"),
    ],
)
def test_doubles_are_written_in_full(number, text, latex):
    assert sympy_text(sympy.Float(number)) == text
    assert latex_text(sympy.Float(number)) == latex
    assert float(sympy_text(sympy.Float(number))) == number


def test_longer_floats_keep_their_digits():
    assert sympy_text(sympy.Float("0.1234567890123456789012345", 25)) == "0.1234567890123456789012345"
    assert latex_text(sympy.Float("0.1234567890123456789012345", 25)) == "0.1234567890123456789012345"
