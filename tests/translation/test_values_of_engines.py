"""What is written means the same number to engines as to sympy and mpmath, at a point inside every domain."""

from collections.abc import Iterator
from typing import Any

import pytest
import sympy
from sympy import Basic, Expr, Rational
from translation_cases import COMBINATORIAL, ELEMENTARY, SPECIAL, a, b, c, i, j, k, n, q, s, t, x, y, z
from wolframclient.language.expression import WLFunction, WLSymbol

from wlbridge import from_wl, to_wl
from wlbridge.engines import Engine, MathicsEngine, MathildaEngine, WoxiEngine
from wlbridge.errors import EngineError
from wlbridge.wolfram.make import call
from wlbridge.wolfram.symbols import canonical_name
from wlbridge.wolfram.tree import Tree, head_name, postorder

POINT: dict[Basic, Any] = {
    **{x: Rational(3, 10), y: Rational(7, 10), z: Rational(2, 5), t: Rational(6, 5), s: Rational(23, 10)},
    **{a: Rational(13, 10), b: Rational(17, 10), c: Rational(29, 10), q: Rational(1, 2)},
    **{n: 2, k: 1, i: 2, j: 3},
}
DISTRIBUTION = (sympy.DiracDelta, sympy.Tuple)

CASES = [
    (expression, text)
    for expression, text in [*ELEMENTARY, *COMBINATORIAL, *SPECIAL]
    if isinstance(expression, Expr) and not expression.has(*DISTRIBUTION)
]


def value(expression: Expr) -> complex | None:
    """By sympy and mpmath to 20 digits; None where they have none."""
    try:
        return complex(sympy.N(expression.xreplace(POINT), 20))
    except (TypeError, ValueError, AttributeError):
        return None


def at_the_point(tree: Tree) -> Tree:
    """The tree with numbers for its symbols, nothing evaluated."""
    numbers = {canonical_name(to_wl(symbol).name): to_wl(sympy.sympify(number)) for symbol, number in POINT.items()}
    made: dict[int, Tree] = {}
    for part in postorder(tree):
        new = part
        if isinstance(part, WLSymbol):
            new = numbers.get(canonical_name(part.name), part)
        elif isinstance(part, WLFunction):
            new = WLFunction(part.head, *(made[id(arg)] for arg in part.args))
        elif isinstance(part, list):
            new = [made[id(entry)] for entry in part]
        made[id(part)] = new
    return made[id(tree)]


def answer(engine: Engine, expression: Expr) -> complex | None:
    """The number that an engine finds; None where it leaves something as it is."""
    try:
        tree = engine.evaluate(call("N", at_the_point(to_wl(expression))))
    except EngineError:
        return None
    heads = {head_name(part) for part in postorder(tree) if isinstance(part, WLFunction)}
    return None if heads - ARITHMETIC else complex(from_wl(tree))


ARITHMETIC = {"Plus", "Times", "Complex", "Rational"}

WITHOUT_VALUE = {
    "Erf[x, y]",
    "InverseErf[x] + InverseErfc[y]",
    "InverseErf[x, y]",
    "MarcumQ[n, a, b]",
    "MathieuS[a, q, z]",
    "MathieuCPrime[a, q, z]",
}
"""Those of which sympy and mpmath find no number."""

LEFT: dict[type[Engine], set[str]] = {
    WoxiEngine: {
        "ProductLog[-1, x]",
        "Beta[x, y, a, b]",
        "StieltjesGamma[n, a]",
    },
    MathildaEngine: {
        "Subfactorial[n]",
        "BellB[n]",
        "CatalanNumber[n]",
        "CarmichaelLambda[k]",
        "KroneckerSymbol[j, k]",
        "KroneckerDelta[i, j]",
        "ProductLog[-1, x]",
        "BetaRegularized[y, a, b]",
        "DirichletEta[s]",
        "HurwitzLerchPhi[z, s, a]",
        "StieltjesGamma[n]",
        "StieltjesGamma[n, a]",
        "ExpIntegralE[n, x]",
        "HankelH1[n, x] + HankelH2[n, y]",
        "SphericalBesselJ[n, x] + SphericalBesselY[n, y]",
        "SphericalHankelH1[n, x] + SphericalHankelH2[n, y]",
        "AppellF1[a, b, c, n, x, y]",
        "LaguerreL[n, x]",
        "LaguerreL[n, a, x]",
        "HermiteH[n, x]",
        "ChebyshevT[n, x] + ChebyshevU[n, y]",
        "GegenbauerC[n, a, x]",
        "JacobiP[n, a, b, x]",
        "SphericalHarmonicY[n, k, x, y]",
    },
    MathicsEngine: {
        "Mod[x, 3]",
        "Sinc[x]",
        "FactorialPower[x, n]",
        "CarmichaelLambda[k]",
        "PrimeNu[k]",
        "PrimeOmega[k]",
        "KroneckerDelta[i, j]",
        "HeavisideTheta[x]",
        "Erf[x] + Erfc[y] + Erfi[z]",
        "ProductLog[-1, x]",
        "Gamma[s, x]",
        "Gamma[s, 0, x]",
        "Beta[x, y, a, b]",
        "BetaRegularized[y, a, b]",
        "HurwitzZeta[s, a]",
        "Zeta[s, t]",
        "DirichletEta[s]",
        "HurwitzLerchPhi[z, s, a]",
        "StieltjesGamma[n]",
        "StieltjesGamma[n, a]",
        "LogIntegral[x]",
        "SinIntegral[x] + CosIntegral[y]",
        "SinhIntegral[x] + CoshIntegral[y]",
        "EllipticPi[z, x]",
        "AppellF1[a, b, c, n, x, y]",
    },
}
"""What each engine leaves as it is: woxi 0.3.0, Mathilda 0.345, Mathics3 10.0.1."""

WRONG: dict[type[Engine], set[str]] = {
    MathicsEngine: {"HankelH1[n, x] + HankelH2[n, y]", "EllipticPi[z, x, y]"},
}
"""What Mathics3 10.0.1 gets wrong; woxi agrees with mpmath there."""


@pytest.fixture(scope="module", params=[WoxiEngine, MathildaEngine, MathicsEngine], ids=lambda kind: kind.name)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param is MathicsEngine and not request.config.getoption("--long"):
        pytest.skip("Mathics3 takes 4 s to start: --long")
    with request.param() as started:
        yield started


@pytest.mark.parametrize(("expression", "text"), CASES, ids=[text[:40] for _, text in CASES])
def test_an_engine_finds_the_same_number(engine: Engine, expression: Expr, text: str) -> None:
    kind = type(engine)
    expected, got = value(expression), answer(engine, expression)
    assert (expected is None) == (text in WITHOUT_VALUE)
    if expected is None:
        return
    assert (got is None) == (text in LEFT[kind])
    if got is not None and text not in WRONG.get(kind, set()):
        assert got == pytest.approx(expected, rel=1e-12, abs=1e-12)
