"""Wolfram Language text: the one reader and the one writer, by one table of operators and one of dialects."""
