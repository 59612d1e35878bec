"""The symbols, functions and matrices that the cases are made of."""

import sympy
from sympy import Function, IndexedBase, MatrixSymbol, Symbol

x, y, z, a, b, c, n, s, p, q, r = sympy.symbols("x y z a b c n s p q r")
i, j, k = sympy.symbols("i j k", integer=True)
t = Symbol("t", positive=True)
P, T = sympy.symbols("P T", commutative=False)
f, g = Function("f"), Function("g")
A, B, C = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2), MatrixSymbol("C", 2, 3)
Q, V = MatrixSymbol("Q", 2, 2), MatrixSymbol("V", 3, 1)
w = IndexedBase("w")

SYMBOLS = [i, j, k, t, P, T, A, B, C, Q, V]
FUNCTIONS = {"f": f, "g": g}
