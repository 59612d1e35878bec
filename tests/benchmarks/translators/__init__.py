"""Translators between sympy and the Wolfram Language, over the same expressions."""
