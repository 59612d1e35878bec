"""Symbols, numbers, operators, elementary and special functions, each with the texts that are right."""

import mpmath
import sympy
from sympy import Add, Dummy, Float, Integer, Mul, Piecewise, Pow, Rational, Sum, Symbol, Tuple

from benchmarks.translators.cases import Battery, a, b, c, i, j, k, n, s, x, y, z

BATTERY = Battery()
case = BATTERY.add

case("sym_plain", "symbols", lambda: x, "x")
case("sym_digit", "symbols", lambda: Symbol("x1"), "x1")
case(
    "sym_underscore",
    "symbols",
    lambda: Symbol("x_1") + 2,
    "Subscript[x,1]+2",
    "x1+2",
    "x$1+2",
    "x[1]+2",
    "xu1+2",
    "Indexed[x,1]+2",
    "Indexed[x,{1}]+2",
)
case(
    "sym_underscore2",
    "symbols",
    lambda: Symbol("w_1_2") * x,
    "Subscript[w,1,2]*x",
    "w12*x",
    "w$1$2*x",
    "w[1,2]*x",
    "Indexed[w,{1,2}]*x",
)
case(
    "sym_two_underscored",
    "symbols",
    lambda: Symbol("w_1") * Symbol("w_2"),
    "Subscript[w,1]*Subscript[w,2]",
    "w1*w2",
    "w$1*w$2",
    "w[1]*w[2]",
)
case("sym_greek_name", "symbols", lambda: Symbol("alpha"), "alpha", "\\[Alpha]")
case("sym_greek_char", "symbols", lambda: Symbol("\u03b1") + 1, "\\[Alpha]+1", "\u03b1+1")
case("sym_clash_E_I", "symbols", lambda: Symbol("E") + Symbol("I") * Symbol("Pi"), "eE+iI*pP")  # must NOT be E + I Pi
case(
    "sym_clash_N_D_C", "symbols", lambda: Symbol("N") * Symbol("D") + Symbol("C"), "nN*dD+cC"
)  # N, D, C are Protected functions
case("sym_space", "symbols", lambda: Symbol("x y") + 1, "xy+1", "x$y+1")
case("sym_prime", "symbols", lambda: Symbol("x'") + 1, "xp+1", "x$prime+1")
case("sym_dummy", "symbols", lambda: Dummy("x") + x, "x$1+x", "d+x")
case("sym_assumption_twins", "symbols", lambda: Symbol("x", positive=True) + Symbol("x"), "x$1+x", "d+x")

case("int_neg", "numbers", lambda: Integer(-7), "-7")
case("int_big", "numbers", lambda: Integer(10) ** 50 + 7, str(10**50 + 7))
case("rational", "numbers", lambda: Rational(-3, 7), "-3/7")
case("rational_pow", "numbers", lambda: x ** Rational(-3, 7), "x^(-3/7)")
case("rational_base", "numbers", lambda: Rational(1, 2) ** x, "(1/2)^x", "2^(-x)")
case("neg_base", "numbers", lambda: Pow(-2, x, evaluate=False), "(-2)^x")
case("float", "numbers", lambda: Float(0.1) * x, "0.1*x", "0.1`*x")
case("float_1e-30", "numbers", lambda: Float("1e-30") * x, "1.0*^-30*x")
case("float_1e100", "numbers", lambda: Float("1e100") * x, "1.0*^100*x")
case(
    "float_prec35",
    "numbers",
    lambda: Float("3.14159265358979323846264338327950288", 35),
    "3.1415926535897932384626433832795029`35",
    "3.14159265358979323846264338327950288",
)
case("float_repr17", "numbers", lambda: Float(0.1 + 0.2), "0.30000000000000004", "0.30000000000000004`")
case("py_float_1e-20", "numbers", lambda: 1e-20, "1.*^-20")
case("py_complex", "numbers", lambda: 1 - 2.5j, "1. - 2.5*I", "Complex[1.,-2.5]", "Complex[1,-2.5]")
case("mpf_raw", "numbers", lambda: mpmath.mpf("0.5"), "0.5")
case("mpf_sympified", "numbers", lambda: sympy.sympify(mpmath.mpf("1e-40")) * x, "1.*^-40*x")
case("oo", "numbers", lambda: sympy.oo, "Infinity", "DirectedInfinity[1]")
case("neg_oo", "numbers", lambda: -sympy.oo, "-Infinity", "DirectedInfinity[-1]")
case("zoo", "numbers", lambda: sympy.zoo, "ComplexInfinity", "DirectedInfinity[]")
case("nan", "numbers", lambda: sympy.nan, "Indeterminate")
case("I", "numbers", lambda: 2 + 3 * sympy.I, "2+3*I", "Complex[2,3]")
case("pi", "numbers", lambda: sympy.pi * x, "Pi*x")
case("E", "numbers", lambda: sympy.E + x, "E+x")
case("EulerGamma", "numbers", lambda: sympy.EulerGamma, "EulerGamma")
case("GoldenRatio", "numbers", lambda: sympy.GoldenRatio, "GoldenRatio", "(1+Sqrt[5])/2")
case("Catalan", "numbers", lambda: sympy.Catalan, "Catalan")

case("int_5001_digits", "numbers", lambda: Integer(10) ** 5000, "10^5000", "1" + "0" * 5000)
case("neg_sq", "operators", lambda: -(x**2), "-x^2")
case("pow_pow", "operators", lambda: (x**y) ** z, "(x^y)^z")
case("pow_right", "operators", lambda: x ** (y**z), "x^(y^z)")
case("frac", "operators", lambda: a / (b * c), "a/(b*c)")
case("neg_add", "operators", lambda: Mul(-1, a + b, evaluate=False), "-(a+b)")
case("mul_uneval", "operators", lambda: Mul(2, 3, x, evaluate=False), "2*3*x", "6*x")
case("add_uneval", "operators", lambda: Add(x, x, evaluate=False), "x+x", "2*x")
case("noncomm", "operators", lambda: Symbol("P", commutative=False) * Symbol("T", commutative=False), "P**T", "P.T")
case(
    "sum_squared",
    "operators",
    lambda: Sum(x**k, (k, 1, n)) ** 2,
    "Sum[x^k,{k,1,n}]^2",
    "Hold[Sum[x^k,{k,1,n}]]^2",
    "Inactive[Sum][x^k,{k,1,n}]^2",
)
case("imag_pow", "operators", lambda: (sympy.I * x) ** y, "(I*x)^y")

case("exp", "elementary", lambda: sympy.exp(x), "E^x")
case("log", "elementary", lambda: sympy.log(x), "Log[x]")
case("log_base2", "elementary", lambda: sympy.log(x, 2), "Log[x]/Log[2]", "Log[2,x]", "Log2[x]")
case("sqrt", "elementary", lambda: sympy.sqrt(x), "Sqrt[x]")
case("inv_sqrt", "elementary", lambda: 1 / sympy.sqrt(x), "1/Sqrt[x]")
case("abs", "elementary", lambda: sympy.Abs(x), "Abs[x]")
case("sign", "elementary", lambda: sympy.sign(x), "Sign[x]")
case("floor", "elementary", lambda: sympy.floor(x), "Floor[x]")
case("ceiling", "elementary", lambda: sympy.ceiling(x), "Ceiling[x]")
case("mod", "elementary", lambda: sympy.Mod(x, 3), "Mod[x,3]")
case("max", "elementary", lambda: sympy.Max(x, y, 3), "Max[x,y,3]", "Max[3,x,y]")
case("min", "elementary", lambda: sympy.Min(x, 0), "Min[0,x]", "Min[x,0]")
case(
    "piecewise",
    "elementary",
    lambda: Piecewise((x, x > 0), (0, True)),
    "Piecewise[{{x,x>0}},0]",
    "Piecewise[{{x,x>0},{0,True}}]",
)
case(
    "piecewise_nodefault",
    "elementary",
    lambda: Piecewise((x, x > 0), (-x, x < 0)),
    "Piecewise[{{x,x>0},{-x,x<0}},Indeterminate]",
    "Piecewise[{{x,x>0},{-x,x<0}},Undefined]",
    "Piecewise[{{x,x>0},{-x,x<0}}]",
)
case("relu_max", "elementary", lambda: sympy.Max(0, x), "Max[0,x]", "Ramp[x]")
case("tanh", "elementary", lambda: sympy.tanh(x), "Tanh[x]")
case("sigmoid", "elementary", lambda: 1 / (1 + sympy.exp(-x)), "1/(1+E^(-x))", "LogisticSigmoid[x]")
case("softplus", "elementary", lambda: sympy.log(1 + sympy.exp(x)), "Log[1+E^x]")
case("atan2", "elementary", lambda: sympy.atan2(y, x), "ArcTan[x,y]")
case("acos", "elementary", lambda: sympy.acos(x), "ArcCos[x]")
case(
    "re_im_conj_arg",
    "elementary",
    lambda: Tuple(sympy.re(z), sympy.im(z), sympy.conjugate(z), sympy.arg(z)),
    "{Re[z],Im[z],Conjugate[z],Arg[z]}",
)
case("factorial", "elementary", lambda: sympy.factorial(n), "Factorial[n]", "n!")
case(
    "binomial",
    "elementary",
    lambda: sympy.binomial(n, k),
    "Binomial[n,k]",
    "Gamma[n + 1]/(Gamma[k + 1]*Gamma[-k + n + 1])",
)
case(
    "cbrt_real",
    "elementary",
    lambda: sympy.real_root(x, 3),
    "Surd[x,3]",
    "CubeRoot[x]",
    "Piecewise[{{Abs[x]^(1/3)*Sign[x],Im[x]==0},{x^(1/3),True}}]",
)

case(
    "heaviside",
    "special",
    lambda: sympy.Heaviside(x),
    "HeavisideTheta[x]",
    "UnitStep[x]",
    "Piecewise[{{0,x<0},{1/2,x==0}},1]",
)
case("heaviside_half0", "special", lambda: sympy.Heaviside(x, 1), "UnitStep[x]", "HeavisideTheta[x]")
case("diracdelta", "special", lambda: sympy.DiracDelta(x), "DiracDelta[x]")
case("diracdelta_1", "special", lambda: sympy.DiracDelta(x, 1), "DiracDelta'[x]", "Derivative[1][DiracDelta][x]")
case("kronecker", "special", lambda: sympy.KroneckerDelta(i, j), "KroneckerDelta[i,j]")
case("levicivita", "special", lambda: sympy.LeviCivita(i, j, k), "Signature[{i,j,k}]")
case("erf", "special", lambda: sympy.erf(x), "Erf[x]")
case("erfc", "special", lambda: sympy.erfc(x), "Erfc[x]")
case("lambertw", "special", lambda: sympy.LambertW(x), "ProductLog[x]", "LambertW[x]", "ProductLog[0,x]")
case("lambertw_m1", "special", lambda: sympy.LambertW(x, -1), "ProductLog[-1,x]")
case("gamma", "special", lambda: sympy.gamma(x), "Gamma[x]")
case("uppergamma", "special", lambda: sympy.uppergamma(s, x), "Gamma[s,x]")
case("lowergamma", "special", lambda: sympy.lowergamma(s, x), "Gamma[s,0,x]", "Gamma[s]-Gamma[s,x]")
case("zeta", "special", lambda: sympy.zeta(s), "Zeta[s]")
case("zeta2", "special", lambda: sympy.zeta(s, a), "Zeta[s,a]", "HurwitzZeta[s,a]")
case("besselj", "special", lambda: sympy.besselj(1, x), "BesselJ[1,x]")
case("polygamma", "special", lambda: sympy.polygamma(1, x), "PolyGamma[1,x]")
case("digamma", "special", lambda: sympy.digamma(x), "PolyGamma[0,x]", "PolyGamma[x]")
case("polylog", "special", lambda: sympy.polylog(2, x), "PolyLog[2,x]")
case(
    "hyper",
    "special",
    lambda: sympy.hyper([a, b], [c], x),
    "HypergeometricPFQ[{a,b},{c},x]",
    "Hypergeometric2F1[a,b,c,x]",
)
case("meijerg", "special", lambda: sympy.meijerg([[1], [2]], [[3], [4]], x), "MeijerG[{{1},{2}},{{3},{4}},x]")
case("elliptic_f", "special", lambda: sympy.elliptic_f(x, y), "EllipticF[x,y]")
case("expint", "special", lambda: sympy.expint(2, x), "ExpIntegralE[2,x]")
case("lerchphi", "special", lambda: sympy.lerchphi(z, s, a), "HurwitzLerchPhi[z,s,a]", "LerchPhi[z,s,a]")
case("sinc", "special", lambda: sympy.sinc(x), "Sinc[x]")
