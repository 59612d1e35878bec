"""Calculus, matrices, logic and sets, functions, and losses of nets, each with the texts that are right."""

import sympy
from sympy import (
    ITE,
    And,
    Derivative,
    Eq,
    FiniteSet,
    Function,
    Implies,
    IndexedBase,
    Integral,
    Interval,
    Lambda,
    Limit,
    Matrix,
    Ne,
    Not,
    Or,
    Piecewise,
    Poly,
    Product,
    Subs,
    Sum,
    Symbol,
    Tuple,
    Xor,
    symbols,
)

from benchmarks.translators.cases import A, B, Battery, Q, R, a, b, c, f, i, j, k, n, u, v, x, y, z

BATTERY = Battery()
case = BATTERY.add

case(
    "sum",
    "calculus",
    lambda: Sum(x**k, (k, 1, n)),
    "Sum[x^k,{k,1,n}]",
    "Hold[Sum[x^k,{k,1,n}]]",
    "Inactive[Sum][x^k,{k,1,n}]",
)
case(
    "product",
    "calculus",
    lambda: Product(x + k, (k, 1, n)),
    "Product[x+k,{k,1,n}]",
    "Hold[Product[x+k,{k,1,n}]]",
    "Inactive[Product][x+k,{k,1,n}]",
)
case(
    "integral",
    "calculus",
    lambda: Integral(sympy.sin(x), x),
    "Integrate[Sin[x],x]",
    "Hold[Integrate[Sin[x],x]]",
    "Inactive[Integrate][Sin[x],x]",
)
case(
    "integral_def",
    "calculus",
    lambda: Integral(f(x), (x, 0, 1)),
    "Integrate[f[x],{x,0,1}]",
    "Hold[Integrate[f[x],{x,0,1}]]",
    "Inactive[Integrate][f[x],{x,0,1}]",
)
case(
    "derivative",
    "calculus",
    lambda: Derivative(f(x), x),
    "f'[x]",
    "D[f[x],x]",
    "Hold[D[f[x],x]]",
    "Derivative[1][f][x]",
    "Inactive[D][f[x],x]",
)
case(
    "derivative_mixed",
    "calculus",
    lambda: Derivative(f(x, y), (x, 2), y),
    "Derivative[2,1][f][x,y]",
    "D[f[x,y],{x,2},y]",
    "Hold[D[f[x,y],{x,2},y]]",
    "Inactive[D][f[x,y],{x,2},y]",
)
case(
    "derivative_expr",
    "calculus",
    lambda: Derivative(sympy.exp(x * y), x),
    "D[E^(x*y),x]",
    "Hold[D[E^(x*y),x]]",
    "Inactive[D][E^(x*y),x]",
    "y*E^(x*y)",
)
case(
    "subs",
    "calculus",
    lambda: Subs(Derivative(f(u), u), u, 0),
    "f'[0]",
    "Derivative[1][f][0]",
    "D[f[u],u]/.u->0",
    "D[f[u],u]/.{u->0}",
    "Hold[D[f[u],u]]/.{u->0}",
    "ReplaceAll[D[f[u],u],u->0]",
)
case("lambda", "calculus", lambda: Lambda(x, x**2 + y), "Function[x,x^2+y]", "Function[{x},x^2+y]", "(#^2+y)&")
case("lambda2", "calculus", lambda: Lambda((x, y), x * y), "Function[{x,y},x*y]", "(#1*#2)&")
case(
    "limit",
    "calculus",
    lambda: Limit(sympy.sin(x) / x, x, 0, "+-"),
    "Limit[Sin[x]/x,x->0]",
    "Hold[Limit[Sin[x]/x,x->0]]",
    "Inactive[Limit][Sin[x]/x,x->0]",
)
case("order", "calculus", lambda: sympy.O(x**3), "O[x]^3")

case("matrix", "matrices", lambda: Matrix([[a, b], [1, 2]]), "{{a,b},{1,2}}")
case("column", "matrices", lambda: Matrix([a, b]), "{{a},{b}}")
case("imm_matrix", "matrices", lambda: sympy.ImmutableMatrix([[a, b], [1, 2]]), "{{a,b},{1,2}}")
case(
    "sparse",
    "matrices",
    lambda: sympy.SparseMatrix(2, 2, {(0, 1): a}),
    "SparseArray[{{1,2}->a},{2,2}]",
    "{{0,a},{0,0}}",
)
case("array3", "matrices", lambda: sympy.Array([[[1, 2], [3, a]], [[5, 6], [7, 8]]]), "{{{1,2},{3,a}},{{5,6},{7,8}}}")
case("matrixsymbol", "matrices", lambda: A, "A", 'ArraySymbol["A",{2,3}]', 'MatrixSymbol["A",{2,3}]')
case("matmul", "matrices", lambda: A * B, "A.B")
case("matmul_scalar", "matrices", lambda: 2 * A * B, "2*A.B")
case("matmul_of_sum", "matrices", lambda: (A + R) * v, "(A+R).v")
case("transpose", "matrices", lambda: A.T, "Transpose[A]", "A\\[Transpose]")
case("inverse", "matrices", lambda: Q.I, "Inverse[Q]")
case("matpow", "matrices", lambda: Q**3, "MatrixPower[Q,3]")
case("hadamard", "matrices", lambda: sympy.HadamardProduct(A, R), "A*R")
case("hadamard_pow", "matrices", lambda: sympy.HadamardPower(A, 2), "A^2")
case(
    "elementwise",
    "matrices",
    lambda: A.applyfunc(sympy.tanh),
    "Tanh[A]",
    "Map[Tanh,A,{2}]",
    "Map[Tanh[#]&,A,{2}]",
    "Map[Function[d,Tanh[d]],A,{2}]",
)
case("trace_det", "matrices", lambda: sympy.Trace(Q) + sympy.Determinant(Q), "Tr[Q]+Det[Q]")
case("matrix_elem", "matrices", lambda: A[0, 1], "A[[1,2]]", "Indexed[A,{1,2}]", "Subscript[A,1,2]")
case("identity", "matrices", lambda: sympy.Identity(3), "IdentityMatrix[3]")
case("zeromatrix", "matrices", lambda: sympy.ZeroMatrix(2, 3), "ConstantArray[0,{2,3}]")
case("onematrix", "matrices", lambda: sympy.OneMatrix(2, 3), "ConstantArray[1,{2,3}]")
case("blockmatrix", "matrices", lambda: sympy.BlockMatrix([[Q, Q]]), "ArrayFlatten[{{Q,Q}}]")
case(
    "indexed",
    "matrices",
    lambda: IndexedBase("w")[i, j],
    "Indexed[w,{i,j}]",
    "w[[i,j]]",
    "w[i,j]",
    "Subscript[w,i,j]",
    "Indexed[w,{1+i,1+j}]",
    "w[[1+i,1+j]]",
)
case(
    "indexed_int",
    "matrices",
    lambda: IndexedBase("w")[0, 1],
    "Indexed[w,{1,2}]",
    "w[[1,2]]",
    "w[1,2]",
    "Indexed[w,{0,1}]",
    "w[0,1]",
    "Subscript[w,0,1]",
    "Subscript[w,1,2]",
)
case("indexedbase", "matrices", lambda: IndexedBase("w"), "w")

case("gt", "logic", lambda: x > y, "x>y")
case("ge", "logic", lambda: x >= y, "x>=y")
case("eq", "logic", lambda: Eq(x, y), "x==y")
case("ne", "logic", lambda: Ne(x, y), "x!=y")
case("and", "logic", lambda: And(x > 1, y < 2), "x>1&&y<2")
case("or_and", "logic", lambda: And(x > 1, Or(y < 2, z > 3)), "x>1&&(y<2||z>3)")
case("not", "logic", lambda: Not(Symbol("p")), "!p")
case("not_and", "logic", lambda: Not(And(Symbol("p"), Symbol("q"))), "!p||!q", "!(p&&q)")
case("xor", "logic", lambda: Xor(Symbol("p"), Symbol("q")), "Xor[p,q]", "(p || q) && (!p || !q)")
case("implies", "logic", lambda: Implies(Symbol("p"), Symbol("q")), "Implies[p,q]", "q || !p")
case(
    "ite",
    "logic",
    lambda: ITE(Symbol("p"), Symbol("q"), Symbol("r")),
    "If[p,q,r]",
    "(p&&q)||(!p&&r)",
    "(p || r) && (q || !p)",
)
case("true", "logic", lambda: sympy.true, "True")
case("tuple", "logic", lambda: Tuple(x, Tuple(1, y)), "{x,{1,y}}")
case("py_list", "logic", lambda: [x, [1, y]], "{x,{1,y}}")
case("py_dict", "logic", lambda: {x: 1, y: 2}, "<|x->1,y->2|>", "{x->1,y->2}")
case("finiteset", "logic", lambda: FiniteSet(1, 2, x), "{1,2,x}")
case("interval", "logic", lambda: Interval(0, 1), "Interval[{0,1}]")
case("interval_open", "logic", lambda: Interval.open(0, 1), "0<x<1")
case("reals", "logic", lambda: sympy.Reals, "Reals")
case("contains", "logic", lambda: sympy.Contains(x, sympy.Reals), "Element[x,Reals]", "x\\[Element]Reals")

case("undef", "functions", lambda: f(x, y + 1), "f[x,y+1]")
case("undef_underscore", "functions", lambda: Function("f_1")(x), "Subscript[f,1][x]", "f1[x]", "f$1[x]")
case("undef_clash", "functions", lambda: Function("Plot")(x), "plot[x]")
case("poly", "functions", lambda: Poly(x**2 + 3 * x + 1, x), "x^2+3*x+1")
case("rootof", "functions", lambda: sympy.CRootOf(x**5 - x + 1, 0), "Root[#^5-#+1&,1]", "Root[Function[x,x^5-x+1],1]")
case("uneval", "functions", lambda: sympy.UnevaluatedExpr(x) + 1, "x+1", "HoldForm[x]+1", "Defer[x]+1")


def _softmax_loss():
    o = _net()
    return -sympy.log(sympy.exp(o[0]) / (sympy.exp(o[0]) + sympy.exp(o[1])))


def _binary_loss():
    p = 1 / (1 + sympy.exp(-a * x - b))
    return -(Symbol("t") * sympy.log(p) + (1 - Symbol("t")) * sympy.log(1 - p))


def _net():
    w = [[Symbol(f"w{r}{q}") for q in range(2)] for r in range(3)]
    h = [sympy.tanh(w[r][0] * x + w[r][1] * y) for r in range(3)]
    o = [sum(Symbol(f"v{r}{q}") * h[q] for q in range(3)) for r in range(2)]
    return o


_H = [f"Tanh[w{r}0*x+w{r}1*y]" for r in range(3)]
_OUT = ["(" + "+".join(f"v{r}{q}*{_H[q]}" for q in range(3)) + ")" for r in range(2)]
case(
    "net_mse",
    "nets",
    lambda: sum((o - t) ** 2 for o, t in zip(_net(), symbols("t0 t1"), strict=True)) / 2,
    f"(({_OUT[0]}-t0)^2+({_OUT[1]}-t1)^2)/2",
    f"({_OUT[0]}-t0)^2/2+({_OUT[1]}-t1)^2/2",
)
case("net_xent_softmax", "nets", _softmax_loss, f"-Log[E^{_OUT[0]}/(E^{_OUT[0]}+E^{_OUT[1]})]")
case(
    "net_xent_binary",
    "nets",
    _binary_loss,
    "-(t*Log[1/(1+E^(-a*x-b))]+(1-t)*Log[1-1/(1+E^(-a*x-b))])",
    "-t*Log[1/(1+E^(-a*x-b))]+(t-1)*Log[1-1/(1+E^(-a*x-b))]",
    "-t*Log[1/(1+E^(-a*x-b))]-(1-t)*Log[1-1/(1+E^(-a*x-b))]",
)
case("net_relu", "nets", lambda: sympy.Max(0, a * x + b) * c, "Max[0,a*x+b]*c", "Ramp[a*x+b]*c")
case(
    "net_elu",
    "nets",
    lambda: Piecewise((x, x >= 0), (sympy.exp(x) - 1, True)),
    "Piecewise[{{x,x>=0}},E^x-1]",
    "Piecewise[{{x,x>=0},{E^x-1,True}}]",
)
case(
    "net_grad_relu",
    "nets",
    lambda: sympy.diff(sympy.Max(0, a * x + b), a),
    "x*HeavisideTheta[a*x+b]",
    "x*UnitStep[a*x+b]",
)
case("net_grad_abs", "nets", lambda: sympy.diff(sympy.Abs(Symbol("r", real=True)), Symbol("r", real=True)), "Sign[r]")
case("net_matrix_form", "nets", lambda: A * v, "A.v")
case(
    "net_sum_loss",
    "nets",
    lambda: Sum((IndexedBase("y")[i] - IndexedBase("t")[i]) ** 2, (i, 1, n)) / n,
    "Sum[(Indexed[y,i]-Indexed[t,i])^2,{i,1,n}]/n",
    "Sum[(Indexed[y,{i}]-Indexed[t,{i}])^2,{i,1,n}]/n",
    "Sum[(y[[i]]-t[[i]])^2,{i,1,n}]/n",
    "Sum[(y[i]-t[i])^2,{i,1,n}]/n",
    "Hold[Sum[(y[[i]]-t[[i]])^2,{i,1,n}]]/n",
    "Hold[Sum[(y[i]-t[i])^2,{i,1,n}]]/n",
)
