"""What cannot be carried is refused by name, with the way to it inside the expression."""

from typing import Any

import pytest
import sympy
from sympy import Function, Integral, Interval, MatrixSymbol, Sum, Symbol
from translation_cases import A, Q, f, k, n, x, y

from wlbridge import from_wl, to_wl
from wlbridge.errors import SymbolNameError, UnsupportedFunctionError, WolframSyntaxError


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (1 + f(x), r"expression\.args\[1\]: the undefined function f has no translation"),
        (sympy.sin(2 * f(x)), r"expression\.args\[0\]\.args\[1\]: the undefined function f"),
        (sympy.Derivative(f(x), x), "the undefined function f has no translation"),
        (sympy.TribonacciConstant + x, r"the constant TribonacciConstant has no translation"),
        (sympy.polygamma(n, x), "continue the order beyond"),
        (sympy.Heaviside(x, 0), "neither 1/2 nor 1"),
        (Interval.open(0, 1), "an open interval"),
        (sympy.Tuple(Interval(0, 1), Interval.open(0, 1)), "an open interval"),
        (sympy.Union(Interval(0, 1), sympy.Range(3, n)), "a union with a Range"),
        (sympy.Contains(x, sympy.Range(n)), "a membership"),
        (sympy.ConditionSet(x, sympy.sin(x) > y, sympy.S.Integers), "a region of anything but one real variable"),
        (sympy.ImageSet(sympy.Lambda(n, 2 * n), sympy.S.Integers), "a region of anything but one real variable"),
        (sympy.Quaternion(1, x, y, 0), "Quaternion has no translation"),
        (sympy.exp_polar(sympy.I * x), "the function exp_polar"),
        (sympy.polar_lift(x), "the function polar_lift"),
        (sympy.exp(Q), "a function of a matrix"),
        (sympy.sin(2 * Q), "a function of a matrix"),
        (sympy.log(Q), "a function of a matrix"),
        (Sum(x**k, (k, 1, -5)), "a sum or product whose range"),
        (Integral(x, (x, 1)), "an upper limit alone"),
        (A + sympy.ImmutableMatrix(2, 3, [1] * 6), "entry by entry"),
        (Q + sympy.Identity(2), "entry by entry"),
        (Q - 2 * sympy.Identity(2), "entry by entry"),
        (sympy.HadamardProduct(Q, sympy.Transpose(sympy.ImmutableMatrix(2, 2, [1, x, y, 2]))), "entry by entry"),
        (sympy.KroneckerDelta(n, k, (1, 3)), "KroneckerDelta there, of 3 arguments"),
        (sympy.dirichlet_eta(x, y), "DirichletEta there, of 2 arguments"),
        (sympy.Wild("a") + x, "a Wild, which is a pattern"),
        (sympy.O(x * sympy.log(x)), "O of anything but a power"),
        (sympy.O(x * y), "of several"),
        (sympy.Poly(x, x, modulus=3), "a finite field"),
        (sympy.Subs(Integral(x * y, (x, 0, 1)), y, 2), "binds variables"),
        (sympy.Matrix(0, 2, []), "without rows"),
        (sympy.Float(1, precision=61), "61 bits"),
        (sympy.exp(sympy.Float(1e18)), "exponent of 2 beyond"),
        (sympy.genocchi(n), "the function genocchi"),
        (sympy.SingularityFunction(x, 1, 2), "the function SingularityFunction"),
        ("x + 1", "a value of the type str"),
        (object(), "a value of the type object"),
    ],
)
def test_what_has_no_translation_is_refused(expression: Any, message: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match=message):
        to_wl(expression)


@pytest.mark.parametrize(
    "expression",
    [
        Symbol("x", positive=True) + x,
        MatrixSymbol("x", 2, 2)[0, 0] + x,
        Function("x")(x),
        Symbol("x", commutative=False) * x,
    ],
)
def test_two_things_of_one_name_are_refused(expression: sympy.Basic) -> None:
    with pytest.raises(SymbolNameError, match="would have the name x"):
        to_wl(expression, functions={"x": Function("x")})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 + NIntegrate[x, {x, 0, 1}]", r"expression\[\[2, 0\]\]: the symbol NIntegrate"),
        ("f[x]", "f is applied as a function"),
        ("Sin[2, x]", "Sin cannot be applied"),
        ("Plot", "the symbol Plot has no meaning here"),
        ("Sin", "the function Sin is no expression"),
        ("A.B", "say by the argument symbols which symbols are matrices"),
        ("a ** b", "say by the argument symbols that it does not"),
        ("PolyGamma[n, x]", "continue the order beyond"),
        ("Binomial[-1, -1]", "two negative integers"),
        ("Zeta[s, a]", "for positive a alone"),
        ("HeavisideTheta[x, y]", "HeavisideTheta of 2 arguments"),
        ("DiracDelta[x, 2]", "DiracDelta of 2 arguments"),
        ("DirichletEta[x, y]", "DirichletEta of 2 arguments"),
        ("UnitStep[x, y]", "no translation for this number of them"),
        ("Integrate[x, {x, 5}]", "a range is"),
        ("Function[x, Function[y, x + y]][y]", "the parameter of a function inside"),
        ("Root[#^5 - # + 1 &, 2]", "a Root that is not real"),
        ("Root[{#^5 - # + 1 &, 0}]", "several roots near"),
        ("Root[{#^30 - # + 1 &, 0}]", "a degree beyond 20"),
        ("MatrixExp[Q]", "the symbol MatrixExp has no meaning here"),
        ("Subscript[x + y, 1]", "Indexed of something of the type Add"),
        ("ImplicitRegion[x > y, {x, y}]", "cannot be applied"),
        ("#1 + 2", "a slot # outside a function"),
        ("Function[x, x, 1]", "attributes"),
        ("Sin[{1, 2}]", "a list is no number"),
        ("1 + {1, 2}", "a list is no number"),
        ("If[x > 1, 2, {3}]", "no number"),
        ("x > 1 && 3", "neither true nor false"),
        ('"text"', "the whole has no translation"),
        ("a -> b", "the whole has no translation"),
        ("Sum[x, {x, 1, -5}]", "a sum or product whose range"),
        ("Sum[x, {x, 1, 5/2}]", "a sum or product whose range"),
        ("Indexed[1, {2}]", "Indexed of 1"),
        ("Erf[1, 2, 3]", "Erf cannot be applied"),
        ("Element[x, y]", "anything but a domain"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnsupportedFunctionError, match=message):
        from_wl(text)


@pytest.mark.parametrize("symbols", [["x"], [1], x, [sympy.sin(x)]])
def test_what_is_no_list_of_symbols_is_refused(symbols: Any) -> None:
    with pytest.raises(SymbolNameError, match="argument symbols"):
        from_wl("x", symbols=symbols)


@pytest.mark.parametrize("text", ["a`b", "x$U", "x$U20"])
def test_a_name_that_no_symbol_has_is_refused(text: str) -> None:
    with pytest.raises(SymbolNameError):
        from_wl(text)


def test_text_that_is_none_is_refused() -> None:
    with pytest.raises(WolframSyntaxError):
        from_wl("f[x")
