"""Derivatives of formulas and of programs: a reverse sweep that appends statements."""
