"""Matrices, arrays and their elements."""

import sympy
from sympy import HadamardPower, HadamardProduct, Sum

from .atoms import A, B, C, Q, V, a, b, i, j, n, w, x

LINEAR_ALGEBRA = [
    (sympy.ImmutableMatrix([[a, b], [1, 2]]), "{{a, b}, {1, 2}}"),
    (sympy.ImmutableMatrix([a, b]), "{{a}, {b}}"),
    (sympy.ImmutableSparseMatrix(2, 3, {(0, 1): a}), "SparseArray[{{1, 2} -> a}, {2, 3}]"),
    (
        sympy.ImmutableDenseNDimArray([[[1, 2], [3, a]], [[5, 6], [7, 8]]]),
        "{{{1, 2}, {3, a}}, {{5, 6}, {7, 8}}}",
    ),
    (A, "A"),
    (A * B, "A.B"),
    (2 * A * B, "2 A.B"),
    ((A + C) * V, "(A + C).V"),
    (A.T, "Transpose[A]"),
    (sympy.Adjoint(A), "ConjugateTranspose[A]"),
    (Q.I, "Inverse[Q]"),
    (Q**3, "MatrixPower[Q, 3]"),
    (HadamardProduct(A, C), "A C"),
    (HadamardPower(A, 2), "A^2"),
    (sympy.Trace(Q) + sympy.Determinant(Q), "Tr[Q] + Det[Q]"),
    (A[0, 1], "Indexed[A, {1, 2}]"),
    (A[i, j], "Indexed[A, {i + 1, j + 1}]"),
    (A[0, 1], "A[[1, 2]]"),
    (sympy.Identity(3), "IdentityMatrix[3]"),
    (sympy.ZeroMatrix(2, 3), "ConstantArray[0, {2, 3}]"),
    (sympy.OneMatrix(2, 3), "ConstantArray[1, {2, 3}]"),
    (sympy.BlockMatrix([[Q, Q]]), "ArrayFlatten[{{Q, Q}}]"),
    (sympy.KroneckerProduct(A, B), "KroneckerProduct[A, B]"),
    (w[i, j], "Indexed[w, {i, j}]"),
    (Sum((w[i] - x) ** 2, (i, 1, n)) / n, "Sum[(Indexed[w, {i}] - x)^2, {i, 1, n}]/n"),
    (sympy.ImmutableMatrix([[x, 0, 1]]), "{{x, 0, 1}}"),
    (sympy.ImmutableDenseNDimArray([[[x], [b]], [[a], [b]]]), "{{{x}, {b}}, {{a}, {b}}}"),
    (A + C, "A + C"),
    (A - 3 * C, "A - 3 C"),
    (A.T * A, "Transpose[A].A"),
    (Q.T * Q**2, "Transpose[Q].MatrixPower[Q, 2]"),
    (B * A * V, "B.A.V"),
    (3 * HadamardProduct(A, C), "3 A C"),
    (HadamardPower(A, n), "A^n"),
    (sympy.Trace(A * B) * x, "Tr[A.B] x"),
    (sympy.Determinant(Q.T), "Det[Transpose[Q]]"),
    (A[1, 2] + A[0, 0], "A[[2, 3]] + A[[1, 1]]"),
    (w[1] * w[n], "Indexed[w, 1] Indexed[w, n]"),
    (Sum(w[i], (i, 0, n)), "Sum[Indexed[w, {i}], {i, 0, n}]"),
    (sympy.BlockMatrix([[Q, Q], [Q, Q]]), "ArrayFlatten[{{Q, Q}, {Q, Q}}]"),
    (w[1, n], "Subscript[w, 1, n]"),
    (A[0, 1], "Subscript[A, 1, 2]"),
]
