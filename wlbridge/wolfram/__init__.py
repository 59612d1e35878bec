"""Expressions of the Wolfram Language: trees, text in both directions, and what programs and nets are in it."""
