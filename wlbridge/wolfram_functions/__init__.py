"""Functions of the Wolfram Language that sympy lacks, as sympy functions of one or more reals.

Each has a definition in plain sympy (``sympy.expand_func``), a derivative in its stable form and exact values.
Definitions: the reference page of the function of the same name in the Wolfram Language documentation.
"""

from wlbridge.wolfram_functions.base import RealFunction
from wlbridge.wolfram_functions.kinks import Kink, StrictStep, Winner
from wlbridge.wolfram_functions.piecewise import Clip, FractionalPart, IntegerPart, Ramp, Round, Step, Unitize
from wlbridge.wolfram_functions.smooth import (
    CubeRoot,
    Gudermannian,
    Haversine,
    InverseGudermannian,
    InverseHaversine,
    LogisticSigmoid,
    Surd,
)
from wlbridge.wolfram_functions.stable_forms import NormalCDF, OnePlusErf, SoftPlus

__all__ = [
    "Clip",
    "CubeRoot",
    "FractionalPart",
    "Gudermannian",
    "Haversine",
    "IntegerPart",
    "InverseGudermannian",
    "InverseHaversine",
    "Kink",
    "LogisticSigmoid",
    "NormalCDF",
    "OnePlusErf",
    "Ramp",
    "RealFunction",
    "Round",
    "SoftPlus",
    "Step",
    "StrictStep",
    "Surd",
    "Unitize",
    "Winner",
]
