"""The plain functions that ElementwiseLayer documents, under their names in the Wolfram Language.

>>> Tanh(0), Ramp(-1)
(0, 0)
"""

from sympy import (
    Abs,
    KroneckerDelta,
    Max,
    Min,
    Mod,
)
from sympy import (
    acos as ArcCos,
)
from sympy import (
    acosh as ArcCosh,
)
from sympy import (
    acot as ArcCot,
)
from sympy import (
    acoth as ArcCoth,
)
from sympy import (
    acsc as ArcCsc,
)
from sympy import (
    acsch as ArcCsch,
)
from sympy import (
    asec as ArcSec,
)
from sympy import (
    asech as ArcSech,
)
from sympy import (
    asin as ArcSin,
)
from sympy import (
    asinh as ArcSinh,
)
from sympy import (
    atan as ArcTan,
)
from sympy import (
    atanh as ArcTanh,
)
from sympy import (
    ceiling as Ceiling,
)
from sympy import (
    cos as Cos,
)
from sympy import (
    cosh as Cosh,
)
from sympy import (
    cot as Cot,
)
from sympy import (
    coth as Coth,
)
from sympy import (
    csc as Csc,
)
from sympy import (
    csch as Csch,
)
from sympy import (
    erf as Erf,
)
from sympy import (
    erfc as Erfc,
)
from sympy import (
    erfcinv as InverseErfc,
)
from sympy import (
    erfinv as InverseErf,
)
from sympy import (
    exp as Exp,
)
from sympy import (
    floor as Floor,
)
from sympy import (
    gamma as Gamma,
)
from sympy import (
    log as Log,
)
from sympy import (
    loggamma as LogGamma,
)
from sympy import (
    sec as Sec,
)
from sympy import (
    sech as Sech,
)
from sympy import (
    sign as Sign,
)
from sympy import (
    sin as Sin,
)
from sympy import (
    sinh as Sinh,
)
from sympy import (
    sqrt as Sqrt,
)
from sympy import (
    tan as Tan,
)
from sympy import (
    tanh as Tanh,
)

from wlbridge.wolfram_functions import (
    Clip,
    CubeRoot,
    FractionalPart,
    Gudermannian,
    Haversine,
    IntegerPart,
    InverseGudermannian,
    InverseHaversine,
    LogisticSigmoid,
    Ramp,
    Round,
    Surd,
    Unitize,
)

__all__ = [
    "Abs",
    "ArcCos",
    "ArcCosh",
    "ArcCot",
    "ArcCoth",
    "ArcCsc",
    "ArcCsch",
    "ArcSec",
    "ArcSech",
    "ArcSin",
    "ArcSinh",
    "ArcTan",
    "ArcTanh",
    "Ceiling",
    "Clip",
    "Cos",
    "Cosh",
    "Cot",
    "Coth",
    "Csc",
    "Csch",
    "CubeRoot",
    "Erf",
    "Erfc",
    "Exp",
    "Floor",
    "FractionalPart",
    "Gamma",
    "Gudermannian",
    "Haversine",
    "IntegerPart",
    "InverseErf",
    "InverseErfc",
    "InverseGudermannian",
    "InverseHaversine",
    "KroneckerDelta",
    "Log",
    "LogGamma",
    "LogisticSigmoid",
    "Max",
    "Min",
    "Mod",
    "Ramp",
    "Round",
    "Sec",
    "Sech",
    "Sign",
    "Sin",
    "Sinh",
    "Sqrt",
    "Surd",
    "Tan",
    "Tanh",
    "Unitize",
]
