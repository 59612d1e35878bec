"""Numbers of every kind and constants, both ways: exact, machine, of some precision, complex, infinite."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import sympy
from mpmath.libmp import dps_to_prec, prec_to_dps
from sympy import Basic, Float, Integer, Rational
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from wlbridge.translation.rules import NotCarriedError, Rule, leaf
from wlbridge.wolfram.make import call, system
from wlbridge.wolfram.text.reals import PreciseReal
from wlbridge.wolfram.tree import Tree

MACHINE_BITS: Final = 53

LARGEST_EXPONENT: Final = 10**9
"""The Wolfram Language's own is $MaxNumber, some 10^(1.6*10^9)."""

CONSTANTS: Final[dict[str, Basic]] = {
    "Pi": sympy.pi,
    "E": sympy.E,
    "I": sympy.I,
    "EulerGamma": sympy.EulerGamma,
    "GoldenRatio": sympy.GoldenRatio,
    "Catalan": sympy.Catalan,
    "Infinity": sympy.oo,
    "ComplexInfinity": sympy.zoo,
    "Indeterminate": sympy.nan,
    "Degree": sympy.pi / 180,
    "Reals": sympy.Reals,
    "Integers": sympy.Integers,
    "Complexes": sympy.Complexes,
    "Rationals": sympy.Rationals,
    "PositiveIntegers": sympy.Naturals,
    "NonNegativeIntegers": sympy.Naturals0,
}

_NAMES: Final = {value: name for name, value in CONSTANTS.items() if name != "Degree"}


def _constant(constant: Basic) -> Tree:
    if constant not in _NAMES:
        raise NotCarriedError(f"the constant {constant} has no translation")
    return system(_NAMES[constant])


def _float(number: Float) -> Tree:
    """A machine real where sympy's is one; else a real with its precision and all its digits."""
    if number._prec == MACHINE_BITS:
        machine = float(number)
        if Float(machine) == number:
            return machine
    digits = prec_to_dps(number._prec)
    if dps_to_prec(digits) != number._prec:
        raise NotCarriedError(f"a real of {number._prec} bits, which are no number of decimal digits")
    if not number:
        return Decimal((0, (0,), -digits))
    if abs(number._mpf_[2]) > LARGEST_EXPONENT:
        raise NotCarriedError(f"a real with an exponent of 2 beyond {LARGEST_EXPONENT}")
    # Three digits more than the precision give the same bits back; mpmath's repr_dps has the same three.
    written = sympy.sstr(Float(number, digits + 3), full_prec=True)
    return PreciseReal(Decimal(written), digits)


def read_decimal(number: Decimal) -> Float:
    """A real of arbitrary precision."""
    if not number:
        return Float(0, max(1, -int(number.as_tuple().exponent)))
    precision = number.precision if isinstance(number, PreciseReal) else len(number.as_tuple().digits)
    return Float(str(number), max(1, precision))


def read_complex(number: complex) -> Basic:
    """A complex number of two machine reals."""
    return Float(number.real) + Float(number.imag) * sympy.I


NUMBER_RULES: Final[tuple[tuple[Any, Rule], ...]] = (
    (Integer, leaf(int)),
    (Float, leaf(_float)),
    (Rational, leaf(lambda number: Fraction(int(number.p), int(number.q)))),
    (NegativeInfinity, leaf(lambda _: call("Times", -1, system("Infinity")))),
    ((NaN, Infinity, ComplexInfinity, ImaginaryUnit, sympy.NumberSymbol), leaf(_constant)),
    (BooleanTrue, leaf(lambda _: True)),
    (BooleanFalse, leaf(lambda _: False)),
    (
        tuple(type(value) for value in CONSTANTS.values() if isinstance(value, sympy.Set)),
        leaf(_constant),
    ),
)

READ_NUMBERS: Final[tuple[tuple[Any, Any], ...]] = (
    (bool, lambda truth: sympy.true if truth else sympy.false),
    (int, Integer),
    (float, Float),
    (Fraction, lambda number: Rational(number.numerator, number.denominator)),
    (Decimal, read_decimal),
    (complex, read_complex),
)
