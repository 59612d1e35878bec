"""Expressions of sympy as code: of sympy itself, and of languages that compute with doubles."""

from wlbridge.code_text.in_doubles import LANGUAGES, Language, numeric_code
from wlbridge.code_text.in_sympy import sympy_code

__all__ = ["LANGUAGES", "Language", "numeric_code", "sympy_code"]
