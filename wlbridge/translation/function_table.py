"""Functions of complex numbers that are one to one: the same arguments in the same order and the same branches.

They widen the table ``wlbridge.functions.TABLE`` of the functions that nets may have; what is not one to one is in
``function_exceptions``. The definitions are those of https://reference.wolfram.com/language/ref/NAME.html and of
sympy's own docstrings.
"""

from __future__ import annotations

from typing import Any, Final

import sympy
from sympy.functions.combinatorial import numbers
from sympy.functions.special import bessel, elliptic_integrals, error_functions, mathieu_functions, polynomials

from wlbridge import functions

MORE: Final[dict[str, Any]] = {
    # Parts of complex numbers
    "Re": sympy.re,
    "Im": sympy.im,
    "Conjugate": sympy.conjugate,
    "Arg": sympy.arg,
    "Sinc": sympy.sinc,
    # Combinatorial functions and numbers
    "Factorial": sympy.factorial,
    "Factorial2": sympy.factorial2,
    "Subfactorial": sympy.subfactorial,
    "Pochhammer": sympy.rf,
    "FactorialPower": sympy.ff,
    "Fibonacci": sympy.fibonacci,
    "LucasL": sympy.lucas,
    "BellB": sympy.bell,
    "EulerE": sympy.euler,
    "CatalanNumber": sympy.catalan,
    "HarmonicNumber": sympy.harmonic,
    "PartitionsP": numbers.partition,
    # Functions of integers
    "PrimePi": numbers.primepi,
    "EulerPhi": numbers.totient,
    "CarmichaelLambda": numbers.reduced_totient,
    "MoebiusMu": numbers.mobius,
    "PrimeNu": numbers.primenu,
    "PrimeOmega": numbers.primeomega,
    "JacobiSymbol": numbers.jacobi_symbol,
    "KroneckerSymbol": numbers.kronecker_symbol,
    # The gamma function and its relatives
    "Beta": sympy.beta,
    "StieltjesGamma": sympy.stieltjes,
    # Distributions
    "DiracDelta": sympy.DiracDelta,
    "HeavisideTheta": sympy.Heaviside,
    # Zeta functions
    "Zeta": sympy.zeta,
    "DirichletEta": sympy.dirichlet_eta,
    "HurwitzLerchPhi": sympy.lerchphi,
    "PolyLog": sympy.polylog,
    "RiemannXi": sympy.functions.special.zeta_functions.riemann_xi,
    # Error functions and exponential integrals
    "Erfi": sympy.erfi,
    "FresnelS": sympy.fresnels,
    "FresnelC": sympy.fresnelc,
    "ExpIntegralEi": sympy.Ei,
    "ExpIntegralE": sympy.expint,
    "LogIntegral": error_functions.li,
    "SinIntegral": sympy.Si,
    "CosIntegral": sympy.Ci,
    "SinhIntegral": sympy.Shi,
    "CoshIntegral": sympy.Chi,
    # Bessel functions
    "BesselJ": sympy.besselj,
    "BesselY": sympy.bessely,
    "BesselI": sympy.besseli,
    "BesselK": sympy.besselk,
    "HankelH1": sympy.hankel1,
    "HankelH2": sympy.hankel2,
    "SphericalBesselJ": sympy.jn,
    "SphericalBesselY": sympy.yn,
    "SphericalHankelH1": bessel.hn1,
    "SphericalHankelH2": bessel.hn2,
    "AiryAi": sympy.airyai,
    "AiryBi": sympy.airybi,
    "AiryAiPrime": sympy.airyaiprime,
    "AiryBiPrime": sympy.airybiprime,
    "MarcumQ": bessel.marcumq,
    # Elliptic integrals: both sides take the parameter m = k^2
    "EllipticK": elliptic_integrals.elliptic_k,
    "EllipticF": elliptic_integrals.elliptic_f,
    "EllipticE": elliptic_integrals.elliptic_e,
    "EllipticPi": elliptic_integrals.elliptic_pi,
    # Mathieu functions
    "MathieuS": mathieu_functions.mathieus,
    "MathieuC": mathieu_functions.mathieuc,
    "MathieuSPrime": mathieu_functions.mathieusprime,
    "MathieuCPrime": mathieu_functions.mathieucprime,
    # Orthogonal polynomials
    "JacobiP": polynomials.jacobi,
    "GegenbauerC": polynomials.gegenbauer,
    "ChebyshevT": polynomials.chebyshevt,
    "ChebyshevU": polynomials.chebyshevu,
    "HermiteH": polynomials.hermite,
    "SphericalHarmonicY": sympy.Ynm,
    "AppellF1": sympy.appellf1,
}
"""Head to function, for as many arguments as both sides take."""

OF_OTHER_RULES: Final = frozenset({"PolyGamma", "Clip", "Log", "Gamma"})
"""Rows of ``functions.TABLE`` that are one to one for nets and not for all numbers; see ``function_exceptions``."""

ONE_TO_ONE: Final[dict[str, Any]] = {
    **{name: row.function for name, row in functions.BY_HEAD.items() if name not in OF_OTHER_RULES},
    **MORE,
}
"""Every function whose arguments are the same on both sides, by its head."""

HEAD_OF: Final[dict[Any, str]] = {function: name for name, function in ONE_TO_ONE.items()}
"""Function to its head."""

ARGUMENTS: Final[dict[str, frozenset[int]]] = {
    name: frozenset(counts)
    for name, counts in {
        "Beta": (2,),  # beta(x) is beta(x, x), Beta[x] is not defined
        "BellB": (1, 2),  # bell(n, k, symbols) is another polynomial
        "Zeta": (1,),  # Zeta[s, a] is the sum over ((k + a)^2)^(-s/2)
        "Erf": (1,),
        "KroneckerDelta": (2,),  # KroneckerDelta[i] compares with 0, [i, j, k] all three
        "Subfactorial": (1,),
        "DiracDelta": (1,),  # of several arguments it is a product there, a derivative here
        "HeavisideTheta": (1,),  # of several arguments it is a product there, with a value at 0 here
        "DirichletEta": (1,),  # dirichlet_eta(s, a) has no head
        "ArcTan": (1,),  # of two arguments it is atan2
    }.items()
}
"""Where the same arguments mean the same for some numbers of arguments only."""

QUICK: Final = (
    frozenset({"Re", "Im", "Conjugate", "Arg", "Sinc", "Log2", "Log10", "ProductLog", "LambertW", "DiracDelta"})
    | {"HeavisideTheta", "UnitStep"}
    | functions.BY_HEAD.keys()
) - {"Gamma", "LogGamma", "PolyGamma"}
"""Functions whose exact values at large numbers sympy finds at once; the others are left alone there."""

LARGEST_EVALUATED: Final = 200
"""sympy computes factorials, Bernoulli numbers, polynomials ... of any size as soon as they are made."""

OF_INTEGERS: Final = frozenset(
    {"PrimePi", "EulerPhi", "CarmichaelLambda", "MoebiusMu", "PrimeNu", "PrimeOmega", "PartitionsP", "DivisorSigma"}
)
"""Functions that sympy works out by factoring or sieving, also where they were left alone and a sign is asked for."""

LARGEST_FACTORED: Final = 10_000
"""Beyond, functions of integers are refused."""
